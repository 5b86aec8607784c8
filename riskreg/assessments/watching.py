"""Every night: what was sent, validated or approved is still what was seen, or goes back to whoever answers for it."""

from datetime import time

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.assessments import seeing
from riskreg.assessments.models import Assessment, Score
from riskreg.assessments.operations import look_again
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import UNDER_WAY, State
from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind


@kind("assessments:look", label="Controllo delle valutazioni in corso", daily=time(2, 30))
def look(work: Work) -> str:
    """As many queries for a thousand of them as for one: whoever saves meanwhile waits."""
    work.begin_writing()
    may_be_voided = Assessment.year.in_(seeing.open_years(work.at.astimezone(ROME).date()))
    statement = select(Assessment).where(or_(Assessment.state.in_(UNDER_WAY), (Assessment.state == State.APPROVED.value) & may_be_voided))
    loaded = (joinedload(Assessment.process), selectinload(Assessment.scores).selectinload(Score.answers))
    those = db.session.scalars(statement.options(*loaded).order_by(Assessment.id)).all()
    fallen = look_again(those, by=WORKER, at=work.at)
    return plural(
        fallen,
        "valutazione è tornata in bozza.",
        "valutazioni sono tornate in bozza.",
        "Nessuna valutazione è cambiata da quando è stata vista.",
    )
