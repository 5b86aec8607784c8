"""What the monitoring says to whoever assesses a process next: how effective its measures were seen to be, and what speaks against «nulla è cambiato».
Nothing changes by itself."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from riskreg.assessments import verified
from riskreg.assessments.verified import Seen
from riskreg.campaigns import unchanged
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring.effect import suggestion
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.semesters import Semester
from riskreg.monitoring import weighing
from riskreg.monitoring.models import Check, Session, Verification


def seen(process_id: int, year: int, on: date) -> Sequence[Seen]:
    """Of the last approved assessment before that year; nothing of what was assessed as not effective at all, which cannot come out lower."""
    found = weighing.of_process(process_id, year - 1, on)
    if found is None:
        return ()
    lowest = found.methodology.effectiveness[0]
    return [
        Seen(
            each.given.event_id, suggestion(each, found.session), each.is_weaker, "monitoring.risk_of_process", {"process_id": process_id},
        )
        for each in found.effect.scores
        if not each.left and each.declared != lowest
    ]  # fmt: skip


def failed_since(process_ids: Collection[int], since: date) -> Mapping[int, Sequence[str]]:
    """By process, the verifications that went badly from that day on, in sentences."""
    statement = (
        select(Check.process_id, Check.asked_code, Session.year, Session.half, Verification.verified_at, Verification.found)
        .join(Check, Check.id == Verification.check_id)
        .join(Session, Session.id == Check.session_id)
        .where(
            Check.process_id.in_(sorted(process_ids)), Verification.finding == Finding.NEGATIVE.value,
            Verification.verified_at >= datetime.combine(since, time(), tzinfo=ROME),
        )
        .order_by(Verification.verified_at, Verification.id)
    )  # fmt: skip
    found: dict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(statement):
        day, semester = write_date(row.verified_at.astimezone(ROME).date()), Semester(row.year, row.half).label
        sentence = f"La verifica del {day} non ha confermato la misura {row.asked_code} ({semester}): «{row.found}»."
        found[row.process_id].append(sentence)
    return found


verified.register(seen)
unchanged.register(failed_since)
