"""The triggers that keep a closed year and a closed round as they were, word by word as migrations 0034, 0036 and 0039 made them: whoever looks at the trail
compares them with those that stand."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from riskreg.audit import guards
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words
from riskreg.performance import guards_in_place


class Kept(NamedTuple):
    """What never changes once it is closed: its row, and by name of the trigger what stands under it (table, and when it is closed)."""

    table: str
    said: str
    refuses: str
    under: Mapping[str, tuple[str, str]]


_YEAR = {
    "indicator_year": "EXISTS (SELECT 1 FROM performance_year WHERE year = {row}.year AND closed_at IS NOT NULL)",
    "indicator_reading": "EXISTS (SELECT 1 FROM performance_year JOIN indicator_year ON indicator_year.year = performance_year.year "
    "WHERE indicator_year.id = {row}.year_id AND closed_at IS NOT NULL)",
}
_OF_ROUND = "EXISTS (SELECT 1 FROM performance_round WHERE id = {row}.round_id AND closed_at IS NOT NULL)"
_ROUND = {
    "performance_request": _OF_ROUND,
    "performance_draw": _OF_ROUND,
    "performance_inspection": "EXISTS (SELECT 1 FROM performance_draw JOIN performance_round ON performance_round.id = performance_draw.round_id "
    "WHERE performance_draw.id = {row}.draw_id AND closed_at IS NOT NULL)",
}
_READING = (
    "({row}.period <> 'year' OR {row}.state = 'closed') AND EXISTS (SELECT 1 FROM performance_round JOIN indicator_year "
    "ON indicator_year.year = performance_round.year WHERE indicator_year.id = {row}.year_id AND performance_round.period = {row}.period "
    "AND closed_at IS NOT NULL)"
)
"""Of the year those that the round closed: what it never had is still entered, until the year itself is closed."""

KEPT = (
    Kept(
        "performance_year", "a closed year of performance never changes", "performance_never_changes",
        {table: (table, is_closed) for table, is_closed in _YEAR.items()},
    ),
    Kept(
        "performance_round", "a closed round of performance never changes", "performance_round_never_changes",
        {table: (table, is_closed) for table, is_closed in _ROUND.items()} | {"indicator_reading_round": ("indicator_reading", _READING)},
    ),
)  # fmt: skip


def changed(connection: Connection, those: Kept) -> list[str]:
    """Those that do not stand as they were made, by name."""
    standing = guards.standing(connection)
    wanted = _on_sqlite(those) if connection.dialect.name == "sqlite" else _on_postgresql(those)
    return sorted(name for name, words in wanted if standing.get(name) != guards.plain(words))


def _on_sqlite(those: Kept) -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{those.said}'); END"
    for what in ("update", "delete"):
        yield f"{those.table}_no_{what}", f"BEFORE {what.upper()} ON {those.table} WHEN OLD.closed_at IS NOT NULL {refuses}"
    for name, (table, is_closed) in those.under.items():
        for what, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
            yield f"{name}_no_{what}", f"BEFORE {what.upper()} ON {table} WHEN {is_closed.format(row=row)} {refuses}"
    yield from guards_in_place.on_sqlite(those.table, those.said)


def _on_postgresql(those: Kept) -> Iterator[tuple[str, str]]:
    """The triggers, and the functions that they call: one that refuses nothing would leave its trigger as it was."""
    raised = f"RAISE EXCEPTION '{those.said}' USING ERRCODE = 'integrity_constraint_violation'"
    yield those.refuses, f"BEGIN {raised}; END"
    for name, (_table, is_closed) in those.under.items():
        old, new = is_closed.format(row="OLD"), is_closed.format(row="NEW")
        coming, going = f"IF {new} THEN {raised}; END IF; RETURN NEW;", f"IF {old} THEN {raised}; END IF;"
        yield (
            f"{name}_is_open",
            f"BEGIN IF TG_OP = 'INSERT' THEN {coming} END IF; {going} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END",
        )
    yield (
        f"{those.table}_no_change",
        f"BEFORE DELETE OR UPDATE ON {those.table} FOR EACH ROW WHEN (old.closed_at IS NOT NULL) EXECUTE FUNCTION {those.refuses}()",
    )
    for name, (table, _is_closed) in those.under.items():
        yield f"{name}_no_change", f"BEFORE INSERT OR DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_is_open()"
    for table in (those.table, *(name for name, (table, _is_closed) in those.under.items() if name == table)):
        yield f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {those.refuses}()"
    yield from guards_in_place.on_postgresql(those.table, those.refuses)


def _break(those: Kept, whose: str) -> Break | None:
    if wrong := changed(db.session.connection(), those):
        return Break(0, f"{whose} non sono più protetti dalle modifiche: manca o è stato cambiato {join_words(wrong)}.")
    return None


@vouched_for
def unguarded_years() -> Break | None:
    """Whoever takes a guard away can rewrite the results of a closed year, and the trail would not tell."""
    return _break(KEPT[0], "Gli anni chiusi della performance")


@vouched_for
def unguarded_rounds() -> Break | None:
    return _break(KEPT[1], "I risultati delle rilevazioni chiuse")
