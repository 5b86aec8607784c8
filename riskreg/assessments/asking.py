"""Assessments as what people ask questions about (comments/subjects.py): read by whoever reads the sheet, written by whoever fills it in or judges it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.assessments import queries, turns, windows
from riskreg.assessments.models import Assessment
from riskreg.comments import queries as comments
from riskreg.comments import subjects
from riskreg.comments.queries import Panel
from riskreg.comments.subjects import Kind, Subject
from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.comments import WHOLE
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.scoring.methodology import Axis, Grain

ASSESSMENT = "assessment"
CLOSED = "La valutazione è approvata: non si fanno altre domande, e quelle rimaste aperte non aspettano più nessuno."
EFFECTIVENESS, JUDGMENT = "misure", "giudizio"


def of(assessment_id: int, person: Person) -> Panel:
    return comments.of(ASSESSMENT, assessment_id, person)


def section_of_event(event_id: int) -> str:
    return f"evento-{event_id}"


def _found(assessment_ids: Collection[int], on: date) -> Mapping[int, Subject]:
    statement = select(Assessment).where(Assessment.id.in_(assessment_ids))
    those = db.session.scalars(statement.options(joinedload(Assessment.process), joinedload(Assessment.methodology))).all()
    whose = turns.of(those, on)
    return {one.id: _subject(one, whose[one.id].user_ids, on) for one in those}


def _subject(one: Assessment, judges: Collection[int], on: date) -> Subject:
    closed = CLOSED if one.is_approved else windows.refusal(one.year, on)
    return Subject(f"{one.process.title}, {one.year}", one.process.unit_id, closed, judges)


def _row(assessment_id: int) -> Assessment:
    return get(Assessment, assessment_id)


def _sections(assessment_id: int) -> Sequence[tuple[str, str]]:
    """The groups of questions as the form has them; where each event is scored, the events."""
    one = _row(assessment_id)
    methodology = queries.methodology_of(one)
    if methodology.grain is Grain.PROCESS:
        parts = [*((axis.value, axis.label) for axis in Axis), (EFFECTIVENESS, "Misure ed efficacia")]
    else:
        parts = [(section_of_event(event.id), event.name) for event in queries.events_of(one.process_id)]
    return [(WHOLE, "Tutta la scheda"), *parts, (JUDGMENT, "Giudizio")]


WRITE = (Permission.ASSESSMENT_EDIT, Permission.ASSESSMENT_VALIDATE, Permission.ASSESSMENT_APPROVE)
subjects.register(
    Kind(
        ASSESSMENT, "valutazione", "valutazione", "assessments.detail", "assessment_id", Permission.ASSESSMENT_READ, WRITE, _found, _row, _sections,
        queries.scope,
    )
)  # fmt: skip
