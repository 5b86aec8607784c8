"""The triggers that keep an approved Relazione sulla performance as it is, word by word as migration 0038 made them: whoever looks at the trail
compares them with those that stand."""

from collections.abc import Iterator

from sqlalchemy import Connection

from riskreg.audit import guards

SAID = "an approved performance report never changes"
FROZEN = "OLD.state <> 'draft'"
APPROVED = ("id", "year", "revision", "revised_because", "act_body", "act_number", "approved_on")
JUDGED = ("oiv_outcome", "oiv_on", "oiv_protocol", "oiv_text")
OTHER = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in APPROVED)
OTHER_JUDGMENT = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in JUDGED)
REWRITTEN = f"{FROZEN} AND (NEW.state = 'draft' OR OLD.state = 'published' OR {OTHER} OR (OLD.oiv_on IS NOT NULL AND (NEW.oiv_on IS NULL OR {OTHER_JUDGMENT})))"
"""The act, once there; the OIV's judgment, once there; nothing any more once it is published."""

OF_REPORT = "(SELECT state FROM performance_report WHERE id = {row}.report_id) <> 'draft'"
SECTION, DOCUMENT = "performance_report_section", "performance_report_document"


def changed(connection: Connection) -> list[str]:
    """Those that do not stand as they were made, by name."""
    standing = guards.standing(connection)
    wanted = on_sqlite() if connection.dialect.name == "sqlite" else on_postgresql()
    return sorted(name for name, words in wanted if standing.get(name) != guards.plain(words))


def on_sqlite() -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for name, says in _sqlite():
        yield name, f"BEFORE {says} {refuses}"


def _sqlite() -> Iterator[tuple[str, str]]:
    yield "performance_report_no_update", f"UPDATE ON performance_report WHEN {REWRITTEN}"
    yield "performance_report_no_delete", f"DELETE ON performance_report WHEN {FROZEN}"
    same = "id = NEW.id OR (year = NEW.year AND revision = NEW.revision)"
    there = f"SELECT 1 FROM performance_report WHERE ({same}) AND state <> 'draft'"
    yield "performance_report_no_replace", f"INSERT ON performance_report WHEN EXISTS ({there})"
    yield f"{SECTION}_no_insert", f"INSERT ON {SECTION} WHEN {OF_REPORT.format(row='NEW')}"
    yield f"{SECTION}_no_update", f"UPDATE ON {SECTION} WHEN {OF_REPORT.format(row='OLD')}"
    yield f"{SECTION}_no_moving_in", f"UPDATE ON {SECTION} WHEN {OF_REPORT.format(row='NEW')}"
    yield f"{SECTION}_no_delete", f"DELETE ON {SECTION} WHEN {OF_REPORT.format(row='OLD')}"
    kept = f"SELECT 1 FROM {SECTION} AS kept WHERE kept.id = NEW.id AND {OF_REPORT.format(row='kept')}"
    yield f"{SECTION}_no_replace", f"INSERT ON {SECTION} WHEN EXISTS ({kept})"
    yield f"{DOCUMENT}_no_update", f"UPDATE ON {DOCUMENT}"
    yield f"{DOCUMENT}_no_delete", f"DELETE ON {DOCUMENT}"
    same = "id = NEW.id OR (report_id = NEW.report_id AND name = NEW.name)"
    yield f"{DOCUMENT}_no_replace", f"INSERT ON {DOCUMENT} WHEN EXISTS (SELECT 1 FROM {DOCUMENT} WHERE {same})"


# PostgreSQL: a trigger says when it is asked, its function what it refuses


def on_postgresql() -> Iterator[tuple[str, str]]:
    yield from _asked("performance_report", "DELETE OR UPDATE", _of_report())
    yield from _asked(SECTION, "INSERT OR DELETE OR UPDATE", _of_section())
    yield from _asked(DOCUMENT, "DELETE OR UPDATE", f"BEGIN {_raises()} END")
    for table in ("performance_report", SECTION, DOCUMENT):
        function = "EXECUTE FUNCTION performance_report_never_emptied()"
        yield f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {function}"
    approved = "EXISTS (SELECT 1 FROM performance_report WHERE state <> 'draft')"
    yield "performance_report_never_emptied", f"BEGIN IF {approved} THEN {_raises()} END IF; RETURN NULL; END"


def _asked(table: str, when: str, body: str) -> Iterator[tuple[str, str]]:
    yield f"{table}_no_change", f"BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_never_changes()"
    yield f"{table}_never_changes", body


def _raises() -> str:
    return f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';"


def _if(asked: str) -> str:
    return f"IF {asked} THEN {_raises()} END IF;"


def _of_report() -> str:
    return f"BEGIN IF TG_OP = 'DELETE' THEN {_if(FROZEN)} RETURN OLD; END IF; {_if(REWRITTEN)} RETURN NEW; END"


def _of_section() -> str:
    was, would_be = _if(OF_REPORT.format(row="OLD")), _if(OF_REPORT.format(row="NEW"))
    return f"BEGIN IF TG_OP <> 'INSERT' THEN {was} END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; {would_be} RETURN NEW; END"
