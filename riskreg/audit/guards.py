"""The triggers that keep the trail append-only: are they there, switched on, and do they say what the migration wrote?"""

import re

from sqlalchemy import Connection, text

ON_SQLITE = {
    "audit_entry_no_update": "before update on audit_entry begin select raise(abort, 'audit_entry is append-only'); end",
    "audit_entry_no_delete": "before delete on audit_entry begin select raise(abort, 'audit_entry is append-only'); end",
    "audit_entry_no_replace": (
        "before insert on audit_entry when exists (select 1 from audit_entry where id = new.id or previous_hash = new.previous_hash) "
        "begin select raise(abort, 'audit_entry is append-only'); end"
    ),
}
CALLS = "execute function audit_entry_append_only()"
ON_POSTGRESQL = {
    "audit_entry_no_change": f"before delete or update on public.audit_entry for each row {CALLS}",
    "audit_entry_no_truncate": f"before truncate on public.audit_entry for each statement {CALLS}",
    "audit_entry_append_only": "begin raise exception 'audit_entry is append-only' using errcode = 'integrity_constraint_violation'; end",
}
FIND_ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
FIND_ON_POSTGRESQL = """
    SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE tgrelid = 'audit_entry'::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')
    UNION ALL SELECT proname, prosrc FROM pg_proc WHERE proname = 'audit_entry_append_only' AND pronamespace = 'public'::regnamespace
"""

ALL_ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
ALL_ON_POSTGRESQL = """
    SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_class.relnamespace = current_schema()::regnamespace
    UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype
"""


def standing(connection: Connection) -> dict[str, str]:
    """The triggers of every table that stand and are switched on, and the functions that they call, by name: what each says, as `plain` words."""
    on_sqlite = connection.dialect.name == "sqlite"
    return {name: plain(sql) for name, sql in connection.execute(text(ALL_ON_SQLITE if on_sqlite else ALL_ON_POSTGRESQL))}


def missing_or_changed(connection: Connection) -> list[str]:
    """The guards that do not stand as they were made, by name."""
    on_sqlite = connection.dialect.name == "sqlite"
    found = connection.execute(text(FIND_ON_SQLITE if on_sqlite else FIND_ON_POSTGRESQL))
    standing = {name: plain(sql) for name, sql in found}
    wanted = ON_SQLITE if on_sqlite else ON_POSTGRESQL
    return [name for name, sql in wanted.items() if standing.get(name) != sql]


def plain(sql: str) -> str:
    """One line in small letters, without the name it begins with. What stands between quotes is left as it is: «ADOPTED» is no state.

    >>> plain("CREATE TRIGGER a BEFORE UPDATE ON b\\n WHEN OLD.state = 'Adopted'")
    "before update on b when old.state = 'Adopted'"
    """
    parts = re.split(r"('(?:[^']|'')*')", sql)
    said = "".join(part if place % 2 else re.sub(r"\s+", " ", part.lower().replace('"', "")) for place, part in enumerate(parts))
    return re.sub(r"^ ?create trigger \S+ ", "", said).strip()
