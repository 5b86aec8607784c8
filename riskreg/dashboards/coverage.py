"""How much of a year is there: of how many processes the figures speak, and how many they do not know yet."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, exists, func, or_, select

from riskreg.core.extensions import db
from riskreg.dashboards.figures import OfYear, Units
from riskreg.domain import bands
from riskreg.domain.italian import plural
from riskreg.register import queries as register
from riskreg.register.models import Process, Standing


class Coverage(NamedTuple):
    """Of a year: how many processes have an approved assessment, of how many that could."""

    year: int
    approved: int
    expected: int

    @property
    def is_complete(self) -> bool:
        return bands.is_complete(self.approved, self.expected)

    @property
    def said(self) -> str:
        """`1 processo valutato su 35`."""
        return f"{plural(self.approved, 'processo valutato', 'processi valutati')} su {self.expected}"

    @property
    def note(self) -> str:
        """What must be said beside a mean of the first few."""
        return "" if self.is_complete else f"provvisorio: {self.said}"


def of_years(years: Sequence[OfYear], units: Units = None) -> dict[int, Coverage]:
    """Those of these units that are active at the end of each year; whoever was assessed and retired since counts too. One query."""
    asked = [func.count(case((or_(register.active(date(each.year, 12, 31)), _assessed(each.year)), Process.id))) for each in years]
    if not asked:
        return {}
    within = () if units is None else (Process.unit_id.in_(units),)
    found = db.session.execute(select(*asked).select_from(Process).where(*within)).one()
    return {each.year: Coverage(each.year, each.processes, expected) for each, expected in zip(years, found, strict=True)}


def _assessed(year: int) -> ColumnElement[bool]:
    return exists().where(Standing.process_id == Process.id, Standing.year == year)


def year_to_show(covered: dict[int, Coverage], *, otherwise: int) -> int:
    """The last complete one: whoever opens the figures reads a year that can be compared. With none, the last that has something."""
    complete = [each.year for each in covered.values() if each.is_complete]
    return max(complete or covered, default=otherwise)
