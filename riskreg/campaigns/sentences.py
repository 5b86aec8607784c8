"""What the pages of a campaign say in words."""

from datetime import date
from typing import NamedTuple

from riskreg.campaigns.models import Campaign
from riskreg.campaigns.queries import Progress
from riskreg.core.clock import ROME
from riskreg.domain.campaigns import Standing
from riskreg.domain.italian import plural


def day_of(one: Campaign, today: date) -> date:
    """On which lateness is counted: nobody is later than the day on which it was closed."""
    return today if one.closed_at is None else one.closed_at.astimezone(ROME).date()


class Day(NamedTuple):
    """A day of the calendar: what happens, when, how far it is."""

    what: str
    on: date
    left: str
    is_past: bool


def calendar(one: Campaign, today: date) -> list[Day]:
    days = (
        ("Si apre", one.opens_on), ("Schede inviate entro", one.send_by), ("Validate entro", one.validate_by), ("Approvate entro", one.approve_by),
    )  # fmt: skip
    return [Day(what, on, _left((on - today).days), on < today) for what, on in days]


def _left(days: int) -> str:
    """
    >>> _left(0), _left(1), _left(14), _left(-3)
    ('oggi', 'domani', 'fra 14 giorni', 'passato')
    """
    if days < 0:
        return "passato"
    return "oggi" if days == 0 else "domani" if days == 1 else f"fra {days} giorni"


def asked_to_close(one: Campaign, waiting: int) -> str:
    return f"La campagna {one.year} non si può ancora chiudere" if waiting else f"Vuoi chiudere la campagna {one.year}?"


def before_closing(found: Progress, waiting: int) -> list[str]:
    """What follows, before somebody presses the button; where proposals keep it open, only that."""
    if waiting:
        them = "accoglila o respingila" if waiting == 1 else "accoglile o respingile"
        return [f"{plural(waiting, 'proposta aspetta', 'proposte aspettano')} una decisione: prima {them}."]
    open_ones = found.total - found.of(Standing.APPROVED)
    said = [f"{plural(found.of(Standing.APPROVED), 'scheda approvata', 'schede approvate', 'Nessuna scheda approvata')} su {found.total}."]
    if open_ones == 1:
        said.append("Una scheda non è approvata: resta com'è, e nessuno potrà più completarla.")
    elif open_ones:
        said.append(f"{open_ones} schede non sono approvate: restano come sono, e nessuno potrà più completarle.")
    return [
        *said,
        "Il riesame si calcola adesso e resta fissato.",
        "Chi risponde delle schede riceve un avviso.",
        "La chiusura non si annulla.",
    ]
