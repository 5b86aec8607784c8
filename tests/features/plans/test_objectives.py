"""Strategic objectives of an edition: written in a draft, served by its measures, carried over, and never changed once the body decided."""

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DatabaseError

from riskreg.audit import queries as audit
from riskreg.audit import reading
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.plans import Choice
from riskreg.domain.roles import Role
from riskreg.plans import comparing, queries
from riskreg.plans.models import EditionObjective, ObjectiveMeasure
from riskreg.plans.operations import editions, lines, objectives
from riskreg.plans.operations.objectives import ObjectiveText
from riskreg.plans.queries import objectives as of_edition


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def draft(make):
    return make.edition(2026, "MG.1", "MG.2", "MG.3")


def served(one):
    return [(each.objective.code, [line.code for line in each.lines]) for each in of_edition.served(one, queries.lines(one), clock.today())]


def without(one):
    lines = queries.lines(one)
    return [line.code for line in of_edition.serving_none(of_edition.served(one, lines, clock.today()), lines)]


def number(one, code):
    return queries.line_by_code(one, code).measure_id


def test_an_objective_receives_a_code_and_is_served_by_the_measures_that_are_ticked(draft, compliance):
    first = objectives.add(draft, ObjectiveText("Più trasparenza"), **compliance)
    second = objectives.add(draft, ObjectiveText("Meno discrezionalità", code="S 2"), **compliance)
    objectives.link(first, [number(draft, "MG.2"), number(draft, "MG.1")], **compliance)
    assert served(draft) == [("OS.1", ["MG.1", "MG.2"]), ("S 2", [])]
    assert without(draft) == ["MG.3"]
    objectives.link(first, [number(draft, "MG.3")], **compliance)
    objectives.link(second, [number(draft, "MG.3")], **compliance)
    assert served(draft) == [("OS.1", ["MG.3"]), ("S 2", ["MG.3"])]


@pytest.mark.parametrize(("text", "field"), [(ObjectiveText(" "), "name"), (ObjectiveText("Altro", code="os.1"), "code")])
def test_an_objective_says_something_under_a_code_of_its_own(draft, compliance, text, field):
    objectives.add(draft, ObjectiveText("Più trasparenza"), **compliance)
    with pytest.raises(RuleBroken) as refusal:
        objectives.add(draft, text, **compliance)
    assert refusal.value.field == field


def test_objectives_are_put_in_order(draft, compliance, make):
    made = [make.objective(draft) for _ in range(3)]
    objectives.shift(made[2], -1, **compliance)
    assert [each.code for each in of_edition.objectives(draft)] == ["OS.1", "OS.3", "OS.2"]
    objectives.shift(made[0], -1, **compliance)
    assert [each.code for each in of_edition.objectives(draft)] == ["OS.1", "OS.3", "OS.2"]


def test_a_line_that_goes_serves_nothing_any_more(draft, compliance, make):
    make.objective(draft, "MG.1", "MG.2")
    lines.drop(queries.line_by_code(draft, "MG.1"), **compliance)
    db.session.commit()
    assert served(draft) == [("OS.1", ["MG.2"])]


def test_a_draft_is_thrown_away_with_its_objectives(draft, compliance, make):
    make.objective(draft, "MG.1")
    editions.drop(draft, **compliance)
    db.session.commit()
    assert not db.session.query(EditionObjective).count()
    assert not db.session.query(ObjectiveMeasure).count()


def test_a_measure_that_left_the_plan_is_not_counted(make, compliance):
    before = make.edition(2025, "MG.1", "MG.2")
    make.objective(before, "MG.1", "MG.2")
    make.adopted(before)
    one = editions.open_edition(2026, **compliance)
    line = queries.line_by_code(one, "MG.1")
    lines.choose(line, Choice.REMOVED, is_new=False, because="Superata", **compliance)
    (found,) = of_edition.served(one, queries.lines(one), clock.today())
    assert ([each.code for each in found.lines], [each.code for each in found.left_out]) == (["MG.2"], ["MG.1"])


@pytest.fixture
def adopted(draft, make):
    make.objective(draft, "MG.1", name="Più trasparenza")
    make.objective(draft, "MG.1", "MG.2", name="Meno discrezionalità")
    return make.adopted(draft)


def test_a_new_edition_starts_with_the_objectives_of_the_one_before_and_their_links(adopted, compliance):
    one = editions.open_edition(2027, **compliance)
    db.session.commit()
    assert served(one) == served(adopted) == [("OS.1", ["MG.1"]), ("OS.2", ["MG.1", "MG.2"])]
    again = editions.revise(adopted, **compliance)
    assert served(again) == served(adopted)
    assert {each.lasting for each in of_edition.objectives(again)} == {each.id for each in of_edition.objectives(adopted)}


def test_the_comparison_says_which_objectives_came_went_and_changed(adopted, compliance):
    one = editions.open_edition(2027, **compliance)
    first, second = of_edition.objectives(one)
    objectives.change(first, ObjectiveText("Più trasparenza nei contratti", code="OS.9"), **compliance)
    objectives.drop(second, **compliance)
    objectives.add(one, ObjectiveText("Meno discrezionalità", code="OS.2"), **compliance)  # not the one that went, whatever it is called
    objectives.link(first, [number(one, "MG.2"), number(one, "MG.3")], **compliance)
    found = comparing.compared_objectives(*(of_edition.served(each, queries.lines(each), clock.today()) for each in (adopted, one)))
    assert [each.title for each in found.added] == [each.title for each in found.removed] == ["OS.2 Meno discrezionalità"]
    assert [(each.label, each.after) for each in found.changed[0].differences] == [
        ("Codice", "OS.9"), ("Obiettivo", "Più trasparenza nei contratti"), ("Misure che si aggiungono", "MG.2 Misura MG.2; MG.3 Misura MG.3"),
        ("Misure che non lo servono più", "MG.1 Misura MG.1"),
    ]  # fmt: skip


def test_a_draft_without_objectives_takes_them_over(adopted, compliance):
    one = editions.open_edition(2027, **compliance)
    for each in of_edition.objectives(one):
        objectives.drop(each, **compliance)
    objectives.take_over(one, **compliance)
    db.session.commit()
    assert served(one) == served(adopted)
    with pytest.raises(WrongState):
        objectives.take_over(one, **compliance)


@pytest.mark.parametrize("state", ["proposed", "adopted"])
def test_what_was_proposed_or_adopted_is_not_written(draft, make, compliance, state):
    objective = make.objective(draft, "MG.1")
    by = {"by": make.person(Role.RPCT), "at": clock.now()}
    make.adopted(draft) if state == "adopted" else editions.propose(draft, **by)
    for write in (
        lambda: objectives.add(draft, ObjectiveText("Altro"), **compliance),
        lambda: objectives.change(objective, ObjectiveText("Altro"), **compliance),
        lambda: objectives.link(objective, [], **compliance),
        lambda: objectives.shift(objective, 1, **compliance),
        lambda: objectives.drop(objective, **compliance),
        lambda: objectives.take_over(draft, **compliance),
    ):
        with pytest.raises(WrongState):
            write()


@pytest.mark.parametrize(
    "change",
    [
        lambda one: update(EditionObjective).values(name="Altro"),
        lambda one: delete(ObjectiveMeasure),
        lambda one: update(ObjectiveMeasure).values(measure_id=one.lines[2].measure_id),
        lambda one: insert(EditionObjective).values(edition_id=one.id, position=9, code="x", code_fold="x", name="x", description="", source=""),
        lambda one: insert(ObjectiveMeasure).values(objective_id=one.objectives[0].id, measure_id=one.lines[2].measure_id),
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_the_body_decided(adopted, change):
    statement = change(adopted)
    with pytest.raises(DatabaseError, match="an adopted edition never changes"), db.session.begin_nested():
        db.session.execute(statement, execution_options={"untraced": True})


def test_whoever_comes_second_is_told(draft, make, compliance):
    objective = make.objective(draft)
    version = draft.version
    objectives.change(objective, ObjectiveText("Primo"), version=version, **compliance)
    db.session.commit()
    with pytest.raises(Conflict):
        objectives.change(objective, ObjectiveText("Secondo"), version=version, **compliance)


def test_only_those_who_keep_the_plan_write_them(draft, make):
    with pytest.raises(NotAllowed):
        objectives.add(draft, ObjectiveText("Altro"), by=make.person(Role.DIRIGENTE), at=clock.now())


def test_the_history_says_which_measure_was_linked_to_which_objective(draft, make, compliance):
    objective = make.objective(draft, name="Più trasparenza")
    objectives.link(objective, [number(draft, "MG.1")], **compliance)
    db.session.commit()
    entry = reading.shown(audit.trail([draft.subject], limit=1))[0]
    assert entry.what == "Misure collegate all'obiettivo strategico"
    assert entry.changes == [("OS.1 Più trasparenza: misura collegata", "", "MG.1 Misura MG.1")]


def test_the_page_shows_what_serves_what_and_what_serves_nothing(client_for, draft, make):
    make.objective(draft, "MG.1", "MG.3", name="Più trasparenza")
    make.objective(draft, name="Meno discrezionalità")
    page = client_for(Role.OIV).get(f"/piani/{draft.id}/obiettivi")
    assert [row[0] for row in page.rows()] == ["MG.1 Misura MG.1", "MG.3 Misura MG.3", "MG.2 Misura MG.2"]
    assert "Nessuna misura del piano serve questo obiettivo" in page.text
    assert "1 obiettivo non ha ancora misure" in client_for(Role.OIV).get(f"/piani/{draft.id}").text
    assert "Più trasparenza" in client_for(Role.OIV).get(f"/piani/misure/{queries.line_by_code(draft, 'MG.1').id}").text


def test_a_search_narrows_the_measures_and_keeps_the_ticks(client_for, make):
    one = make.edition(2026, *(f"MG.{place}" for place in range(40)))
    objective, client = make.objective(one, "MG.7"), client_for(Role.COMPLIANCE)
    page = client.get(f"/piani/obiettivi/{objective.id}/misure")
    sent = page.form() | {"parole": "MG.33", "trova": "1"}
    found = client.post(f"/piani/obiettivi/{objective.id}/misure", sent, status=200)
    ticks = {box.attributes["value"]: "checked" in box.attributes for box in found.tree.css("input[name=measures]")}
    assert ticks == {str(number(one, "MG.33")): False, str(number(one, "MG.7")): True}


def test_two_who_tick_for_the_same_objective_see_both_by_name(client_for, draft, make, compliance):
    objective = make.objective(draft)
    path = f"/piani/obiettivi/{objective.id}/misure"
    client = client_for(Role.COMPLIANCE)
    page = client.get(path)
    objectives.link(objective, [number(draft, "MG.1")], **compliance)
    db.session.commit()
    again = client.post(path, page.form() | {"measures": str(number(draft, "MG.2"))}, status=409)
    (row,) = again.rows()
    assert ("MG.2 Misura MG.2" in row[1], "MG.1 Misura MG.1" in row[2]) == (True, True)
    elsewhere = client.get(path)
    make.section(draft)
    client.post(path, elsewhere.form() | {"measures": str(number(draft, "MG.3"))})
    assert served(draft) == [("OS.1", ["MG.3"])]
