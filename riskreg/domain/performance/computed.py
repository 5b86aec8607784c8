"""Indicators that the register measures by itself: what each figure is, and how its value is written so that a target is compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from riskreg.domain.exact import half_up
from riskreg.domain.italian import write_number
from riskreg.domain.permissions import Permission

PLACES = 2


class Computed(StrEnum):
    UPDATE_INDEX = "update_index"
    GENERAL_RATE = "general_rate"
    CONSOLIDATED_RATE = "consolidated_rate"
    SPECIFIC_RATE = "specific_rate"
    MEAN_RESIDUAL = "mean_residual"
    OVERDUE = "overdue"
    ASSESSED_IN_TIME = "assessed_in_time"
    OIV_INDEX = "oiv_index"
    ACCESS_REQUESTS = "access_requests"
    CORRUPTION_EVENTS = "corruption_events"

    @property
    def label(self) -> str:
        return COMPUTED_LABELS[self]

    @property
    def formula(self) -> str:
        return FORMULAS[self]

    @property
    def is_share(self) -> bool:
        return self in (Computed.GENERAL_RATE, Computed.CONSOLIDATED_RATE, Computed.SPECIFIC_RATE, Computed.ASSESSED_IN_TIME)


COMPUTED_LABELS: Mapping[str, str] = {
    "update_index": "Indice di aggiornamento annuale",
    "general_rate": "Misure generali attuate",
    "consolidated_rate": "Misure consolidate applicate",
    "specific_rate": "Misure specifiche attuate",
    "mean_residual": "Rischio residuo medio",
    "overdue": "Misure scadute e non attivate",
    "assessed_in_time": "Processi valutati nei tempi",
    "oiv_index": "Indice dell'attestazione OIV",
    "access_requests": "Richieste di accesso rispetto all'anno prima",
    "corruption_events": "Eventi corruttivi accertati",
}
FORMULAS: Mapping[str, str] = {
    "update_index": "misure generali nuove attivate nell'anno ÷ misure consolidate nel piano",
    "general_rate": "misure generali attivate entro l'anno ÷ nuove con scadenza nell'anno",
    "consolidated_rate": "misure consolidate dichiarate attuate e validate ÷ misure consolidate",
    "specific_rate": "misure specifiche attivate entro l'anno ÷ da applicare nell'anno",
    "mean_residual": "media dei rischi residui delle valutazioni approvate dell'anno",
    "overdue": "misure con la scadenza passata e senza attivazione",
    "assessed_in_time": "processi la cui valutazione è stata inviata entro il termine ÷ processi chiesti dalla campagna dell'anno",
    "oiv_index": "punti dell'attestazione ÷ punti possibili",
    "access_requests": "richieste di accesso dell'anno ÷ richieste dell'anno prima",
    "corruption_events": "eventi accertati nell'anno",
}


@dataclass(frozen=True)
class Part:
    """One number that a figure is made of, and the page of its rows, for whoever may open it."""

    label: str
    said: str
    endpoint: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    permission: Permission | None = None


@dataclass(frozen=True)
class Measured:
    """`value` is None where there is nothing to measure, and `reason` says why."""

    value: Decimal | None
    parts: tuple[Part, ...] = ()
    reason: str = ""


def said(figure: Computed, value: Decimal) -> str:
    """As a person would write the result.

    >>> said(Computed.UPDATE_INDEX, Decimal("1.50")), said(Computed.GENERAL_RATE, Decimal("94.737")), said(Computed.OVERDUE, Decimal(3))
    ('1,5', '94,74%', '3')
    """
    text = write_number(half_up(value, PLACES))
    return f"{text}%" if figure.is_share else text


def working(figure: Computed, found: Measured) -> str:
    """How the value came about, in one line that is kept with it.

    >>> working(Computed.UPDATE_INDEX, Measured(Decimal("1.5"), (Part("nuove", "18"), Part("consolidate", "12"))))
    'misure generali nuove attivate nell\\'anno ÷ misure consolidate nel piano (nuove: 18; consolidate: 12)'
    """
    parts = "; ".join(f"{part.label}: {part.said}" for part in found.parts)
    return f"{figure.formula} ({parts})" if parts else figure.formula
