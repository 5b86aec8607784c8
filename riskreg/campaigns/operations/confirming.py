"""«Nulla è cambiato»: the whole sheet as it was approved the year before, confirmed by whoever does the work and sent on."""

from datetime import datetime

from riskreg.assessments import queries as assessments
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations import answering, moving, opening
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.campaigns import queries, unchanged
from riskreg.campaigns.models import CampaignProcess, Confirmation
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.register import queries as register
from riskreg.register.operations.processes import day


def begin(row: CampaignProcess, *, by: Person, at: datetime) -> Assessment:
    """The sheet of this year, blank; or the one that somebody has begun."""
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(row.process, day(at)))
    there = queries.assessment_of(row)
    return there or opening.open_assessment(row.process, row.campaign.year, row.campaign.methodology, by=by, at=at)


def confirm(row: CampaignProcess, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Assessment:
    """Every answer, the judgment and its words as they were; whoever confirms answers for them as if they had given them. `version`: of the
    sheet that they saw, 0 where nobody had begun it: what a colleague answers meanwhile is not written over unseen."""
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(row.process, day(at)))
    last = unchanged.last_approved(row)
    reasons = unchanged.why_not(row, last, day(at))
    if reasons or last is None:
        raise RuleBroken(f"Questa scheda non si può confermare com'era. {reasons[0] if reasons else ''}".strip())
    there = queries.assessment_of(row)
    if there is not None and not there.is_with_author:
        raise WrongState("La scheda di quest'anno è già stata inviata.")
    if version is not None and version != (there.version if there is not None else 0):
        raise RuleBroken("Nel frattempo qualcuno ha lavorato alla scheda di quest'anno: aprila, guarda che cosa è cambiato, poi decidi.")
    one = begin(row, by=by, at=at)
    for score in last.scores:
        answering.answer(one, assessments.answers_of(score), score.effectiveness, event_id=score.event_id, by=by, at=at)
    _judged_alike(one, last)
    made = queries.confirmation(row) or Confirmation(row=row)
    made.from_year, made.user_id, made.at = last.year, by.user_id, at
    db.session.add(made)
    record(Tag.ASSESSMENT_CONFIRMED, one, by=by, at=at, along=[made])
    return moving.send(one, quietly=quietly, by=by, at=at)


def _judged_alike(one: Assessment, last: Assessment) -> None:
    """Whoever judged the band then still answers for it: the band is not moved again, and who approves reads why."""
    one.judged_band, one.judged_from, one.band_motivation = last.judged_band, last.judged_from, last.band_motivation
    one.judged_by_id, one.judged_at, one.judgment = last.judged_by_id, last.judged_at, last.judgment
    one.edits += 1
