"""What a semester asks of measures, in each state that a page of it can show: those of the demo."""

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.semesters import Semester
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check

STATES = {
    "draft": "B.07.M3", "begun": "B.05.M2", "returned": "B.02.M2", "sent": "B.02.M1", "validated": "B.01.M1", "late": "D.01.M1",
    "periodic": "B.01.M3", "contributed": "A.02.M2", "general": "MG28", "new date": "MG65",
}  # fmt: skip


def find() -> dict[str, int]:
    """Of the open session, by what they show; and one that a closed session left unmonitored."""
    one = queries.of_semester(Semester(2026, 2))
    assert one is not None
    found = {check.asked_code: check.id for check in reversed(queries.checks(one))}
    closed = select(Check.id).where(Check.state == "draft", Check.session_id != one.id).order_by(Check.id.desc())
    return {name: found[code] for name, code in STATES.items()} | {"unmonitored": db.session.scalars(closed).first() or 0}
