"""Changing a methodology that is still a draft: values in, a new value out.

Codes are for life: what was answered points at them, and a copy keeps them so that two versions can be compared. Nobody types
one; a new thing gets the next free code made of its name. Ranks are places: the mildest stands first.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from riskreg.domain.italian import fold
from riskreg.domain.scoring.methodology import (
    Axis,
    Band,
    Combination,
    Criterion,
    Effectiveness,
    Grain,
    Level,
    Methodology,
    NumericMethodology,
    OrdinalMethodology,
)
from riskreg.domain.scoring.versions import Kind

LONGEST_CODE = 40


def empty(kind: Kind, name: str) -> Methodology:
    """The sheet to start from: nothing is asked yet.

    >>> empty(Kind.ORDINAL, "Nuova").criteria
    ()
    """
    if kind is Kind.NUMERIC:
        return NumericMethodology(name, Grain.PROCESS, (), dict.fromkeys(Axis, Combination.MEAN), (), ())
    return OrdinalMethodology(name, Grain.EVENT, (), dict.fromkeys(Axis, Combination.PREVALENT), (), (), (), {}, {})


def free_code(wish: str, taken: Collection[str]) -> str:
    """A code nobody has, as near to the name as can be.

    >>> free_code("Qualità dell'atto", ()), free_code("Medio", {"medio", "medio_2"}), free_code("?", ())
    ('qualita_dell_atto', 'medio_3', 'voce')
    """
    base = fold(wish).replace(" ", "_")[:LONGEST_CODE].strip("_") or "voce"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base[: LONGEST_CODE - 4]}_{number}"
    return code


def with_criterion(methodology: Methodology, criterion: Criterion[Any]) -> Methodology:
    """In its own place when it is there already, else at the end; whoever changes axis goes to the end as well."""
    found: list[Criterion[Any]] = list(methodology.criteria)
    place = next((n for n, each in enumerate(found) if each.code == criterion.code), None)
    if place is None or found[place].axis is not criterion.axis:
        kept = [each for each in found if each.code != criterion.code]
        return _with_criteria(methodology, [*kept, criterion])
    return _with_criteria(methodology, [*found[:place], criterion, *found[place + 1 :]])


def without_criterion(methodology: Methodology, code: str) -> Methodology:
    return _with_criteria(methodology, [each for each in methodology.criteria if each.code != code])


def moved_criterion(methodology: Methodology, code: str, by_places: int) -> Methodology:
    """Earlier or later among the criteria of its axis; at the end of the list it stays where it is."""
    order: list[Criterion[Any]] = list(methodology.criteria)
    here = next(n for n, each in enumerate(order) if each.code == code)
    same = [n for n, each in enumerate(order) if each.axis is order[here].axis]
    there = same.index(here) + by_places
    if not 0 <= there < len(same):
        return methodology
    order[here], order[same[there]] = order[same[there]], order[here]
    return _with_criteria(methodology, order)


def _with_criteria(methodology: Methodology, criteria: Iterable[Criterion[Any]]) -> Methodology:
    if isinstance(methodology, NumericMethodology):
        return replace(methodology, criteria=tuple(criteria))
    return replace(methodology, criteria=tuple(criteria))


def with_effectiveness(methodology: Methodology, steps: Sequence[Effectiveness]) -> Methodology:
    """Of the table of what is left, the cells of levels that are gone go along."""
    if isinstance(methodology, NumericMethodology):
        return replace(methodology, effectiveness=tuple(steps))
    known = {each.code for each in steps}
    treating = {pair: band for pair, band in methodology.treating.items() if pair[1] in known}
    return replace(methodology, effectiveness=tuple(steps), treating=treating)


def with_bands(methodology: Methodology, bands: Sequence[Band]) -> Methodology:
    """Ranked by their place, the mildest first."""
    ranked = tuple(replace(each, rank=place) for place, each in enumerate(bands, 1))
    if isinstance(methodology, NumericMethodology):
        return replace(methodology, bands=ranked)
    known = {each.code for each in ranked}
    crossing = {pair: band for pair, band in methodology.crossing.items() if band in known}
    treating = {pair: band for pair, band in methodology.treating.items() if {pair[0], band} <= known}
    return replace(methodology, bands=ranked, crossing=crossing, treating=treating)


def with_levels(methodology: OrdinalMethodology, levels: Sequence[Level]) -> OrdinalMethodology:
    """Ranked by their place, the lowest first. Answers that stood for a level that is gone wait for another."""
    ranked = tuple(replace(each, rank=place) for place, each in enumerate(levels, 1))
    known = {each.code for each in ranked}
    crossing = {pair: band for pair, band in methodology.crossing.items() if set(pair) <= known}
    return replace(methodology, levels=ranked, crossing=crossing)
