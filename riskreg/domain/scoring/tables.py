"""A methodology as tables that people read on paper: what it asks, its scales, where its bands begin and end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from riskreg.domain.scoring.methodology import Axis, Band, Methodology, NumericMethodology, OrdinalMethodology

Cell = str | int | Decimal

WIDEST_GRID = 6
"""Steps of an axis that a grid of products still shows on a page."""


@dataclass(frozen=True)
class Table:
    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def matrices(methodology: Methodology) -> tuple[Table, ...]:
    """The bands, then the tables that lead to them."""
    bands = Table("Fasce di rischio", *_bands(methodology))
    if isinstance(methodology, OrdinalMethodology):
        levels = Table("Livelli", ("Grado", "Livello"), [(each.rank, each.name) for each in methodology.levels])
        return (bands, levels, *_crossings(methodology))
    grid = _grid(methodology)
    return (bands,) if grid is None else (bands, grid)


def criteria(methodology: Methodology) -> tuple[Table, ...]:
    """What is asked, with every answer, and how well the measures hold."""
    asked = [
        Table(f"{axis.label}: criteri e risposte", ("Criterio", "Domanda", "Risposta", "Vale"), list(_answers(methodology, axis)))
        for axis in Axis
    ]
    return (*asked, Table("Efficacia delle misure in atto", *_effectiveness(methodology)))


def rule(methodology: Methodology) -> list[str]:
    """How it is reckoned, a sentence each."""
    combined = [f"{axis.label}: {methodology.combine[axis].label}." for axis in Axis]
    if isinstance(methodology, NumericMethodology):
        sums = [
            "Rischio inerente: probabilità × impatto, senza arrotondare.",
            "Rischio residuo: rischio inerente × coefficiente dell'efficacia, arrotondato una volta sola a due decimali.",
        ]
    else:
        sums = [
            "Rischio inerente: dalla tabella di probabilità e impatto.",
            "Rischio residuo: dalla tabella di rischio inerente ed efficacia delle misure.",
        ]
    return [f"Si valuta {methodology.grain.label}.", *combined, *sums]


def _bands(methodology: Methodology) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    bands = sorted(methodology.bands, key=lambda band: band.rank)
    if isinstance(methodology, NumericMethodology):
        heads: tuple[str, ...] = ("Grado", "Fascia", "Richiede trattamento", "Da", "A")
        return heads, [(band.rank, band.name, _yes(band), _limit(band.least), _limit(band.most)) for band in bands]
    return ("Grado", "Fascia", "Richiede trattamento"), [(band.rank, band.name, _yes(band)) for band in bands]


def _yes(band: Band) -> str:
    return "sì" if band.needs_treatment else "no"


def _limit(value: Decimal | None) -> Cell:
    return "" if value is None else value


def _effectiveness(methodology: Methodology) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    if isinstance(methodology, NumericMethodology):
        return ("Livello", "Che cosa vuol dire", "Coefficiente"), [
            (each.name, each.text, _limit(each.coefficient)) for each in methodology.effectiveness
        ]
    return ("Livello", "Che cosa vuol dire"), [(each.name, each.text) for each in methodology.effectiveness]


def _answers(methodology: Methodology, axis: Axis) -> Iterator[tuple[Cell, ...]]:
    """A row for each answer: whoever sorts or filters the sheet loses nothing."""
    levels = {level.code: level.name for level in methodology.levels} if isinstance(methodology, OrdinalMethodology) else {}
    for criterion in methodology.of_axis(axis):
        for answer in criterion.answers:
            worth = answer.worth if isinstance(answer.worth, Decimal) else levels.get(answer.worth, answer.worth)
            yield criterion.name, criterion.question, answer.text, worth


def _crossings(methodology: OrdinalMethodology) -> Iterator[Table]:
    """The highest probability stands above, as on the page."""
    names = {band.code: band.name for band in methodology.bands}
    levels = sorted(methodology.levels, key=lambda level: level.rank)
    bands = sorted(methodology.bands, key=lambda band: band.rank)
    yield Table(
        "Tabella del rischio: probabilità e impatto", ("Probabilità", *(f"Impatto {level.name.lower()}" for level in levels)),
        [(row.name, *(names.get(methodology.crossing.get((row.code, each.code), ""), "") for each in levels)) for row in reversed(levels)],
    )  # fmt: skip
    yield Table(
        "Tabella del residuo: rischio inerente ed efficacia delle misure",
        ("Rischio inerente", *(f"Efficacia {step.name.lower()}" for step in methodology.effectiveness)),
        [
            (band.name, *(names.get(methodology.treating.get((band.code, step.code), ""), "") for step in methodology.effectiveness))
            for band in bands
        ],
    )


def _grid(methodology: NumericMethodology) -> Table | None:
    """The band of every product of whole values; none where a scale is too long for a page."""
    probabilities, impacts = (range(int(methodology.highest(axis)) + 1) for axis in Axis)
    if not 1 < max(len(probabilities), len(impacts)) <= WIDEST_GRID:
        return None
    cells = {(row, column): _band_of(methodology, Decimal(row * column)) for row, column in product(probabilities, impacts)}
    return Table(
        "Fascia del rischio inerente, per valori interi di probabilità e impatto", ("Probabilità", *(f"Impatto {each}" for each in impacts)),
        [(row, *(cells[row, column] for column in impacts)) for row in reversed(probabilities)],
    )  # fmt: skip


def _band_of(methodology: NumericMethodology, value: Decimal) -> str:
    return next(
        (band.name for band in methodology.bands if band.least is not None and band.most is not None and band.least <= value <= band.most),
        "",
    )
