"""Taking turns: a slice of one, a slice of the other, several rounds; medians, and ratios within each round."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

Ask = Callable[[], object]


@dataclass(frozen=True)
class Slice:
    """How long each request took, in seconds, how many were answered a second, and the processor's seconds for each."""

    median: float
    per_second: float
    processor: float = 0.0


@dataclass
class Turns:
    """What one side did in each round."""

    slices: list[Slice] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(one.median for one in self.slices)

    @property
    def processor(self) -> float:
        return sum(one.processor for one in self.slices) / len(self.slices)

    @property
    def per_second(self) -> float:
        return median(one.per_second for one in self.slices)


@dataclass(frozen=True)
class Side:
    """The clients that ask at once, and what tells how many seconds of processor their server has used so far."""

    asks: Sequence[Ask]
    meter: Callable[[], float] = time.process_time


def compared(
    sides: tuple[Side, Side], at_most: float | None, *, rounds: int, seconds: float, least: int = 3, again: int = 2
) -> tuple[Turns, Turns]:
    """Two sides in turn; every client asks once before anything is counted. A ratio beyond what is allowed is measured
    further before it is believed, and all rounds count."""
    turns = Turns(), Turns()
    for side in sides:
        _slice(side, 0, 1)
    for _ in range(1 + again):
        for _ in range(rounds):
            for side, known in zip(sides, turns, strict=True):
                known.slices.append(_slice(side, seconds, least))
        if at_most is None or ratio(*turns) <= at_most:
            break
    return turns


def processor_ratio(ours: Turns, floor: Turns) -> float | None:
    return ours.processor / floor.processor if floor.processor else None


def ratio(ours: Turns, floor: Turns) -> float:
    """The median of the ratios of each round: noise that lasts longer than a round falls on both."""
    return median(one.median / other.median for one, other in zip(ours.slices, floor.slices, strict=True))


def rate_ratio(ours: Turns, floor: Turns) -> float:
    """How many times more the floor answers in a second."""
    return median(other.per_second / one.per_second for one, other in zip(ours.slices, floor.slices, strict=True))


def _slice(side: Side, seconds: float, least: int) -> Slice:
    clients = side.asks
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

    begun, used = time.perf_counter(), side.meter()
    threads = [threading.Thread(target=work, args=(ask,)) for ask in clients[1:]]
    for thread in threads:
        thread.start()
    work(clients[0])
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Slice(median(times), len(times) / (time.perf_counter() - begun), (side.meter() - used) / len(times))
