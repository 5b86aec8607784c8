"""What a plan says in words, beside its figures and sheets: where each section stands.

PIAO, section 2.3 (d.m. 132/2022, art. 3 c. 1 lett. c): strategic objectives, outside and inside of the body, processes, risks, measures, monitoring,
transparency, in this order.
"""

from collections.abc import Mapping
from enum import StrEnum

LONGEST_SECTION = 40_000


class Place(StrEnum):
    OPENING = "opening"
    SHEETS = "sheets"
    MEASURES = "measures"
    CLOSING = "closing"


PLACE_LABELS: Mapping[str, str] = {
    "opening": "In apertura, prima delle cifre",
    "sheets": "Prima delle schede dei processi",
    "measures": "Prima delle misure generali",
    "closing": "In chiusura, dopo le misure",
}

PLACES = tuple(Place)


def place_order(place: str) -> int:
    """
    >>> sorted(["closing", "sheets", "opening"], key=place_order)
    ['opening', 'sheets', 'closing']
    """
    return PLACES.index(Place(place))
