"""What an indicator is: in which part of the plan, of which kind, which way it should go, and what becomes of its target in a year."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold
from riskreg.domain.targets import Direction

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Part(StrEnum):
    """Where in the plan it stands. Appraisal of single persons is not done here: of INDIVIDUAL only the objectives are kept, as written."""

    PUBLIC_VALUE = "public_value"
    PERFORMANCE = "performance"
    INDIVIDUAL = "individual"
    PIRA = "pira"

    @property
    def label(self) -> str:
        return PART_LABELS[self]


PART_LABELS: Mapping[str, str] = {
    "public_value": "Valore pubblico",
    "performance": "Performance organizzativa",
    "individual": "Obiettivi dei dirigenti",
    "pira": "PIRA",
}
PART_WORDS: Mapping[str, Part] = {
    **{fold(label): Part(part) for part, label in PART_LABELS.items()},
    **{part.value: part for part in Part},
    "performance": Part.PERFORMANCE,
    "individuale": Part.INDIVIDUAL,
    "piano degli indicatori e dei risultati attesi": Part.PIRA,
}
"""As files write it."""


class Flag(StrEnum):
    """Letters that the plan puts beside an indicator."""

    DIGITAL = "D"
    SIMPLER = "S"
    PIRA = "PIRA"
    ANTICORRUPTION = "PPCT"

    @property
    def label(self) -> str:
        return FLAG_LABELS[self]


FLAG_LABELS: Mapping[str, str] = {
    "D": "D · digitalizzazione",
    "S": "S · semplificazione",
    "PIRA": "PIRA · indicatori di bilancio",
    "PPCT": "PPCT · prevenzione della corruzione e trasparenza",
}


def read_flags(text: str) -> frozenset[Flag]:
    """Letters with whatever between them.

    >>> sorted(read_flags("D S")), sorted(read_flags("ppct, D")), read_flags("")
    ([<Flag.DIGITAL: 'D'>, <Flag.SIMPLER: 'S'>], [<Flag.DIGITAL: 'D'>, <Flag.ANTICORRUPTION: 'PPCT'>], frozenset())
    """
    known = {flag.value: flag for flag in Flag}
    words = text.upper().replace(",", " ").replace(";", " ").replace("/", " ").split()
    strange = [word for word in words if word not in known]
    if strange:
        raise RuleBroken(f"«{strange[0][:20]}» non è una delle sigle: scrivi D, S, PIRA, PPCT, separate da uno spazio.", "flags")
    return frozenset(known[word] for word in words)


def write_flags(flags: frozenset[Flag]) -> str:
    return " ".join(flag.value for flag in Flag if flag in flags)


DIRECTION_LABELS: Mapping[str, str] = {
    Direction.INCREASE: "Cresce: più è alto, meglio è",
    Direction.DECREASE: "Cala: più è basso, meglio è",
    Direction.EQUAL: "Uguale: conta il valore esatto",
}


_HEADING = re.compile(r"\s*obb?iettivo operativo\s*[–:-]?\s*", re.IGNORECASE)


def plain_objective(text: str) -> str:
    """Its name as a person says it: plans print it as a heading.

    >>> plain_objective("OBIETTIVO OPERATIVO – START UP:"), plain_objective("Obiettivo operativo 2.4 Servizi"), plain_objective("Obiettivo operativo")
    ('START UP', '2.4 Servizi', 'Obiettivo operativo')
    """
    return _HEADING.sub("", text, count=1).rstrip(" :") or text if _HEADING.match(text) else text


class TargetState(StrEnum):
    """What became of the target of a year since the plan was approved."""

    SET = "set"
    CHANGED = "changed"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return TARGET_STATE_LABELS[self]


TARGET_STATE_LABELS: Mapping[str, str] = {"set": "Come approvato", "changed": "Modificato", "removed": "Eliminato"}

NO_ACT = "Scrivi l'atto che lo ha deciso, per esempio «Delibera di Giunta n. 84 del 22/07/2025»."


def check_target(text: str, state: TargetState, act: str, original: str) -> None:
    """A target that is in the plan says something; what changes or drops it has an act."""
    if state is not TargetState.REMOVED and not text:
        raise RuleBroken("Scrivi il target, come sta nel piano: per esempio «>= 50%» oppure «Entro il 31/12/2025».", "target")
    if state is not TargetState.SET and not act:
        raise RuleBroken(NO_ACT, "act")
    if state is TargetState.CHANGED and text == original:
        raise RuleBroken("Il target è uguale a quello approvato: scrivi quello nuovo.", "target")


def check_weight(weight: Decimal | None) -> None:
    if weight is not None and not 0 < weight <= 100:
        raise RuleBroken("Scrivi un peso maggiore di 0 e fino a 100.", "weight")


def check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken(f"Scrivi un anno fra {FIRST_YEAR} e {LAST_YEAR}.", "year")
