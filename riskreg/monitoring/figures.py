"""The figures of a session: counted from its checks while it is open, read as they were kept once it is closed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import Outcome, State
from riskreg.domain.monitoring.figures import Facet, Fact, SessionFigures, Tally
from riskreg.domain.monitoring.figures import counted as count
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS, MeasureKind
from riskreg.monitoring import hands, proofs, queries
from riskreg.monitoring.models import Check, Session
from riskreg.people.models import Figure, OrgUnit
from riskreg.people.queries import reach
from riskreg.people.queries.reach import owner_now
from riskreg.register.models import MeasureOwner, Process, RiskArea

BY_THE_PLAN = ("piano", "Chi tiene il piano")


def of(one: Session, at: datetime) -> SessionFigures:
    return read(queries.outcome_of(one)) if one.is_closed else counted(one, at)


def counted(one: Session, at: datetime) -> SessionFigures:
    """Two queries, whatever the number of checks."""
    rows = _rows(one, at.astimezone(ROME).date())
    shown = proofs.how_many([row.id for row in rows])
    return count(Fact(_where(row), _outcome(row), bool(shown.get(row.id))) for row in rows)


def _rows(one: Session, on: date) -> Sequence[Any]:
    chart = reach.chart(on)
    unit_id = owner_now(func.coalesce(MeasureOwner.unit_id, Process.unit_id), chart)
    statement = (
        select(
            Check.id, Check.asked_kind, Check.asked_group, Check.state, Check.outcome, RiskArea.code.label("area"),
            RiskArea.name.label("area_name"), OrgUnit.code.label("unit"), OrgUnit.name.label("unit_name"), Figure.code.label("figure"),
            Figure.name.label("figure_name"),
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


def _where(row: Any) -> Mapping[Facet, tuple[str, str]]:
    found = {Facet.KIND: (row.asked_kind, MEASURE_KIND_LABELS[row.asked_kind])}
    if row.asked_kind == MeasureKind.GENERAL:
        found[Facet.CLASS] = (row.asked_group, GENERAL_CLASSES[row.asked_group])
    else:
        found[Facet.FAMILY] = (row.asked_group, FAMILY_LABELS[row.asked_group])
    if row.area is not None:
        found[Facet.AREA] = (row.area, f"{row.area} {row.area_name}")
    found[Facet.UNIT] = (row.unit, row.unit_name) if row.unit else (row.figure, row.figure_name) if row.figure else BY_THE_PLAN
    return found


def _outcome(row: Any) -> Outcome | None:
    return Outcome(row.outcome) if row.state == State.VALIDATED else None


# Kept


def written(found: SessionFigures) -> str:
    facets = {facet.value: [_tally(code, tally) for code, tally in tallies] for facet, tallies in found.by_facet.items()}
    return json.dumps({"schema": 1, "whole": _tally("", found.whole), "by": facets}, ensure_ascii=False)


def _tally(code: str, tally: Tally) -> dict[str, Any]:
    return {"code": code, "name": tally.name, "by_outcome": dict(tally.by_outcome), "shown": tally.shown}


def read(text: str) -> SessionFigures:
    kept = json.loads(text)
    facets = {facet: [(each["code"], _of(each)) for each in kept["by"].get(facet.value, ())] for facet in Facet}
    return SessionFigures(_of(kept["whole"]), facets)


def _of(kept: Mapping[str, Any]) -> Tally:
    return Tally(kept["name"], kept["by_outcome"], kept["shown"])
