"""Who measured with a methodology: features above this one say it here, as belongings of units do."""

from collections.abc import Callable, Collection, Mapping, Sequence

UsesOf = Callable[[Collection[int]], Mapping[int, Sequence[str]]]
"""From ids of methodologies to what used each, in words: «12 valutazioni del 2025»."""

_asked: list[UsesOf] = []


def register(uses_of: UsesOf) -> None:
    """One constant number of queries, whatever the count of ids."""
    if uses_of not in _asked:
        _asked.append(uses_of)


def uses(ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {each: [] for each in ids}
    for uses_of in _asked if ids else ():
        for each, said in uses_of(ids).items():
            found[each] += said
    return found
