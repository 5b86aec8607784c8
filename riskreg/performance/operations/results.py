"""Results: entered by whoever answers for the indicator, verified by somebody else, closed with the year."""

from datetime import datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.rows import must_be
from riskreg.core.transactions import PERFORMANCE_QUEUE, all_at_once
from riskreg.domain.errors import Conflict, RuleBroken, WrongState
from riskreg.domain.performance.results import Period, ResultState, insist_changeable, insist_to_return, insist_to_verify
from riskreg.domain.permissions import Permission, Person, Scope, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.sheets import stated
from riskreg.performance import queries, telling
from riskreg.performance.models import IndicatorYear, Reading
from riskreg.performance.operations import verdicts
from riskreg.performance.queries import rounds

ENTERED_MEANWHILE = "Nel frattempo un'altra persona ha inserito il risultato: rileggilo prima di cambiarlo."
NO_VALUE = "Scrivi il risultato, per esempio «52,41%» o «Sì»; se il dato non c'è, scrivi «n.d.» e spiegalo nella nota."
MEASURED = "Questo risultato lo calcola riskreg dal registro: non si scrive a mano."
OWN = "L'hai inserito tu: lo verifica un'altra persona."


class Given(NamedTuple):
    """A result as a form brings it."""

    value: str
    note: str = ""
    period: Period = Period.YEAR
    unit_id: int | None = None


def enter(row: IndicatorYear, given: Given, scope: Scope, *, version: int | None = None, by: Person, at: datetime) -> Reading:
    """`scope`: where the indicator stands. `version`: of the result that the form showed; none of one that was not there yet."""
    insist(by, Permission.RESULT_ENTER, scope)
    if given.period.is_final and given.unit_id is not None:
        raise RuleBroken("Il risultato dell'anno è uno solo, di tutto l'ente.", "unit")
    all_at_once(PERFORMANCE_QUEUE)  # whoever closes a round waits for those who are at work, and they for him
    found = next((each for each in row.readings if (each.period, each.unit_id) == (given.period.value, given.unit_id)), None)
    insist_to_enter(row, found, given.period)
    if found is not None and not version:
        raise Conflict(ENTERED_MEANWHILE)
    if found is not None:
        must_be(found, version)
    return _entered(row, found, given, by, at)


def insist_to_enter(row: IndicatorYear, found: Reading | None, period: Period = Period.YEAR) -> None:
    """Also for the form: whoever cannot write it reads why before typing anything."""
    if row.indicator.computed:
        raise WrongState(MEASURED)
    if row.is_removed:
        raise WrongState("Il target dell'anno è stato eliminato: non si inserisce un risultato.")
    insist_changeable(
        ResultState(found.state) if found else None, year_is_closed=queries.is_closed(row.year), is_kept=is_kept(row.year, period)
    )


def is_kept(year: int, period: Period) -> bool:
    """By a round that was closed. Of the year what it never had still comes in, until the year itself is closed."""
    return not period.is_final and rounds.round_closed(year, period)


def _entered(row: IndicatorYear, found: Reading | None, given: Given, by: Person, at: datetime) -> Reading:
    value, note = stated(given.value, "value", NO_VALUE), tidy_text(given.note)
    if found is not None and (found.value, found.note, found.state) == (value, note, ResultState.ENTERED.value):
        return found
    one = found or Reading(period=given.period.value, unit_id=given.unit_id)
    one.value, one.note, one.state, one.returned_because = value, note, ResultState.ENTERED.value, ""
    one.entered_at, one.entered_by_id = at, by.user_id
    if found is None:
        row.readings.append(one)
    along = verdicts.judged_again(row.indicator) if given.period.is_final else []
    if not given.period.is_final:
        verdicts.weighed(row, one)
    along = [each for each in along if each is not one]
    record(Tag.RESULT_ENTERED, one, by=by, at=at, along=along)
    return one


def verify(one: Reading, *, version: int | None = None, by: Person, at: datetime) -> Reading:
    insist(by, Permission.RESULT_VERIFY)
    all_at_once(PERFORMANCE_QUEUE)
    year = one.year_row.year
    insist_to_verify(ResultState(one.state), year_is_closed=queries.is_closed(year), is_kept=is_kept(year, Period(one.period)))
    must_be(one, version)
    if by.user_id is not None and by.user_id == one.entered_by_id:
        raise WrongState(OWN)
    one.state, one.verified_at, one.verified_by_id = ResultState.VERIFIED.value, at, by.user_id
    record(Tag.RESULT_VERIFIED, one, by=by, at=at)
    return one


def send_back(one: Reading, because: str, *, version: int | None = None, path: str = "", by: Person, at: datetime) -> Reading:
    """Also of a verified one, until its round or its year is closed. `path`: where it is mended."""
    insist(by, Permission.RESULT_VERIFY)
    return returned(one, because, version=version, path=path, by=by, at=at)


def returned(one: Reading, because: str, *, version: int | None = None, path: str = "", by: Person, at: datetime) -> Reading:
    """Also by whoever has looked at it afterwards (operations/inspecting.py)."""
    if one.as_of is not None:
        raise WrongState(MEASURED)
    all_at_once(PERFORMANCE_QUEUE)
    year = one.year_row.year
    insist_to_return(ResultState(one.state), year_is_closed=queries.is_closed(year), is_kept=is_kept(year, Period(one.period)))
    must_be(one, version)
    one.returned_because = stated(because, "because", "Scrivi che cosa va corretto: lo legge chi l'ha inserito.")
    one.state, one.verified_at, one.verified_by_id = ResultState.RETURNED.value, None, None
    record(Tag.RESULT_RETURNED, one, by=by, at=at, why=one.returned_because)
    telling.returned(one, by=by, at=at, path=path)
    return one
