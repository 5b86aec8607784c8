"""Assessments that wait: those with their author, for whoever answers for the unit of the process; the others for whoever's turn it is.

A state of the workflow that asks something of somebody is one more function here, called by `open_ones`: the form where it is done, and whom
it waits for.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import exists, select

from riskreg.assessments import readiness, windows
from riskreg.assessments.models import Assessment, Score
from riskreg.core.extensions import db
from riskreg.domain.assessments import WITH_AUTHOR, State
from riskreg.domain.permissions import Permission, may
from riskreg.domain.scoring.methodology import Grain
from riskreg.domain.waiting import Task
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.register import queries as register
from riskreg.register.models import Phase, Process, RiskEvent
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

NAME = "assessment"
COMPLETE, SEND = "Completa la valutazione", "Rileggi e invia la valutazione"
MEND = "Correggi la valutazione restituita"
JUDGE = {State.SENT: ("Leggi e valida la valutazione", "valida"), State.VALIDATED: ("Leggi e approva la valutazione", "approva")}


def open_ones(asked: Asked) -> Iterator[Item]:
    """Those with their author are asked of the units where somebody answers; the others of whoever's turn it is. Of a year that has a campaign,
    the campaign says by when (campaigns/waiting.py), and of one that is over nothing waits."""
    mine = asked.units()
    yield from _with_author(asked, mine)
    if asked.person is None or may(asked.person, Permission.ASSESSMENT_VALIDATE) or may(asked.person, Permission.ASSESSMENT_APPROVE):
        yield from _to_judge(asked)


def _with_author(asked: Asked, units: frozenset[int] | None) -> Iterator[Item]:
    rows = [row for row in drafts(units) if windows.of_year(row.year, asked.on) is None] if units is None or units else []
    ready = frozenset(readiness.ready(asked.on, units)) if rows else frozenset()
    by_event = event_by_event({row.methodology_id for row in rows if row.id not in ready})
    for row in rows:
        action, page = to_do(row, ready, by_event)
        yield Item(Task(NAME, f"assessment:{row.id}", action, _title(row), page), unit_id=row.unit_id)


def to_do(row: Any, ready: Collection[int], by_event: Collection[int]) -> tuple[str, str]:
    """The next step of one that is with its author, and the very form; `row` as `drafts` reads it."""
    page = f"/valutazioni/{row.id}"
    if row.state == State.RETURNED:
        return MEND, page
    if row.id in ready:
        return SEND, f"{page}/invia"
    if row.methodology_id not in by_event:
        return COMPLETE, f"{page}/risposte"
    return COMPLETE, page if row.next_event is None else f"{page}/eventi/{row.next_event}"


def _to_judge(asked: Asked) -> Iterator[Item]:
    """By whose turn it is: nobody judges their own work."""
    for state, (action, word) in JUDGE.items():
        for row, turn in readiness.turns_in(state, asked.on):
            if windows.of_year(row.year, asked.on) is None:
                task = Task(NAME, f"{word}:{row.id}", action, _title(row), f"/valutazioni/{row.id}/{word}", told=True)
                yield Item(task, people=turn.user_ids)


def _title(row: Any) -> str:
    return f"{row.code} {row.name}, {row.year}"


def drafts(units: frozenset[int] | None) -> list[Any]:
    """Each with the first of its events that nobody has scored yet."""
    left = (
        select(RiskEvent.id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .where(Phase.process_id == Process.id, register.event_in_use())
        .where(~exists().where(Score.assessment_id == Assessment.id, Score.event_id == RiskEvent.id, Score.band.is_not(None)))
        .order_by(Phase.position, Phase.id, RiskEvent.position, RiskEvent.id)
        .limit(1)
        .correlate(Process, Assessment)
        .scalar_subquery()
    )
    about = (
        Assessment.id,
        Assessment.process_id,
        Assessment.year,
        Assessment.state,
        Assessment.methodology_id,
        Process.code,
        Process.name,
        Process.unit_id,
    )
    statement = select(*about, left.label("next_event")).join(Process, Process.id == Assessment.process_id)
    statement = statement.where(Assessment.state.in_(WITH_AUTHOR)).order_by(Assessment.year, Process.code_sort_key, Assessment.id)
    if units is not None:
        statement = statement.where(Process.unit_id.in_(sorted(units)))
    return list(db.session.execute(statement))


def event_by_event(ids: Collection[int]) -> set[int]:
    """Of these methodologies, those that ask about each event by itself."""
    if not ids:
        return set()
    versions = db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(ids)))
    return {version.id for version in versions if methodologies.as_domain(version).grain is not Grain.PROCESS}


sources.register(Source(NAME, "Valutazioni", items=open_ones, permission=Permission.ASSESSMENT_EDIT))
