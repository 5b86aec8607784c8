"""What the page of an indicator shows of one of its years, and what this person may do there."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from riskreg.domain.performance.computed import Measured, Part
from riskreg.domain.performance.results import WITH_AUTHOR, ResultState
from riskreg.domain.performance.rounds import AskedState
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.evidence.queries import Panel
from riskreg.performance import monitored, proofs, scopes, sources
from riskreg.performance.models import Indicator, IndicatorYear, Reading
from riskreg.performance.monitored import Monitored
from riskreg.performance.operations import measuring
from riskreg.performance.queries import rounds
from riskreg.performance.queries.rounds import Asked


class AskedHere(NamedTuple):
    """A result that a round asks for, and whether this person may enter it now."""

    asked: Asked
    enters: bool


class IndicatorSheet(NamedTuple):
    year: int
    row: IndicatorYear | None
    """None: no target in that year."""

    final: Reading | None
    others: Sequence[Reading]
    """Of the periods within the year that no round asks for."""

    asked: Sequence[AskedHere]
    """What the rounds of the year ask of it."""

    closed: bool
    manages: bool
    enters: bool
    attaches: bool
    verifies: bool
    returns: bool
    decides: bool
    proofs: Panel | None
    monitored: Sequence[Monitored]
    """What the monitoring says of its measures in that year: for whoever works on the result, and whoever may read the check."""

    measured: Measured | None
    """What the register says today, of a computed indicator; once the year is closed what was kept counts, and the rows can still be opened."""

    today_said: str
    opens: Sequence[Part]
    """Its parts whose rows this person may open."""


def shown(one: Indicator, year: int, person: Person, scope: Scope, on: date) -> IndicatorSheet:
    row = next((each for each in one.years if each.year == year), None) or (one.years[-1] if one.years else None)
    there = rounds.of_indicator_year(row) if row is not None else rounds.OfIndicator(False, ())
    final, closed = (row.final if row else None), there.is_closed
    given = {(each.round.period, each.request.unit_id) for each in there.asked}
    found = _measured(one, row, on)
    open_row = row is not None and not closed
    state = ResultState(final.state) if final else None
    said = monitored.of(one, row.year, person, on) if row else []
    works = may(person, Permission.RESULT_VERIFY) or may(person, Permission.RESULT_ENTER, scope)
    judges = open_row and may(person, Permission.RESULT_VERIFY)
    return IndicatorSheet(
        year=row.year if row else year,
        row=row,
        final=final,
        others=[each for each in row.readings if each is not final and (each.period, each.unit_id) not in given] if row else (),
        asked=[AskedHere(each, _enters(each, person, on)) for each in there.asked],
        closed=closed,
        manages=may(person, Permission.PERFORMANCE_MANAGE),
        enters=open_row and row is not None and not row.is_removed and not one.computed and (state is None or state in WITH_AUTHOR)
        and may(person, Permission.RESULT_ENTER, scope),
        attaches=open_row and (state is None or state in WITH_AUTHOR) and may(person, Permission.EVIDENCE_ATTACH, scope),
        verifies=judges and state is ResultState.ENTERED and final is not None and (person.user_id is None or final.entered_by_id != person.user_id),
        returns=judges and not one.computed and state in (ResultState.ENTERED, ResultState.VERIFIED),
        decides=open_row and final is not None and may(person, Permission.VERDICT_SET),
        measured=found,
        today_said=measuring.result_of(one.figure, found) if one.figure is not None and found is not None else "",
        opens=[part for part in (found.parts if found else ()) if part.permission is not None and may(person, part.permission)],
        proofs=proofs.of(row.id, person) if row else None,
        monitored=[each for each in said if works or each.opens],
    )  # fmt: skip


def _enters(each: Asked, person: Person, on: date) -> bool:
    is_open = (
        not each.round.is_closed
        and each.round.opens_on <= on
        and each.state in (AskedState.TO_ENTER, AskedState.RETURNED, AskedState.ENTERED)
    )
    return is_open and may(person, Permission.RESULT_ENTER, scopes.scope_of_request(each.request, on))


def _measured(one: Indicator, row: IndicatorYear | None, on: date) -> Measured | None:
    return sources.measured(one.figure, row.year, on) if one.figure is not None and row is not None else None
