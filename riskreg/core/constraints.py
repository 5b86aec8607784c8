"""What the database refuses, said as a sentence at its field.

Models register their constraints here by name; the two databases report a breach differently (PostgreSQL by the
constraint's name, SQLite by the columns of a UNIQUE), and both roads lead to the same sentence.
"""

import re

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from riskreg.core.base import Base
from riskreg.domain.errors import RuleBroken

MEANWHILE = "Nel frattempo un'altra persona ha salvato la stessa cosa: ricarica la pagina e controlla."
"""Where the rule itself cannot be broken by one person alone."""

_SENTENCES: dict[str, tuple[str, str | None]] = {}


def explain(name: str, sentence: str, field: str | None = None) -> str:
    """Give constraint `name` its sentence; returns the name, to be used where the constraint is declared."""
    _SENTENCES[name] = (sentence, field)
    return name


def as_sentence(error: IntegrityError) -> RuleBroken | None:
    name = _broken_constraint(error)
    if name is None or name not in _SENTENCES:
        return None
    sentence, field = _SENTENCES[name]
    return RuleBroken(sentence, field)


def _broken_constraint(error: IntegrityError) -> str | None:
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return str(diagnostics.constraint_name) if diagnostics.constraint_name else None
    text = str(error.orig)
    if found := re.match(r"CHECK constraint failed: (\w+)", text):
        return found.group(1)
    if found := re.match(r"UNIQUE constraint failed: (.+)", text):
        return _unique_over(found.group(1).split(", "))
    return None


def _unique_over(columns: list[str]) -> str | None:
    table = Base.metadata.tables.get(columns[0].split(".")[0])
    if table is None:
        return None
    wanted = {column.split(".")[1] for column in columns}
    return _named_unique(table, wanted)


def _named_unique(table: Table, wanted: set[str]) -> str | None:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and {c.name for c in constraint.columns} == wanted:
            return str(constraint.name)
    for index in table.indexes:
        if index.unique and {c.name for c in index.columns} == wanted:
            return str(index.name)
    return None
