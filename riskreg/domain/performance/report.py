"""The Relazione sulla performance: its states, what each step owes, what it says in words.

D.lgs. 150/2009 art. 10 c. 1 lett. b: approved by the governing organ and validated by the OIV (art. 14 c. 4 lett. c), it is published by 30 June of the year
after the one that it speaks of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import tidy, write_date
from riskreg.domain.performance.indicators import FIRST_YEAR, LAST_YEAR
from riskreg.domain.permissions import Permission
from riskreg.domain.workflow import Step, Workflow


class State(StrEnum):
    """`bozza → approvata → validata → pubblicata`; what the OIV refuses stays as it is and is not published: a revision follows it."""

    DRAFT = "draft"
    APPROVED = "approved"
    VALIDATED = "validated"
    REFUSED = "refused"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS: Mapping[str, str] = {
    "draft": "Bozza", "approved": "Approvata", "validated": "Validata dall'OIV", "refused": "Non validata dall'OIV", "published": "Pubblicata",
}  # fmt: skip
STATE_TONES: Mapping[str, str] = {"draft": "neutral", "approved": "warning", "validated": "warning", "refused": "danger", "published": "ok"}


class Action(StrEnum):
    APPROVE = "approve"
    VALIDATE = "validate"
    REFUSE = "refuse"
    PUBLISH = "publish"


NOT_APPROVED = "La relazione è ancora in bozza: l'OIV la guarda quando l'organo l'ha approvata."
ALREADY_JUDGED = "L'OIV si è già espresso su questa relazione."
NOT_VALIDATED = "La relazione si pubblica dopo la validazione dell'OIV."
REFUSED = "L'OIV non l'ha validata: apri una revisione, che l'organo approverà e l'OIV guarderà di nuovo."

FLOW = Workflow(
    kind="performance_report",
    steps=(
        Step(State.DRAFT, Action.APPROVE, State.APPROVED, Permission.PERFORMANCE_REPORT_PREPARE),
        Step(State.APPROVED, Action.VALIDATE, State.VALIDATED, Permission.PERFORMANCE_REPORT_VALIDATE),
        Step(State.APPROVED, Action.REFUSE, State.REFUSED, Permission.PERFORMANCE_REPORT_VALIDATE, needs_reason=True),
        Step(State.VALIDATED, Action.PUBLISH, State.PUBLISHED, Permission.PERFORMANCE_REPORT_PREPARE),
    ),
    states=STATE_LABELS,
    actions={"approve": "Approvata", "validate": "Validata dall'OIV", "refuse": "Non validata dall'OIV", "publish": "Pubblicata"},
    refusals={
        (State.APPROVED, Action.APPROVE): "Questa relazione è già approvata: per cambiarla apri una revisione.",
        (State.DRAFT, Action.VALIDATE): NOT_APPROVED,
        (State.DRAFT, Action.REFUSE): NOT_APPROVED,
        **{(state, action): ALREADY_JUDGED for state in (State.VALIDATED, State.REFUSED, State.PUBLISHED) for action in (Action.VALIDATE, Action.REFUSE)},
        (State.DRAFT, Action.PUBLISH): NOT_VALIDATED,
        (State.APPROVED, Action.PUBLISH): NOT_VALIDATED,
        (State.REFUSED, Action.PUBLISH): REFUSED,
    },
)  # fmt: skip

STILL_DRAFT = "La relazione è ancora in bozza: modificala direttamente, senza una revisione."
SUPERSEDED = "Dopo questa l'organo ha approvato una revisione: vale quella."
OPENED_ALREADY = "La relazione di quest'anno c'è già: continua su quella."
FROZEN = "La relazione è approvata e non cambia più. Se c'è un errore, apri una revisione."


class Outcome(StrEnum):
    """What the OIV says of it (d.lgs. 150/2009 art. 14 c. 4 lett. c)."""

    VALIDATED = "validated"
    WITH_REMARKS = "with_remarks"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]

    @property
    def action(self) -> Action:
        return Action.REFUSE if self is Outcome.REFUSED else Action.VALIDATE


OUTCOME_LABELS: Mapping[str, str] = {"validated": "Validata", "with_remarks": "Validata con osservazioni", "refused": "Non validata"}


# What it says in words


class Section(StrEnum):
    """Each has its place in the document; one that nobody wrote is not printed."""

    PRESENTATION = "presentation"
    CONTEXT = "context"
    RESOURCES = "resources"
    EQUALITY = "equality"
    CRITICAL = "critical"
    PROCESS = "process"
    CONCLUSIONS = "conclusions"

    @property
    def label(self) -> str:
        return SECTION_LABELS[self]

    @property
    def hint(self) -> str:
        return SECTION_HINTS[self]


SECTION_LABELS: Mapping[str, str] = {
    "presentation": "Presentazione", "context": "Il contesto dell'anno", "resources": "Risorse, efficienza ed economicità",
    "equality": "Pari opportunità", "critical": "Criticità e opportunità", "process": "Come è nata la relazione", "conclusions": "Conclusioni",
}  # fmt: skip
SECTION_HINTS: Mapping[str, str] = {
    "presentation": "A chi si rivolge la relazione e che cosa vuole dire, in poche righe.",
    "context": "Che cosa è cambiato nell'anno, fuori e dentro l'ente, e ha pesato sui risultati.",
    "resources": "Le risorse usate: bilancio, personale, che cosa è costato di più o di meno del previsto.",
    "equality": "Che cosa si è fatto per le pari opportunità e per il bilancio di genere.",
    "critical": "Che cosa non è andato come si voleva e perché; che cosa si è imparato.",
    "process": "Chi ha raccolto i dati, chi li ha verificati, in quali giorni.",
    "conclusions": "Che cosa ne segue per il piano dell'anno dopo.",
}

OPENING = (Section.PRESENTATION, Section.CONTEXT)
"""Before the figures; the others come after them."""

LONGEST_TEXT = 40_000


# What each step owes


@dataclass(frozen=True)
class Act:
    """With which the organ approved it."""

    body: str
    number: str
    on: date

    def checked(self, year: int, today: date) -> "Act":
        """
        >>> Act("Giunta", " Delibera n. 9 ", date(2026, 5, 4)).checked(2025, date(2026, 5, 5)).number
        'Delibera n. 9'
        """
        body, number = tidy(self.body), tidy(self.number)
        if not body:
            raise RuleBroken("Scrivi quale organo ha approvato la relazione, per esempio «Giunta camerale».", "act_body")
        if not number:
            raise RuleBroken("Scrivi il tipo e il numero dell'atto, per esempio «Deliberazione n. 12».", "act_number")
        if self.on > today:
            raise RuleBroken("Scegli un giorno non successivo a oggi: l'atto si registra quando c'è.", "approved_on")
        if self.on.year <= year:
            raise RuleBroken(f"La relazione sul {year} si approva dal 1° gennaio {year + 1}: controlla la data dell'atto.", "approved_on")
        return Act(body, number, self.on)


@dataclass(frozen=True)
class Judgment:
    """What the OIV sent: the outcome, on which day, under which number of the protocol; what it says of it."""

    outcome: Outcome | None
    on: date
    protocol: str
    text: str = ""

    def checked(self, approved_on: date, today: date) -> "Judgment":
        protocol = tidy(self.protocol)
        if self.outcome is None:
            raise RuleBroken("Scegli l'esito: validata, validata con osservazioni, non validata.", "outcome")
        if not protocol:
            raise RuleBroken("Scrivi il numero di protocollo del documento di validazione, per esempio «Prot. 1234».", "oiv_protocol")
        if self.on > today:
            raise RuleBroken("Scegli un giorno non successivo a oggi.", "oiv_on")
        if self.on < approved_on:
            raise RuleBroken(f"La relazione è approvata dal {write_date(approved_on)}: l'OIV non può averla guardata prima.", "oiv_on")
        if self.outcome is not Outcome.VALIDATED and not self.text:
            raise RuleBroken("Scrivi che cosa osserva l'OIV: chi prepara la relazione deve sapere che cosa correggere.", "oiv_text")
        return Judgment(self.outcome, self.on, protocol, self.text)


def check_published(on: date, validated_on: date | None, today: date) -> None:
    if on > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi: la pubblicazione si registra quando è avvenuta.", "published_on")
    if validated_on is not None and on < validated_on:
        raise RuleBroken(
            f"L'OIV l'ha validata il {write_date(validated_on)}: la relazione validata non può essere pubblicata prima.", "published_on"
        )


def due_on(year: int) -> date:
    """By when it is published.

    >>> due_on(2025)
    datetime.date(2026, 6, 30)
    """
    return date(year + 1, 6, 30)


def check_year(year: int, today: date) -> None:
    """A report speaks of a year that has begun: its draft may be prepared while the year goes on."""
    if not FIRST_YEAR <= year <= min(LAST_YEAR, today.year):
        raise RuleBroken(f"Scegli un anno fra {FIRST_YEAR} e {today.year}.", "year")


def name(year: int, revision: int) -> str:
    """
    >>> name(2025, 0), name(2025, 1)
    ('Relazione sulla performance 2025', 'Relazione sulla performance 2025, revisione 1')
    """
    return f"Relazione sulla performance {year}" + (f", revisione {revision}" if revision else "")
