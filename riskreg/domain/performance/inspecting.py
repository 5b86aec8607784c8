"""The second level of a round: what looking at a verified result finds. How the sample is drawn stands in `domain/sampling.py`."""

from collections.abc import Mapping
from enum import StrEnum

from riskreg.domain.errors import RuleBroken

ALL = "risultati"
"""The one part of the list: every verified result has the same chance."""


class Found(StrEnum):
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"

    @property
    def label(self) -> str:
        return FOUND_LABELS[self]


FOUND_LABELS: Mapping[str, str] = {"confirmed": "Confermato", "not_confirmed": "Non confermato"}


def key_of(indicator: int, unit: str | None) -> str:
    """What names a result of a round whatever its database says: the key of the indicator, as its files show it, and the code of the unit.

    >>> key_of(17, None), key_of(17, "A1.3")
    ('17', '17@A1.3')
    """
    return str(indicator) if unit is None else f"{indicator}@{unit}"


def check_finding(finding: Found | None, looked_at: str, found: str) -> None:
    if finding is None:
        raise RuleBroken("Scegli l'esito del controllo.", "finding")
    if not looked_at:
        raise RuleBroken("Scrivi che cosa hai esaminato: la fonte del dato, i calcoli, le prove allegate.", "looked_at")
    if finding is Found.NOT_CONFIRMED and not found:
        raise RuleBroken("Scrivi che cosa non torna: chi l'ha inserito lo legge, e lo corregge.", "found")


def check_percent(percent: int | None) -> int:
    if percent is None or not 1 <= percent <= 100:
        raise RuleBroken("Scrivi una percentuale da 1 a 100.", "percent")
    return percent
