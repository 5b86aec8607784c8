"""Whether a measure is the right one: judged once a year by the RPCT, for each specific measure.

L. 190/2012 art. 1 c. 10 lett. a asks for the plan's effective implementation *and* its suitability. PNA 2019, annex 1, part 5: before new measures
come, those that are there are looked at; what is not suitable is mended, merged or dropped.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import join_words


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


TWICE = 2


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
    """By code, the measures about which there is something to say."""
    by_event: dict[int, list[Known]] = {}
    for each in measures:
        for event in each.events:
            by_event.setdefault(event, []).append(each)
    found = {}
    for one in measures:
        beside = {other.code: other for event in one.events for other in by_event[event]}
        if said := advice(one, beside.values()):
            found[one.code] = said
    return found
