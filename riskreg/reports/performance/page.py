"""What the page of a Relazione sulla performance shows beside its contents: the way it went, step by step."""

from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit import queries as audit
from riskreg.audit import reading
from riskreg.audit.tags import Tag
from riskreg.domain.italian import write_date
from riskreg.domain.performance.report import STATE_LABELS, Outcome, State
from riskreg.performance.models import PerformanceReport

OF_STEPS = {
    Tag.PERFORMANCE_REPORT_APPROVED.value: State.DRAFT, Tag.PERFORMANCE_REPORT_JUDGED.value: State.APPROVED,
    Tag.PERFORMANCE_REPORT_PUBLISHED.value: State.VALIDATED,
}  # fmt: skip
"""From which state each leads."""


class Stage(NamedTuple):
    """A step of its way, as «Percorso» shows those of assessments and checks."""

    what: str
    was: str
    became: str
    at: datetime
    who: str
    why: str = ""
    for_whom: str = ""


def path(one: PerformanceReport) -> list[Stage]:
    """The last first."""
    entries = [each for each in audit.trail([one.subject]) if each.tag in OF_STEPS]
    said = _said(one)
    return [
        Stage(what, STATE_LABELS[was], became, shown.at, shown.who)
        for entry, shown in zip(entries, reading.shown(entries), strict=True)
        for was in [OF_STEPS[entry.tag]]
        for became, what in [said[entry.tag]]
    ]


def _said(one: PerformanceReport) -> dict[str, tuple[str, str]]:
    """Of each step, the state it leads to and what was done."""
    judged = STATE_LABELS[State.REFUSED if one.oiv_outcome == Outcome.REFUSED else State.VALIDATED]
    return {
        Tag.PERFORMANCE_REPORT_APPROVED.value: (STATE_LABELS[State.APPROVED], f"Approvata: {one.act_number} del {_day(one.approved_on)}, {one.act_body}"),
        Tag.PERFORMANCE_REPORT_JUDGED.value: (judged, f"Esito dell'OIV: {one.outcome_label.lower()}, {one.oiv_protocol} del {_day(one.oiv_on)}"),
        Tag.PERFORMANCE_REPORT_PUBLISHED.value: (STATE_LABELS[State.PUBLISHED], f"Pubblicata il {_day(one.published_on)}"),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return write_date(day) if day is not None else ""
