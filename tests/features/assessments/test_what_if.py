"""«Se una misura fosse attuata»: planned ones only, better only, beside today, and nothing saved."""

from datetime import date

import pytest

from riskreg.assessments import operations
from riskreg.audit.models import AuditEntry
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.register.operations import measure_life
from tests.features.assessments import world

pytestmark = pytest.mark.one_database


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def process(make, unit):
    return world.process(make, unit, measures=0)


@pytest.fixture
def one(make, process):
    """Residual 9,00: MEDIO, with no measure that counts."""
    return make.assessment(process, methodology=world.methodology(make), answers=dict.fromkeys(world.answers(), "3"))


@pytest.fixture
def referente(client_for, unit):
    return client_for(Role.REFERENTE, unit)


def planned(make, process, name="Rotazione"):
    return world.measure(make, process, name=name)


def test_today_and_then_stand_side_by_side_and_nothing_is_saved(make, process, one, referente):
    measure, before = planned(make, process), db.session.query(AuditEntry).count()
    page = referente.get(f"/valutazioni/{one.id}/se?misura={measure.id}&efficacia=buona")
    rows = page.rows()
    assert [rows[0][0], rows[0][2]] == ["Oggi", "9,00"]
    assert [rows[1][0], rows[1][2]] == ["Se fosse attuata", "3,60"]
    assert "La fascia scenderebbe da MEDIO a BASSO." in page.text
    assert db.session.query(AuditEntry).count() == before
    assert one.scores[0].effectiveness == "assente"


def test_a_band_that_stays_is_said(make, process, one, referente):
    measure = planned(make, process)
    page = referente.get(f"/valutazioni/{one.id}/se?misura={measure.id}&efficacia=sufficiente")
    assert "5,40" in page.text
    assert "la fascia resterebbe MEDIO" in page.text


def test_what_is_activated_or_over_is_not_offered(make, process, one, referente):
    done, over, waits = (planned(make, process, name) for name in ("Attivata", "Terminata", "Prevista"))
    measure_life.activate(done, on=date(2026, 6, 30), because="Circolare n. 4.", **make._by())
    world._end(over, date(2026, 6, 30), make)
    page = referente.get(f"/valutazioni/{one.id}/se")
    assert waits.title in page.text
    assert done.title not in page.text
    assert over.title not in page.text
    assert "non è fra quelle da attuare" in referente.get(f"/valutazioni/{one.id}/se?misura={done.id}&efficacia=buona", 422).text


def test_with_no_measure_to_do_it_says_so(one, referente):
    assert "Nessuna misura da attuare" in referente.get(f"/valutazioni/{one.id}/se").text


def test_only_a_better_effectiveness_is_offered(make, process, one, referente):
    measure, answers = planned(make, process), dict.fromkeys(world.answers(), "3")
    operations.answer(one, answers, "buona", **make._by())
    db.session.commit()
    page = referente.get(f"/valutazioni/{one.id}/se")
    assert [option.attributes["value"] for option in page.tree.css("#efficacia option")] == ["", "ottima"]
    assert "non è migliore di quella di oggi" in referente.get(f"/valutazioni/{one.id}/se?misura={measure.id}&efficacia=scarsa", 422).text
    operations.answer(one, answers, "ottima", **make._by())
    db.session.commit()
    assert "L'efficacia è già la migliore" in referente.get(f"/valutazioni/{one.id}/se").text


def test_without_all_the_answers_there_is_nothing_to_compare(make, process, referente):
    planned(make, process)
    blank = make.assessment(process, 2027, methodology=world.methodology(make))
    assert "Il punteggio non c'è ancora" in referente.get(f"/valutazioni/{blank.id}/se").text


def test_once_it_is_sent_there_is_no_trying(make, process, one, referente):
    planned(make, process)
    assert f"/valutazioni/{one.id}/se" in referente.get(f"/valutazioni/{one.id}").links
    assert f"/valutazioni/{one.id}/se" in referente.get(f"/valutazioni/{one.id}/risposte").links
    make.brought(one, "sent")
    assert f"/valutazioni/{one.id}/se" not in referente.get(f"/valutazioni/{one.id}").links
    assert "già passata di mano" in referente.get(referente.get(f"/valutazioni/{one.id}/se", 302).location).text


def test_where_each_event_is_scored_only_those_the_measure_answers_change(make, unit, referente):
    """4 everywhere is 16,00 and 3 everywhere 9,00, with nothing at work; the measure answers the first."""
    process = world.process(make, unit, measures=0)
    first, second = process.phases[0].events
    ours = world.methodology(make, "riskreg", grain="event")
    one = make.assessment(process, methodology=ours, answers=dict.fromkeys(world.answers(), "4"), event=first)
    operations.answer(one, dict.fromkeys(world.answers(), "3"), "assente", event_id=second.id, **make._by())
    db.session.commit()
    measure = make.measure(first)
    rows = referente.get(f"/valutazioni/{one.id}/se?misura={measure.id}&efficacia=ottima").rows()
    assert [row[2] for row in rows] == ["16,00", "9,00"]


def test_another_unit_does_not_try(make, one, client_for):
    client_for(Role.REFERENTE, make.unit()).get(f"/valutazioni/{one.id}/se", 403)
