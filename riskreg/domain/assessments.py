"""The states of an assessment, and what may follow each."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """`bozza → approvata`. The steps between (sent, validated, returned) come with the campaigns."""

    DRAFT = "draft"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS: Mapping[str, str] = {"draft": "Bozza", "approved": "Approvata"}

FIRST_YEAR = 2013
"""L. 190/2012 is of November 2012: the first plan, and the first assessment that feeds one, are of 2013."""

LAST_YEAR = 2100

APPROVED = "Questa valutazione è approvata: non cambia più. Le novità vanno nella valutazione dell'anno dopo."

READY, UNFINISHED = "pronte", "da_completare"
"""Of drafts: those that wait only for whoever approves, and the others."""

FOR_ME, FOR_OTHERS = "pronte_per_me", "pronte_per_altri"
"""Of those that are ready, for whoever approves: nobody approves their own work."""

SHOWN_STATES: Mapping[str, str] = {READY: "Bozza pronta da approvare", UNFINISHED: "Bozza da completare", **STATE_LABELS}
"""For choosing among them in a list."""

SHOWN_TO_APPROVERS: Mapping[str, str] = {
    READY: SHOWN_STATES[READY], FOR_ME: "Bozza pronta che puoi approvare tu", FOR_OTHERS: "Bozza pronta che approva un'altra persona", **SHOWN_STATES,
}  # fmt: skip


def is_active_in(year: int, active_from: date, retired_on: date | None) -> bool:
    """On a day of that year at least: then the process may be assessed for it, even after it has retired.

    >>> is_active_in(2026, date(2020, 1, 1), date(2026, 3, 31)), is_active_in(2026, date(2020, 1, 1), date(2026, 1, 1))
    (True, False)
    >>> is_active_in(2026, date(2026, 12, 31), None), is_active_in(2026, date(2027, 1, 1), None)
    (True, False)
    """
    return active_from <= date(year, 12, 31) and (retired_on is None or retired_on > date(year, 1, 1))


def years_to_assess(on: date) -> range:
    """The last one is next year: its plan is prepared in this one."""
    return range(FIRST_YEAR, on.year + 2)


BandKey = tuple[int, str]
"""A band as figures tell it apart: by rank and name. Two methodologies may call bands of different rank alike."""


def band_labels(bands: Iterable[BandKey]) -> dict[BandKey, str]:
    """What each is called beside the others, the mildest first; where a name is there twice, its rank stands beside it.

    >>> band_labels([(2, "MEDIO"), (2, "BASSO"), (1, "BASSO")])
    {(1, 'BASSO'): 'BASSO (grado 1)', (2, 'BASSO'): 'BASSO (grado 2)', (2, 'MEDIO'): 'MEDIO'}
    """
    known = sorted(set(bands))
    names = [name for _rank, name in known]
    return {(rank, name): f"{name} (grado {rank})" if names.count(name) > 1 else name for rank, name in known}


def write_band(band: BandKey) -> str:
    """As an address says it.

    >>> write_band((3, "MEDIO-ALTO")), read_band("3 MEDIO-ALTO")
    ('3 MEDIO-ALTO', (3, 'MEDIO-ALTO'))
    """
    return f"{band[0]} {band[1]}"


def read_band(text: str) -> BandKey:
    rank, _, name = text.partition(" ")
    return int(rank), name
