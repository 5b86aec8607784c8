"""Reading campaigns: one of them, the rows of its processes, how far each sheet has come, who has more time."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, literal_column, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.assessments.models import Assessment
from riskreg.campaigns.models import Campaign, CampaignProcess, Confirmation, Nudge, Proposal
from riskreg.core.extensions import db
from riskreg.domain.campaigns import WITH_OWNER, Calendar, ProposalState, Standing
from riskreg.domain.errors import Missing
from riskreg.domain.exact import half_up
from riskreg.people.models import OrgUnit
from riskreg.people.queries.reach import Chart, owner_now
from riskreg.register.models import Process, RiskArea

NOT_STARTED: ColumnElement[str] = literal_column(repr(Standing.NOT_STARTED.value))
"""Written out: grouped by with a parameter, PostgreSQL takes it for another expression."""


def campaign(campaign_id: int) -> Campaign:
    found = db.session.scalars(
        select(Campaign).where(Campaign.id == campaign_id).options(joinedload(Campaign.methodology), joinedload(Campaign.closed_by))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def of_year(year: int) -> Campaign | None:
    """As it stands now, also where it was read before: somebody may have closed it while this transaction waited."""
    statement = select(Campaign).where(Campaign.year == year).options(joinedload(Campaign.methodology))
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def campaigns() -> list[Campaign]:
    """The last year first."""
    return list(db.session.scalars(select(Campaign).options(joinedload(Campaign.methodology)).order_by(Campaign.year.desc())))


def at_work(on: date) -> list[Campaign]:
    """Those whose sheets are being filled in."""
    statement = select(Campaign).where(Campaign.closed_at.is_(None), Campaign.opens_on <= on).options(joinedload(Campaign.methodology))
    return list(db.session.scalars(statement.order_by(Campaign.year.desc())))


def row(campaign_id: int, process_id: int) -> CampaignProcess:
    statement = select(CampaignProcess).where(CampaignProcess.campaign_id == campaign_id, CampaignProcess.process_id == process_id)
    loaded = joinedload(CampaignProcess.process).options(joinedload(Process.unit), joinedload(Process.area))
    found = db.session.scalars(
        statement.options(joinedload(CampaignProcess.campaign).joinedload(Campaign.methodology), loaded)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def of_process(process_id: int, year: int) -> CampaignProcess | None:
    """The row that asks about the process in that year, whatever the state of its campaign."""
    return db.session.scalars(
        select(CampaignProcess)
        .join(CampaignProcess.campaign)
        .where(CampaignProcess.process_id == process_id, Campaign.year == year)
        .options(contains_eager(CampaignProcess.campaign), joinedload(CampaignProcess.process).joinedload(Process.unit))
    ).one_or_none()


def process_ids(one: Campaign) -> frozenset[int]:
    return frozenset(db.session.scalars(select(CampaignProcess.process_id).where(CampaignProcess.campaign_id == one.id)))


def assessment_of(row: CampaignProcess) -> Assessment | None:
    return db.session.scalars(
        select(Assessment).where(Assessment.process_id == row.process_id, Assessment.year == row.campaign.year)
    ).one_or_none()


def confirmation(row: CampaignProcess) -> Confirmation | None:
    """One at most: a sheet that came back may be confirmed again."""
    return db.session.scalars(select(Confirmation).where(Confirmation.row_id == row.id)).one_or_none()


def has_traces(row: CampaignProcess) -> bool:
    """Somebody was asked about it."""
    return db.session.scalar(select(Nudge.id).where(Nudge.row_id == row.id).limit(1)) is not None


def proposals_to_decide(one: Campaign) -> int:
    waiting = (Proposal.campaign_id == one.id, Proposal.state == ProposalState.OPEN.value)
    return db.session.scalar(select(func.count()).select_from(Proposal).where(*waiting)) or 0


def unsent(one: Campaign) -> list[CampaignProcess]:
    """The rows whose sheet waits for whoever does the work."""
    statement = (
        select(CampaignProcess)
        .join(Campaign, Campaign.id == CampaignProcess.campaign_id)
        .join(Process, Process.id == CampaignProcess.process_id)
        .outerjoin(Assessment, of_row())
        .where(CampaignProcess.campaign_id == one.id, is_asked(one), standing().in_([each.value for each in WITH_OWNER]))
        .options(joinedload(CampaignProcess.process))
    )
    return list(db.session.scalars(statement.order_by(CampaignProcess.id)))


def confirmation_of(process_id: int, year: int) -> Confirmation | None:
    statement = select(Confirmation).join(Confirmation.row).join(CampaignProcess.campaign)
    loaded = joinedload(Confirmation.row).options(joinedload(CampaignProcess.campaign), joinedload(CampaignProcess.process))
    return db.session.scalars(
        statement.where(CampaignProcess.process_id == process_id, Campaign.year == year).options(loaded)
    ).one_or_none()


# How far a sheet has come


def is_asked(one: Campaign) -> ColumnElement[bool]:
    """Of a process at work in that year: `domain.assessments.is_active_in`. One that retires meanwhile is asked about no more."""
    first, last = date(one.year, 1, 1), date(one.year, 12, 31)
    return and_(Process.active_from <= last, or_(Process.retired_on.is_(None), Process.retired_on > first))


def gone(one: Campaign) -> list[Process]:
    """Those that retired since it was opened."""
    statement = select(Process).join(CampaignProcess, CampaignProcess.process_id == Process.id).where(CampaignProcess.campaign_id == one.id)
    return list(db.session.scalars(statement.where(~is_asked(one)).order_by(Process.code_sort_key, Process.id)))


def of_row() -> ColumnElement[bool]:
    """The assessment that a row of a campaign asks for."""
    return and_(Assessment.process_id == CampaignProcess.process_id, Assessment.year == Campaign.year)


def standing() -> ColumnElement[str]:
    return case((Assessment.id.is_(None), NOT_STARTED), else_=Assessment.state)


def is_late(calendar: Calendar, on: date) -> ColumnElement[bool]:
    """`domain.campaigns.is_late`, of each row of one campaign."""
    own, state = CampaignProcess.send_by, standing()

    def past(last: date) -> ColumnElement[bool]:
        """Every step moves along with the day of the sheet, where it has one after that of the others."""
        return and_(literal(last < on), or_(own.is_(None), own < calendar.send_by + (on - last)))

    return or_(
        and_(state.in_([each.value for each in WITH_OWNER]), past(calendar.send_by)),
        and_(state == Standing.SENT.value, past(calendar.validate_by)),
        and_(state == Standing.VALIDATED.value, past(calendar.approve_by)),
    )


def rows(one: Campaign, chart: Chart) -> Select[Any]:
    """Each with its process, area, the unit that answers today, its assessment, and what was confirmed."""
    return (
        select(
            CampaignProcess, Process, RiskArea, OrgUnit, Assessment, Confirmation.id.label("confirmed_id"), standing().label("standing"),
            _last_nudge().label("nudged_on"),
        )
        .join(Campaign, Campaign.id == CampaignProcess.campaign_id)
        .join(Process, Process.id == CampaignProcess.process_id)
        .join(RiskArea, RiskArea.id == Process.area_id)
        .join(OrgUnit, OrgUnit.id == owner_now(Process.unit_id, chart))
        .outerjoin(Assessment, of_row())
        .outerjoin(Confirmation, Confirmation.row_id == CampaignProcess.id)
        .where(CampaignProcess.campaign_id == one.id, is_asked(one))
    )  # fmt: skip


def _last_nudge() -> Any:
    return select(func.max(Nudge.on)).where(Nudge.row_id == CampaignProcess.id).correlate(CampaignProcess).scalar_subquery()


class OfArea(NamedTuple):
    """How far an area has come."""

    area: RiskArea
    by_standing: Mapping[str, int]
    late: int

    @property
    def total(self) -> int:
        return sum(self.by_standing.values())

    @property
    def approved(self) -> int:
        return self.by_standing.get(Standing.APPROVED.value, 0)


class Progress(NamedTuple):
    areas: Sequence[OfArea]
    confirmed: int
    sent: int
    """Sheets that were sent at least, of which `confirmed` without a change."""

    seconds: int
    timed: int
    """How long the forms of the sheets that were sent were open, and of how many that is known."""

    @property
    def total(self) -> int:
        return sum(each.total for each in self.areas)

    @property
    def approved(self) -> int:
        return self.of(Standing.APPROVED)

    @property
    def share(self) -> Decimal | None:
        """Of the sheets, those that are approved."""
        return half_up(Fraction(self.approved, self.total)) if self.total else None

    @property
    def confirmed_percent(self) -> int | None:
        """Of those that were sent."""
        return int(half_up(Fraction(100 * self.confirmed, self.sent), 0)) if self.sent else None

    @property
    def late(self) -> int:
        return sum(each.late for each in self.areas)

    @property
    def minutes(self) -> int | None:
        """The mean time that the form of a sheet was open; None where none is known."""
        return max(1, int(half_up(Fraction(self.seconds, 60 * self.timed), 0))) if self.timed else None

    def of(self, standing: Standing) -> int:
        return self.of_name(standing.value)

    def of_name(self, standing: str) -> int:
        return sum(each.by_standing.get(standing, 0) for each in self.areas)


def progress(one: Campaign, on: date, units: frozenset[int] | None = None) -> Progress:
    """Of these units only, where they are given."""
    return progress_of({one: on}, units)[one.id]


def progress_of(days: Mapping[Campaign, date], units: frozenset[int] | None = None) -> Mapping[int, Progress]:
    """Of each campaign, by its number, as of its day: one query, whatever the number of campaigns and processes."""
    gone = [each.value for each in (Standing.SENT, Standing.VALIDATED, Standing.APPROVED)]
    state, is_sent, is_confirmed = standing(), standing().in_(gone), Confirmation.id.is_not(None)
    late = or_(false(), *(and_(Campaign.id == one.id, is_late(one.calendar, on)) for one, on in days.items()))
    asked = or_(false(), *(and_(Campaign.id == one.id, is_asked(one)) for one in days))
    is_timed = and_(is_sent, CampaignProcess.seconds > 0)
    statement = (
        select(
            Campaign.id, RiskArea, state, func.count(), _how_many(late), _how_many(and_(is_sent, is_confirmed)),
            func.sum(case((is_timed, CampaignProcess.seconds), else_=0)), _how_many(is_timed),
        )
        .select_from(CampaignProcess)
        .join(Campaign, Campaign.id == CampaignProcess.campaign_id)
        .join(Process, Process.id == CampaignProcess.process_id)
        .join(RiskArea, RiskArea.id == Process.area_id)
        .outerjoin(Assessment, of_row())
        .outerjoin(Confirmation, Confirmation.row_id == CampaignProcess.id)
        .where(asked)
        .group_by(Campaign.id, RiskArea.id, state)
        .order_by(RiskArea.code_sort_key, RiskArea.id)
    )  # fmt: skip
    if units is not None:
        statement = statement.where(Process.unit_id.in_(sorted(units)))
    counted: dict[int, list[Any]] = {one.id: [] for one in days}
    for campaign_id, *row in db.session.execute(statement):
        counted[campaign_id].append(row)
    return {campaign_id: _summed(rows, gone) for campaign_id, rows in counted.items()}


def _how_many(those: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((those, 1), else_=0))


def _summed(rows: Sequence[Any], gone: Sequence[str]) -> Progress:
    """Of the rows of one campaign: one for each area and standing."""
    found: dict[RiskArea, dict[str, int]] = {}
    late_of: dict[RiskArea, int] = {}
    confirmed = seconds = timed = 0
    for area, called, count, lates, confirms, spent, those in rows:
        found.setdefault(area, {})[called] = count
        late_of[area] = late_of.get(area, 0) + int(lates)
        confirmed, seconds, timed = confirmed + int(confirms), seconds + int(spent), timed + int(those)
    areas = [OfArea(area, counts, late_of[area]) for area, counts in found.items()]
    return Progress(areas, confirmed, sum(counts.get(each, 0) for counts in found.values() for each in gone), seconds, timed)
