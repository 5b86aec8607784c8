"""Phases of a process, events of a phase: things in an order, with those that were retired at its end."""

from collections.abc import Sequence
from typing import TypeVar

from riskreg.domain.sheets import check_order
from riskreg.register.models import Phase, RiskEvent

Thing = TypeVar("Thing", bound=Phase | RiskEvent)


def in_use(those: Sequence[Thing]) -> list[Thing]:
    return [one for one in those if one.retired_on is None]


def last_place(those: Sequence[Thing]) -> int:
    return max((one.position for one in those), default=0)


def put_in_order(those: Sequence[Thing], order: Sequence[int]) -> list[Thing]:
    """Those that changed place."""
    used = {one.id: one for one in in_use(those)}
    check_order(order, used)
    changed = []
    for position, one in enumerate([*(used[key] for key in order), *(one for one in those if one.retired_on is not None)], start=1):
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
