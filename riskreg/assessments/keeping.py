"""The drafts that somebody has in hand, for whoever ends a role or reorganises units (people.belongings).

A draft waits for a role, never for a person: it stands on its process, and whoever answers for the process carries it on. So nothing
is passed by name: the heir of the role finds it, and so does whoever answers where there is none.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.permissions import Permission, roles_that_may
from riskreg.people import belongings, queries
from riskreg.people.belongings import Hands, Item, Kind
from riskreg.people.queries import reach
from riskreg.register.models import Process


def _drafts_of(unit_ids: Collection[int], on: date) -> Mapping[int, Sequence[Item]]:
    """By the unit that answers today for the process, closed ones followed to whoever came after."""
    owners = reach.present_owners(on)
    found: dict[int, list[Item]] = {}
    for draft in _drafts(Process.unit_id.in_([unit_id for unit_id, owner in owners.items() if owner in unit_ids])):
        found.setdefault(owners[draft.process.unit_id], []).append(_item(draft))
    return found


def _drafts_in(hands: Hands, on: date) -> Sequence[Item]:
    """Those that this person opened or wrote in last; of one role, only where that role let them."""
    whose = Assessment.author_id == hands.user_id
    if hands.role is None or hands.unit_id is None:
        return [_item(draft) for draft in _drafts(whose)]
    if hands.role not in roles_that_may(Permission.ASSESSMENT_EDIT):
        return []
    below, owners = queries.units_under(hands.unit_id), reach.present_owners(on)
    return [_item(draft) for draft in _drafts(whose) if owners[draft.process.unit_id] in below]


def _drafts(*conditions: ColumnElement[bool]) -> Sequence[Assessment]:
    statement = (
        select(Assessment)
        .join(Process, Process.id == Assessment.process_id)
        .where(Assessment.state == State.DRAFT.value, *conditions)
        .options(contains_eager(Assessment.process))
    )
    return db.session.scalars(statement.order_by(Process.code_sort_key, Process.id, Assessment.year)).all()


def _item(draft: Assessment) -> Item:
    return Item(draft.id, f"{draft.process.title}, {draft.year}", "assessments.detail", {"assessment_id": draft.id})


belongings.register(
    Kind(
        "assessment", "valutazione in bozza", "valutazioni in bozza", "le continua chi subentra, o chi risponde per il processo",
        of_units=_drafts_of, of_person=_drafts_in, stays_with_unit=True, read_with=Permission.ASSESSMENT_READ,
    )
)  # fmt: skip
