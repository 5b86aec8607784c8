"""What the monitoring asks of people, each with its day: a check to fill in, to mend, to contribute to, to validate; a verification to make, to follow up; a session to
close. Where they lead is the very form."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, func, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words
from riskreg.domain.monitoring.checks import WITH_AUTHOR, State
from riskreg.domain.monitoring.sessions import why_not_to_close
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.responsibility import Answer, How
from riskreg.domain.roles import Role
from riskreg.domain.semesters import read_semester
from riskreg.domain.waiting import Task
from riskreg.monitoring import hands, queries, turns
from riskreg.monitoring.models import Check, Session, Verification
from riskreg.monitoring.waiting_contributions import to_contribute
from riskreg.register.models import Measure, MeasureMilestone, MeasureOwner, Process
from riskreg.waiting import sources
from riskreg.waiting.crew import crew
from riskreg.waiting.sources import Asked, Item, Source

NAME = "monitoring"
ANSWER = {
    State.DRAFT.value: "Scrivi a che punto è la misura", State.RETURNED.value: "Correggi la scheda restituita",
    State.REOPENED.value: "Correggi la scheda riaperta dalla verifica",
}  # fmt: skip
RUN = (Role.COMPLIANCE, Role.RPCT)


class Open(NamedTuple):
    """A session in which people answer, without its row."""

    id: int
    title: str
    slug: str
    answer_by: date
    validate_by: date
    verify_by: date


@while_nothing_changes
def _at_work(on: date) -> tuple[Open, ...]:
    return tuple(Open(one.id, one.title, one.semester.slug, one.answer_by, one.validate_by, one.verify_by) for one in queries.at_work(on))


def open_ones(asked: Asked) -> Iterator[Item]:
    if asked.person is not None and not (may(asked.person, Permission.MONITORING_READ) or asked.offices()):
        return
    sessions = _at_work(asked.on)
    verifies = asked.person is None or may(asked.person, Permission.CHECK_VERIFY)
    if sessions:
        yield from _to_answer(sessions, asked)
        yield from to_contribute({one.id: one.answer_by for one in sessions}, asked, NAME)
        if asked.person is None or may(asked.person, Permission.CHECK_VALIDATE):
            yield from _to_validate(sessions, asked)
    if verifies:
        yield from _to_verify(asked.on)  # what was asked for is followed up when its session is closed too
        yield from _to_run(sessions, asked.on)


def _to_answer(sessions: Sequence[Open], asked: Asked) -> Iterator[Item]:
    """Those with whoever signs: a unit, an office; where there is neither, whoever keeps the plan."""
    due = {one.id: one.answer_by for one in sessions}
    if asked.person is not None and not (asked.offices() or asked.units() or may(asked.person, Permission.MONITORING_MANAGE)):
        return
    for row in db.session.execute(_with_author(due, asked)):
        where = f" ({row.process})" if row.process else ""
        task = Task(
            NAME, f"check:{row.id}", ANSWER[row.state], f"{row.asked_code} {row.asked_name}{where}", f"/monitoraggio/schede/{row.id}/compila",
            due_on=due[row.session_id], told=True,
        )  # fmt: skip
        if row.figure_id is not None:
            yield Item(task, people=asked.whose.figure(row.figure_id))
        elif row.unit_id is not None:
            yield Item(task, unit_id=row.unit_id)
        else:
            yield Item(task, roles=(Role.COMPLIANCE,))


def _with_author(due: dict[int, date], asked: Asked) -> Any:
    unit_id = func.coalesce(MeasureOwner.unit_id, Process.unit_id)
    statement = (
        select(
            Check.id, Check.session_id, Check.state, Check.asked_code, Check.asked_name, Process.code.label("process"),
            MeasureOwner.figure_id, unit_id.label("unit_id"),
        )
        .join(Measure, Measure.id == Check.measure_id)
        .outerjoin(Process, Process.id == Check.process_id)
        .outerjoin(MeasureOwner, MeasureOwner.id == hands.capofila())
        .where(Check.session_id.in_(due), Check.state.in_(sorted(WITH_AUTHOR)), queries.in_session())
        .order_by(Measure.code_sort_key, Check.id)
    )  # fmt: skip
    units = asked.units()
    if units is None or asked.person is None:
        return statement
    nobody = and_(unit_id.is_(None), MeasureOwner.figure_id.is_(None))
    mine = [and_(MeasureOwner.figure_id.is_(None), unit_id.in_(sorted(units))), MeasureOwner.figure_id.in_(sorted(asked.offices() or ()))]
    return statement.where(or_(*mine, *([nobody] if may(asked.person, Permission.MONITORING_MANAGE) else [])))


def to_sign(person: Person, on: date) -> list[int]:
    """The checks that wait for this person to sign, in the order in which the first page shows them."""
    asked = Asked(on, crew(on), person=person)
    items = _to_answer(_at_work(on), asked)
    mine = [item.task for item in items if any(one.user_id == person.user_id for one in asked.whose.of(item))]
    return [int(task.key.rpartition(":")[2]) for task in mine]


def _to_validate(sessions: Sequence[Open], asked: Asked) -> Iterator[Item]:
    due = {one.id: one.validate_by for one in sessions}
    for one, turn in turns.sent(asked.on):
        path = f"/monitoraggio/schede/{one.id}/valida"
        task = Task(NAME, f"validate:{one.id}", "Valida la scheda", one.title, path, due_on=due[one.session_id], told=True)
        yield Item(task, people=turn.user_ids)


class Looked(NamedTuple):
    """A verification that waits: to be made, or to be followed up; and who may not, having had a part in it."""

    id: int
    session_id: int
    title: str
    is_made: bool
    due_on: date
    barred: frozenset[int]
    verifier: Answer
    """Who may, then."""

    said: str
    """By name; nothing where somebody must be given the role first."""


@while_nothing_changes
def verifications(on: date) -> tuple[Looked, ...]:
    """What was drawn in a session that goes on, and what was asked for afterwards, whenever."""
    check = contains_eager(Verification.check)
    statement = (
        select(Verification)
        .join(Verification.check)
        .join(Check.session)
        .where(
            or_(
                and_(Verification.finding.is_(None), Session.closed_at.is_(None), Check.state == State.VALIDATED.value),
                and_(Verification.follow_up_by.is_not(None), Verification.followed_on.is_(None)),
            )
        )
        .options(
            check.contains_eager(Check.session), check.joinedload(Check.process).joinedload(Process.unit),
            check.joinedload(Check.measure).options(queries.WHOSE),
        )
        .order_by(Verification.id)
    )  # fmt: skip
    rows = db.session.scalars(statement).unique().all()
    if not rows:
        return ()
    circle = turns.Circle.of(on)
    barred = turns.barred([row.check for row in rows], circle)
    return tuple(_looked(row, barred[row.check_id], circle) for row in rows)


def _looked(row: Verification, barred: frozenset[int], circle: turns.Circle) -> Looked:
    due_on = row.follow_up_by or row.check.session.verify_by
    found = circle.verifier(barred)
    names = [circle.held.people[user_id] for user_id in found.user_ids if user_id in circle.held.people] if found.is_settled else []
    return Looked(row.id, row.check.session_id, row.check.asked_title, row.finding is not None, due_on, barred, found, join_words(names))


def _to_verify(on: date) -> Iterator[Item]:
    """For compliance; what is their own, for the RPCT; what is the RPCT's too, for the deputy."""
    for one in verifications(on):
        path = f"/monitoraggio/verifiche/{one.id}"
        if one.is_made:
            task = Task(NAME, f"follow:{one.id}", "Controlla che sia stato risolto", one.title, f"{path}/seguito", due_on=one.due_on)
        else:
            task = Task(NAME, f"verify:{one.id}", "Verifica la scheda estratta", one.title, f"{path}/esito", due_on=one.due_on)
        found = one.verifier
        if found.how is How.DEPUTY:
            yield Item(task, people=found.user_ids)
        elif found.is_settled and found.role is not None:
            yield Item(task, roles=(found.role,), without=one.barred)
        else:
            yield Item(replace(task, path=path), roles=(Role.RPCT,))  # its page says that somebody must be given the role


def _to_run(sessions: Sequence[Open], on: date) -> Iterator[Item]:
    for one in sessions:
        if why_not_to_close(read_semester(one.slug), on):
            continue
        path = f"/monitoraggio/{one.slug}/chiudi"
        yield Item(Task(NAME, f"close:{one.id}", "Chiudi il monitoraggio", one.title, path, due_on=one.verify_by), roles=RUN)


OF_MEASURES = ("measure:", "measure_milestone:")


def asked_by_a_check(keys: Collection[str], on: date) -> Collection[str]:
    """Tasks of measures, and of their steps, that end with the semester of an open session at the latest: while it asks about the measure, its check
    asks the same, ticks the steps and writes the activation."""
    mine = [key for key in keys if key.startswith(OF_MEASURES)]
    return _of_asked_measures(on).intersection(mine) if mine else ()


@while_nothing_changes
def _of_asked_measures(on: date) -> frozenset[str]:
    """One query, for all the measures that are asked about."""
    until = {one.id: read_semester(one.slug).as_of for one in _at_work(on)}
    if not until:
        return frozenset()

    def ends(day: Any) -> Any:
        return or_(*(and_(Check.session_id == number, day <= last) for number, last in until.items()))

    there = and_(Check.measure_id == Measure.id, queries.in_session())
    whole: Any = select(literal(OF_MEASURES[0]), Measure.id).join(Check, there).where(ends(Measure.due_on))
    step: Any = (
        select(literal(OF_MEASURES[1]), MeasureMilestone.id).join(Measure, Measure.id == MeasureMilestone.measure_id).join(Check, there)
    )
    both = union_all(whole, step.where(ends(MeasureMilestone.due_on), MeasureMilestone.done_on.is_(None)))
    return frozenset(f"{kind}{number}" for kind, number in db.session.execute(both))


sources.register(Source(NAME, "Monitoraggio", items=open_ones, permission=Permission.SELF, instead_of=asked_by_a_check))
