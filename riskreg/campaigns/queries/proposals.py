"""Reading what was proposed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.campaigns.models import Campaign, CampaignProcess, Proposal
from riskreg.core.extensions import db
from riskreg.domain.campaigns import PROPOSAL_LABELS, PROPOSAL_STATES, ProposalKind
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission, Person, Scope
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit
from riskreg.people.queries import reach
from riskreg.people.queries.reach import owner_now
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent
from riskreg.register.queries.measure_states import not_over
from riskreg.web.listing import Column, Filter, Listing


def proposal(year: int, proposal_id: int) -> Proposal:
    found = db.session.scalars(
        select(Proposal)
        .join(Proposal.campaign)
        .where(Proposal.id == proposal_id, Campaign.year == year)
        .options(
            contains_eager(Proposal.campaign), joinedload(Proposal.process), joinedload(Proposal.unit), joinedload(Proposal.phase),
            joinedload(Proposal.measure), joinedload(Proposal.author), joinedload(Proposal.decided_by),
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        raise Missing
    return found


def scope(year: int, proposal_id: int, on: date) -> Scope:
    found = proposal(year, proposal_id)
    return register.scope_of(found.process, on) if found.process else people.scope_of(people.present_owner(found.unit_id, on).id)


def listing(one: Campaign, person: Person, on: date) -> Listing:
    """Those of the units of this person, those that wait first."""
    chart = reach.chart(on)
    units = chart.within(person, Permission.CAMPAIGN_READ)
    statement = (
        select(Proposal)
        .join(OrgUnit, OrgUnit.id == owner_now(Proposal.unit_id, chart))
        .outerjoin(Process, Process.id == Proposal.process_id)
        .where(Proposal.campaign_id == one.id)
        .options(contains_eager(Proposal.process), joinedload(Proposal.unit), joinedload(Proposal.author))
    )
    return Listing(
        title=f"Proposte della campagna {one.year}",
        file_name=f"proposte-campagna-{one.year}",
        statement=statement if units is None else statement.where(Proposal.unit_id.in_(sorted(units))),
        columns=(
            Column("name", "Proposta", lambda each: each.name),
            Column("kind", "Che cosa", lambda each: ProposalKind(each.kind).label, (Proposal.kind, Proposal.id)),
            Column(
                "where",
                "Dove",
                lambda each: each.process.title if each.process else each.unit.name,
                (Process.code_sort_key,),
                optional=True,
            ),
            Column("by", "Di chi", lambda each: each.author.title if each.author else "riskreg"),
            Column("at", "Proposta il", lambda each: each.at, (Proposal.at,)),
            Column("state", "Esito", lambda each: PROPOSAL_STATES[each.state], (Proposal.state, Proposal.id)),
        ),
        key=Proposal.id,
        filters=(
            Filter("esito", "Esito", lambda text: Proposal.state == text, kind="choice", choices=list(PROPOSAL_STATES.items())),
            Filter("tipo", "Che cosa", lambda text: Proposal.kind == text, kind="choice", choices=list(PROPOSAL_LABELS.items())),
        ),
        sort="at",
        descending=True,
    )


def of_row(one: CampaignProcess) -> Sequence[Proposal]:
    """What was proposed about its process, in the order in which it was."""
    about = (Proposal.campaign_id == one.campaign_id, Proposal.process_id == one.process_id)
    return db.session.scalars(select(Proposal).where(*about).options(joinedload(Proposal.author)).order_by(Proposal.id)).all()


def phases_of(process_id: int) -> Sequence[tuple[str, str]]:
    statement = select(Phase.id, Phase.name).where(Phase.process_id == process_id, Phase.retired_on.is_(None))
    return [(str(phase_id), name) for phase_id, name in db.session.execute(statement.order_by(Phase.position, Phase.id))]


def measures_of(process_id: int, on: date) -> Sequence[tuple[str, str]]:
    """Of its events, those that are not over."""
    answers = select(MeasureEvent.measure_id).join(RiskEvent).join(Phase).where(Phase.process_id == process_id)
    statement = select(Measure).where(Measure.id.in_(answers), not_over(on)).order_by(Measure.code_sort_key, Measure.id)
    return [(str(measure.id), measure.title) for measure in db.session.scalars(statement)]
