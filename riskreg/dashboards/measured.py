"""The mean residual of a year, as the result of an indicator that is computed from the register."""

from datetime import date

from riskreg.dashboards import figures
from riskreg.domain.italian import write_number
from riskreg.domain.performance.computed import Computed, Measured, Part
from riskreg.domain.permissions import Permission
from riskreg.performance import sources


def mean_residual(year: int, _on: date) -> Measured:
    found = figures.figures(year)
    assessed = Part("processi valutati", write_number(found.processes), "dashboards.board", {"anno": year}, Permission.FIGURES_READ)
    parts = (assessed,) if found.processes else ()
    return Measured(found.mean_residual, parts, found.why_no_mean or "")


sources.register(Computed.MEAN_RESIDUAL, mean_residual)
