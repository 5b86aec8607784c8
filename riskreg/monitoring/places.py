"""Where each check of a session stands: who signs it, in which area of risk and process, whether something shows it, what was found by looking.

Counted as things are while the session is open; closing keeps it, for units, offices, areas and measures go on changing and a closed session does not.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.monitoring import hands, proofs, queries
from riskreg.monitoring.models import Check, Draw, Session, Verification
from riskreg.monitoring.shelf import Shelf
from riskreg.people import queries as people
from riskreg.people.models import Figure, OrgUnit
from riskreg.people.queries import reach
from riskreg.people.queries.reach import owner_now
from riskreg.register.models import MeasureOwner, Process, RiskArea

BY_THE_PLAN = ("piano", "Chi tiene il piano")
FIGURE = "figura-"


@dataclass(frozen=True)
class Where:
    """Of one check. `code` and `name` are of the unit or the office that signs; `under`: that unit and those above it."""

    check_id: int
    unit_id: int | None = None
    figure_id: int | None = None
    code: str = BY_THE_PLAN[0]
    name: str = BY_THE_PLAN[1]
    under: Sequence[int] = ()
    area_id: int | None = None
    area_code: str = ""
    area_name: str = ""
    process_code: str = ""
    process_name: str = ""
    shown: int = 0
    """Pieces of evidence."""

    @property
    def signer(self) -> str:
        """As the list of checks filters by it."""
        if self.figure_id is not None:
            return f"{FIGURE}{self.figure_id}"
        return str(self.unit_id) if self.unit_id is not None else BY_THE_PLAN[0]


@dataclass(frozen=True)
class Unit:
    """One that signs, or stands above one that does."""

    id: int
    code: str
    name: str
    parent_id: int | None = None


@dataclass(frozen=True)
class Verified:
    """One declaration that was drawn or chosen; `finding` is empty while nobody has looked."""

    check_id: int
    chosen_because: str = ""
    finding: str = ""
    found: str = ""
    follow_up: str = ""
    follow_up_by: str = ""
    followed_on: str = ""
    followed_how: str = ""


@dataclass(frozen=True)
class Drawn:
    seed: str
    on: str
    fingerprint: str


@dataclass(frozen=True)
class Places:
    """In the order of areas and of whoever signs."""

    checks: Mapping[int, Where] = field(default_factory=dict)
    units: Mapping[int, Unit] = field(default_factory=dict)
    verified: Sequence[Verified] = ()
    draws: Sequence[Drawn] = ()
    body: str = ""
    """What it is called."""


def of(one: Session, at: datetime) -> Places:
    return kept(one) if one.is_closed else now(one, at)


def kept(one: Session) -> Places:
    """Of one that is closed."""
    return _SHELF.one(one)


def now(one: Session, at: datetime) -> Places:
    """Seven queries at most, whatever the number of checks."""
    on = at.astimezone(ROME).date()
    rows, parents = _rows(one, on), reach.chart(on).parents
    shown = proofs.how_many([row.id for row in rows])
    checks = {row.id: _where(row, _above(row.unit_id, parents), shown.get(row.id, 0)) for row in rows}
    body = people.body()
    units = _units({each for where in checks.values() for each in where.under})
    return Places(checks, units, _verified(one), _draws(one), body.name if body is not None else "")


def _rows(one: Session, on: date) -> Sequence[Any]:
    unit_id = owner_now(func.coalesce(MeasureOwner.unit_id, Process.unit_id), reach.chart(on))
    statement = (
        select(
            Check.id, Process.code.label("process_code"), Process.name.label("process_name"), RiskArea.id.label("area_id"),
            RiskArea.code.label("area_code"), RiskArea.name.label("area_name"), OrgUnit.id.label("unit_id"), OrgUnit.code.label("unit_code"),
            OrgUnit.name.label("unit_name"), Figure.id.label("figure_id"), Figure.code.label("figure_code"), Figure.name.label("figure_name"),
        )
        .outerjoin(MeasureOwner, MeasureOwner.id == hands.capofila())
        .outerjoin(Process, Process.id == Check.process_id)
        .outerjoin(RiskArea, RiskArea.id == Process.area_id)
        .outerjoin(Figure, Figure.id == MeasureOwner.figure_id)
        .outerjoin(OrgUnit, (OrgUnit.id == unit_id) & MeasureOwner.figure_id.is_(None))
        .where(Check.session_id == one.id, queries.in_session())
        .order_by(RiskArea.code_sort_key, OrgUnit.sort_key, Figure.position, Check.id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def _where(row: Any, under: Sequence[int], shown: int) -> Where:
    code, name = BY_THE_PLAN
    if row.unit_id is not None:
        code, name = row.unit_code, row.unit_name
    elif row.figure_id is not None:
        code, name = row.figure_code, row.figure_name
    return Where(
        row.id, row.unit_id, row.figure_id, code, name, under, row.area_id, row.area_code or "", row.area_name or "", row.process_code or "",
        row.process_name or "", shown,
    )  # fmt: skip


def _above(unit_id: int | None, parents: Mapping[int, int | None]) -> list[int]:
    """From the unit up to the body."""
    found: list[int] = []
    while unit_id is not None and unit_id not in found:
        found.append(unit_id)
        unit_id = parents.get(unit_id)
    return found


def _units(ids: set[int]) -> Mapping[int, Unit]:
    statement = select(OrgUnit.id, OrgUnit.code, OrgUnit.name, OrgUnit.parent_id).where(OrgUnit.id.in_(sorted(ids)))
    return {row.id: Unit(row.id, row.code, row.name, row.parent_id) for row in db.session.execute(statement.order_by(OrgUnit.sort_key))}


def _verified(one: Session) -> list[Verified]:
    statement = select(Verification).join(Check, Check.id == Verification.check_id).where(Check.session_id == one.id, queries.in_session())
    return [
        Verified(
            each.check_id, each.chosen_because, each.finding or "", each.found, each.follow_up, _day(each.follow_up_by), _day(each.followed_on),
            each.followed_how,
        )
        for each in db.session.scalars(statement.order_by(Verification.id))
    ]  # fmt: skip


def _draws(one: Session) -> list[Drawn]:
    statement = select(Draw).where(Draw.session_id == one.id, Draw.drawn_at.is_not(None)).order_by(Draw.drawn_at, Draw.id)
    return [
        Drawn(each.seed, _day(each.drawn_at.astimezone(ROME).date()), each.fingerprint)
        for each in db.session.scalars(statement)
        if each.drawn_at
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


# Kept


def written(found: Places) -> dict[str, Any]:
    return {
        "places": [asdict(each) for each in found.checks.values()],
        "units": [asdict(each) for each in found.units.values()],
        "verified": [asdict(each) for each in found.verified],
        "draws": [asdict(each) for each in found.draws],
        "body": found.body,
    }


def read(text: str) -> Places:
    kept = json.loads(text)
    checks = [Where(**each) for each in kept.get("places", ())]
    units = [Unit(**each) for each in kept.get("units", ())]
    return Places(
        {each.check_id: each for each in checks},
        {each.id: each for each in units},
        [Verified(**each) for each in kept.get("verified", ())],
        [Drawn(**each) for each in kept.get("draws", ())],
        kept.get("body", ""),
    )


_SHELF = Shelf(read, most=3)
"""A large body has fifty thousand checks: tens of megabytes for each session."""
