"""What the monitoring says of the measures that an indicator carries: offered as a result, never entered by itself."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring.checks import State
from riskreg.domain.permissions import Permission, Person
from riskreg.monitoring import hands
from riskreg.monitoring.models import Check, Session
from riskreg.monitoring.queries import in_session
from riskreg.people.queries import reach
from riskreg.performance.models import Indicator


class Monitored(NamedTuple):
    """The last declaration of the year that somebody has validated, of a measure; of a specific one, in a process."""

    check_id: int
    measure: str
    said: str
    """ "attuata, 100 % (2° semestre 2025, validata il 15/01/2026)" """

    value: str
    """As it would be entered; empty where the declaration says no value."""

    note: str
    opens: bool
    """This person may read the check, by a role: whoever holds an office has their checks on a list of their own."""


def of(one: Indicator, year: int, person: Person, on: date) -> list[Monitored]:
    """One query; none of an indicator that carries no measure."""
    if not one.links:
        return []
    seen = hands.seen(hands.Reach(reach.units_within(person, Permission.MONITORING_READ, on), frozenset()))
    statement = (
        select(Check, seen.label("opens"))
        .join(Check.session)
        .where(Check.measure_id.in_(sorted(each.measure_id for each in one.links)), Session.year == year)
        .where(Check.state == State.VALIDATED.value, in_session())
        .options(contains_eager(Check.session), joinedload(Check.process))
        .order_by(Check.asked_code, Check.process_id, Session.half)
    )
    last = {(row.Check.measure_id, row.Check.process_id): row for row in db.session.execute(statement)}
    return [_monitored(row.Check, is_open=bool(row.opens)) for row in last.values()]


def _monitored(check: Check, *, is_open: bool) -> Monitored:
    value = check.value or (f"{check.progress} %" if check.progress is not None else "")
    how = ", ".join(each for each in (check.outcome_label.lower(), value) if each)
    validated = f", validata il {write_date(check.validated_at.astimezone(ROME).date())}" if check.validated_at else ""
    semester = check.session.semester.label
    note = f"Dal monitoraggio del {semester}, misura {check.asked_title}: {check.outcome_label.lower()}{validated}."
    return Monitored(check.id, check.asked_title, f"{how} ({semester}{validated})", value, note, is_open)


def filled(shown: Any, found: list[Monitored], asked: str) -> Any:
    """What the form of the result shows, with the value of the check that was asked for; the note says where it comes from, unless there is one."""
    chosen = next((each for each in found if str(each.check_id) == asked and each.value), None)
    if chosen is not None:
        shown.value, shown.note = chosen.value, shown.note or chosen.note
    return shown
