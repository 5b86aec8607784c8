"""What people are told of the plan: that an act is to be recorded, and that what they answer for is now the body's."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from riskreg.core.clock import ROME
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.roles import Role
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people import queries as people
from riskreg.people.models import User
from riskreg.people.queries import reach
from riskreg.people.responsibility import Standing
from riskreg.plans.models import Edition, EditionMeasure
from riskreg.plans.queries import specific as listed_ones

ANSWER = (Role.REFERENTE, Role.DIRIGENTE)


def _page(one: Edition) -> str:
    return f"/piani/{one.id}"


def proposed(one: Edition, *, by: Person, at: datetime) -> None:
    """Whoever may write down the act, when there is one to wait for."""
    root = people.root_unit()
    if by.is_machine or root is None:
        return
    for user in people.people_with(Permission.PLAN_RECORD, root.id, at.astimezone(ROME).date()):
        if user.id != by.user_id:
            notices.queue(
                user, Kind.PLAN_PROPOSED, {"plan": one.title, "on": one.proposed_on}, path=_page(one), about=one.subject, by=by, at=at
            )


def adopted(one: Edition, listed: Iterable[EditionMeasure], *, by: Person, at: datetime) -> None:
    """Who answers for the units of its measures: one message each, with what it lists of theirs."""
    if by.is_machine:
        return
    today = at.astimezone(ROME).date()
    owners, standing = reach.chart(today).owners, Standing(today)
    general, specific = _general(listed, owners, standing), _specific(one, owners, standing)
    for user in dict.fromkeys([*general, *specific]):
        if user.id != by.user_id:
            facts: dict[str, Any] = {"plan": one.title, "act": one.act_number, "body": one.act_body, "on": one.adopted_on}
            facts |= {"lines": general.get(user, []), "specific": specific.get(user, 0)}
            notices.queue(user, Kind.PLAN_ADOPTED, facts, path=_page(one), about=one.subject, by=by, at=at)


def _general(listed: Iterable[EditionMeasure], owners: Mapping[int, int], standing: Standing) -> dict[User, list[str]]:
    told: dict[User, list[str]] = {}
    for line in listed:
        if line.listed.is_in_plan:
            units = {owners.get(owner.unit_id, owner.unit_id): None for owner in line.owners if owner.unit_id is not None}
            for user in _users(units, standing):
                told.setdefault(user, []).append(f"{line.title} ({line.timing_label[:1].lower()}{line.timing_label[1:]})")
    return told


def _specific(one: Edition, owners: Mapping[int, int], standing: Standing) -> dict[User, int]:
    """They are thousands: how many, and the page lists them."""
    lines: dict[User, set[int]] = {}
    for unit_id, those in listed_ones.lines_of_units(one).items():
        for user in _users([owners.get(unit_id, unit_id)], standing):
            lines.setdefault(user, set()).update(those)
    return {user: len(those) for user, those in lines.items()}


def _users(units: Iterable[int], standing: Standing) -> Iterable[User]:
    return dict.fromkeys(user for unit_id in units for role in ANSWER for user in standing.answers(unit_id, role).users)
