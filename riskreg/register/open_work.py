"""What is still being done about a process: features above this one say it here, as those that measure do with methodologies."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple


class Work(NamedTuple):
    """Something begun: in words for a sentence («la valutazione del 2027 in bozza»), with a name and the page where it goes on."""

    said: str
    name: str
    endpoint: str
    arguments: Mapping[str, Any]


WorkOn = Callable[[Collection[int]], Mapping[int, Sequence[Work]]]
"""From ids of processes to what is open about each."""

_asked: list[WorkOn] = []


def register(work_on: WorkOn) -> None:
    """One constant number of queries, whatever the count of ids."""
    if work_on not in _asked:
        _asked.append(work_on)


def open_work(process_ids: Collection[int]) -> dict[int, list[Work]]:
    found: dict[int, list[Work]] = {each: [] for each in process_ids}
    for work_on in _asked if process_ids else ():
        for each, said in work_on(process_ids).items():
            found[each] += said
    return found
