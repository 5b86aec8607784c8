"""What is verified of the open semester, in each state that a page of it can show."""

from datetime import date

from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind
from riskreg.domain.semesters import Semester
from riskreg.monitoring import queries, sample
from riskreg.monitoring.models import Session
from riskreg.monitoring.operations import answering, moving, opening, sampling, verifying
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.operations.verifying import Found
from riskreg.monitoring.queries import verification as looked
from tests.factories import Factory
from tests.monitoring_factory import DONE

SEMESTER = Semester(2026, 2)


def fill() -> dict[str, int]:
    """Verifications to make, with remarks, not confirmed; a draw that was made, and a plan that waits for another."""
    checks = {check.asked_code: check.id for check in reversed(queries.checks(_session()))}
    bad = _validated()
    found = {
        "to make": _chosen(checks["B.01.M1"], "Una segnalazione arrivata all'RPCT."),
        "remarks": _verified(checks["A.01.M1"], Finding.REMARKS),
        "negative": _verified(bad, Finding.NEGATIVE),
        "draw": _drawn(),
        "to choose": _validated(),
    }
    _declared("un altro seme", "Le schede validate dopo.")
    return found


def _who():
    return {"by": COMMAND_LINE, "at": clock.now()}


def _session() -> Session:
    one = queries.of_semester(SEMESTER)
    assert one is not None
    return one


def _validated() -> int:
    measure = Factory().measure(kind=MeasureKind.GENERAL)
    with writing():
        opening.bring_up_to_date(_session(), **_who())
    with writing():
        one = queries.check(queries.checks(_session(), [measure.id])[0].id)
        answering.answer(one, Given(DONE), **_who())
        moving.send(one, quietly=True, **_who())
        moving.validate(one, quietly=True, **_who())
    return one.id


def _chosen(check_id: int, because: str) -> int:
    with writing():
        return sampling.choose(queries.check(check_id), because, **_who()).id


def _verified(check_id: int, finding: Finding) -> int:
    number = _chosen(check_id, "Scelta per prova.")
    given = Found(finding, "Il registro degli atti.", "Due schede senza firma.", "Firmare le schede.", date(2026, 12, 15))
    with writing():
        verifying.verify(looked.verification(number), given, quietly=True, **_who())
    return number


def _declared(seed: str, because: str = "") -> int:
    with writing():
        one = _session()
        return sampling.declare(one, seed, {each.code: 50 for each in sample.parts(one) if not each.must}, because, **_who()).id


def _drawn() -> int:
    number = _declared("lotto 24/11/2026: 7 21 33 48 90")
    with writing():
        sampling.draw(looked.draw(number), **_who())
    return number
