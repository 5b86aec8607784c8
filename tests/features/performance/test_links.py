"""What performance and the plan say of each other."""

import pytest

from riskreg.audit.queries import trail
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.performance.indicators import Part
from riskreg.domain.roles import Role
from riskreg.performance import coherent, queries
from riskreg.performance.operations import links
from riskreg.performance.operations.indicators import Place
from riskreg.register import queries as register
from tests.features.performance.test_operations import NOW, person
from tests.page import Client


@pytest.fixture
def plan(make):
    """Adopted, with a goal that a general measure serves, and a measure that serves none."""
    one = make.edition(2026, "MG.1", "MG.2")
    make.objective(one, "MG.1")
    return make.adopted(one)


def measure(code):
    found = register.measure_by_code(code)
    assert found is not None
    return found


def titles(rows):
    return [row.indicator.name for row in rows]


def test_each_measure_stands_beside_the_indicators_that_carry_it(make, plan):
    one = make.linked(make.indicator("Corsi tenuti", result="60%"), measure("MG.1"))
    found = coherent.of(2026)
    (goal,) = found.goals
    assert [(each.line.code, titles(each.rows)) for each in goal.measures] == [("MG.1", [one.name])]
    assert goal.has_counterpart
    assert [each.line.code for each in found.others] == ["MG.2"]
    assert [each.line.code for each in found.measures_alone] == ["MG.2"]


def test_a_goal_that_nobody_pursues_and_nothing_carries_is_alone(make, plan):
    found = coherent.of(2026)
    assert len(found.goals_alone) == 1
    objective = make.operational_objective()
    make.indicator("Corsi tenuti", place=Place(objective.area, objective))
    links.pursue(queries.objective(objective.id), coherent.goals()[0], **NOW)
    db.session.commit()
    found = coherent.of(2026)
    assert found.goals_alone == []
    assert titles(found.goals[0].rows) == ["Corsi tenuti"]


def test_an_indicator_of_another_year_carries_nothing_in_this_one(make, plan):
    make.linked(make.indicator("Corsi tenuti", year=2025), measure("MG.1"))
    assert coherent.of(2026).goals[0].measures[0].rows == ()


def test_a_specific_measure_is_shown_where_an_indicator_carries_it(make, plan):
    assert {each.line.code for each in coherent.of(2026).others} == {"MG.2"}


def test_before_the_plan_is_adopted_there_is_nothing_to_compare(make):
    make.edition(2026, "MG.1")
    assert coherent.of(2026).edition is None


def test_a_measure_is_linked_once_and_unlinked(make, plan):
    one = make.linked(make.indicator(part=Part.PERFORMANCE), measure("MG.1"))
    with pytest.raises(RuleBroken, match="Segna almeno una misura"):
        links.link(one, [measure("MG.1").id], **NOW)
    links.unlink(one, measure("MG.1").id, **NOW)
    db.session.commit()
    assert queries.indicator(one.id).links == []
    assert {"indicator:measure:linked", "indicator:measure:unlinked"} <= {entry.tag for entry in trail([one.subject])}


@pytest.mark.parametrize("role", [Role.REFERENTE, Role.OIV, Role.ORGANO, Role.ADMIN])
def test_others_do_not_link(make, plan, role):
    one = make.indicator()
    with pytest.raises(NotAllowed):
        links.link(one, [measure("MG.1").id], by=person(make, role), at=NOW["at"])


@pytest.mark.one_database
def test_from_the_page_of_the_indicator_to_the_page_of_coherence(app, make, plan):
    one, user, reader = make.indicator("Corsi tenuti", result="60%"), make.user(), make.user()
    make.grant(user, Role.PERFORMANCE, make.root())
    make.grant(reader, Role.OIV, make.root())
    keeper = Client.signed_in(app, user)
    assert "MG.2" not in keeper.get(f"/performance/indicatori/{one.id}/misure?anno=2026&cerca=MG.1").text
    keeper.post(f"/performance/indicatori/{one.id}/misure?anno=2026", {"chosen": [str(measure("MG.1").id)]})
    page = Client.signed_in(app, reader).get("/performance/coerenza?anno=2026")
    assert any(row[0].startswith("MG.1") and "Corsi tenuti" in row[2] and "Raggiunto" in row[2] for row in page.rows())
    assert not any("scollega" in link for link in Client.signed_in(app, reader).get(f"/performance/indicatori/{one.id}").links)
    keeper.post(f"/performance/indicatori/{one.id}/misure/{measure('MG.1').id}/scollega", {})
    assert "Nessuna: se l'iniziativa" in keeper.get(f"/performance/indicatori/{one.id}").text
