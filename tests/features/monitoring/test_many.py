"""Fifty thousand measures: what is asked of the database does not grow with them, and none of it is too long for it."""

import pytest

from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import FLOW, Action
from riskreg.monitoring import listings, proofs, queries
from riskreg.monitoring.operations import answering, closing, moving
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.places import Where
from riskreg.monitoring.queries import verification as looked
from riskreg.workflow import queries as ways
from tests.features.monitoring.office import DONE, Office
from tests.features.monitoring.test_operations import MACHINE
from tests.statements import counted

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
