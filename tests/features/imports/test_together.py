"""Several at once, with real commits: nobody's work is lost, and the trail has no hole."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from riskreg.audit.verification import verify
from riskreg.core import clock, many
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import Conflict
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.imports import operations, queries
from riskreg.people import queries as people
from riskreg.people.operations import units, users
from riskreg.tables import kinds, mapping, reading
from riskreg.tables.columns import recognises
from tests.factories import Factory
from tests.features.imports.conftest import Sender, csv_of
from tests.page import Client

ACT = {"on": "01/06/2026", "act": "Determinazione n. 61 del 30/05/2026"}
ENOUGH = 60


def by() -> dict[str, Any]:
    return {"by": COMMAND_LINE, "at": clock.now()}


@pytest.fixture
def body(real_app):
    make = Factory()
    for number in range(4):
        make.unit(code=f"A{number}", name=f"UO {number}")
    make.user(email="anna@camera.example", given_name="Anna", family_name="Riva")
    return make


def previewed(kind: str, *rows: dict[str, Any]) -> tuple[int, str]:
    known, content = kinds.named(kind), csv_of(kind, *rows)
    table = reading.read(content, recognises(known.columns))
    mapped = mapping.guessed(known.columns, table, {})
    lines = mapping.rows(table, known.columns, mapped)
    verdicts = operations.on_paper(known, lines, **by())
    with writing():
        batch = operations.receive(known, "x.csv", content, table, **by())
        return batch.id, operations.keep_preview(batch, operations.drawn(known, table, mapped, lines, verdicts), **by())


def apply(batch_id: int, preview: str) -> None:
    rows = queries.rows(queries.batch(batch_id))
    with writing():
        operations.apply(queries.batch(batch_id), rows, preview, **by())


def at_once(app: Any, *acts: Callable[[], None]) -> list[Exception | None]:
    """Each in a thread and a session of its own, all let go at the same moment; what each of them ended with."""
    ended: list[Exception | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))
    db.session.rollback()

    def run(place: int, act: Callable[[], None]) -> None:
        with app.app_context():
            start.wait(ENOUGH)
            try:
                act()
            except Exception as error:  # noqa: BLE001  # told to the test
                ended[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ENOUGH)
    db.session.expire_all()
    return ended


def test_two_files_about_the_same_row_one_comes_in_and_the_other_is_told(real_app, body):
    first, second = (
        previewed("units", {"code": "A1", "name": "UO Prima", **ACT}),
        previewed("units", {"code": "A1", "name": "UO Seconda", **ACT}),
    )
    ended = at_once(real_app, lambda: apply(*first), lambda: apply(*second))
    assert sorted(type(error).__name__ for error in ended) == ["NoneType", "Overtaken"]
    (overtaken,) = [error for error in ended if isinstance(error, operations.Overtaken)]
    assert [number for number, _ in overtaken.rows] == [2]
    assert people.unit_by_code("A1").name == ("UO Prima" if ended[0] is None else "UO Seconda")
    assert len(people.unit_by_code("A1").eras) == 2
    assert verify().is_whole


def test_two_files_about_different_rows_both_come_in(real_app, body):
    files = [
        previewed(
            "units",
            *({"code": f"N{place}.{number}", "name": "UO", "kind": "uo", "parent_code": f"A{place}", **ACT} for number in range(40)),
        )
        for place in (1, 2)
    ]
    assert at_once(real_app, *(lambda file=file: apply(*file) for file in files)) == [None, None]
    ids = [unit.id for unit in people.units()]
    assert len(ids) == len(set(ids)) == 5 + 80
    assert verify().is_whole


def test_one_file_confirmed_twice_at_once_comes_in_once(real_app, body):
    file = previewed("units", {"code": "A1", "name": "UO Nuova", **ACT})
    ended = at_once(real_app, lambda: apply(*file), lambda: apply(*file))
    assert sorted(type(error).__name__ for error in ended) == ["NoneType", "WrongState"]
    assert len(people.unit_by_code("A1").eras) == 2


def test_a_save_tried_while_a_file_comes_in_waits_and_succeeds(real_app, body, monkeypatch):
    """From the middle of the import's transaction a colleague presses «Salva»."""
    file = previewed("units", *({"code": f"N{number}", "name": "UO", "kind": "uo", "parent_code": "A1", **ACT} for number in range(50)))
    inside, real = threading.Event(), many.update_versioned

    def pausing(session: Any, seen: Any) -> None:
        real(session, seen)
        inside.set()

    monkeypatch.setattr(many, "update_versioned", pausing)

    def save() -> None:
        assert inside.wait(ENOUGH)
        with writing():
            unit = people.unit_by_code("A3")
            units.change_sheet(unit, code="A3", is_staff=True, position=unit.position, version=None, **by())

    assert at_once(real_app, lambda: apply(*file), save) == [None, None]
    assert people.unit_by_code("A3").is_staff
    assert len(people.units()) == 5 + 50
    assert verify().is_whole


def test_a_colleague_who_saves_between_the_reading_and_the_writing_is_not_overwritten(real_app, body, database, monkeypatch):
    """On PostgreSQL others write meanwhile: the count of the rows that were still as they were read says so."""
    if database == "sqlite":
        return  # whoever writes is alone
    file = previewed("users", {"email": "anna@camera.example", "job_title": "Dirigente"})
    real = many.update_versioned

    def overtaken(session: Any, seen: Any) -> None:
        def save() -> None:
            with writing():
                anna = people.user_by_email("anna@camera.example")
                sheet = {"email": anna.email, "given_name": "Anna", "family_name": "Rivabella", "job_title": ""}
                users.change_user(anna, **sheet, version=None, **by())

        thread = threading.Thread(target=lambda: in_app(real_app, save))
        thread.start()
        thread.join(ENOUGH)
        real(session, seen)

    monkeypatch.setattr(many, "update_versioned", overtaken)
    with pytest.raises(Conflict):
        apply(*file)
    monkeypatch.undo()
    told = operations.moved_since(queries.batch(file[0]), queries.rows(queries.batch(file[0])), **by())
    assert [number for number, _ in told.rows] == [2]
    assert people.user_by_email("anna@camera.example").family_name == "Rivabella"


def in_app(app: Any, act: Callable[[], None]) -> None:
    with app.app_context():
        act()
        db.session.remove()


def test_the_page_tells_of_such_a_conflict_as_of_any_other(real_app, body, database, monkeypatch):
    admin = body.user()
    body.grant(admin, Role.ADMIN)
    sender = Sender(Client.signed_in(real_app, admin), "units")
    page = sender.preview({"code": "A1", "name": "UO Nuova", **ACT})

    def overtaken(_session: Any, _seen: Any) -> None:
        raise Conflict("Nel frattempo un'altra persona ha salvato delle modifiche.")

    with monkeypatch.context() as patch:
        patch.setattr(many, "update_versioned", overtaken)
        assert "Non è stato importato nulla" in sender.confirm(page, 409).text
    assert people.unit_by_code("A1").name == "UO 1"
    sender.confirm(page)
    assert verify().is_whole
