"""Whether «nulla è cambiato» is offered for a sheet, and if not why (domain.campaigns); what it would confirm."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from riskreg.assessments import comparing
from riskreg.assessments import queries as assessments
from riskreg.assessments.models import Assessment
from riskreg.campaigns.models import Campaign, CampaignProcess, Confirmation
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import FLOW, Action
from riskreg.domain.campaigns import Year, why_not_unchanged
from riskreg.domain.measure_life import Status
from riskreg.domain.scoring.judgment import is_lowered
from riskreg.domain.scoring.methodology import Grain
from riskreg.domain.seen import from_facts
from riskreg.people import queries as people
from riskreg.register.models import Measure, MeasureEvent, Phase, RiskEvent
from riskreg.register.queries.measure_states import activated, stands
from riskreg.workflow import queries as ways

Signals = Callable[[Collection[int], date], Mapping[int, Sequence[str]]]
"""From processes and the day of the last approval to sentences that speak against confirming."""

_asked: list[Signals] = []


def register(signals: Signals) -> Signals:
    """For whoever knows of checks that went badly, or of things that happened."""
    if signals not in _asked:
        _asked.append(signals)
    return signals


def why_not(row: CampaignProcess, last: Assessment | None, on: date) -> list[str]:
    """A constant number of queries."""
    return why_not_unchanged(_known(row, last, on), row.campaign.year)


def _known(row: CampaignProcess, last: Assessment | None, on: date) -> Year:
    if last is None:
        return Year(last_approved=None)
    since = last.approved_at.astimezone(ROME).date() if last.approved_at else on
    owner = people.present_owner(row.process.unit_id, on)
    return Year(
        last_approved=last.year,
        confirmed_running=_running(row),
        same_methodology=last.methodology_id == row.campaign.methodology_id,
        complete=_is_complete(row, last),
        same_unit=last.unit_id == owner.id,
        late_measures=tuple(_late(row.process_id, since, on)),
        signals=tuple(sentence for ask in _asked for sentence in ask([row.process_id], since).get(row.process_id, ())),
        changed_events=tuple(_changed(last, since)),
        unsupported=_is_unsupported(last, on),
    )


def _running(row: CampaignProcess) -> int:
    """How many campaigns before this one, without a gap, were confirmed."""
    statement = (
        select(Campaign.year)
        .join(CampaignProcess, CampaignProcess.campaign_id == Campaign.id)
        .join(Confirmation, Confirmation.row_id == CampaignProcess.id)
        .where(CampaignProcess.process_id == row.process_id, Campaign.year < row.campaign.year)
    )
    confirmed, count = set(db.session.scalars(statement)), 0
    while row.campaign.year - count - 1 in confirmed:
        count += 1
    return count


def _is_complete(row: CampaignProcess, last: Assessment) -> bool:
    """Where each event is scored, those of today are those of then."""
    if assessments.methodology_of(last).grain is Grain.PROCESS:
        return True
    return {event.id for event in assessments.events_of(row.process_id)} <= {score.event_id for score in last.scores}


def _late(process_id: int, since: date, on: date) -> Sequence[str]:
    """Specific measures of its events that are late, or that ended with nothing done since it was looked at last."""
    given_up = and_(stands(Status.ENDED, on), ~activated(), Measure.due_on.is_not(None), Measure.in_force_to >= since)
    answers = select(MeasureEvent.measure_id).join(RiskEvent).join(Phase).where(Phase.process_id == process_id)
    statement = select(Measure).where(Measure.id.in_(answers), or_(stands(Status.LATE, on), given_up))
    return [measure.title for measure in db.session.scalars(statement.order_by(Measure.code_sort_key, Measure.id))]


def _is_unsupported(last: Assessment, on: date) -> bool:
    """Such answers are refused today: the form says so to whoever gives them, and so does this page to whoever would confirm them."""
    results = (each.explained.score for each in assessments.outcome(last).scored)
    return any(found is not None and is_lowered(found) for found in results) and not assessments.measures_in_force(last.process_id, on)


def _changed(last: Assessment, since: date) -> Sequence[str]:
    """By what was seen when it was approved; by the days of the events, where nobody wrote that down."""
    approval = ways.last(FLOW, [last.id], Action.APPROVE).get(last.id)
    seen = from_facts(json.loads(approval.seen)) if approval is not None and approval.seen else None
    if seen is None:
        return _by_their_days(last.process_id, since)
    today = {str(event.id): event.name for event in assessments.events_of(last.process_id)}
    gone = [name for number, name in seen.events.items() if number not in today]
    return [
        *(f"«{name}» è nuovo" for number, name in today.items() if number not in seen.events),
        *(f"«{name}» non è più in questo processo" for name in gone),
    ]


def _by_their_days(process_id: int, since: date) -> Sequence[str]:
    events = select(RiskEvent).join(Phase).where(Phase.process_id == process_id)
    moved = or_(RiskEvent.added_on > since, RiskEvent.retired_on > since)
    return [
        f"«{event.name}» {'è stato ritirato' if event.retired_on else 'è nuovo'}"
        for event in db.session.scalars(events.where(moved).order_by(Phase.position, RiskEvent.position, RiskEvent.id))
    ]


def last_approved(row: CampaignProcess) -> Assessment | None:
    return comparing.last_approved_before(row.process_id, row.campaign.year)
