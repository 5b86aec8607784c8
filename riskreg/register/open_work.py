"""What is still being done about a process: features above this one say it here, as those that measure do with methodologies."""

from collections.abc import Callable, Collection, Mapping, Sequence

WorkOn = Callable[[Collection[int]], Mapping[int, Sequence[str]]]
"""From ids of processes to what is open about each, in words: «la valutazione del 2027 in bozza»."""

_asked: list[WorkOn] = []


def register(work_on: WorkOn) -> None:
    """One constant number of queries, whatever the count of ids."""
    if work_on not in _asked:
        _asked.append(work_on)


def open_work(process_ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {each: [] for each in process_ids}
    for work_on in _asked if process_ids else ():
        for each, said in work_on(process_ids).items():
            found[each] += said
    return found
