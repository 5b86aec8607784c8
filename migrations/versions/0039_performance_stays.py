"""What stands in a closed year or round of performance is not replaced, and nothing is moved into one; results sent back are found by an index."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

YEAR, ROUND = "a closed year of performance never changes", "a closed round of performance never changes"
OF_YEAR = "EXISTS (SELECT 1 FROM performance_year WHERE performance_year.year = {of} AND closed_at IS NOT NULL)"
OF_ROUND = "EXISTS (SELECT 1 FROM performance_round WHERE performance_round.id = {of} AND closed_at IS NOT NULL)"
YEAR_OF = "(SELECT year FROM indicator_year WHERE indicator_year.id = indicator_reading.year_id)"
READING_ROUND = (
    "EXISTS (SELECT 1 FROM performance_round WHERE performance_round.year = "
    + YEAR_OF
    + " AND performance_round.period = indicator_reading.period AND closed_at IS NOT NULL)"
)
ROUND_OF = "(SELECT round_id FROM performance_draw WHERE performance_draw.id = performance_inspection.draw_id)"

REPLACED = (
    ("performance_year", "performance_year", "(id = NEW.id OR year = NEW.year) AND closed_at IS NOT NULL", YEAR),
    (
        "performance_round",
        "performance_round",
        "(id = NEW.id OR (year = NEW.year AND period = NEW.period)) AND closed_at IS NOT NULL",
        ROUND,
    ),
    ("indicator_year", "indicator_year", "id = NEW.id AND " + OF_YEAR.format(of="indicator_year.year"), YEAR),
    ("indicator_reading", "indicator_reading", "id = NEW.id AND " + OF_YEAR.format(of=YEAR_OF), YEAR),
    (
        "indicator_reading_round",
        "indicator_reading",
        "id = NEW.id AND (period <> 'year' OR state = 'closed') AND " + READING_ROUND,
        ROUND,
    ),
    ("performance_request", "performance_request", "id = NEW.id AND " + OF_ROUND.format(of="performance_request.round_id"), ROUND),
    ("performance_draw", "performance_draw", "id = NEW.id AND " + OF_ROUND.format(of="performance_draw.round_id"), ROUND),
    ("performance_inspection", "performance_inspection", "id = NEW.id AND " + OF_ROUND.format(of=ROUND_OF), ROUND),
)
"""Name of the trigger, table, which rows `INSERT OR REPLACE` would take away without asking whether they may be deleted, what is said. SQLite only."""

STAYS = {
    "performance_year": (("id", "year"), YEAR, "performance_never_changes"),
    "indicator_year": (("id", "indicator_id", "year"), YEAR, "performance_never_changes"),
    "indicator_reading": (("id", "year_id", "period"), YEAR, "performance_never_changes"),
    "performance_round": (("id", "year", "period"), ROUND, "performance_round_never_changes"),
    "performance_request": (("id", "round_id", "year_id"), ROUND, "performance_round_never_changes"),
    "performance_draw": (("id", "round_id"), ROUND, "performance_round_never_changes"),
    "performance_inspection": (("id", "draw_id", "request_id"), ROUND, "performance_round_never_changes"),
}
"""What a row is, and under what it stands: no row is moved under another, where it could be closed already."""


def _on_sqlite() -> Iterator[tuple[str, str, str]]:
    for name, table, there, said in REPLACED:
        refuses = f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        yield f"{name}_no_replace", table, f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) {refuses}"
    for table, (columns, said, _calls) in STAYS.items():
        moved = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        yield f"{table}_no_move", table, f"BEFORE UPDATE ON {table} WHEN {moved} BEGIN SELECT RAISE(ABORT, '{said}'); END"


def _as_text(column: str) -> str:
    """As PostgreSQL shows a word that it compares."""
    return f"{column}::text" if column == "period" else column


def _on_postgresql() -> Iterator[tuple[str, str, str]]:
    for table, (columns, _said, calls) in STAYS.items():
        moved = " OR ".join(f"new.{each} IS DISTINCT FROM old.{each}" for each in map(_as_text, columns))
        yield f"{table}_no_move", table, f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({moved}) EXECUTE FUNCTION {calls}()"


def _triggers(dialect: str) -> Iterator[tuple[str, str, str]]:
    """Name, table, words."""
    return _on_sqlite() if dialect == "sqlite" else _on_postgresql()


def upgrade() -> None:
    op.create_index(
        "ix_indicator_reading_sent_back", "indicator_reading", ["year_id"], sqlite_where=sa.text("state = 'returned'"), postgresql_where=sa.text("state = 'returned'")
    )  # fmt: skip
    for name, _table, words in _triggers(op.get_bind().dialect.name):
        op.execute(f"CREATE TRIGGER {name} {words}")


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for name, table, _words in _triggers(dialect):
        op.execute(f"DROP TRIGGER {name}" if dialect == "sqlite" else f"DROP TRIGGER {name} ON {table}")
    op.drop_index("ix_indicator_reading_sent_back", "indicator_reading")
