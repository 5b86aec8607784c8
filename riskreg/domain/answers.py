"""Which families of measures answer which enabling factor.

PNA 2019, annex 1, part 5.1: a measure is chosen for its capacity to neutralise the enabling factors of the event; where controls are missing it
acts on controls, and rotation would make little sense. The pairs below follow that criterion, and are ours: they are proposed, never applied.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from riskreg.domain.register import FACTOR_LABELS, FAMILY_LABELS, Factor, Family


@dataclass(frozen=True)
class Answer:
    """A family, and what it does about the factor."""

    family: Family
    how: str


ANSWERS: Mapping[Factor, tuple[Answer, ...]] = {
    Factor.NO_CONTROLS: (
        Answer(Family.CONTROL, "introduce un controllo dove manca, o rafforza quello che c'è"),
    ),
    Factor.NO_TRANSPARENCY: (
        Answer(Family.TRANSPARENCY, "fa vedere le scelte a chi è fuori dall'ufficio"),
    ),
    Factor.COMPLEXITY: (
        Answer(Family.REGULATION, "mette per iscritto criteri che oggi sono incerti"),
        Answer(Family.SIMPLIFICATION, "toglie passaggi e regole che nessuno sa applicare allo stesso modo"),
    ),
    Factor.FEW_HANDS: (
        Answer(Family.ROTATION, "fa passare il lavoro per altre mani; dove non si può, le funzioni si dividono tra più persone"),
        Answer(Family.TRAINING, "prepara chi potrà dare il cambio"),
    ),
    Factor.NO_RESPONSIBILITY: (
        Answer(Family.REGULATION, "dice per iscritto chi decide e chi risponde"),
        Answer(Family.CONTROL, "separa chi istruisce da chi decide e da chi verifica"),
    ),
    Factor.NO_SKILLS: (
        Answer(Family.TRAINING, "dà le competenze che mancano"),
    ),
    Factor.NO_CULTURE: (
        Answer(Family.ETHICS, "chiarisce quali comportamenti sono attesi"),
        Answer(Family.TRAINING, "parla di casi concreti e di come comportarsi"),
    ),
    Factor.POLITICS: (
        Answer(Family.CONFLICT, "fa emergere gli interessi di chi decide"),
        Answer(Family.REGULATION, "distingue l'indirizzo politico dalla gestione"),
    ),
    Factor.ORGANISATION: (
        Answer(Family.REGULATION, "ridisegna compiti e passaggi"),
        Answer(Family.SIMPLIFICATION, "libera tempo e risorse che mancano"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A family for an event: the factors that it answers, and how."""

    family: Family
    reasons: tuple[tuple[Factor, str], ...]

    @property
    def label(self) -> str:
        return FAMILY_LABELS[self.family]

    @property
    def because(self) -> str:
        return "; ".join(f"per «{FACTOR_LABELS[factor].lower()}» {how}" for factor, how in self.reasons)


def proposals(factors: Iterable[str]) -> list[Proposal]:
    """The families that answer these factors: those that answer more of them first.

    >>> [(one.label, len(one.reasons)) for one in proposals(["f", "g"])]
    [('Formazione', 2), ('Etica e standard di comportamento', 1)]
    """
    found: dict[Family, list[tuple[Factor, str]]] = {}
    for factor in sorted({Factor(each) for each in factors}):
        for answer in ANSWERS[factor]:
            found.setdefault(answer.family, []).append((factor, answer.how))
    return sorted((Proposal(family, tuple(reasons)) for family, reasons in found.items()), key=lambda one: (-len(one.reasons), one.family))
