"""What is verified of the open semester, in each state that a page of it can show."""

from riskreg.core import clock
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.register import MeasureKind
from riskreg.monitoring import queries
from tests.factories import Factory


def fill() -> dict[str, int]:
    """Verifications to make, with remarks, not confirmed; a draw that was made, and a plan that waits for another."""
    make, one = Factory(), queries.at_work(clock.today())[0]
    checks = {check.asked_code: check for check in reversed(queries.checks(one))}
    bad = make.check(make.measure(kind=MeasureKind.GENERAL), state="validated")
    found = {
        "to make": make.chosen(checks["B.01.M1"], "Una segnalazione arrivata all'RPCT.").id,
        "remarks": make.verified(checks["A.01.M1"]).id,
        "negative": make.verified(bad, Finding.NEGATIVE).id,
        "draw": make.draw().id,
    }
    make.plan_of_draw()
    return found | {"to choose": make.check(make.measure(kind=MeasureKind.GENERAL), state="validated").id}
