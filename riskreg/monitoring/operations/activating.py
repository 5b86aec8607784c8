"""What the checks of a session say of the activation of a measure: asked after every validation, every one that is reopened, every one that drops
out, so that it does not matter which came last."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.measure_life import check_activation
from riskreg.domain.monitoring.checks import Outcome, Said, State, activated_on
from riskreg.domain.permissions import Person
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check, Session
from riskreg.register.models import Measure
from riskreg.register.operations import measure_life
from riskreg.register.operations.processes import day

MANY = 1000
"""Numbers that one statement names."""


def alone(measure_ids: Iterable[int]) -> None:
    """Before anything of these is written: whoever is at another check of the same measure waits, and then finds what was done to this one. Always
    in the same order, so that no two wait for each other. SQLite has one writer."""
    for some in batched(sorted(set(measure_ids)), MANY):
        db.session.execute(select(Measure.id).where(Measure.id.in_(some)).order_by(Measure.id).with_for_update())


def alone_with(check_ids: Collection[int]) -> None:
    """Of the measures of many checks, before the first of them is touched."""
    alone(db.session.scalars(select(Check.measure_id).where(Check.id.in_(check_ids)).distinct()))


def settled(one: Session, measure: Measure, *, by: Person, at: datetime) -> list[Base]:
    """For whoever has waited (`alone`), changed a check and records it: the rows that follow. The activation is written where every process has it
    done, and taken back where a check that it was written for is open again. What somebody recorded by hand stays."""
    db.session.refresh(measure, ["activation", "edits", "version"])
    asked, there = _asked(one, measure), measure.activation
    on = activated_on(Said(State(each.state), Outcome(each.outcome) if each.outcome else None, each.done_on) for each in asked)
    if there is not None:
        is_ours = there.source in {_subject(each) for each in asked}
        is_open_again = any(each.state == State.REOPENED for each in asked)
        return _taken_back(measure, there) if on is None and is_ours and is_open_again else []
    if on is None or not _may_be(measure, asked, at):
        return []
    last = max((each for each in asked if each.done_on == on), key=lambda each: each.id)
    because = f"Scheda del {one.title.lower()} validata il {write_date(day(last.validated_at))}."
    return [measure_life.activated(measure, on=on, because=because, source=_subject(last), by=by, at=at), measure]


def _asked(one: Session, measure: Measure) -> list[Any]:
    """As they stand now: of what was read before the wait nothing is believed."""
    statement = select(Check.id, Check.state, Check.outcome, Check.done_on, Check.validated_at)
    mine = Check.session_id == one.id, Check.measure_id == measure.id, queries.in_session()
    return list(db.session.execute(statement.where(*mine).order_by(Check.id)))


def _subject(row: Any) -> str:
    return f"{Check.__tablename__}:{row.id}"


def _taken_back(measure: Measure, gone: Base) -> list[Base]:
    measure.activation = None
    measure.edits += 1
    return [gone, measure]


def _may_be(measure: Measure, asked: Iterable[Any], at: datetime) -> bool:
    """A measure that ended since its checks were signed is not activated after its end: what is validated is not mended any more."""
    try:
        for each in asked:
            if each.outcome == Outcome.DONE and each.done_on is not None:
                check_activation(measure.life, each.done_on, day(at))
    except RuleBroken:
        return False
    return True


def after_drop(one: Session, gone: Iterable[Check], *, by: Person, at: datetime) -> None:
    """What is left of a measure may be done whole."""
    for measure in sorted({check.measure for check in gone}, key=lambda each: each.id):
        if rows := settled(one, measure, by=by, at=at):
            record(Tag.MEASURE_ACTIVATED, measure, by=by, at=at, along=rows[:1])
