"""Into which parts a sampling plan divides the declarations: specific measures by the judged band of their process, general ones by class.

PNA 2019, annex 1: what is verified follows the risk. All of the top band; all too where nobody has judged the process, for in doubt the worse is
taken (the same annex, on prudence).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from riskreg.domain.italian import fold
from riskreg.domain.register import GENERAL_CLASSES
from riskreg.domain.sampling import WHOLE, Stratum

TOP, UNJUDGED = "top", "unjudged"
USUAL = 20
"""Per cent of what need not be verified whole, until somebody says otherwise."""

MUST: Mapping[str, str] = {TOP: "è la fascia più alta", UNJUDGED: "nessuno ha ancora giudicato il rischio"}


@dataclass(frozen=True)
class Place:
    """What of a declaration says where it is counted."""

    is_general: bool
    group: str
    band_rank: int | None = None
    band: str = ""
    is_top: bool = False


def stratum_of(place: Place) -> Stratum:
    """With the share that is proposed for it.

    >>> stratum_of(Place(True, "codice")).label, stratum_of(Place(False, "a", 3, "MEDIO-ALTO")).code, stratum_of(Place(False, "a")).percent
    ('Generali: Codice di comportamento', 'band_3_medio_alto', 100)
    """
    if place.is_general:
        return Stratum(f"general_{place.group}", f"Generali: {GENERAL_CLASSES[place.group]}", USUAL)
    if place.band_rank is None:
        return Stratum(UNJUDGED, "Specifiche di processi senza una fascia giudicata", WHOLE, MUST[UNJUDGED])
    if place.is_top:
        return Stratum(TOP, f"Specifiche in fascia {place.band}", WHOLE, MUST[TOP])
    return Stratum(f"band_{place.band_rank}_{fold(place.band).replace(' ', '_')}", f"Specifiche in fascia {place.band}", USUAL)


def strata_of(places: Iterable[Place], shares: Mapping[str, int] | None = None) -> tuple[Stratum, ...]:
    """Those that there are, the riskiest first, then the classes in their own order; with the shares that were chosen, where they were.

    >>> [each.code for each in strata_of([Place(True, "codice"), Place(False, "a", 2, "MEDIO"), Place(False, "a", 4, "ALTO", True), Place(False, "b")])]
    ['top', 'unjudged', 'band_2_medio', 'general_codice']
    """
    found: dict[str, tuple[tuple[int, int, str], Stratum]] = {}
    for place in places:
        made = stratum_of(place)
        found.setdefault(made.code, (_order(place, made), made))
    chosen = shares or {}
    return tuple(
        replace(each, percent=chosen.get(each.code, each.percent)) for _order, each in sorted(found.values(), key=lambda one: one[0])
    )


def _order(place: Place, made: Stratum) -> tuple[int, int, str]:
    if place.is_general:
        return 3, list(GENERAL_CLASSES).index(place.group), ""
    if made.code == TOP:
        return 0, 0, ""
    if place.band_rank is None:
        return 1, 0, ""
    return 2, -place.band_rank, made.code
