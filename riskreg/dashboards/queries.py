"""What waits for a person: counts that open the rows behind them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select

from riskreg.assessments.models import Assessment
from riskreg.backups import queries as backups
from riskreg.core import clock, restored
from riskreg.core.extensions import db
from riskreg.domain.assessments import State as Draft
from riskreg.domain.italian import write_moment
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.post import PostState
from riskreg.domain.reorganisation import State
from riskreg.domain.work import JobState
from riskreg.jobs.models import Job
from riskreg.notifications.models import Notice
from riskreg.pages import queries as pages
from riskreg.people import responsibility
from riskreg.people.listings import SOON
from riskreg.people.models import FigureTerm, RoleGrant, User
from riskreg.people.queries import figures as offices
from riskreg.people.queries import in_force
from riskreg.people.queries.reach import units_within
from riskreg.register.models import Process
from riskreg.reorganisations import queries as reorganisations

RECENT = timedelta(days=30)

Counted = ScalarSelect[int]
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


def waiting(person: Person, on: date) -> list[Waiting]:
    """Only what this person can do something about, and only what is not empty. What the database counts, it counts at once."""
    things = list(_all(person, on))
    asked = {place: thing.count for place, thing in enumerate(things) if not isinstance(thing.count, int)}
    found = db.session.execute(select(*asked.values())).one() if asked else ()
    for place, count in zip(asked, found, strict=True):
        things[place] = replace(things[place], count=count)
    return [thing for thing in things if thing.count]


def _all(person: Person, on: date) -> Iterator[Waiting]:
    if may(person, Permission.FIGURE_MANAGE):
        yield Waiting(len(offices.vacant(on)), "figura senza titolare", "figure senza titolare",
                      "La legge chiede che ci sia sempre qualcuno: registra la nomina.", "people.figures", {"stato": "vacanti"})  # fmt: skip
        yield Waiting(_terms_ending(on), "incarico che scade entro 60 giorni", "incarichi che scadono entro 60 giorni",
                      "Prepara la nuova nomina o la proroga.", "people.figures", {"stato": "in_scadenza"}, tone="info")  # fmt: skip
    if may(person, Permission.BODY_EDIT):
        left = pages.unfinished()
        yield Waiting(len(left), "pagina pubblica da completare", "pagine pubbliche da completare",
                      "Accessibilità, privacy e contatti stanno in fondo a ogni pagina: le legge chiunque.", "pages.show",
                      {"which": next(iter(left), "")}, tone="info")  # fmt: skip
    # Both: the rows behind the number stand on a page that asks for a role on the whole body.
    if may(person, Permission.ROLE_GRANT) and may(person, Permission.USER_READ):
        yield Waiting(_without_role(on), "utente attivo senza ruolo", "utenti attivi senza ruolo",
                      "Può entrare ma non vede quasi nulla: assegna un ruolo o disattivalo.", "people.users", {"stato": "senza_ruolo"})  # fmt: skip
        yield Waiting(_roles_ending(on), "ruolo che finisce entro 60 giorni", "ruoli che finiscono entro 60 giorni",
                      "Chi subentra deve avere il ruolo in tempo.", "people.users", {"stato": "in_scadenza"}, tone="info")  # fmt: skip
    if may(person, Permission.USER_READ):
        yield Waiting(responsibility.uncovered_count(on), "ruolo scoperto", "ruoli scoperti",
                      "Il lavoro tocca a chi sta sopra: assegna il ruolo a qualcuno.", "people.uncovered_roles")  # fmt: skip
    if may(person, Permission.REORGANISATION_READ):
        states = [one.state for one in reorganisations.readable(person)]
        yield Waiting(states.count(State.READY), "riorganizzazione pronta", "riorganizzazioni pronte",
                      "Si applica nel suo giorno, se prima non cambia nulla.", "reorganisations.list", {"stato": State.READY.value}, tone="info")  # fmt: skip
        if may(person, Permission.UNIT_MANAGE):
            yield Waiting(states.count(State.DRAFT), "riorganizzazione in bozza", "riorganizzazioni in bozza",
                          "Completa passi e scelte, poi dichiarala pronta.", "reorganisations.list", {"stato": State.DRAFT.value}, tone="info")  # fmt: skip
    yield from _of_the_register(person, on)
    if may(person, Permission.JOB_READ_ALL):
        yield Waiting(_failed_jobs(on), "lavoro non riuscito negli ultimi 30 giorni", "lavori non riusciti negli ultimi 30 giorni",
                      "Apri il lavoro per leggere che cosa è successo.", "jobs.list", {"stato": JobState.FAILED.value}, tone="danger")  # fmt: skip
    if may(person, Permission.MAIL_READ):
        yield Waiting(_refused_mails(on), "messaggio di posta rifiutato negli ultimi 30 giorni", "messaggi di posta rifiutati negli ultimi 30 giorni",
                      "Qualcuno non ha ricevuto quello che doveva sapere: leggi il motivo.", "notifications.post", {"stato": PostState.REFUSED.value}, tone="danger")  # fmt: skip
        yield Waiting(_late_mails(), "messaggio di posta in attesa da più di un'ora", "messaggi di posta in attesa da più di un'ora",
                      "Controlla se il server di posta risponde.", "notifications.post", {"stato": PostState.WAITING.value})  # fmt: skip
    if may(person, Permission.BACKUP_MANAGE):
        yield Waiting(int(backups.is_late(clock.now())), "copia di sicurezza in ritardo", "copie di sicurezza in ritardo",
                      _last_copy(), "backups.list", tone="danger")  # fmt: skip


def _of_the_register(person: Person, on: date) -> Iterator[Waiting]:
    if may(person, Permission.ASSESSMENT_EDIT):
        yield Waiting(_drafts(person, on), "valutazione in bozza", "valutazioni in bozza",
                      "Completa le risposte e il giudizio; poi la approva l'RPCT.", "assessments.list", {"stato": Draft.DRAFT.value}, tone="info")  # fmt: skip


def _last_copy() -> str:
    last = backups.last_good()
    return f"L'ultima riuscita è del {write_moment(last.made_at)}." if last else "Non ce n'è ancora nessuna."


def _count(*conditions: ColumnElement[bool]) -> Counted:
    return select(func.count()).where(*conditions).scalar_subquery()


def _drafts(person: Person, on: date) -> Counted:
    """Of the processes that this person may assess."""
    units = units_within(person, Permission.ASSESSMENT_EDIT, on)
    mine = () if units is None else (Process.unit_id.in_(units),)
    return _count(Assessment.state == Draft.DRAFT.value, Process.id == Assessment.process_id, *mine)


def _terms_ending(on: date) -> Counted:
    return _count(FigureTerm.from_on <= on, FigureTerm.to_on.between(on, on + SOON))


def _without_role(on: date) -> Counted:
    return _count(User.disabled_at.is_(None), ~exists().where(RoleGrant.user_id == User.id, in_force(on)))


def _roles_ending(on: date) -> Counted:
    of_active = exists().where(User.id == RoleGrant.user_id, User.disabled_at.is_(None))
    return _count(of_active, RoleGrant.from_on <= on, RoleGrant.to_on.between(on, on + SOON))


def _failed_jobs(on: date) -> Counted:
    return _count(Job.state == JobState.FAILED.value, Job.finished_at >= clock.on_day(on - RECENT, hour=0))


def _refused_mails(on: date) -> Counted:
    return _count(Notice.state == PostState.REFUSED, Notice.settled_at >= clock.on_day(on - RECENT, hour=0))


def _late_mails() -> Counted:
    of_ours = Notice.id > restored.last_id(Notice.__tablename__)
    return _count(Notice.state == PostState.WAITING, Notice.queued_at < clock.now() - timedelta(hours=1), of_ours)
