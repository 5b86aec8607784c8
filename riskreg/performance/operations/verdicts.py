"""The verdict of a year: said by the rule each time that what it looks at changes, or by a person in its place."""

from collections.abc import Mapping
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import WrongState
from riskreg.domain.exact import half_up
from riskreg.domain.performance.pace import adds_up
from riskreg.domain.performance.results import CLOSED, Period
from riskreg.domain.performance.rounds import how_it_goes
from riskreg.domain.performance.verdicts import Asked, check_set, judged, provisional
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.domain.targets import Kind
from riskreg.performance import queries
from riskreg.performance.models import Indicator, IndicatorYear, Reading
from riskreg.performance.queries import rounds

PLACES = 4


def judged_again(one: Indicator) -> list[Base]:
    """Every open year: a target may speak of the result of another year. The rows whose verdict is another one, and results within the year that go
    otherwise against it."""
    results, closed = queries.results_of(one), queries.closed_years()
    rows: list[Base] = [row for row in one.years if row.year not in closed and judge(row, results)]
    within = [(row, each) for row in one.years if row.year not in closed for each in row.readings if not Period(each.period).is_final]
    kept = rounds.closed_periods() if within else frozenset()
    return rows + [each for row, each in within if (row.year, each.period) not in kept and weighed(row, each)]


def weighed(row: IndicatorYear, one: Reading) -> bool:
    """How a result within the year goes against its target, as it stands now: whether something else is said than before. No verdict."""
    asked = _asked(row, one.value, queries.results_of(row.indicator))
    verdict = judged(asked)
    share = verdict.attained if adds_up(asked) else None
    found = how_it_goes(verdict, Period(one.period), row.year, share, several=len(row.indicator.owners) > 1)
    if (one.standing, one.standing_said) == (found.standing.value, found.said):
        return False
    one.standing, one.standing_said = found.standing.value, found.said
    return True


def _asked(row: IndicatorYear, result: str, results: Mapping[int, str]) -> Asked:
    one = row.indicator
    target = "" if row.is_removed else row.target
    earlier = {year: each for year, each in results.items() if year < row.year}
    return Asked(target, result, row.year, one.way, one.name, one.algorithm, one.unit_of_measure, earlier)


def judge(row: IndicatorYear, results: Mapping[int, str]) -> bool:
    """Whether the rule says something else than before. Of a target that was dropped nothing is judged."""
    asked = _asked(row, results.get(row.year, ""), results)
    found = provisional(judged(asked), row.final.as_of if row.final else None, row.year)
    attained = half_up(found.attained, PLACES) if found.attained is not None else None
    said = (found.kind.value, found.reason, attained, found.formula)
    if (row.verdict, row.reason, row.attained, row.formula) == said:
        return False
    row.verdict, row.reason, row.attained, row.formula = said
    return True


def say(row: IndicatorYear, kind: Kind | None, because: str, *, version: int | None = None, by: Person, at: datetime) -> IndicatorYear:
    """A person decides; the rule's verdict stays beside it."""
    insist(by, Permission.VERDICT_SET)
    _insist_open(row)
    must_be(row, version)
    if not row.result:
        raise WrongState("Non c'è ancora un risultato: l'esito si decide quando c'è.")
    why = tidy(because)
    check_set(kind, why)
    assert kind is not None  # noqa: S101  # check_set has looked
    row.set_verdict, row.set_because = kind.value, why
    if db.session.is_modified(row):
        row.set_at, row.set_by_id = at, by.user_id
        record(Tag.VERDICT_SET, row, by=by, at=at)
    return row


def take_back(row: IndicatorYear, *, version: int | None = None, by: Person, at: datetime) -> IndicatorYear:
    """The rule speaks again."""
    insist(by, Permission.VERDICT_SET)
    _insist_open(row)
    must_be(row, version)
    if row.set_verdict is None:
        raise WrongState("L'esito è già quello calcolato.")
    row.set_verdict, row.set_because, row.set_at, row.set_by_id = None, "", None, None
    record(Tag.VERDICT_WITHDRAWN, row, by=by, at=at)
    return row


def _insist_open(row: IndicatorYear) -> None:
    if queries.is_closed(row.year):
        raise WrongState(CLOSED)
