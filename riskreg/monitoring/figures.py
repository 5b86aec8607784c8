"""The figures of a session: counted from its checks while it is open, read as they were kept once it is closed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import Outcome, State
from riskreg.domain.monitoring.figures import Facet, Fact, SessionFigures, Tally
from riskreg.domain.monitoring.figures import counted as count
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS, MeasureKind
from riskreg.monitoring import hands, places, queries
from riskreg.monitoring.hands import Reach
from riskreg.monitoring.models import Check, Session
from riskreg.monitoring.places import Places, Where
from riskreg.monitoring.shelf import Shelf

ORDER: Mapping[Facet, Sequence[str]] = {
    Facet.KIND: tuple(MEASURE_KIND_LABELS), Facet.CLASS: tuple(GENERAL_CLASSES), Facet.FAMILY: tuple(FAMILY_LABELS),
}  # fmt: skip
"""In which codes are told; the others by name."""


def of(one: Session, at: datetime) -> SessionFigures:
    return kept(one) if one.is_closed else counted(one, places.now(one, at))


def kept(one: Session) -> SessionFigures:
    """Of one that is closed."""
    return _SHELF.one(one)


def counted(one: Session, found: Places, reach: Reach | None = None) -> SessionFigures:
    """One query, whatever the number of checks; only of those in which somebody has a part (`reach`), where it is given."""
    statement = select(Check.id, Check.asked_kind, Check.asked_group, Check.state, Check.outcome).where(Check.session_id == one.id)
    statement = statement if reach is None else statement.where(hands.seen(reach))
    rows = {row.id: row for row in db.session.execute(statement.where(queries.in_session()))}
    return count(fact(rows[where.check_id], where) for where in found.checks.values() if where.check_id in rows)


def fact(row: Any, where: Where) -> Fact:
    """Of a check, or of a row that has its kind, group, state and outcome."""
    return Fact(_facets(row, where), Outcome(row.outcome) if row.state == State.VALIDATED else None, bool(where.shown))


def _facets(row: Any, where: Where) -> Mapping[Facet, tuple[str, str]]:
    found = {Facet.KIND: (row.asked_kind, MEASURE_KIND_LABELS[row.asked_kind])}
    if row.asked_kind == MeasureKind.GENERAL:
        found[Facet.CLASS] = (row.asked_group, GENERAL_CLASSES[row.asked_group])
    else:
        found[Facet.FAMILY] = (row.asked_group, FAMILY_LABELS[row.asked_group])
    if where.area_code:
        found[Facet.AREA] = (where.area_code, f"{where.area_code} {where.area_name}")
    found[Facet.UNIT] = (where.signer, where.name)  # a unit and an office may have the same code
    return found


# Kept


def written(found: SessionFigures, where: Places) -> str:
    facets = {facet.value: [_tally(code, tally) for code, tally in tallies] for facet, tallies in found.by_facet.items()}
    return json.dumps({"schema": 1, "whole": _tally("", found.whole), "by": facets, **places.written(where)}, ensure_ascii=False)


def _tally(code: str, tally: Tally) -> dict[str, Any]:
    return {"code": code, "name": tally.name, "by_outcome": dict(tally.by_outcome), "shown": tally.shown}


def read(text: str) -> SessionFigures:
    kept = json.loads(text)
    facets = {facet: [(each["code"], _of(each)) for each in kept["by"].get(facet.value, ())] for facet in Facet}
    return SessionFigures(_of(kept["whole"]), facets)


def _of(kept: Mapping[str, Any]) -> Tally:
    return Tally(kept["name"], kept["by_outcome"], kept["shown"])


_SHELF = Shelf(read, most=64)
