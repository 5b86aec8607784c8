"""What the body decided, against whoever types at the database by hand: not replaced, not joined, not emptied; and a guard that refuses nothing is found."""

import doctest
from datetime import date

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from riskreg.audit import guards as of_the_trail
from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.domain.consultation import Outcome
from riskreg.plans import guards
from riskreg.plans.vouching import unguarded_decisions

REFUSED = "an adopted edition never changes"
TABLES = tuple(guards.OF_DECIDED)


@pytest.fixture
def two(make):
    """A decided edition with a row in each table, and a draft with the same."""
    one = make.edition(2026, "MG.1")
    make.objective(one, "MG.1")
    make.section(one)
    make.contribution(make.consultation(one, date(2026, 11, 2), date(2026, 11, 16)), outcome=Outcome.ACCEPTED)
    decided = make.adopted(one)
    draft = make.edition(2027)
    make.contribution(make.consultation(draft))
    return decided, draft


def _run(*statements: str) -> None:
    for statement in statements:
        db.session.connection().exec_driver_sql(statement)


def _refused(*statements: str, match: str = REFUSED) -> None:
    for statement in statements:
        with pytest.raises(DatabaseError, match=match), db.session.begin_nested():
            _run(statement)


def _first_and_last(table: str) -> tuple[int, int]:
    """Of the decided edition and of the draft."""
    return db.session.execute(text(f"SELECT min(id), max(id) FROM {table}")).one()


def _replacing(table: str) -> list[str]:
    decided, draft = _first_and_last(table)
    columns = ", ".join(f'"{one["name"]}"' for one in inspect(db.session.connection()).get_columns(table) if one["name"] != "id")
    return [
        f"INSERT OR REPLACE INTO {table} (id, {columns}) SELECT {decided}, {columns} FROM {table} WHERE id = {draft}",
        *(f"UPDATE OR REPLACE {table} SET {name} = {decided} WHERE id = {draft}" for name in ("id", "rowid")),
    ]


def test_no_row_takes_the_place_of_one_that_the_body_decided_and_no_table_is_emptied_at_once(two, database):
    """OR REPLACE is SQLite's, TRUNCATE is PostgreSQL's: neither asks whoever refuses to delete a row."""
    if database == "sqlite":
        _refused(*(statement for table in ("edition", *TABLES) for statement in _replacing(table)))
        _refused("UPDATE OR REPLACE edition SET first_year = 2026 WHERE first_year = 2027")
    else:
        _refused(*(f"TRUNCATE {table} CASCADE" for table in ("edition", *TABLES, "edition_document", "edition_reading")))


PARENTS = (
    *((table, "edition_id", "edition") for table in ("edition_measure", "edition_objective", "edition_section", "consultation")),
    ("edition_owner", "line_id", "edition_measure"),
    ("edition_objective_measure", "objective_id", "edition_objective"),
    ("contribution", "consultation_id", "consultation"),
)


def test_a_decided_edition_keeps_its_number_also_where_foreign_keys_are_not_looked_at(two, database):
    """Rows of an edition that is not there would be nobody's: whoever renumbers it, rewrites them and numbers it back has left no mark."""
    decided, draft = _first_and_last("edition")
    if database == "postgresql":
        pointing = text(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE confrelid = 'edition'::regclass AND contype = 'f'"
        )
        _run(*(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in db.session.execute(pointing).all()))
    else:
        _run("PRAGMA defer_foreign_keys = ON")
    _refused(f"UPDATE edition SET id = 1000 + id WHERE id = {decided}")
    _run(f"UPDATE edition SET id = 1000 + id WHERE id = {draft}")


def test_nothing_is_moved_into_what_the_body_decided(two):
    for table, column, of in PARENTS:
        decided, _draft = _first_and_last(of)
        _refused(f"UPDATE {table} SET {column} = {decided} WHERE id = {_first_and_last(table)[1]}")


def test_a_draft_is_written_and_replaced_as_before(two, database):
    for table in ("edition_section", "edition_objective"):
        _run(f"UPDATE {table} SET position = position + 10 WHERE id = {_first_and_last(table)[1]}")
    if database == "sqlite":
        _run(
            "INSERT OR REPLACE INTO edition_section SELECT * FROM edition_section WHERE edition_id = (SELECT id FROM edition WHERE first_year = 2027)"
        )


# A guard that stands, is switched on, and refuses nothing

SECTION = "edition_section_decided_no"
STATE = "(SELECT state FROM edition WHERE id = {row}.edition_id) IN ('{states}')"
REFUSES = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
NEVER_CHANGES = "CREATE OR REPLACE FUNCTION edition_section_decided_never_changes() RETURNS trigger LANGUAGE plpgsql AS "
REWRITTEN = {
    "sqlite": {
        "dropped": [f"DROP TRIGGER {SECTION}_delete"],
        "never asked": [f"DROP TRIGGER {SECTION}_delete", f"CREATE TRIGGER {SECTION}_delete BEFORE DELETE ON edition_section WHEN 0 {REFUSES}"],
        "of another state": [
            f"DROP TRIGGER {SECTION}_delete",
            f"CREATE TRIGGER {SECTION}_delete BEFORE DELETE ON edition_section WHEN {STATE.format(row='OLD', states='ADOPTED')} {REFUSES}",
        ],
        "of another table": [
            f"DROP TRIGGER {SECTION}_delete",
            f"CREATE TRIGGER {SECTION}_delete BEFORE DELETE ON job WHEN {STATE.format(row='OLD', states='adopted')} {REFUSES}".replace("OLD.edition_id", "1"),
        ],
    },
    "postgresql": {
        "dropped": [f"DROP TRIGGER {SECTION}_change ON edition_section"],
        "switched off": [f"ALTER TABLE edition_section DISABLE TRIGGER {SECTION}_change"],
        "never asked": [
            f"DROP TRIGGER {SECTION}_change ON edition_section",
            f"CREATE TRIGGER {SECTION}_change BEFORE UPDATE ON edition_section FOR EACH ROW WHEN (false) EXECUTE FUNCTION edition_section_decided_never_changes()",
        ],
        "refuses in words only": [f"{NEVER_CHANGES} $$ BEGIN IF false THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN COALESCE(NEW, OLD); END $$"],
        "only what is written": [
            f"DROP TRIGGER {SECTION}_change ON edition_section",
            f"CREATE TRIGGER {SECTION}_change BEFORE INSERT ON edition_section FOR EACH ROW EXECUTE FUNCTION edition_section_decided_never_changes()",
        ],
    },
}  # fmt: skip


def test_a_guard_that_was_rewritten_to_refuse_nothing_is_found(app, database):
    assert unguarded_decisions() is None
    for how, statements in REWRITTEN[database].items():
        with db.session.begin_nested() as undone:
            _run(*statements)
            found = unguarded_decisions()
            undone.rollback()
        assert found is not None, how
        assert f"manca o è stato cambiato {SECTION}" in found.sentence or "never_changes" in found.sentence, how
    assert unguarded_decisions() is None


def test_every_guard_of_the_plan_is_looked_at(app, database):
    """Whatever the migrations made on its tables, and the functions that they call."""
    ours = (*guards.OF_DECIDED, "edition", "edition_document", "edition_reading")
    standing = of_the_trail.standing(db.session.connection())
    found = {name for name in standing if name.startswith(tuple(f"{table}_" for table in ours))}
    wanted = dict(guards._on_sqlite() if database == "sqlite" else guards._on_postgresql())
    assert found == wanted.keys()


def test_whoever_reads_the_trail_is_told(two):
    assert verify().is_whole
    on_sqlite = db.engine.dialect.name == "sqlite"
    _run("DROP TRIGGER contribution_decided_no_replace" if on_sqlite else "DROP TRIGGER contribution_decided_no_truncate ON contribution")
    assert (
        "Quello che l'organo ha deciso non è più protetto dalle modifiche: manca o è stato cambiato contribution_"
        in verify().broken.sentence
    )


def test_the_examples_beside_the_rules_hold():
    failed, attempted = doctest.testmod(of_the_trail)
    assert (failed, attempted > 0) == (0, True)
