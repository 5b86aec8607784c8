"""Events come and go while an assessment is open: what was judged, and by whose hands, is looked at again."""

from datetime import date

import pytest

from riskreg.assessments import operations, queries
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Role
from riskreg.register import queries as register
from riskreg.register.operations import events
from tests.features.assessments import world
from tests.features.assessments.test_operations import levels
from tests.features.register.test_round_trip import bring_in, exported

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
        operations.approve(one, by=make.person(Role.RPCT), at=AT)
    assert register.standing(process.id, 2026) is None


def test_the_same_judgment_saved_again_is_judged_again(one, grave, referente, rpct, process):
    back = by_retiring(grave, referente, None)
    operations.judge(one, "basso", PRUDENCE, "", by=referente, at=AT)
    back()
    with pytest.raises(RuleBroken, match="Solo l'RPCT"):
        operations.judge(one, "basso", PRUDENCE, "", by=referente, at=AT)
    operations.judge(one, None, "", "", by=referente, at=AT)
    operations.approve(one, by=rpct, at=AT)
    assert register.standing(process.id, 2026).band == "ALTISSIMO"


def test_what_the_rpct_lowered_is_lowered_again_when_the_number_moves(one, grave, referente, rpct, process):
    operations.judge(one, "basso", "Importi minimi.", "", by=rpct, at=AT)
    back = by_retiring(grave, referente, None)
    assert queries.outcome(one).lapsed.name == "BASSO"
    back()
    assert queries.outcome(one).judged.name == "BASSO"
    operations.approve(one, by=rpct, at=AT)
    assert register.standing(process.id, 2026).band == "BASSO"
