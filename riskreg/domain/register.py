"""The words of the register: why a risk exists, what kind of measure answers it, how a thing derives from another."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from riskreg.domain.italian import write_date

LONGEST_TEXT = 10_000
"""Characters of a description: people paste whole paragraphs."""


class Factor(StrEnum):
    """Enabling factors of PNA 2019, annex 1, by their letter."""

    NO_CONTROLS = "a"
    NO_TRANSPARENCY = "b"
    COMPLEXITY = "c"
    FEW_HANDS = "d"
    NO_RESPONSIBILITY = "e"
    NO_SKILLS = "f"
    NO_CULTURE = "g"
    POLITICS = "h"
    ORGANISATION = "i"

    @property
    def label(self) -> str:
        return FACTOR_LABELS[self]


FACTOR_LABELS: Mapping[str, str] = {
    "a": "Mancanza di controlli",
    "b": "Mancanza di trasparenza",
    "c": "Regole eccessive, complesse o poco chiare",
    "d": "Responsabilità esercitata a lungo e da pochi",
    "e": "Scarsa responsabilizzazione interna",
    "f": "Competenze inadeguate",
    "g": "Inadeguata cultura della legalità",
    "h": "Mancata distinzione tra politica e amministrazione",
    "i": "Carenze organizzative",
}


class Family(StrEnum):
    """What a specific measure does (PNA 2019), by its letter."""

    CONTROL = "a"
    TRANSPARENCY = "b"
    ETHICS = "c"
    REGULATION = "d"
    SIMPLIFICATION = "e"
    TRAINING = "f"
    ROTATION = "g"
    CONFLICT = "h"
    OTHER = "i"

    @property
    def label(self) -> str:
        return FAMILY_LABELS[self]


FAMILY_LABELS: Mapping[str, str] = {
    "a": "Controllo",
    "b": "Trasparenza",
    "c": "Etica e standard di comportamento",
    "d": "Regolamentazione",
    "e": "Semplificazione",
    "f": "Formazione",
    "g": "Rotazione",
    "h": "Conflitto di interesse",
    "i": "Altre",
}


class MeasureKind(StrEnum):
    GENERAL = "general"
    SPECIFIC = "specific"

    @property
    def label(self) -> str:
        return MEASURE_KIND_LABELS[self]


MEASURE_KIND_LABELS: Mapping[str, str] = {"general": "Generale", "specific": "Specifica"}

GENERAL_CLASSES: Mapping[str, str] = {
    "codice": "Codice di comportamento",
    "rotazione": "Rotazione",
    "inconferibilita": "Inconferibilità e incompatibilità",
    "incarichi": "Incarichi extraistituzionali",
    "whistleblower": "Tutela di chi segnala illeciti",
    "commissioni": "Commissioni e assegnazioni",
    "pantouflage": "Pantouflage",
    "formazione": "Formazione",
    "portatori": "Portatori di interessi",
    "trasparenza": "Trasparenza",
    "ulteriori": "Ulteriori",
}


class Timing(StrEnum):
    """When a measure is done: always, by a day, every period, whenever something happens."""

    CONTINUOUS = "continuous"
    BY_DATE = "by_date"
    PERIODIC = "periodic"
    ON_EVENT = "on_event"

    @property
    def label(self) -> str:
        return TIMING_LABELS[self]


TIMING_LABELS: Mapping[str, str] = {"continuous": "Continua", "by_date": "Entro una data", "periodic": "Periodica", "on_event": "A evento"}

PERIOD_LABELS: Mapping[str, str] = {
    "monthly": "Mensile",
    "bimonthly": "Bimestrale",
    "quarterly": "Trimestrale",
    "four_monthly": "Quadrimestrale",
    "half_yearly": "Semestrale",
    "yearly": "Annuale",
}


def timing_said(timing: str, due_on: date | None, period: str | None, occasion: str) -> str:
    """
    >>> timing_said("by_date", date(2026, 6, 30), None, ""), timing_said("on_event", None, None, "per ogni gara")
    ('Entro il 30/06/2026', 'A evento: per ogni gara')
    """
    if due_on is not None:
        return f"Entro il {write_date(due_on)}"
    if period is not None:
        return PERIOD_LABELS[period]
    return f"{TIMING_LABELS[timing]}: {occasion}" if occasion else TIMING_LABELS[timing]


class OwnerKind(StrEnum):
    """Who answers for a measure. `UNLINKED` is a name of a file that nobody has recognised yet."""

    UNIT = "unit"
    FIGURE = "figure"
    GROUP = "group"
    OUTSIDE = "outside"
    UNLINKED = "unlinked"

    @property
    def label(self) -> str:
        return OWNER_KIND_LABELS[self]


OWNER_KIND_LABELS: Mapping[str, str] = {
    "unit": "Unità",
    "figure": "Figura",
    "group": "Gruppo di persone",
    "outside": "Organismo esterno",
    "unlinked": "Da collegare",
}


class Derivation(StrEnum):
    """How something came from something else."""

    SPLIT = "split"
    MERGED = "merged"

    @property
    def label(self) -> str:
        return DERIVATION_LABELS[self]


DERIVATION_LABELS: Mapping[str, str] = {"split": "per divisione", "merged": "per accorpamento"}
