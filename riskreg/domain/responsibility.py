"""Who answers where a role is missing: nothing ever waits for a person who is not there.

A role on a unit holds on the units below it, so the first place to look is upwards (d.lgs. 165/2001 art. 4 and 17: the
dirigente answers for the offices under them). Where nobody above holds that role, another role answers: the dirigente for a
referente, then the RPCT (l. 190/2012 art. 1 c. 7), then whom the act of appointment names as the RPCT's deputy, then
UO Compliance. The very last is the administrator, who decides nothing in the register but must give the role to somebody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind


class How(StrEnum):
    """How far one had to look."""

    HERE = "here"
    ABOVE = "above"
    ANOTHER_ROLE = "another_role"
    DEPUTY = "deputy"
    PROVIDES = "provides"
    """An administrator, who must give the role to somebody: work cannot be left there."""

    NOBODY = "nobody"


STAND_INS: Mapping[Role, tuple[Role, ...]] = {
    Role.REFERENTE: (Role.DIRIGENTE, Role.RPCT, Role.COMPLIANCE),
    Role.DIRIGENTE: (Role.RPCT, Role.COMPLIANCE),
    Role.COMPLIANCE: (Role.RPCT,),
    Role.RPCT: (Role.COMPLIANCE,),
    # The access register is watched over by the RPCT, who decides the reviews (d.lgs. 33/2013 art. 5 c. 7).
    Role.URP: (Role.RPCT, Role.COMPLIANCE),
    Role.PERFORMANCE: (Role.COMPLIANCE, Role.RPCT),
    # Nobody adopts or attests in their place: these see to it that somebody is appointed, and record the act.
    Role.ORGANO: (Role.COMPLIANCE, Role.RPCT),
    Role.OIV: (Role.COMPLIANCE, Role.RPCT),
    Role.ADMIN: (),
}


@dataclass(frozen=True)
class Holding:
    """Who holds a role on a unit on the day in question; `in_place_of` when it is lent by a delegation."""

    user_id: int
    role: Role
    unit_id: int
    in_place_of: int | None = None


@dataclass(frozen=True)
class Answer:
    """Who answers: people, and the role and the unit that give them the answer."""

    how: How
    role: Role | None = None
    unit_id: int | None = None
    user_ids: tuple[int, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Somebody can do the work, not only find somebody who does."""
        return self.how not in (How.PROVIDES, How.NOBODY)

    @property
    def mark(self) -> str:
        """What a page sends back to say "yes, to these": another answer bears another mark.

        >>> Answer(How.ABOVE, Role.DIRIGENTE, 3, (7, 9)).mark
        'dirigente@3:7.9'
        """
        return f"{self.role}@{self.unit_id}:{'.'.join(map(str, self.user_ids))}"


class Holdings:
    """All that is held on one day, and the RPCT's deputies."""

    def __init__(self, held: Iterable[Holding], deputies: Sequence[int] = ()) -> None:
        self._by_place: dict[tuple[Role, int], list[Holding]] = defaultdict(list)
        self.deputies = tuple(deputies)
        for holding in held:
            self._by_place[holding.role, holding.unit_id].append(holding)

    @property
    def places(self) -> Collection[tuple[Role, int]]:
        """Which roles somebody holds, and where."""
        return self._by_place.keys()

    def of(self, role: Role, unit_id: int, without: Collection[int]) -> tuple[int, ...]:
        """Who may act there: a deputy of somebody left out is left out as well. Own holders before those who stand in."""
        found = self._by_place.get((role, unit_id), ())
        free = [one for one in found if one.user_id not in without and one.in_place_of not in without]
        return tuple(dict.fromkeys(one.user_id for one in sorted(free, key=lambda one: one.in_place_of is not None)))


def answers(role: Role, path: Sequence[int], holdings: Holdings, *, without: Collection[int] = ()) -> Answer:
    """Who answers for `role` on the first unit of `path` (the unit, the one above it, … up to the body).

    `without` leaves people out: the signer, for whom somebody else must validate.

    >>> held = Holdings([Holding(7, Role.DIRIGENTE, 1), Holding(9, Role.RPCT, 1)])
    >>> answers(Role.REFERENTE, (3, 2, 1), held).user_ids, answers(Role.DIRIGENTE, (3, 2, 1), held, without={7}).user_ids
    ((7,), (9,))
    """
    for place, unit_id in enumerate(path):
        if found := holdings.of(role, unit_id, without):
            return Answer(How.ABOVE if place else How.HERE, role, unit_id, found)
    for other in (role, *STAND_INS[role]):
        if other is not role and (answer := _another(other, path, holdings, without)):
            return answer
        free = tuple(user_id for user_id in holdings.deputies if user_id not in without)
        if other is Role.RPCT and free:
            return Answer(How.DEPUTY, Role.RPCT, path[-1] if path else None, free)
    provides = _another(Role.ADMIN, path, holdings, without)
    return Answer(How.PROVIDES, Role.ADMIN, provides.unit_id, provides.user_ids) if provides else Answer(How.NOBODY)


def _another(role: Role, path: Sequence[int], holdings: Holdings, without: Collection[int]) -> Answer | None:
    for unit_id in path:
        if found := holdings.of(role, unit_id, without):
            return Answer(How.ANOTHER_ROLE, role, unit_id, found)
    return None


def validator(signer: int, path: Sequence[int], holdings: Holdings) -> Answer:
    """Who validates what somebody signs for the first unit of `path`: the first dirigente above who is not the signer; with
    none, the RPCT; for the RPCT's own, the deputy."""
    return answers(Role.DIRIGENTE, path, holdings, without={signer})


@dataclass(frozen=True)
class Gap:
    """A role that nobody holds where it should be held, and who answers meanwhile."""

    unit_id: int
    role: Role
    answer: Answer


class Place(NamedTuple):
    """What the search for gaps knows of a unit."""

    kind: UnitKind
    parent_id: int | None


NEEDED_HERE: Mapping[UnitKind, tuple[Role, ...]] = {
    UnitKind.BODY: (Role.RPCT, Role.COMPLIANCE),
    UnitKind.AREA: (Role.DIRIGENTE,),
    UnitKind.UNIT: (Role.REFERENTE, Role.DIRIGENTE),
}
"""Companies and outside bodies have their own people: nobody of ours must hold a role there."""

_NEEDED = {kind: frozenset(roles) for kind, roles in NEEDED_HERE.items()}

ONLY_HERE = frozenset({UnitKind.BODY, UnitKind.AREA})
"""What holds above is not enough for them."""

SAID_ONCE = frozenset({Role.DIRIGENTE})
NONE: frozenset[Role] = frozenset()


def path_of(unit_id: int | None, units: Mapping[int, Place]) -> tuple[int, ...]:
    """The unit, the one above it, and so on up to the body.

    >>> path_of(2, {1: Place(UnitKind.BODY, None), 2: Place(UnitKind.AREA, 1)})
    (2, 1)
    """
    found: list[int] = []
    here = unit_id
    while here is not None and here in units and here not in found:
        found.append(here)
        here = units[here].parent_id
    return tuple(found)


def gaps(units: Mapping[int, Place], holdings: Holdings) -> list[Gap]:
    """Where a role is missing, and who answers there meanwhile."""
    return [Gap(unit_id, role, answers(role, path_of(unit_id, units), holdings)) for unit_id, role in missing(units, holdings.places)]


def missing(units: Mapping[int, Place], held: Collection[tuple[Role, int]]) -> list[tuple[int, Role]]:
    """Where a role is missing, given which roles are held on which units: an area without a dirigente of its own, a unit
    without a referente on it or above, a body without an RPCT or a compliance office.

    >>> missing({1: Place(UnitKind.AREA, None), 2: Place(UnitKind.UNIT, 1)}, {(Role.REFERENTE, 2)})
    [(1, <Role.DIRIGENTE: 'dirigente'>)]
    """
    here = _by_unit(held)
    above: dict[int | None, frozenset[Role]] = {None: NONE}
    found: list[tuple[int, Role]] = []
    for unit_id, (kind, parent_id) in units.items():
        if kind not in _NEEDED:
            continue
        lacking = _NEEDED[kind] - here[unit_id] if unit_id in here else _NEEDED[kind]
        if lacking and kind not in ONLY_HERE:
            lacking -= above[parent_id] if parent_id in above else _reaching(parent_id, units, here, above)
        if lacking:
            found += [(unit_id, role) for role in NEEDED_HERE[kind] if role in lacking]
    return found


def _by_unit(held: Iterable[tuple[Role, int]]) -> dict[int, frozenset[Role]]:
    found: dict[int, frozenset[Role]] = {}
    for role, unit_id in held:
        found[unit_id] = found.get(unit_id, NONE) | {role}
    return found


def _reaching(
    unit_id: int | None,
    units: Mapping[int, Place],
    here: Mapping[int, frozenset[Role]],
    known: dict[int | None, frozenset[Role]],
) -> frozenset[Role]:
    """The roles held on the unit or above it; `known` remembers, so that nobody climbs the same way twice. An area without a
    dirigente is a gap of the area's, said once: below it, it counts as one that has."""
    roles = NONE
    for each in reversed(path_of(unit_id, units)):
        held = here.get(each, NONE)
        roles |= held | SAID_ONCE if units[each].kind is UnitKind.AREA else held
        known[each] = roles
    return roles
