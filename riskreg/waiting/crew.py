"""Who answers for what on a day, as plain values: read with two queries, and kept while the trail stands."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, and_, null, or_, select, union_all

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.responsibility import Answer, Holding, Holdings, How, answers
from riskreg.domain.roles import Role
from riskreg.people import queries
from riskreg.people.models import Delegation, FigureTerm, RoleGrant, User
from riskreg.people.queries import reach
from riskreg.waiting.sources import Item

OF_UNITS = (Role.REFERENTE, Role.DIRIGENTE)
"""The roles for which somebody answers unit by unit."""

KNOWN_ROLES = {role.value: role for role in Role}


class Recipient(NamedTuple):
    """Whom something waits for; in whose place, where the role that gives it is lent."""

    user_id: int
    for_user: int | None = None


class Crew:
    """The roles of one day. Who stands in for a holder has what waits for that holder, beside them."""

    def __init__(self, held: list[Holding], offices: Mapping[int, tuple[int, ...]], chart: reach.Chart) -> None:
        self._held, self._offices, self._chart = held, offices, chart
        self._answers: dict[tuple[Role, int], Answer] = {}

    @cached_property
    def holdings(self) -> Holdings:
        return Holdings(self._held)

    @cached_property
    def _by_place(self) -> Mapping[tuple[Role, int], list[Holding]]:
        found: dict[tuple[Role, int], list[Holding]] = defaultdict(list)
        for one in self._held:
            found[one.role, one.unit_id].append(one)
        return found

    @cached_property
    def root_id(self) -> int | None:
        return next((unit_id for unit_id, parent in self._chart.parents.items() if parent is None), None)

    def figure(self, figure_id: int) -> tuple[int, ...]:
        """Those who hold an office and have an account here."""
        return self._offices.get(figure_id, ())

    def answer(self, role: Role, unit_id: int) -> Answer:
        here = self._chart.owners.get(unit_id, unit_id)
        if (role, here) not in self._answers:
            self._answers[role, here] = answers(role, self._path(here), self.holdings)
        return self._answers[role, here]

    def _path(self, unit_id: int) -> tuple[int, ...]:
        found: list[int] = []
        above: int | None = unit_id
        while above is not None and above not in found:
            found.append(above)
            above = self._chart.parents.get(above)
        return tuple(found)

    def of(self, item: Item) -> list[Recipient]:
        """Whom it waits for, each once, own holders first."""
        found = [Recipient(user_id) for user_id in item.people]
        if item.unit_id is not None:
            found += self.on_unit(item.role, item.unit_id)
        for role in item.roles:
            found += self._judges(role, item.without)
        return list({one.user_id: one for one in reversed(found) if one.user_id not in item.without}.values())[::-1]

    def on_unit(self, role: Role, unit_id: int) -> list[Recipient]:
        """Whom the work of a unit waits for: nobody, where all that is left is to give somebody the role."""
        return self._told(self.answer(role, unit_id))

    def _told(self, answer: Answer) -> list[Recipient]:
        if not answer.is_settled or answer.role is None or answer.unit_id is None or answer.how is How.DEPUTY:
            return []
        lent = {one.user_id: one.in_place_of for one in self._by_place[answer.role, answer.unit_id] if one.in_place_of is not None}
        own = {one.user_id for one in self._by_place[answer.role, answer.unit_id] if one.in_place_of is None}
        return [Recipient(user_id, None if user_id in own else lent.get(user_id)) for user_id in answer.user_ids]

    def _judges(self, role: Role, without: frozenset[int]) -> list[Recipient]:
        """Who holds it on the whole body. As `permissions.may_judge`: a deputy has nothing of whoever they stand in for, but of the RPCT's."""
        held = self._by_place[role, self.root_id] if self.root_id is not None else []
        free = [one for one in held if one.in_place_of is None or one.in_place_of not in without or role is Role.RPCT]
        return [Recipient(one.user_id, one.in_place_of) for one in sorted(free, key=lambda one: one.in_place_of is not None)]

    def above(self, item: Item) -> list[Recipient]:
        """The dirigente above those it waits for; with none, the RPCT and whoever stands in: never those who have it already."""
        unit_id = item.unit_id if item.unit_id is not None else self.root_id
        if unit_id is None:
            return []
        mine = {one.user_id for one in self.of(item)}
        here = self._chart.owners.get(unit_id, unit_id)
        return [Recipient(one.user_id) for one in self._told(answers(Role.DIRIGENTE, self._path(here), self.holdings, without=mine))]

    def units_of(self, user_id: int, role: Role) -> frozenset[int]:
        """Where this person answers for that role, closed units included."""
        return self._reached[role].get(user_id, frozenset())

    @cached_property
    def _reached(self) -> Mapping[Role, Mapping[int, frozenset[int]]]:
        """Of those who answer for units' own work, by role and person: every unit."""
        found: dict[Role, dict[int, set[int]]] = {}
        for role in OF_UNITS:
            there = found[role] = defaultdict(set)
            for unit_id in self._chart.parents:
                for user_id in self.answer(role, unit_id).user_ids:
                    there[user_id].add(unit_id)
        return {role: {user_id: frozenset(units) for user_id, units in there.items()} for role, there in found.items()}

    def offices_of(self, user_id: int) -> frozenset[int]:
        return frozenset(figure_id for figure_id, users in self._offices.items() if user_id in users)


@while_nothing_changes
def crew(on: date) -> Crew:
    """Roles of their own, roles lent, offices: one statement."""
    held: list[Holding] = []
    offices = defaultdict[int, tuple[int, ...]](tuple)
    for user_id, role, place, lender in sorted(db.session.execute(_statement(on)), key=lambda row: row[0]):
        if role is None:
            offices[place] += (user_id,)
        else:
            held.append(Holding(user_id, KNOWN_ROLES[role], place, lender))
    return Crew(held, dict(offices), reach.chart(on))


def _statement(on: date) -> CompoundSelect[Any]:
    active = User.disabled_at.is_(None)
    own = select(RoleGrant.user_id, RoleGrant.role, RoleGrant.unit_id, null().label("lender"))
    own = own.join(User, and_(User.id == RoleGrant.user_id, active)).where(queries.in_force(on))
    lent = (
        select(Delegation.deputy_id, RoleGrant.role, RoleGrant.unit_id, RoleGrant.user_id)
        .join(RoleGrant, RoleGrant.id == Delegation.grant_id)
        .join(User, and_(User.id == Delegation.deputy_id, active))
        .where(Delegation.from_on <= on, Delegation.to_on >= on, Delegation.revoked_at.is_(None), queries.in_force(on))
    )
    terms = select(FigureTerm.holder_id, null().label("role"), FigureTerm.figure_id, null().label("lender"))
    terms = terms.join(User, and_(User.id == FigureTerm.holder_id, active))
    terms = terms.where(FigureTerm.from_on <= on, or_(FigureTerm.to_on.is_(None), FigureTerm.to_on >= on))
    return union_all(own, lent, terms)
