"""What the register below measures for computed indicators: the numbers of the plan's year, and the campaign's sheets sent in time."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from riskreg.assessments.models import Assessment
from riskreg.campaigns import queries as campaigns
from riskreg.campaigns.models import Campaign, CampaignProcess
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import FLOW, Action
from riskreg.domain.italian import write_number
from riskreg.domain.performance.computed import Computed, Measured, Part
from riskreg.domain.permissions import Permission
from riskreg.domain.plans import Rate
from riskreg.monitoring import yearly
from riskreg.monitoring.yearly import Number, YearFigures
from riskreg.performance import sources
from riskreg.register.models import Process
from riskreg.workflow.models import Transition

NO_PLAN = "Nessuna edizione del piano comincia in quest'anno."
NO_SESSION = "Nessun monitoraggio dell'anno dice quali sono applicate."
NO_CAMPAIGN = "Nell'anno non c'è stata una campagna di valutazione."
NOTHING = "Non c'è nulla da contare: il divisore è zero."


def _part(found: YearFigures, number: Number) -> Part:
    rows = {"year": found.year, "numero": number.value, "_anchor": "misure"}
    return Part(number.label.lower(), write_number(found.of(number)), "monitoring.year", rows, Permission.MONITORING_REPORT)


def _of_the_year(measure: Callable[[YearFigures], Measured]) -> sources.Measure:
    def measured(year: int, on: date) -> Measured:
        found = yearly.figures(year, on)
        return measure(found) if found is not None else Measured(None, reason=NO_PLAN)

    return measured


def _update_index(found: YearFigures) -> Measured:
    parts = (_part(found, Number.NEW_ACTIVATED), _part(found, Number.CONSOLIDATED))
    return Measured(found.update_index, parts, "" if found.update_index is not None else NOTHING)


def _share(rate: Rate | None, *parts: Part, missing: str = NOTHING) -> Measured:
    percent = rate.percent if rate is not None else None
    return Measured(percent, parts, "" if percent is not None else missing)


def _general(found: YearFigures) -> Measured:
    return _share(found.general, _part(found, Number.GENERAL_IMPLEMENTED), _part(found, Number.GENERAL_PLANNED))


def _consolidated(found: YearFigures) -> Measured:
    if found.consolidated is None:
        return Measured(None, reason=NO_SESSION)
    return _share(found.consolidated, _part(found, Number.CONSOLIDATED_IMPLEMENTED), _part(found, Number.CONSOLIDATED))


def _specific(found: YearFigures) -> Measured:
    return _share(found.specific, _part(found, Number.SPECIFIC_IMPLEMENTED), _part(found, Number.SPECIFIC_PLANNED))


def _overdue(found: YearFigures) -> Measured:
    return Measured(Decimal(found.of(Number.OVERDUE)), (_part(found, Number.OVERDUE),))


def assessed_in_time(year: int, _on: date) -> Measured:
    """Of the campaigns whose term fell in the year: how many of the sheets asked for were sent by their own last day."""
    counted = [(one, *_counted(one)) for one in campaigns.campaigns() if one.send_by.year == year]
    asked, sent = sum(row[1] for row in counted), sum(row[2] for row in counted)
    if not counted:
        return Measured(None, reason=NO_CAMPAIGN)
    parts = [
        Part(f"{name}, {one.title}", write_number(number), "campaigns.detail", {"year": one.year}, Permission.CAMPAIGN_READ)
        for one, whole, punctual in counted
        for name, number in (("inviati entro il termine", punctual), ("chiesti", whole))
    ]
    return _share(Rate(sent, asked), *parts)


def _counted(one: Campaign) -> tuple[int, int]:
    """Asked, and sent in time: the first time that each was sent. One query."""
    first = (
        select(Transition.subject_id, func.min(Transition.at).label("at"))
        .where(Transition.kind == FLOW.kind, Transition.action == Action.SEND.value)
        .group_by(Transition.subject_id)
        .subquery()
    )
    statement = (
        select(CampaignProcess.send_by, first.c.at)
        .join(Campaign, Campaign.id == CampaignProcess.campaign_id)
        .join(Process, Process.id == CampaignProcess.process_id)
        .outerjoin(Assessment, campaigns.of_row())
        .outerjoin(first, first.c.subject_id == Assessment.id)
        .where(CampaignProcess.campaign_id == one.id, campaigns.is_asked(one))
    )
    rows = db.session.execute(statement).all()
    return len(rows), sum(at is not None and at.astimezone(ROME).date() <= (own or one.send_by) for own, at in rows)


for _figure, _measure in (
    (Computed.UPDATE_INDEX, _update_index), (Computed.GENERAL_RATE, _general), (Computed.CONSOLIDATED_RATE, _consolidated),
    (Computed.SPECIFIC_RATE, _specific), (Computed.OVERDUE, _overdue),
):  # fmt: skip
    sources.register(_figure, _of_the_year(_measure))
sources.register(Computed.ASSESSED_IN_TIME, assessed_in_time)
