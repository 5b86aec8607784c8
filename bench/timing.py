"""Taking turns: a slice of one, a slice of the other, several rounds; medians, and ratios within each round."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

Ask = Callable[[], object]


@dataclass(frozen=True)
class Slice:
    """How long each request took, in seconds, and how many were answered a second."""

    median: float
    per_second: float


@dataclass
class Turns:
    """What one side did in each round."""

    slices: list[Slice] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(one.median for one in self.slices)

    @property
    def per_second(self) -> float:
        return median(one.per_second for one in self.slices)


def in_turn(sides: Sequence[Sequence[Ask]], *, rounds: int, seconds: float, least: int = 3) -> list[Turns]:
    """Each side is the clients that ask at once. Every client asks once before anything is counted."""
    for side in sides:
        _slice(side, 0, 1)
    turns = [Turns() for _ in sides]
    go_on(turns, sides, rounds=rounds, seconds=seconds, least=least)
    return turns


def go_on(turns: Sequence[Turns], sides: Sequence[Sequence[Ask]], *, rounds: int, seconds: float, least: int = 3) -> None:
    """More rounds of the same."""
    for _ in range(rounds):
        for side, known in zip(sides, turns, strict=True):
            known.slices.append(_slice(side, seconds, least))


def compared(
    sides: Sequence[Sequence[Ask]], at_most: float | None, *, rounds: int, seconds: float, least: int = 3, again: int = 2
) -> tuple[Turns, Turns]:
    """Two sides in turn. A ratio beyond what is allowed is measured further before it is believed, and all rounds count."""
    turns = in_turn(sides, rounds=rounds, seconds=seconds, least=least)
    for _ in range(again):
        if at_most is None or ratio(turns[0], turns[1]) <= at_most:
            break
        go_on(turns, sides, rounds=rounds, seconds=seconds, least=least)
    return turns[0], turns[1]


def ratio(ours: Turns, floor: Turns) -> float:
    """The median of the ratios of each round: noise that lasts longer than a round falls on both."""
    return median(one.median / other.median for one, other in zip(ours.slices, floor.slices, strict=True))


def rate_ratio(ours: Turns, floor: Turns) -> float:
    """How many times more the floor answers in a second."""
    return median(other.per_second / one.per_second for one, other in zip(ours.slices, floor.slices, strict=True))


def _slice(clients: Sequence[Ask], seconds: float, least: int) -> Slice:
    times: list[float] = []
    failures: list[BaseException] = []
    barrier = threading.Barrier(len(clients))

    def work(ask: Ask) -> None:
        own: list[float] = []
        barrier.wait()
        try:
            deadline = time.perf_counter() + seconds
            while len(own) < least or time.perf_counter() < deadline:
                begun = time.perf_counter()
                ask()
                own.append(time.perf_counter() - begun)
        except BaseException as failure:  # noqa: BLE001  # raised again below, in the thread that counts
            failures.append(failure)
        times.extend(own)

    begun = time.perf_counter()
    threads = [threading.Thread(target=work, args=(ask,)) for ask in clients[1:]]
    for thread in threads:
        thread.start()
    work(clients[0])
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Slice(median(times), len(times) / (time.perf_counter() - begun))
