"""Who is told of the Relazione sulla performance: the OIV that it is there to be validated, who prepares it what the OIV said, who follows it that it is out."""

from datetime import date, datetime
from typing import Any

from riskreg.core.clock import ROME
from riskreg.domain.performance.report import Outcome, due_on
from riskreg.domain.permissions import Permission, Person
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people import queries as people
from riskreg.performance.models import PerformanceReport
from riskreg.performance.queries import reports


def approved(one: PerformanceReport, *, by: Person, at: datetime) -> None:
    facts = {"report": one.title, "act": one.act_number, "body": one.act_body, "on": one.approved_on, "due": _until(one)}
    _tell(one, Permission.PERFORMANCE_REPORT_VALIDATE, Kind.PERFORMANCE_REPORT_APPROVED, facts, by, at)


def judged(one: PerformanceReport, *, by: Person, at: datetime) -> None:
    facts = {
        "report": one.title, "outcome": one.outcome_label, "on": one.oiv_on, "protocol": one.oiv_protocol, "text": one.oiv_text,
        "refused": one.oiv_outcome == Outcome.REFUSED, "due": _until(one),
    }  # fmt: skip
    _tell(one, Permission.PERFORMANCE_REPORT_PREPARE, Kind.PERFORMANCE_REPORT_JUDGED, facts, by, at)


def published(one: PerformanceReport, *, by: Person, at: datetime) -> None:
    """Those who could read it before everybody did."""
    facts = {"report": one.title, "on": one.published_on, "address": one.published_at}
    _tell(one, Permission.PERFORMANCE_REPORT_DRAFT, Kind.PERFORMANCE_REPORT_PUBLISHED, facts, by, at)


def _until(one: PerformanceReport) -> date | None:
    """The law's day is that of the first that is published: a revision after it waits for none."""
    return None if reports.was_published(one.year) else due_on(one.year)


def _tell(one: PerformanceReport, whom: Permission, kind: Kind, facts: dict[str, Any], by: Person, at: datetime) -> None:
    root = people.root_unit()
    if by.is_machine or root is None:
        return
    for user in people.people_with(whom, root.id, at.astimezone(ROME).date()):
        if user.id != by.user_id:
            notices.queue(user, kind, facts, path=f"/performance/relazioni/{one.year}", about=one.subject, by=by, at=at)
