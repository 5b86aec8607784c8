"""What waits for a person, counted as it is named."""

from datetime import date, timedelta

import pytest

from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.dashboards import queries
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.jobs import operations
from riskreg.methodology import queries as methodologies
from tests.conftest import NOW

TODAY = date(2026, 11, 21)


def counts(person, on=TODAY):
    return {thing.one: thing.count for thing in queries.waiting(person, on)}


def test_roles_that_end_are_counted_one_by_one(make):
    admin, user = make.person(Role.ADMIN), make.user()
    for role in (Role.REFERENTE, Role.RPCT):
        make.grant(user, role, to_on=date(2026, 12, 31))
    assert counts(admin)["ruolo che finisce entro 60 giorni"] == 2


@pytest.mark.parametrize(("begins", "waits"), [(date(2027, 1, 1), False), (date(2027, 1, 2), True), (date(2026, 12, 31), False)])
def test_a_role_with_an_heir_from_the_next_day_waits_for_nobody(make, begins, waits):
    admin, unit = make.person(Role.ADMIN), make.unit()
    make.grant(make.user(), Role.REFERENTE, unit, to_on=date(2026, 12, 31))
    make.grant(make.user(), Role.REFERENTE, unit, from_on=begins)
    assert ("ruolo che finisce entro 60 giorni" in counts(admin)) is waits


def test_an_heir_elsewhere_or_for_no_longer_is_no_heir(make):
    admin, unit = make.person(Role.ADMIN), make.unit()
    make.grant(make.user(), Role.REFERENTE, unit, to_on=date(2026, 12, 31))
    make.grant(make.user(), Role.REFERENTE, make.unit())
    make.grant(make.user(), Role.REFERENTE, unit, to_on=date(2026, 12, 31))
    assert counts(admin)["ruolo che finisce entro 60 giorni"] == 2


def test_whoever_never_came_in_is_to_be_invited_and_not_an_active_user_without_a_role(make):
    admin = make.person(Role.ADMIN)
    make.user(password_hash=None)
    found = counts(admin)
    assert found["persona da invitare"] == 1
    assert "utente attivo senza ruolo" not in found
    make.user()
    assert counts(admin)["utente attivo senza ruolo"] == 1


def test_what_burns_comes_first_and_sentences_agree(make):
    admin = make.person(Role.ADMIN)
    make.user(), make.user()
    things = queries.waiting(admin, TODAY)
    assert things[0].tone == "danger"
    assert (things[0].shown, things[0].label) == ("Nessuna", "copia di sicurezza")
    without = next(thing for thing in things if thing.one == "utente attivo senza ruolo")
    assert (without.label, without.note.split()[0]) == ("utenti attivi senza ruolo", "Possono")


def test_drafts_are_counted_on_the_processes_that_one_may_assess(make):
    mine, other = make.unit(), make.unit()
    for unit in (mine, other, other):
        make.assessment(make.process(unit=unit), answers={"opacita": "3"})
    method = make.methodology(published=True)
    every = {each.code: "3" for each in methodologies.as_domain(method).criteria}
    make.assessment(make.process(unit=mine), methodology=method, answers=every)
    make.assessment(make.process(unit=mine), methodology=method, approved=True)
    todo, ready = "valutazione da completare", "valutazione pronta da inviare"
    assert counts(make.person(Role.REFERENTE, mine))[todo] == 1
    assert counts(make.person(Role.REFERENTE, other))[todo] == 2
    assert todo not in counts(make.person(Role.REFERENTE, make.unit()))
    assert counts(make.person(Role.REFERENTE, mine))[ready] == 1
    assert ready not in counts(make.person(Role.REFERENTE, other))
    found = counts(make.person(Role.RPCT))
    assert found[todo] == 3
    assert ready not in found, "whoever sends it would not approve it"


def test_a_job_that_failed_long_ago_waits_for_nobody(make):
    admin = make.person(Role.ADMIN)
    with writing():
        job_id = operations.enqueue("trail:verify", {}, by=COMMAND_LINE, at=NOW).id
        assert operations.take("lease", NOW) == job_id
        operations.give_up(job_id, "lease", sentence="No.", at=clock.now())
    name = "lavoro non riuscito negli ultimi 30 giorni"
    assert counts(admin)[name] == 1
    assert name not in counts(admin, TODAY + timedelta(days=31))
