"""What the page of a Relazione sulla performance shows beside its contents: the way it went, step by step; what is lacking."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit import queries as audit
from riskreg.audit import reading
from riskreg.audit.tags import Tag
from riskreg.domain.italian import write_date
from riskreg.domain.performance.report import STATE_LABELS, Outcome, State
from riskreg.performance.models import PerformanceReport

OF_STEPS = {
    Tag.PERFORMANCE_REPORT_BEGUN.value: ("", State.DRAFT), Tag.PERFORMANCE_REPORT_APPROVED.value: (State.DRAFT, State.APPROVED),
    Tag.PERFORMANCE_REPORT_JUDGED.value: (State.APPROVED, State.VALIDATED), Tag.PERFORMANCE_REPORT_PUBLISHED.value: (State.VALIDATED, State.PUBLISHED),
}  # fmt: skip


class Stage(NamedTuple):
    """A step of its way, as «Percorso» shows those of assessments and checks."""

    what: str
    was: str
    became: str
    at: datetime
    who: str
    why: str
    for_whom: str = ""


def path(one: PerformanceReport) -> list[Stage]:
    """The last first, without the first: that somebody began it goes from no state to another."""
    entries = [each for each in audit.trail([one.subject]) if each.tag in OF_STEPS]
    said = _said(one)
    return [
        Stage(shown.what, STATE_LABELS[was], became, shown.at, shown.who, why)
        for entry, shown in zip(entries, reading.shown(entries), strict=True)
        for was, _then in [OF_STEPS[entry.tag]]
        if was
        for became, why in [said[entry.tag]]
    ]


def _said(one: PerformanceReport) -> dict[str, tuple[str, str]]:
    judged = STATE_LABELS[State.REFUSED if one.oiv_outcome == Outcome.REFUSED else State.VALIDATED]
    return {
        Tag.PERFORMANCE_REPORT_APPROVED.value: (STATE_LABELS[State.APPROVED], f"{one.act_number} del {_day(one.approved_on)}, {one.act_body}"),
        Tag.PERFORMANCE_REPORT_JUDGED.value: (judged, f"{one.outcome_label}, {one.oiv_protocol} del {_day(one.oiv_on)}"),
        Tag.PERFORMANCE_REPORT_PUBLISHED.value: (STATE_LABELS[State.PUBLISHED], f"dal {_day(one.published_on)}, {one.published_at}"),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return write_date(day) if day is not None else ""


def readable(those: Sequence[PerformanceReport], *, drafts: bool) -> Iterator[PerformanceReport]:
    """Drafts are for few."""
    return (each for each in those if each.is_frozen or drafts)
