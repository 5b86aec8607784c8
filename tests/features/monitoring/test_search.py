"""A check is found by the code and the words of its measure, by whoever reads it."""

import pytest

from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.monitoring.operations import opening
from riskreg.search.rebuilding import rebuild
from tests.features.monitoring.office import Office
from tests.page import Client


@pytest.fixture
def office(make):
    return Office(make)


def _found(app, user, words):
    page = Client.signed_in(app, user).get(f"/cerca?testo={words}")
    return {link for link in page.links if link.startswith("/monitoraggio/schede/")}


def test_checks_are_found_by_those_who_read_them_and_by_nobody_else(app, office):
    measure = office.measure(name="Rotazione dei commissari", code="ZZ.01")
    page = f"/monitoraggio/schede/{office.make.check(measure).id}"
    for role, where, finds in (
        (Role.COMPLIANCE, "body", True), (Role.REFERENTE, "own", True), (Role.DIRIGENTE, "own", True), (Role.REFERENTE, "elsewhere", False),
        (Role.ADMIN, "body", False),
    ):  # fmt: skip
        assert (page in _found(app, office.user(role, where), "commissari")) is finds, (role, where)
    assert page in _found(app, office.user(Role.REFERENTE), "scheda+ZZ.01")


def test_a_check_that_was_added_later_is_found_and_the_index_made_again_says_the_same(app, office):
    one = office.make.check(office.measure())
    added = office.general(name="Sorteggio dei collaudatori")
    opening.bring_up_to_date(one.session, **office.by(Role.COMPLIANCE, "body"))
    db.session.commit()
    found = _found(app, office.user(Role.COMPLIANCE, "body"), "collaudatori")
    assert len(found) == 1, added.code
    rebuild()
    db.session.commit()
    assert _found(app, office.user(Role.COMPLIANCE, "body"), "collaudatori") == found
