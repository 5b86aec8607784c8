"""Several people save at the same moment, with real commits: each in a place of their own, and nobody is asked or loses a word."""

import threading

import pytest
from sqlalchemy import event as watching
from sqlalchemy.engine import Engine

from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import REGISTER_QUEUE, begin_writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.register import queries
from riskreg.register.operations import areas, processes
from tests.factories import Factory
from tests.page import Client

PEOPLE, ENOUGH = 4, 60


def test_everybody_writes_another_phase_of_one_sheet_at_once(real_app):
    make = Factory()
    process = make.process()
    phases = [make.phase(process).id for _one in range(PEOPLE)]
    keeper = make.user()
    make.grant(keeper, Role.COMPLIANCE)
    process_id, version = process.id, process.version
    clients = [Client.signed_in(real_app, keeper) for _one in range(PEOPLE)]
    paths = [f"/registro/fasi/{phase_id}/modifica" for phase_id in phases]
    pages = [client.get(path) for client, path in zip(clients, paths, strict=True)]
    start, answers = threading.Barrier(PEOPLE), [0] * PEOPLE
    db.session.remove()

    def save(place: int) -> None:
        data = pages[place].form() | {"name": f"Scritta da {place}"}
        start.wait(ENOUGH)
        answers[place] = clients[place].ask("POST", paths[place], data=data).status_code

    threads = [threading.Thread(target=save, args=(place,)) for place in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ENOUGH)
    db.session.expire_all()
    assert answers == [302] * PEOPLE
    assert [queries.phase(phase_id).name for phase_id in phases] == [f"Scritta da {place}" for place in range(PEOPLE)]
    assert queries.process(process_id).version == version + PEOPLE
    assert verify().is_whole


def at_once(clients, path, pages, typed):
    """Everybody sends their page at the same moment."""
    start, answers = threading.Barrier(len(clients)), [0] * len(clients)
    db.session.remove()

    def send(place: int) -> None:
        data = pages[place].form() | typed(place)
        start.wait(ENOUGH)
        answers[place] = clients[place].ask("POST", path, data=data).status_code

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ENOUGH)
    db.session.expire_all()
    return answers


def test_everybody_adds_a_process_without_a_code_at_once_and_each_gets_another(real_app):
    make = Factory()
    area, unit, keeper = make.area(code="B").id, make.unit().id, make.user()
    make.grant(keeper, Role.COMPLIANCE)
    clients = [Client.signed_in(real_app, keeper) for _one in range(PEOPLE)]
    path = "/registro/processi/nuovo"
    pages = [client.get(path) for client in clients]
    answers = at_once(clients, path, pages, lambda place: {"name": f"Di {place}", "area_id": str(area), "unit_id": str(unit)})
    assert answers == [302] * PEOPLE
    assert sorted(queries.process_codes(area)) == [f"B.0{number + 1}" for number in range(PEOPLE)]


def test_everybody_adds_a_measure_to_one_process_at_once_and_each_gets_another_code(real_app):
    make = Factory()
    process = make.process(code="B.08")
    event, process_id, keeper = make.event(make.phase(process)).id, process.id, make.user()
    make.grant(keeper, Role.COMPLIANCE)
    clients = [Client.signed_in(real_app, keeper) for _one in range(PEOPLE)]
    path = f"/registro/processi/{process_id}/misure/nuova"
    pages = [client.get(path) for client in clients]
    typed = {"family": "a", "timing": "continuous", "events": [str(event)]}
    answers = at_once(clients, path, pages, lambda place: {"name": f"Di {place}", **typed})
    assert answers == [302] * PEOPLE
    assert sorted(queries.measure_codes("B.08.M")) == [f"B.08.M{number + 1}" for number in range(PEOPLE)]


@pytest.mark.parametrize("how", ["born", "moved", "revived"])
def test_nobody_puts_a_process_in_an_area_that_is_being_retired(real_app, how):
    """The area is retired and not yet committed when somebody else asks to put a process in it."""
    make = Factory()
    area, unit, keeper = make.area(code="Q"), make.unit(), make.user()
    process = make.process(area=area if how == "revived" else make.area(code="B"), unit=unit)
    if how == "revived":
        make._by()
        processes.retire(process, on=clock.today(), because="Finito", by=COMMAND_LINE, at=clock.now())
        db.session.commit()
    make.grant(keeper, Role.COMPLIANCE)
    place = {"area_id": str(area.id), "unit_id": str(unit.id)}
    path, typed = {
        "born": ("/registro/processi/nuovo", {"name": "Dentro", **place}),
        "moved": (f"/registro/processi/{process.id}/sposta", place),
        "revived": (f"/registro/processi/{process.id}/riattiva", {}),
    }[how]
    client, area_id, answers, asked = Client.signed_in(real_app, keeper), area.id, [], threading.Event()
    data = client.get(path).form() | typed
    db.session.remove()
    begin_writing()
    areas.retire(queries.area(area_id), by=COMMAND_LINE, at=clock.now())
    db.session.flush()

    def waits(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if threading.current_thread() is other and ("BEGIN IMMEDIATE" in statement or str(REGISTER_QUEUE) in str(parameters)):
            asked.set()

    def send() -> None:
        try:
            answers.append(client.ask("POST", path, data=data).status_code)
        finally:
            asked.set()

    other = threading.Thread(target=send)
    watching.listen(Engine, "before_cursor_execute", waits)
    try:
        other.start()
        assert asked.wait(ENOUGH)
        db.session.commit()
        other.join(ENOUGH)
    finally:
        watching.remove(Engine, "before_cursor_execute", waits)
    db.session.expire_all()
    assert queries.area(area_id).retired_on is not None
    assert queries.open_codes(area_id, clock.today()) == []
    assert answers[0] in (409, 422)
