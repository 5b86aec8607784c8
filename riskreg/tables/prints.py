"""What stood in each cell of a row that went out, in a few signs kept with the row: so that a file that comes back shows which cells
somebody wrote in, whatever others changed meanwhile."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from riskreg.tables.columns import Column
from riskreg.tables.writing import as_text

MARK = "v1:"
BYTES, SIGNS = 3, 4
SHORT = 64
"""Characters of a text that is likely to stand in many rows."""


def counted(columns: Iterable[Column]) -> list[Column]:
    """The cells that people write in."""
    return [column for column in columns if column.name != "id" and not column.is_read_only]


def of_cells(columns: Iterable[Column], cells: Mapping[str, Any]) -> str:
    """Of what the columns write, by their names."""
    return MARK + "".join([_of(column.name, cells[column.name]) for column in columns])


def read(columns: Sequence[Column], text: str) -> dict[str, str] | None:
    """By the name of the column; None where there is nothing of ours, or of other columns."""
    signs = text.removeprefix(MARK)
    if not text.startswith(MARK) or len(signs) != SIGNS * len(columns):
        return None
    return {column.name: signs[SIGNS * place :][:SIGNS] for place, column in enumerate(columns)}


def stood(column: Column, value: Any, exported: Mapping[str, str]) -> bool:
    """Whether this is what went out in the cell."""
    return _of(column.name, column.write(value)) == exported[column.name]


def _of(name: str, written: Any) -> str:
    text = written if isinstance(written, str) else as_text(written)
    return _often(name, text) if len(text) <= SHORT else _print(name, text)


def _print(name: str, text: str) -> str:
    return b64encode(blake2b(f"{name}\0{text}".encode(), digest_size=BYTES).digest(), b"-_").decode()


_often = lru_cache(maxsize=65_536)(_print)
