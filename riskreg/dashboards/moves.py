"""From the risk before the measures to what is left of it: process by process, or how many from which band to which."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, select

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.dashboards.figures import Units, of_standing, within
from riskreg.domain.assessments import BandKey
from riskreg.register.models import Process, Standing


class Moved(NamedTuple):
    """One process on the heat map."""

    assessment_id: int
    code: str
    name: str
    inherent: Decimal | None
    residual: Decimal | None
    inherent_band: str
    inherent_rank: int
    band: str
    band_rank: int
    computed_band: str
    computed_rank: int

    @property
    def before(self) -> BandKey:
        return self.inherent_rank, self.inherent_band

    @property
    def after(self) -> BandKey:
        return self.band_rank, self.band

    @property
    def computed(self) -> BandKey:
        return self.computed_rank, self.computed_band


@dataclass(frozen=True)
class Moves:
    """Of a year: `each` where there are few, else only `counts`, which the database makes."""

    each: Collection[Moved] = ()
    counts: dict[tuple[BandKey, BandKey], int] = field(default_factory=dict)

    @property
    def bands(self) -> set[BandKey]:
        return {*self._of_each(), *(key for pair in self.counts for key in pair)}

    def _of_each(self) -> Iterator[BandKey]:
        for one in self.each:
            yield from (one.before, one.after, one.computed)


def moves(year: int, units: Units = None, *, in_counts: bool) -> Moves:
    return Moves(counts=_counted(year, units)) if in_counts else Moves(each=_each(year, units))


def _counted(year: int, units: Units) -> dict[tuple[BandKey, BandKey], int]:
    pair = (Standing.inherent_rank, Standing.inherent_band, Standing.band_rank, Standing.band)
    rows = db.session.execute(_of_year(select(*pair, func.count()), year, units).group_by(*pair))
    return {((before_rank, before), (rank, band)): count for before_rank, before, rank, band, count in rows}


def _each(year: int, units: Units) -> list[Moved]:
    """The worst first."""
    statement = select(
        Assessment.id, Process.code, Process.name, Standing.inherent, Standing.residual, Standing.inherent_band, Standing.inherent_rank,
        Standing.band, Standing.band_rank, Standing.computed_band, Standing.computed_rank,
    )  # fmt: skip
    ordered = _of_year(statement, year, units).order_by(
        Standing.band_rank.desc(), Standing.residual.desc(), Process.code_sort_key, Process.id
    )
    return [Moved(*tuple(row)) for row in db.session.execute(ordered)]


def _of_year(statement: Any, year: int, units: Units) -> Any:
    joined = statement.select_from(Standing).join(Process, Process.id == Standing.process_id).join(Assessment, of_standing())
    return joined.where(Standing.year == year, *within(units))
