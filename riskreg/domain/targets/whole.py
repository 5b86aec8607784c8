"""A whole result against a whole target."""

from collections.abc import Mapping
from fractions import Fraction

from riskreg.domain.exact import half_up
from riskreg.domain.italian import Unreadable
from riskreg.domain.targets.directions import Direction, about, read_direction
from riskreg.domain.targets.judging import judge
from riskreg.domain.targets.reading import parse
from riskreg.domain.targets.shapes import Answer, Moment, Statement
from riskreg.domain.targets.verdicts import Kind, Verdict, manual


def verdict(
    target: str,
    result: str,
    *,
    direction: Direction | str | None = None,
    name: str = "",
    algorithm: str = "",
    unit: str = "",
    year: int | None = None,
    earlier: Mapping[int, str] | None = None,
) -> Verdict:
    """Whether a result reaches its target, both as people wrote them, and why; never a guess.

    `name`, `algorithm`, `unit`: what else is written of the indicator; `year`: of the result; `earlier`: its results of other years.

    >>> verdict("≥ 50%", "52,41%").reason
    '52,41 % ≥ 50 %: raggiunto'
    >>> verdict("26%", "23%", name="Incidenza oneri di funzionamento").kind.value
    'manual'
    """
    try:
        stated = read_direction(direction or "")
    except Unreadable as doubt:
        return manual(doubt.sentence.rstrip("."))
    goal, got = parse(target, year), parse(result, year)
    if goal.is_nothing:
        return manual("il target manca")
    if got.is_nothing:
        return manual("il risultato manca")
    known = about(direction=stated, name=name, algorithm=algorithm, unit=unit, year=year, earlier=earlier)
    if len(goal.parts) == 1 and len(got.parts) > 1:
        return _several_for_one(goal, got, [judge(goal.parts[0], part, known) for part in got.parts])
    if len(goal.parts) != len(got.parts):
        return manual(f"il target ha {len(goal.parts)} parti, il risultato {len(got.parts)}")
    each = [judge(wanted, given, known) for wanted, given in zip(goal.parts, got.parts, strict=True)]
    return each[0] if len(each) == 1 else _together(goal, each)


def _several_for_one(goal: Statement, got: Statement, each: list[Verdict]) -> Verdict:
    """Several days for one deadline, several sì for one: a verdict if they all say the same."""
    is_deed = isinstance(goal.parts[0].said, (Moment, Answer)) and all(isinstance(part.said, (Moment, Answer)) for part in got.parts)
    if is_deed and len({one.kind for one in each}) == 1:
        return each[0] if each[0].kind is Kind.MANUAL else Verdict(each[0].kind, _joined(each, each[0].kind), each[0].attained)
    return manual(f"il risultato ha {len(got.parts)} parti, il target una sola")


def _together(goal: Statement, each: list[Verdict]) -> Verdict:
    kinds = {one.kind for one in each}
    if Kind.MANUAL in kinds:
        return manual("; ".join(f"{place}) {one.reason}" for place, one in enumerate(each, start=1)))
    met = sum(one.kind is Kind.YES for one in each)
    share = half_up(Fraction(met, len(each)), 4)
    formula = f"parti raggiunte ÷ parti = {met} ÷ {len(each)}"
    if len(kinds) == 1:
        return Verdict(each[0].kind, _joined(each, each[0].kind), share, formula)
    if any(isinstance(part.said, Answer) and not part.mark for part in goal.parts):
        return manual("; ".join(one.reason for one in each))  # "SI >=90%" may be two parts or one
    return Verdict(Kind.PARTIAL, _joined(each, Kind.PARTIAL), share, formula)


def _joined(each: list[Verdict], kind: Kind) -> str:
    told = (f"{place}) {one.reason.removesuffix(f': {one.label}')} ({one.label})" for place, one in enumerate(each, start=1))
    return f"{'; '.join(told)}: {kind.label}"
