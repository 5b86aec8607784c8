"""The new deadline that a check proposes: whether it can be accepted today."""

from datetime import date

from riskreg.core.clock import ROME
from riskreg.domain.monitoring.dates import why_not_to_accept
from riskreg.monitoring.models import Check


def why_not(one: Check, on: date) -> str:
    """Of one that is validated and proposes a day, in a sentence; nothing where it can."""
    if one.proposed_due_on is None or one.sent_at is None:
        return "Questa scheda non propone una nuova data."
    moved_on = max((each.moved_on for each in one.measure.deadlines), default=None)
    return why_not_to_accept(one.proposed_due_on, one.measure.life, moved_on, one.sent_at.astimezone(ROME).date(), on)
