"""Two semesters side by side, measure by measure: what got better, what got worse."""

from collections.abc import Mapping
from enum import StrEnum

from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import UNMONITORED

STANDS: Mapping[str, int] = {Outcome.DONE: 4, Outcome.ON_TRACK: 3, Outcome.LATE: 2, Outcome.NOT_DONE: 1, UNMONITORED: 0}
"""From the best: what nobody declared is worse than what is declared not done, of which at least something is known."""


class Change(StrEnum):
    WORSE = "peggiorate"
    BETTER = "migliorate"
    SAME = "uguali"
    WAITING = "attesa"
    OTHER = "altro"
    NEW = "nuove"
    GONE = "uscite"

    @property
    def label(self) -> str:
        return CHANGE_LABELS[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


CHANGE_LABELS: Mapping[str, str] = {
    "peggiorate": "Peggiorata", "migliorate": "Migliorata", "uguali": "Come prima", "attesa": "Non ancora validata", "altro": "Diventa o smette di essere non applicabile",
    "nuove": "Chiesta per la prima volta", "uscite": "Non più chiesta",
}  # fmt: skip
_TONES: Mapping[str, str] = {
    "peggiorate": "danger", "migliorate": "ok", "uguali": "neutral", "attesa": "info", "altro": "neutral", "nuove": "info", "uscite": "neutral",
}  # fmt: skip


def change(before: str | None, after: str | None, *, still_open: bool = False) -> Change:
    """From what was counted of a measure in one semester to what is counted in another; None where it was not asked about. `still_open`: the other
    goes on, and what nobody has declared yet is no worse for it.

    >>> change("done", "late"), change("unmonitored", "not_done"), change("late", "late"), change(None, "done"), change("done", None)
    (<Change.WORSE: 'peggiorate'>, <Change.BETTER: 'migliorate'>, <Change.SAME: 'uguali'>, <Change.NEW: 'nuove'>, <Change.GONE: 'uscite'>)
    >>> change("done", "not_applicable")
    <Change.OTHER: 'altro'>
    >>> change("done", "unmonitored"), change("done", "unmonitored", still_open=True)
    (<Change.WORSE: 'peggiorate'>, <Change.WAITING: 'attesa'>)
    """
    if before is None:
        return Change.NEW
    if after is None:
        return Change.GONE
    if still_open and after == UNMONITORED:
        return Change.WAITING
    if before == after:
        return Change.SAME
    if before not in STANDS or after not in STANDS:
        return Change.OTHER
    return Change.BETTER if STANDS[after] > STANDS[before] else Change.WORSE
