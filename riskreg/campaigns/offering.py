"""What may be chosen where a campaign is opened or widened."""

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from riskreg.assessments import choosing
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign
from riskreg.campaigns.operations.opening import may_be_asked
from riskreg.domain.assessments import years_to_assess
from riskreg.methodology import queries as methodologies
from riskreg.register.models import Process

WEEKS = (0, 4, 6, 8)
"""After the first day: by when sheets are sent, validated, approved."""


class Offered(NamedTuple):
    years: list[tuple[str, str]]
    methodologies: list[tuple[str, str]]
    processes: dict[str, list[tuple[int, str]]]
    proposed: Any
    """What the form shows first."""


def next_year(on: date) -> int | None:
    """The year that has no campaign yet, the one that feeds the next plan first."""
    there = {one.year for one in queries.campaigns()}
    return next((year for year in (on.year + 1, on.year) if year not in there), None)


def for_year(year: int | None, on: date) -> Offered:
    asked = year or on.year + 1
    there = {one.year for one in queries.campaigns()}
    years = [(str(each), f"{each} (piano {each}–{each + 2})") for each in reversed(years_to_assess(on)[-2:]) if each not in there]
    chosen = choosing.measured_already(asked) or choosing.methodology_of_year(asked)
    named = [(str(each.id), each.name) for each in methodologies.in_force()]
    opens, send, validate, approve = (on + timedelta(weeks=weeks) for weeks in WEEKS)
    proposed = SimpleNamespace(
        year=str(asked), methodology_id=str(chosen.id) if chosen else "", opens_on=opens, send_by=send, validate_by=validate, approve_by=approve,
        instructions="", version=None,
    )  # fmt: skip
    return Offered(years, named, by_area(may_be_asked(asked)), proposed)


def missing(one: Campaign) -> dict[str, list[tuple[int, str]]]:
    there = queries.process_ids(one)
    return by_area([each for each in may_be_asked(one.year) if each.id not in there])


def by_area(processes: Sequence[Process]) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for each in processes:
        found.setdefault(each.area.title, []).append((each.id, each.title))
    return found
