"""Closed word lists: what code says in English, with the label the page shows."""

from collections.abc import Mapping
from enum import StrEnum


class UnitKind(StrEnum):
    BODY = "ente"
    AREA = "area"
    UNIT = "uo"
    SPECIAL_AGENCY = "azienda_speciale"
    OUTSIDE = "esterno"

    @property
    def label(self) -> str:
        return UNIT_KIND_LABELS[self]


UNIT_KIND_LABELS: Mapping[str, str] = {
    "ente": "Ente",
    "area": "Area dirigenziale",
    "uo": "Unità organizzativa",
    "azienda_speciale": "Azienda speciale o società in house",
    "esterno": "Organismo esterno",
}


class Succession(StrEnum):
    """Why a unit has a successor."""

    MERGED = "merged"
    SPLIT = "split"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"merged": "accorpamento", "split": "divisione", "closed": "chiusura"}[self]


class PublicPage(StrEnum):
    """What stands at the foot of every page, by its address: l. 4/2004 art. 3-quater asks for the first, artt. 13-14 of
    reg. UE 2016/679 for the second."""

    ACCESSIBILITY = "accessibilita"
    PRIVACY = "privacy"
    CONTACTS = "contatti"

    @property
    def label(self) -> str:
        return {"accessibilita": "Dichiarazione di accessibilità", "privacy": "Informativa sulla privacy", "contatti": "Contatti"}[self]


BODY_KINDS: Mapping[str, str] = {
    "camera_di_commercio": "Camera di commercio",
    "unione_regionale": "Unione regionale delle camere di commercio",
    "comune": "Comune",
    "provincia": "Provincia o città metropolitana",
    "ente_pubblico": "Altro ente pubblico non economico",
    "azienda_sanitaria": "Azienda sanitaria",
    "universita": "Università",
    "altro": "Altra amministrazione",
}
