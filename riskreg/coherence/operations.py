"""Accepting what the check finds, with the reason; and taking it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.coherence import queries
from riskreg.coherence.models import FindingAcceptance
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.coherence import Finding
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy

CHANGED = "Nel frattempo qualcosa è cambiato: una delle segnalazioni scelte è stata risolta, accettata o dice altro. Ricarica la pagina e scegli di nuovo."


class Chosen(NamedTuple):
    """A finding as somebody saw it."""

    subject: str
    fingerprint: str


def accept(rule: str, chosen: Sequence[Chosen], because: str, *, year: int, by: Person, at: datetime) -> int:
    """All of these, of one rule, for one reason; how many. What is accepted is what was seen: if it says something else by now, nothing is."""
    insist(by, Permission.FINDING_ACCEPT)
    reason = tidy(because)
    if not reason:
        raise RuleBroken("Scrivi perché va bene così: chi legge il piano deve poterlo capire.", "because")
    if not chosen:
        raise RuleBroken("Scegli almeno una segnalazione.", "findings")
    open_ones = {
        one.finding.subject: one.finding
        for one in queries.found(year, at.astimezone(ROME).date())
        if one.is_open and one.finding.rule == rule
    }
    there, desk = queries.acceptances_of(rule), Gathering(by=by, at=at)
    for each in dict.fromkeys(chosen):
        finding = open_ones.get(each.subject)
        if finding is None or finding.fingerprint != each.fingerprint:
            raise RuleBroken(CHANGED)
        desk.record(Tag.FINDING_ACCEPTED, _written(finding, there.get(finding.subject), reason, by, at))
    desk.close()
    return len(set(chosen))


def _written(finding: Finding, row: FindingAcceptance | None, reason: str, by: Person, at: datetime) -> FindingAcceptance:
    """What was accepted before, and said something else, is written over: the trail keeps it."""
    if row is None:
        row = FindingAcceptance(rule=finding.rule, about=finding.subject)
        db.session.add(row)
    row.fingerprint, row.said, row.because = finding.fingerprint, f"{finding.title}: {finding.sentence}", reason
    row.accepted_by_id, row.accepted_at = by.user_id, at
    return row


def withdraw(one: FindingAcceptance, *, version: int | None = None, by: Person, at: datetime) -> None:
    """The finding is open again; that it was accepted, and why, stays in the trail."""
    insist(by, Permission.FINDING_ACCEPT)
    must_be(one, version)
    db.session.delete(one)
    record(Tag.FINDING_ACCEPTANCE_WITHDRAWN, one, by=by, at=at)
