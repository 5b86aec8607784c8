"""Reminding people, and deciding when."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.italian import plural, write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.waiting import NEW, checked_rules, shortened
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.notifications.models import PostOffice
from riskreg.waiting import queries
from riskreg.waiting.models import Reminder, ReminderRules
from riskreg.waiting.queries import DIGEST, Digest, Line

PAGE = "/"
MOST_LINES = 15
KEPT = timedelta(days=730)
UNTRACED = {"untraced": "the letter of each reminder stands in the trail"}


def remind(*, by: Person, at: datetime) -> int:
    """Write today's digests; how many. Whoever comes second, at the same moment or later in the day, finds them written."""
    db.session.execute(select(PostOffice.id).where(PostOffice.id == 1).with_for_update())  # one at a time; SQLite has one writer
    on = at.astimezone(ROME).date()
    found = queries.digests(on)
    desk = Gathering(by=by, at=at)
    letters = [(one, notices.gather(desk, one.user, Kind.WORK_DIGEST, facts(one, on), path=PAGE, about=one.user.subject)) for one in found]
    desk.close()
    for one, letter in letters:
        for task, step in ((DIGEST, str(on)), *one.steps):
            db.session.add(Reminder(user_id=one.user.id, task=task, step=step, on=on, notice_id=letter.id))
    db.session.execute(delete(Reminder).where(Reminder.on < on - KEPT), execution_options=UNTRACED)
    db.session.flush()
    return len(found)


def facts(one: Digest, on: date) -> dict[str, Any]:
    """What the letter says."""
    late = [line for line in one.mine if line.task.due_on is not None and line.task.due_on < on]
    coming = [line for line in one.mine if line.step != NEW and line not in late]
    fresh = [line for line in one.mine if line.step == NEW]
    return {
        "late": _said(late, on), "coming": _said(coming, on), "fresh": _said(fresh, on), "above": _said(one.above, on),
        "tidings": shortened([each.headline for each in one.tidings], MOST_LINES, "e altri {} avvisi"),
        "late_count": len(late), "coming_count": len(coming), "fresh_count": len(fresh), "above_count": len(one.above),
    }  # fmt: skip


def _said(lines: Collection[Line], on: date) -> list[str]:
    ordered = sorted(lines, key=lambda line: line.task.due_on or date.max)
    return shortened([_line(line, on) for line in ordered], MOST_LINES, "e altre {}: le trovi nella pagina «Il mio lavoro»")


def _line(line: Line, on: date) -> str:
    """What has a day needs no verb: not everybody who must see to it is let into the same form."""
    task = line.task
    said = f"{task.title}: "
    said += _when(task.due_on, on) if task.due_on is not None else f"{task.action[:1].lower()}{task.action[1:]}"
    if task.lent_by:
        said += f" (per conto di {task.lent_by})"
    return f"{said} (tocca a {line.hands})" if line.hands else said


def _when(due_on: date, on: date) -> str:
    days = (due_on - on).days
    if days < 0:
        return f"scaduta il {write_date(due_on)}, da {plural(-days, 'giorno', 'giorni')}"
    return f"entro oggi, {write_date(due_on)}" if days == 0 else f"entro il {write_date(due_on)}"


def set_rules(
    first: int | None,
    second: int | None,
    third: int | None,
    *,
    late_every: int | None,
    escalate_after: int | None,
    version: int | None = None,
    by: Person,
    at: datetime,
) -> ReminderRules:
    insist(by, Permission.REMINDERS_MANAGE)
    ruled = checked_rules([first, second, third], late_every, escalate_after)
    row = queries.rules_row()
    if row is None:
        row = ReminderRules(id=1)
        db.session.add(row)
    else:
        must_be(row, version)
    days = [*ruled.before, None, None]
    row.first, row.second, row.third = ruled.before[0], days[1], days[2]
    row.late_every, row.escalate_after = ruled.late_every, ruled.escalate_after
    record(Tag.REMINDERS_RULED, row, by=by, at=at)
    return row
