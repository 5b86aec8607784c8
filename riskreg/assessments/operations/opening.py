"""An assessment begun, measured otherwise while nobody has answered, taken away while it is a draft."""

from datetime import datetime

from riskreg.assessments import choosing, queries, windows
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations.checks import insist_on_active, insist_on_draft
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import years_to_assess
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.scoring.versions import State as MethodologyState
from riskreg.methodology.models import MethodologyVersion
from riskreg.people import queries as people
from riskreg.register import queries as register
from riskreg.register.models import Process


def open_assessment(process: Process, year: int, methodology: MethodologyVersion | None = None, *, by: Person, at: datetime) -> Assessment:
    """A blank assessment of the process for a year; "year" is the first of the plan that it feeds. Without a methodology, that of the year."""
    today = at.astimezone(ROME).date()
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(process, today))
    if year not in (years := years_to_assess(today)):
        raise RuleBroken(f"Scegli un anno tra {years[0]} e {years[-1]}.", "year")
    insist_on_active(process, year)
    windows.insist(year, today)
    methodology = _measured_with(methodology, year, by)
    if queries.of(process.id, year) is not None:
        raise RuleBroken(f"Il processo {process.code} ha già una valutazione per il {year}: apri quella.", "year")
    owner = people.present_owner(process.unit_id, today)
    one = Assessment(process_id=process.id, year=year, methodology_id=methodology.id, unit_id=owner.id, author_id=by.user_id)
    db.session.add(one)
    record(Tag.ASSESSMENT_OPENED, one, by=by, at=at)
    return one


def _measured_with(methodology: MethodologyVersion | None, year: int, by: Person) -> MethodologyVersion:
    of_year = choosing.methodology_of_year(year)
    chosen = methodology or of_year
    if chosen is None:
        raise RuleBroken("Non c'è ancora una metodologia pubblicata: la pubblica la UO Compliance o l'RPCT.")
    if chosen is not of_year and chosen.state != MethodologyState.PUBLISHED:  # a campaign ends with the methodology that it began with
        raise WrongState("Si valuta con una metodologia pubblicata: questa non lo è.", "methodology")
    if chosen is not of_year and of_year is not None and not choosing.may_choose(by):
        raise RuleBroken(
            f"Il {year} si valuta con «{of_year.name}»: un'altra metodologia la scelgono la UO Compliance o l'RPCT.", "methodology"
        )
    return chosen


def measure_with(one: Assessment, methodology: MethodologyVersion, *, version: int | None = None, by: Person, at: datetime) -> Assessment:
    """Another methodology for a draft, as long as nobody has answered: an answer means something only to whoever asked."""
    insist_on_draft(one, version, by, at.astimezone(ROME).date())
    insist_on_active(one.process, one.year)
    if is_answered(one):
        raise WrongState(
            "Ci sono già delle risposte: per usare un'altra metodologia elimina la bozza e avviane un'altra.", "methodology_id"
        )
    chosen = _measured_with(methodology, one.year, by)
    if chosen is one.methodology:
        return one
    blank = list(one.scores)
    one.scores.clear()
    one.methodology = chosen
    record(Tag.ASSESSMENT_REMEASURED, one, by=by, at=at, along=blank)
    return one


def is_answered(one: Assessment) -> bool:
    return any(score.answers or score.effectiveness for score in one.scores)


def drop(one: Assessment, *, version: int | None = None, by: Person, at: datetime) -> None:
    """A draft that nobody wants: opened by mistake, or to be begun again. What was in it stays in the trail."""
    insist_on_draft(one, version, by, at.astimezone(ROME).date())
    gone: list[Base] = [row for score in one.scores for row in (score, *score.answers)]
    gone += windows.answered(one.process_id, one.year, at.astimezone(ROME).date())
    db.session.delete(one)
    record(Tag.ASSESSMENT_DROPPED, one, by=by, at=at, along=gone)
