"""Asking those in whose hands things are, what a campaign and a monitoring have in common: at most once a day to each person, one letter to each."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from riskreg.domain.errors import RuleBroken
from riskreg.people.models import User

ASKED_ALREADY = "Tutti sono già stati sollecitati oggi: un altro sollecito può partire da domani."


class Waits(Protocol):
    """Something with the people in whose hands it is; `key`: its number."""

    @property
    def key(self) -> int: ...
    @property
    def users(self) -> Sequence[User]: ...


W = TypeVar("W", bound=Waits)


class Sent(NamedTuple):
    people: int
    sheets: int


def to_write(chosen: Sequence[W], asked: Collection[tuple[int, int]], *, nothing: str, field: str) -> Mapping[int, Sequence[W]]:
    """By person, what waits for them and they were not asked about today (`asked`: number and person); refused where nothing is left to ask."""
    if not chosen:
        raise RuleBroken(nothing, field)
    letters: dict[int, list[W]] = {}
    for each in chosen:
        for user in each.users:
            if (each.key, user.id) not in asked:
                letters.setdefault(user.id, []).append(each)
    if not letters:
        raise RuleBroken(ASKED_ALREADY, field)
    return letters


def sent(letters: Mapping[int, Sequence[W]]) -> Sent:
    return Sent(len(letters), len({each.key for those in letters.values() for each in those}))
