"""A check: what whoever answers for a measure declares of it at the end of a semester, and what that declaration must hold.

The words are those that the monitoring of the plan uses (PNA 2019, part II, 6; ANAC's platform asks for planned, done, not done). What is declared
done is shown by evidence, or says why there is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import join_words, plural, write_date
from riskreg.domain.permissions import Permission
from riskreg.domain.register import Timing
from riskreg.domain.semesters import Semester
from riskreg.domain.targets import Kind, Verdict
from riskreg.domain.workflow import Step, Workflow


class Outcome(StrEnum):
    DONE = "done"
    ON_TRACK = "on_track"
    LATE = "late"
    NOT_DONE = "not_done"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]

    @property
    def tone(self) -> str:
        return OUTCOME_TONES[self]


OUTCOME_LABELS: Mapping[str, str] = {
    "done": "Attuata", "on_track": "In corso nei tempi", "late": "In ritardo", "not_done": "Non attuata", "not_applicable": "Non applicabile",
}  # fmt: skip
OUTCOME_TONES: Mapping[str, str] = {"done": "ok", "on_track": "info", "late": "warning", "not_done": "danger", "not_applicable": "neutral"}


class Reason(StrEnum):
    """Why a measure is late or was not done."""

    PEOPLE = "people"
    MONEY = "money"
    SUPPLIER = "supplier"
    SYSTEMS = "systems"
    LAW = "law"
    ORGANISATION = "organisation"
    OTHERS = "others"
    PRIORITY = "priority"
    TOO_MUCH = "too_much"
    OTHER = "other"

    @property
    def label(self) -> str:
        return REASON_LABELS[self]


REASON_LABELS: Mapping[str, str] = {
    "people": "Mancano persone o competenze",
    "money": "Mancano risorse economiche",
    "supplier": "Ritardo di un fornitore",
    "systems": "Problemi dei sistemi informatici",
    "law": "Attesa o cambiamento di una norma",
    "organisation": "Riorganizzazione degli uffici",
    "others": "Dipende da un altro ufficio o ente",
    "priority": "Altre attività con precedenza",
    "too_much": "La misura è troppo onerosa per come è scritta",
    "other": "Altro",
}

NEED_A_REASON = frozenset({Outcome.LATE, Outcome.NOT_DONE})


class State(StrEnum):
    """`bozza → inviata → validata`; `restituita` by the dirigente, `riaperta` by a verification that went badly."""

    DRAFT = "draft"
    SENT = "sent"
    VALIDATED = "validated"
    RETURNED = "returned"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]

    @property
    def tone(self) -> str:
        return STATE_TONES[self]


STATE_LABELS: Mapping[str, str] = {
    "draft": "Da inviare", "sent": "Inviata", "validated": "Validata", "returned": "Restituita", "reopened": "Riaperta dalla verifica",
}  # fmt: skip
STATE_TONES: Mapping[str, str] = {"draft": "neutral", "sent": "info", "validated": "ok", "returned": "warning", "reopened": "danger"}

WITH_AUTHOR: frozenset[str] = frozenset({State.DRAFT, State.RETURNED, State.REOPENED})
"""In the hands of whoever answers for the measure: only then answers and evidence change."""


class Action(StrEnum):
    SEND = "send"
    WITHDRAW = "withdraw"
    VALIDATE = "validate"
    RETURN = "return"
    REOPEN = "reopen"


FLOW = Workflow(
    kind="monitoring_check",
    steps=(
        *(Step(source, Action.SEND, State.SENT, Permission.CHECK_ANSWER) for source in (State.DRAFT, State.RETURNED, State.REOPENED)),
        Step(State.SENT, Action.WITHDRAW, State.DRAFT, Permission.CHECK_ANSWER),
        Step(State.SENT, Action.VALIDATE, State.VALIDATED, Permission.CHECK_VALIDATE),
        Step(State.SENT, Action.RETURN, State.RETURNED, Permission.CHECK_VALIDATE, needs_reason=True),
        Step(State.VALIDATED, Action.REOPEN, State.REOPENED, Permission.CHECK_VERIFY, needs_reason=True),
    ),
    states=STATE_LABELS,
    actions={
        "send": "Inviata", "withdraw": "Ritirata da chi l'ha inviata", "validate": "Validata", "return": "Restituita",
        "reopen": "Riaperta dopo la verifica",
    },
    refusals={
        (State.DRAFT, Action.VALIDATE): "Nessuno l'ha ancora inviata: si valida quando il capofila la firma.",
        (State.VALIDATED, Action.VALIDATE): "Questa scheda è già validata.",
        (State.SENT, Action.SEND): "Questa scheda è già inviata.",
        (State.VALIDATED, Action.SEND): "Questa scheda è già validata: se qualcosa è cambiato, lo dici nel semestre dopo.",
        (State.SENT, Action.REOPEN): "Si verifica quello che è validato: questa scheda aspetta ancora il dirigente.",
    },
)  # fmt: skip


# What is asked, and what is answered


@dataclass(frozen=True)
class Asked:
    """The measure as the check asks about it: it stays so, whatever becomes of the measure."""

    timing: Timing
    due_on: date | None = None
    in_force_from: date | None = None
    activated_on: date | None = None
    """When it is activated already, a declaration says only that it still holds."""

    in_force_to: date | None = None

    @property
    def wants_activation(self) -> bool:
        """Declared done, it says since when."""
        return self.activated_on is None


@dataclass(frozen=True)
class OfPeriod:
    """The answer about one of the periods of a periodic measure."""

    label: str
    done: bool | None = None
    value: str = ""
    note: str = ""


@dataclass(frozen=True)
class Answer:
    outcome: Outcome | None = None
    value: str = ""
    progress: int | None = None
    note: str = ""
    criticality: str = ""
    reason: Reason | None = None
    reason_note: str = ""
    proposed_due_on: date | None = None
    done_on: date | None = None
    cases: int | None = None
    complied: int | None = None
    no_evidence_because: str = ""
    periods: tuple[OfPeriod, ...] = field(default=())


MOST_PROGRESS = 100
MOST_CASES = 1_000_000


def check_shape(answer: Answer) -> None:
    """What is wrong however far the answer has come: asked at every save."""
    if answer.progress is not None and not 0 <= answer.progress <= MOST_PROGRESS:
        raise RuleBroken("Scrivi l'avanzamento da 0 a 100.", "progress")
    for name in ("cases", "complied"):
        number = getattr(answer, name)
        if number is not None and not 0 <= number <= MOST_CASES:
            raise RuleBroken("Scrivi quanti sono, da zero in su.", name)
    if answer.complied is not None and answer.cases is None:
        raise RuleBroken("Scrivi quanti casi ci sono stati in tutto.", "cases")
    if answer.cases is not None and answer.complied is not None and answer.complied > answer.cases:
        raise RuleBroken(f"I casi sono {answer.cases}: quelli in cui la misura è stata applicata non possono essere di più.", "complied")


def check_complete(answer: Answer, asked: Asked, semester: Semester, today: date, evidence: int) -> None:
    """Nothing that keeps it from being signed is left; the first that is says so, with the field where to mend it."""
    for fault in faults(answer, asked, semester, today, evidence):
        raise fault


def faults(answer: Answer, asked: Asked, semester: Semester, today: date, evidence: int) -> Iterator[RuleBroken]:
    """All that keeps a check from being signed, each with its field: whoever signs mends it at one go."""
    try:
        check_shape(answer)
    except RuleBroken as wrong:
        yield wrong
    outcome = answer.outcome
    if outcome is None:
        yield RuleBroken("Scegli a che punto è la misura.", "outcome")
        return
    if outcome is Outcome.NOT_APPLICABLE:
        if not answer.note and answer.cases != 0:
            yield RuleBroken("Scrivi perché in questo semestre la misura non si applica.", "note")
        return
    yield from _of_cases(answer, asked)
    yield from _of_deadline(answer, asked, semester, today)
    if outcome in NEED_A_REASON:
        yield from _of_reason(answer, asked, today)
    if outcome is Outcome.DONE:
        yield from _of_done(answer, asked, semester, today, evidence)


def _of_cases(answer: Answer, asked: Asked) -> Iterator[RuleBroken]:
    if asked.timing is not Timing.ON_EVENT:
        return
    if answer.cases is None:
        yield RuleBroken("Scrivi quante volte si è presentato il caso nel semestre; se mai, scrivi 0.", "cases")
    elif answer.cases == 0:
        yield RuleBroken("Se il caso non si è mai presentato, scegli «non applicabile».", "outcome")
    elif answer.complied is None:
        yield RuleBroken("Scrivi in quanti casi la misura è stata applicata.", "complied")
    elif answer.outcome is Outcome.DONE and answer.complied < answer.cases and not answer.criticality:
        left = plural(answer.cases - answer.complied, "caso", "casi")
        yield RuleBroken(f"In {left} la misura non è stata applicata: spiega perché nelle criticità.", "criticality")


def _of_deadline(answer: Answer, asked: Asked, semester: Semester, today: date) -> Iterator[RuleBroken]:
    """A deadline has passed when it is of the semester, and its day is over."""
    if asked.due_on is None or asked.activated_on is not None:
        return
    has_passed = asked.due_on <= semester.as_of and asked.due_on < today
    if answer.outcome is Outcome.ON_TRACK and has_passed:
        yield RuleBroken(f"La scadenza era il {write_date(asked.due_on)}: la misura è attuata, in ritardo o non attuata.", "outcome")
    if answer.outcome is Outcome.NOT_DONE and not has_passed:
        yield RuleBroken(
            f"La scadenza è il {write_date(asked.due_on)}: fino ad allora la misura è in corso nei tempi, o in ritardo sulle tappe.", "outcome"
        )  # fmt: skip


def _of_reason(answer: Answer, asked: Asked, today: date) -> Iterator[RuleBroken]:
    if answer.reason is None:
        yield RuleBroken("Scegli il motivo: serve a capire che cosa manca.", "reason")
    if answer.reason is Reason.OTHER and not answer.reason_note:
        yield RuleBroken("Scrivi qual è il motivo.", "reason_note")
    if asked.due_on is None or asked.activated_on is not None:
        return
    if answer.proposed_due_on is None:
        yield RuleBroken("Proponi entro quale giorno la misura sarà attuata.", "proposed_due_on")
    elif answer.proposed_due_on <= today:
        yield RuleBroken("Proponi un giorno da domani in poi.", "proposed_due_on")


def _of_done(answer: Answer, asked: Asked, semester: Semester, today: date, evidence: int) -> Iterator[RuleBroken]:
    missing = [each.label for each in answer.periods if each.done is None]
    if missing:
        yield RuleBroken(f"Di ogni periodo scrivi se la misura è stata attuata. Manca {join_words(missing)}.", "periods")
    skipped = [each.label for each in answer.periods if each.done is False]
    if skipped and not answer.criticality:
        yield RuleBroken(f"Per {join_words(skipped)} la misura non è stata attuata: spiega perché nelle criticità.", "criticality")
    if answer.periods and len(skipped) == len(answer.periods):
        yield RuleBroken("La misura non è stata attuata in nessun periodo: scegli «non attuata».", "outcome")
    if asked.wants_activation:
        try:
            check_done_on(answer.done_on, asked, semester, today)
        except RuleBroken as wrong:
            yield wrong
    if not evidence and not answer.no_evidence_because:
        yield RuleBroken("Allega almeno una prova, oppure scrivi perché non ce n'è una.", "no_evidence_because")


def is_early(done: bool | None, last_on: date, on: date) -> bool:
    """A period declared done while it lasts: it may yet go otherwise, and whoever validates and verifies is told.

    >>> is_early(True, date(2026, 12, 31), date(2026, 11, 21)), is_early(True, date(2026, 12, 31), date(2026, 12, 31))
    (True, False)
    """
    return done is True and on < last_on


def check_done_on(day: date | None, asked: Asked, semester: Semester, today: date) -> None:
    """The day of activation: what happened after the semester belongs to the next session."""
    if day is None:
        raise RuleBroken("Scrivi da quale giorno la misura è attuata.", "done_on")
    if day > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi.", "done_on")
    if day > semester.as_of:
        raise RuleBroken(
            f"Questo monitoraggio è al {write_date(semester.as_of)}: quello che è stato attuato dopo si dichiara nel prossimo.", "done_on"
        )  # fmt: skip
    if asked.in_force_from is not None and day < asked.in_force_from:
        raise RuleBroken(f"La misura è in vigore dal {write_date(asked.in_force_from)}: scegli un giorno successivo.", "done_on")
    if asked.in_force_to is not None and day > asked.in_force_to:
        raise RuleBroken(f"La misura è stata in vigore fino al {write_date(asked.in_force_to)}: scegli un giorno precedente.", "done_on")


def check_value(answer: Answer, verdict: Verdict | None) -> None:
    """What is declared done beside a value that misses its target is explained.

    >>> from riskreg.domain.targets import verdict
    >>> check_value(Answer(Outcome.DONE, value="80%"), verdict(">= 90%", "80%"))
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: Il valore non raggiunge il target (80 % < 90 %: non raggiunto): spiega perché nelle criticità.
    """
    if answer.outcome is Outcome.DONE and verdict is not None and verdict.kind is Kind.NO and not answer.criticality:
        raise RuleBroken(f"Il valore non raggiunge il target ({verdict.reason}): spiega perché nelle criticità.", "criticality")


def by_itself(answer: Answer) -> int | None:
    """How far a measure has come where nobody wrote it: what is done is done; of cases, the share that complied, rounded down.

    >>> by_itself(Answer(Outcome.DONE)), by_itself(Answer(Outcome.LATE, progress=40)), by_itself(Answer(Outcome.LATE, cases=3, complied=2))
    (100, 40, 66)
    """
    if answer.outcome is Outcome.DONE:
        return MOST_PROGRESS
    if answer.progress is None and answer.cases and answer.complied is not None:
        return answer.complied * MOST_PROGRESS // answer.cases
    return answer.progress


class Said(NamedTuple):
    """How far one of the checks of a measure has come, for whoever asks whether the measure is activated."""

    state: State
    outcome: Outcome | None
    done_on: date | None


def activated_on(asked: Iterable[Said]) -> date | None:
    """When a measure that several processes apply is activated: once each of them has, on the day of the last. A process is left out when its
    dirigente has validated that the measure does not apply there: a draft says nothing yet. One that said only that it still holds, of a measure
    that was activated then, names no day: the others do.

    >>> there, elsewhere = (Said(State.VALIDATED, Outcome.DONE, date(2026, month, 1)) for month in (3, 5))
    >>> not_here = Said(State.VALIDATED, Outcome.NOT_APPLICABLE, None)
    >>> activated_on([there, elsewhere]), activated_on([not_here, there])
    (datetime.date(2026, 5, 1), datetime.date(2026, 3, 1))
    >>> activated_on([there, not_here._replace(state=State.DRAFT)]), activated_on([not_here])
    (None, None)
    """
    days = []
    for each in asked:
        if each.state is State.VALIDATED and each.outcome is Outcome.NOT_APPLICABLE:
            continue
        if each.state is not State.VALIDATED or each.outcome is not Outcome.DONE:
            return None
        days.append(each.done_on)
    return max((day for day in days if day is not None), default=None)
