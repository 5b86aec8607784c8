"""One part of a result against one part of a target."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from riskreg.domain.italian import fold, write_date
from riskreg.domain.targets import measuring
from riskreg.domain.targets.deeds import verb_of
from riskreg.domain.targets.directions import About, Direction
from riskreg.domain.targets.figures import year_like
from riskreg.domain.targets.grades import SCALES
from riskreg.domain.targets.moments import days_in
from riskreg.domain.targets.quantities import quantities_in
from riskreg.domain.targets.reading import parse
from riskreg.domain.targets.shapes import (
    BARE,
    PERCENT,
    Amount,
    Answer,
    Between,
    Grade,
    Moment,
    Named,
    Nothing,
    Part,
    Period,
    Quantity,
    Relation,
    Relative,
    Unchanged,
    Unclear,
)
from riskreg.domain.targets.verdicts import Kind, Verdict, judged, manual
from riskreg.domain.targets.words import ACTION, BEGUN, GENERIC, PARTLY, SPECIFIC, content_words, head_stem, plain, stem
from riskreg.domain.targets.writing import said

_IF = re.compile(r"\b(?:alternativa|oppure|se|qualora|salvo|tranne|eccetto|entro|fino|oltre|almeno|minimo|massimo|min|max)\b|[≥≤<>]")
_AGAINST_YEAR = re.compile(r"([><=≥≤]) ?(?:al |del )?(20[0-9]{2})")
_VERB = re.compile(rf"(?:{GENERIC}|{SPECIFIC})")
_BY_ACT = frozenset(("appr", "adot", "isti", "nomi", "defi", "deli", "cost", "aggi"))


def judge(goal: Part, got: Part, about: About) -> Verdict:
    """The verdict on one part; whatever is not certain is left to a person."""
    if isinstance(goal.said, (Nothing, Unclear)):
        return manual("il target manca" if isinstance(goal.said, Nothing) else f"il target «{_short(goal)}» non si legge da solo")
    if isinstance(got.said, (Nothing, Unclear)):
        return manual("il risultato manca" if isinstance(got.said, Nothing) else f"il risultato «{_short(got)}» non si legge da solo")
    if any(PARTLY.search(plain(note)) for note in got.notes):
        return manual("il risultato ha una nota che va letta")
    if any(_IF.search(plain(note)) for note in goal.notes) and not isinstance(goal.said, Named):
        return manual("il target ha una nota che va letta")
    match goal.said:
        case Amount() | Between() | Relative():
            return _numbers(goal, got, about)
        case Moment():
            return _until(goal.said, got, about)
        case Answer():
            return _answered(goal.said, got, about)
        case Named():
            return _done(goal.said, got, about)
        case Grade():
            return _graded(goal.said, got.said, about) if isinstance(got.said, Grade) else _differs(goal, got)
        case Unchanged():
            return judged(True, "invariato, come chiedeva il target") if goal.said == got.said else _differs(goal, got)


def _short(part: Part) -> str:
    text = said(part.said)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _differs(goal: Part, got: Part) -> Verdict:
    return manual(f"«{_short(got)}» non risponde a «{_short(goal)}» in modo che si possa confrontare")


# --- Numbers ---------------------------------------------------------------------------------------------


def _numbers(goal: Part, got: Part, about: About) -> Verdict:
    """Numbers in notes must lead to the same: "57% (61% al netto)" is not for us to choose from."""
    if isinstance(goal.said, Relative):
        return _against_year(goal.said, got, about)
    first = _measured(goal, got, about)
    if first.kind is Kind.MANUAL:
        return first
    others = [
        *(_measured(goal, replace(got, said=each), about) for each in _other_ways(got)),
        *(_measured(replace(goal, said=each), got, about) for each in _other_ways(goal)),
    ]
    if any(other.kind is not first.kind for other in others):
        return manual("una nota porta un altro numero, che cambierebbe l'esito")
    return first


def _other_ways(part: Part) -> list[Amount]:
    if not isinstance(part.said, Amount):
        return []
    noted = [each for note in part.notes for each in quantities_in(plain(note)) if not (each.unit == BARE and year_like(each.value))]
    signed = part.said.quantity.is_signed
    return [
        replace(part.said, quantity=replace(each, is_signed=each.is_signed or signed), thing="")
        for each in measuring.alternatives(part.said.quantity, noted)
    ]


def _measured(goal: Part, got: Part, about: About) -> Verdict:
    target, result = goal.said, got.said
    if isinstance(target, Between):
        return measuring.within(target, result, about) if isinstance(result, (Amount, Between)) else _differs(goal, got)
    if not isinstance(target, Amount):
        return _differs(goal, got)
    if isinstance(result, Unchanged) and target.quantity.is_signed and _is_before(result.year, about):
        result = Amount(replace(target.quantity, value=Decimal(0), other=None, is_change=False, scale=""))
    if not isinstance(result, (Amount, Between)):
        return _differs(goal, got)
    target, result = _from_base(target, result, about)
    found = measuring.measure(target, result, about)
    return _in_time(target, result, found, about) if isinstance(result, Amount) else found


def _is_before(year: str, about: About) -> bool:
    return year == "-1" or (about.year is not None and int(year) == about.year - 1)


def _from_base(target: Amount, result: Amount | Between, about: About) -> tuple[Amount, Amount | Between]:
    """ "+5 %" against the count of two years: the change is counted, if the earlier count is known."""
    if not isinstance(result, Amount) or target.quantity.unit != PERCENT or not target.quantity.is_signed or about.year is None:
        return target, result
    quantity = result.quantity
    before = _earlier(int(target.base) if target.base.isdigit() else about.year - 1, about)
    if (
        quantity.unit != BARE
        or quantity.is_signed
        or quantity.of
        or result.relation
        or before is None
        or before.unit != BARE
        or before.amount <= 0
    ):
        return target, result
    change = (quantity.amount - before.amount) / before.amount * 100
    return target, replace(result, quantity=Quantity(change.quantize(Decimal("0.0001")), PERCENT, is_signed=True), thing="")


def _earlier(year: int, about: About) -> Quantity | None:
    parts = parse(about.earlier.get(year, "")).parts
    only = parts[0].said if len(parts) == 1 and not parts[0].notes else None
    return only.quantity if isinstance(only, Amount) and only.relation is None and only.quantity.of is None else None


def _in_time(target: Amount, result: Amount, found: Verdict, about: About) -> Verdict:
    """A number that was asked for by a day, or that is of a day before the end of the year."""
    end = date(about.year, 12, 31) if about.year else None
    if target.by is None:
        if result.by is not None and result.by.last != end:
            return manual(f"il risultato è del {write_date(result.by.last)}, non di fine anno")
        return found
    if found.kind is not Kind.YES:
        return found if result.by is None else manual("il risultato è di un giorno preciso: va letto")
    until = target.by.last
    if result.by is None:
        return found if until == end else manual(f"non si sa se entro il {write_date(until)}")
    if result.by.last <= until:
        return found
    return manual(f"il risultato è del {write_date(result.by.last)}, dopo il {write_date(until)}")


def _against_year(goal: Relative, got: Part, about: About) -> Verdict:
    year = int(goal.year) if goal.year != "-1" else (about.year - 1 if about.year else None)
    noted = _noted(goal.relation, year, got)
    if isinstance(got.said, Unchanged):
        is_same = (
            _is_before(got.said.year, about)
            if goal.year == "-1"
            else got.said.year == goal.year or (_is_before(got.said.year, about) and about.year == (year or 0) + 1)
        )
        if not is_same or goal.value or not _agrees(goal.relation, about):
            return manual("«invariato» va letto rispetto al target")
        return judged(
            goal.relation in (Relation.AT_LEAST, Relation.AT_MOST, Relation.EQUAL),
            f"invariato rispetto al {goal.year if year is None else year}",
        )
    value = goal.value
    known = _earlier(year, about) if year else None
    if value and known and (value.unit, value.amount) != (known.unit, known.amount):
        return manual(f"il target e l'archivio danno due valori diversi per il {year}")
    value = value or known
    if value is None:
        if noted is not None and _agrees(goal.relation, about):
            return judged(noted, f"{said(got.said)} ({got.notes[0]}), il target chiede {goal.relation} {year}")
        return manual(f"manca il valore del {year or 'l’anno precedente'}")
    found = _numbers(Part(Amount(value, goal.relation)), got, about)
    if noted is not None and found.is_judged and noted is not (found.kind is Kind.YES):
        return manual("il risultato e la sua nota si contraddicono")
    return found


def _agrees(relation: Relation, about: About) -> bool:
    if about.direction is None or relation is Relation.EQUAL:
        return True
    return relation.grows if about.direction is Direction.INCREASE else relation.falls if about.direction is Direction.DECREASE else False


def _noted(relation: Relation, year: int | None, got: Part) -> bool | None:
    """ "7.292 (>2024)" says itself how it stands to the year."""
    found = [match for note in got.notes if (match := _AGAINST_YEAR.fullmatch(plain(note)))]
    if len(found) != 1 or year is None or int(found[0][2]) != year:
        return None
    sign = found[0][1]
    if sign == "=":
        return relation in (Relation.AT_LEAST, Relation.AT_MOST, Relation.EQUAL)
    if sign in "><":
        return relation.grows if sign == ">" else relation.falls if relation is not Relation.EQUAL else None
    return True if sign == relation else None


# --- Days ------------------------------------------------------------------------------------------------


def _until(goal: Moment, got: Part, about: About) -> Verdict:
    result, until = got.said, goal.period.last
    noted = [period for note in got.notes for period, _, _ in days_in(plain(note))]
    if isinstance(result, Answer) and result.is_yes and noted:
        first, *others = noted
        result = Moment(first, None, " ".join(filter(None, (result.verb, result.thing))), tuple(others))
    elif isinstance(result, Moment):
        result = replace(result, others=(*result.others, *noted))
    if isinstance(result, Answer):
        return _until_answered(goal, result, about)
    if not isinstance(result, Moment) or result.relation:
        return _differs(Part(goal), got)
    if doubt := _other_deed(goal.thing, result.thing):
        return manual(doubt)
    if goal.relation is None and about.direction in (Direction.INCREASE, Direction.EQUAL) and about.direction is not Direction.DECREASE:
        if about.direction is Direction.INCREASE or (result.period.last != until):
            return manual(f"una data con la direzione «{about.direction.label}» va letta")
    return _on_time(goal, [result.period, *result.others])


def _on_time(goal: Moment, periods: list[Period]) -> Verdict:
    until = goal.period.last
    is_strict = goal.relation is Relation.LESS
    if any((until - period.last).days > 3 * 366 or (period.first - until).days > 3 * 366 for period in periods):
        return manual("la data del risultato è lontana da quella del target")
    in_time = {
        True
        if (period.last < until if is_strict else period.last <= until)
        else False
        if (period.first >= until if is_strict else period.first > until)
        else None
        for period in periods
    }
    sign = "prima del" if is_strict else "entro il"
    when = ", ".join(write_date(period.last) for period in periods[:3])
    if in_time == {True}:
        return judged(True, f"{when}, {sign} {write_date(until)}")
    if in_time == {False}:
        return judged(False, f"{when}, dopo il {write_date(until)}" if not is_strict else f"{when}, non prima del {write_date(until)}")
    return manual(f"delle date del risultato ({when}) va detto quale conta rispetto al {write_date(until)}")


def _until_answered(goal: Moment, result: Answer, about: About) -> Verdict:
    until = write_date(goal.period.last)
    if not result.is_yes:
        return judged(False, f"il risultato è no (era chiesto entro il {until})")
    if doubt := _other_deed(goal.thing, " ".join(filter(None, (result.verb, result.thing)))):
        return manual(doubt)
    if not result.verb:
        return judged(True, f"il risultato è sì (era chiesto entro il {until})", Decimal(1))
    if about.year and goal.period.last == date(about.year, 12, 31) and goal.relation is not Relation.LESS:
        return judged(True, f"{result.verb} nell'anno (era chiesto entro il {until})", Decimal(1))
    return manual(f"il risultato non dice quando: era chiesto entro il {until}")


def _other_deed(wanted: str, told: str) -> str:
    """Why what was done may not be what was asked for: begun is not done, approved is not published."""
    words = told.split()
    verbs = {verb_of(word) for word in words if _VERB.fullmatch(word)}
    stems = {stem(word) for word in content_words(wanted)}
    first = plain(wanted).split()[0] if wanted else ""
    head = head_stem(first) if first else ""
    if any(BEGUN.match(verb) for verb in verbs) and head not in ("avvi", "iniz"):
        return "il risultato dice che è cominciato, non che è concluso"
    nouns = {stem(word) for word in words if not _VERB.fullmatch(word) and word not in ("si", "ok", "atto") and len(word) > 2}
    if not wanted:
        return ""
    if nouns and not nouns & stems:
        return "il risultato nomina altro da quello che chiedeva il target"
    if verbs and "" not in verbs and head not in verbs:
        return "il risultato dice che è stato fatto altro da quello che chiedeva il target"
    if not verbs and "atto" in words and head not in _BY_ACT:
        return "il risultato nomina un atto: va detto se è quello che chiedeva il target"
    heads = {head_stem(word) for word in words if ACTION.fullmatch(word) and stem(word) not in stems}
    return "il risultato nomina un'altra azione" if heads and head not in heads else ""


# --- Yes, no, done ---------------------------------------------------------------------------------------


def _answered(goal: Answer, got: Part, about: About) -> Verdict:
    result = got.said
    if not goal.is_yes:
        is_no = isinstance(result, Answer) and not result.is_yes
        return judged(True, "il risultato è no, come chiedeva il target") if is_no else _differs(Part(goal), got)
    wanted = " ".join(filter(None, (goal.verb, goal.thing)))
    if isinstance(result, Answer) and not result.is_yes:
        return judged(False, "il risultato è no, il target sì", Decimal(0))
    told = (
        result.thing
        if isinstance(result, Moment)
        else " ".join(filter(None, (result.verb, result.thing)))
        if isinstance(result, Answer)
        else None
    )
    if told is None or (isinstance(result, Moment) and not _within_year(result, about)):
        return _differs(Part(goal), got)
    asked, given = verb_of(goal.verb), {verb_of(word) for word in told.split() if _VERB.fullmatch(word)}
    begun = any(BEGUN.match(verb) for verb in given)
    if (
        (begun and not BEGUN.match(asked))
        or (asked and given and "" not in given and asked not in given)
        or (goal.thing and _other_deed(goal.thing, told))
    ):
        return manual("il risultato non dice sì a quello che chiedeva il target")
    return judged(
        True,
        f"il risultato è {told or 'sì'}"
        if isinstance(result, Answer)
        else f"fatto il {write_date(result.period.last)}"
        if isinstance(result, Moment)
        else wanted,
        Decimal(1),
    )


def _within_year(result: Moment, about: About) -> bool:
    periods = (result.period, *result.others)
    return (
        result.relation is None and about.year is not None and all(about.year - 2 <= period.last.year <= about.year for period in periods)
    )


def _done(goal: Named, got: Part, about: About) -> Verdict:
    result = got.said
    if isinstance(result, Named) and fold(result.text) == fold(goal.text):
        return judged(True, "il risultato ripete il target", Decimal(1))
    if isinstance(result, Answer):
        if not result.is_yes:
            return judged(False, f"«{_short(Part(goal))}»: il risultato è no", Decimal(0))
        doubt = _other_deed(goal.text, " ".join(filter(None, (result.verb, result.thing))))
        return manual(doubt) if doubt else judged(True, f"«{_short(Part(goal))}»: {said(Answer(True, result.verb))}", Decimal(1))
    if isinstance(result, Moment) and _within_year(result, about):
        doubt = _other_deed(goal.text, result.thing)
        return manual(doubt) if doubt else judged(True, f"«{_short(Part(goal))}»: il {write_date(result.period.last)}", Decimal(1))
    return _differs(Part(goal), got)


def _graded(goal: Grade, got: Grade, about: About) -> Verdict:
    if goal.scale != got.scale:
        return manual(f"«{got.word}» e «{goal.word}» non sono della stessa scala")
    relation = goal.relation
    if relation is None and about.direction:
        relation = {"increase": Relation.AT_LEAST, "decrease": Relation.AT_MOST, "equal": Relation.EQUAL}[about.direction]
    if got.relation or (goal.relation and not _agrees(goal.relation, about)):
        return manual(f"«{said(got)}» e «{said(goal)}» vanno letti insieme")
    if relation is None and goal.rank != got.rank:
        is_good = goal.scale == "giudizio" or (about.is_described and goal.rank > SCALES["livello"].index("medio-basso"))
        if about.speaks_of_falling or not is_good:
            return manual(f"non si sa se «{got.word}» sia meglio di «{goal.word}»")
        relation = Relation.AT_LEAST
    relation = relation or Relation.EQUAL
    met = relation.holds(got.rank, goal.rank)
    return judged(met, f"{got.word} {relation.value if met else relation.opposite} {goal.word}")


Judge = Callable[[Part, Part, About], Verdict]
