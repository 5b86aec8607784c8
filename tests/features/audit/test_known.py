"""What is kept while nothing changes: asked once, and never older than the rows."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from riskreg.audit import known
from riskreg.audit.models import AuditEntry
from riskreg.core import clock
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.core.transactions import begin_writing, writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.measures import listings as measures
from riskreg.people.queries import reach
from riskreg.plans import queries as plans
from riskreg.plans.operations import editions, objectives
from riskreg.plans.operations.objectives import ObjectiveText
from riskreg.plans.queries import live
from riskreg.register import listings, queries
from riskreg.register.models import RiskArea
from riskreg.register.operations import areas
from riskreg.web.lists import ListPage
from tests.statements import counted


@pytest.fixture
def kept(real_app):
    """A database with real commits: inside a transaction that writes nothing is kept."""
    with writing():
        areas.add(code="B", name="Contratti pubblici", source="", by=COMMAND_LINE, at=clock.now())
    return real_app


def _asked(ask) -> int:
    db.session.rollback()
    with counted(("SELECT",)) as statements:
        ask()
    return len([one for one in statements if "audit_entry" not in one])


def _add(code: str) -> None:
    areas.add(code=code, name="Altra", source="", by=COMMAND_LINE, at=clock.now())


def test_what_did_not_change_is_read_once(kept):
    assert [_asked(listings.area_choices) for _turn in range(3)] == [1, 0, 0]


def test_what_somebody_changed_is_read_again(kept):
    before = listings.area_choices()
    with writing():
        _add("Z")
    assert [label for _id, label in listings.area_choices()] == [*(label for _id, label in before), "Z Altra"]


def test_the_figures_that_texts_name_are_counted_once_until_the_plan_changes(kept):
    with writing():
        one = editions.open_edition(2027, by=COMMAND_LINE, at=clock.now())
        db.session.flush()
        number = one.id

    def said() -> str:
        known_now = live.figures_of(plans.edition(number), clock.today())
        return next(each.written for each in known_now if each.name == "obiettivi strategici")

    first, *others = (_asked(said) for _turn in range(3))
    assert first > 5
    assert others == [1, 1], "the edition itself"
    assert said() == "0"
    with writing():
        objectives.add(plans.edition(number), ObjectiveText("Più trasparenza"), by=COMMAND_LINE, at=clock.now())
    assert said() == "1"


def test_a_change_of_another_process_is_seen_too(kept):
    """Which this one knows of by the head alone."""
    listings.area_choices()
    db.session.rollback()
    with db.engine.connect().execution_options(**{WRITES: True}) as other:
        other.execute(update(RiskArea).values(name="Appalti"))
        entry = {
            "id": 99,
            "at": clock.now(),
            "actor": "user:1",
            "tag": "x",
            "subject": "area:1",
            "diff": "{}",
            "previous_hash": "",
            "hash": "ff",
        }
        other.execute(insert(AuditEntry).values(entry))
        other.commit()
    assert [label for _id, label in listings.area_choices()] == ["B Appalti"]


def test_who_writes_sees_what_is_not_yet_there_for_others_and_it_is_not_kept(kept):
    listings.area_choices()
    db.session.rollback()
    begin_writing()
    _add("Z")
    assert [label for _id, label in listings.area_choices()] == ["B Contratti pubblici", "Z Altra"]
    db.session.rollback()
    assert [label for _id, label in listings.area_choices()] == ["B Contratti pubblici"]


def test_other_days_and_other_rows_are_other_questions(kept):
    assert _asked(lambda: reach.chart(date(2026, 1, 1))) == 1
    assert _asked(lambda: reach.chart(date(2026, 1, 2))) == 1
    with writing():
        _add("Z")
    db.session.rollback()
    statement = select(RiskArea.id)
    assert known.count(statement) == 2
    assert known.count(statement.where(RiskArea.code.in_(["B"]))) == 1
    assert known.count(statement.where(RiskArea.code.in_(["B", "Z"]))) == 2
    assert known.count(statement.where(RiskArea.code.in_(["X"]))) == 0


def test_a_list_counts_its_rows_once(kept):
    listing = measures.measures(COMMAND_LINE, clock.today())
    assert [_asked(lambda: ListPage(listing, {}, "/misure")) for _turn in range(2)] == [1, 0]
    assert queries.years() == ()
