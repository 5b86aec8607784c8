"""What a verification of the second level finds, and what it must say."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import RuleBroken, WrongState


class Finding(StrEnum):
    POSITIVE = "positive"
    REMARKS = "remarks"
    NEGATIVE = "negative"

    @property
    def label(self) -> str:
        return FINDING_LABELS[self]

    @property
    def tone(self) -> str:
        return FINDING_TONES[self]


FINDING_LABELS: Mapping[str, str] = {"positive": "Confermata", "remarks": "Confermata con osservazioni", "negative": "Non confermata"}
TO_VERIFY, NOT_VERIFIED = "Da verificare", "Non verificata"
"""Of one that nobody has looked at: while its session is open, and once it is closed."""

FINDING_TONES: Mapping[str, str] = {"positive": "ok", "remarks": "warning", "negative": "danger"}


def check_finding(finding: Finding | None, looked_at: str, found: str, follow_up: str, follow_up_by: date | None, today: date) -> None:
    """Minutes say what was looked at and what came of it; whatever is not in order is followed up by a day."""
    if finding is None:
        raise RuleBroken("Scegli l'esito della verifica.", "finding")
    if not looked_at:
        raise RuleBroken("Scrivi che cosa hai esaminato: atti, registri, persone sentite.", "looked_at")
    if not found:
        raise RuleBroken("Scrivi che cosa risulta: è il testo del verbale.", "found")
    if finding is not Finding.POSITIVE and not follow_up:
        raise RuleBroken("Scrivi che cosa va fatto per rimediare.", "follow_up")
    if follow_up and follow_up_by is None:
        raise RuleBroken("Scrivi entro quando va fatto.", "follow_up_by")
    if follow_up_by is not None and not follow_up:
        raise RuleBroken("Scrivi che cosa va fatto entro quel giorno.", "follow_up")
    if follow_up_by is not None and follow_up_by < today:
        raise RuleBroken("Scegli un giorno da oggi in poi.", "follow_up_by")


def check_followed(follow_up: str, followed_on: date | None, how: str, verified_on: date, today: date) -> None:
    if not follow_up:
        raise WrongState("Questa verifica non chiede di fare nulla.")
    if followed_on is None:
        raise RuleBroken("Scrivi quando è stato fatto.", "followed_on")
    if not verified_on <= followed_on <= today:
        raise RuleBroken("Scegli un giorno tra quello della verifica e oggi.", "followed_on")
    if not how:
        raise RuleBroken("Scrivi come è stato risolto.", "followed_how")
