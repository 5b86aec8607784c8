"""What a session has of measures, in a line: declared and shown, late, silent, verified."""

from datetime import date, timedelta

from sqlalchemy import select

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import Answer, Outcome, Reason
from riskreg.domain.monitoring.verification import Finding
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check, Verification
from riskreg.monitoring.operations import answering, closing, moving
from riskreg.monitoring.operations.answering import Given
from tests.features.assessments import world

LATE = Answer(Outcome.LATE, reason=Reason.TOO_MUCH)


def process(make, *, effectiveness="buona", year=2026, method=None, unit=None, **factors):
    """With one event of these factors, and an approved assessment: 9,00 inherent, 3,60 with «buona»."""
    one = make.process(unit=unit)
    event = long_known(make, make.event(make.phase(one), name="Favori", **factors))
    method = method or world.methodology(make)
    measure = make.measure(event, name="Controllo a campione")
    make.assessment(one, year, methodology=method, answers=dict.fromkeys(world.answers(), "3"), effectiveness=effectiveness, approved=True)
    return one, event, measure


def long_known(make, event):
    """As if it had been in the register for years."""
    by = make._by()
    event.added_on = date(2024, 1, 1)
    record(Tag.EVENT_CHANGED, event, **by)
    db.session.commit()
    return event


def check(session, measure, process=None):
    there = Check.process_id == process.id if process is not None else Check.process_id.is_not(None)
    found = db.session.scalars(select(Check.id).where(Check.session_id == session.id, Check.measure_id == measure.id, there)).one()
    return queries.check(found)


def declared(make, session, measure, *, process=None, answer=None, shown=True, at=None):
    """Answered, signed and validated by a machine; with evidence unless nothing shows it."""
    one = check(session, measure, process)
    if shown:
        make.evidence(one)
    given = answer or Answer(
        Outcome.DONE,
        done_on=None if one.asked_activated_on else one.session.semester.first_day,
        no_evidence_because="" if shown else "È a voce.",
    )
    by = make._by() | ({"at": at} if at else {})
    answering.answer(one, Given(given), **by)
    moving.send(one, quietly=True, **by)
    moving.validate(one, quietly=True, **by)
    db.session.commit()
    return one


def closed(make, session):
    closing.close(session, **make._by())
    db.session.commit()
    return session


def failed(make, one, *, found="Il registro è vuoto", days=0, finding=Finding.NEGATIVE):
    """Verified after it was validated: nobody confirms it."""
    by = make._by()
    at = by["at"] + timedelta(days=days, minutes=1)
    made = Verification(
        check_id=one.id, chosen_because="Segnalata.", finding=finding.value, looked_at="Il registro.", found=found, follow_up="Rifare.",
        follow_up_by=(at + timedelta(days=30)).date(), followed_how="", verified_at=at,
    )  # fmt: skip
    db.session.add(made)
    record(Tag.VERIFICATION_MADE, made, **by)
    db.session.commit()
    return made
