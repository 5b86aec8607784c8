"""The pages of evidence in their states: name, who, what it is about, what follows in the address, whether it is sent empty."""

from sqlalchemy import select

from riskreg.domain.roles import Role
from riskreg.evidence.models import Evidence, EvidenceLink
from riskreg.register.models import Measure
from tests.browser.site import Site

COMPLIANCE, OIV, REFERENTE = Role.COMPLIANCE, Role.OIV, Role.REFERENTE
PROVED = "B.07.M3"


def of_measure(site: Site, more: str) -> str:
    return f"/prove/di/misura/{site._one(select(Measure.id).where(Measure.code == PROVED))}{more}"


def of_title(title: str, more: str = "") -> str:
    return f"{title}|{more}"


def sheet(site: Site, told: str) -> str:
    title, _bar, more = told.partition("|")
    return f"/prove/{site._one(select(Evidence.id).where(Evidence.title == title))}{more}"


def link(site: Site, title: str) -> str:
    asked = select(EvidenceLink.id).join(Evidence, Evidence.id == EvidenceLink.evidence_id).where(Evidence.title == title)
    return f"/prove/collegamenti/{site._one(asked.order_by(EvidenceLink.id).limit(1))}/ritira"


def proved(site: Site, more: str) -> str:
    return f"/misure/{site._one(select(Measure.id).where(Measure.code == PROVED))}{more}"


FILE, ADDRESS = "programma-corso-gare.pdf", "https://www.camera.example/regolamenti/2024-procedimenti"
PAGES = [
    ("evidence: list", REFERENTE, lambda _site, more: more, "/prove", False),
    ("evidence: list, nothing found", COMPLIANCE, lambda _site, more: more, "/prove?cerca=zzz", False),
    ("evidence: on its measure", REFERENTE, proved, "", False),
    ("evidence: on its measure, reader", OIV, proved, "", False),
    ("evidence: a file", REFERENTE, sheet, of_title(FILE), False),
    ("evidence: an address", OIV, sheet, of_title(ADDRESS), False),
    ("evidence: history", REFERENTE, sheet, of_title(FILE, "/cronologia"), False),
    ("evidence: new", REFERENTE, of_measure, "/nuova", False),
    ("evidence: new, empty", REFERENTE, of_measure, "/nuova", True),
    ("evidence: used again", COMPLIANCE, of_measure, "/riusa", False),
    ("evidence: used again, none chosen", COMPLIANCE, of_measure, "/riusa", True),
    ("evidence: used again, nothing found", COMPLIANCE, of_measure, "/riusa?testo=zzz", False),
    ("evidence: new version, empty", REFERENTE, sheet, of_title(FILE, "/versione"), True),
    ("evidence: new address, empty", COMPLIANCE, sheet, of_title(ADDRESS, "/versione"), True),
    ("evidence: withdrawn, empty", REFERENTE, link, FILE, True),
]
