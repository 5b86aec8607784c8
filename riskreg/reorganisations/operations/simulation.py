"""Trying a reorganisation: it is made to happen, looked at, and undone."""

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import trying
from riskreg.domain.errors import Missing, NotAllowed, RuleBroken
from riskreg.domain.permissions import WORKER, Person
from riskreg.people import queries as people
from riskreg.people.belongings import Found
from riskreg.people.models import OrgUnit
from riskreg.reorganisations import queries
from riskreg.reorganisations.models import Reorganisation
from riskreg.reorganisations.operations.carrying_out import StepRefused, carry_out
from riskreg.reorganisations.preview import Preview, UnitChange, UnitFacts, charts
from riskreg.reorganisations.questions import Questions

A_DAY = timedelta(days=1)


def preview_of(reorganisation_id: int, at: datetime) -> Preview:
    """For a page: in a session of its own, by nobody's rights, so that whoever may read sees all of it."""
    with trying():
        return simulate(queries.reorganisation(reorganisation_id), by=WORKER, at=at)


def simulate(one: Reorganisation, *, by: Person, at: datetime) -> Preview:
    """What would happen on its day if it were done by this person. Inside the caller's transaction, and undone."""
    before, problem, number = _facts(one.effective_on), None, None
    asked = Questions(one)
    changes_found = asked.found
    after = before
    savepoint = db.session.begin_nested()
    try:
        carry_out(one, by=by, at=max(at, clock.on_day(one.effective_on, hour=0)))
        after = _facts(one.effective_on)
    except StepRefused as refusal:
        problem, number = refusal.message, refusal.number
    except (RuleBroken, NotAllowed, Missing) as refusal:
        problem = refusal.message
    finally:
        savepoint.rollback()
    left, right = charts(before, after)
    return Preview(
        before=left, after=right, changes=_changes(one.effective_on, before, after, asked, changes_found), roles=asked.roles(), things=asked.things(),
        seen=_seen(before, after, one), problem=problem, problem_step=number,
    )  # fmt: skip


def _facts(on: date) -> dict[int, UnitFacts]:
    """The units of that day, read afresh: columns, so that nothing outlives the transaction."""
    columns = (OrgUnit.id, OrgUnit.code, OrgUnit.name, OrgUnit.kind, OrgUnit.parent_id, OrgUnit.position, OrgUnit.version)
    rows = db.session.execute(select(*columns).where(people.active(on)))
    return {row.id: UnitFacts(row.id, row.code, row.name, row.kind, row.parent_id, row.position, row.version) for row in rows}


def _seen(before: dict[int, UnitFacts], after: dict[int, UnitFacts], one: Reorganisation) -> list[tuple[int, int]]:
    """Units that change, or that the list names, with the version they have now."""
    named = {unit.id for unit in queries.Codes().known(one.lines())}
    changed = {unit_id for unit_id, facts in before.items() if after.get(unit_id) != facts}
    return [(unit_id, before[unit_id].version) for unit_id in sorted(named | changed) if unit_id in before]


def _changes(
    on: date, before: dict[int, UnitFacts], after: dict[int, UnitFacts], asked: Questions, found: dict[int, list[Found]]
) -> list[UnitChange]:
    """One line for each unit that closes, is born, moves or changes its name."""
    ids = sorted(before.keys() | after.keys(), key=lambda key: ((before.get(key) or after[key]).position, key))
    words = {unit_id: what for unit_id in ids if (what := _what(before.get(unit_id), after.get(unit_id), before, after, asked))}
    staying = Counter(grant.unit_id for grant in people.grants_beyond([key for key in words if key in before and key in after], on - A_DAY))
    rows = []
    for unit_id, what in words.items():
        facts, closes = before.get(unit_id) or after[unit_id], unit_id not in after
        roles = asked.how_many[unit_id] if closes else staying[unit_id]
        belongs = tuple(found.get(unit_id, ()))
        rows.append(UnitChange(unit_id if unit_id in before else None, facts.code, facts.name, tuple(what), roles, closes, belongs))
    return rows


def _what(
    old: UnitFacts | None, new: UnitFacts | None, before: dict[int, UnitFacts], after: dict[int, UnitFacts], asked: Questions
) -> list[str]:
    if old is None and new is not None:
        return [f"nasce sotto {after[new.parent_id].name}" if new.parent_id in after else "nasce"]
    if old is not None and new is None:
        return [f"si chiude; subentra {asked.heir_of(old.code) or before[old.parent_id or 0].name}"]
    words = []
    if old is not None and new is not None and old.name != new.name:
        words.append(f"si chiama «{new.name}»")
    if old is not None and new is not None and old.parent_id != new.parent_id:
        words.append(f"passa sotto {after[new.parent_id].name}" if new.parent_id in after else "cambia posto")
    return words
