"""The figures of a session: of how many measures it asked, what was declared and validated, in the whole and by class, family, area, unit.

A measure counts as monitored when its check is validated; what nobody declared, or nobody validated, is *non monitorata*. Rates are over what was
applicable, as exact decimals; None where there is nothing to measure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from riskreg.domain.monitoring.checks import OUTCOME_LABELS, Outcome
from riskreg.domain.plans import Rate

UNMONITORED = "unmonitored"
COUNTED: Mapping[str, str] = {**OUTCOME_LABELS, UNMONITORED: "Non monitorata"}

DRAWN = (Outcome.DONE.value, Outcome.ON_TRACK.value, Outcome.LATE.value, Outcome.NOT_DONE.value, UNMONITORED)
"""What pictures show, from the best to the worst; what does not apply is in the tables only."""


class Facet(StrEnum):
    """By what figures are divided."""

    KIND = "kind"
    CLASS = "class"
    FAMILY = "family"
    AREA = "area"
    UNIT = "unit"

    @property
    def label(self) -> str:
        return FACET_LABELS[self]


FACET_LABELS: Mapping[str, str] = {
    "kind": "Tipo", "class": "Classe", "family": "Famiglia", "area": "Area di rischio", "unit": "Unità che firma",
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One check, as figures see it: where it is counted, by facet; its outcome, or None where it is not monitored."""

    where: Mapping[Facet, tuple[str, str]]
    """By facet, the code and the name under which it is counted; a facet that does not concern it is not there."""

    outcome: Outcome | None
    is_shown: bool = False
    """Something shows it: evidence."""


@dataclass(frozen=True)
class Tally:
    name: str
    by_outcome: Mapping[str, int] = field(default_factory=dict)
    shown: int = 0

    @property
    def asked(self) -> int:
        return sum(self.by_outcome.values())

    def of(self, outcome: str) -> int:
        return self.by_outcome.get(outcome, 0)

    @property
    def done(self) -> int:
        return self.of(Outcome.DONE)

    @property
    def monitored(self) -> Rate:
        return Rate(self.asked - self.of(UNMONITORED), self.asked)

    @property
    def implemented(self) -> Rate:
        """Of those that apply."""
        return Rate(self.done, self.asked - self.of(Outcome.NOT_APPLICABLE))

    @property
    def rate(self) -> Decimal | None:
        return self.implemented.percent


@dataclass(frozen=True)
class SessionFigures:
    whole: Tally
    by_facet: Mapping[Facet, Sequence[tuple[str, Tally]]]
    """Code and tally, in the order in which codes came."""


def counted(facts: Iterable[Fact]) -> SessionFigures:
    """
    >>> fact = Fact({Facet.KIND: ("general", "Generali")}, Outcome.DONE, True)
    >>> found = counted([fact, Fact({Facet.KIND: ("general", "Generali")}, None)])
    >>> found.whole.asked, found.whole.rate, found.whole.monitored.percent, [code for code, _tally in found.by_facet[Facet.KIND]]
    (2, Decimal('50.00'), Decimal('50.00'), ['general'])
    """
    every = list(facts)
    by_facet = {}
    for facet in Facet:
        names: dict[str, str] = {}
        groups: dict[str, list[Fact]] = {}
        for fact in every:
            if facet in fact.where:
                code, name = fact.where[facet]
                names.setdefault(code, name)
                groups.setdefault(code, []).append(fact)
        by_facet[facet] = [(code, _tally(names[code], group)) for code, group in groups.items()]
    return SessionFigures(_tally("Tutte", every), by_facet)


def _tally(name: str, facts: Sequence[Fact]) -> Tally:
    found: dict[str, int] = {}
    for fact in facts:
        key = fact.outcome.value if fact.outcome is not None else UNMONITORED
        found[key] = found.get(key, 0) + 1
    return Tally(name, {key: found[key] for key in COUNTED if key in found}, sum(fact.is_shown for fact in facts))
