"""Whether two numbers can be held against each other: one unit, one whole, one thing counted, one stage of it.

What cannot is said in a sentence that a person reads beside «da valutare».
"""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from riskreg.domain.exact import half_up
from riskreg.domain.targets.directions import About
from riskreg.domain.targets.figures import WITHIN, year_like
from riskreg.domain.targets.quantities import TIMES, write_quantity
from riskreg.domain.targets.shapes import BARE, EURO, PERCENT, Amount, Quantity
from riskreg.domain.targets.words import content_words, counted_noun, head_stem, stem

_PHYSICAL = re.compile(r"\b(?:k?wh|mwh|gwh|kw|kg|t|ton|tonnellate|mq|mc|m|km|gb|tb|mb|tep|litri|l|ettari|ha|co2)\b")
_PARTICIPLE = re.compile(
    r"\b(?:[a-z]{3,}(?:at|ut|it)[ie]|predispost[ie]|redatt[ie]|trasmess[ie]|sottoscritt[ie]|indett[ie]|introdott[ie]|prodott[ie]|evas[ie]|svolt[ie]|richiest[ie]|propost[ie]|previst[ie]|iscritt[ie]|conclus[ie]|chius[ie]|emess[ie]|ammess[ie]|promoss[ie]|appres[ie])\b"
)
_TIMES_A_YEAR = {"settimanal": 52, "mensil": 12, "bimestral": 6, "trimestral": 4, "quadrimestral": 3, "semestral": 2}
_OFTEN = re.compile(rf"\b(giornalier|quotidian|{'|'.join(_TIMES_A_YEAR)})[a-z]")
_PER = re.compile(
    r"\bper (?:(?:ogni|ciascun\w*|singol\w+|un) )?(?:comune|area|settore|ufficio|sede|servizio|dipendente|persona|unita|addetto|abitante|utente|struttura|direzione|"
    r"dipartimento|dirigente|ente|provincia|mese|settimana|giorno|trimestre|semestre|corso|classe|scuola|evento|bando|progetto)\b|\bpro[ -]?capite\b|\ba testa\b"
)
_ANY_DEED = re.compile(r"(?:realizzazione|effettuazione|svolgimento|esecuzione|organizzazione|attuazione)\b")
_SCORES = (5, 6, 7, 10, 30, 110)
PLAUSIBLE = (Decimal("0.1"), Decimal(10))


class Incomparable(Exception):
    """Why two numbers cannot be held against each other, or a person must say how."""


def insist_on_one_kind(target: Quantity, result: Quantity, about: About, *, is_bound: bool) -> None:
    """A change is not held against a level: +6 % of something is not 6 %."""
    if target.is_signed == result.is_signed:
        return
    if target.is_signed:
        is_plain = (
            is_bound and target.unit != PERCENT and target.value < 0 and not target.is_change
        )  # "-10" as a level: the payments' index
        if is_plain or (
            target.unit == PERCENT
            and about.speaks_of_change
            and not about.speaks_of_reduction
            and target.value >= 0
            and 0 <= result.value <= 100
        ):
            return
        raise Incomparable(f"il target {write_quantity(target)} è una variazione, il risultato {write_quantity(result)} forse un livello")
    if result.unit != PERCENT and (result.value <= 0 or target.amount == 0) and not result.is_change and is_bound:
        return
    if about.speaks_of_change and not about.speaks_of_reduction:
        return
    raise Incomparable(f"il risultato {write_quantity(result)} è una variazione, il target {write_quantity(target)} forse un livello")


def alike(goal: Amount, got: Amount, about: About) -> tuple[Quantity, Quantity]:
    """Both in one unit, or why not."""
    if _is_a_year(goal) or (_is_a_year(got) and not 500 <= abs(goal.quantity.amount) <= 8000):
        raise Incomparable("uno dei due numeri forse è un anno")
    _insist_on_one_thing(goal, got, about)
    if got.quantity.unit == BARE and counted_noun(got.thing) and goal.quantity.unit in (*TIMES, EURO):
        raise Incomparable(
            f"il target {write_quantity(goal.quantity)} e il risultato {write_quantity(got.quantity)} {got.thing} non hanno la stessa unità di misura"
        )
    target, result = _of_whole(_with_unit(goal, about), _with_unit(got, about), about)
    if about.speaks_of_money and not _is_plausible(target.amount, result.amount):
        raise Incomparable("uno dei due importi forse è in migliaia")
    if target.unit != result.unit:
        result = _in_unit_of(target, result)
    if {target.unit, result.unit} <= {BARE, EURO} and not _is_plausible(target.amount, result.amount, 500):
        raise Incomparable("uno dei due numeri forse è in migliaia, o in un'altra scala")
    if target.unit == result.unit == BARE and 0 < abs(result.amount) < 1 and abs(target.amount) >= 10:
        raise Incomparable(f"{write_quantity(got.quantity)} e {write_quantity(goal.quantity)} forse non sono nella stessa scala")
    is_share = about.unit == PERCENT or (about.speaks_of_share and target.unit == result.unit == BARE)
    if is_share and BARE in (goal.quantity.unit, got.quantity.unit) and _may_be_share(target, result):
        raise Incomparable(f"{write_quantity(got.quantity)} e {write_quantity(goal.quantity)} forse non sono nella stessa scala")
    return target, result


def _insist_on_one_thing(goal: Amount, got: Amount, about: About) -> None:
    """What is counted, at which stage, of which whole, against which year."""
    wanted, counted = counted_noun(goal.thing), counted_noun(got.thing)
    if wanted and counted and not wanted & counted:
        raise Incomparable(f"il target conta «{goal.thing}», il risultato «{got.thing}»")
    _same_whole(goal, got)
    if not same_base(goal.base, got.base, about.year):
        raise Incomparable("target e risultato sono rispetto ad anni diversi")
    if _how_often(goal.thing) != _how_often(got.thing) and not _is_every_time(goal):
        raise Incomparable("il target o il risultato è per periodo")
    if _PER.findall(goal.thing) != _PER.findall(got.thing):
        raise Incomparable("il target o il risultato è per ciascuno")
    if _is_other_stage(goal, got, about):
        raise Incomparable(f"il risultato conta «{got.thing}»: va detto se è quello che chiedeva il target")
    measures = [set(_PHYSICAL.findall(each.thing)) for each in (goal, got)]
    if measures[0] != measures[1] and (all(measures) or bool(wanted) != bool(counted) or not (wanted or counted)):
        raise Incomparable("il target e il risultato non hanno la stessa unità di misura")


def _how_often(thing: str) -> str:
    found = _OFTEN.search(thing)
    return found[1] if found else ""


def _is_every_time(goal: Amount) -> bool:
    """ "4 report trimestrali" are those of the year; "1 report trimestrale" is not."""
    return goal.quantity.value == _TIMES_A_YEAR.get(_how_often(goal.thing))


def _in_unit_of(target: Quantity, result: Quantity) -> Quantity:
    """A bare number beside days or euro counts them, if it is near; zero is zero in any unit."""
    is_zero = (target.unit == PERCENT and result.unit == BARE and result.amount == target.amount == 0) or (
        target.unit == BARE and target.amount == 0 and result.unit in (PERCENT, EURO)
    )
    is_kept_short = target.unit in (*TIMES, EURO) and result.unit == BARE and result.scale in ("", target.scale)
    if not is_zero and not (is_kept_short and _is_near(result.amount, target.amount)):
        raise Incomparable(
            f"il target {write_quantity(target)} e il risultato {write_quantity(result)} non hanno la stessa unità di misura"
        )
    return replace(result, unit=target.unit)


def _same_whole(goal: Amount, got: Amount) -> None:
    """Of percentages: the same time allowed, and not the share of something else."""
    asked, given = ([time for time in WITHIN.findall(each.thing) if not time.endswith("termini")] for each in (goal, got))
    if given and asked != given:
        raise Incomparable("il risultato parla di altri tempi da quelli del target")
    wanted, counted = (({stem(word) for word in content_words(WITHIN.sub("", each.thing))}) for each in (goal, got))
    if goal.quantity.unit == PERCENT and wanted and counted and not (wanted <= counted or counted <= wanted):
        raise Incomparable(f"il target parla di «{goal.thing}», il risultato di «{got.thing}»")


def _is_plausible(one: Decimal, other: Decimal, most: int = 100) -> bool:
    return one == 0 or other == 0 or abs(other) <= abs(one * most) <= abs(other) * most * most


def same_base(wanted: str, given: str, year: int | None) -> bool:
    last = str(year - 1) if year else "-1"
    wanted, given = (last if each == "-1" else each for each in (wanted, given))
    return not given or given == (wanted or last)


def _is_other_stage(goal: Amount, got: Amount, about: About) -> bool:
    """Bandi pubblicati are not bandi conclusi."""
    given = {head_stem(word) for word in (*_PARTICIPLE.findall(got.thing), got.deed) if word}
    asked = {head_stem(word) for word in (*_PARTICIPLE.findall(goal.thing), goal.deed) if word and not _ANY_DEED.match(word)}
    asked = asked or {word[:4] for word in _PARTICIPLE.findall(about.name)}
    return bool(given) and ((bool(asked) and not given & asked) or bool({"avvi", "iniz"} & given - asked))


def _is_a_year(what: Amount) -> bool:
    quantity = what.quantity
    is_plain = quantity.unit == BARE and not quantity.scale and not what.thing and what.relation is None and quantity.other is None
    return is_plain and year_like(quantity.value)


def _with_unit(what: Amount, about: About) -> Quantity:
    """A bare number counts what the column of the unit says; not one that says itself what it counts."""
    quantity = what.quantity
    if what.thing and about.unit == PERCENT:
        return quantity
    return (
        replace(quantity, unit=about.unit)
        if quantity.unit == BARE and about.unit and not quantity.scale and quantity.of is None
        else quantity
    )


def _may_be_share(target: Quantity, result: Quantity) -> bool:
    """0,9 beside 90 %."""
    small, large = sorted((abs(target.amount), abs(result.amount)))
    is_part = small <= 1 and small != small.to_integral_value()
    if small == 0:
        return False
    return (is_part and large > 10) or (target.unit == PERCENT and (small <= 1 < large or large > 1000))


def _of_whole(target: Quantity, result: Quantity, about: About) -> tuple[Quantity, Quantity]:
    """ "3 su 4" as what the other side is: a count, a percentage, or the same share of the same whole."""
    if target.of is None and result.of is None:
        return target, result
    if target.of is not None and result.of is not None:
        if target.of == result.of == 12 and target.value != result.value:
            raise Incomparable("12 forse è un mese")
        if target.of == result.of:
            return replace(target, of=None), replace(result, of=None)
        if target.value == target.of and result.value == result.of:
            return as_percent(target), as_percent(result)
        raise Incomparable(f"{write_quantity(result)} e {write_quantity(target)} non hanno lo stesso totale")
    whole = result if target.of is None else target
    other = target if target.of is None else result
    if other.unit == PERCENT:
        is_score = whole.of in _SCORES or about.speaks_of_satisfaction or whole.value != whole.value.to_integral_value()
        if (is_score and whole.value != whole.of) or (whole.of is not None and whole.value > whole.of):
            raise Incomparable(f"{write_quantity(whole)} forse è un punteggio, non una quota")
        return (as_percent(target), result) if target.of is not None else (target, as_percent(result))
    if other.unit != BARE or other.value > (whole.of or 0):
        raise Incomparable(f"{write_quantity(result)} e {write_quantity(target)} non si possono confrontare")
    return replace(target, of=None), replace(result, of=None)


def as_percent(quantity: Quantity) -> Quantity:
    return Quantity(half_up(Fraction(quantity.value) / Fraction(quantity.of or 1) * 100, 8), PERCENT)


def _is_near(one: Decimal, other: Decimal) -> bool:
    return other != 0 and one != 0 and PLAUSIBLE[0] <= abs(one / other) <= PLAUSIBLE[1]


def readings(quantity: Quantity, against: Quantity) -> list[Decimal]:
    """The number, and what else it would be if its dot did not group, where only that would be near the other number."""
    other = quantity.other_amount
    if other is None or not against.amount:
        return [quantity.amount]
    ratio = abs(quantity.amount / against.amount)
    is_far = ratio > 100 or ratio < Decimal("0.01")
    return [quantity.amount, other] if is_far and _is_near(other, against.amount) else [quantity.amount]
