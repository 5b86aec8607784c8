"""The files that go out around an import: an empty one to fill in, one of what stands today, one of what was refused."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from riskreg.domain.permissions import Person
from riskreg.imports.models import ImportRow
from riskreg.imports.queries import why
from riskreg.tables import writing
from riskreg.tables.columns import Column
from riskreg.tables.kinds import ROWS_OF_A_SHEET, Kind

GUIDE = ("Colonna", "Obbligatoria", "Come si compila", "Esempio")


def template(kind: Kind) -> bytes:
    """Our headings and nothing below; how each is filled in stands on the second sheet."""
    return writing.form_bytes(kind.label, heads(kind), GUIDE, [_explained(column) for column in kind.columns])


def heads(kind: Kind) -> list[writing.Head]:
    return [writing.Head(column.label, is_text=column.is_text, is_needed=bool(column.needed)) for column in kind.columns]


def _explained(column: Column) -> tuple[Any, ...]:
    return column.label, column.need_said, column.help, column.example


def standing(kind: Kind, by: Person, on: date, *, as_csv: bool = False) -> bytes:
    """What stands today, to be changed and brought in again."""
    labels, rows = [column.label for column in kind.columns], _written(kind, by, on)
    return writing.csv_bytes(labels, rows) if as_csv else writing.xlsx_bytes(kind.label, labels, rows)


def _written(kind: Kind, by: Person, on: date) -> Iterator[list[Any]]:
    for row in kind.rows(by, on):
        yield [column.write(row[column.name]) for column in kind.columns]


def refused(kind: Kind, rows: Iterable[ImportRow]) -> bytes:
    """The rows to be mended, as they stood in the file, each with what is wrong: it can be brought in once it is mended."""
    labels = [column.label for column in kind.columns]
    if kind.sheets:  # to be mended where they stand: one sheet cannot hold them all
        told = [[_sheet_label(kind, row.number), row.number % ROWS_OF_A_SHEET, row.title, why(row)] for row in rows]
        return writing.xlsx_bytes("Righe rifiutate", ["Foglio", "Riga", "Che cosa", "Che cosa non va"], told)
    found = [[row.number, why(row), *(row.given().get(column.name, "") for column in kind.columns)] for row in rows]
    return writing.xlsx_bytes("Righe rifiutate", ["Riga del file", "Che cosa non va", *labels], found)


def _sheet_label(kind: Kind, number: int) -> str:
    sheet = kind.sheet_of(number)
    return sheet.label if sheet else ""
