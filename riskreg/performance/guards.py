"""The triggers that keep a closed year as it was, word by word as migration 0034 made them: whoever looks at the trail compares them with those that
stand."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from riskreg.audit import guards
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words

SAID = "a closed year of performance never changes"
OF_YEAR: Mapping[str, str] = {
    "indicator_year": "EXISTS (SELECT 1 FROM performance_year WHERE year = {row}.year AND closed_at IS NOT NULL)",
    "indicator_reading": "EXISTS (SELECT 1 FROM performance_year JOIN indicator_year ON indicator_year.year = performance_year.year "
    "WHERE indicator_year.id = {row}.year_id AND closed_at IS NOT NULL)",
}


def changed(connection: Connection) -> list[str]:
    """Those that do not stand as they were made, by name."""
    standing = guards.standing(connection)
    wanted = _on_sqlite() if connection.dialect.name == "sqlite" else _on_postgresql()
    return sorted(name for name, words in wanted if standing.get(name) != guards.plain(words))


def _on_sqlite() -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for what in ("update", "delete"):
        yield f"performance_year_no_{what}", f"BEFORE {what.upper()} ON performance_year WHEN OLD.closed_at IS NOT NULL {refuses}"
    for table, is_closed in OF_YEAR.items():
        for what, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
            yield f"{table}_no_{what}", f"BEFORE {what.upper()} ON {table} WHEN {is_closed.format(row=row)} {refuses}"


def _on_postgresql() -> Iterator[tuple[str, str]]:
    yield (
        "performance_year_no_change",
        "BEFORE DELETE OR UPDATE ON performance_year FOR EACH ROW WHEN (old.closed_at IS NOT NULL) EXECUTE FUNCTION performance_never_changes()",
    )
    for table in OF_YEAR:
        yield f"{table}_no_change", f"BEFORE INSERT OR DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_open()"
    for table in ("performance_year", *OF_YEAR):
        yield f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION performance_never_changes()"


@vouched_for
def unguarded_years() -> Break | None:
    """Whoever takes a guard away can rewrite the results of a closed year, and the trail would not tell."""
    if wrong := changed(db.session.connection()):
        return Break(
            0, f"Gli anni chiusi della performance non sono più protetti dalle modifiche: manca o è stato cambiato {join_words(wrong)}."
        )
    return None
