"""A name of a file becomes a unit or a figure, wherever it stands, by the hand of somebody who knows."""

import pytest

from riskreg.audit import queries as audit
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.measures import Owner
from riskreg.domain.register import OwnerKind
from riskreg.domain.roles import Role
from riskreg.people.finding import Directory
from riskreg.people.operations import known_names as remembering
from riskreg.people.operations import units
from riskreg.people.queries import known_names
from riskreg.register import queries


def written(name):
    return Owner(OwnerKind.UNLINKED, name=name)


def owners(measure):
    db.session.expire_all()
    return [(one.kind, one.unit_id or one.figure_id or one.name) for one in queries.measure(measure.id).owners]


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


def test_near_names_are_proposed_and_none_is_chosen(make, compliance):
    unit, other = make.unit(name="UO Compliance"), make.unit(name="UO Ragioneria")
    make.measure(make.event(), owner=written("Ufficio compliance"))
    assert "Collega i responsabili" in compliance.get("/misure?responsabile=da_collegare").text
    row = compliance.get("/misure/da-collegare").rows()[0]
    assert row == ["Ufficio compliance", "1", "UO Compliance"]
    page = compliance.get("/misure/da-collegare/nome?nome=Ufficio compliance")
    radios = page.soup.select("input[name=proposal]")
    assert [radio["value"] for radio in radios] == [f"unit:{unit.id}", "altro"]
    assert not [radio for radio in radios if radio.has_attr("checked")]
    assert f"unit:{other.id}" in [option["value"] for option in page.soup.select("select[name=another] option")]
    compliance.send(page, status=422)


def test_one_act_links_the_name_in_every_measure_with_an_entry_for_each(make, compliance):
    unit = make.unit(name="UO Gare")
    those = [make.measure(make.event(), owner=written(name)) for name in ("Ufficio Gare", "ufficio  gare", "Ufficio GARE")]
    other = make.measure(make.event(), owner=written("Ufficio posta"))
    page = compliance.get("/misure/da-collegare/nome?nome=Ufficio Gare")
    assert "Collega in 3 misure" in page.text
    compliance.send(page, proposal=f"unit:{unit.id}")
    assert [owners(one) for one in those] == [[("unit", unit.id)]] * 3
    assert owners(other) == [("unlinked", "Ufficio posta")]
    assert {audit.trail([one.subject])[0].tag for one in those} == {"measure:sheet:changed"}


def test_a_figure_by_its_initials_or_another_that_nobody_proposed(make, compliance):
    figure = make.figure(name="Responsabile della prevenzione della corruzione e della trasparenza", code="rpct_prova")
    unit = make.unit(name="UO Protesti")
    one = make.measure(make.event(), owner=written("RPCT"))
    page = compliance.get("/misure/da-collegare/nome?nome=RPCT")
    assert f"figure:{figure.id}" in [radio["value"] for radio in page.soup.select("input[name=proposal]")]
    compliance.send(page, proposal="altro", status=422)
    compliance.send(page, proposal="altro", another=f"unit:{unit.id}")
    assert owners(one) == [("unit", unit.id)]


def test_only_in_the_measures_that_one_may_change(make, client_for):
    mine = make.unit(name="UO Mia")
    own = make.measure(make.event(make.phase(make.process(unit=mine))), owner=written("Uffici"))
    theirs = make.measure(make.event(), owner=written("Uffici"))
    only_theirs = make.measure(make.event(), owner=written("Altri uffici"))
    referente = client_for(Role.REFERENTE, mine)
    assert [row[:2] for row in referente.get("/misure/da-collegare").rows()] == [["Uffici", "1"]]
    referente.send(referente.get("/misure/da-collegare/nome?nome=Uffici"), proposal="altro", another=f"unit:{mine.id}")
    assert (owners(own), owners(theirs), owners(only_theirs)) == (
        [("unit", mine.id)],
        [("unlinked", "Uffici")],
        [("unlinked", "Altri uffici")],
    )
    referente.get("/misure/da-collegare/nome?nome=Uffici", status=302)


def test_what_changed_after_the_page_was_read_is_asked_again(make, compliance):
    unit = make.unit(name="UO Gare")
    one = make.measure(make.event(), owner=written("Gare"))
    page = compliance.get("/misure/da-collegare/nome?nome=Gare")
    compliance.send(compliance.get(f"/misure/{one.id}/modifica"), target="100%")
    again = compliance.send(page, status=422, proposal=f"unit:{unit.id}")
    assert "Nel frattempo" in again.text
    assert owners(one) == [("unlinked", "Gare")]
    compliance.send(again)
    assert owners(one) == [("unit", unit.id)]


# The next file


def understood(name):
    return Directory(clock.today()).owner(name)


def test_the_next_file_that_says_the_name_means_the_same(make, client_for):
    someone = make.user(given_name="Clelia", family_name="Fontespina")
    make.grant(someone, Role.COMPLIANCE, make.root())
    compliance = client_for(user=someone)
    unit = make.unit(name="UO Gare")
    make.measure(make.event(), owner=written("Ufficio Gare e contratti"))
    assert understood("Ufficio Gare e contratti").kind == OwnerKind.UNLINKED
    page = compliance.get("/misure/da-collegare/nome?nome=Ufficio Gare e contratti")
    compliance.send(page, proposal=f"unit:{unit.id}")
    assert understood("ufficio gare  e Contratti") == Owner(OwnerKind.UNIT, unit_id=unit.id)
    known = known_names.by_name("Ufficio Gare e contratti")
    assert (known.linked_by.title, known.linked_at) == (someone.title, clock.now())
    assert audit.trail([known.subject])[0].tag == "measure:name:remembered"


def test_a_name_of_today_comes_before_what_was_said_of_it(make):
    meant = make.unit(name="UO Gare")
    make.known_name("Contratti", unit=meant)
    named = make.unit(name="Contratti")
    assert understood("Contratti") == Owner(OwnerKind.UNIT, unit_id=named.id)


def test_of_a_unit_that_closed_its_heir_is_meant(make):
    unit, heir = make.unit(name="UO Gare"), make.unit(name="UO Appalti")
    make.known_name("Ufficio contratti", unit=unit)
    units.merge([unit], heir, on=clock.today(), act="Delibera n. 1", by=make.person(Role.ADMIN), at=clock.now())
    assert understood("Ufficio contratti") == Owner(OwnerKind.UNIT, unit_id=heir.id)


def test_what_a_unit_links_for_itself_is_not_said_for_everybody(make, client_for):
    unit = make.unit(name="UO Gare")
    referente = client_for(Role.REFERENTE, unit)
    make.measure(make.event(make.phase(make.process(unit=unit))), owner=written("Ufficio Gare e contratti"))
    page = referente.get("/misure/da-collegare/nome?nome=Ufficio Gare e contratti")
    assert "prossimi file" not in page.text
    referente.send(page, proposal=f"unit:{unit.id}")
    assert understood("Ufficio Gare e contratti").kind == OwnerKind.UNLINKED


def test_a_name_can_be_forgotten_and_measures_stay_as_they_are(make, compliance):
    figure = make.figure(name="RASA di prova")
    known = make.known_name("Responsabile anagrafe", figure=figure)
    one = make.measure(make.event(), owner=Owner(OwnerKind.FIGURE, figure_id=figure.id))
    assert "è già riconosciuto" in compliance.get("/misure/da-collegare").text
    page = compliance.get("/misure/da-collegare/riconosciuti")
    assert page.rows()[0][:2] == ["Responsabile anagrafe", "RASA di prova"]
    subject = known.subject
    compliance.post(f"/misure/da-collegare/riconosciuti/{known.id}/dimentica", {"version": "1"})
    assert understood("Responsabile anagrafe").kind == OwnerKind.UNLINKED
    assert owners(one) == [("figure", figure.id)]
    assert audit.trail([subject])[0].tag == "measure:name:forgotten"


def test_a_name_means_a_unit_or_a_figure_and_is_said_by_who_keeps_the_register(make, client_for):
    by = {"by": make.person(Role.COMPLIANCE), "at": clock.now()}
    with pytest.raises(RuleBroken):
        remembering.remember("Dirigenti", Owner(OwnerKind.GROUP, name="Dirigenti"), **by)
    with pytest.raises(RuleBroken):
        remembering.remember(" … ", Owner(OwnerKind.UNIT, unit_id=make.unit().id), **by)
    with pytest.raises(NotAllowed):
        remembering.remember(
            "Ufficio", Owner(OwnerKind.UNIT, unit_id=make.unit().id), by=make.person(Role.REFERENTE, make.unit()), at=clock.now()
        )
