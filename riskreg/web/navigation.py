"""The menu as data: what people do, who may open it."""

from dataclasses import dataclass, field

from flask import request, url_for

from riskreg.domain.permissions import Permission
from riskreg.web.guards import can


@dataclass(frozen=True)
class Entry:
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
            Entry("Cruscotto", "dashboards.board", Permission.FIGURES_READ),
        ),
    ),
    Group(
        "Registro",
        (
            Entry("Valutazioni", "assessments.list", Permission.ASSESSMENT_READ),
            Entry("Metodologia", "methodology.list", Permission.METHODOLOGY_READ),
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
    """Only what this person may open; an entry is active on its own page and on the pages under its address."""
    groups = []
    for group in MENU:
        entries = [entry for entry in group.entries if can(entry.permission)]
        if entries:
            groups.append(ShownGroup(group.label, [_shown(entry) for entry in entries]))
    return groups


def _shown(entry: Entry) -> ShownEntry:
    url = url_for(entry.endpoint)
    here = request.path
    return ShownEntry(entry.label, url, entry.icon, here == url or (url != "/" and here.startswith(url + "/")))
