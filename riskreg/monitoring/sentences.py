"""What the pages of the monitoring say in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from riskreg.core.clock import ROME
from riskreg.domain.italian import plural, write_date
from riskreg.domain.monitoring.checks import OUTCOME_LABELS, Outcome, State
from riskreg.domain.monitoring.sessions import closes_early, why_not_to_close
from riskreg.domain.monitoring.verification import NOT_VERIFIED
from riskreg.domain.semesters import Semester, semester_of
from riskreg.monitoring import queries, signing
from riskreg.monitoring.models import Check, Session

DAYS = (20, 30, 60)
"""After the first day: by when people answer, dirigenti validate, verifications end."""


class Day(NamedTuple):
    """A day of the calendar: what happens, when, how far it is."""

    what: str
    on: date
    left: str
    is_past: bool


def day_of(one: Session, today: date) -> date:
    """On which lateness is counted: nobody is later than the day on which it was closed."""
    return today if one.closed_at is None else one.closed_at.astimezone(ROME).date()


def calendar(one: Session, today: date) -> list[Day]:
    days = (
        ("Si apre", one.opens_on), ("Risposte entro", one.answer_by), ("Validate entro", one.validate_by), ("Verifiche entro", one.verify_by),
    )  # fmt: skip
    return [Day(what, on, left(on, today), on < today) for what, on in days]


def left(on: date, today: date) -> str:
    """
    >>> left(date(2026, 7, 2), date(2026, 7, 1)), left(date(2026, 7, 1), date(2026, 7, 2))
    ('domani', 'passato')
    """
    days = (on - today).days
    if days < 0:
        return "passato"
    return "oggi" if days == 0 else "domani" if days == 1 else f"fra {days} giorni"


class Offered(NamedTuple):
    semesters: list[tuple[str, str]]
    proposed: Any


def to_open(today: date) -> Offered:
    """Semesters without a session, the one that is ending or has just ended first."""
    there = {one.semester for one in queries.sessions()}
    now = semester_of(today)
    known = [now.before, now, now.before.before, now.before.before.before]
    free = [each for each in known if each not in there]
    first = max(today, free[0].as_of + timedelta(days=1)) if free else today
    answer_by, validate_by, verify_by = (first + timedelta(days=days) for days in DAYS)
    proposed = SimpleNamespace(
        semester=free[0].slug if free else "", opens_on=first, answer_by=answer_by, validate_by=validate_by, verify_by=verify_by,
        instructions="", with_steady=True, version=None,
    )  # fmt: skip
    return Offered([(each.slug, f"{each.label}, al {write_date(each.as_of)}") for each in free], proposed)


def next_to_open(today: date) -> Semester | None:
    """The one to propose on the list: what has ended and nobody has opened."""
    there = {one.semester for one in queries.sessions()}
    return next((each for each in (semester_of(today).before, semester_of(today)) if each not in there), None)


class ToClose(NamedTuple):
    """What the page says before somebody closes; no label, and no button, while it cannot be."""

    question: str
    said: list[str]
    label: str
    is_early: bool


def to_close(one: Session, counts: Mapping[str, int], to_verify: int, today: date) -> ToClose:
    if why_not := why_not_to_close(one.semester, today):
        return ToClose("Non si può ancora chiudere", [why_not], "", False)
    is_early = closes_early(one.calendar, today, waiting=sum(counts.values()) - counts.get(State.VALIDATED, 0))
    said = before_closing(counts, to_verify)
    if is_early:
        said.insert(
            0, f"Fino al {write_date(one.validate_by)} c'è ancora tempo per validare: chi è in regola con i tempi resterebbe fuori."
        )
    return ToClose(f"Vuoi chiudere il {one.title.lower()}?", said, "Chiudi il monitoraggio", is_early)


def before_closing(counts: Mapping[str, int], to_verify: int) -> list[str]:
    """What follows, before somebody presses the button."""
    total, done = sum(counts.values()), counts.get(State.VALIDATED, 0)
    said = [f"{plural(done, 'scheda validata', 'schede validate', 'Nessuna scheda validata')} su {total}."]
    if total - done:
        missing = plural(total - done, "scheda resta non monitorata", "schede restano non monitorate")
        said.append(f"{missing}: quello che qualcuno ha già scritto, con i contributi e le prove, passa al semestre dopo.")
        said.append("Le risposte sui singoli mesi o trimestri restano in questo semestre.")
    if to_verify:
        unseen = plural(
            to_verify, "scheda da verificare non è stata verificata: non si potrà",
            "schede da verificare non sono state verificate: non si potranno",
        )  # fmt: skip
        said.append(f"{unseen} più verificare, e {'resta' if to_verify == 1 else 'restano'} «{NOT_VERIFIED}».")
    return [
        *said,
        "I numeri si calcolano adesso e restano fissati.",
        "Chi risponde delle misure riceve un avviso.",
        "La chiusura non si annulla.",
    ]


def before_sending(one: Check, evidence: int, today: date) -> list[str]:
    """What is declared, in a few lines, above the button that signs."""
    return [*_declared(one, evidence, today), "La riceve chi la valida. Finché nessuno l'ha validata puoi ritirarla."]


def before_validating(one: Check, evidence: int, today: date) -> list[str]:
    said = _declared(one, evidence, today)
    if one.outcome == Outcome.DONE and one.asked.wants_activation and one.measure.activation is None and one.done_on:
        said.append(f"La misura risulterà attivata dal {write_date(one.done_on)}.")
        said += _of_a_year_that_is_over(one)
    return said


def _declared(one: Check, evidence: int, today: date) -> list[str]:
    said = [f"Si dichiara: {OUTCOME_LABELS[one.outcome].lower() if one.outcome else 'nulla ancora'}."]
    if one.value:
        said.append(f"Valore: {one.value} (target: {one.asked_target or 'non indicato'}).")
    said += signing.early(one, today)
    if one.outcome == Outcome.DONE:
        said.append(shown_by(one, evidence))
    return said


def shown_by(one: Check, evidence: int) -> str:
    """What proves it, or why nothing does: never that there is a reason where nobody wrote one."""
    if evidence:
        return plural(evidence, "prova allegata.", "prove allegate.")
    why = one.no_evidence_because.strip().rstrip(".")
    return f"Senza prove, con questo motivo: «{why}»." if why else "Nessuna prova e nessun motivo."


def _of_a_year_that_is_over(one: Check) -> list[str]:
    """That the figures of a year change, which somebody may have reported already."""
    if one.done_on is None:
        return []
    last = queries.of_semester(semester_of(date(one.done_on.year, 12, 31)))
    if last is None or not last.is_closed:
        return []
    return [
        f"Il monitoraggio del {last.year} è già chiuso: con questa attivazione cambiano i numeri di quell'anno, e la loro pagina lo dice."
    ]


def updated(added: int, dropped: int) -> str:
    if not (added or dropped):
        return "L'elenco era già aggiornato."
    came = plural(added, "scheda entrata", "schede entrate", "nessuna scheda entrata")
    gone = plural(dropped, "scheda uscita", "schede uscite", "nessuna uscita")
    return f"Elenco aggiornato: {came}, {gone}."
