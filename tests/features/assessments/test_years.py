"""A process and its years: assessed only in those in which it was active, and what was approved stays as it was."""

from datetime import date
from decimal import Decimal

import pytest

from riskreg.assessments import operations, queries, readiness
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.register import queries as register
from riskreg.register.operations import events, phases, processes, reshaping
from riskreg.register.operations.events import EventText
from riskreg.register.operations.processes import NewProcess, Place, ProcessText
from tests.features.assessments import world
from tests.features.assessments.test_operations import levels
from tests.statements import counted

AT = clock.on_day(date(2026, 11, 21))
BY = {"by": COMMAND_LINE, "at": AT}


@pytest.fixture
def process(make):
    return world.process(make)


@pytest.fixture
def ours(make):
    return world.methodology(make)


@pytest.fixture
def draft(process, ours):
    one = operations.open_assessment(process, 2026, ours, **BY)
    operations.answer(one, world.answers(), "buona", **BY)
    return one


def test_a_draft_of_what_is_retired_before_its_year_goes_no_further(draft, process):
    processes.retire(process, on=date(2025, 6, 30), because="Esternalizzato", **BY)
    for step in (
        lambda: operations.answer(draft, world.answers(opacita="1"), "buona", **BY),
        lambda: operations.judge(draft, None, "", "Poco esposto.", **BY),
        lambda: world.approve(draft, **BY),
    ):
        with pytest.raises(RuleBroken, match="non è più attivo nel 2026: è ritirato dal 30/06/2025"):
            step()


def test_what_retires_during_the_year_is_still_assessed_for_it(draft, process):
    processes.retire(process, on=date(2026, 6, 30), because="Esternalizzato", **BY)
    world.approve(draft, **BY)
    assert register.standing(process.id, 2026) is not None


def by_retiring(process, on, make):
    processes.retire(process, on=on, because="Esternalizzato", **BY)


def by_dividing(process, on, make):
    parts = [NewProcess(ProcessText("", name), process.area_id, process.unit_id, on) for name in ("Uno", "Due")]
    reshaping.split(process, parts, {process.phases[0].id: 0}, on=on, because="Due uffici", **BY)


def by_joining(process, on, make):
    reshaping.merge([process], make.process(), on=on, because="Un ufficio solo", **BY)


@pytest.mark.parametrize("end", [by_retiring, by_dividing, by_joining])
def test_nothing_ends_before_a_year_for_which_it_was_approved(draft, process, make, end):
    world.approve(draft, **BY)
    db.session.commit()
    with pytest.raises(RuleBroken, match="approvata per il 2026: scegli un giorno dal 01/01/2026") as refused:
        end(process, date(2025, 12, 31), make)
    assert refused.value.field == "on"
    db.session.rollback()
    end(process, date(2026, 1, 1), make)


def test_before_it_existed_there_is_nothing_to_assess(make, ours):
    late = make.process(active_from=date(2026, 3, 1))
    with pytest.raises(RuleBroken, match="si svolge dal 01/03/2026: scegli un anno dal 2026") as refused:
        operations.open_assessment(late, 2025, ours, **BY)
    assert refused.value.field == "year"
    assert operations.open_assessment(late, 2026, ours, **BY).is_draft


def test_approving_a_past_year_says_that_its_figures_change(process, ours, client_for):
    past = operations.open_assessment(process, 2025, ours, **BY)
    operations.answer(past, world.answers(), "buona", **BY)
    world.validated(past)
    db.session.commit()
    assert "Il 2025 è passato: cambiano i suoi numeri" in client_for(Role.RPCT).get(f"/valutazioni/{past.id}/approva").text


def test_the_page_that_retires_divides_or_joins_names_the_draft(draft, process, make, client_for):
    db.session.commit()
    other, compliance = make.process(), client_for(Role.COMPLIANCE)
    for path in (f"{process.id}/ritira", f"{process.id}/dividi", f"{other.id}/accorpa"):
        assert "la valutazione del 2026 in bozza" in compliance.get(f"/registro/processi/{path}").text


def test_a_measure_of_a_retired_event_lowers_nothing(process, ours):
    with_measure, _other = queries.events_of(process.id)
    assert queries.measures_in_force(process.id, clock.today())
    events.retire(with_measure, **BY)
    assert not queries.measures_in_force(process.id, clock.today())
    one = operations.open_assessment(process, 2026, ours, **BY)
    with pytest.raises(RuleBroken, match="Nessuna misura è in vigore"):
        operations.answer(one, world.answers(), "buona", **BY)
    events.revive(with_measure, **BY)
    phases.retire(with_measure.phase, **BY)
    assert not queries.measures_in_force(process.id, clock.today())


def test_why_of_an_approved_year_keeps_the_names_of_then(make, process, client_for):
    first, second = queries.events_of(process.id)
    one = operations.open_assessment(process, 2026, world.methodology(make, "pna_2019"), **BY)
    for event in (first, second):
        operations.answer(one, levels("basso"), "assente", event_id=event.id, **BY)
    world.approve(one, **BY)
    title, unit = process.title, process.unit.name
    db.session.commit()
    oiv = client_for(Role.OIV)
    before = oiv.get(f"/valutazioni/{one.id}/perche").soup.main.get_text(" ", strip=True)
    events.change(first, EventText("Un altro nome"), **BY)
    events.move(second, make.phase(make.process()), **BY)
    processes.change(process, ProcessText("Z.99", "Rinominato"), **BY)
    processes.move(process, Place(make.area(code="Z").id, make.unit().id, clock.today(), "Prova"), **BY)
    db.session.commit()
    db.session.expire_all()
    after = oiv.get(f"/valutazioni/{one.id}/perche").soup.main.get_text(" ", strip=True)
    assert after == before
    assert title in after
    assert unit in after
    assert "Evento 1" in after
    assert title in oiv.get(f"/valutazioni/{one.id}").text


def test_a_score_of_ten_thousand_is_kept(make, process):
    criteria = world.changed_text("opacita", "3", "Tre.")
    for each in criteria:
        each["answers"][-1]["worth"] = "100"
    bands = world.seeds.document("methodology/riskreg.json")["bands"]
    bands[-1]["most"] = "10000.00"
    great = world.methodology(make, criteria=criteria, bands=bands)
    one = operations.open_assessment(process, 2026, great, **BY)
    operations.answer(one, {each["code"]: each["answers"][-1]["code"] for each in criteria}, "assente", **BY)
    world.approve(one, **BY)
    db.session.commit()
    db.session.expire_all()
    standing = register.standing(process.id, 2026)
    assert (standing.inherent, standing.residual, one.scores[0].residual) == (Decimal(10000),) * 3


@pytest.mark.parametrize("year", ["99999999999", "2031"])
def test_a_year_without_assessment_is_not_there(process, client_for, year):
    client_for(Role.OIV).get(f"/registro/processi/{process.id}/valutazioni/{year}/perche", 404)


def test_two_people_answering_different_events_keep_both(make, process, client_for):
    first, second = queries.events_of(process.id)
    one = operations.open_assessment(process, 2026, world.methodology(make, "pna_2019"), **BY)
    db.session.commit()
    ada, eva = client_for(Role.COMPLIANCE), client_for(Role.COMPLIANCE)
    path = f"/valutazioni/{one.id}/eventi"
    hers = ada.get(f"{path}/{first.id}")
    eva.send(eva.get(f"{path}/{second.id}"), at=f"{path}/{second.id}", answer_opacita="alto")
    ada.send(hers, at=f"{path}/{first.id}", answer_opacita="basso")
    db.session.expire_all()
    kept = {row.event_id: queries.answers_of(row) for row in queries.assessment(one.id).scores}
    assert kept == {first.id: {"opacita": "basso"}, second.id: {"opacita": "alto"}}


def test_but_a_judgment_is_of_the_number_that_was_seen(draft, client_for):
    db.session.commit()
    rpct, colleague = client_for(Role.RPCT), client_for(Role.COMPLIANCE)
    seen = rpct.get(f"/valutazioni/{draft.id}/giudizio")
    colleague.send(colleague.get(f"/valutazioni/{draft.id}/risposte"), answer_opacita="5")
    rpct.send(seen, 409, judged_band="alto", motivation="Due segnalazioni.")


def test_what_has_retired_is_measured_with_what_was_in_force_on_its_last_day(draft, process):
    processes.retire(process, on=date(2026, 6, 30), because="Esternalizzato", **BY)
    db.session.flush()
    assert list(readiness.ready(date(2026, 11, 21))) == [draft.id]
    assert queries.measures_in_force(process.id, date(2026, 11, 21))
    world.approve(draft, **BY)
    assert draft.measures


def test_the_measures_of_a_process_are_found_from_it_not_looked_for_among_all(process):
    with counted() as seen:
        queries.measures_in_force(process.id, date(2026, 11, 21))
    inner = seen[-1].partition("measure.id IN (")[2]
    tables = {name.strip() for name in inner.partition("FROM")[2].partition("WHERE")[0].split(",")}
    assert "measure" in tables, "else the database asks it of each measure of the register"
