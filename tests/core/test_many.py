"""Many rows in few statements: numbers never given twice, nobody's save overwritten."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm.exc import StaleDataError

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.queries import trail
from riskreg.audit.tags import Tag
from riskreg.core import clock, many
from riskreg.core.extensions import db
from riskreg.core.transactions import begin_writing
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.models import Figure
from tests.factories import Factory
from tests.statements import counted

BY = {"by": COMMAND_LINE}


def figure(code: str, **facts: str) -> Figure:
    return Figure(code=code, name=facts.get("name", "Figura"), norm="", position=0, is_required=False, is_single=True)


@pytest.fixture
def desk(app):
    return Gathering(**BY, at=clock.now())


def made(desk: Gathering, count: int) -> list[Figure]:
    found = [figure(f"F{number}") for number in range(count)]
    for one in found:
        db.session.add(one)
        desk.record(Tag.FIGURE_CREATED, one)
    desk.close()
    db.session.commit()
    return found


def test_a_thousand_rows_are_as_many_statements_as_ten(app):
    counts = []
    for size in (10, 1_000):
        with counted() as seen:
            desk = Gathering(**BY, at=clock.now())
            for number in range(size):
                one = figure(f"{size}.{number}")
                db.session.add(one)
                desk.record(Tag.FIGURE_CREATED, one)
            desk.close()
            for one in list(db.session.identity_map.values()):
                if isinstance(one, Figure):
                    one.name = f"Altra {one.code}"
                    desk.record(Tag.FIGURE_CHANGED, one)
            desk.close()
            db.session.commit()
        counts.append(len([statement for statement in seen if not statement.startswith(("SAVEPOINT", "RELEASE"))]))
        db.session.expunge_all()
    assert counts[1] <= counts[0] + 2, "PostgreSQL gives its numbers a thousand at a time"


def test_what_is_recorded_together_is_what_is_recorded_one_by_one(desk):
    (together,) = made(desk, 1)
    together.name = "Nuova"
    desk.record(Tag.FIGURE_CHANGED, together, why="Atto")
    desk.close()
    alone = figure("alone")
    db.session.add(alone)
    record(Tag.FIGURE_CREATED, alone, **BY, at=clock.now())
    alone.name = "Nuova"
    record(Tag.FIGURE_CHANGED, alone, **BY, at=clock.now(), why="Atto")
    db.session.commit()
    assert [e.diff.replace("F0", "alone") for e in trail([together.subject])] == [e.diff for e in trail([alone.subject])]
    db.session.expire_all()
    assert (together.name, together.version) == (alone.name, alone.version) == ("Nuova", 2)


def test_a_number_is_never_given_twice_not_even_that_of_a_row_that_is_gone(desk):
    last = made(desk, 3)[-1].id
    db.session.execute(delete(Figure).where(Figure.id == last), execution_options={"untraced": "a test"})
    one = figure("after")
    many.Numbers(db.session()).give(one)
    assert one.id > last


def test_the_database_goes_on_counting_from_there(desk):
    last = made(desk, 3)[-1].id
    assert Factory().figure().id > last


def test_a_row_that_somebody_saved_meanwhile_stops_all_of_them(desk):
    first, second = made(desk, 2)
    somebody_saves = update(Figure).where(Figure.id == second.id).values(version=9)
    db.session.execute(somebody_saves, execution_options={"untraced": "a test", "synchronize_session": False})
    first.name = second.name = "Nuova"
    with pytest.raises(StaleDataError):
        many.update_versioned(db.session(), lambda thing: None)


def test_a_text_that_is_too_long_is_refused_before_anything_is_written(desk):
    one = figure("F", name="x" * 201)
    with pytest.raises(RuleBroken, match="al massimo 200 caratteri"):
        desk.record(Tag.FIGURE_CREATED, one)


def test_on_paper_things_have_numbers_of_their_own_and_nothing_is_written(app):
    desk = Gathering(**BY, at=clock.now(), on_paper=True)
    with db.session.no_autoflush:
        found = [figure("F1"), figure("F2")]
        for one in found:
            db.session.add(one)
            desk.record(Tag.FIGURE_CREATED, one)
        desk.close()
    assert [one.id for one in found] == [-1, -2]
    db.session.rollback()
    assert db.session.query(Figure).count() == 0


def test_numbers_are_taken_under_the_write_lock(real_app):
    begin_writing()
    one = figure("F")
    many.Numbers(db.session()).give(one)
    assert one.id >= 1
    db.session.rollback()
