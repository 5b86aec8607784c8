"""Assessments that wait: drafts, for whoever answers for the unit of the process; those that are ready, for whoever approves.

A state of the workflow that asks something of somebody is one more function here, called by `open_ones`: the form where it is done, and whom
it waits for.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import exists, select

from riskreg.assessments import readiness
from riskreg.assessments.models import Assessment, Score
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.permissions import Permission, may
from riskreg.domain.roles import Role
from riskreg.domain.scoring.methodology import Grain
from riskreg.domain.waiting import Task
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.register import queries as register
from riskreg.register.models import Phase, Process, RiskEvent
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

NAME = "assessment"
COMPLETE, APPROVE = "Completa la valutazione", "Leggi e approva la valutazione"


def open_ones(asked: Asked) -> Iterator[Item]:
    """Drafts are asked of the units where somebody answers; the ready ones of the whole body, where somebody approves."""
    approves = asked.person is None or may(asked.person, Permission.ASSESSMENT_APPROVE)
    mine = asked.units()
    if mine == frozenset() and not approves:
        return
    units = None if approves else mine
    drafts = _drafts(units)
    ready = frozenset(readiness.ready(asked.on, units)) if drafts else frozenset()
    rows = [row for row in drafts if row.id in ready or mine is None or row.unit_id in mine]
    by_event = _event_by_event({row.methodology_id for row in rows if row.id not in ready})
    authors = readiness.whose(tuple(sorted(ready))) if ready and approves else {}
    for row in rows:
        if row.id not in ready:
            yield _to_complete(row, by_event)
        elif approves:
            yield _to_approve(row, authors)


def _to_complete(row: Any, by_event: Collection[int]) -> Item:
    page = f"/valutazioni/{row.id}"
    if row.methodology_id not in by_event:
        page += "/risposte"
    elif row.next_event is not None:
        page += f"/eventi/{row.next_event}"
    return Item(Task(NAME, f"assessment:{row.id}", COMPLETE, _title(row), page), unit_id=row.unit_id)


def _to_approve(row: Any, authors: Mapping[int, frozenset[int]]) -> Item:
    task = Task(NAME, f"approval:{row.id}", APPROVE, _title(row), f"/valutazioni/{row.id}/approva")
    return Item(task, roles=(Role.RPCT,), without=authors.get(row.id, frozenset()))


def _title(row: Any) -> str:
    return f"{row.code} {row.name}, {row.year}"


def _drafts(units: frozenset[int] | None) -> list[Any]:
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
    about = (Assessment.id, Assessment.year, Assessment.methodology_id, Process.code, Process.name, Process.unit_id)
    statement = select(*about, left.label("next_event")).join(Process, Process.id == Assessment.process_id)
    statement = statement.where(Assessment.state == State.DRAFT.value).order_by(Assessment.year, Process.code_sort_key, Assessment.id)
    if units is not None:
        statement = statement.where(Process.unit_id.in_(sorted(units)))
    return list(db.session.execute(statement))


def _event_by_event(ids: Collection[int]) -> set[int]:
    """Of these methodologies, those that ask about each event by itself."""
    if not ids:
        return set()
    versions = db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(ids)))
    return {version.id for version in versions if methodologies.as_domain(version).grain is not Grain.PROCESS}


sources.register(Source(NAME, "Valutazioni", items=open_ones, permission=Permission.ASSESSMENT_EDIT))
