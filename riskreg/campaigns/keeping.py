"""What assessments ask of campaigns: with which methodology a year is measured, and whether its sheets may still change."""

from datetime import date

from riskreg.assessments import windows
from riskreg.assessments.windows import Window
from riskreg.campaigns import queries
from riskreg.domain.italian import write_date


def _window(year: int, on: date) -> Window | None:
    one = queries.of_year(year)
    if one is None:
        return None
    if one.is_closed:
        return Window(one.methodology, f"La campagna {year} è chiusa: le sue schede non cambiano più.")
    if on < one.opens_on:
        return Window(one.methodology, f"La campagna {year} si apre il {write_date(one.opens_on)}: le schede si compilano da quel giorno.")
    return Window(one.methodology)


windows.register(_window)
