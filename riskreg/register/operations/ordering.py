"""Phases of a process, events of a phase: things in an order, in which those that were retired keep their place."""

from collections.abc import Sequence
from typing import TypeVar

from riskreg.domain.sheets import check_order
from riskreg.register.models import Phase, RiskEvent

NOBODY = 0
"""Before the first one."""

Thing = TypeVar("Thing", bound=Phase | RiskEvent)


def in_use(those: Sequence[Thing]) -> list[Thing]:
    return [one for one in those if one.retired_on is None]


def last_place(those: Sequence[Thing]) -> int:
    return max((one.position for one in those), default=0)


def put_in_order(those: Sequence[Thing], order: Sequence[int]) -> list[Thing]:
    """Those that changed place. What is retired follows the one that it stood after: if it comes back, it comes back there."""
    used = {one.id: one for one in in_use(those)}
    check_order(order, used)
    followers: dict[int, list[Thing]] = {}
    last = NOBODY
    for one in sorted(those, key=lambda one: (one.position, one.id)):
        if one.retired_on is None:
            last = one.id
        else:
            followers.setdefault(last, []).append(one)
    whole = [*followers.get(NOBODY, ()), *(one for key in order for one in (used[key], *followers.get(key, ())))]
    changed = []
    for position, one in enumerate(whole, start=1):
        if one.position != position:
            one.position = position
            changed.append(one)
    return changed


def in_place_of(gone: Thing, made: Sequence[Thing], those: Sequence[Thing]) -> list[int]:
    """The order in which the new ones stand where the old one stood."""
    others = [one for one in in_use(those) if one not in made]
    before = [one for one in others if one.position < gone.position]
    after = [one for one in others if one.position > gone.position]
    return [one.id for one in (*before, *made, *after)]
