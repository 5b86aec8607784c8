"""The triggers that keep each step as it was taken, word by word as migration 0027 made them: whoever looks at the trail compares them with those
that stand."""

from collections.abc import Iterator

from sqlalchemy import Connection

from riskreg.audit import guards
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words

SAID = "a transition is never rewritten"


def changed(connection: Connection) -> list[str]:
    """Those that do not stand as they were made, by name."""
    standing = guards.standing(connection)
    wanted = _on_sqlite() if connection.dialect.name == "sqlite" else _on_postgresql()
    return sorted(name for name, words in wanted if standing.get(name) != guards.plain(words))


def _on_sqlite() -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    yield "transition_no_update", f"BEFORE UPDATE ON transition {refuses}"
    yield "transition_no_delete", f"BEFORE DELETE ON transition {refuses}"
    yield "transition_no_replace", f"BEFORE INSERT ON transition WHEN EXISTS (SELECT 1 FROM transition WHERE id = NEW.id) {refuses}"


def _on_postgresql() -> Iterator[tuple[str, str]]:
    calls = "EXECUTE FUNCTION transition_never_rewritten()"
    yield "transition_no_change", f"BEFORE DELETE OR UPDATE ON transition FOR EACH ROW {calls}"
    yield "transition_no_truncate", f"BEFORE TRUNCATE ON transition FOR EACH STATEMENT {calls}"
    yield "transition_never_rewritten", f"BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END"


@vouched_for
def unguarded_transitions() -> Break | None:
    """Whoever takes a guard away can rewrite who did what, and the trail would not tell."""
    if wrong := changed(db.session.connection()):
        return Break(0, f"Il percorso delle pratiche non è più protetto dalle modifiche: manca o è stato cambiato {join_words(wrong)}.")
    return None
