"""One part of a result against one part of a target."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from riskreg.domain.exact import half_up
from riskreg.domain.italian import write_date
from riskreg.domain.targets import doing, measuring
from riskreg.domain.targets.comparing import same_base
from riskreg.domain.targets.directions import About, Direction
from riskreg.domain.targets.doing import differs
from riskreg.domain.targets.doubts import AGAINST_YEAR, SAYS, SCALE, doubt_about, told_apart
from riskreg.domain.targets.figures import year_like
from riskreg.domain.targets.grades import SCALES
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
    Part,
    Period,
    Quantity,
    Relation,
    Relative,
    Unchanged,
)  # fmt: skip
from riskreg.domain.targets.verdicts import Kind, Verdict, judged, manual
from riskreg.domain.targets.words import plain
from riskreg.domain.targets.writing import said


def judge(goal: Part, got: Part, about: About) -> Verdict:
    """The verdict on one part; whatever is not certain is left to a person."""
    goal, got = told_apart(goal, got, about)
    if doubt := doubt_about(goal, got, about):
        return manual(doubt)
    match goal.said:
        case Amount() | Between() | Relative():
            return _numbers(goal, got, about)
        case Moment() | Answer() | Named():
            return doing.judge(goal, goal.said, got, about)
        case Grade():
            return _graded(goal.said, got.said, about) if isinstance(got.said, Grade) else differs(goal.said, got.said)
        case _:
            return judged(True, "invariato, come chiedeva il target") if goal.said == got.said else differs(goal.said, got.said)


# --- Numbers ---------------------------------------------------------------------------------------------


def _numbers(goal: Part, got: Part, about: About) -> Verdict:
    """Numbers in notes must lead to the same: "57% (61% al netto)" is not for us to choose from."""
    if isinstance(goal.said, Relative):
        return _against_year(goal.said, got, about)
    if (answered := _answer_with_number(goal, got, about)) is not None:
        return answered
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


def _answer_with_number(goal: Part, got: Part, about: About) -> Verdict | None:
    """ "SI (76,3%)", "raggiunto (76,3%)", "66,3 % (non raggiunto)": what is said and the number must agree."""
    if isinstance(got.said, Answer):
        numbers = parse(got.notes[0], about.year).parts if len(got.notes) == 1 else ()
        if (
            len(numbers) != 1
            or not isinstance(numbers[0].said, Amount)
            or got.said.thing
            or got.said.verb not in ("", "realizzato", "raggiunto")
        ):
            return None
        says, number = got.said.is_yes, numbers[0]
    else:
        told = [match for note in got.notes if (match := SAYS.fullmatch(plain(note)))]
        if len(told) != 1:
            return None
        says, number = not told[0]["no"], replace(got, notes=tuple(note for note in got.notes if not SAYS.fullmatch(plain(note))))
    found = _numbers(goal, number, about)
    if found.is_judged and says is not (found.kind is Kind.YES):
        return manual("il risultato e quello che dice di sé si contraddicono")
    return found


def _other_ways(part: Part) -> list[Amount]:
    if not isinstance(part.said, Amount):
        return []
    noted = [
        each
        for note in part.notes
        if not SCALE.search(plain(note))
        for each in quantities_in(plain(note))
        if not (each.unit == BARE and year_like(each.value))
    ]
    if (
        len(noted) > 1
        and {each.unit for each in noted} == {part.said.quantity.unit}
        and sum(each.amount for each in noted) == part.said.quantity.amount
    ):
        return []  # "12 (6 in presenza e 6 online)"
    signed = part.said.quantity.is_signed
    return [
        replace(part.said, quantity=replace(each, is_signed=each.is_signed or signed), thing="")
        for each in measuring.alternatives(part.said.quantity, noted)
    ]


def _measured(goal: Part, got: Part, about: About) -> Verdict:
    target, result = goal.said, got.said
    if isinstance(target, Between):
        if isinstance(result, Amount) and result.by is not None and not _is_the_end(result.by, about):
            return manual(f"il risultato è del {write_date(result.by.last)}, non di fine anno")
        return measuring.within(target, result, about) if isinstance(result, (Amount, Between)) else differs(goal.said, got.said)
    if not isinstance(target, Amount):
        return differs(goal.said, got.said)
    if isinstance(result, Unchanged) and target.quantity.is_signed and _is_before(result.year, about):
        result = Amount(replace(target.quantity, value=Decimal(0), other=None, is_change=False, scale=""))
    if not isinstance(result, (Amount, Between)):
        return differs(goal.said, got.said)
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
    change = half_up((Fraction(quantity.amount) - Fraction(before.amount)) / Fraction(before.amount) * 100, 4)
    return target, replace(result, quantity=Quantity(change, PERCENT, is_signed=True), thing="")


def _earlier(year: int, about: About) -> Quantity | None:
    parts = parse(about.earlier.get(year, "")).parts
    only = parts[0].said if len(parts) == 1 and not parts[0].notes else None
    return only.quantity if isinstance(only, Amount) and only.relation is None and only.quantity.of is None else None


def _in_time(target: Amount, result: Amount, found: Verdict, about: About) -> Verdict:
    """A number that was asked for by a day, or that is of a day before the end of the year."""
    end = date(about.year, 12, 31) if about.year else None
    if result.by is not None and about.year and result.by.last.year < about.year:
        return manual(f"il risultato è del {write_date(result.by.last)}")
    if target.by is None:
        if result.by is not None and not _is_the_end(result.by, about):
            return manual(f"il risultato è del {write_date(result.by.last)}, non di fine anno")
        return found
    until = target.by.last
    if found.kind is not Kind.YES:
        is_over = result.by is None and (end is None or until <= end)
        return (
            found
            if is_over or found.kind is Kind.MANUAL
            else manual(f"il termine è il {write_date(until)}: il risultato può ancora cambiare")
        )
    if result.by is None:
        return found if until == end else manual(f"non si sa se entro il {write_date(until)}")
    if result.by.last <= until:
        return found
    return manual(f"il risultato è del {write_date(result.by.last)}, dopo il {write_date(until)}")


def _is_the_end(period: Period, about: About) -> bool:
    return about.year is not None and period.last == date(about.year, 12, 31)


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
    if isinstance(got.said, Amount) and _is_change_since(goal, got.said, about):
        return judged(goal.relation.holds(got.said.quantity.value, 0), f"{said(got.said)}, il target chiede {goal.relation} {year}")
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


def _is_change_since(goal: Relative, got: Amount, about: About) -> bool:
    """ "+3 % rispetto al 2024" says how it stands to 2024."""
    is_one = got.quantity.is_signed and got.quantity.unit == PERCENT and got.relation is None and not got.thing and got.by is None
    wanted = "-1" if about.year and goal.year == str(about.year - 1) else goal.year
    return (
        is_one
        and goal.value is None
        and same_base(wanted if wanted != "-1" else "", got.base, about.year)
        and _agrees(goal.relation, about)
    )


def _agrees(relation: Relation, about: About) -> bool:
    if about.direction is None or relation is Relation.EQUAL:
        return True
    return relation.grows if about.direction is Direction.INCREASE else relation.falls if about.direction is Direction.DECREASE else False


def _noted(relation: Relation, year: int | None, got: Part) -> bool | None:
    """ "7.292 (>2024)" says itself how it stands to the year."""
    found = [match for note in got.notes if (match := AGAINST_YEAR.fullmatch(plain(note)))]
    if len(found) != 1 or year is None or int(found[0][2]) != year:
        return None
    sign = found[0][1]
    if sign == "=":
        return relation in (Relation.AT_LEAST, Relation.AT_MOST, Relation.EQUAL)
    if sign in "><":
        return relation.grows if sign == ">" else relation.falls if relation is not Relation.EQUAL else None
    return True if sign == relation else None


# --- Words of an ordered list ----------------------------------------------------------------------------


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
