"""The life of a process: nothing is lost, nothing deleted, and what came from what is known."""

from datetime import date, timedelta

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import belongings
from riskreg.people.operations import units
from riskreg.register import queries
from riskreg.register.operations import areas, processes, reshaping
from riskreg.register.operations.processes import NewProcess, Place, ProcessText
from riskreg.register.queries.sheets import process_sheet
from riskreg.search.models import SearchEntry

TODAY = date(2026, 11, 21)
YESTERDAY = date(2026, 11, 20)
LONG = "Prima riga.\n\n- un punto\n- un altro\n\n" + "parola " * 1_400


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


def part(make, process, name, code="") -> NewProcess:
    return NewProcess(ProcessText(code, name), process.area_id, process.unit_id, TODAY)


def last(subject):
    return reading.shown(trail([subject]))[0]


def test_a_process_without_a_code_gets_the_next_of_its_area(make):
    area = make.area(code="B")
    make.process(code="B.08", area=area)
    assert make.process(area=area).code == "B.09"


def test_a_code_is_one_whatever_its_case_and_spaces(make):
    make.process(code="B.08")
    with pytest.raises(RuleBroken) as refusal:
        make.process(code="b. 08")
    assert refusal.value.field == "code"


def test_long_texts_keep_their_paragraphs_and_lists(make):
    process = make.process()
    processes.change(process, ProcessText(process.code, process.name, description=LONG.replace("\n", "\r\n")), **by())
    db.session.commit()
    assert process.description == LONG.strip()


def test_saving_what_is_there_already_leaves_no_trace(make):
    process = make.process(description="Com'è")
    version, entries = process.version, len(trail([process.subject]))
    processes.change(process, ProcessText.of(process), **by())
    db.session.commit()
    assert (process.version, len(trail([process.subject]))) == (version, entries)


def test_a_referente_writes_the_texts_of_the_own_sheet_but_not_its_code_nor_those_of_others(make):
    here, there = make.unit(), make.unit()
    process, other = make.process(unit=here), make.process(unit=there)
    referente = make.person(Role.REFERENTE, here)
    processes.change(process, ProcessText(process.code, "Nuovo nome"), **by(referente))
    with pytest.raises(NotAllowed):
        processes.change(process, ProcessText("Z.99", "Nuovo nome"), **by(referente))
    with pytest.raises(NotAllowed):
        processes.change(other, ProcessText(other.code, "Nuovo nome"), **by(referente))
    with pytest.raises(NotAllowed):
        processes.retire(process, on=TODAY, because="Non serve", **by(referente))


def test_a_sheet_follows_the_unit_that_answers_today(make):
    """A closed unit's records pass to its successor, whose people may write them at once."""
    old, heir = make.unit(), make.unit()
    process = make.process(unit=old)
    units.close(old, heir, last_day=YESTERDAY, act="Determinazione n. 1", **by())
    db.session.commit()
    processes.change(process, ProcessText(process.code, "Dal subentrante"), **by(make.person(Role.REFERENTE, heir)))
    assert process.name == "Dal subentrante"


def test_an_administrator_decides_nothing_in_the_register(make):
    process, admin = make.process(), make.person(Role.ADMIN)
    with pytest.raises(NotAllowed):
        processes.change(process, ProcessText(process.code, "Altro"), **by(admin))


def test_a_stale_version_is_refused(make):
    process = make.process()
    stale = process.version
    make.phase(process)
    assert process.version == stale + 1, "a phase belongs to the sheet"
    with pytest.raises(Conflict):
        processes.change(process, ProcessText(process.code, "Altro"), version=stale, **by())


def test_moving_changes_unit_and_area_and_where_it_is_found(make):
    process, unit, area = (
        make.process(unit=make.unit(name="UO Vecchia")),
        make.unit(name="UO Nuova"),
        make.area(code="D", name="Contributi"),
    )
    event = make.event(make.phase(process))
    processes.move(process, Place(area.id, unit.id, clock.today(), "Riordino"), **by())
    db.session.commit()
    assert ("Unità responsabile", "UO Vecchia", "UO Nuova") in last(process.subject).changes
    found = db.session.scalars(db.select(SearchEntry).where(SearchEntry.subject == event.subject)).one()
    assert found.unit_id == unit.id


def test_a_move_says_from_when_and_why_and_may_give_a_code_of_the_new_area(make):
    area, _there = make.area(code="D", name="Contributi"), make.process(code="D.04")
    process = make.process(code="Z.02", area=make.area(code="Z", name="Altro"))
    assert queries.next_codes()[area.id] == "D.05"
    processes.move(process, Place(area.id, process.unit_id, clock.today(), "Riordino", "D.05"), **by())
    db.session.commit()
    entry = last(process.subject)
    assert ("Codice", "Z.02", "D.05") in entry.changes
    assert entry.why == f"Con effetto dal {write_date(clock.today())}. Riordino"
    with pytest.raises(RuleBroken) as refusal:
        processes.move(process, Place(area.id, process.unit_id, clock.today() + timedelta(days=1), "Riordino"), **by())
    assert refusal.value.field == "on"
    with pytest.raises(RuleBroken) as refusal:
        processes.move(process, Place(area.id, process.unit_id, clock.today(), " "), **by())
    assert refusal.value.field == "because"


def test_an_area_is_held_by_a_process_that_starts_later(make):
    area = make.area(code="Z", name="Nuova")
    make.process(area=area, active_from=clock.today() + timedelta(days=30))
    with pytest.raises(WrongState, match="ci sono ancora processi"):
        areas.retire(area, **by())


def test_an_area_saved_as_it_was_leaves_no_trace(make):
    area = make.area(code="Z", name="Altro")
    before = len(trail([area.subject]))
    areas.change(area, code="Z", name="Altro", source=area.source, version=area.version, **by())
    db.session.commit()
    assert len(trail([area.subject])) == before


def test_a_process_does_not_move_under_a_closed_unit_nor_into_a_retired_area(make):
    process, closed, area = make.process(), make.unit(), make.area(code="Z", name="Da togliere")
    units.close(closed, None, last_day=YESTERDAY, act="Atto", **by())
    areas.retire(area, **by())
    with pytest.raises(RuleBroken) as refusal:
        processes.move(process, Place(process.area_id, closed.id, clock.today(), "Riordino"), **by())
    assert refusal.value.field == "unit_id"
    with pytest.raises(RuleBroken) as refusal:
        processes.move(process, Place(area.id, process.unit_id, clock.today(), "Riordino"), **by())
    assert refusal.value.field == "area_id"


def test_a_retired_process_keeps_all_it_had_and_can_come_back(make):
    process = make.process()
    event = make.event(make.phase(process))
    measure = make.measure(event)
    processes.retire(process, on=TODAY, because="Funzione passata alla Regione", **by())
    db.session.commit()
    assert not process.is_active(TODAY)
    assert process.is_active(YESTERDAY)
    assert process_sheet(process.id).measures[event.id] == [measure]
    with pytest.raises(WrongState, match="riattivalo"):
        processes.change(process, ProcessText(process.code, "Altro"), **by())
    processes.revive(process, **by())
    db.session.commit()
    assert process.is_active(TODAY)
    assert process.retired_because == ""


@pytest.mark.parametrize(
    ("on", "because", "field"), [(date(2023, 1, 1), "x", "on"), (date(2027, 1, 1), "x", "on"), (TODAY, " ", "because")]
)
def test_a_retirement_needs_a_day_that_makes_sense_and_a_reason(make, on, because, field):
    with pytest.raises(RuleBroken) as refusal:
        processes.retire(make.process(), on=on, because=because, **by())
    assert refusal.value.field == field


def test_a_divided_process_gives_each_phase_to_one_part_with_events_and_measures(make):
    process = make.process(code="B.01")
    first, second = make.phase(process, name="Bando"), make.phase(process, name="Verifica")
    event = make.event(second)
    measure = make.measure(event)
    made = reshaping.split(
        process, [part(make, process, "Gare"), part(make, process, "Controlli")], {first.id: 0, second.id: 1}, on=TODAY, because="Divisi", **by()
    )  # fmt: skip
    db.session.commit()
    assert [one.code for one in made] == ["B.02", "B.03"]
    assert [[phase.name for phase in process_sheet(one.id).phases] for one in made] == [["Bando"], ["Verifica"]]
    assert process_sheet(made[1].id).measures[event.id] == [measure]
    assert process_sheet(made[0].id).origins[0].title == process.title
    assert {one.title for one in process_sheet(process.id).heirs} == {one.title for one in made}
    assert process.retired_on == TODAY


def test_a_division_that_forgets_a_phase_is_refused(make):
    process = make.process()
    make.phase(process)
    with pytest.raises(RuleBroken) as refusal:
        reshaping.split(process, [part(make, process, "Uno"), part(make, process, "Due")], {}, on=TODAY, because="Divisi", **by())
    assert refusal.value.field == "parts"


def test_joined_processes_bring_their_phases_after_those_of_the_one_that_stays(make):
    target, other = make.process(), make.process()
    make.phase(target, name="Sua")
    make.phase(other, name="Portata")
    reshaping.merge([other, target], target, on=TODAY, because="Accorpati", **by())
    db.session.commit()
    assert [phase.name for phase in process_sheet(target.id).phases] == ["Sua", "Portata"]
    assert other.retired_on == TODAY
    assert [one.title for one in process_sheet(target.id).origins] == [other.title]


def test_processes_may_join_into_a_new_one(make):
    one, two = make.process(), make.process()
    new = reshaping.merge([one, two], part(make, one, "Nuovo"), on=TODAY, because="Accorpati", **by())
    db.session.commit()
    assert {origin.title for origin in process_sheet(new.id).origins} == {one.title, two.title}


def test_an_area_with_active_processes_does_not_retire(make):
    area = make.area(code="B")
    process = make.process(area=area)
    with pytest.raises(WrongState, match=process.code):
        areas.retire(area, **by())
    processes.retire(process, on=TODAY, because="Finito", **by())
    areas.retire(area, **by())
    with pytest.raises(WrongState, match="riattiva prima l'area"):
        processes.revive(process, **by())
    areas.revive(area, **by())
    assert area.retired_on is None


def test_what_a_unit_has_in_hand_lists_its_processes_and_can_be_given_to_another(make):
    area = make.unit(kind=UnitKind.AREA)
    unit, other = make.unit(parent=area), make.unit(parent=area)
    process = make.process(unit=unit)
    make.event(make.phase(process))
    found = {one.kind.name: one for one in belongings.of_units([unit.id, other.id], TODAY)[unit.id]}
    assert [item.title for item in found["process"].items] == [process.title]
    found["process"].kind.to_unit(process.id, other.id, **by(make.person(Role.ADMIN)))
    db.session.commit()
    assert queries.process(process.id).unit_id == other.id
