"""The triggers that keep a closed session as it was, a draw that was made and what was found by looking, word by word as migration 0031 made them: whoever
looks at the trail compares them with those that stand."""

from collections.abc import Iterator

from sqlalchemy import Connection

from riskreg.audit import guards
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words

SAID = "a closed monitoring never changes"

# In SQL, of a row: what never changes any more, nor goes away; {row} is the one that was there.
OF_SESSION = "EXISTS (SELECT 1 FROM monitoring_session WHERE id = {row}.session_id AND closed_at IS NOT NULL)"
OF_CHECK = (
    "EXISTS (SELECT 1 FROM monitoring_session JOIN monitoring_check ON monitoring_check.session_id = monitoring_session.id "
    "WHERE monitoring_check.id = {row}.check_id AND monitoring_session.closed_at IS NOT NULL)"
)
OVER = {
    "monitoring_session": "{row}.closed_at IS NOT NULL",
    "monitoring_check": OF_SESSION,
    "check_period": OF_CHECK,
    "check_contribution": OF_CHECK,
    "verification_draw": f"({{row}}.drawn_at IS NOT NULL OR {OF_SESSION})",
    "verification": f"({{row}}.finding IS NOT NULL OR {OF_CHECK})",
}
PARENT = {"monitoring_check": "session_id", "verification_draw": "session_id"} | dict.fromkeys(
    ("check_period", "check_contribution", "verification"), "check_id"
)
NEVER = {table: ("id", parent) for table, parent in PARENT.items()} | {"monitoring_session": ("id", "year", "half")}
"""What no row changes, ever: by another number or in another session it would be another one."""

FOUND = (
    "draw_id", "chosen_because", "finding", "declared", "looked_at", "found", "follow_up", "follow_up_by", "verified_at", "verified_by_id",
)  # fmt: skip
"""Of a verification once it is made; that what it asked for was done is written later."""

SAME = {
    "monitoring_session": "kept.year = NEW.year AND kept.half = NEW.half",
    "verification_draw": "kept.session_id = NEW.session_id AND kept.seed = NEW.seed",
    "verification": "kept.draw_id = NEW.draw_id AND kept.check_id = NEW.check_id",
}
"""In whose place a row with the same key would come, besides that with its number."""


def _changes(table: str, differs: str) -> str:
    """When an UPDATE is refused. `differs`: the operator."""
    never = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in NEVER[table])
    if table != "verification":
        return f"{OVER[table].format(row='OLD')} OR {never}"
    found = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FOUND)
    return f"(OLD.finding IS NULL AND {OF_CHECK.format(row='OLD')}) OR (OLD.finding IS NOT NULL AND ({found})) OR {never}"


def _comes_in(table: str) -> str:
    """When an INSERT is refused; nothing where a row may always come in."""
    parent = PARENT.get(table)
    return (OF_SESSION if parent == "session_id" else OF_CHECK).format(row="NEW") if parent else ""


def changed(connection: Connection) -> list[str]:
    """Those that do not stand as they were made, by name."""
    standing = guards.standing(connection)
    wanted = _on_sqlite() if connection.dialect.name == "sqlite" else _on_postgresql()
    return sorted(name for name, words in wanted if standing.get(name) != guards.plain(words))


def _on_sqlite() -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for table, over in OVER.items():
        same = f"(kept.id = NEW.id OR ({SAME[table]}))" if table in SAME else "kept.id = NEW.id"
        replaced = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE {same} AND {over.format(row='kept')})"  # noqa: S608  # names of ours
        comes_in = " OR ".join(each for each in (_comes_in(table), replaced) if each)
        for what, when in (("update", _changes(table, "IS NOT")), ("delete", over.format(row="OLD")), ("insert", comes_in)):
            yield f"{table}_no_{what}", f"BEFORE {what.upper()} ON {table} WHEN {when} {refuses}"


def _on_postgresql() -> Iterator[tuple[str, str]]:
    raises = f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';"
    yield "monitoring_never_changes", f"BEGIN {raises} END"
    for table, over in OVER.items():
        cases = [("DELETE", over.format(row="OLD")), ("UPDATE", _changes(table, "IS DISTINCT FROM")), ("INSERT", _comes_in(table))]
        asks = " ".join(f"IF TG_OP = '{what}' THEN IF {when} THEN {raises} END IF; END IF;" for what, when in cases if when)
        yield f"{table}_stays", f"BEGIN {asks} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END"
        yield f"{table}_no_change", f"BEFORE INSERT OR DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
        yield f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION monitoring_never_changes()"


@vouched_for
def unguarded_sessions() -> Break | None:
    """Whoever takes a guard away can rewrite what was declared of a closed semester, and the trail would not tell."""
    if wrong := changed(db.session.connection()):
        return Break(0, f"I monitoraggi chiusi non sono più protetti dalle modifiche: manca o è stato cambiato {join_words(wrong)}.")
    return None
