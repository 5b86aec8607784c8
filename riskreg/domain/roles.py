"""The roles that people hold on a unit: what each is called and what it does. Who may what stands in `permissions`."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    REFERENTE = "referente"
    DIRIGENTE = "dirigente"
    COMPLIANCE = "compliance"
    RPCT = "rpct"
    ORGANO = "organo"
    OIV = "oiv"
    PERFORMANCE = "performance"
    URP = "urp"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS: Mapping[str, str] = {
    "referente": "Referente di processo",
    "dirigente": "Dirigente",
    "compliance": "UO Compliance",
    "rpct": "RPCT",
    "organo": "Organo di indirizzo",
    "oiv": "OIV",
    "performance": "UO Organizzazione e performance",
    "urp": "URP",
    "admin": "Amministratore",
}

ROLE_DUTIES: Mapping[str, str] = {
    "referente": "cura i processi della sua unità: li descrive, li valuta, riferisce sulle misure",
    "dirigente": "guida un'area: convalida o restituisce quello che le unità inviano",
    "compliance": "conduce campagne e monitoraggi, verifica a campione, prepara la relazione",
    "rpct": "approva le valutazioni, propone il piano, firma la relazione annuale",
    "organo": "adotta il piano e legge relazioni e cruscotti",
    "oiv": "legge piani, relazioni e cruscotti e attesta la trasparenza",
    "performance": "cura obiettivi, indicatori e risultati",
    "urp": "tiene il registro degli accessi",
    "admin": "gestisce utenti, unità e accessi; non decide nulla nel registro",
}


DELEGABLE = frozenset({Role.DIRIGENTE, Role.RPCT, Role.REFERENTE})
"""Roles whose holder may name somebody who stands in for them, from a day to a day; the keys of the house never pass so."""
