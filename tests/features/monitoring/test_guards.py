"""What was declared of a closed semester, drawn, or found by looking is not written over past riskreg either; and no check waits for two verifications."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from riskreg.audit.verification import verify
from riskreg.core.constraints import as_sentence
from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.monitoring import guards, hands, queries
from riskreg.monitoring.operations import closing, sampling, verifying
from riskreg.monitoring.operations.verifying import Found
from riskreg.monitoring.queries import verification as looked
from riskreg.register import queries as register
from tests.features.monitoring.office import Office
from tests.features.monitoring.test_operations import ALWAYS, MACHINE

CLOSED_WRITES = (
    "UPDATE monitoring_session SET outcome = '{}'", "DELETE FROM monitoring_session", "UPDATE monitoring_check SET outcome = 'done'",
    "DELETE FROM monitoring_check", "UPDATE check_period SET done = true, value = '100%'", "DELETE FROM check_period",
    "UPDATE check_contribution SET note = 'x'", "DELETE FROM check_contribution", "UPDATE verification_draw SET rows = '[]'",
    "DELETE FROM verification_draw", "UPDATE verification SET finding = 'positive', found = 'Tutto bene.'", "DELETE FROM verification",
    "UPDATE verification SET looked_at = 'x' WHERE finding IS NULL", "DELETE FROM verification WHERE finding IS NULL",
)  # fmt: skip
TABLES = tuple(guards.OVER)


@pytest.fixture
def office(make):
    return Office(make)


@pytest.fixture
def closed(make, office):
    """With a row of each kind: one verification made, one that nobody made, a draw."""
    quarterly = office.general(timetable=Timetable(Timing.PERIODIC, period="quarterly"))
    office.owned(quarterly, office.unit, office.elsewhere)
    one = make.check(register.measure(quarterly.id))
    make.contribution_to(one, hands.of(one).contribute[0])
    made, to_make = (make.check(office.general(), state="validated") for _ in range(2))
    session = queries.session(one.session_id)
    make.verified(made, Finding.NEGATIVE)
    sampling.draw(make.plan_of_draw(), **make._by())
    closing.close(session, **MACHINE)
    db.session.commit()
    return session, looked.pending(to_make.id)


def refused(*statements, **values):
    for statement in statements:
        with pytest.raises(IntegrityError, match=guards.SAID), db.session.begin_nested():
            db.session.execute(text(statement), values)


def test_of_a_closed_session_no_row_is_rewritten_or_taken_away(closed):
    for table in TABLES:
        assert db.session.scalar(text(f"SELECT count(*) FROM {table}")), f"no row of {table} to try"  # noqa: S608  # names of ours
    refused(*CLOSED_WRITES)
    assert guards.changed(db.session.connection()) == []


def test_nor_replaced_moved_in_or_emptied_at_once(closed, database):
    session, _ = closed
    if database == "sqlite":
        refused(*(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in TABLES))  # noqa: S608  # names of ours
        refused(
            "INSERT OR REPLACE INTO monitoring_session (year, half, opens_on, answer_by, validate_by, verify_by, instructions, outcome) "
            "SELECT year, half, opens_on, answer_by, validate_by, verify_by, '', '' FROM monitoring_session WHERE id = :id", id=session.id,
        )  # fmt: skip
    else:
        refused(*(f"TRUNCATE {table} CASCADE" for table in TABLES))
    names = [column.name for column in db.metadata.tables["check_period"].columns if column.name != "id"]
    listed = ", ".join("'2020-01-01'" if name == "first_on" else name for name in names)
    refused(f"INSERT INTO check_period ({', '.join(names)}) SELECT {listed} FROM check_period")  # noqa: S608  # names of ours


def test_nothing_is_moved_from_an_open_session_into_another(make, office, closed):
    session, _ = closed
    office.general(timetable=ALWAYS)
    there = queries.checks(make.session(2027, 1))[0]
    refused("UPDATE monitoring_check SET session_id = :closed WHERE id = :id", closed=session.id, id=there.id)
    refused("UPDATE monitoring_check SET id = 900000 WHERE id = :id", id=there.id)


def test_what_was_found_is_not_written_over_even_while_the_session_goes_on(make, office):
    one = make.check(office.general(), state="validated")
    made = make.verified(one, Finding.REMARKS)
    refused("UPDATE verification SET finding = 'positive'", "UPDATE verification SET follow_up = 'x'", "DELETE FROM verification")
    closing.close(queries.session(one.session_id), **MACHINE)
    db.session.commit()
    verifying.follow(looked.verification(made.id), date(2026, 11, 21), "Firmate tutte.", **office.by(Role.COMPLIANCE, "body"))
    db.session.commit()
    assert looked.verification(made.id).followed_how == "Firmate tutte."


def test_a_guard_that_was_taken_away_is_named(closed, database):
    name, gone = {
        "sqlite": ("verification_no_update", "DROP TRIGGER verification_no_update"),
        "postgresql": ("verification_no_change", "ALTER TABLE verification DISABLE TRIGGER verification_no_change"),
    }[database]
    assert verify().is_whole
    db.session.execute(text(gone))
    assert guards.changed(db.session.connection()) == [name]
    assert name in verify().broken.sentence
    db.session.rollback()


# One verification to make


def test_a_check_that_two_people_choose_at_the_same_moment_is_verified_once(make, office, monkeypatch):
    one = make.check(office.general(), state="validated")
    sampling.choose(queries.check(one.id), "Segnalata.", **MACHINE)
    db.session.commit()
    monkeypatch.setattr(looked, "pending", lambda _check_id: None)  # the other's transaction has not seen it
    with pytest.raises(IntegrityError) as refusal:
        sampling.choose(queries.check(one.id), "Un dubbio.", **MACHINE)
    db.session.rollback()
    assert "già fra quelle da verificare" in as_sentence(refusal.value).message


def test_one_that_was_verified_may_be_chosen_again(make, office):
    one = make.check(office.general(), state="validated")
    make.verified(one, Finding.POSITIVE)
    sampling.choose(queries.check(one.id), "Un nuovo dubbio.", **MACHINE)
    db.session.commit()
    found = Found(Finding.POSITIVE, "Il registro.", "Tutto in ordine.")
    verifying.verify(looked.verification(looked.pending(one.id).id), found, **MACHINE)
    db.session.commit()
    assert looked.pending(one.id) is None
