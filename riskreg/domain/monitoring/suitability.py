"""Whether a measure is the right one: judged once a year by the RPCT, for each specific measure.

L. 190/2012 art. 1 c. 10 lett. a asks for the plan's effective implementation *and* its suitability. PNA 2019, annex 1, part 5: before new measures
come, those that are there are looked at; what is not suitable is mended, merged or dropped.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import join_words
from riskreg.domain.monitoring.checks import NEED_A_REASON, OUTCOME_LABELS, Outcome
from riskreg.domain.semesters import Semester


class Judgment(StrEnum):
    SUITABLE = "suitable"
    STRENGTHEN = "strengthen"
    UNSUITABLE = "unsuitable"

    @property
    def label(self) -> str:
        return JUDGMENT_LABELS[self]

    @property
    def tone(self) -> str:
        return JUDGMENT_TONES[self]


JUDGMENT_LABELS: Mapping[str, str] = {"suitable": "Idonea", "strengthen": "Da rafforzare", "unsuitable": "Non idonea"}
JUDGMENT_TONES: Mapping[str, str] = {"suitable": "ok", "strengthen": "warning", "unsuitable": "danger"}


class Follow(StrEnum):
    """What follows from the judgment; nothing changes by itself."""

    KEEP = "keep"
    CHANGE = "change"
    MERGE = "merge"
    DROP = "drop"

    @property
    def label(self) -> str:
        return FOLLOW_LABELS[self]


FOLLOW_LABELS: Mapping[str, str] = {
    "keep": "Resta com'è", "change": "Si modifica", "merge": "Si accorpa con un'altra", "drop": "Si toglie",
}  # fmt: skip


def check_judgment(judgment: Judgment | None, motivation: str, follow: Follow | None, merges_with: int | None, own: int) -> None:
    if judgment is None:
        raise RuleBroken("Scegli se la misura è idonea.", "judgment")
    if not motivation:
        raise RuleBroken("Scrivi perché: il giudizio si legge nella relazione annuale.", "motivation")
    if follow is None:
        raise RuleBroken("Scegli che cosa ne segue.", "follow")
    if judgment is not Judgment.SUITABLE and follow is Follow.KEEP:
        raise RuleBroken("Una misura che non è idonea non resta com'è: scegli che cosa ne segue.", "follow")
    if follow is Follow.MERGE and merges_with is None:
        raise RuleBroken("Scegli con quale misura si accorpa.", "merges_with")
    if merges_with is not None and merges_with == own:
        raise RuleBroken("Scegli un'altra misura: questa non si accorpa con se stessa.", "merges_with")


TWICE = 2


def check_year(year: int, today: date, in_force_from: date, in_force_to: date | None) -> None:
    """A year is judged once it has begun, and only of what was in force in it.

    >>> check_year(2027, date(2026, 11, 21), date(2025, 1, 1), None)
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.WrongState: Il 2027 non è ancora cominciato: l'idoneità si giudica su quello che è stato monitorato.
    """
    if year > today.year:
        raise WrongState(f"Il {year} non è ancora cominciato: l'idoneità si giudica su quello che è stato monitorato.")
    if in_force_from.year > year or (in_force_to is not None and in_force_to.year < year):
        raise WrongState(f"Nel {year} questa misura non era in vigore: non c'è nulla da giudicare.")


@dataclass(frozen=True)
class OfSession:
    """What one session has of a measure: the outcomes that were validated, one for each process that applies it."""

    semester: Semester
    outcomes: tuple[Outcome, ...]
    is_too_much: bool = False
    no_case: bool = False

    @property
    def is_late(self) -> bool:
        """Somewhere it is late or not done: the weakest place says how it goes."""
        return any(each in NEED_A_REASON for each in self.outcomes)

    @property
    def said(self) -> str:
        """
        >>> OfSession(Semester(2026, 1), (Outcome.DONE, Outcome.LATE, Outcome.DONE)).said
        '1° semestre 2026: attuata (2), in ritardo (1)'
        """
        counted = Counter(self.outcomes)
        several = len(counted) > 1
        words = [f"{OUTCOME_LABELS[each].lower()}{f' ({counted[each]})' if several else ''}" for each in Outcome if counted[each]]
        return f"{self.semester.label}: {', '.join(words)}"


def not_done_running(those: Sequence[OfSession]) -> int:
    """How many sessions, the last first and without a gap, found it late or not done.

    >>> late, done = (OfSession(Semester(2026, half), (outcome,)) for half, outcome in ((2, Outcome.LATE), (1, Outcome.DONE)))
    >>> not_done_running([late, done]), not_done_running([done, late])
    (1, 0)
    """
    expected, count = None, 0
    for each in those:
        if not each.is_late or (expected is not None and each.semester != expected):
            break
        count, expected = count + 1, each.semester.before
    return count


def never_met(those: Sequence[OfSession]) -> bool:
    """The case that it waits for has come in neither of the last two sessions that asked."""
    return len(those) >= TWICE and all(each.no_case for each in those[:TWICE])


@dataclass(frozen=True)
class Known:
    """What is known of a specific measure when it is judged."""

    code: str
    family: str
    events: frozenset[int]
    not_done_running: int = 0
    """How many sessions before this one, without a gap, found it late or not done."""

    is_too_much: bool = False
    """Whoever answers for it said that it is too onerous as it is written."""

    failed: bool = False
    """A verification of it went badly this year."""

    never_met: bool = False
    """It waits for a case that has not come for two sessions."""


def advice(one: Known, others: Iterable[Known]) -> list[str]:
    """What speaks for dropping or merging it, in sentences; before anything is added.

    >>> twin = Known("B.08.M2", "a", frozenset({4}))
    >>> advice(Known("B.08.M1", "a", frozenset({4}), not_done_running=2), [twin])
    ['Risponde agli stessi eventi di B.08.M2, e allo stesso modo: si possono accorpare.', 'Da 2 sessioni non è attuata: se non serve, si può togliere.']
    """
    found = []
    if twins := _twins(one, others):
        found.append(f"Risponde agli stessi eventi di {join_words(twins)}, e allo stesso modo: si possono accorpare.")
    if one.not_done_running >= TWICE:
        found.append(f"Da {one.not_done_running} sessioni non è attuata: se non serve, si può togliere.")
    if one.is_too_much:
        found.append("Chi ne risponde la trova troppo onerosa per come è scritta: si può semplificare.")
    if one.failed:
        found.append("Una verifica di quest'anno è andata male: così com'è non regge.")
    if one.never_met:
        found.append("Aspetta un caso che non si presenta da 2 sessioni: si può togliere, o dire meglio quando si applica.")
    return found


def _twins(one: Known, others: Iterable[Known]) -> list[str]:
    return [each.code for each in others if each.code != one.code and each.family == one.family and each.events & one.events]


def to_think_over(measures: Collection[Known]) -> dict[str, list[str]]:
    """By code, the measures about which there is something to say; others are named in the order in which they come."""
    place = {each.code: number for number, each in enumerate(measures)}
    by_event: dict[int, list[Known]] = {}
    for each in measures:
        for event in each.events:
            by_event.setdefault(event, []).append(each)
    found = {}
    for one in measures:
        beside = {other.code: other for event in one.events for other in by_event[event]}
        if said := advice(one, sorted(beside.values(), key=lambda other: place[other.code])):
            found[one.code] = said
    return found
