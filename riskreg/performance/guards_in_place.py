"""The triggers that leave what is closed in its place, word by word as migration 0039 made them: nothing takes the place of a closed row, and no row is
moved under what is closed already."""

from collections.abc import Iterator, Mapping

_OF_YEAR = "EXISTS (SELECT 1 FROM performance_year WHERE performance_year.year = {of} AND closed_at IS NOT NULL)"
_OF_ROUND = "EXISTS (SELECT 1 FROM performance_round WHERE performance_round.id = {of} AND closed_at IS NOT NULL)"
_YEAR_OF = "(SELECT year FROM indicator_year WHERE indicator_year.id = indicator_reading.year_id)"
_READING_ROUND = (
    "EXISTS (SELECT 1 FROM performance_round WHERE performance_round.year = "
    + _YEAR_OF
    + " AND performance_round.period = indicator_reading.period AND closed_at IS NOT NULL)"
)
_ROUND_OF = "(SELECT round_id FROM performance_draw WHERE performance_draw.id = performance_inspection.draw_id)"

REPLACED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "performance_year": {
        "performance_year": ("performance_year", "(id = NEW.id OR year = NEW.year) AND closed_at IS NOT NULL"),
        "indicator_year": ("indicator_year", "id = NEW.id AND " + _OF_YEAR.format(of="indicator_year.year")),
        "indicator_reading": ("indicator_reading", "id = NEW.id AND " + _OF_YEAR.format(of=_YEAR_OF)),
    },
    "performance_round": {
        "performance_round": ("performance_round", "(id = NEW.id OR (year = NEW.year AND period = NEW.period)) AND closed_at IS NOT NULL"),
        "indicator_reading_round": (
            "indicator_reading",
            "id = NEW.id AND (period <> 'year' OR state = 'closed') AND " + _READING_ROUND,
        ),
        "performance_request": ("performance_request", "id = NEW.id AND " + _OF_ROUND.format(of="performance_request.round_id")),
        "performance_draw": ("performance_draw", "id = NEW.id AND " + _OF_ROUND.format(of="performance_draw.round_id")),
        "performance_inspection": ("performance_inspection", "id = NEW.id AND " + _OF_ROUND.format(of=_ROUND_OF)),
    },
}
"""By what is closed, by name of the trigger: the table, and which of its rows `INSERT OR REPLACE` would take away unasked. SQLite only."""

STAYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "performance_year": {
        "performance_year": ("id", "year"),
        "indicator_year": ("id", "indicator_id", "year"),
        "indicator_reading": ("id", "year_id", "period"),
    },
    "performance_round": {
        "performance_round": ("id", "year", "period"),
        "performance_request": ("id", "round_id", "year_id"),
        "performance_draw": ("id", "round_id"),
        "performance_inspection": ("id", "draw_id", "request_id"),
    },
}
"""By what is closed, by table: what a row is, and under what it stands."""


def on_sqlite(closed: str, said: str) -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
    for name, (table, there) in REPLACED[closed].items():
        yield f"{name}_no_replace", f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) {refuses}"
    for table, columns in STAYS[closed].items():
        moved = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        yield f"{table}_no_move", f"BEFORE UPDATE ON {table} WHEN {moved} {refuses}"


def _as_text(column: str) -> str:
    """As PostgreSQL shows a word that it compares."""
    return f"{column}::text" if column == "period" else column


def on_postgresql(closed: str, refuses: str) -> Iterator[tuple[str, str]]:
    for table, columns in STAYS[closed].items():
        moved = " OR ".join(f"new.{each} IS DISTINCT FROM old.{each}" for each in map(_as_text, columns))
        yield f"{table}_no_move", f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({moved}) EXECUTE FUNCTION {refuses}()"
