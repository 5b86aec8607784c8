"""When a sheet may be filled in, and with which methodology, as whoever runs campaigns says: they stand above, and register here."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.transactions import CAMPAIGN_QUEUE, all_at_once
from riskreg.domain.errors import WrongState


class Window(NamedTuple):
    """Of one year. `refused`: why nothing of its sheets changes today, as a sentence; empty while they are filled in."""

    methodology_id: int
    refused: str = ""
    name: str = ""
    page: str = ""


WindowOf = Callable[[int, date], Window | None]
Spent = Callable[[int, int, int], None]
"""Of a process, in a year, so many seconds."""

Objections = Callable[[int, int, date], Sequence[str]]
"""Of a process, in a year: what speaks against leaving every answer as it was, in sentences."""

Overtaken = Callable[[int, int], Sequence[Base]]
"""Of a process, in a year: the rows that an answer that changes takes away."""

Asks = Callable[[int, int], bool]
"""Whether the campaign of a year asks about a process."""

_KNOWN = "riskreg.windows"

LONGEST = 30 * 60
"""A form that is open for longer was left open."""


@dataclass
class _Asked:
    window_of: WindowOf | None = None
    spent: Spent | None = None
    objections: Objections | None = None
    overtaken: Overtaken | None = None
    asks: Asks | None = None


_asked = _Asked()


def register(window_of: WindowOf) -> WindowOf:
    _asked.window_of = window_of
    return window_of


def counts(spent: Spent) -> Spent:
    _asked.spent = spent
    return spent


def spent(process_id: int, year: int, seconds: float) -> None:
    """How long somebody had the form of a sheet open before they saved it."""
    if _asked.spent is not None and seconds > 0:
        _asked.spent(process_id, year, round(min(seconds, LONGEST)))


def objects(objections: Objections) -> Objections:
    _asked.objections = objections
    return objections


def objections(process_id: int, year: int, on: date) -> Sequence[str]:
    return () if _asked.objections is None else _asked.objections(process_id, year, on)


def tells(asks: Asks) -> Asks:
    _asked.asks = asks
    return asks


def asks(process_id: int, year: int) -> bool:
    """Not of a process that came later, or was left out."""
    return _asked.asks is not None and _asked.asks(process_id, year)


def overtakes(overtaken: Overtaken) -> Overtaken:
    _asked.overtaken = overtaken
    return overtaken


def answered(process_id: int, year: int, on: date) -> Sequence[Base]:
    """An answer changed, the draft went, or the register is no longer what was seen: what said that nothing had changed goes too. For whoever
    records the change along."""
    return () if _asked.overtaken is None or of_year(year, on) is None else _asked.overtaken(process_id, year)


def of_year(year: int, on: date) -> Window | None:
    """None where nobody runs a campaign for that year: then it is open. Asked once in a transaction."""
    if _asked.window_of is None:
        return None
    known = _known()
    if (year, on) not in known:
        known[year, on] = _asked.window_of(year, on)
    return known[year, on]


def _known() -> dict[tuple[int, date], Window | None]:
    session = db.session()
    known: dict[tuple[int, date], Window | None]
    transaction, known = session.info.get(_KNOWN, (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        known = {}
        session.info[_KNOWN] = (session.get_transaction(), known)
    return known


def forget() -> None:
    """A campaign has changed in this very transaction."""
    db.session().info.pop(_KNOWN, None)


def refusal(year: int, on: date) -> str:
    window = of_year(year, on)
    return window.refused if window is not None else ""


def refused(years: Collection[int], on: date) -> frozenset[int]:
    """Of these years, those of which nothing moves that day."""
    return frozenset(year for year in years if refusal(year, on))


def keep_as_they_are() -> None:
    """From here to the end of the transaction nobody closes a year; what was known of them is asked again."""
    if all_at_once(CAMPAIGN_QUEUE):
        forget()


def insist(year: int, on: date) -> None:
    """Before a sheet changes."""
    keep_as_they_are()
    if said := refusal(year, on):
        raise WrongState(said)
