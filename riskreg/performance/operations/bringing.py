"""A measure of the plan brought into performance: indicator, target of the year and link at once."""

from collections.abc import Sequence
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.errors import WrongState
from riskreg.domain.performance.indicators import TargetState, check_year
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.performance import bringing, indexing, queries
from riskreg.performance.models import Indicator, IndicatorMeasure, IndicatorYear
from riskreg.performance.operations import indicators, links, targets, verdicts
from riskreg.performance.operations.indicators import Holder, IndicatorText, Place

NOT_LISTED = "Il piano adottato che comincia quell'anno non elenca questa misura: si porta nella performance quello che il piano elenca."
CARRIED = "Questa misura è già portata da un indicatore: aggiungi a quello il target dell'anno."


def bring(
    measure_id: int, year: int, place: Place, text: IndicatorText, holders: Sequence[Holder], target: str, *, by: Person, at: datetime
) -> Indicator:
    """Written once, read on both sides (l. 190/2012 art. 1 c. 8)."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    check_year(year)
    queries.performance_year(year, for_change=True)  # nobody closes it meanwhile, with a target that nobody judged
    targets.insist_open(year)
    found = bringing.found(measure_id, year, for_change=True)
    insist_to_bring(found)
    made = indicators.written(Indicator(position=queries.last_position() + 1), place, text)
    made.owners = indicators.owners_of(holders)
    made.links = [IndicatorMeasure(measure_id=found.measure.id)]
    row = targets.written(IndicatorYear(year=year, state=TargetState.SET.value, is_annotated=False), target)
    made.years.append(row)
    indicators.propose(made, row.target)
    db.session.add(made)
    verdicts.judge(row, {})
    record(Tag.INDICATOR_BROUGHT, made, by=by, at=at, along=[*made.owners, *made.links, row, *targets.opened(year)])
    indexing.indicators(made)
    return made


def insist_to_bring(found: bringing.Brought) -> None:
    if found.line is None:
        raise WrongState(NOT_LISTED)
    if found.carrying:
        raise WrongState(CARRIED)


def carry(measure_id: int, year: int, indicator_id: int, *, by: Person, at: datetime) -> Indicator:
    """An indicator that is there carries it from now on."""
    insist(by, Permission.PERFORMANCE_LINK)
    if bringing.found(measure_id, year).line is None:
        raise WrongState(NOT_LISTED)
    one = queries.indicator(indicator_id)
    links.link(one, [measure_id], by=by, at=at)
    return one
