"""Events come and go while an assessment is open: what was judged, and by whose hands, is looked at again."""

from datetime import date

import pytest

from riskreg.assessments import hands, operations, queries, readiness
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people import queries as people
from riskreg.people.models import User
from riskreg.register import queries as register
from riskreg.register.operations import events, phases
from tests.features.assessments import world
from tests.features.assessments.test_operations import levels
from tests.features.register.test_round_trip import bring_in, exported
from tests.house.test_budgets import counted

AT = clock.on_day(date(2026, 11, 21))
PRUDENCE = "Alzo di un grado per prudenza."


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def process(make, unit):
    return world.process(make, unit)


@pytest.fixture
def referente(make, unit):
    return make.person(Role.REFERENTE, unit)


@pytest.fixture
def rpct(make):
    return make.person(Role.RPCT)


@pytest.fixture
def one(make, process, referente):
    """The first event at its mildest, the second at its worst: ALTISSIMO."""
    made = operations.open_assessment(process, 2026, world.methodology(make, "pna_2019"), by=referente, at=AT)
    mild, grave = queries.events_of(process.id)
    operations.answer(made, levels("basso"), "assente", event_id=mild.id, by=referente, at=AT)
    operations.answer(made, levels("alto"), "assente", event_id=grave.id, by=referente, at=AT)
    db.session.commit()
    return made


@pytest.fixture
def grave(one, process):
    return queries.events_of(process.id)[1]


# --- What was judged is a judgment of one computed band ---------------------------------------------------


def by_retiring(event, referente, make):
    events.retire(event, by=referente, at=AT)
    return lambda: events.revive(event, by=referente, at=AT)


def by_moving(event, referente, make):
    home, elsewhere = event.phase, make.phase(make.process(unit=event.phase.process.unit))
    events.move(event, elsewhere, by=referente, at=AT)
    return lambda: events.move(event, home, by=referente, at=AT)


def by_file(event, referente, make):
    bring_in(exported().edit("Eventi", event, Stato="ritirato"))
    return lambda: bring_in(exported().edit("Eventi", event, Stato="attivo"))


@pytest.mark.parametrize("away", [by_retiring, by_moving, by_file])
def test_nobody_lowers_by_judging_while_the_worst_event_is_away(one, grave, referente, make, process, away):
    with pytest.raises(RuleBroken, match="Solo l'RPCT"):
        operations.judge(one, "basso", PRUDENCE, "", by=referente, at=AT)
    back = away(grave, referente, make)
    db.session.commit()
    operations.judge(one, "basso", PRUDENCE, "", by=referente, at=AT)
    db.session.commit()
    back()
    db.session.commit()
    db.session.expire_all()
    outcome = queries.outcome(queries.assessment(one.id))
    assert (outcome.computed.name, outcome.judged.name, outcome.lapsed.name) == ("ALTISSIMO", "ALTISSIMO", "BASSO")
    with pytest.raises(RuleBroken, match=r"BASSO .* un'altra fascia: ora dà ALTISSIMO"):
        world.approve(one, by=make.person(Role.RPCT), at=AT)
    assert register.standing(process.id, 2026) is None


def test_the_same_judgment_saved_again_is_judged_again(one, grave, referente, rpct, process):
    back = by_retiring(grave, referente, None)
    operations.judge(one, "basso", PRUDENCE, "", by=referente, at=AT)
    back()
    with pytest.raises(RuleBroken, match="Solo l'RPCT"):
        operations.judge(one, "basso", PRUDENCE, "", by=referente, at=AT)
    operations.judge(one, None, "", "", by=referente, at=AT)
    world.approve(one, by=rpct, at=AT)
    assert register.standing(process.id, 2026).band == "ALTISSIMO"


def test_what_the_rpct_lowered_is_lowered_again_when_the_number_moves(one, grave, referente, rpct, process):
    operations.judge(one, "basso", "Importi minimi.", "", by=rpct, at=AT)
    back = by_retiring(grave, referente, None)
    assert queries.outcome(one).lapsed.name == "BASSO"
    back()
    assert queries.outcome(one).judged.name == "BASSO"
    world.approve(one, by=rpct, at=AT)
    assert register.standing(process.id, 2026).band == "BASSO"


# --- Nobody approves what they shaped --------------------------------------------------------------------


@pytest.mark.parametrize("away", [by_retiring, by_moving])
def test_whoever_takes_an_event_away_after_the_first_answer_does_not_approve(one, grave, make, rpct, process, away):
    away(grave, rpct, make)
    db.session.commit()
    with pytest.raises(NotAllowed, match="ritirato, riattivato o spostato"):
        world.approve(one, leaving_out=[grave.id], by=rpct, at=AT)
    assert not world.may_approve(one, rpct)
    other = make.person(Role.RPCT)
    world.approve(one, leaving_out=[grave.id], by=other, at=AT)
    assert register.standing(process.id, 2026).band != "ALTISSIMO"


def test_nor_whoever_did_it_to_its_phase_brought_it_back_or_through_a_file(one, grave, make, process):
    acts = [
        lambda by: phases.retire(grave.phase, by=by, at=AT),
        lambda by: phases.revive(grave.phase, by=by, at=AT),
        lambda by: bring_in(exported().edit("Eventi", grave, Stato="ritirato"), by),
        lambda by: events.revive(grave, by=by, at=AT),
    ]
    for act in acts:
        hand = make.person(Role.RPCT)
        act(hand)
        db.session.commit()
        assert hand.user_id in hands.shapers([one])[one.id]


def test_what_was_done_before_the_first_answer_or_elsewhere_is_no_shaping(make, process, referente, rpct):
    first, second = queries.events_of(process.id)
    events.retire(second, by=rpct, at=AT)
    made = operations.open_assessment(process, 2026, world.methodology(make, "pna_2019"), by=referente, at=AT)
    operations.answer(made, levels("basso"), "assente", event_id=first.id, by=referente, at=AT)
    db.session.commit()
    events.retire(queries.events_of(world.process(make).id)[0], by=rpct, at=AT)
    db.session.commit()
    assert hands.shapers([made])[made.id] == frozenset()
    world.approve(made, by=rpct, at=AT)


def test_an_event_nobody_had_answered_yet_is_shaped_too(make, process, referente, rpct):
    first, second = queries.events_of(process.id)
    made = operations.open_assessment(process, 2026, world.methodology(make, "pna_2019"), by=referente, at=AT)
    operations.answer(made, levels("basso"), "assente", event_id=first.id, by=referente, at=AT)
    db.session.commit()
    events.move(second, make.phase(make.process()), by=rpct, at=AT)
    db.session.commit()
    with pytest.raises(NotAllowed, match="nessuno approva il proprio lavoro"):
        world.approve(made, by=rpct, at=AT)


def test_of_many_drafts_everybody_is_told_apart_as_of_one(make, referente, rpct):
    """What the front page counts is what the operation would let each approve."""
    method, drafts = world.methodology(make, "pna_2019"), []
    for who, away in ((referente, None), (rpct, None), (referente, by_retiring), (referente, by_moving), (referente, None)):
        process = world.process(make, make.unit())
        make.grant(db.session.get(User, referente.user_id), Role.REFERENTE, process.unit)
        writer = rpct if who is rpct else people.person(db.session.get(User, referente.user_id), clock.today())
        one = operations.open_assessment(process, 2026, method, by=writer, at=AT)
        for event in queries.events_of(process.id):
            operations.answer(one, levels("basso"), "assente", event_id=event.id, by=writer, at=AT)
        if away is not None:
            away(queries.events_of(process.id)[1], rpct, make)
        drafts.append(world.validated(one))
    db.session.commit()
    for by, expected in ((rpct, [0, 4]), (make.person(Role.RPCT), [0, 1, 2, 3, 4])):
        found = readiness.to_approve(by, clock.today())
        assert list(found.for_them) == [drafts[place].id for place in expected]
        assert set(found.for_others) == {one.id for one in drafts} - set(found.for_them)
        assert [world.may_approve(one, by) for one in drafts] == [one.id in found.for_them for one in drafts]


def test_counting_them_takes_as_many_queries_for_ten_as_for_one(make, process, one, rpct):
    def taken():
        db.session.commit()  # each begins alike, and has nothing in hand
        with counted() as seen:
            readiness.to_approve(rpct, clock.today())
        return len(seen)

    world.validated(one)
    first = taken()
    for _each in range(9):
        another = operations.open_assessment(world.process(make), 2026, one.methodology, by=COMMAND_LINE, at=AT)
        for event in queries.events_of(another.process_id):
            operations.answer(another, levels("basso"), "assente", event_id=event.id, by=COMMAND_LINE, at=AT)
        world.validated(another)
    db.session.commit()
    assert taken() <= first
    assert len(readiness.to_approve(rpct, clock.today()).for_them) == 10


def test_the_page_names_what_is_left_out_and_asks(one, grave, referente, client_for, process):
    events.retire(grave, by=referente, at=AT)
    world.validated(one)
    db.session.commit()
    path = f"/valutazioni/{one.id}/approva"
    browser = client_for(Role.RPCT)
    page = browser.get(path)
    assert "Evento 2 (ritirato dal 21/11/2026)" in page.text
    assert "non contano più: «Evento 2»" in browser.send(page, 422).errors["left_out"]
    browser.send(page, left_out=str(grave.id))
    assert register.standing(process.id, 2026).band != "ALTISSIMO"
    assert "Senza gli eventi che non ci sono più: «Evento 2»" in browser.get(f"/valutazioni/{one.id}/cronologia").text
