"""How far a session has come: counts for its page and its list, each of which opens its rows; only of the part that somebody reads."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import case, func, select

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import Outcome, State
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.plans import Rate
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MeasureKind
from riskreg.monitoring import hands, listings, queries
from riskreg.monitoring.models import Check, Session


class Line(NamedTuple):
    """A class, or a family: how many of its checks, by outcome and by how far they have come."""

    label: str
    filter: str
    value: str
    asked: int
    validated: int
    done: int
    late: int


class Board(NamedTuple):
    """The whole of what this person reads."""

    whole: bool
    """It is everything, not only their part."""

    by_state: Mapping[str, int]
    overdue: int
    general: Sequence[Line]
    specific: Sequence[Line]

    @property
    def asked(self) -> int:
        return sum(self.by_state.values())

    @property
    def validated(self) -> int:
        return self.by_state.get(State.VALIDATED, 0)

    @property
    def unmonitored(self) -> int:
        return self.asked - self.validated

    @property
    def to_send(self) -> int:
        return sum(self.by_state.get(state, 0) for state in (State.DRAFT, State.RETURNED, State.REOPENED))

    @property
    def done(self) -> Rate:
        return Rate(sum(line.done for line in (*self.general, *self.specific)), self.asked)


def board(one: Session, person: Person, on: date) -> Board:
    """One query."""
    reach = hands.reach_of(person, Permission.MONITORING_READ, on)
    validated, late = Check.state == State.VALIDATED.value, listings.is_late(one, on)
    statement = (
        select(
            Check.asked_kind, Check.asked_group, Check.state, func.count().label("number"),
            func.sum(case((validated & (Check.outcome == Outcome.DONE.value), 1), else_=0)).label("done"),
            func.sum(case((late, 1), else_=0)).label("late"),
        )
        .where(Check.session_id == one.id, queries.in_session(), hands.seen(reach))
        .group_by(Check.asked_kind, Check.asked_group, Check.state)
    )  # fmt: skip
    rows = db.session.execute(statement).all()
    by_state: dict[str, int] = {}
    for row in rows:
        by_state[row.state] = by_state.get(row.state, 0) + row.number
    return Board(
        reach.units is None,
        by_state,
        sum(int(row.late) for row in rows),
        _lines(rows, MeasureKind.GENERAL, "classe", GENERAL_CLASSES),
        _lines(rows, MeasureKind.SPECIFIC, "famiglia", FAMILY_LABELS),
    )


def _lines(rows: Sequence[Any], kind: MeasureKind, name: str, labels: Mapping[str, str]) -> list[Line]:
    found = []
    for code, label in labels.items():
        mine = [row for row in rows if row.asked_kind == kind and row.asked_group == code]
        if mine:
            validated = sum(row.number for row in mine if row.state == State.VALIDATED)
            asked, done, late = sum(row.number for row in mine), sum(int(row.done) for row in mine), sum(int(row.late) for row in mine)
            found.append(Line(label, name, code, asked, validated, done, late))
    return found


class Shown(NamedTuple):
    """A session as the list shows it."""

    one: Session
    asked: int
    validated: int
    done: int


def of_all(person: Person, on: date) -> list[Shown]:
    """Every session with its numbers: two queries."""
    seen = hands.seen(hands.reach_of(person, Permission.MONITORING_READ, on))
    validated = Check.state == State.VALIDATED.value
    statement = (
        select(
            Check.session_id, func.count().label("asked"), func.sum(case((validated, 1), else_=0)).label("validated"),
            func.sum(case((validated & (Check.outcome == Outcome.DONE.value), 1), else_=0)).label("done"),
        )
        .where(queries.in_session(), seen)
        .group_by(Check.session_id)
    )  # fmt: skip
    counted = {row.session_id: row for row in db.session.execute(statement)}
    found = []
    for one in queries.sessions():
        row = counted.get(one.id)
        found.append(Shown(one, row.asked, int(row.validated), int(row.done)) if row else Shown(one, 0, 0, 0))
    return found
