"""Nothing changes without a trace, and the trace cannot be skipped."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from riskreg.audit import operations, queries
from riskreg.audit.models import AuditEntry
from riskreg.audit.operations import note, record
from riskreg.audit.tags import Tag
from riskreg.audit.tracing import UntracedChange
from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people.models import Figure, OrgUnit, RoleGrant, User


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def last_diff() -> dict:
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    return json.loads(entry.diff)


def count() -> int:
    head = queries.head()
    return head.count if head else 0


def add_figure(code: str, *, recorded: bool = True) -> None:
    figure = Figure(code=code, name=f"Figura {code}")
    db.session.add(figure)
    if recorded:
        record(Tag.FIGURE_CREATED, figure, **by())


def fail() -> None:
    raise LookupError


def in_one_transaction(*steps: Callable[[], object]) -> None:
    with writing():
        for step in steps:
            step()


def in_a_savepoint(*steps: Callable[[], object]) -> None:
    with db.session.begin_nested():
        for step in steps:
            step()


# What an entry says


def test_a_change_tells_what_was_there_before_and_after(make):
    unit = make.unit(code="VECCHIO")
    unit.code, unit.position = "NUOVO", 5
    record(Tag.UNIT_CHANGED, unit, **by(), why="Determinazione n. 3")
    db.session.commit()
    assert last_diff() == {
        "after": {"code": "NUOVO", "position": 5},
        "before": {"code": "VECCHIO", "position": 0},
        "why": "Determinazione n. 3",
    }


def test_what_the_session_had_let_go_is_read_again_before_it_is_overwritten(make):
    """After a commit the values held in memory are forgotten: the entry must still say what was there."""
    unit = make.unit(code="VECCHIO")
    db.session.commit()
    db.session.expire_all()
    unit.code = "NUOVO"
    record(Tag.UNIT_CHANGED, unit, **by())
    db.session.commit()
    assert last_diff() == {"after": {"code": "NUOVO"}, "before": {"code": "VECCHIO"}}


def test_a_new_row_is_recorded_as_it_is_stored_with_its_defaults_and_its_owner(make):
    """The owner's number comes from the relationship and the rest from defaults, both known only once it is stored."""
    user, root = make.user(), make.root()
    grant = RoleGrant(role=Role.OIV.value, unit_id=root.id, from_on=date(2026, 1, 1))
    user.grants.append(grant)
    record(Tag.ROLE_GRANTED, grant, **by())
    db.session.commit()
    assert last_diff()["after"] == {
        "user_id": user.id, "unit_id": root.id, "role": "oiv", "from_on": "2026-01-01", "to_on": None, "act": "",
    }  # fmt: skip


def test_two_changes_of_one_value_are_recorded_as_one_from_the_first_to_the_last(make):
    unit = make.unit(code="PRIMA")
    unit.code = "DURANTE"
    db.session.flush()
    unit.code = "DOPO"
    record(Tag.UNIT_CHANGED, unit, **by())
    db.session.commit()
    assert last_diff() == {"after": {"code": "DOPO"}, "before": {"code": "PRIMA"}}


def test_rows_that_change_along_stand_in_the_same_entry_under_their_names(make):
    unit, other = make.unit(code="A"), make.unit(code="B")
    unit.position, other.position = 1, 2
    record(Tag.UNIT_CHANGED, unit, along=[other], **by())
    db.session.commit()
    assert last_diff()["after"] == {"position": 1, f"{other.subject}.position": 2}


def test_a_deleted_row_leaves_what_it_was(make):
    figure = make.figure(code="rasa")
    db.session.delete(figure)
    db.session.flush()
    record(Tag.FIGURE_ENDED, figure, **by())
    db.session.commit()
    assert (last_diff()["before"]["code"], last_diff()["after"]) == ("rasa", {})


def test_secrets_leave_only_that_they_changed(make):
    user = make.user()
    user.password_hash = "$argon2id$other"
    record(Tag.USER_PASSWORD_SET, user, **by())
    db.session.commit()
    assert last_diff() == {"after": {"password_hash": {"secret": True}}, "before": {"password_hash": {"secret": True}}}


def test_personal_values_enter_the_chain_as_hashes_only(make):
    make.user(email="zelda.quarzi@camera.example", given_name="Zelda", family_name="Quarzi", job_title="Archivista")
    diff = db.session.scalars(select(AuditEntry.diff).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert all(set(json.loads(diff)["after"][name]) == {"personal"} for name in ("email", "given_name", "family_name", "job_title"))
    assert not [word for word in ("zelda", "Zelda", "Quarzi", "Archivista") if word in diff]


# What is refused


def change_a_row(make):
    make.unit().position = 99


def change_after_the_record(make):
    unit = make.unit()
    unit.position = 1
    record(Tag.UNIT_CHANGED, unit, **by())
    unit.position = 2


def add_a_row(make):
    db.session.add(Figure(code="x", name="Nuova"))


def delete_a_row(make):
    db.session.delete(make.figure())


def let_go_of_a_row(make):
    """A row that vanishes because its owner no longer lists it."""
    user = make.user()
    make.grant(user, Role.OIV)
    user.grants.clear()


def record_another(make):
    first, second = make.unit(), make.unit()
    first.position = second.position = 7
    record(Tag.UNIT_CHANGED, first, **by())


def change_before_a_savepoint_that_fails(make):
    make.unit().position = 99
    with pytest.raises(LookupError):
        in_a_savepoint(fail)


@pytest.mark.parametrize(
    "forget",
    [change_a_row, change_after_the_record, add_a_row, delete_a_row, let_go_of_a_row, record_another, change_before_a_savepoint_that_fails],
)
def test_a_change_that_nobody_recorded_refuses_the_commit(make, forget):
    forget(make)
    with pytest.raises(UntracedChange):
        db.session.commit()


def test_a_refused_commit_keeps_nothing(real_app):
    with writing():
        operations.start_chain(**by())
    with pytest.raises(UntracedChange):
        in_one_transaction(lambda: add_figure("x"), lambda: add_figure("y", recorded=False))
    assert (count(), db.session.scalar(select(Figure.id))) == (1, None)


@pytest.mark.parametrize(
    "statement",
    [
        update(OrgUnit).values(position=1),
        delete(User).where(User.id == 0),
        insert(Figure).values(code="x", name="x", norm="", position=0, is_required=False, is_single=True),
    ],
    ids=["update", "delete", "insert"],
)
def test_bulk_statements_are_refused_because_they_leave_no_trace(app, statement):
    with pytest.raises(UntracedChange, match="bulk"):
        db.session.execute(statement)


def test_nothing_is_written_when_the_record_fails(real_app, monkeypatch):
    with writing():
        operations.start_chain(**by())

    def broken(*_parts: object) -> str:
        raise RuntimeError("no hash today")

    monkeypatch.setattr("riskreg.domain.trail.link", broken)
    with pytest.raises(RuntimeError, match="no hash"):
        in_one_transaction(lambda: add_figure("x"))
    monkeypatch.undo()
    assert (count(), db.session.scalar(select(Figure.id))) == (1, None)
    assert verify().is_whole


def test_nothing_is_written_when_the_database_refuses_the_entry(real_app):
    with writing():
        operations.start_chain(**by())
    db.session.rollback()
    with writing():
        db.session.execute(text("ALTER TABLE audit_entry RENAME TO elsewhere"))
    with pytest.raises(DBAPIError, match="audit_entry"):
        in_one_transaction(lambda: add_figure("x"))
    assert db.session.scalar(select(Figure.id)) is None


# Savepoints


def test_a_savepoint_rolled_back_takes_only_its_own_entries_along(real_app):
    """What was recorded before it, and what comes after, stays: a change may never lose its entry to a neighbour."""
    with writing():
        add_figure("prima")
        with pytest.raises(LookupError):
            in_a_savepoint(lambda: add_figure("persa"), fail)
        add_figure("ultima")
    assert db.session.scalars(select(Figure.code).order_by(Figure.code)).all() == ["prima", "ultima"]
    created = db.session.scalars(select(AuditEntry.diff).where(AuditEntry.tag == Tag.FIGURE_CREATED).order_by(AuditEntry.id))
    assert [json.loads(diff)["after"]["code"] for diff in created] == ["prima", "ultima"]


def refused_twin(code: str) -> None:
    with pytest.raises(IntegrityError):
        in_a_savepoint(lambda: add_figure(code))


def test_a_savepoint_that_the_database_refuses_takes_only_its_own_entries_along(real_app):
    with writing():
        add_figure("prima")
        refused_twin("prima")
        add_figure("ultima")
    assert (count(), db.session.scalars(select(Figure.code).order_by(Figure.code)).all()) == (2, ["prima", "ultima"])


def test_a_savepoint_kept_keeps_its_entries(real_app):
    with writing():
        operations.start_chain(**by())
        with db.session.begin_nested():
            add_figure("tenuta")
            with pytest.raises(LookupError):
                in_a_savepoint(lambda: add_figure("persa"), fail)
    assert db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)).all() == [Tag.CHAIN_STARTED, Tag.FIGURE_CREATED]


def test_a_transaction_rolled_back_leaves_nothing_for_the_next(real_app):
    with pytest.raises(LookupError):
        in_one_transaction(lambda: add_figure("persa"), fail)
    with writing():
        operations.start_chain(**by())
    assert db.session.scalars(select(AuditEntry.tag)).all() == [Tag.CHAIN_STARTED]


# The chain


def test_the_chain_starts_once(real_app):
    for _ in range(2):
        with writing():
            operations.start_chain(**by())
    assert count() == 1


def test_entries_are_numbered_and_linked_in_the_order_they_were_recorded(real_app):
    with writing():
        operations.start_chain(**by())
        for number in range(5):
            note(Tag.TRAIL_EXPORTED, f"trail:{number}", **by())
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [row.id for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.subject for row in rows[1:]] == [f"trail:{number}" for number in range(5)]
    assert [row.previous_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]


def test_every_tag_says_in_italian_what_happened():
    assert [tag for tag in Tag if not tag.label] == []
    assert all(tag.count(":") == 2 for tag in Tag), "noun:part:past_participle"
