"""The list of what a copy holds, written last, with its own hash: the first thing that is read back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from riskreg.domain.errors import RuleBroken

NAME = "manifest.json"
WHAT = "riskreg: copia di sicurezza"
FORMAT = 1

DAMAGED = "La copia è danneggiata e non viene usata: {}."


def damaged(how: str) -> RuleBroken:
    return RuleBroken(DAMAGED.format(how))


@dataclass(frozen=True)
class Member:
    """A file of the copy."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class TableCopy(Member):
    """The rows of one table: a JSON list a line, values in the order of `columns`."""

    table: str
    columns: tuple[tuple[str, str], ...]
    rows: int


@dataclass(frozen=True)
class Manifest:
    """`trail` is the end of the chain in this copy; `last_ids` the last number that each table gave."""

    riskreg: str
    revision: str
    database: str
    made_at: str
    trail_count: int
    trail_hash: str
    tables: tuple[TableCopy, ...]
    files: tuple[Member, ...]
    last_ids: Mapping[str, int]
    left_out: tuple[str, ...] = ()
    format: int = FORMAT
    what: str = WHAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def counts(self) -> dict[str, int]:
        return {table.table: table.rows for table in self.tables}

    @property
    def members(self) -> tuple[Member, ...]:
        return (*self.tables, *self.files)

    def written(self) -> bytes:
        facts = asdict(self)
        return _text({**facts, "sha256": _hash(facts)}).encode()


def read(content: bytes) -> Manifest:
    """What `written` wrote, and nothing else: a letter more or less, and it is refused."""
    try:
        facts = json.loads(content)
        if facts["what"] != WHAT:
            raise damaged("non è una copia di riskreg")
        if type(facts["format"]) is int and facts["format"] > FORMAT:
            raise RuleBroken("La copia è stata fatta da una versione più recente di riskreg: usa quella per ripristinarla.")
        found = _manifest({name: value for name, value in facts.items() if name != "sha256"})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise damaged(f"{NAME} non si legge") from None
    if found.written() != content:
        raise damaged(f"{NAME} è stato modificato")
    return found


def _manifest(facts: Mapping[str, Any]) -> Manifest:
    found = Manifest(**facts)
    tables = tuple(
        replace(TableCopy(**one), columns=tuple((str(name), str(kind)) for name, kind in one["columns"])) for one in facts["tables"]
    )
    files = tuple(Member(**one) for one in facts["files"])
    return replace(found, tables=tables, files=files, left_out=tuple(facts["left_out"]))


def _hash(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(facts).encode()).hexdigest()


def _text(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"
