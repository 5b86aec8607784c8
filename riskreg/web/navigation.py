"""The menu as data: what people do, who may open it."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from flask import request, url_for

from riskreg.domain.permissions import Permission
from riskreg.web.guards import can


class Entry(NamedTuple):
    label: str
    endpoint: str
    permission: Permission
    icon: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    entries: tuple[Entry, ...]


MENU = (
    Group(
        "Il mio lavoro",
        (
            Entry("Il mio lavoro", "dashboards.home", Permission.SELF),
            Entry("Panoramica", "dashboards.overview", Permission.SELF),
            Entry("Cruscotto", "dashboards.board", Permission.FIGURES_READ),
        ),
    ),
    Group(
        "Registro",
        (
            Entry("Registro dei processi", "register.list", Permission.REGISTER_READ),
            Entry("Eventi rischiosi", "register.events", Permission.REGISTER_READ),
            Entry("Campagne", "campaigns.list", Permission.CAMPAIGN_READ),
            Entry("Riesami", "campaigns.reviews", Permission.REVIEW_READ),
            Entry("Valutazioni", "assessments.list", Permission.ASSESSMENT_READ),
            Entry("Aree di rischio", "register.areas", Permission.REGISTER_READ),
            Entry("Metodologia", "methodology.list", Permission.METHODOLOGY_READ),
            Entry("Controlli di coerenza", "coherence.list", Permission.REGISTER_READ),
            Entry("Prove", "evidence.list", Permission.EVIDENCE_OPEN),
        ),
    ),
    Group(
        "Misure",
        (
            Entry("Tutte le misure", "measures.list", Permission.REGISTER_READ),
            Entry("Monitoraggio", "monitoring.list", Permission.MONITORING_READ),
            Entry("I numeri dell'anno", "monitoring.years", Permission.FIGURES_READ),
            Entry("Responsabili da collegare", "measures.unlinked", Permission.REGISTER_EDIT),
        ),
    ),
    Group("Piano", (Entry("Piano", "plans.list", Permission.PLAN_READ),)),
    Group(
        "Performance",
        (
            Entry("Indicatori", "performance.list", Permission.PERFORMANCE_READ),
            Entry("Rilevazioni", "performance.rounds", Permission.PERFORMANCE_READ),
            Entry("Aree e obiettivi", "performance.tree", Permission.PERFORMANCE_READ),
            Entry("Coerenza con il piano", "performance.coherence", Permission.PERFORMANCE_READ),
            Entry("Relazioni", "reports.performance_reports", Permission.PERFORMANCE_READ),
        ),
    ),
    Group(
        "Organizzazione",
        (
            Entry("Organigramma", "people.chart", Permission.ORGANISATION_READ),
            Entry("Unità", "people.units", Permission.ORGANISATION_READ),
            Entry("Figure", "people.figures", Permission.ORGANISATION_READ),
            Entry("Scheda ente", "people.body", Permission.ORGANISATION_READ),
            Entry("Utenti", "people.users", Permission.USER_READ),
            Entry("Ruoli scoperti", "people.uncovered_roles", Permission.USER_READ),
            Entry("Riorganizzazioni", "reorganisations.list", Permission.REORGANISATION_READ),
            Entry("Promemoria", "waiting.rules", Permission.REMINDERS_MANAGE),
            Entry("Sicurezza degli accessi", "people.security", Permission.SECURITY_MANAGE),
            Entry("Importa da file", "imports.start", Permission.IMPORT_RUN),
        ),
    ),
    Group(
        "Controllo",
        (
            Entry("Registro delle attività", "audit.trail", Permission.TRAIL_READ),
            Entry("Lavori in corso", "jobs.list", Permission.JOB_READ_OWN),
            Entry("Posta", "notifications.post", Permission.MAIL_READ),
            Entry("Copie di sicurezza", "backups.list", Permission.BACKUP_MANAGE),
        ),
    ),
)


@dataclass(frozen=True)
class ShownEntry:
    label: str
    url: str
    icon: str
    active: bool


@dataclass(frozen=True)
class ShownGroup:
    """A group as one person sees it."""

    label: str
    items: list[ShownEntry] = field(default_factory=list)


def shown() -> list[ShownGroup]:
    """Only what this person may open; one entry is active: the one whose address the page's own begins with, the longest."""
    groups = [ShownGroup(group.label, [_shown(entry) for entry in group.entries if can(entry.permission)]) for group in MENU]
    here = max((entry.url for group in groups for entry in group.items if _leads_to(entry.url)), key=len, default=None)
    return [replace(group, items=[replace(entry, active=entry.url == here) for entry in group.items]) for group in groups if group.items]


def _leads_to(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url + "/"))


def _shown(entry: Entry) -> ShownEntry:
    return ShownEntry(entry.label, url_for(entry.endpoint), entry.icon, active=False)
