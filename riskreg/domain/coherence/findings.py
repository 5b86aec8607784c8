"""What a rule of coherence is, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from riskreg.domain.coherence.facts import Facts, Measure, Process


class Severity(StrEnum):
    """By their words in an address; the worst first."""

    GRAVE = "grave"
    WARNING = "attenzione"
    HINT = "suggerimento"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def many(self) -> str:
        return _MANY[self]

    def counted(self, count: int) -> str:
        """
        >>> Severity.GRAVE.counted(2), Severity.WARNING.counted(1)
        ('gravi', 'da guardare con attenzione')
        """
        return _ONE[self] if count == 1 else _MANY[self].lower()

    @property
    def tone(self) -> str:
        return _TONES[self]


_MANY: Mapping[str, str] = {"grave": "Gravi", "attenzione": "Da guardare con attenzione", "suggerimento": "Suggerimenti"}
_ONE: Mapping[str, str] = {"grave": "grave", "attenzione": "da guardare con attenzione", "suggerimento": "suggerimento"}
_TONES: Mapping[str, str] = {"grave": "danger", "attenzione": "warning", "suggerimento": "info"}


class Finding(NamedTuple):
    """Something in the plan that does not hold together.

    `subject` names what it is about as the trail does ("measure:12"), or by its code where it is no row ("measure_class:codice"), and tells
    this finding from the others of its rule. `mend` is the page where it is mended, when that is another thing than the subject. What
    `sentence` says is what somebody accepts: it holds nothing that changes by itself from one day to the next.
    """

    rule: str
    subject: str
    title: str
    sentence: str
    processes: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    mend: str = ""

    @property
    def fingerprint(self) -> str:
        """Of what is accepted: what changes comes back.

        >>> Finding("r", "measure:1", "M1", "Manca il target.").fingerprint == Finding("r", "measure:1", "M1", "Manca altro.").fingerprint
        False
        """
        return sha256(f"{self.rule}\x1f{self.subject}\x1f{self.title}\x1f{self.sentence}".encode()).hexdigest()

    @property
    def where(self) -> str:
        return self.mend or self.subject


Found = Iterator[Finding]


class Rule(NamedTuple):
    """`why`: why it matters, with the norm it comes from; `remedy`: what whoever mends it does."""

    code: str
    severity: Severity
    title: str
    why: str
    norm: str
    remedy: str
    find: Callable[[Facts], Found]


def about_process(rule: str, one: Process, sentence: str, mend: str = "") -> Finding:
    return Finding(rule, f"process:{one.id}", one.title, sentence, (one.id,), (one.unit_id,), mend)


def about_measure(rule: str, one: Measure, facts: Facts, sentence: str, mend: str = "") -> Finding:
    """Whoever answers for it is concerned as much as the processes that it answers to."""
    processes = facts.processes_of(one) if one.events else ()
    units = {facts.process[each].unit_id for each in processes} | {each.of_id for each in one.owners if each.kind == "unit" and each.of_id}
    return Finding(rule, f"measure:{one.id}", one.title, sentence, processes, tuple(sorted(units)), mend)
