"""How far a session has come: counts for its page and its list, each of which opens its rows; only of the part that somebody reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, select

from riskreg.core.extensions import db
from riskreg.domain.codes import code_sort_key
from riskreg.domain.italian import fold
from riskreg.domain.monitoring.checks import WITH_AUTHOR, Outcome, State
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.plans import Rate
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MeasureKind
from riskreg.monitoring import hands, listings, queries
from riskreg.monitoring.listings import NO_AREA, Kept
from riskreg.monitoring.models import Check, Session
from riskreg.monitoring.places import Where
from riskreg.people.models import Figure, OrgUnit
from riskreg.people.queries import reach
from riskreg.people.queries.reach import owner_now
from riskreg.register.models import MeasureOwner, Process, RiskArea


class Line(NamedTuple):
    """A class, or a family: how many of its checks, by outcome and by how far they have come."""

    label: str
    filter: str
    value: str
    asked: int
    validated: int
    done: int
    late: int


class Part(NamedTuple):
    """A unit or an office that signs, or an area of risk: how far its checks have come. Those to send count those that came back."""

    label: str
    filter: str
    value: str
    by_state: Mapping[str, int]
    late: int

    @property
    def asked(self) -> int:
        return sum(self.by_state.values())

    @property
    def to_send(self) -> int:
        return sum(self.by_state.get(state, 0) for state in WITH_AUTHOR)

    @property
    def came_back(self) -> int:
        return self.to_send - self.by_state.get(State.DRAFT, 0)

    @property
    def sent(self) -> int:
        return self.by_state.get(State.SENT, 0)

    @property
    def validated(self) -> int:
        return self.by_state.get(State.VALIDATED, 0)


class Board(NamedTuple):
    """The whole of what this person reads."""

    whole: bool
    """It is everything, not only their part."""

    by_state: Mapping[str, int]
    overdue: int
    general: Sequence[Line]
    specific: Sequence[Line]
    measures: int
    """That these checks are about: a specific one has a check in each process."""

    signers: Sequence[Part]
    areas: Sequence[Part]

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


def board(one: Session, person: Person, on: date, kept: Kept | None = None) -> Board:
    """Two queries. `kept`: where the checks of a closed session stood."""
    reach_ = hands.reach_of(person, Permission.MONITORING_READ, on)
    rows = db.session.execute(_grouped(one, reach_, on, by_check=bool(kept))).all()
    by_state: dict[str, int] = {}
    for row in rows:
        by_state[row.state] = by_state.get(row.state, 0) + row.number
    where = [(row, _where(row, kept or {})) for row in rows]
    return Board(
        reach_.units is None,
        by_state,
        sum(int(row.late) for row in rows),
        _lines(rows, MeasureKind.GENERAL, "classe", GENERAL_CLASSES),
        _lines(rows, MeasureKind.SPECIFIC, "famiglia", FAMILY_LABELS),
        _measures(one, reach_),
        _parts(where, "responsabile", lambda place: (fold(place.name), place.signer, place.name)),
        _parts(where, "area", _area),
    )


def _measures(one: Session, reach_: hands.Reach) -> int:
    statement = select(func.count(Check.measure_id.distinct())).where(Check.session_id == one.id, queries.in_session(), hands.seen(reach_))
    return db.session.scalar(statement) or 0


def _grouped(one: Session, reach_: hands.Reach, on: date, *, by_check: bool) -> Any:
    """By class and family, by whoever signs, by area and by state; check by check, where what was kept says where each stood."""
    validated, late = Check.state == State.VALIDATED.value, listings.is_late(one, on)
    unit_id = owner_now(func.coalesce(MeasureOwner.unit_id, Process.unit_id), reach.chart(on))
    by = (Check.asked_kind, Check.asked_group, Check.state, *([Check.id] if by_check else []))
    return (
        select(
            *by, OrgUnit.id.label("unit_id"), OrgUnit.name.label("unit"), Figure.id.label("figure_id"), Figure.name.label("figure"),
            RiskArea.id.label("area_id"), RiskArea.code.label("area_code"), RiskArea.name.label("area"), func.count().label("number"),
            func.sum(case((validated & (Check.outcome == Outcome.DONE.value), 1), else_=0)).label("done"),
            func.sum(case((late, 1), else_=0)).label("late"),
        )
        .select_from(Check)
        .outerjoin(Process, Process.id == Check.process_id)
        .outerjoin(RiskArea, RiskArea.id == Process.area_id)
        .outerjoin(MeasureOwner, MeasureOwner.id == hands.capofila())
        .outerjoin(Figure, Figure.id == MeasureOwner.figure_id)
        .outerjoin(OrgUnit, and_(OrgUnit.id == unit_id, MeasureOwner.figure_id.is_(None)))
        .where(Check.session_id == one.id, queries.in_session(), hands.seen(reach_))
        .group_by(*by, OrgUnit.id, Figure.id, RiskArea.id)
    )  # fmt: skip


def _where(row: Any, kept: Kept) -> Where:
    if kept and row.id in kept:
        return kept[row.id]
    here = Where(0, row.unit_id, row.figure_id, area_id=row.area_id, area_code=row.area_code or "", area_name=row.area or "")
    name = row.unit or row.figure
    return replace(here, name=name) if name else here


def _area(place: Where) -> tuple[Any, str, str]:
    """General ones stand in none: last."""
    if place.area_id is None:
        return (1, ""), *NO_AREA
    return (0, code_sort_key(place.area_code)), str(place.area_id), f"{place.area_code} {place.area_name}"


def _parts(rows: Sequence[tuple[Any, Where]], name: str, of: Callable[[Where], tuple[Any, str, str]]) -> list[Part]:
    """`of` a place: what it is sorted by, its value in the filter, its name."""
    states: dict[tuple[Any, str, str], dict[str, int]] = {}
    late: dict[tuple[Any, str, str], int] = {}
    for row, place in rows:
        key = of(place)
        mine = states.setdefault(key, {})
        mine[row.state] = mine.get(row.state, 0) + row.number
        late[key] = late.get(key, 0) + int(row.late)
    return [Part(key[2], name, key[1], states[key], late[key]) for key in sorted(states)]


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
