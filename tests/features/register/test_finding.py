"""What is found of the register, and by whom: after every operation the index says what making it again would say."""

from types import SimpleNamespace

import pytest
from flask import current_app

from riskreg.audit.models import AuditEntry
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.dashboards import results
from riskreg.domain.measures import Owner
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind, OwnerKind
from riskreg.domain.roles import Role
from riskreg.measures.listings import measures as list_of_measures
from riskreg.register.operations import areas, events, measures, phases, processes, reshaping
from riskreg.register.operations.events import EventText
from riskreg.register.operations.measures import MeasureText, owners_of
from riskreg.register.operations.phases import PhaseText
from riskreg.register.operations.processes import NewProcess, Place, ProcessText
from riskreg.search.models import SearchEntry
from riskreg.search.rebuilding import rebuild
from tests.features.register.test_round_trip import bring_in, exported
from tests.statements import counted


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


@pytest.fixture
def there(make) -> SimpleNamespace:
    """Two processes of two units; a measure on one event, one on two events of both, one on none."""
    north, south = make.unit(code="N"), make.unit(code="S")
    late, early = make.process(code="B.02", unit=south), make.process(code="B.01", unit=north)
    there = SimpleNamespace(
        north=north, south=south, process=early, other=late, area=make.area(code="C", name="Altra"),
        phase=make.phase(early), second=make.phase(early), far=make.phase(late),
    )  # fmt: skip
    there.event, there.twin, there.beyond = make.event(there.phase), make.event(there.phase), make.event(there.far)
    there.measure = make.measure(there.event, owner=north)
    there.shared = make.measure(there.beyond, there.event, there.twin, owner=north)
    there.loose = make.measure(owner=south)
    db.session.commit()
    return there


def entries() -> dict[str, tuple]:
    rows = db.session.query(SearchEntry).populate_existing()
    return {one.subject: (one.kind, one.unit_id, one.page_id, one.code, one.title, one.text, one.words, one.sort_key) for one in rows}


def by_file(sheet, thing, **cells):
    return lambda t: bring_in(exported().edit(sheet, getattr(t, thing), **{name: value(t) for name, value in cells.items()}))


def unit_owner(unit) -> Owner:
    return Owner(OwnerKind.UNIT, unit_id=unit.id)


OPERATIONS = {
    "a process is added": lambda t: processes.add(NewProcess(ProcessText("", "Nuovo"), t.process.area_id, t.north.id, clock.today()), **by()),
    "a process is rewritten": lambda t: processes.change(t.process, ProcessText("B.77", "Altro nome", "Testo"), **by()),
    "a process moves to another unit": lambda t: processes.move(t.process, Place(t.area.id, t.south.id, clock.today(), "Prova"), **by()),
    "a process is given to a unit": lambda t: processes.give_to_unit(t.process.id, t.south.id, **by()),
    "a process retires": lambda t: processes.retire(t.other, on=clock.today(), because="Finito", **by()),
    "a process is divided": lambda t: reshaping.split(
        t.process, [NewProcess(ProcessText("", name), t.process.area_id, t.south.id, clock.today()) for name in ("Uno", "Due")],
        {t.phase.id: 0, t.second.id: 1}, on=clock.today(), because="Diviso", **by(),
    ),
    "processes merge across units": lambda t: reshaping.merge([t.process], t.other, on=clock.today(), because="Uniti", **by()),
    "a phase is rewritten": lambda t: phases.change(t.phase, PhaseText("Altra", "Testo"), **by()),
    "a phase moves": lambda t: phases.move(t.phase, t.other, **by()),
    "a phase is divided": lambda t: phases.split(t.phase, [PhaseText("Uno"), PhaseText("Due")], {t.event.id: 0, t.twin.id: 1}, **by()),
    "phases merge": lambda t: phases.merge([t.second], t.phase, **by()),
    "an event is added": lambda t: events.add(t.phase, EventText("Nuovo"), **by()),
    "an event is rewritten": lambda t: events.change(t.event, EventText("Altro"), **by()),
    "an event moves": lambda t: events.move(t.event, t.far, **by()),
    "an event is divided": lambda t: events.split(t.event, [EventText("Uno"), EventText("Due")], **by()),
    "events merge": lambda t: events.merge([t.twin], t.event, **by()),
    "a measure is rewritten": lambda t: measures.change(t.measure, MeasureText.of(t.measure), [unit_owner(t.south)], **by()),
    "a measure of no event changes owner": lambda t: measures.change(t.loose, MeasureText.of(t.loose), [unit_owner(t.north)], **by()),
    "a measure answers other events": lambda t: measures.link(t.measure, [t.beyond], **by()),
    "a measure ends": lambda t: measures.end(t.measure, last_day=clock.today(), because="Finita", **by()),
    "an area retires": lambda t: areas.retire(t.area, **by()),
    "a file moves a process": by_file("Processi", "process", Unità=lambda _t: "S"),
    "a file moves a phase": by_file("Fasi", "phase", ID_processo=lambda t: t.other.id, Processo=lambda _t: None),
    "a file moves an event": by_file("Eventi", "event", ID_fase=lambda t: t.far.id, Processo=lambda _t: None, Fase=lambda _t: None),
    "a file ties a measure elsewhere": by_file("Misure", "measure", ID_eventi=lambda t: str(t.beyond.id)),
    "a file changes an owner": by_file("Misure", "loose", Responsabili=lambda _t: "N"),
}  # fmt: skip


@pytest.mark.parametrize("what", OPERATIONS)
def test_the_index_says_what_making_it_again_would_say(there, what):
    OPERATIONS[what](there)
    db.session.commit()
    said = entries()
    rebuild()
    db.session.commit()
    assert said == entries()
    assert db.session.query(AuditEntry).count()


def found_by(person, typed) -> list[str]:
    with current_app.test_request_context():
        seen = results.found(person, {"testo": typed}, clock.today())
        return [group.label for group in seen.groups for _hit in group.hits]


def opened_by(person) -> set[int]:
    return {one.id for one in db.session.scalars(list_of_measures(person, clock.today(), "tutti").statement).unique()}


@pytest.fixture
def readers(there, make):
    owner, stranger = make.unit(code="O"), make.unit(code="X")
    make.measure(there.beyond, there.event, name="Zafferano condiviso", owner=owner)
    make.measure(name="Zafferano senza eventi", owner=owner)
    make.measure(name="Zafferano generale", kind=MeasureKind.GENERAL)
    return {
        code: make.person(Role.REFERENTE, unit) for code, unit in {"N": there.north, "S": there.south, "O": owner, "X": stranger}.items()
    }


@pytest.mark.parametrize(("code", "many"), [("N", 2), ("S", 2), ("O", 3), ("X", 1)])
def test_a_measure_is_found_by_whoever_may_open_it_and_by_nobody_else(readers, code, many):
    """By every unit that it answers to or that answers for it; the one of nobody's process, by its owners."""
    person = readers[code]
    assert len(found_by(person, "zafferano")) == many
    assert len([one for one in opened_by(person) if "Zafferano" in db.session.get(measures.Measure, one).name]) == many


def test_who_finds_a_measure_costs_no_query_per_measure(readers, there, make):
    def cost():
        db.session.expire_all()
        with counted(("SELECT",)) as asked:
            found_by(readers["O"], "zafferano")
        return asked

    few = cost()
    for number in range(6):
        make.measure(there.beyond, there.event, name=f"Zafferano {number}", owner=there.south)
    many = cost()
    assert len(many) == len(few), many


def test_a_measure_keeps_at_least_one_event(there, make, client_for):
    client = client_for(Role.COMPLIANCE)
    path = f"/misure/{there.shared.id}/eventi"
    answer = client.open("POST", path, data=client.get(path).form() | {"events": []})
    assert answer.status == 422
    assert "terminala" in answer.errors["events"]
    db.session.expire_all()
    assert len(there.shared.events) == 3
    assert owners_of(there.shared)
