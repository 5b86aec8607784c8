"""What waits for a person: counts that open the rows behind them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select

from riskreg.assessments import readiness
from riskreg.assessments.models import Assessment
from riskreg.audit import known
from riskreg.backups import queries as backups
from riskreg.core import clock, restored
from riskreg.core.extensions import db
from riskreg.domain.assessments import FOR_ME, FOR_OTHERS, READY, TO_VALIDATE, UNFINISHED, WITH_AUTHOR
from riskreg.domain.italian import write_moment, write_number
from riskreg.domain.measure_life import Status
from riskreg.domain.one_time_codes import RECOVERY_CODES
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.plans import State as Plan
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
from riskreg.plans.models import Edition
from riskreg.plans.queries import consultation, readings
from riskreg.register.models import Process
from riskreg.register.queries.measure_states import not_over, stands
from riskreg.reorganisations import queries as reorganisations

RECENT = timedelta(days=30)

Counted = ColumnElement[int]
"""A number that the database is still to count."""


class Beside(NamedTuple):
    """What the number leaves out, in a sentence that leads to its rows."""

    said: str
    endpoint: str
    arguments: dict[str, str]


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

    beside: Beside | None = None

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
    if may(person, Permission.FIGURE_MANAGE):
        yield Waiting(len(offices.vacant(on)), "figura senza titolare", "figure senza titolare",
                      "La legge chiede che ci sia sempre qualcuno: registra la nomina.", "people.figures", {"stato": "vacanti"},
                      why_many="La legge chiede che ci sia sempre qualcuno: registra le nomine.")  # fmt: skip
        yield Waiting(_terms_ending(on), "incarico che scade entro 60 giorni", "incarichi che scadono entro 60 giorni",
                      "Prepara la nuova nomina o la proroga.", "people.figures", {"stato": "in_scadenza"}, tone="info",
                      why_many="Prepara le nuove nomine o le proroghe.")  # fmt: skip
    if may(person, Permission.BODY_EDIT):
        left = pages.unfinished()
        yield Waiting(len(left), "pagina pubblica da completare", "pagine pubbliche da completare",
                      "Accessibilità, privacy e contatti stanno in fondo a ogni pagina: le legge chiunque.", "pages.show",
                      {"which": next(iter(left), "")}, tone="info")  # fmt: skip
    yield from _of_people(person, on)
    if may(person, Permission.REORGANISATION_READ):
        states = [one.state for one in reorganisations.readable(person)]
        yield Waiting(states.count(State.READY), "riorganizzazione pronta", "riorganizzazioni pronte",
                      "Si applica nel suo giorno, se prima non cambia nulla.", "reorganisations.list", {"stato": State.READY.value}, tone="info",
                      why_many="Ciascuna si applica nel suo giorno, se prima non cambia nulla.")  # fmt: skip
        if may(person, Permission.UNIT_MANAGE):
            yield Waiting(states.count(State.DRAFT), "riorganizzazione in bozza", "riorganizzazioni in bozza",
                          "Completa passi e scelte, poi dichiarala pronta.", "reorganisations.list", {"stato": State.DRAFT.value}, tone="info",
                          why_many="Completa passi e scelte, poi dichiarale pronte.")  # fmt: skip
    yield from _of_the_register(person, on)
    yield from _of_measures(person, on)
    yield from _of_the_plan(person, on)
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


def _of_the_register(person: Person, on: date) -> Iterator[Waiting]:
    if not may(person, Permission.ASSESSMENT_EDIT):
        return
    units = units_within(person, Permission.ASSESSMENT_EDIT, on)
    ready = len(readiness.ready(on, units))
    if may(person, Permission.ASSESSMENT_VALIDATE):
        yield Waiting(len(readiness.to_validate(person, on).for_them), "valutazione da validare", "valutazioni da validare",
                      "È stata inviata e tocca a te: leggila e validala, o restituiscila.", "assessments.list", {"stato": TO_VALIDATE},
                      why_many="Sono state inviate e toccano a te: leggile e validale, o restituiscile.")  # fmt: skip
    if may(person, Permission.ASSESSMENT_APPROVE):
        yield _to_approve(readiness.to_approve(person, on, units))
    else:  # whoever approves would have had a part in what they send
        yield Waiting(ready, "valutazione pronta da inviare", "valutazioni pronte da inviare", "Le risposte ci sono tutte: rileggila e inviala.",
                      "assessments.list", {"stato": READY}, tone="info", why_many="Le risposte ci sono tutte: rileggile e inviale.")  # fmt: skip
    yield Waiting(_drafts(units) - ready, "valutazione da completare", "valutazioni da completare",
                  "Completa le risposte e il giudizio, poi inviala.", "assessments.list", {"stato": UNFINISHED}, tone="info",
                  why_many="Completa le risposte e i giudizi, poi inviale.")  # fmt: skip


def _of_the_plan(person: Person, on: date) -> Iterator[Waiting]:
    """What is to be read; and where an edition waits for somebody to act, only for those who may."""
    yield from _to_read(person)
    if may(person, Permission.PLAN_EDIT):
        who = "completala e proponila all'organo." if may(person, Permission.PLAN_PROPOSE) else "completala; poi la propone l'RPCT."
        yield Waiting(_editions(Plan.DRAFT), "edizione del piano in bozza", "edizioni del piano in bozza", f"È aperta: {who}",
                      "plans.list", {"stato": Plan.DRAFT.value}, tone="info", why_many="Sono aperte: completale, poi vanno proposte all'organo.")  # fmt: skip
        yield Waiting(_count(consultation.waits_for_outcome(on)), "contributo alla consultazione senza esito", "contributi alla consultazione senza esito",
                      "La consultazione è finita: rispondi, o il piano non si può adottare.", "plans.list")  # fmt: skip
    if may(person, Permission.PLAN_RECORD):
        yield Waiting(_editions(Plan.PROPOSED), "piano proposto", "piani proposti", "Quando l'organo lo adotta, registra l'atto.",
                      "plans.list", {"stato": Plan.PROPOSED.value}, why_many="Quando l'organo li adotta, registra gli atti.")  # fmt: skip
        yield Waiting(_editions(Plan.ADOPTED), "piano adottato da pubblicare", "piani adottati da pubblicare", "Registra quando e dove è pubblicato.",
                      "plans.list", {"stato": Plan.ADOPTED.value}, why_many="Registra quando e dove sono pubblicati.")  # fmt: skip


def _to_read(person: Person) -> Iterator[Waiting]:
    """What everybody who works here reads, until they say that they have."""
    found = readings.to_read(person.user_id) if person.user_id is not None and may(person, Permission.PLAN_ACKNOWLEDGE) else None
    if found is not None:
        yield Waiting(1, found.title, found.title, "Leggilo e conferma di averlo letto: basta una volta.", "plans.detail",
                      {"edition_id": str(found.id)}, tone="info", shown="Da leggere")  # fmt: skip


def _editions(state: Plan) -> Counted:
    return _count(Edition.state == state.value)


def _to_approve(found: readiness.Waiting) -> Waiting:
    """What waits for this person; where nothing does, what waits for somebody else because it is this person's own work."""
    mine, others = len(found.for_them), len(found.for_others)
    if not mine:
        why = "È validata, ma ci hai lavorato anche tu: tocca a chi sostituisce l'RPCT, o a un'altra persona con quel ruolo."
        return Waiting(others, "valutazione pronta che approva un'altra persona", "valutazioni pronte che approva un'altra persona", why,
                       "assessments.list", {"stato": FOR_OTHERS}, tone="info")  # fmt: skip
    there = "Ce n'è" if others == 1 else "Ce ne sono"
    said = f"{there} anche {write_number(others)} che approva qualcun altro, perché ci hai lavorato anche tu."
    beside = Beside(said, "assessments.list", {"stato": FOR_OTHERS}) if others else None
    return Waiting(mine, "valutazione pronta da approvare", "valutazioni pronte da approvare", "È stata validata: leggila e approvala.",
                   "assessments.list", {"stato": FOR_ME}, why_many="Sono state validate: leggile e approvale.", beside=beside)  # fmt: skip


def _of_measures(person: Person, on: date) -> Iterator[Waiting]:
    if not may(person, Permission.REGISTER_EDIT):
        return
    late, unlinked = _of_these(units_within(person, Permission.REGISTER_READ, on), on)
    yield Waiting(late, "misura in ritardo", "misure in ritardo",
                  "Registra l'attivazione, oppure sposta la scadenza e scrivi perché.", "measures.list", {"stato": Status.LATE.value}, tone="danger")  # fmt: skip
    yield Waiting(unlinked, "misura con responsabili da collegare", "misure con responsabili da collegare",
                  "Il responsabile è solo un nome scritto: collegalo a un'unità o a una figura.", "measures.list", {"responsabile": measures.UNLINKED}, tone="info",
                  why_many="I responsabili sono solo nomi scritti: collegali a unità o figure.")  # fmt: skip


def _of_people(person: Person, on: date) -> Iterator[Waiting]:
    # Both: the rows behind the number stand on a page that asks for a role on the whole body.
    if may(person, Permission.ROLE_GRANT) and may(person, Permission.USER_READ):
        yield Waiting(_without_role(on), "utente attivo senza ruolo", "utenti attivi senza ruolo",
                      "Può entrare ma non vede quasi nulla: assegna un ruolo o disattiva l'utente.", "people.users", {"stato": "senza_ruolo"},
                      why_many="Possono entrare ma non vedono quasi nulla: assegna loro un ruolo o disattiva gli utenti.")  # fmt: skip
        yield Waiting(_roles_ending(on), "ruolo che finisce entro 60 giorni", "ruoli che finiscono entro 60 giorni",
                      "Nessuno è ancora pronto a subentrare: assegna il ruolo in tempo.", "people.users", {"stato": "in_scadenza"}, tone="info",
                      why_many="Nessuno è ancora pronto a subentrare: assegna i ruoli in tempo.")  # fmt: skip
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


def _drafts(units: Collection[int] | None) -> ScalarSelect[int]:
    """Of the processes of these units."""
    mine = () if units is None else (Process.unit_id.in_(units),)
    return _count(Assessment.state.in_(WITH_AUTHOR), Process.id == Assessment.process_id, *mine)


def _terms_ending(on: date) -> Counted:
    return _count(FigureTerm.from_on <= on, FigureTerm.to_on.between(on, on + SOON))


def _without_role(on: date) -> Counted:
    return _count(listings.comes_in(), listings.has_no_role(on))


def _roles_ending(on: date) -> Counted:
    of_active = exists().where(User.id == RoleGrant.user_id, User.disabled_at.is_(None))
    return _count(of_active, listings.role_ends_soon(on))


def _failed_jobs(on: date) -> Counted:
    return _count(Job.state == JobState.FAILED.value, Job.finished_at >= clock.on_day(on - RECENT, hour=0))


def _refused_mails(on: date) -> Counted:
    return _count(Notice.state == PostState.REFUSED, Notice.settled_at >= clock.on_day(on - RECENT, hour=0))


def _late_mails() -> Counted:
    of_ours = Notice.id > restored.last_id(Notice.__tablename__)
    return _count(Notice.state == PostState.WAITING, Notice.queued_at < clock.now() - timedelta(hours=1), of_ours)
