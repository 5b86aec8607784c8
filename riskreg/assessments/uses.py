"""What was measured with a methodology, and what is still in draft about a process: assessments, by year."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.italian import plural
from riskreg.methodology import uses
from riskreg.register import open_work
from riskreg.register.open_work import Work

STANDS = {"draft": "in bozza", "sent": "inviata", "validated": "validata", "returned": "restituita"}


def assessments_by(ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    statement = (
        select(Assessment.methodology_id, Assessment.year, func.count())
        .where(Assessment.methodology_id.in_(ids))
        .group_by(Assessment.methodology_id, Assessment.year)
        .order_by(Assessment.year)
    )
    found: dict[int, list[str]] = {}
    for methodology_id, year, count in db.session.execute(statement):
        found.setdefault(methodology_id, []).append(f"{plural(count, 'valutazione', 'valutazioni')} del {year}")
    return found


def drafts_on(process_ids: Collection[int]) -> Mapping[int, Sequence[Work]]:
    statement = select(Assessment.id, Assessment.process_id, Assessment.year, Assessment.state).where(
        Assessment.process_id.in_(process_ids), Assessment.state != State.APPROVED.value
    )
    found: dict[int, list[Work]] = {}
    for draft_id, process_id, year, state in db.session.execute(statement.order_by(Assessment.year)):
        work = Work(f"la valutazione del {year} {STANDS[state]}", f"Valutazione {year}", "assessments.detail", {"assessment_id": draft_id})
        found.setdefault(process_id, []).append(work)
    return found


uses.register(assessments_by)
open_work.register(drafts_on)
