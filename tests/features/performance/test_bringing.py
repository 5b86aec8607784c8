"""A measure of the plan brought into performance: once, in one step, with one entry in the trail; or carried by an indicator that is there."""

import pytest

from riskreg.audit.queries import trail
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, WrongState
from riskreg.domain.performance.indicators import Flag, Part
from riskreg.domain.roles import Role
from riskreg.performance import bringing, coherent, queries
from riskreg.performance.operations import bringing as operations
from riskreg.performance.operations import links
from riskreg.performance.operations.indicators import Holder, IndicatorText, Place
from tests.features.performance.test_links import measure
from tests.features.performance.test_operations import NOW, person
from tests.page import Client

TEXT = IndicatorText(Part.PERFORMANCE, "Corsi tenuti", flags=frozenset({Flag.ANTICORRUPTION}))


@pytest.fixture
def plan(make):
    one = make.edition(2026, "MG.1", "MG.2")
    make.objective(one, "MG.1")
    return make.adopted(one)


@pytest.fixture
def objective(make, plan):
    """It pursues the strategic objective that MG.1 serves."""
    made = make.operational_objective("Prevenzione")
    links.pursue(queries.objective(made.id), coherent.goals()[0], **NOW)
    db.session.commit()
    return made


def brought(make, target=">= 50%", **acting):
    return operations.bring(
        measure("MG.1").id, 2026, Place(make.strategic_area()), TEXT, [Holder(make.root().id)], target, **(acting or NOW)
    )


def test_one_step_writes_indicator_target_and_link_with_one_entry(make, plan):
    made = brought(make)
    db.session.commit()
    (row,) = queries.of_year(2026)
    assert (row.indicator.name, row.target, row.indicator.is_anticorruption) == ("Corsi tenuti", ">= 50%", True)
    assert [each.measure_id for each in queries.indicator(made.id).links] == [measure("MG.1").id]
    (entry,) = trail([made.subject, row.subject])
    assert entry.tag == "indicator:life:brought"
    assert all(words in entry.diff for words in ("Corsi tenuti", ">= 50%", ".measure_id", ".unit_id"))
    assert coherent.of(2026).goals[0].measures[0].rows


def test_the_form_begins_with_what_the_plan_says(make, objective):
    said = bringing.proposed(bringing.found(measure("MG.1").id, 2026))
    assert said["name"] == "Misura MG.1"
    assert said["target"] == "Entro il 31/12/2026"
    assert said["place"] == f"{objective.area_id}-{objective.id}"
    assert said["units"] == [str(make.root().id)]
    assert said["flags"] == [Flag.ANTICORRUPTION.value]


def test_one_that_an_indicator_carries_is_not_written_twice(make, plan):
    make.linked(make.indicator("Corsi tenuti"), measure("MG.1"))
    with pytest.raises(WrongState, match="già portata"):
        brought(make)


def test_what_the_plan_does_not_list_is_not_brought(make, plan):
    with pytest.raises(WrongState, match="non elenca questa misura"):
        operations.bring(make.measure(code="MX.1").id, 2026, Place(make.strategic_area()), TEXT, [], "Sì", **NOW)


@pytest.mark.parametrize("role", [Role.RPCT, Role.COMPLIANCE, Role.OIV, Role.REFERENTE])
def test_others_do_not_bring(make, plan, role):
    with pytest.raises(NotAllowed):
        brought(make, by=person(make, role), at=NOW["at"])


@pytest.mark.one_database
def test_from_the_page_of_coherence_to_the_indicator(app, make, objective):
    user = make.user()
    make.grant(user, Role.PERFORMANCE, make.root())
    keeper, where = Client.signed_in(app, user), f"/performance/coerenza/2026/misure/{measure('MG.1').id}/porta"
    assert any(where in link for link in keeper.get("/performance/coerenza?anno=2026").links)
    form = keeper.get(where)
    assert form.value("target") == "Entro il 31/12/2026"
    refused = keeper.send(form, 422, target="")
    assert "target" in refused.errors
    assert not queries.of_year(2026)
    keeper.send(form)
    (row,) = queries.of_year(2026)
    assert (row.indicator.name, row.indicator.objective_id, row.target) == ("Misura MG.1", objective.id, "Entro il 31/12/2026")
    again = keeper.get(where)
    assert "C'è già" in again.text
    assert any(f"/performance/indicatori/{row.indicator_id}" in link for link in again.links)


@pytest.mark.one_database
def test_compliance_links_one_that_is_there(app, make, plan):
    one, user = make.indicator("Corsi tenuti"), make.user()
    make.grant(user, Role.COMPLIANCE, make.root())
    keeper, number = Client.signed_in(app, user), measure("MG.1").id
    page = keeper.get("/performance/coerenza?anno=2026")
    assert not any(link.endswith("/porta") for link in page.links)
    assert any(link.endswith(f"/misure/{number}/collega") for link in page.links)
    keeper.post(f"/performance/coerenza/2026/misure/{number}/collega", {"indicator": str(one.id)})
    assert [each.measure_id for each in queries.indicator(one.id).links] == [number]
    assert any(link.endswith(f"/misure/{number}/collega") for link in keeper.get(f"/misure/{number}").links)
