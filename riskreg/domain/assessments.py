"""The states of an assessment, and what may follow each."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from riskreg.domain.permissions import Permission
from riskreg.domain.workflow import Step, Workflow


class State(StrEnum):
    """`bozza → inviata → validata → approvata`; `restituita`, with a reason, from any step back to the author (docs/domain/workflow.md)."""

    DRAFT = "draft"
    SENT = "sent"
    VALIDATED = "validated"
    APPROVED = "approved"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS: Mapping[str, str] = {
    "draft": "Bozza", "sent": "Inviata", "validated": "Validata", "approved": "Approvata", "returned": "Restituita",
}  # fmt: skip

WITH_AUTHOR: frozenset[str] = frozenset({State.DRAFT, State.RETURNED})
"""In the hands of whoever answers."""

UNDER_WAY: frozenset[str] = frozenset({State.SENT, State.VALIDATED})
"""In the hands of whoever judges it: what was seen then must still be what stands there."""


class Action(StrEnum):
    SEND = "send"
    WITHDRAW = "withdraw"
    VALIDATE = "validate"
    RETURN = "return"
    APPROVE = "approve"
    CHANGE = "change"
    """An answer, an event or a measure after it was sent: whoever judges must see it anew, from the beginning."""

    REJUDGE = "rejudge"
    """The judgment alone: who validated it validates it again."""

    VOID = "void"
    """The register changed what was approved, while the year is still open."""


FLOW = Workflow(
    kind="assessment",
    steps=(
        Step(State.DRAFT, Action.SEND, State.SENT, Permission.ASSESSMENT_EDIT),
        Step(State.RETURNED, Action.SEND, State.SENT, Permission.ASSESSMENT_EDIT),
        Step(State.SENT, Action.VALIDATE, State.VALIDATED, Permission.ASSESSMENT_VALIDATE),
        Step(State.SENT, Action.RETURN, State.RETURNED, Permission.ASSESSMENT_VALIDATE, needs_reason=True),
        Step(State.SENT, Action.WITHDRAW, State.DRAFT, Permission.ASSESSMENT_EDIT),
        Step(State.VALIDATED, Action.APPROVE, State.APPROVED, Permission.ASSESSMENT_APPROVE),
        Step(State.VALIDATED, Action.RETURN, State.RETURNED, Permission.ASSESSMENT_APPROVE, needs_reason=True),
        Step(State.SENT, Action.CHANGE, State.DRAFT),
        Step(State.VALIDATED, Action.CHANGE, State.DRAFT),
        Step(State.VALIDATED, Action.REJUDGE, State.SENT),
        Step(State.APPROVED, Action.VOID, State.DRAFT, needs_reason=True),
    ),
    states=STATE_LABELS,
    actions={
        "send": "Inviata", "withdraw": "Ritirata da chi l'ha inviata", "validate": "Validata", "return": "Restituita", "approve": "Approvata",
        "change": "Tornata in bozza", "rejudge": "Tornata a chi valida", "void": "Approvazione annullata",
    },
    refusals={
        (State.DRAFT, Action.APPROVE): "Prima va inviata e validata: si approva quello che altri hanno già guardato.",
        (State.RETURNED, Action.APPROVE): "È stata restituita: prima va corretta, inviata e validata.",
        (State.SENT, Action.APPROVE): "Prima la valida chi sta sopra: poi si approva.",
        (State.APPROVED, Action.APPROVE): "Questa valutazione è già approvata.",
        (State.DRAFT, Action.VALIDATE): "È ancora in bozza: si valida quando chi la compila la invia.",
        (State.VALIDATED, Action.VALIDATE): "Questa valutazione è già validata: ora la approva l'RPCT.",
        (State.SENT, Action.SEND): "Questa valutazione è già inviata.",
    },
)  # fmt: skip

FIRST_YEAR = 2013
"""L. 190/2012 is of November 2012: the first plan, and the first assessment that feeds one, are of 2013."""

LAST_YEAR = 2100

APPROVED = "Questa valutazione è approvata: non cambia più. Le novità vanno nella valutazione dell'anno dopo."

READY, UNFINISHED = "pronte", "da_completare"
"""Of those with the author: those that only have to be sent, and the others."""

FOR_ME, FOR_OTHERS = "pronte_per_me", "pronte_per_altri"
"""Of those that are validated, for whoever approves: nobody approves their own work."""

TO_VALIDATE = "da_validare"
"""Those that were sent and wait for whoever looks at the list."""

_HEADING: Mapping[str, str] = {READY: "Bozza pronta da inviare", UNFINISHED: "Bozza da completare"}

SHOWN_STATES: Mapping[str, str] = {**_HEADING, TO_VALIDATE: "Inviata, da validare da te", **STATE_LABELS}
"""For choosing among them in a list."""

SHOWN_TO_APPROVERS: Mapping[str, str] = {
    **_HEADING, TO_VALIDATE: SHOWN_STATES[TO_VALIDATE], FOR_ME: "Validata che puoi approvare tu", FOR_OTHERS: "Validata che approva un'altra persona", **STATE_LABELS,
}  # fmt: skip


def is_active_in(year: int, active_from: date, retired_on: date | None) -> bool:
    """On a day of that year at least: then the process may be assessed for it, even after it has retired.

    >>> is_active_in(2026, date(2020, 1, 1), date(2026, 3, 31)), is_active_in(2026, date(2020, 1, 1), date(2026, 1, 1))
    (True, False)
    >>> is_active_in(2026, date(2026, 12, 31), None), is_active_in(2026, date(2027, 1, 1), None)
    (True, False)
    """
    return active_from <= date(year, 12, 31) and (retired_on is None or retired_on > date(year, 1, 1))


def years_to_assess(on: date) -> range:
    """The last one is next year: its plan is prepared in this one."""
    return range(FIRST_YEAR, on.year + 2)


BandKey = tuple[int, str]
"""A band as figures tell it apart: by rank and name. Two methodologies may call bands of different rank alike."""


def band_labels(bands: Iterable[BandKey]) -> dict[BandKey, str]:
    """What each is called beside the others, the mildest first; where a name is there twice, its rank stands beside it.

    >>> band_labels([(2, "MEDIO"), (2, "BASSO"), (1, "BASSO")])
    {(1, 'BASSO'): 'BASSO (grado 1)', (2, 'BASSO'): 'BASSO (grado 2)', (2, 'MEDIO'): 'MEDIO'}
    """
    known = sorted(set(bands))
    names = [name for _rank, name in known]
    return {(rank, name): f"{name} (grado {rank})" if names.count(name) > 1 else name for rank, name in known}


def write_band(band: BandKey) -> str:
    """As an address says it.

    >>> write_band((3, "MEDIO-ALTO")), read_band("3 MEDIO-ALTO")
    ('3 MEDIO-ALTO', (3, 'MEDIO-ALTO'))
    """
    return f"{band[0]} {band[1]}"


def read_band(text: str) -> BandKey:
    rank, _, name = text.partition(" ")
    return int(rank), name
