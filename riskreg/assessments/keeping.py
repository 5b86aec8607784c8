"""The drafts that somebody has in hand, for whoever ends a role or reorganises units (people.belongings).

A draft waits for a role, never for a person: it stands on its process, and whoever answers for the process carries it on. So nothing
is passed by name: the heir of the role finds it, and so does whoever answers where there is none.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.permissions import Permission, roles_that_may
from riskreg.people import belongings, queries
from riskreg.people.belongings import Hands, Item, Kind
from riskreg.people.models import OrgUnit
from riskreg.people.queries import reach
from riskreg.register.models import Process


def _drafts_of(unit_ids: Collection[int], on: date) -> Mapping[int, Sequence[Item]]:
    """By the unit that answers today for the process: a closed one is followed to whoever came after."""
    is_closed = OrgUnit.closed_on < on
    drafts = _drafts(or_(Process.unit_id.in_(unit_ids), Process.unit_id.in_(select(OrgUnit.id).where(is_closed))))
    followed = reach.chart(on).owners if any(not draft.process.unit.is_active(on) for draft in drafts) else {}
    found: dict[int, list[Item]] = {}
    for draft in drafts:
        owner_id = followed.get(draft.process.unit_id, draft.process.unit_id)
        if owner_id in unit_ids:
            found.setdefault(owner_id, []).append(_item(draft))
    return found


def _drafts_in(hands: Hands, on: date) -> Sequence[Item]:
    """Those that this person opened or wrote in last; of one role, only where that role let them."""
    drafts = _drafts(Assessment.author_id == hands.user_id)
    if not drafts or hands.role is None or hands.unit_id is None:
        return [_item(draft) for draft in drafts]
    if hands.role not in roles_that_may(Permission.ASSESSMENT_EDIT):
        return []
    below, owners = queries.units_under(hands.unit_id), reach.chart(on).owners
    return [_item(draft) for draft in drafts if owners[draft.process.unit_id] in below]


def _drafts(*conditions: ColumnElement[bool]) -> Sequence[Assessment]:
    statement = (
        select(Assessment)
        .join(Process, Process.id == Assessment.process_id)
        .join(OrgUnit, OrgUnit.id == Process.unit_id)
        .where(Assessment.state != State.APPROVED.value, *conditions)
        .options(contains_eager(Assessment.process).contains_eager(Process.unit))
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
