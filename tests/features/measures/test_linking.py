"""A name of a file becomes a unit or a figure, wherever it stands, by the hand of somebody who knows."""

import pytest

from riskreg.audit import queries as audit
from riskreg.core.extensions import db
from riskreg.domain.measures import Owner
from riskreg.domain.permissions import Role
from riskreg.domain.register import OwnerKind
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
