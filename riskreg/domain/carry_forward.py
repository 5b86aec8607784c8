"""What each choice about a measure leads to: the planned update index of an edition, before anybody decides.

Only general measures count (`domain/plans.py`): new ones due in the first year over those that stay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from riskreg.domain.italian import write_number
from riskreg.domain.plans import Choice, Listed, index, is_due_in


@dataclass(frozen=True)
class Tally:
    """The two numbers that the planned index is made of."""

    new: int = 0
    consolidated: int = 0

    @property
    def index(self) -> Decimal | None:
        return index(self.new, self.consolidated)

    @property
    def said(self) -> str:
        """
        >>> Tally(19, 12).said, Tally(3, 0).said
        ('19/12 = 1,58', '3/0: non si può calcolare')
        """
        found = self.index
        return f"{self.new}/{self.consolidated}" + (": non si può calcolare" if found is None else f" = {write_number(found, 2)}")

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.new + other.new, self.consolidated + other.consolidated)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.new - other.new, self.consolidated - other.consolidated)


def weight(one: Listed, year: int) -> Tally:
    """What a measure adds to either number.

    >>> weight(Listed(is_new=False), 2025), weight(Listed(is_new=False, choice=Choice.REMOVED), 2025)
    (Tally(new=0, consolidated=1), Tally(new=0, consolidated=0))
    """
    if not one.is_in_plan:
        return Tally()
    return Tally(new=int(is_due_in(one, year))) if one.is_new else Tally(consolidated=1)


def tally(year: int, measures: Iterable[Listed]) -> Tally:
    total = Tally()
    for one in measures:
        total += weight(one, year)
    return total


WAYS: Mapping[str, str] = {"consolidated": "consolidata", "new": "nuova", "out": "fuori piano"}
"""What may become of a measure, as far as the index is concerned."""


def effects(total: Tally, one: Listed, year: int) -> dict[str, Tally]:
    """To what the index would come with the measure in each way, all the others as they are.

    >>> [f"{WAYS[way]}: {then.said}" for way, then in effects(Tally(19, 12), Listed(is_new=True, due_on=None), 2025).items()]
    ['consolidata: 19/13 = 1,46', 'nuova: 19/12 = 1,58', 'fuori piano: 19/12 = 1,58']
    """
    others = total - weight(one, year)
    inside = replace(one, choice=Choice.CONFIRMED)
    return {
        "consolidated": others + weight(replace(inside, is_new=False), year),
        "new": others + weight(replace(inside, is_new=True), year),
        "out": others,
    }
