"""A new deadline that was proposed with a declaration: until when it can be accepted."""

from datetime import date

from riskreg.domain.italian import write_date
from riskreg.domain.measure_life import Life

BY_HAND = "se va spostata, scrivi la nuova scadenza nella scheda della misura."


def why_not_to_accept(proposed: date, life: Life, moved_on: date | None, signed_on: date, today: date) -> str:
    """In a sentence; nothing where it can be. Whoever proposed it knew the deadline of that day: one that moved since says something else.

    >>> from riskreg.domain.register import Timing
    >>> life, signed = Life(Timing.BY_DATE, date(2025, 1, 1), due_on=date(2026, 6, 30)), date(2026, 7, 5)
    >>> why_not_to_accept(date(2026, 12, 15), life, None, signed, date(2026, 12, 14))
    ''
    >>> why_not_to_accept(date(2026, 12, 15), life, None, signed, date(2026, 12, 15))
    'La data proposta, il 15/12/2026, è passata: se va spostata, scrivi la nuova scadenza nella scheda della misura.'
    """
    if life.due_on is None:
        return "Questa misura non ha più una scadenza da spostare."
    if life.activated_on is not None:
        return f"La misura è già attivata dal {write_date(life.activated_on)}: la scadenza non si sposta più."
    if life.due_on == proposed:
        return f"La scadenza è già il {write_date(proposed)}."
    if moved_on is not None and moved_on >= signed_on:
        return f"La scadenza è stata spostata al {write_date(life.due_on)} il {write_date(moved_on)}, dopo la firma della scheda: {BY_HAND}"
    if proposed <= today:
        return f"La data proposta, il {write_date(proposed)}, è passata: {BY_HAND}"
    return ""
