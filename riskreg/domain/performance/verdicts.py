"""The verdict on an indicator in a year: what the rule of targets says, or what a person says instead of it, with the reason."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.targets import Direction, Kind, Verdict, verdict
from riskreg.domain.targets.verdicts import manual

VERDICT_LABELS: Mapping[str, str] = {"yes": "Raggiunto", "no": "Non raggiunto", "partial": "Parziale", "manual": "Da valutare"}
VERDICT_TONES: Mapping[str, str] = {"yes": "ok", "no": "danger", "partial": "warning", "manual": "neutral"}
LONGEST_ATTAINED = Decimal("1000000")

TO_SET = tuple(kind for kind in Kind if kind is not Kind.MANUAL)
"""What a person may say; taken back, the rule speaks again."""


class Asked(NamedTuple):
    """What the rule looks at."""

    target: str
    result: str
    year: int
    direction: Direction | None = None
    name: str = ""
    algorithm: str = ""
    unit: str = ""
    earlier: Mapping[int, str] | None = None


def judged(asked: Asked) -> Verdict:
    """Without a result nobody is judged.

    >>> judged(Asked(">=1,4", "1,5", 2025)).kind.value, judged(Asked("26%", "23%", 2025, name="Incidenza oneri di funzionamento")).kind.value
    ('yes', 'manual')
    """
    if not asked.result.strip():
        return manual("manca il risultato")
    found = verdict(
        asked.target, asked.result, direction=asked.direction.value if asked.direction else None, name=asked.name, algorithm=asked.algorithm,
        unit=asked.unit, year=asked.year, earlier=asked.earlier,
    )  # fmt: skip
    if found.attained is not None and abs(found.attained) >= LONGEST_ATTAINED:
        return Verdict(found.kind, found.reason)
    return found


def provisional(found: Verdict, as_of: date | None, year: int) -> Verdict:
    """What the register measures before the year is over is no verdict yet. `as_of`: the day it was measured; None of what a person entered.

    >>> provisional(judged(Asked(">=1,4", "1,2", 2026)), date(2026, 11, 21), 2026).reason
    "l'anno non è finito; al 21/11/2026: 1,2 < 1,4: non raggiunto"
    """
    if as_of is None or as_of >= date(year, 12, 31):
        return found
    return manual(f"l'anno non è finito; al {write_date(as_of)}: {found.reason}")


def check_set(kind: Kind | None, because: str) -> None:
    """Of what a person says in place of the rule."""
    if kind not in TO_SET:
        raise RuleBroken("Scegli l'esito: raggiunto, parziale, non raggiunto.", "verdict")
    if not because:
        raise RuleBroken("Scrivi perché: si legge accanto all'esito, nella relazione.", "because")
