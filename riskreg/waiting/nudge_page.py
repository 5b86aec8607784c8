"""What the page of a nudge needs, of a campaign and of a monitoring: what was ticked in the list, and what is said afterwards."""

from datetime import date
from typing import Any

from flask import flash, redirect, request

from riskreg.domain.italian import plural, write_date
from riskreg.waiting.nudging import Sent

WHICH, ALL_LATE, TICKED = "quali", "in_ritardo", "segnate"
"""In the address: those that were ticked, or all that are late. Whoever comes from the ticks of the list means some, never all."""


def forgot_to_tick(chosen: str) -> bool:
    return request.args.get(WHICH) == TICKED and not request.args.getlist(chosen)


def tick_first(url: str, what: str = "una scheda") -> Any:
    flash(f"Segna almeno {what} nell'elenco, poi scegli che cosa fare.", "warning")
    return redirect(url)


def named(chosen: str) -> set[str]:
    """Those of the address; none where it is about all that are late."""
    return set(request.args.getlist(chosen)) if request.args.get(WHICH) != ALL_LATE else set()


def offered(title: str, state: str, names: str, due_on: date, *, is_late: bool, again: bool) -> str:
    """The sheet, how far it is, in whose hands, how late."""
    when = f"in ritardo dal {write_date(due_on)}" if is_late else f"entro il {write_date(due_on)}"
    return f"{title}: {state.lower()}, {when}; {names}{'; sollecito già inviato oggi' if again else ''}"


def said(found: Sent, of: tuple[str, str] = ("scheda", "schede")) -> str:
    """`of`: what is asked about, one and many."""
    return (
        f"Sollecito inviato a {plural(found.people, 'persona', 'persone')} per {plural(found.sheets, *of)}: resta scritto fra i solleciti."
    )
