"""Drafts are handed over with the role: they are shown where it ends, and whoever takes it up carries them on."""

from datetime import date, timedelta

import pytest

from riskreg.assessments import choosing, operations, queries
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed
from riskreg.domain.permissions import COMMAND_LINE, Permission, may
from riskreg.domain.reorganisation import Fate, Line, StepKind
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.people import belongings
from riskreg.people import queries as people
from riskreg.people.belongings import Hands
from riskreg.people.operations import units, users
from riskreg.people.operations.handovers import Handover
from riskreg.register.operations import processes
from riskreg.reorganisations.operations import applying, drafting
from riskreg.reorganisations.operations.drafting import Chosen
from riskreg.reorganisations.operations.simulation import simulate
from tests.features.assessments import world
from tests.statements import counted

TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)
AT = clock.on_day(TODAY)
IRENE, ELSA = ("Irene", "Sala"), ("Elsa", "Nuova")


def somebody(make, name):
    return make.user(given_name=name[0], family_name=name[1])


@pytest.fixture
def office(make):
    """An area with its dirigente, an office with its referente."""
    area = make.unit(kind=UnitKind.AREA, name="Area Risorse")
    unit = make.unit(parent=area, name="UO Gare", code="R1")
    make.grant(make.user(given_name="Tommaso", family_name="Olmo"), Role.DIRIGENTE, area)
    grant = make.grant(somebody(make, IRENE), Role.REFERENTE, unit)
    return unit, grant


@pytest.fixture
def ours(make):
    return world.methodology(make)


def as_of(user, day=TODAY):
    return people.person(people.user(user.id), day)


def drafted(make, unit, ours, by, code="B.08", year=2026):
    one = operations.open_assessment(world.process(make, unit, code=code), year, ours, by=by, at=AT)
    db.session.commit()
    return one


def titles(found):
    return {one.kind.name: [item.title for item in one.items] for one in found}


def test_the_heir_of_the_role_carries_the_draft_on(make, office, ours):
    unit, grant = office
    irene, elsa = people.user(grant.user_id), somebody(make, ELSA)
    one = drafted(make, unit, ours, as_of(irene))
    operations.answer(one, {"opacita": "3"}, None, by=as_of(irene), at=AT)
    users.end_role(grant, TODAY, handover=Handover(heir=elsa), by=make.person(Role.ADMIN), at=AT)
    db.session.commit()
    tomorrow = clock.on_day(TOMORROW)
    operations.answer(one, world.answers(), "buona", by=as_of(elsa, TOMORROW), at=tomorrow)
    assert queries.outcome(one).missing == ()
    assert one.author_id == elsa.id
    with pytest.raises(NotAllowed):
        operations.answer(one, world.answers(opacita="1"), "buona", by=as_of(irene, TOMORROW), at=tomorrow)


def test_with_nobody_named_whoever_answers_above_carries_it_on(make, office, ours):
    unit, grant = office
    one = drafted(make, unit, ours, as_of(people.user(grant.user_id)))
    users.end_role(grant, TODAY, by=COMMAND_LINE, at=AT)
    db.session.commit()
    (dirigente,) = people.holders((Role.DIRIGENTE,), unit.id, TOMORROW)
    assert may(as_of(dirigente, TOMORROW), Permission.ASSESSMENT_EDIT, queries.scope(one.id, TOMORROW))
    assert choosing.processes_to_assess(as_of(dirigente, TOMORROW), TOMORROW)


def test_what_is_in_hand_is_what_one_opened_or_wrote_in_last_where_the_role_let_one(make, office, ours):
    unit, grant = office
    irene = people.user(grant.user_id)
    elsewhere = make.unit(name="UO Bilancio")
    make.grant(irene, Role.REFERENTE, elsewhere)
    make.grant(irene, Role.OIV)
    drafted(make, unit, ours, as_of(irene), "B.08")
    drafted(make, elsewhere, ours, as_of(irene), "G.01")
    drafted(make, unit, ours, COMMAND_LINE, "B.09")
    done = drafted(make, unit, ours, COMMAND_LINE, "B.10")
    operations.answer(done, world.answers(), "buona", by=as_of(irene), at=AT)
    world.approve(done, by=make.person(Role.RPCT), at=AT)
    db.session.commit()

    def in_hand(**of):
        return [title.split()[0] for title in titles(belongings.in_hands(Hands(irene.id, **of), TODAY)).get("assessment", [])]

    assert in_hand(role=Role.REFERENTE, unit_id=unit.id) == ["B.08"]
    assert in_hand(role=Role.REFERENTE, unit_id=elsewhere.id) == ["G.01"]
    assert in_hand(role=Role.REFERENTE, unit_id=unit.parent_id) == ["B.08"], "the units below too"
    assert in_hand(role=Role.OIV, unit_id=unit.parent_id) == []
    assert in_hand() == ["B.08", "G.01"]


def test_a_unit_has_the_drafts_of_the_processes_that_it_answers_for_today(make, office, ours):
    """Also of a process that still stands on the unit it took over from."""
    unit, _grant = office
    gone = make.unit(parent=people.unit(unit.parent_id), name="UO Economato", code="R2")
    drafted(make, unit, ours, COMMAND_LINE, "B.08")
    drafted(make, gone, ours, COMMAND_LINE, "B.09")
    units.merge([gone], unit, on=TODAY, act="Atto 1", by=COMMAND_LINE, at=AT)
    db.session.commit()
    found = belongings.of_units([unit.id], TODAY)[unit.id]
    assert [title.split()[0] for title in titles(found)["assessment"]] == ["B.08", "B.09"]


def test_the_page_that_ends_a_role_shows_each_draft_once(make, client_for, office, ours):
    unit, grant = office
    irene = people.user(grant.user_id)
    drafted(make, unit, ours, as_of(irene), "B.08")
    drafted(make, unit, ours, COMMAND_LINE, "B.09")
    page = client_for(Role.ADMIN).get(f"/organizzazione/utenti/{irene.id}/ruoli/{grant.id}/termina")
    mine, kept = page.text.split("Restano a UO Gare")
    assert "1 valutazione in bozza" in mine
    assert "B.08" in mine
    assert "chi subentra" in mine
    assert "1 valutazione in bozza" in kept
    assert "B.09" in kept
    assert page.text.count("B.08") == 1


def test_a_reorganisation_says_who_receives_the_drafts(make, office, ours):
    """The process stays where it was and follows the unit that remains; its draft follows it."""
    unit, grant = office
    other = make.unit(parent=people.unit(unit.parent_id), name="UO Contratti", code="R3")
    one = drafted(make, unit, ours, as_of(people.user(grant.user_id)))
    units.merge([unit], other, on=TODAY, act="Atto 2", by=COMMAND_LINE, at=AT)
    db.session.commit()
    heir = make.person(Role.REFERENTE, other)
    assert operations.answer(one, {"opacita": "3"}, None, by=heir, at=clock.on_day(TOMORROW)).answers
    assert one.unit_id == other.id
    assert titles(belongings.of_units([other.id], TOMORROW)[other.id])["assessment"] == [f"{one.process.title}, 2026"]


def test_a_process_given_to_another_unit_takes_its_draft_along(make, office, ours):
    unit, _grant = office
    other = make.unit(name="UO Contratti")
    one = drafted(make, unit, ours, COMMAND_LINE)
    processes.give_to_unit(one.process_id, other.id, by=make.person(Role.ADMIN), at=AT)
    db.session.commit()
    found = belongings.of_units([unit.id, other.id], TODAY)
    assert "assessment" not in titles(found[unit.id])
    assert "assessment" in titles(found[other.id])


def test_the_rows_of_a_unit_cost_as_many_queries_whatever_their_number(make, office, ours):
    unit, _grant = office
    drafted(make, unit, ours, COMMAND_LINE, "B.08")

    def asked():
        db.session.expire_all()
        with counted() as seen:
            belongings.named("assessment").of_units([unit.id], TODAY)
        return len(seen)

    before = asked()
    for place in range(5):
        drafted(make, unit, ours, COMMAND_LINE, f"B.2{place}")
    assert asked() == before


def test_a_guided_reorganisation_counts_the_drafts_and_tells_who_receives_them(make, office, ours):
    """Split in two: each draft goes where its process goes."""
    unit, grant = office
    first = drafted(make, unit, ours, as_of(people.user(grant.user_id)), "B.08")
    second = drafted(make, unit, ours, COMMAND_LINE, "B.09")
    plan = make.reorganisation(
        Line(StepKind.SPLIT, "R1", new_code="R8", new_name="UO Otto", heir="sì"),
        Line(StepKind.SPLIT, "R1", new_code="R9", new_name="UO Nove"),
    )
    admin = make.person(Role.ADMIN)
    counted_there = [found.counted for change in simulate(plan, by=admin, at=AT).changes for found in change.found]
    assert "2 valutazioni in bozza" in counted_there
    drafting.choose(
        plan,
        {("role", grant.id): Chosen(Fate.PASSES, "R8"), ("process", second.process_id): Chosen(Fate.PASSES, "R9")},
        by=COMMAND_LINE,
        at=AT,
    )
    applying.make_ready(plan, by=admin, at=AT)
    applying.apply(plan, by=admin, at=AT)
    db.session.commit()
    db.session.expire_all()
    eight, nine = people.unit_by_code("R8"), people.unit_by_code("R9")
    found = belongings.of_units([eight.id, nine.id], TODAY)
    assert titles(found[eight.id])["assessment"] == [f"{first.process.title}, 2026"]
    assert titles(found[nine.id])["assessment"] == [f"{second.process.title}, 2026"]
    told = {notice.recipient: notice.body for notice in db.session.scalars(db.select(Notice))}
    assert "2 valutazioni in bozza" in told["Irene Sala"]
