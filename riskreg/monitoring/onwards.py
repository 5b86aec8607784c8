"""From one check to the next that waits for the same person: nineteen of them in ten minutes."""

from collections.abc import Sequence


def after(number: int, waiting: Sequence[int]) -> list[int]:
    """The others that wait, those that follow this one first.

    >>> after(2, [1, 2, 3, 4]), after(9, [1, 2])
    ([3, 4, 1], [1, 2])
    """
    place = waiting.index(number) if number in waiting else -1
    return [each for each in (*waiting[place + 1 :], *waiting[: max(place, 0)]) if each != number]
