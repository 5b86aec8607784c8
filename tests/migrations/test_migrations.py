"""Each migration up and down with rows in it, and at the end the very tables that the models describe."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from riskreg.audit.verification import verify
from riskreg.core import schema
from riskreg.core.base import Base
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.core.places import MIGRATIONS
from riskreg.core.transactions import writing
from tests.databases import Copies, opened
from tests.migrations import rows
from tests.migrations.empty import empty_database, everything_in, names_in

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]
VERSION_TABLE = "alembic_version"


@pytest.fixture
def nothing(copies: Copies, tmp_path: Path) -> Iterator[Flask]:
    with empty_database(copies) as url, opened(url, tmp_path) as app:
        yield app


@pytest.fixture
def at_head(copies: Copies, tmp_path: Path) -> Iterator[Flask]:
    with copies.one() as url, opened(url, tmp_path) as app:
        yield app


def url() -> str:
    db.session.rollback()
    return db.engine.url.render_as_string(hide_password=False)


def test_migrations_are_numbered_in_one_line():
    """Upwards; numbers may be left out where work on several of them met."""
    assert sorted(REVISIONS) == REVISIONS
    assert all(len(revision) == 4 and revision.isdecimal() for revision in REVISIONS)
    assert [path.name[:4] for path in sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))] == REVISIONS


def test_every_migration_has_rows_to_be_tried_with():
    assert set(rows.OF) == set(REVISIONS), "a new migration needs rows in tests/migrations/rows.py"


def test_each_step_up_and_down_and_up_again_keeps_the_rows_of_before(nothing):
    """Down takes away what the step made, rows included, and nothing else; up again works as the first time."""
    for below, revision in pairwise(["base", *REVISIONS]):
        before, names_before = everything_in(url(), without=(VERSION_TABLE,)), names_in(url()) - names_of_version_table()
        schema.upgrade(revision)
        names_after = names_in(url())
        rows.insert(rows.OF[revision])
        made = everything_in(url())
        assert all(made[table] for table in rows.OF[revision]), f"{revision}: a table without a row"
        schema.downgrade(below)
        assert everything_in(url(), without=(VERSION_TABLE,)) == before, f"{revision} down: other rows"
        assert names_in(url()) - names_of_version_table() == names_before, f"{revision} down: other names"
        schema.upgrade(revision)
        assert names_in(url()) == names_after, f"{revision} up again: other names"
        rows.insert(rows.OF[revision])
    schema.downgrade("base")
    assert names_in(url()) - names_of_version_table() == set(), "all the way down leaves nothing"


def test_unit_codes_written_before_they_were_compared_are_told_apart(nothing):
    """Two units with one code stay as they are; the second is asked for another when somebody opens its sheet."""
    for earlier in ("0001", "0002", "0003"):
        schema.upgrade(earlier)
    units = [
        {**rows.OF["0002"]["org_unit"][0], "id": number, "code": code} for number, code in enumerate(("A2.10", "A2.2", "a 2.10"), start=1)
    ]
    rows.insert({"org_unit": units})
    schema.upgrade("0004")
    db.session.rollback()
    found = db.session.execute(sa.text("SELECT code, code_fold FROM org_unit ORDER BY code_sort_key, id")).all()
    assert [tuple(row) for row in found] == [("A2.2", "a2.2"), ("A2.10", "a2.10"), ("a 2.10", "a2.10 3")]
    db.session.rollback()
    schema.downgrade("0003")


DECIDED_ROWS = {
    "edition": [
        {"id": 2, "first_year": 2026, "revision": 0, "state": "draft", "edits": 0, "proposed_on": rows.DAY}
        | dict.fromkeys(("note", "act_body", "act_number", "published_at"), "x")
    ],
    "edition_measure": [rows.OF["0018"]["edition_measure"][0] | {"id": 7, "edition_id": 2}],
    "edition_objective": [rows.OF["0021"]["edition_objective"][0] | {"id": 8, "edition_id": 2}],
    "edition_objective_measure": [{"id": 9, "objective_id": 8, "line_id": 7}],
}
"""An edition whose lines have other numbers than their measures; the body decides once they are there."""


def test_what_serves_an_objective_is_named_by_its_measure_also_where_the_body_decided(nothing):
    """Up: every link follows its line, and the guards stand as they stood. Down: a measure that the edition does not list cannot be said."""
    for revision in REVISIONS[: REVISIONS.index("0024")]:
        schema.upgrade(revision)
        rows.insert(rows.OF[revision])
    rows.insert(DECIDED_ROWS)
    changed("UPDATE edition SET state = 'adopted', adopted_on = '2026-01-01' WHERE id = 2")
    guards = guards_of_links()
    schema.upgrade("0024")
    assert links("measure_id") == [(1, 1, 1), (9, 8, 1)]
    assert guards_of_links() == guards
    for refused in (
        "UPDATE {} SET objective_id = 1 WHERE id = 9",
        "UPDATE {} SET objective_id = 8 WHERE id = 1",
        "DELETE FROM {} WHERE id = 9",
    ):
        with pytest.raises(sa.exc.DatabaseError, match="an adopted edition never changes"):
            changed(refused.format("edition_objective_measure"))
    rows.insert({"measure": [rows.OF["0011"]["measure"][0] | {"id": 2, "code_fold": "y"}]})
    rows.insert({"edition_objective_measure": [{"objective_id": 1, "measure_id": 2}, {"objective_id": 2, "measure_id": 1}]})
    assert sorted(link[1:] for link in links("measure_id")) == [(1, 1), (1, 2), (2, 1), (8, 1)]
    schema.downgrade("0023")
    assert sorted(link[1:] for link in links("line_id")) == [(1, 1), (2, 1), (8, 7)]
    assert guards_of_links() == guards
    schema.upgrade("0024")
    assert sorted(link[1:] for link in links("measure_id")) == [(1, 1), (2, 1), (8, 1)]


def links(named: str) -> list[tuple[int, int, int]]:
    db.session.rollback()
    columns = (sa.column("id"), sa.column("objective_id"), sa.column(named))
    found = db.session.execute(sa.select(*columns).select_from(sa.table("edition_objective_measure")).order_by("id")).all()
    db.session.rollback()
    return [tuple(row) for row in found]


def guards_of_links() -> list[tuple[str, ...]]:
    """Each with all that it says, and whether it is switched on."""
    on_sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'edition_objective_measure' ORDER BY name"
    on_postgresql = """
        SELECT tgname, pg_get_triggerdef(pg_trigger.oid), tgenabled, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgrelid = 'edition_objective_measure'::regclass AND NOT tgisinternal ORDER BY tgname
    """
    with db.engine.connect() as connection:
        found = connection.execute(sa.text(on_sqlite if connection.dialect.name == "sqlite" else on_postgresql)).all()
    assert len(found) == (4 if db.engine.dialect.name == "sqlite" else 1)
    return [tuple(map(str, row)) for row in found]


def changed(statement: str) -> None:
    db.session.rollback()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.execute(sa.text(statement))
        connection.commit()


def test_at_head_the_tables_are_those_of_the_models(at_head):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": schema.is_described}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_at_head_each_constraint_bears_the_name_that_the_models_give_it(at_head):
    """By name a refusal finds its sentence; Alembic's own comparison does not look at checks."""
    found = sa.inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        described = {str(one.name) for one in table.constraints if isinstance(one, sa.CheckConstraint)}
        assert {str(one["name"]) for one in found.get_check_constraints(table.name)} == described, table.name
        described = {str(one.name) for one in table.constraints if isinstance(one, sa.UniqueConstraint)}
        assert {str(one["name"]) for one in found.get_unique_constraints(table.name)} == described, table.name
        described = {str(one.name) for one in table.constraints if isinstance(one, sa.ForeignKeyConstraint)}
        assert {str(one["name"]) for one in found.get_foreign_keys(table.name)} == described, table.name


def test_at_head_the_trail_is_guarded(at_head, database):
    guards = {"sqlite": {"no_update", "no_delete", "no_replace"}, "postgresql": {"no_change", "no_truncate"}}[database]
    found = {name for name in names_in(url()) if name.startswith("trigger audit_entry_")}
    assert found == {f"trigger audit_entry_{guard}" for guard in guards}


def test_at_head_what_was_published_is_guarded(at_head, database):
    guards = {"no_change", "no_delete", {"sqlite": "no_replace", "postgresql": "no_truncate"}[database]}
    found = {name for name in names_in(url()) if name.startswith("trigger methodology_")}
    assert found == {f"trigger methodology_{guard}" for guard in guards}


def test_at_head_what_was_approved_is_guarded(at_head, database):
    guards = {"sqlite": {"no_update", "no_delete", "no_replace"}, "postgresql": {"no_change"}}[database]
    for table in ("assessment", "score", "score_answer"):
        found = {name for name in names_in(url()) if name.startswith(f"trigger {table}_approved_")}
        assert found == {f"trigger {table}_approved_{guard}" for guard in guards}


def test_at_head_what_the_body_decided_is_guarded(at_head, database):
    guards = {"sqlite": {"no_update", "no_delete", "no_replace", "no_replacing"}, "postgresql": {"no_change", "no_truncate"}}[database]
    for table in ("edition", "edition_measure", "edition_owner"):
        found = {name for name in names_in(url()) if name.startswith(f"trigger {table}_decided_")}
        of_rows, of_editions = {"no_insert", "no_moving_in"}, {"no_renumbering"}
        more = (of_editions if table == "edition" else of_rows) if database == "sqlite" else set()
        assert found == {f"trigger {table}_decided_{guard}" for guard in guards | more}


def test_at_head_what_was_said_of_a_draft_and_who_read_the_plan_are_guarded(at_head, database):
    guards = {
        "sqlite": {"no_insert", "no_update", "no_delete", "no_replace", "no_replacing"},
        "postgresql": {"no_change", "no_truncate"},
    }[database]
    for table in ("consultation", "contribution"):
        found = {name for name in names_in(url()) if name.startswith(f"trigger {table}_decided_")}
        assert found == {f"trigger {table}_decided_{guard}" for guard in guards}
    guards = {"sqlite": {"no_replace", "no_update", "no_delete"}, "postgresql": {"no_change", "decided_no_truncate"}}[database]
    found = {name for name in names_in(url()) if name.startswith("trigger edition_reading_")}
    assert found == {f"trigger edition_reading_{guard}" for guard in guards}


def test_setting_up_again_migrates_nothing(at_head):
    before = everything_in(url())
    schema.upgrade()
    assert everything_in(url()) == before


def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(nothing, monkeypatch):
    schema.upgrade("0001")
    before = names_in(url())
    real, made = op.create_table, []

    def break_off(name: str, *parts: object, **more: object) -> object:
        made.append(name)
        if len(made) == 3:
            raise RuntimeError("the disk is full")
        return real(name, *parts, **more)

    monkeypatch.setattr(op, "create_table", break_off)
    with pytest.raises(RuntimeError, match="disk"):
        schema.upgrade("0002")
    assert names_in(url()) == before
    monkeypatch.undo()
    schema.upgrade()


def test_the_trail_written_before_a_migration_is_whole_after_it(at_head):
    with writing():
        rows.write_trail()
    assert verify().is_whole


def names_of_version_table() -> set[str]:
    return {
        f"{kind} {name}"
        for kind in ("table", "relation", "type", "index")
        for name in (VERSION_TABLE, f"{VERSION_TABLE}_pkc", f"_{VERSION_TABLE}")
    }


def test_assessments_on_their_way_are_drafts_again_and_approved_ones_say_who_approved(nothing):
    """Up: what was approved has the one step that is known of it, and its guards. Down: two states, and nothing lost."""
    for revision in REVISIONS[: REVISIONS.index("0027")]:
        schema.upgrade(revision)
        rows.insert(rows.OF[revision])
    guards = names_in(url())
    schema.upgrade("0027")
    steps = sa.text("SELECT subject_id, from_state, to_state, action, at IS NOT NULL FROM transition")
    assert [tuple(row) for row in db.session.execute(steps)] == [(1, "draft", "approved", "approve", True)]
    assert guards <= names_in(url())
    rows.insert(rows.ON_THEIR_WAY)
    for refused in (
        "UPDATE assessment SET judgment = 'y' WHERE id = 1",
        "UPDATE assessment SET state = 'draft', approved_at = NULL WHERE id = 1",
        "UPDATE assessment SET state = 'ended' WHERE id = 2",
        "UPDATE assessment SET state = 'sent' WHERE id = 2",
        "UPDATE assessment SET validated_by_id = 1, author_id = 1 WHERE id = 12",
        "UPDATE assessment SET approved_by_id = 1, sent_by_id = 1 WHERE id = 12",
        "UPDATE transition SET reason = 'y'",
        "DELETE FROM transition",
    ):
        with pytest.raises(sa.exc.IntegrityError):
            changed(refused)
        db.session.rollback()
    schema.downgrade(REVISIONS[REVISIONS.index("0027") - 1])
    states = [tuple(row) for row in db.session.execute(sa.text("SELECT id, state FROM assessment ORDER BY id"))]
    assert states == [(1, "approved"), (2, "draft"), (11, "draft"), (12, "draft"), (13, "draft")]
    assert names_in(url()) == guards
    with pytest.raises(sa.exc.IntegrityError):
        changed("UPDATE assessment SET judgment = 'y' WHERE id = 1")
    db.session.rollback()
