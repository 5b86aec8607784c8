"""The specific measures that an edition takes from the register when it is proposed, and gives back when the proposal is withdrawn.

They are thousands, and nobody decides on them one by one in the plan: campaigns do, on the sheets of the processes. So they are written as
rows, past the session; what vouches for them in the trail is the hash of the contents that the proposal keeps.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import delete, insert, select

from riskreg.core.extensions import db
from riskreg.domain.codes import fold_code
from riskreg.domain.plans import OUT_OF_PLAN, Choice
from riskreg.domain.register import MeasureKind
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionMeasure, EditionOwner
from riskreg.plans.queries import specific
from riskreg.register.operations.processes import day

VOUCHED_FOR = {"untraced": "the hash of the contents stands in the entry of the proposal"}
NO_LONGER = "Non è più nel registro delle misure in vigore."
SAID = tuple(name for name in specific.TAKEN if name not in ("id", "code_sort_key"))
"""What makes a measure the same as the edition before had it."""


def take(one: Edition, at: datetime) -> None:
    there, taken = specific.measures_and_codes(one)
    before = {key: said for key, said in _before(one).items() if key not in there}
    rows = [row for row in specific.of_the_register(one.first_year, day(at)) if row.id not in there]
    owners = [row for row in specific.owners_in_the_register(one.first_year, day(at)) if row.measure_id not in there]
    names = _names(owners)
    position = queries.next_position(one)
    lines = [_line(one, row, before.pop(row.id, None), names.get(row.id, ()), taken) for row in rows]
    lines += _gone(one, before, taken)
    for place, line in enumerate(lines, start=position):
        line["position"] = place
    _insert(EditionMeasure, lines)
    _insert(EditionOwner, _owners(one, owners))


def _before(one: Edition) -> dict[int, tuple[Any, tuple[str, ...]]]:
    """By measure, what the edition before listed, and whose it was."""
    last = queries.decided_before(one)
    if last is None:
        return {}
    owners = specific.owners_listed(last)
    return {row.measure_id: (row, owners.get(row.measure_id, ())) for row in specific.listed(last) if row.choice not in OUT_OF_PLAN}


def _names(owners: Sequence[Any]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in owners:
        found[row.measure_id] = (*found.get(row.measure_id, ()), row.name)
    return found


def _line(one: Edition, row: Any, before: tuple[Any, tuple[str, ...]] | None, owners: tuple[str, ...], taken: set[str]) -> dict[str, Any]:
    if before is None:
        choice = Choice.NEW
    else:
        same = all(getattr(row, name) == getattr(before[0], name) for name in SAID) and owners == before[1]
        choice = Choice.CONFIRMED if same else Choice.MODIFIED
    return _written(one, row, row.id, choice, "", taken)


def _gone(one: Edition, before: Mapping[int, tuple[Any, tuple[str, ...]]], taken: set[str]) -> list[dict[str, Any]]:
    """Those that the edition before listed and nobody has any longer."""
    why = specific.ended(list(before))
    return [_written(one, row, number, Choice.REMOVED, why.get(number) or NO_LONGER, taken) for number, (row, _owners) in before.items()]


def _written(one: Edition, row: Any, measure_id: int, choice: Choice, because: str, taken: set[str]) -> dict[str, Any]:
    """A code that a general measure of this edition bears already gives way."""
    facts = {name: getattr(row, name) for name in specific.TAKEN if name != "id"}
    folded = fold_code(row.code)
    for number in count(2):
        if folded not in taken:
            break
        facts["code"] = f"{row.code}/{number}"
        folded = fold_code(facts["code"])
    taken.add(folded)
    return facts | {
        "edition_id": one.id, "measure_id": measure_id, "kind": MeasureKind.SPECIFIC.value, "choice": choice.value, "because": because,
        "is_new": choice is Choice.NEW, "code_fold": folded, "measure_class": None,
    }  # fmt: skip


def _owners(one: Edition, owners: Sequence[Any]) -> list[dict[str, Any]]:
    """Under the names of the day: what a plan says of them does not follow what units are called later."""
    statement = select(EditionMeasure.measure_id, EditionMeasure.id).where(
        EditionMeasure.edition_id == one.id, EditionMeasure.kind == MeasureKind.SPECIFIC.value
    )
    lines = {row.measure_id: row.id for row in db.session.execute(statement)}
    return [
        {
            "line_id": lines[row.measure_id], "position": row.position, "kind": row.kind, "unit_id": row.unit_id, "figure_id": row.figure_id,
            "name": row.name,
        }
        for row in owners
    ]  # fmt: skip


def _insert(kind: type[EditionMeasure] | type[EditionOwner], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(kind.__table__), rows, execution_options=VOUCHED_FOR)  # type: ignore[arg-type]  # a declared class has a Table


def give_back(one: Edition) -> None:
    """A draft again: it lists none, and takes those of the day on which it is proposed next."""
    listed = select(EditionMeasure.id).where(EditionMeasure.edition_id == one.id, EditionMeasure.kind == MeasureKind.SPECIFIC.value)
    silently = {**VOUCHED_FOR, "synchronize_session": False}
    db.session.execute(delete(EditionOwner).where(EditionOwner.line_id.in_(listed)), execution_options=silently)
    mine = EditionMeasure.edition_id == one.id, EditionMeasure.kind == MeasureKind.SPECIFIC.value
    db.session.execute(delete(EditionMeasure).where(*mine), execution_options=silently)
    db.session.expire(one, ["lines"])
