"""Where the register measures the figures of computed indicators. Each feature that has one registers it, once:

    sources.register(Computed.OVERDUE, measure)

`measure(year, on)`: of that year, counted up to that day.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from riskreg.domain.performance.computed import Computed, Measured

Measure = Callable[[int, date], Measured]

NO_SOURCE = {
    Computed.OIV_INDEX: "Le attestazioni dell'OIV non si tengono ancora qui.",
    Computed.ACCESS_REQUESTS: "Il registro degli accessi non si tiene ancora qui.",
    Computed.CORRUPTION_EVENTS: "Gli eventi accertati non si registrano ancora qui.",
}


@dataclass
class _Registry:
    measures: dict[Computed, Measure] = field(default_factory=dict)


_registry = _Registry()


def register(figure: Computed, measure: Measure) -> Measure:
    if _registry.measures.setdefault(figure, measure) is not measure:
        raise ValueError(f"two sources for {figure}")
    return measure


def measured(figure: Computed, year: int, today: date) -> Measured:
    """Of a year that is over, as it stood on its last day."""
    measure = _registry.measures.get(figure)
    if measure is None:
        return Measured(None, reason=NO_SOURCE.get(figure, "Non c'è ancora una fonte."))
    if year > today.year:
        return Measured(None, reason=f"Il {year} non è ancora cominciato.")
    return measure(year, as_of(year, today))


def as_of(year: int, today: date) -> date:
    return min(today, date(year, 12, 31))
