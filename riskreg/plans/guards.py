"""The triggers that keep what the body decided as it is, word by word as the migrations made them (0018, 0020, 0021, 0022, 0025): whoever looks at the
trail compares them with those that stand."""

from collections.abc import Iterator

from sqlalchemy import Connection

from riskreg.audit import guards

CHANGED, KEPT, READ = "an adopted edition never changes", "a kept document never changes", "who has read an edition has read it"
DECIDED = "('adopted', 'published')"
OF_EDITION = "(SELECT state FROM edition WHERE id = {row}.edition_id) IN " + DECIDED
THROUGH = (
    "( SELECT state FROM edition JOIN {parent} ON {parent}.edition_id = edition.id WHERE {parent}.id = {{row}}.{column} ) IN " + DECIDED
)
OF_DECIDED = {
    "edition_measure": OF_EDITION,
    "edition_owner": THROUGH.format(parent="edition_measure", column="line_id"),
    "edition_objective": OF_EDITION,
    "edition_section": OF_EDITION,
    "edition_objective_measure": THROUGH.format(parent="edition_objective", column="objective_id"),
    "consultation": OF_EDITION,
    "contribution": THROUGH.format(parent="consultation", column="consultation_id"),
}
"""By table: when a row belongs to an edition that the body decided."""

EITHER_SIDE = ("consultation", "contribution")
"""Where one trigger asks of the row as it was and as it would be."""

ACT = ("first_year", "revision", "proposed_on", "act_body", "act_number", "adopted_on")
OTHER_NUMBER = f"OLD.state IN {DECIDED} AND OLD.id <> NEW.id"
"""Rows whose edition has another number would be nobody's, and free to change."""

OTHER_ACT = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in ACT) + f" OR NEW.state NOT IN {DECIDED}"
SAID = (
    "consultation_id", "number", "received_on", "late_because", "source", "organisation", "user_id", "about", "text", "outcome", "because",
    "decided_by_id", "decided_at",
)  # fmt: skip


def changed(connection: Connection) -> list[str]:
    """Those that do not stand as they were made, by name."""
    on_sqlite = connection.dialect.name == "sqlite"
    standing = guards.standing(connection)
    wanted = dict(_on_sqlite() if on_sqlite else _on_postgresql())
    return sorted(name for name, words in wanted.items() if standing.get(name) != guards.plain(words))


def _decided(table: str, row: str) -> str:
    return OF_DECIDED[table].format(row=row)


def _of_contribution(differs: str) -> str:
    """Beside the name of a person, which may still be taken out."""
    return "(" + " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in SAID) + " OR NEW.person_name <> '')"


def _on_update(table: str, differs: str) -> str:
    """When a change is refused."""
    if table not in EITHER_SIDE:
        return _decided(table, "OLD")
    both = f"({_decided(table, 'OLD')} OR {_decided(table, 'NEW')})"
    return f"{both} AND {_of_contribution(differs)}" if table == "contribution" else both


# SQLite


def _refuses(said: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{said}'); END"


def _on_sqlite() -> Iterator[tuple[str, str]]:
    for name, says in (*_of_editions(), *(each for table in OF_DECIDED for each in _of_rows(table))):
        yield name, f"BEFORE {says} {_refuses(CHANGED)}"
    for name, says in _of_documents():
        yield name, f"BEFORE {says} {_refuses(KEPT)}"
    for name, says in _of_readings():
        yield name, f"BEFORE {says} {_refuses(READ)}"


def _of_editions() -> Iterator[tuple[str, str]]:
    yield "edition_decided_no_update", f"UPDATE ON edition WHEN OLD.state IN {DECIDED} AND ({OTHER_ACT})"
    yield "edition_decided_no_delete", f"DELETE ON edition WHEN OLD.state IN {DECIDED}"
    yield "edition_decided_no_renumbering", f"UPDATE ON edition WHEN {OTHER_NUMBER}"
    there = f"SELECT 1 FROM edition WHERE (id = NEW.id OR (first_year = NEW.first_year AND revision = NEW.revision)) AND state IN {DECIDED}"
    yield "edition_decided_no_replace", f"INSERT ON edition WHEN EXISTS ( {there} )"
    same = "kept.id = NEW.id OR (kept.first_year = NEW.first_year AND kept.revision = NEW.revision)"
    there = f"SELECT 1 FROM edition AS kept WHERE kept.id <> OLD.id AND ({same}) AND kept.state IN {DECIDED}"
    yield "edition_decided_no_replacing", f"UPDATE ON edition WHEN EXISTS ( {there} )"


def _of_rows(table: str) -> Iterator[tuple[str, str]]:
    yield f"{table}_decided_no_insert", f"INSERT ON {table} WHEN {_decided(table, 'NEW')}"
    yield f"{table}_decided_no_update", f"UPDATE ON {table} WHEN {_on_update(table, 'IS NOT')}"
    yield f"{table}_decided_no_delete", f"DELETE ON {table} WHEN {_decided(table, 'OLD')}"
    if table not in EITHER_SIDE:
        yield f"{table}_decided_no_moving_in", f"UPDATE ON {table} WHEN {_decided(table, 'NEW')}"
    kept = f"SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id"
    yield f"{table}_decided_no_replace", f"INSERT ON {table} WHEN EXISTS ({kept} AND {_decided(table, 'kept')})"
    yield f"{table}_decided_no_replacing", f"UPDATE ON {table} WHEN EXISTS ({kept} AND kept.id <> OLD.id AND {_decided(table, 'kept')})"


def _of_documents() -> Iterator[tuple[str, str]]:
    yield "edition_document_no_update", "UPDATE ON edition_document"
    yield "edition_document_decided_no_delete", f"DELETE ON edition_document WHEN {OF_EDITION.format(row='OLD')}"
    same = "id = NEW.id OR (edition_id = NEW.edition_id AND name = NEW.name)"
    yield "edition_document_no_replace", f"INSERT ON edition_document WHEN EXISTS (SELECT 1 FROM edition_document WHERE {same})"


def _of_readings() -> Iterator[tuple[str, str]]:
    yield "edition_reading_no_update", "UPDATE ON edition_reading"
    yield "edition_reading_no_delete", "DELETE ON edition_reading"
    same = "id = NEW.id OR (edition_id = NEW.edition_id AND user_id = NEW.user_id)"
    yield "edition_reading_no_replace", f"INSERT ON edition_reading WHEN EXISTS (SELECT 1 FROM edition_reading WHERE {same})"


# PostgreSQL: a trigger says when it is asked, its function what it refuses

ANY_CHANGE, NO_INSERT = "INSERT OR DELETE OR UPDATE", "DELETE OR UPDATE"


def _on_postgresql() -> Iterator[tuple[str, str]]:
    yield from _asked("edition", "edition_decided", NO_INSERT, _of_edition())
    yield from _asked("edition", "edition_number", "UPDATE", f"BEGIN {_if(OTHER_NUMBER)} RETURN NEW; END")
    for table in OF_DECIDED:
        yield from _asked(table, f"{table}_decided", ANY_CHANGE, _said_and_heard(table) if table in EITHER_SIDE else _listed(table))
    yield from _asked("edition_document", "edition_document", NO_INSERT, _of_document())
    yield from _asked("edition_reading", "edition_reading", NO_INSERT, f"BEGIN {_raises(READ)} END")
    for table in ("edition", *OF_DECIDED, "edition_document", "edition_reading"):
        function = "EXECUTE FUNCTION edition_decided_never_emptied()"
        yield f"{table}_decided_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {function}"
    decided = f"EXISTS (SELECT 1 FROM edition WHERE state IN {DECIDED})"
    yield "edition_decided_never_emptied", f"BEGIN IF {decided} THEN {_raises(CHANGED)} END IF; RETURN NULL; END"


def _asked(table: str, name: str, when: str, body: str) -> Iterator[tuple[str, str]]:
    yield f"{name}_no_change", f"BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_never_changes()"
    yield f"{name}_never_changes", body


def _raises(said: str) -> str:
    return f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation';"


def _if(asked: str) -> str:
    return f"IF {asked} THEN {_raises(CHANGED)} END IF;"


def _of_edition() -> str:
    gone = f"IF TG_OP = 'DELETE' THEN {_if(f'OLD.state IN {DECIDED}')} RETURN OLD; END IF;"
    return f"BEGIN {gone} {_if(f'OLD.state IN {DECIDED} AND ({OTHER_ACT})')} RETURN NEW; END"


def _listed(table: str) -> str:
    was, would_be = _if(_decided(table, "OLD")), _if(_decided(table, "NEW"))
    return f"BEGIN IF TG_OP <> 'INSERT' THEN {was} END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; {would_be} RETURN NEW; END"


def _said_and_heard(table: str) -> str:
    came = f"IF TG_OP = 'INSERT' THEN {_if(_decided(table, 'NEW'))} RETURN NEW;"
    went = f"ELSIF TG_OP = 'DELETE' THEN {_if(_decided(table, 'OLD'))} RETURN OLD; END IF;"
    return f"BEGIN {came} {went} {_if(_on_update(table, 'IS DISTINCT FROM'))} RETURN NEW; END"


def _of_document() -> str:
    return f"BEGIN IF TG_OP = 'UPDATE' OR {OF_EDITION.format(row='OLD')} THEN {_raises(KEPT)} END IF; RETURN OLD; END"
