"""What a draft does with many of its measures at once: all of it or none, one entry, and nothing of what the body decided."""

from datetime import timedelta

import pytest

from riskreg.audit import queries as audit
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.plans import Choice
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.plans import queries
from riskreg.plans.operations import carrying, editions, lines
from riskreg.plans.operations.carrying import Chosen
from tests.conftest import NOW


@pytest.fixture
def who(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def draft(make):
    make.edition(2026, "MG.1", "MG.2", state="adopted")
    return make.edition(2027, "MG.3")


def test_the_choices_of_a_page_are_one_entry(draft, who):
    first, second, _third = queries.lines(draft)
    assert (
        carrying.choose(draft, [Chosen(first.id, Choice.STEADY, is_new=False), Chosen(second.id, Choice.CONFIRMED, is_new=True)], **who)
        == 1
    )
    assert (first.choice, second.choice) == (Choice.STEADY, Choice.CONFIRMED)
    db.session.commit()
    assert next(entry.tag for entry in audit.trail([draft.subject])) == "edition:measure:chosen"


def test_one_that_cannot_be_keeps_all_of_them_back(draft, who):
    first, second, third = queries.lines(draft)
    good = Chosen(first.id, Choice.STEADY, is_new=False)
    for wrong, field in (
        (Chosen(second.id, Choice.REMOVED, is_new=False, because=" "), f"because_{second.id}"),
        (Chosen(third.id, Choice.CONFIRMED, is_new=False), f"choice_{third.id}"),
        (Chosen(second.id, Choice.NEW, is_new=True), f"choice_{second.id}"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            carrying.choose(draft, [good, wrong], **who)
        assert refusal.value.field == field
        db.session.rollback()
        assert first.choice == Choice.CONFIRMED


def test_a_measure_of_the_register_is_listed_as_it_is_today(draft, make, who):
    with clock.frozen(NOW - timedelta(hours=1)):
        measure = make.measure(kind=MeasureKind.GENERAL, name="Doppia firma")
    with pytest.raises(RuleBroken):
        carrying.list_those(draft, [], **who)
    line = carrying.list_those(draft, [measure.id], **who)[0]
    db.session.commit()
    assert (line.code, line.name, [owner.unit_id for owner in line.owners]) == (measure.code, "Doppia firma", [make.root().id])
    assert (line.is_new, queries.is_born_with(line), measure in queries.not_listed(draft)) == (False, False, False)
    with pytest.raises(RuleBroken):
        carrying.list_those(draft, [measure.id], **who)


def test_specific_measures_are_not_chosen_one_by_one(draft, make, who):
    """The plan takes those of the register when it is proposed."""
    measure = make.measure(make.event())
    assert measure not in queries.not_listed(draft)
    with pytest.raises(RuleBroken):
        carrying.list_those(draft, [measure.id], **who)


def test_a_general_measure_of_the_register_outlives_the_draft_that_listed_it(draft, make, who):
    """No event holds it there: only the trail tells that it was born before."""
    measure = make.measure(kind=MeasureKind.GENERAL, name="Rotazione ordinaria")
    line = carrying.list_those(draft, [measure.id], **(who | {"at": clock.now() + timedelta(hours=1)}))[0]
    db.session.commit()
    lines.drop(line, **who)
    db.session.commit()
    assert measure in queries.not_listed(draft)


def test_a_draft_is_dropped_and_with_it_only_what_it_alone_had(draft, make, who):
    only = [line.measure_id for line in queries.lines(draft) if line.choice == Choice.NEW]
    kept = [line.measure_id for line in queries.lines(draft) if line.choice != Choice.NEW]
    editions.drop(draft, **who)
    db.session.commit()
    assert [one.first_year for one in queries.editions()] == [2026]
    assert [queries.listings_of(number) != [] for number in (*only, *kept)] == [False, True, True]


def test_what_the_body_decided_is_not_touched_in_bulk(make, who):
    one = make.edition(2026, "MG.1", state="adopted")
    line = queries.lines(one)[0]
    for attempt in (
        lambda: carrying.choose(one, [Chosen(line.id, Choice.NEW, is_new=False)], **who),
        lambda: carrying.sort_by_code(one, **who),
        lambda: carrying.list_those(one, [1], **who),
        lambda: editions.drop(one, **who),
    ):
        with pytest.raises(WrongState):
            attempt()


def test_only_who_writes_the_plan(draft, make):
    somebody = {"by": make.person(Role.DIRIGENTE), "at": clock.now()}
    for attempt in (
        lambda: carrying.choose(draft, [], **somebody),
        lambda: carrying.sort_by_code(draft, **somebody),
        lambda: carrying.list_those(draft, [1], **somebody),
        lambda: editions.drop(draft, **somebody),
    ):
        with pytest.raises(NotAllowed):
            attempt()
