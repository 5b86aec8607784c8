"""What must hold before a methodology may be published: afterwards nobody can mend it.

Each fault is a sentence for whoever is drafting it. Without faults, every set of answers leads to exactly one band.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from riskreg.domain.exact import half_up
from riskreg.domain.italian import write_number
from riskreg.domain.scoring.methodology import (
    NUMERIC_COMBINATIONS,
    ORDINAL_COMBINATIONS,
    Axis,
    Band,
    Combination,
    Criterion,
    Effectiveness,
    Methodology,
    NumericMethodology,
    OrdinalMethodology,
)

STEP = Decimal("0.01")
"""Residuals have two decimals: the next band begins one step after the last one ends."""


HIGHEST = Decimal("9999999.99")
"""What the database keeps of a score."""


class Part(StrEnum):
    """What a methodology is made of, as it is written and read."""

    SHEET = "sheet"
    CRITERIA = "criteria"
    LEVELS = "levels"
    EFFECTIVENESS = "effectiveness"
    BANDS = "bands"
    CROSSING = "crossing"
    TREATING = "treating"

    @property
    def label(self) -> str:
        return PART_LABELS[self]


PART_LABELS = {
    "sheet": "Dati generali",
    "criteria": "Criteri",
    "levels": "Livelli",
    "effectiveness": "Efficacia delle misure",
    "bands": "Fasce di rischio",
    "crossing": "Tabella del rischio",
    "treating": "Tabella del residuo",
}


@dataclass(frozen=True)
class Fault:
    """What is missing or wrong, and where it is mended; `about` is the code of the criterion, where one is meant."""

    part: Part
    sentence: str
    about: str = ""


def faults(methodology: Methodology) -> tuple[str, ...]:
    """Everything that keeps it from being published, in the order of the page."""
    return tuple(each.sentence for each in placed_faults(methodology))


def placed_faults(methodology: Methodology) -> tuple[Fault, ...]:
    """The same, each with the part of the draft where it is mended."""
    found = [
        *_of_combination(methodology),
        *_of_criteria(methodology),
        *_at(Part.EFFECTIVENESS, _of_effectiveness(methodology)),
        *_at(Part.BANDS, _of_marks(methodology.bands)),
    ]
    if isinstance(methodology, NumericMethodology):
        found += [
            *_of_worths(methodology),
            *_at(Part.EFFECTIVENESS, _of_coefficients(methodology.effectiveness)),
            *_at(Part.BANDS, _of_limits(methodology)),
            *_at(Part.CRITERIA, _of_top(methodology)),
        ]
    else:
        found += [
            *_of_levels(methodology),
            *_at(Part.CROSSING, _of_crossing(methodology)),
            *_at(Part.TREATING, _of_treating(methodology)),
        ]
    return tuple(found)


def _at(part: Part, sentences: Iterable[str]) -> Iterator[Fault]:
    return (Fault(part, sentence) for sentence in sentences)


def _of_combination(methodology: Methodology) -> Iterator[Fault]:
    allowed: Sequence[Combination] = NUMERIC_COMBINATIONS if isinstance(methodology, NumericMethodology) else ORDINAL_COMBINATIONS
    for axis in Axis:
        if methodology.combine.get(axis) not in allowed:
            yield Fault(Part.SHEET, f"{axis.label}: scegli come si combinano le risposte.")


def _of_criteria(methodology: Methodology) -> Iterator[Fault]:
    for axis in Axis:
        if not methodology.of_axis(axis):
            yield Fault(Part.CRITERIA, f"{axis.label}: aggiungi almeno un criterio.")
    for criterion in methodology.criteria:
        for sentence in _of_answers(criterion):
            yield Fault(Part.CRITERIA, f"Criterio «{criterion.name}»: {sentence}", criterion.code)
    yield from _at(Part.CRITERIA, _twice("i criteri", [each.code for each in methodology.criteria]))


def _of_answers(criterion: Criterion[Decimal] | Criterion[str]) -> Iterator[str]:
    if len(criterion.answers) < 2:
        yield "servono almeno due risposte."
    if any(not answer.text.strip() for answer in criterion.answers):
        yield "descrivi ogni risposta."
    if len({answer.code for answer in criterion.answers}) < len(criterion.answers):
        yield "due risposte hanno lo stesso codice."


def _of_effectiveness(methodology: Methodology) -> Iterator[str]:
    if not methodology.effectiveness:
        yield "Aggiungi i livelli di efficacia delle misure."
    yield from _twice("i livelli di efficacia", [each.code for each in methodology.effectiveness])


def _of_marks(bands: Sequence[Band]) -> Iterator[str]:
    """Ranks order the bands; whoever asks for treatment asks it of everything worse as well."""
    if not bands:
        yield "Aggiungi le fasce di rischio."
        return
    yield from _twice("le fasce", [each.code for each in bands])
    ordered = sorted(bands, key=lambda each: each.rank)
    if [each.rank for each in ordered] != list(range(1, len(bands) + 1)):
        yield "Numera le fasce da 1 (la più lieve) in su, senza salti e senza doppioni."
    for mild, grave in pairwise(ordered):
        if mild.needs_treatment and not grave.needs_treatment:
            yield f"La fascia {mild.name} richiede trattamento: deve richiederlo anche {grave.name}, che è più grave."


def _of_worths(methodology: NumericMethodology) -> Iterator[Fault]:
    for criterion in methodology.criteria:
        if any(answer.worth < 0 for answer in criterion.answers):
            yield Fault(Part.CRITERIA, f"Criterio «{criterion.name}»: un punteggio non può essere negativo.", criterion.code)


def _of_coefficients(steps: Sequence[Effectiveness]) -> Iterator[str]:
    for each in steps:
        if each.coefficient is None or not 0 <= each.coefficient <= 1:
            yield f"Efficacia «{each.name}»: il coefficiente va da 0 a 1."
    if steps and steps[0].coefficient != 1:
        yield f"Efficacia «{steps[0].name}»: il primo livello vale per chi non ha misure, quindi il suo coefficiente è 1."
    held = [each.coefficient for each in steps if each.coefficient is not None]
    if any(later >= earlier for earlier, later in pairwise(held)):
        yield "Efficacia: i coefficienti devono scendere da un livello al successivo."


def _of_limits(methodology: NumericMethodology) -> Iterator[str]:
    """Every residual that answers can lead to lies in exactly one band."""
    ordered = sorted(methodology.bands, key=lambda each: each.rank)
    limits = [(each, each.least, each.most) for each in ordered]
    whole = [(each, least, most) for each, least, most in limits if least is not None and most is not None]
    if len(whole) < len(limits) or not whole:
        yield from (f"Fascia {each.name}: indica da dove a dove va." for each, least, most in limits if least is None or most is None)
        return
    for each, least, most in whole:
        if most < least:
            yield f"Fascia {each.name}: la fine ({write_number(most, 2)}) viene prima dell'inizio ({write_number(least, 2)})."
        if half_up(least) != least or half_up(most) != most:
            yield f"Fascia {each.name}: usa al massimo due decimali."
    if whole[0][1] != 0:
        yield f"La fascia più lieve ({whole[0][0].name}) deve partire da 0."
    for (mild, _, until), (grave, since, _) in pairwise(whole):
        if since > until + STEP:
            yield f"Tra {mild.name} e {grave.name} resta un vuoto: {grave.name} deve partire da {write_number(until + STEP, 2)}."
        if since < until + STEP:
            yield f"{mild.name} e {grave.name} si sovrappongono: {grave.name} deve partire da {write_number(until + STEP, 2)}."
    top = _top(methodology)
    if whole[-1][2] != top:
        verb = "arrivare" if whole[-1][2] < top else "fermarsi"
        yield f"La fascia più grave ({whole[-1][0].name}) deve {verb} a {write_number(top, 2)}, il punteggio più alto possibile."


def _of_top(methodology: NumericMethodology) -> Iterator[str]:
    if (top := _top(methodology)) > HIGHEST:
        yield (
            f"Il punteggio più alto possibile è {write_number(top, 2)}: riskreg ne conserva fino a {write_number(HIGHEST, 2)}. "
            "Usa punteggi più piccoli."
        )


def _top(methodology: NumericMethodology) -> Decimal:
    return half_up(methodology.highest(Axis.PROBABILITY) * methodology.highest(Axis.IMPACT))


def _of_levels(methodology: OrdinalMethodology) -> Iterator[Fault]:
    yield from _at(Part.LEVELS, _of_ranks(methodology))
    known = {each.code for each in methodology.levels}
    for criterion in methodology.criteria:
        if any(answer.worth not in known for answer in criterion.answers):
            yield Fault(Part.CRITERIA, f"Criterio «{criterion.name}»: assegna a ogni risposta un livello.", criterion.code)


def _of_ranks(methodology: OrdinalMethodology) -> Iterator[str]:
    if not methodology.levels:
        yield "Aggiungi i livelli di probabilità e impatto."
    yield from _twice("i livelli", [each.code for each in methodology.levels])
    if sorted(each.rank for each in methodology.levels) != list(range(1, len(methodology.levels) + 1)):
        yield "Numera i livelli da 1 (il più basso) in su, senza salti e senza doppioni."


def _of_crossing(methodology: OrdinalMethodology) -> Iterator[str]:
    """Each cell filled, and nowhere a risk that falls while probability or impact rises."""
    ranks = {each.code: each.rank for each in methodology.bands}
    levels = sorted(methodology.levels, key=lambda each: each.rank)
    for probability in levels:
        for impact in levels:
            if methodology.crossing.get((probability.code, impact.code)) not in ranks:
                yield f"Tabella del rischio: scegli la fascia per probabilità «{probability.name}» e impatto «{impact.name}»."
    for fixed in levels:
        by_impact = [ranks.get(methodology.crossing.get((fixed.code, each.code), ""), 0) for each in levels]
        by_probability = [ranks.get(methodology.crossing.get((each.code, fixed.code), ""), 0) for each in levels]
        if 0 not in by_impact and by_impact != sorted(by_impact):
            yield f"Tabella del rischio, probabilità «{fixed.name}»: il rischio scende mentre l'impatto sale."
        if 0 not in by_probability and by_probability != sorted(by_probability):
            yield f"Tabella del rischio, impatto «{fixed.name}»: il rischio scende mentre la probabilità sale."


def _of_treating(methodology: OrdinalMethodology) -> Iterator[str]:
    """Measures may lower a band or leave it, better ones at least as much; the first level of effectiveness leaves it."""
    ranks = {each.code: each.rank for each in methodology.bands}
    for band in methodology.bands:
        after = [ranks.get(methodology.treating.get((band.code, each.code), ""), 0) for each in methodology.effectiveness]
        for step, rank in zip(methodology.effectiveness, after, strict=True):
            if rank == 0:
                yield f"Tabella del residuo: scegli la fascia per {band.name} con efficacia «{step.name}»."
            elif rank > band.rank:
                yield f"Tabella del residuo: con efficacia «{step.name}» la fascia {band.name} diventa più grave."
        if after and 0 not in after:
            if after[0] != band.rank:
                yield f"Tabella del residuo: con efficacia «{methodology.effectiveness[0].name}» la fascia {band.name} deve restare com'è."
            if after != sorted(after, reverse=True):
                yield f"Tabella del residuo, fascia {band.name}: un'efficacia migliore non può lasciare più rischio."


def _twice(what: str, codes: Sequence[str]) -> Iterator[str]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"Il codice «{code}» è usato due volte tra {what}: i codici devono essere diversi."
