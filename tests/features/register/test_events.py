"""Risk events: why they could happen, what answers them, where they went."""

from datetime import date

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Factor
from riskreg.domain.roles import Role
from riskreg.register.operations import events, measures
from riskreg.register.operations.events import EventText
from riskreg.register.queries.sheets import process_sheet


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


def factors(event):
    return {one.factor: one.note for one in event.factors}


@pytest.fixture
def phase(make):
    return make.phase()


def test_factors_come_go_and_change_note_and_the_history_says_so(make, phase):
    event = make.event(phase, a="Due soli addetti", d="")
    events.change(event, EventText(event.name, "", {Factor.NO_CONTROLS: "Tre addetti", Factor.NO_SKILLS: "Materia nuova"}), **by())
    db.session.commit()
    assert factors(event) == {"a": "Tre addetti", "f": "Materia nuova"}
    changes = reading.shown(trail([event.subject]))[0].changes
    assert ("Nota al fattore", "Due soli addetti", "Tre addetti") in changes
    assert ("Fattore abilitante", "Responsabilità esercitata a lungo e da pochi", "") in changes
    assert ("Fattore abilitante", "", "Competenze inadeguate") in changes


def test_saving_the_same_event_leaves_no_trace(make, phase):
    event = make.event(phase, a="Nota")
    version, entries = event.version, len(trail([event.subject]))
    events.change(event, EventText.of(event), **by())
    db.session.commit()
    assert (event.version, len(trail([event.subject]))) == (version, entries)


def test_an_event_needs_words(phase):
    with pytest.raises(RuleBroken) as refusal:
        events.add(phase, EventText(" "), **by())
    assert refusal.value.field == "name"


def test_events_go_up_and_down_within_their_phase(make, phase):
    for name in ("Uno", "Due", "Tre"):
        make.event(phase, name=name)
    events.shift(phase.events[2], -1, **by())
    db.session.commit()
    assert [event.name for event in process_sheet(phase.process_id).phases[0].events] == ["Uno", "Tre", "Due"]


def test_an_event_moves_to_a_phase_of_another_process_with_its_measures(make, phase):
    event, target = make.event(phase), make.phase()
    measure = make.measure(event)
    events.move(event, target, **by())
    db.session.commit()
    assert process_sheet(target.process_id).measures[event.id] == [measure]
    assert process_sheet(phase.process_id).events(phase) == []


def test_only_who_keeps_the_sheet_writes_its_events(make):
    here, there = make.unit(), make.unit()
    mine, theirs = make.phase(make.process(unit=here)), make.phase(make.process(unit=there))
    referente = make.person(Role.REFERENTE, here)
    events.add(mine, EventText("Mio"), **by(referente))
    with pytest.raises(NotAllowed):
        events.add(theirs, EventText("Suo"), **by(referente))


def test_the_parts_of_a_divided_event_inherit_factors_and_measures_and_derive_from_it(make, phase):
    event, after = make.event(phase, c="Bandi vaghi"), make.event(phase, name="Dopo")
    measure, over = make.measure(event), make.measure(event)
    measures.end(over, last_day=date(2026, 11, 20), because="Finita", **by())
    version = measure.version
    made = events.split(event, [EventText("Primo"), EventText("Secondo", factors={Factor.POLITICS: ""})], **by())
    db.session.commit()
    sheet = process_sheet(phase.process_id)
    assert [one.name for one in sheet.events(sheet.phases[0])] == ["Primo", "Secondo", after.name]
    assert [factors(one) for one in made] == [{"c": "Bandi vaghi"}, {"h": ""}]
    assert [sheet.measures[one.id] for one in made] == [[measure], [measure]]
    assert sheet.past_events(sheet.phases[0]) == [event]
    assert {origin.title for origin in sheet.origins} == {event.name}
    assert measure.version > version


def test_a_joined_event_keeps_every_factor_every_note_and_every_measure(make, phase):
    target, other = make.event(phase, a="Pochi controlli"), make.event(make.phase(phase.process), a="Nessun registro", b="")
    own, brought = make.measure(target), make.measure(other)
    events.merge([other], target, **by())
    db.session.commit()
    sheet = process_sheet(phase.process_id)
    assert factors(target) == {"a": "Pochi controlli\nNessun registro", "b": ""}
    assert {measure.id for measure in sheet.measures[target.id]} == {own.id, brought.id}
    assert other.retired_on == clock.today()
    assert [(origin.subject, origin.other) for origin in sheet.origins] == [(target.subject, other.subject)]


def test_events_of_two_processes_are_not_joined(make, phase):
    with pytest.raises(RuleBroken) as refusal:
        events.merge([make.event()], make.event(phase), **by())
    assert refusal.value.field == "others"


def test_a_retired_event_keeps_what_was_written_and_comes_back(make, phase):
    event = make.event(phase, a="Nota")
    events.retire(event, **by())
    db.session.commit()
    with pytest.raises(WrongState, match="riattivalo"):
        events.change(event, EventText("Altro"), **by())
    events.revive(event, **by())
    db.session.commit()
    assert event.retired_on is None
    assert factors(event) == {"a": "Nota"}
