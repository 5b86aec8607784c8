"""Every night: what was sent, validated or approved is still what was seen, or goes back to whoever answers for it."""

from datetime import time

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from riskreg.assessments import seeing
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations import look_again
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import UNDER_WAY, State
from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind


@kind("assessments:look", label="Controllo delle valutazioni in corso", daily=time(2, 30))
def look(work: Work) -> str:
    work.begin_writing()
    on = work.at.astimezone(ROME).date()
    approved = db.session.scalars(select(Assessment.year).where(Assessment.state == State.APPROVED.value).distinct())
    still_open = [year for year in approved if seeing.is_open(year, on)]
    statement = select(Assessment).where(
        or_(Assessment.state.in_(UNDER_WAY), (Assessment.state == State.APPROVED.value) & Assessment.year.in_(still_open))
    )
    those = db.session.scalars(statement.options(joinedload(Assessment.process)).order_by(Assessment.id)).all()
    fallen = sum(not look_again(one, by=WORKER, at=work.at) for one in those)
    return plural(
        fallen,
        "valutazione è tornata in bozza.",
        "valutazioni sono tornate in bozza.",
        "Nessuna valutazione è cambiata da quando è stata vista.",
    )
