"""Phases: in order, with their events wherever they go."""

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.register.operations import phases, processes
from riskreg.register.operations.phases import PhaseText
from riskreg.register.queries.sheets import process_sheet


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


def names(process):
    return [phase.name for phase in process_sheet(process.id).phases]


@pytest.fixture
def process(make):
    made = make.process()
    for name in ("Bando", "Esame", "Graduatoria"):
        make.phase(made, name=name)
    return made


def test_phases_stand_in_the_order_in_which_they_were_added_and_go_up_and_down(process):
    assert names(process) == ["Bando", "Esame", "Graduatoria"]
    phases.shift(process_sheet(process.id).phases[2], -1, **by())
    db.session.commit()
    assert names(process) == ["Bando", "Graduatoria", "Esame"]
    phases.shift(process_sheet(process.id).phases[0], +1, **by())
    db.session.commit()
    assert names(process) == ["Graduatoria", "Bando", "Esame"]


def test_a_phase_at_the_top_that_goes_up_changes_nothing_and_leaves_no_trace(process):
    version, entries = process.version, len(trail([process.subject]))
    phases.shift(process_sheet(process.id).phases[0], -1, **by())
    db.session.commit()
    assert (process.version, len(trail([process.subject]))) == (version, entries)


def test_the_history_says_which_phase_went_where(process):
    phases.shift(process_sheet(process.id).phases[2], -1, **by())
    db.session.commit()
    entry = reading.shown(trail([process.subject]))[0]
    assert entry.what == "Ordine delle fasi cambiato"
    assert {change[1:] for change in entry.changes} == {("2", "3"), ("3", "2")}


def test_every_change_of_a_phase_moves_the_version_of_the_sheet(process):
    phase = process_sheet(process.id).phases[0]
    before = process.version
    phases.change(phase, PhaseText("Avviso pubblico"), version=before, **by())
    db.session.commit()
    assert process.version == phase.version == before + 1
    with pytest.raises(Conflict):
        phases.change(phase, PhaseText("Altro"), version=before, **by())


def test_a_phase_needs_a_name(process):
    with pytest.raises(RuleBroken) as refusal:
        phases.add(process, PhaseText("  "), **by())
    assert refusal.value.field == "name"


def test_a_phase_moves_with_events_and_measures_and_keeps_its_history(make, process):
    other, phase = make.process(), process_sheet(process.id).phases[1]
    event = make.event(phase)
    measure = make.measure(event)
    here, there = process.version, other.version
    phases.move(phase, other, **by())
    db.session.commit()
    sheet = process_sheet(other.id)
    assert [one.name for one in sheet.phases] == ["Esame"]
    assert sheet.measures[event.id] == [measure]
    assert "Fase aggiunta" in [entry.what for entry in reading.shown(trail([phase.subject]))]
    assert process.version > here
    assert other.version > there
    with pytest.raises(RuleBroken):
        phases.move(phase, other, **by())


def test_moving_needs_the_permission_at_both_ends(make):
    here, there = make.unit(), make.unit()
    phase, other = make.phase(make.process(unit=here)), make.process(unit=there)
    with pytest.raises(NotAllowed):
        phases.move(phase, other, **by(make.person(Role.REFERENTE, here)))


def test_a_divided_phase_leaves_its_place_to_the_new_ones_which_derive_from_it(make, process):
    phase = process_sheet(process.id).phases[1]
    one, two = make.event(phase, name="Uno"), make.event(phase, name="Due")
    made = phases.split(phase, [PhaseText("Prova scritta"), PhaseText("Colloquio")], {one.id: 1, two.id: 0}, **by())
    db.session.commit()
    assert names(process) == ["Bando", "Prova scritta", "Colloquio", "Graduatoria"]
    sheet = process_sheet(process.id)
    assert [[event.name for event in sheet.events(part)] for part in sheet.phases[1:3]] == [["Due"], ["Uno"]]
    assert [past.name for past in sheet.past_phases] == ["Esame"]
    assert {(origin.subject, origin.title) for origin in sheet.origins} == {(part.subject, "Esame") for part in made}


def test_a_division_that_forgets_an_event_is_refused(make, process):
    phase = process_sheet(process.id).phases[0]
    make.event(phase)
    with pytest.raises(RuleBroken):
        phases.split(phase, [PhaseText("Uno"), PhaseText("Due")], {}, **by())


def test_joined_phases_give_their_events_to_the_one_that_stays(make, process):
    target, other, _last = process_sheet(process.id).phases
    own, brought = make.event(target, name="Suo"), make.event(other, name="Portato")
    phases.merge([other], target, **by())
    db.session.commit()
    sheet = process_sheet(process.id)
    assert names(process) == ["Bando", "Graduatoria"]
    assert [event.id for event in sheet.events(sheet.phases[0])] == [own.id, brought.id]
    assert [(origin.subject, origin.title) for origin in sheet.origins] == [(target.subject, "Esame")]
    with pytest.raises(RuleBroken):
        phases.merge([target], target, **by())


def test_a_retired_phase_stays_on_the_sheet_as_past_and_comes_back_where_it_was(process):
    phase = process_sheet(process.id).phases[0]
    phases.retire(phase, **by())
    db.session.commit()
    assert names(process) == ["Esame", "Graduatoria"]
    with pytest.raises(WrongState):
        phases.change(phase, PhaseText("Altro"), **by())
    phases.revive(phase, **by())
    db.session.commit()
    assert names(process) == ["Bando", "Esame", "Graduatoria"]


def test_what_comes_back_stands_after_the_one_it_stood_after_wherever_that_went(process):
    bando, esame, graduatoria = process_sheet(process.id).phases
    phases.retire(graduatoria, **by())
    db.session.commit()
    phases.reorder(process, [esame.id, bando.id], **by())
    db.session.commit()
    phases.revive(graduatoria, **by())
    db.session.commit()
    assert names(process) == ["Esame", "Graduatoria", "Bando"]


def test_a_new_phase_may_stand_after_another_or_before_them_all(process):
    bando = process_sheet(process.id).phases[0]
    phases.add(process, PhaseText("Nomina"), after=bando.id, **by())
    phases.add(process, PhaseText("Programmazione"), after=0, **by())
    db.session.commit()
    assert names(process) == ["Programmazione", "Bando", "Nomina", "Esame", "Graduatoria"]


def test_nothing_changes_on_the_sheet_of_a_retired_process(process):
    phase = process_sheet(process.id).phases[0]
    processes.retire(process, on=clock.today(), because="Finito", **by())
    for attempt in (lambda: phases.add(process, PhaseText("Nuova"), **by()), lambda: phases.retire(phase, **by())):
        with pytest.raises(WrongState, match="ritirato"):
            attempt()
