"""The target of a year: set as the plan was approved, changed or dropped by an act; the first one stays beside."""

from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy
from riskreg.domain.performance.indicators import TargetState, check_target, check_year
from riskreg.domain.performance.results import CLOSED
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.performance import queries
from riskreg.performance.models import Indicator, IndicatorYear, PerformanceYear
from riskreg.performance.operations import indicators, verdicts


def add(one: Indicator, year: int, target: str, *, by: Person, at: datetime) -> IndicatorYear:
    insist(by, Permission.PERFORMANCE_MANAGE)
    check_year(year)
    queries.performance_year(year, for_change=True)  # nobody closes it meanwhile, with a target that nobody judged
    insist_open(year)
    if any(each.year == year for each in one.years):
        raise RuleBroken("Questo indicatore ha già un target nell'anno.", "year")
    made = written(IndicatorYear(year=year, state=TargetState.SET.value, is_annotated=False), target)
    one.years.append(made)
    indicators.propose(one, made.target)
    verdicts.judge(made, queries.results_of(one))
    record(Tag.TARGET_SET, made, by=by, at=at, along=[one, *opened(year)])
    return made


def correct(row: IndicatorYear, target: str, *, version: int | None = None, by: Person, at: datetime) -> IndicatorYear:
    """It was written wrongly: no act decides that."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    insist_open(row.year)
    must_be(row, version)
    if row.state != TargetState.SET.value:
        raise WrongState("Il target è stato cambiato da un atto: non si corregge più, lo cambia un altro atto.")
    written(row, target)
    return _saved(row, Tag.TARGET_SET, by, at)


def change(row: IndicatorYear, target: str, act: str, *, version: int | None = None, by: Person, at: datetime) -> IndicatorYear:
    return _decided(row, TargetState.CHANGED, tidy(target), act, version, by, at)


def remove(row: IndicatorYear, act: str, *, version: int | None = None, by: Person, at: datetime) -> IndicatorYear:
    """It stays in sight, with the act; nobody judges it."""
    return _decided(row, TargetState.REMOVED, row.target, act, version, by, at)


def _decided(row: IndicatorYear, state: TargetState, target: str, act: str, version: int | None, by: Person, at: datetime) -> IndicatorYear:
    insist(by, Permission.PERFORMANCE_MANAGE)
    insist_open(row.year)
    must_be(row, version)
    first = row.original or row.target
    check_target(target, state, tidy(act), first)
    row.original, row.target, row.state, row.act = first, target, state.value, tidy(act)
    return _saved(row, Tag.TARGET_CHANGED, by, at)


def _saved(row: IndicatorYear, tag: Tag, by: Person, at: datetime) -> IndicatorYear:
    if not db.session.is_modified(row):
        return row
    one = row.indicator
    indicators.propose(one, row.target)
    record(tag, row, by=by, at=at, along=[one, *(each for each in verdicts.judged_again(one) if each is not row)])
    return row


def written(row: IndicatorYear, target: str) -> IndicatorYear:
    """Also for what comes in from a file."""
    text = tidy(target)
    check_target(text, TargetState.SET, "", "")
    row.target = text
    return row


def opened(year: int) -> list[PerformanceYear]:
    """The row of a year that has none yet."""
    if queries.performance_year(year) is not None:
        return []
    made = PerformanceYear(year=year)
    db.session.add(made)
    return [made]


def insist_open(year: int) -> None:
    if queries.is_closed(year):
        raise WrongState(CLOSED)
