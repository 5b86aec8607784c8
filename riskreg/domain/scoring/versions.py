"""The life of a methodology: drafted, published for ever, one day retired; and what of ours ANAC calls otherwise."""

from collections.abc import Mapping
from enum import StrEnum

from riskreg.domain.italian import fold


class State(StrEnum):
    """`bozza → pubblicata → ritirata`; nothing goes back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS: Mapping[str, str] = {"draft": "Bozza", "published": "Pubblicata", "retired": "Ritirata"}


class Kind(StrEnum):
    """Numbers that are multiplied (PNA 2013), or levels and tables (PNA 2019)."""

    NUMERIC = "numeric"
    ORDINAL = "ordinal"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


KIND_LABELS: Mapping[str, str] = {"numeric": "Numerica", "ordinal": "Ordinale"}


class MappingKind(StrEnum):
    """Area to platform letter and report row, class to category, family to typology."""

    AREA = "area"
    CLASS = "class"
    FAMILY = "family"

    @property
    def label(self) -> str:
        return MAPPING_LABELS[self]


MAPPING_LABELS: Mapping[str, str] = {
    "area": "Area di rischio",
    "class": "Classe di misure generali",
    "family": "Famiglia di misure specifiche",
}


TO_CHECK = "da controllare"


def asks_to_be_checked(note: str) -> bool:
    """Whoever wrote a correspondence and is not sure says so in its note.

    >>> asks_to_be_checked("Riga della relazione  DA CONTROLLARE."), asks_to_be_checked("Controllata il 12/01/2026.")
    (True, False)
    """
    return TO_CHECK in fold(note)
