"""Several people save at the same moment, with real commits: each in a place of their own, and nobody is asked or loses a word."""

import threading

from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.domain.permissions import Role
from riskreg.register import queries
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
