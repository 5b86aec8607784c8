"""Accepting a finding: who may, what comes back, what the trail keeps."""

import pytest

from riskreg.audit import queries as audit
from riskreg.coherence import operations, queries
from riskreg.coherence.operations import CHANGED, Chosen
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.register.operations import areas, processes
from riskreg.register.operations.processes import ProcessText

RULE = "processo_senza_fasi"


@pytest.fixture
def process(make):
    return make.process(name="Gare")


def found(rule=RULE):
    return [one for one in queries.found(2026, clock.today()) if one.finding.rule == rule]


def accept(by, *those, because="È di un altro ente"):
    chosen = [Chosen(one.finding.subject, one.finding.fingerprint) for one in those or found()]
    done = operations.accept(RULE, chosen, because, year=2026, by=by, at=clock.now())
    db.session.commit()
    return done


def test_what_is_accepted_says_why_who_and_when_and_is_no_longer_open(make, process):
    rpct = make.person(Role.RPCT)
    assert accept(rpct, because=" È di un  altro ente ") == 1
    (one,) = found()
    assert (one.is_open, one.accepted.because, one.accepted.at) == (False, "È di un  altro ente", clock.now())
    assert one.accepted.by == queries.acceptance(one.accepted.id).accepted_by.title
    assert "plan:finding:accepted" in [entry.tag for entry in audit.trail([f"finding_acceptance:{one.accepted.id}"])]


def test_it_comes_back_when_the_thing_changes_and_says_that_it_was_accepted(make, process):
    accept(COMMAND_LINE)
    processes.change(process, ProcessText(process.code, "Gare e contratti"), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    (one,) = found()
    assert one.is_open
    assert one.before.because == "È di un altro ente"
    accept(COMMAND_LINE, because="Ancora di un altro ente")
    assert found()[0].accepted.because == "Ancora di un altro ente"


def test_a_change_of_something_else_leaves_it_accepted(make, process):
    accept(COMMAND_LINE)
    areas.add(code="Q", name="Altra area", source="", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert not found()[0].is_open


def test_many_of_one_rule_at_once(make, process):
    make.process(name="Concorsi")
    assert accept(COMMAND_LINE) == 2
    assert not any(one.is_open for one in found())


def test_withdrawn_it_is_open_again_and_the_trail_keeps_why_it_was_accepted(make, process):
    accept(COMMAND_LINE)
    row = queries.acceptance(found()[0].accepted.id)
    subject = row.subject
    operations.withdraw(row, by=make.person(Role.COMPLIANCE), at=clock.now())
    db.session.commit()
    assert found()[0].is_open
    assert next(entry.tag for entry in audit.trail([subject])) == "plan:acceptance:withdrawn"


@pytest.mark.parametrize("role", [Role.REFERENTE, Role.DIRIGENTE, Role.OIV, Role.ADMIN])
def test_only_who_answers_for_the_whole_plan_accepts_and_withdraws(make, process, role):
    person = make.person(role)
    with pytest.raises(NotAllowed):
        accept(person)
    accept(COMMAND_LINE)
    with pytest.raises(NotAllowed):
        operations.withdraw(queries.acceptance(found()[0].accepted.id), by=person, at=clock.now())


def test_nothing_is_accepted_without_a_reason_or_without_choosing(make, process):
    with pytest.raises(RuleBroken, match="Scrivi perché"):
        accept(COMMAND_LINE, because=" ")
    with pytest.raises(RuleBroken, match="Scegli almeno"):
        operations.accept(RULE, [], "x", year=2026, by=COMMAND_LINE, at=clock.now())


def test_what_says_something_else_by_now_is_not_accepted_unseen(make, process):
    seen = found()[0].finding
    for chosen in (Chosen(seen.subject, "0" * 64), Chosen("process:0", seen.fingerprint)):
        with pytest.raises(RuleBroken) as refused:
            operations.accept(RULE, [chosen], "x", year=2026, by=COMMAND_LINE, at=clock.now())
        assert refused.value.message == CHANGED
    accept(COMMAND_LINE)
    with pytest.raises(RuleBroken, match="Nel frattempo"):
        operations.accept(RULE, [Chosen(seen.subject, seen.fingerprint)], "x", year=2026, by=COMMAND_LINE, at=clock.now())


def test_of_two_who_withdraw_the_second_is_told(make, process):
    accept(COMMAND_LINE)
    with pytest.raises(Conflict):
        operations.withdraw(queries.acceptance(found()[0].accepted.id), version=7, by=COMMAND_LINE, at=clock.now())
