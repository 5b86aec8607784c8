"""The triggers that keep a closed session as it was, word by word as migration 0031 made them: whoever looks at the trail compares them with those
that stand."""

from collections.abc import Iterator

from sqlalchemy import Connection

from riskreg.audit import guards
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words

SAID = "a closed monitoring never changes"
CLOSED = "EXISTS (SELECT 1 FROM monitoring_session WHERE id = OLD.session_id AND closed_at IS NOT NULL)"


def changed(connection: Connection) -> list[str]:
    """Those that do not stand as they were made, by name."""
    standing = guards.standing(connection)
    wanted = _on_sqlite() if connection.dialect.name == "sqlite" else _on_postgresql()
    return sorted(name for name, words in wanted if standing.get(name) != guards.plain(words))


def _on_sqlite() -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for what in ("update", "delete"):
        yield f"monitoring_check_no_{what}", f"BEFORE {what.upper()} ON monitoring_check WHEN {CLOSED} {refuses}"
        yield (
            f"monitoring_session_no_{what}",
            f"BEFORE {what.upper()} ON monitoring_session WHEN OLD.closed_at IS NOT NULL {refuses}",
        )


def _on_postgresql() -> Iterator[tuple[str, str]]:
    yield (
        "monitoring_check_no_change",
        "BEFORE DELETE OR UPDATE ON monitoring_check FOR EACH ROW EXECUTE FUNCTION monitoring_check_is_open()",
    )
    yield (
        "monitoring_session_no_change",
        "BEFORE DELETE OR UPDATE ON monitoring_session FOR EACH ROW WHEN (old.closed_at IS NOT NULL) EXECUTE FUNCTION monitoring_never_changes()",
    )


@vouched_for
def unguarded_sessions() -> Break | None:
    """Whoever takes a guard away can rewrite what was declared of a closed semester, and the trail would not tell."""
    if wrong := changed(db.session.connection()):
        return Break(0, f"I monitoraggi chiusi non sono più protetti dalle modifiche: manca o è stato cambiato {join_words(wrong)}.")
    return None
