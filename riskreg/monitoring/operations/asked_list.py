"""What a session asks about, written in bulk.

A large body has fifty thousand checks: they are written as rows, past the session, and what vouches for them in the trail is the fingerprint of their
list, in the entry of the opening or of the day on which more came in (`riskreg.monitoring.fingerprints`).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, insert, select

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.register import Timing
from riskreg.domain.semesters import periods
from riskreg.monitoring import fingerprints
from riskreg.monitoring.asking import Wanted
from riskreg.monitoring.models import Check, CheckPeriod, Session

VOUCHED_FOR = {"untraced": "the fingerprint of the list stands in the entry of the session"}
BLANK = ("dropped_because", "value", "note", "criticality", "reason_note", "no_evidence_because")


def add(one: Session, asked: Collection[Wanted]) -> str:
    """A check for each, with the periods that it asks about; what the trail keeps of them."""
    db.session.flush()
    before = db.session.scalar(select(func.max(Check.id))) or 0
    _insert(Check, [_row(one, each) for each in asked])
    _insert(CheckPeriod, _periods(one, asked, before))
    return fingerprints.said(fingerprints.rows(one, after=before))


def _row(one: Session, each: Wanted) -> dict[str, Any]:
    measure, band = each.measure, each.band
    activated = measure.activated_on if measure.activated_on is not None and measure.activated_on <= one.semester.as_of else None
    return {
        "session_id": one.id, "measure_id": measure.id, "process_id": each.process_id, "state": State.DRAFT.value, "asked_kind": measure.kind,
        "asked_group": measure.family or measure.measure_class, "asked_code": measure.code, "asked_name": measure.name,
        "asked_indicator": measure.indicator, "asked_target": measure.target, "asked_timing": measure.timing, "asked_due_on": measure.due_on,
        "asked_period": measure.period, "asked_occasion": measure.occasion, "asked_since": measure.in_force_from, "asked_activated_on": activated,
        "asked_band_rank": band.rank if band else None, "asked_band": band.name if band else "", "asked_top_band": bool(band and band.is_top),
        "edits": 0, **dict.fromkeys(BLANK, ""),
    }  # fmt: skip


def _periods(one: Session, asked: Collection[Wanted], before: int) -> list[dict[str, Any]]:
    periodic = [each for each in asked if each.measure.timing == Timing.PERIODIC]
    if not periodic:
        return []
    statement = select(Check.measure_id, Check.process_id, Check.id).where(Check.session_id == one.id, Check.id > before)
    numbers = {(row.measure_id, row.process_id): row.id for row in db.session.execute(statement)}
    return [
        {"check_id": numbers[each.key], "first_on": period.first_on, "last_on": period.last_on, "done": None, "value": "", "note": ""}
        for each in periodic
        for period in periods(each.measure.period, one.semester, each.measure.in_force_from)
    ]


def _insert(kind: type[Check] | type[CheckPeriod], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(kind.__table__), rows, execution_options=VOUCHED_FOR)  # type: ignore[arg-type]  # a declared class has a Table
