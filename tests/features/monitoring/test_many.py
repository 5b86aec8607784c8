"""Fifty thousand measures: what is asked of the database does not grow with them, and none of it is too long for it."""

from datetime import date

import pytest
from sqlalchemy import text as sql

from riskreg.audit import queries as audit
from riskreg.audit import reading
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.monitoring.checks import FLOW, Action
from riskreg.domain.register import Timing
from riskreg.monitoring import fingerprints, listings, proofs, queries
from riskreg.monitoring.operations import answering, closing, moving, opening
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.places import Where
from riskreg.monitoring.queries import verification as looked
from riskreg.workflow import queries as ways
from tests.features.monitoring.office import DONE, Office
from tests.features.monitoring.test_operations import ALWAYS, MACHINE
from tests.statements import counted

QUARTERLY = Timetable(Timing.PERIODIC, period="quarterly")
MANY = range(70_000)
"""More than PostgreSQL takes values in a statement."""


@pytest.fixture
def office(make):
    return Office(make)


def test_seventy_thousand_checks_are_asked_about_in_one_statement(office):
    one = office.make.check(office.measure())
    office.make.evidence(one)
    answering.answer(one, Given(DONE), **office.by("referente"))
    moving.send(one, **office.by("referente"))
    db.session.commit()
    referente = office.user("referente").id
    ids = sorted({*MANY, one.id})
    with counted(("SELECT",)) as seen:
        shown = proofs.how_many(ids)
        answered = audit.people_of([f"monitoring_check:{each}" for each in ids], Tag.CHECK_ANSWERED)
        signed = ways.people_of(FLOW, ids, Action.SEND)
        titles = looked.titles(ids)
    assert shown == {one.id: 1}
    assert answered == {one.subject: {referente}}
    assert signed[one.id] == {referente}
    assert one.id in titles
    assert len([each for each in seen if "json" in each.lower()]) == 4


def test_the_list_of_a_closed_session_is_filtered_whatever_its_length(office):
    one = office.sent()
    session = queries.session(one.session_id)
    closing.close(session, **MACHINE)
    db.session.commit()
    kept = {each: Where(each, unit_id=office.unit.id, area_id=7) for each in {*MANY, one.id}}
    filters = {
        each.name: each
        for each in listings.checks(session, office.person("compliance", "body"), session.closed_at.date(), "", kept).filters
    }
    for name, text in (("responsabile", str(office.unit.id)), ("area", "7")):
        found = db.session.scalars(db.select(listings.Check.id).where(filters[name].condition(text))).all()
        assert one.id in found


def test_opening_takes_as_many_statements_whatever_the_number_of_measures(make, office):
    def opened(half: int) -> int:
        with counted(("INSERT", "UPDATE", "SELECT", "SAVEPOINT")) as seen:
            make.session(2026, half)
        return len(seen)

    office.general(timetable=ALWAYS)
    make.session(2025, 2)  # what is read once is at hand
    few = opened(1)
    for _ in range(30):
        office.general(timetable=QUARTERLY)
    assert opened(2) <= few + 2, "the periods of all come in one statement, and their numbers in another"


def test_the_trail_names_the_list_by_its_fingerprint_and_a_changed_list_is_found(make, office):
    measures = [office.general(timetable=QUARTERLY), office.measure()]
    one = make.session()
    later = office.general()
    opening.bring_up_to_date(one, **MACHINE)
    db.session.commit()
    (opened,) = audit.of_tags_about(one.subject, [Tag.MONITORING_OPENED])
    told = reading.shown([opened])[0]
    numbers = [check.id for check in queries.checks(one, [measure.id for measure in measures])]
    assert told.why.startswith(f"Schede chieste: 2, dalla n. {numbers[0]} alla n. {numbers[1]}; impronta dell'elenco (SHA-256): ")
    assert "asked_name" not in opened.diff, "fifty thousand names are 75 MB"
    assert not fingerprints.differs(one)
    assert verify().broken is None
    quarterly, added = (queries.checks(one, [measure.id])[0].id for measure in (measures[0], later))
    for change in (
        "UPDATE monitoring_check SET asked_name = 'Altra' WHERE id = :one", "UPDATE check_period SET last_on = '2026-12-30' WHERE check_id = :one",
        "DELETE FROM check_period WHERE check_id = :one", "UPDATE monitoring_check SET asked_due_on = '2027-01-01' WHERE id = :later",
    ):  # fmt: skip
        savepoint = db.session.begin_nested()
        db.session.execute(sql(change), {"one": quarterly, "later": added})
        assert fingerprints.differs(one), change
        assert "attesta" in verify().broken.sentence
        savepoint.rollback()


def test_what_is_asked_and_changes_in_the_open_does_not_look_rewritten(office):
    one = office.make.check(office.general())
    one.asked_due_on = date(2027, 3, 31)
    record(Tag.CHECK_ANSWERED, one, **MACHINE)
    db.session.commit()
    assert not fingerprints.differs(queries.session(one.session_id))
