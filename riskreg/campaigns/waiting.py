"""What campaigns ask of people, each with its day: a sheet to fill in, to mend, to send; to validate, to approve; a proposal to decide on; a
campaign to close. Where they lead is the very form."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from riskreg.assessments import readiness
from riskreg.assessments.models import Assessment
from riskreg.assessments.waiting import JUDGE, drafts, event_by_event, to_do
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, CampaignProcess
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.campaigns import WITH_OWNER, Standing, due_on
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission, may
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task
from riskreg.register.models import Process
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

NAME = "campaign"
BEGIN = "Rivedi la scheda dell'anno scorso"
RUN = (Role.COMPLIANCE,)


def open_ones(asked: Asked) -> Iterator[Item]:
    for one in queries.at_work(asked.on):
        yield from _to_fill_in(one, asked)
        if asked.person is None or may(asked.person, Permission.ASSESSMENT_VALIDATE) or may(asked.person, Permission.ASSESSMENT_APPROVE):
            yield from _to_judge(one, asked)
        if asked.person is None or may(asked.person, Permission.CAMPAIGN_MANAGE):
            yield from _to_run(one)


def _to_fill_in(one: Campaign, asked: Asked) -> Iterator[Item]:
    units = asked.units()
    if units is not None and not units:
        return
    begun = {row.id: row for row in drafts(units) if row.year == one.year}
    ready = frozenset(readiness.ready(asked.on, units)) if begun else frozenset()
    by_event = event_by_event({row.methodology_id for row in begun.values()})
    for row in _sheets(one, units):
        draft = begun.pop(row.assessment_id, None)
        action, path = to_do(draft, ready, by_event) if draft is not None else (BEGIN, f"/campagne/{one.year}/processi/{row.process_id}")
        standing = Standing(row.standing)
        task = Task(
            NAME, f"sheet:{row.id}", action, f"{row.code} {row.name}, {one.year}", path, due_on=due_on(standing, one.calendar, row.send_by),
            told=standing is Standing.NOT_STARTED,
        )  # fmt: skip
        yield Item(task, unit_id=row.unit_id)
    for draft in begun.values():  # of processes that it does not ask about: somebody began them, and they have no day
        action, path = to_do(draft, ready, by_event)
        yield Item(Task(NAME, f"assessment:{draft.id}", action, f"{draft.code} {draft.name}, {one.year}", path), unit_id=draft.unit_id)


def _sheets(one: Campaign, units: frozenset[int] | None) -> list[Any]:
    """Those with whoever does the work."""
    about = (CampaignProcess.id, CampaignProcess.process_id, CampaignProcess.send_by, Process.code, Process.name, Process.unit_id)
    statement = (
        select(*about, Assessment.id.label("assessment_id"), queries.standing().label("standing"))
        .select_from(CampaignProcess)
        .join(Campaign, Campaign.id == CampaignProcess.campaign_id)
        .join(Process, Process.id == CampaignProcess.process_id)
        .outerjoin(Assessment, queries.of_row())
        .where(CampaignProcess.campaign_id == one.id, queries.is_asked(one), queries.standing().in_([each.value for each in WITH_OWNER]))
        .order_by(Process.code_sort_key, Process.id)
    )
    return list(db.session.execute(statement if units is None else statement.where(Process.unit_id.in_(sorted(units)))))


def _to_judge(one: Campaign, asked: Asked) -> Iterator[Item]:
    own_days = None
    for state, (action, word) in JUDGE.items():
        for row, turn in readiness.turns_in(State(state), asked.on):
            if row.year != one.year:
                continue
            own_days = _own_days(one) if own_days is None else own_days
            due = due_on(Standing(state), one.calendar, own_days.get(row.process_id))
            task = Task(
                NAME, f"{word}:{row.id}", action, f"{row.code} {row.name}, {one.year}", f"/valutazioni/{row.id}/{word}", due_on=due, told=True
            )  # fmt: skip
            yield Item(task, people=turn.user_ids)


def _own_days(one: Campaign) -> dict[int, Any]:
    """By process, the day that it was given."""
    statement = select(CampaignProcess.process_id, CampaignProcess.send_by)
    rows = db.session.execute(statement.where(CampaignProcess.campaign_id == one.id, CampaignProcess.send_by.is_not(None)))
    return {row.process_id: row.send_by for row in rows}


def _to_run(one: Campaign) -> Iterator[Item]:
    """For the office that runs it: what was proposed, and in the end that it is over."""
    waiting = queries.proposals_to_decide(one)
    if waiting:
        title = f"{plural(waiting, 'proposta', 'proposte')} della campagna {one.year}"
        path = f"/campagne/{one.year}/proposte?esito=open"
        yield Item(Task(NAME, f"proposals:{one.id}", "Accogli o respingi", title, path, due_on=one.approve_by), roles=RUN)
    task = Task(NAME, f"close:{one.id}", "Chiudi la campagna", one.title, f"/campagne/{one.year}/chiudi", due_on=one.approve_by)
    yield Item(task, roles=RUN)


sources.register(Source(NAME, "Campagne", items=open_ones, permission=Permission.CAMPAIGN_READ))
