"""What waits in the house itself, for those who look after it: counts that open the rows behind them. Nobody is reminded of these."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select

from riskreg.assessments import readiness
from riskreg.audit import known
from riskreg.backups import queries as backups
from riskreg.core import clock, restored
from riskreg.core.extensions import db
from riskreg.domain.assessments import FOR_OTHERS
from riskreg.domain.italian import write_moment
from riskreg.domain.measure_life import Status
from riskreg.domain.one_time_codes import RECOVERY_CODES
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.post import PostState
from riskreg.domain.reorganisation import State
from riskreg.domain.work import JobState
from riskreg.jobs.models import Job
from riskreg.measures import listings as measures
from riskreg.notifications.models import Notice
from riskreg.pages import queries as pages
from riskreg.people import listings, responsibility
from riskreg.people.listings import SOON
from riskreg.people.models import FigureTerm, RoleGrant, SecondFactor, User
from riskreg.people.queries import accounts
from riskreg.people.queries import figures as offices
from riskreg.people.queries.reach import units_within
from riskreg.register.queries.measure_states import not_over, stands
from riskreg.reorganisations import queries as reorganisations

RECENT = timedelta(days=30)

Counted = ColumnElement[int]
"""A number that the database is still to count."""


@dataclass(frozen=True)
class Waiting:
    """One thing to do: how many, said in words that agree, and the page where it is done."""

    count: int | Counted
    one: str
    many: str
    why: str
    endpoint: str
    arguments: dict[str, str] = field(default_factory=dict)
    tone: str = "warning"
    why_many: str = ""
    """Where `why` speaks of one only."""

    shown: str = ""
    """Instead of the number, where a word says it better."""

    @property
    def label(self) -> str:
        return self.one if self.count == 1 else self.many

    @property
    def note(self) -> str:
        return self.why_many if self.why_many and self.count != 1 else self.why


FIRST = ("danger", "warning", "info")
"""What burns before what can wait."""


def waiting(person: Person, on: date) -> list[Waiting]:
    """Only what this person can do something about, and only what is not empty. What the database counts, it counts at once."""
    things = list(_all(person, on))
    asked = {place: thing.count for place, thing in enumerate(things) if not isinstance(thing.count, int)}
    found = db.session.execute(select(*asked.values())).one() if asked else ()
    for place, count in zip(asked, found, strict=True):
        things[place] = replace(things[place], count=count)
    return sorted((thing for thing in things if thing.count), key=lambda thing: FIRST.index(thing.tone))


def _all(person: Person, on: date) -> Iterator[Waiting]:
    yield Waiting(_codes_not_saved(person), "codici di recupero non confermati", "codici di recupero non confermati",
                  "Non hai confermato di averli salvati: creane di nuovi, o senza telefono non potrai entrare.", "people.my_profile",
                  tone="danger", shown=str(RECOVERY_CODES))  # fmt: skip
    yield from _of_the_chart(person, on)
    if may(person, Permission.BODY_EDIT):
        left = pages.unfinished()
        yield Waiting(len(left), "pagina pubblica da completare", "pagine pubbliche da completare",
                      "Accessibilità, privacy e contatti stanno in fondo a ogni pagina: le legge chiunque.", "pages.show",
                      {"which": next(iter(left), "")}, tone="info")  # fmt: skip
    yield from _of_people(person, on)
    if may(person, Permission.REORGANISATION_READ):
        states = _reorganisations(person)
        yield Waiting(states.count(State.READY), "riorganizzazione pronta", "riorganizzazioni pronte",
                      "Si applica nel suo giorno, se prima non cambia nulla.", "reorganisations.list", {"stato": State.READY.value}, tone="info",
                      why_many="Ciascuna si applica nel suo giorno, se prima non cambia nulla.")  # fmt: skip
        if may(person, Permission.UNIT_MANAGE):
            yield Waiting(states.count(State.DRAFT), "riorganizzazione in bozza", "riorganizzazioni in bozza",
                          "Completa passi e scelte, poi dichiarala pronta.", "reorganisations.list", {"stato": State.DRAFT.value}, tone="info",
                          why_many="Completa passi e scelte, poi dichiarale pronte.")  # fmt: skip
    yield from _approved_by_others(person, on)
    yield from _of_measures(person, on)
    if may(person, Permission.JOB_READ_ALL):
        yield Waiting(_failed_jobs(on), "lavoro non riuscito negli ultimi 30 giorni", "lavori non riusciti negli ultimi 30 giorni",
                      "Apri il lavoro per leggere che cosa è successo.", "jobs.list", {"stato": JobState.FAILED.value}, tone="danger",
                      why_many="Apri i lavori per leggere che cosa è successo.")  # fmt: skip
    if may(person, Permission.MAIL_READ):
        yield Waiting(_refused_mails(on), "messaggio di posta rifiutato negli ultimi 30 giorni", "messaggi di posta rifiutati negli ultimi 30 giorni",
                      "Qualcuno non ha ricevuto quello che doveva sapere: leggi il motivo.", "notifications.post", {"stato": PostState.REFUSED.value}, tone="danger")  # fmt: skip
        yield Waiting(_late_mails(), "messaggio di posta in attesa da più di un'ora", "messaggi di posta in attesa da più di un'ora",
                      "Controlla se il server di posta risponde.", "notifications.post", {"stato": PostState.WAITING.value})  # fmt: skip
    if may(person, Permission.BACKUP_MANAGE):
        yield _late_copy()


def _of_the_chart(person: Person, on: date) -> Iterator[Waiting]:
    names_offices = may(person, Permission.FIGURE_MANAGE)
    # Both: the rows behind the number stand on a page that asks for a role on the whole body.
    grants_roles = may(person, Permission.ROLE_GRANT) and may(person, Permission.USER_READ)
    if not (names_offices or grants_roles):
        return
    lacking = _of_the_organisation(on)
    if names_offices:
        yield Waiting(lacking.vacant, "figura senza titolare", "figure senza titolare",
                      "La legge chiede che ci sia sempre qualcuno: registra la nomina.", "people.figures", {"stato": "vacanti"},
                      why_many="La legge chiede che ci sia sempre qualcuno: registra le nomine.")  # fmt: skip
        yield Waiting(lacking.terms_ending, "incarico che scade entro 60 giorni", "incarichi che scadono entro 60 giorni",
                      "Prepara la nuova nomina o la proroga.", "people.figures", {"stato": "in_scadenza"}, tone="info",
                      why_many="Prepara le nuove nomine o le proroghe.")  # fmt: skip
    if grants_roles:
        yield Waiting(lacking.without_role, "utente attivo senza ruolo", "utenti attivi senza ruolo",
                      "Può entrare ma non vede quasi nulla: assegna un ruolo o disattiva l'utente.", "people.users", {"stato": "senza_ruolo"},
                      why_many="Possono entrare ma non vedono quasi nulla: assegna loro un ruolo o disattiva gli utenti.")  # fmt: skip
        yield Waiting(lacking.roles_ending, "ruolo che finisce entro 60 giorni", "ruoli che finiscono entro 60 giorni",
                      "Nessuno è ancora pronto a subentrare: assegna il ruolo in tempo.", "people.users", {"stato": "in_scadenza"}, tone="info",
                      why_many="Nessuno è ancora pronto a subentrare: assegna i ruoli in tempo.")  # fmt: skip


def _approved_by_others(person: Person, on: date) -> Iterator[Waiting]:
    """Whoever approves is told of what they cannot approve: it is their own work too."""
    if may(person, Permission.ASSESSMENT_APPROVE):
        why = "È validata, ma ci hai lavorato anche tu: tocca a chi sostituisce l'RPCT, o a un'altra persona con quel ruolo."
        others = len(readiness.to_approve(person, on).for_others)
        yield Waiting(others, "valutazione pronta che approva un'altra persona", "valutazioni pronte che approva un'altra persona", why,
                      "assessments.list", {"stato": FOR_OTHERS}, tone="info")  # fmt: skip


def _of_measures(person: Person, on: date) -> Iterator[Waiting]:
    if not may(person, Permission.REGISTER_EDIT):
        return
    units = units_within(person, Permission.REGISTER_READ, on)
    late, unlinked = _of_these(units, on)
    if units is None:  # elsewhere each stands by itself, for whoever answers for it
        yield Waiting(late, "misura in ritardo in tutto l'ente", "misure in ritardo in tutto l'ente",
                      "Chi ne risponde è avvisato da riskreg: guarda dove serve insistere.", "measures.list", {"stato": Status.LATE.value}, tone="info")  # fmt: skip
    yield Waiting(unlinked, "misura con responsabili da collegare", "misure con responsabili da collegare",
                  "Il responsabile è solo un nome scritto: collegalo a un'unità o a una figura.", "measures.list", {"responsabile": measures.UNLINKED}, tone="info",
                  why_many="I responsabili sono solo nomi scritti: collegali a unità o figure.")  # fmt: skip


def _of_people(person: Person, on: date) -> Iterator[Waiting]:
    if may(person, Permission.USER_MANAGE):
        yield Waiting(_count(accounts.to_be_invited(clock.now())), "persona da invitare", "persone da invitare",
                      "Non ha ancora una password né un invito valido.", "people.invite_users", tone="info",
                      why_many="Non hanno ancora una password né un invito valido.")  # fmt: skip
    if may(person, Permission.USER_READ):
        yield Waiting(responsibility.uncovered_count(on), "ruolo scoperto", "ruoli scoperti",
                      "Il lavoro tocca a chi sta sopra: assegna il ruolo a qualcuno.", "people.uncovered_roles",
                      why_many="Il lavoro tocca a chi sta sopra: assegna i ruoli a qualcuno.")  # fmt: skip


def _late_copy() -> Waiting:
    is_late, last = int(backups.is_late(clock.now())), backups.last_good()
    if last is None:
        why = "Se si perdono i dati non c'è modo di riaverli: chiedine una subito."
        return Waiting(is_late, "copia di sicurezza", "copie di sicurezza", why, "backups.list", tone="danger", shown="Nessuna")
    why = f"L'ultima riuscita è del {write_moment(last.made_at)}."
    return Waiting(is_late, "copia di sicurezza in ritardo", "copie di sicurezza in ritardo", why, "backups.list", tone="danger")


def _codes_not_saved(person: Person) -> Counted:
    return _count(SecondFactor.user_id == person.user_id, SecondFactor.codes_saved_at.is_(None))


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*conditions).scalar_subquery()


@known.while_nothing_changes
def _of_these(units: frozenset[int] | None, on: date) -> tuple[int, int]:
    """Of the measures that somebody who reads these units may open, how many are late, and how many have names to link."""
    mine = (measures.within(units), not_over(on))
    counted = db.session.execute(select(_count(*mine, stands(Status.LATE, on)), _count(*mine, measures.unlinked()))).one()
    return int(counted[0]), int(counted[1])


class Organisation(NamedTuple):
    """What is lacking in the chart, counted."""

    vacant: int
    terms_ending: int
    without_role: int
    roles_ending: int


@known.while_nothing_changes
def _of_the_organisation(on: date) -> Organisation:
    terms = _count(FigureTerm.from_on <= on, FigureTerm.to_on.between(on, on + SOON))
    without_role = _count(listings.comes_in(), listings.has_no_role(on))
    of_active = exists().where(User.id == RoleGrant.user_id, User.disabled_at.is_(None))
    counted = db.session.execute(select(terms, without_role, _count(of_active, listings.role_ends_soon(on)))).one()
    return Organisation(len(offices.vacant(on)), *(int(count) for count in counted))


@known.while_nothing_changes
def _reorganisations(person: Person) -> tuple[str, ...]:
    """The states of those that this person may open."""
    return tuple(one.state for one in reorganisations.readable(person))


def _failed_jobs(on: date) -> Counted:
    return _count(Job.state == JobState.FAILED.value, Job.finished_at >= clock.on_day(on - RECENT, hour=0))


def _refused_mails(on: date) -> Counted:
    return _count(Notice.state == PostState.REFUSED, Notice.settled_at >= clock.on_day(on - RECENT, hour=0))


def _late_mails() -> Counted:
    of_ours = Notice.id > restored.last_id(Notice.__tablename__)
    return _count(Notice.state == PostState.WAITING, Notice.queued_at < clock.now() - timedelta(hours=1), of_ours)
