"""riskreg targets evaluate: targets and results from a file, each with its verdict. It asks no database and changes nothing."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, join_words
from riskreg.domain.targets import Kind, Verdict, verdict
from riskreg.tables import reading
from riskreg.tables.columns import Column, recognises
from riskreg.tables.reading import WHOLE_ROW, Table
from riskreg.tables.writing import wants_guard

COLUMNS = (
    Column("id", "id", needed="id", synonyms=("codice", "code")),
    Column("year", "year", needed="year", synonyms=("anno",)),
    Column("target", "target", needed="target", synonyms=("valore atteso", "valore target")),
    Column("result", "result", needed="result", synonyms=("risultato", "consuntivo", "valore raggiunto")),
    Column("direction", "direction", synonyms=("direzione",)),
    Column("name", "name", synonyms=("nome", "indicatore", "indicator")),
    Column("algorithm", "algorithm", synonyms=("algoritmo", "formula", "algoritmo di calcolo")),
    Column("unit", "unit", synonyms=("unità di misura", "unita")),
)
HEADS = ("id", "verdict", "reason")
MOST_ROWS = 100_000
"""No page waits for it, so it takes the targets of many bodies and years at once."""

Cells = Mapping[str, str]
Judged = tuple[str, Verdict]


@click.group()
def targets() -> None:
    """Target e risultati."""


@targets.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON, con la percentuale di raggiungimento e la sua formula.")
def evaluate(*, file: Path, as_json: bool) -> None:
    """Legge target e risultati da un file CSV o Excel (colonne id, year, target, result, direction e, se ci sono, name, algorithm, unit) e
    scrive per ogni riga l'esito: yes, no, partial oppure manual, dove deve giudicare una persona."""
    table = reading.read(file.read_bytes(), recognises(COLUMNS), MOST_ROWS)
    judged = _judged(table, _places(table))
    click.echo(_as_json(judged) if as_json else _as_csv(judged), nl=as_json)


def _places(table: Table) -> dict[str, int]:
    """Where each column stands, by its very name; a name that stands twice is refused."""
    folded = [fold(heading) for heading in table.headings]
    found: dict[str, int] = {}
    for column in COLUMNS:
        places = next((here for name in column.names if (here := [at for at, heading in enumerate(folded) if heading == name])), [])
        if len(places) > 1:
            raise RuleBroken(f"Due colonne si chiamano «{table.headings[places[0]]}»: lasciane una.", "file")
        if places:
            found[column.name] = places[0]
    missing = [f"«{column.label}»" for column in COLUMNS if column.needed and column.name not in found]
    if missing:
        raise RuleBroken(f"Nel file {'manca la colonna' if len(missing) == 1 else 'mancano le colonne'} {join_words(missing)}.", "file")
    return found


def _judged(table: Table, places: Mapping[str, int]) -> list[Judged]:
    rows = [{name: line.cells[place] for name, place in places.items()} for line in table.lines]
    earlier = _by_id(rows)
    found = []
    for line, row in zip(table.lines, rows, strict=True):
        fault = next(
            (table.faults[line.number, place] for place in (WHOLE_ROW, *places.values()) if (line.number, place) in table.faults), ""
        )
        given = Verdict(Kind.MANUAL, f"{fault.rstrip('.')}: {Kind.MANUAL.label}") if fault else _verdict(row, earlier.get(row["id"], {}))
        found.append((row["id"], given))
    return found


def _by_id(rows: Sequence[Cells]) -> dict[str, dict[int, str]]:
    """Results of one indicator in several years, for targets that name another year; two of one year tell nothing."""
    found: dict[str, dict[int, str]] = {}
    for row in rows:
        year = _year(row["year"])
        if year is not None:
            of_id = found.setdefault(row["id"], {})
            of_id[year] = row["result"] if of_id.get(year, row["result"]) == row["result"] else ""
    return found


def _verdict(row: Cells, earlier: Mapping[int, str]) -> Verdict:
    year = _year(row["year"])
    others = {each: result for each, result in earlier.items() if year is not None and each < year}
    about = {name: row.get(name, "") for name in ("direction", "name", "algorithm", "unit")}
    return verdict(row["target"], row["result"], year=year, earlier=others, **about)


def _year(text: str) -> int | None:
    found = re.fullmatch(r"\s*(20[0-9]{2})(?:[.,]0+)?\s*", text)
    return int(found[1]) if found else None


def _as_csv(judged: Sequence[Judged]) -> str:
    """No reason becomes a formula on somebody's computer; ids come back as they were."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows((name, found.kind.value, f"'{found.reason}" if wants_guard(found.reason) else found.reason) for name, found in judged)
    return out.getvalue()


def _as_json(judged: Sequence[Judged]) -> str:
    told = [
        {
            "id": name,
            "verdict": found.kind.value,
            "reason": found.reason,
            "attained": None if found.attained is None else str(found.attained),
            "formula": found.formula,
        }
        for name, found in judged
    ]
    return json.dumps(told, ensure_ascii=False)
