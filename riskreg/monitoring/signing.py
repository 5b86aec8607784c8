"""What stands before the eyes of whoever signs a check, judges it, or is about to: all that is declared, all that is still missing, each with the place
where it is mended, and what they should know first."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from riskreg.core.clock import ROME
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring import checks as rules
from riskreg.domain.permissions import Person
from riskreg.evidence.queries import Panel
from riskreg.monitoring import declared, proofs
from riskreg.monitoring.models import Check

VALUE = "Valore"


class Lack(NamedTuple):
    """One thing to mend, and the control of the form where it is mended."""

    said: str
    field: str


class Paper(NamedTuple):
    """What is signed, whole."""

    pairs: Sequence[tuple[str, str]]
    proofs: Panel
    lacking: Sequence[Lack]


def paper(one: Check, person: Person, on: date) -> Paper:
    shown = proofs.of(one.id, person)
    return Paper(pairs(one), shown, lacking(one, len(shown.standing), on) if one.is_with_author else [])


def pairs(one: Check) -> list[tuple[str, str]]:
    said = [(label, f"{text} ({one.value_said})" if label == VALUE and one.value_said else text) for label, text in declared.pairs_of(one)]
    return [*said, *((f"Tappa: {step.name}", _reached(step.done_on, step.due_on)) for step in one.measure.milestones)]


def _reached(done_on: date | None, due_on: date | None) -> str:
    if done_on is not None:
        return f"raggiunta il {write_date(done_on)}"
    return "non ancora raggiunta" + (f" (entro il {write_date(due_on)})" if due_on is not None else "")


def lacking(one: Check, evidence: int, on: date) -> list[Lack]:
    """Everything at once, each with its field."""
    return [Lack(fault.message, _control(one, fault.field or "outcome")) for fault in _faults(one, evidence, on)]


def _faults(one: Check, evidence: int, on: date) -> Iterator[RuleBroken]:
    yield from rules.faults(one.answer, one.asked, one.session.semester, on, evidence)
    try:
        rules.check_value(one.answer, one.verdict)
    except RuleBroken as wrong:
        yield wrong


def _control(one: Check, field: str) -> str:
    if field == "outcome":
        return "outcome-0"
    if field == "periods":
        first = next((each.first_on for each in one.periods if each.done is None), one.periods[0].first_on)
        return f"done_in_{first:%Y%m%d}"
    return "prove" if field == "no_evidence_because" else field


def early(one: Check, on: date) -> list[str]:
    """Of the periods that are declared done and have not ended: nothing forbids it, and nobody is to overlook it."""
    return [
        f"{each.label} finisce il {write_date(each.last_on)}: risulta dichiarato prima della fine del periodo."
        for each in one.periods
        if rules.is_early(each.done, each.last_on, one.sent_at.astimezone(ROME).date() if one.sent_at else on)
    ]
