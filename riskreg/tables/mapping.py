"""From the columns of somebody's file to ours."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import Unreadable, fold
from riskreg.tables.columns import Column
from riskreg.tables.reading import WHOLE_ROW, Line, Table
from riskreg.tables.verdicts import Cells, Refusal, Row

_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

Mapped = Mapping[str, int]
"""By the name of our column, the place of the file's."""


def guessed(columns: Sequence[Column], table: Table, remembered: Mapping[str, str]) -> dict[str, int]:
    """What the headings say by themselves. `remembered` is how our columns were called the last time; a name that two
    columns of the file bear says nothing. What is left is looked for in headings of more words, for somebody to check."""
    found: dict[str, int] = {}
    for column in columns:
        places = [place for place in _bearing(column, table, remembered) if place not in found.values()]
        if len(places) == 1:
            found[column.name] = places[0]
    return found | _within(columns, table, found)


def _bearing(column: Column, table: Table, remembered: Mapping[str, str]) -> list[int]:
    """The columns of the file that bear the likeliest of the names of ours."""
    folded = [fold(heading) for heading in table.headings]
    for name in (fold(remembered.get(column.name, "")), *column.names):
        if name and (places := [place for place, heading in enumerate(folded) if heading == name]):
            return places
    return []


def _within(columns: Sequence[Column], table: Table, found: Mapping[str, int]) -> dict[str, int]:
    """«Cognome del dipendente» holds «Cognome»: a heading goes to the column whose name fills most of it, if it is the only
    one for that column."""
    known = {name for column in columns for name in column.names}
    wanted: dict[str, list[int]] = {}
    for place, heading in enumerate(table.headings):
        if place in found.values() or fold(heading) in known:
            continue
        lengths = {column.name: _longest_within(column, heading) for column in columns}
        best = max(lengths.values(), default=0)
        takers = [name for name, length in lengths.items() if length == best > 0]
        if len(takers) == 1:
            wanted.setdefault(takers[0], []).append(place)
    return {name: places[0] for name, places in wanted.items() if len(places) == 1 and name not in found}


def _longest_within(column: Column, heading: str) -> int:
    """How many letters of a heading are one of the names of a column, in whole words."""
    words = f" {' '.join(_WORDS.findall(fold(heading)))} "
    return max((len(name) for name in column.names if f" {name} " in words), default=0)


def doubts(columns: Sequence[Column], table: Table, mapped: Mapped, remembered: Mapping[str, str]) -> list[str]:
    """Why a person must look: what is needed and was not found, headings that two columns bear, and those that only
    resemble ours. What some rows need is said beside, and is no reason by itself."""
    found, beside = [], []
    for column in columns:
        places = _bearing(column, table, remembered)
        if column.name in mapped:
            heading = table.headings[mapped[column.name]]
            if fold(heading) not in {fold(remembered.get(column.name, "")), *column.names}:
                found.append(f"«{heading}» sembra la colonna «{column.label}»: controlla che lo sia.")
        elif len(places) > 1:
            found.append(f"Più colonne del file si chiamano «{table.headings[places[0]]}»: scegli quale è «{column.label}».")
        elif column.needed:
            found.append(f"Nel file non si trova la colonna «{column.label}».")
        elif column.needed_for:
            beside.append(f"Nel file non si trova la colonna «{column.label}», che serve {column.needed_for}.")
    return [*found, *beside] if found else []


def refuse_shared(columns: Sequence[Column], mapped: Mapped) -> None:
    """One column of the file cannot be two of ours."""
    takers: dict[int, str] = {}
    for column in columns:
        if column.name in mapped and (other := takers.setdefault(mapped[column.name], column.label)) != column.label:
            raise RuleBroken(f"«{other}» e «{column.label}» leggono la stessa colonna del file: scegline due diverse.")


def rows(table: Table, columns: Sequence[Column], mapped: Mapped) -> list[Row]:
    """Every row under our columns, each cell read; what cannot be read is a refusal of the row, cell by cell."""
    used = [(column, mapped[column.name]) for column in columns if column.name in mapped]
    places = {column.name: place for place, (column, _) in enumerate(used)}
    return [_row(line, used, places, table.faults) for line in table.lines]


def _row(line: Line, used: Sequence[tuple[Column, int]], places: Mapping[str, int], faults: Mapping[tuple[int, int], str]) -> Row:
    texts = Cells(places, tuple([line.cells[place] for _, place in used]))
    refusals: list[Refusal] = []
    if whole := faults.get((line.number, WHOLE_ROW)):
        refusals.append(("", whole))
    for column, place in used:
        if fault := faults.get((line.number, place)):
            refusals.append((column.name, fault))
    values = values_of(texts, [column for column, _ in used if column.name not in dict(refusals)], refusals)
    if len(values) == len(places):  # in their order
        return Row(line.number, texts, Cells(places, tuple(values.values())), tuple(refusals))
    return Row(line.number, texts, values, tuple(refusals))


def values_of(texts: Mapping[str, str], columns: Sequence[Column], refusals: list[Refusal]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in columns:
        try:
            value, text = column.read(texts[column.name]), texts[column.name]
            values[column.name] = text if value == text else value  # most texts are tidy: one of them is enough
        except Unreadable as wrong:
            refusals.append((column.name, wrong.sentence))
    return values
