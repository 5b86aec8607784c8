"""Measures: whom they ask something of, when, on what, since when and until when."""

from datetime import date

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.register import queries
from riskreg.register.operations import events, measures
from riskreg.register.operations.measures import MeasureText, owners_of
from riskreg.register.queries.sheets import process_sheet

YESTERDAY = date(2026, 11, 20)


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


def text(**more) -> MeasureText:
    facts = {"name": "Doppia firma", "kind": MeasureKind.SPECIFIC, "timetable": Timetable(Timing.CONTINUOUS), "family": "a"}
    return MeasureText(**(facts | {"in_force_from": date(2026, 1, 1)} | more))


def unlinked(name="Ufficio contratti (da capire)"):
    return Owner(OwnerKind.UNLINKED, name=name)


def test_a_measure_is_called_after_the_first_process_it_answers_to(make):
    b, c = make.process(code="B.08"), make.process(code="C.1.1")
    on_c, on_b = make.event(make.phase(c)), make.event(make.phase(b))
    assert make.measure(on_c, on_b).code == "B.08.M1"
    assert make.measure(on_b).code == "B.08.M2"
    assert make.measure().code == "MS.001"
    assert make.measure(kind=MeasureKind.GENERAL).code == "MG.01"


def test_the_first_owner_signs_and_an_unknown_one_stays_as_it_was_written(make):
    unit = make.unit()
    made = measures.add(text(), [unlinked(), Owner(OwnerKind.UNIT, unit_id=unit.id)], **by())
    db.session.commit()
    assert [(one.position, one.title) for one in made.owners] == [(1, "Ufficio contratti (da capire)"), (2, unit.name)]
    assert made.owners[0].kind == OwnerKind.UNLINKED


def test_owners_change_places_and_go_without_a_clash_of_rows(make):
    one, two, three = (Owner(OwnerKind.UNIT, unit_id=make.unit().id) for _ in range(3))
    made = measures.add(text(), [one, two, three], **by())
    db.session.commit()
    measures.change(made, MeasureText.of(made), [three, one], **by())
    db.session.commit()
    db.session.refresh(made)
    assert owners_of(made) == (three, one)
    assert len(made.owners) == 2


def test_saving_the_same_measure_leaves_no_trace(make):
    made = make.measure()
    version, entries = made.version, len(trail([made.subject]))
    measures.change(made, MeasureText.of(made), owners_of(made), **by())
    db.session.commit()
    assert (made.version, len(trail([made.subject]))) == (version, entries)


def test_a_change_of_owners_alone_moves_the_version(make):
    made = make.measure()
    stale = made.version
    measures.change(made, MeasureText.of(made), [unlinked()], version=stale, **by())
    db.session.commit()
    assert made.version == stale + 1
    with pytest.raises(Conflict):
        measures.change(made, MeasureText.of(made), [unlinked("Altri")], version=stale, **by())


def test_the_history_of_a_measure_names_owners_and_events(make):
    event = make.event(name="Varianti inventate")
    made = make.measure(event, owner=make.unit(name="UO Gare"))
    changes = reading.shown(trail([made.subject]))[0].changes
    assert ("Responsabile", "", "UO Gare") in changes
    assert ("Evento rischioso", "", "Varianti inventate") in changes


def test_linking_moves_the_sheets_it_touches_and_no_other(make):
    here, there, elsewhere = (make.event() for _ in range(3))
    made = make.measure(here)
    versions = [event.version for event in (here, there, elsewhere)]
    measures.link(made, [there], **by())
    db.session.commit()
    assert [event.version - before for event, before in zip((here, there, elsewhere), versions, strict=True)] == [1, 1, 0]
    assert process_sheet(here.phase.process_id).measures == {}
    assert process_sheet(there.phase.process_id).measures[there.id] == [made]


def test_a_general_measure_is_tied_to_no_event(make):
    with pytest.raises(RuleBroken) as refusal:
        make.measure(make.event(), kind=MeasureKind.GENERAL)
    assert refusal.value.field == "events"


def test_a_measure_does_not_change_kind(make):
    made = make.measure()
    with pytest.raises(RuleBroken):
        measures.change(made, text(kind=MeasureKind.GENERAL, family=None, measure_class="codice"), owners_of(made), **by())


def test_a_retired_event_takes_no_new_measure_but_keeps_those_it_had(make):
    event = make.event()
    made = make.measure(event)
    events.retire(event, **by())
    db.session.commit()
    with pytest.raises(WrongState):
        make.measure(event)
    measures.link(made, [event, make.event()], **by())
    assert len(made.events) == 2


def test_a_measure_on_two_processes_is_changed_by_who_keeps_both(make):
    here, there = make.unit(), make.unit()
    mine, theirs = make.event(make.phase(make.process(unit=here))), make.event(make.phase(make.process(unit=there)))
    own, shared = make.measure(mine), make.measure(mine, theirs)
    referente = make.person(Role.REFERENTE, here)
    measures.change(own, text(code=own.code), owners_of(own), **by(referente))
    for attempt in (
        lambda: measures.change(shared, text(code=shared.code), owners_of(shared), **by(referente)),
        lambda: measures.link(own, [mine, theirs], **by(referente)),
        lambda: measures.add(text(), [unlinked()], [theirs], **by(referente)),
        lambda: measures.add(text(), [unlinked()], **by(referente)),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_ended_measure_says_why_and_can_come_back(make):
    event = make.event()
    made = make.measure(event)
    measures.end(made, last_day=YESTERDAY, because="Assorbita da un'altra", **by())
    db.session.commit()
    assert not made.is_in_force(clock.today())
    assert made.is_in_force(YESTERDAY)
    with pytest.raises(WrongState):
        measures.end(made, last_day=YESTERDAY, because="Ancora", **by())
    measures.revive(made, **by())
    db.session.commit()
    assert made.is_in_force(clock.today())


@pytest.mark.parametrize(("last_day", "because", "field"), [(date(2024, 1, 1), "x", "last_day"), (YESTERDAY, " ", "because")])
def test_an_end_needs_a_day_and_a_reason(make, last_day, because, field):
    with pytest.raises(RuleBroken) as refusal:
        measures.end(make.measure(), last_day=last_day, because=because, **by())
    assert refusal.value.field == field


def test_two_measures_do_not_share_a_code(make):
    make.measure(code="MS.7")
    with pytest.raises(RuleBroken) as refusal:
        make.measure(code="ms. 7")
    assert refusal.value.field == "code"
    assert queries.measure_by_code("MS.7") is not None
