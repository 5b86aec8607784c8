"""What the pages of a result that a round asks for show, and what this person may do there."""

from datetime import date
from typing import NamedTuple

from riskreg.core.clock import ROME
from riskreg.domain.italian import write_date
from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import BEFORE, AskedState
from riskreg.domain.permissions import Permission, Person, may
from riskreg.evidence.queries import Panel
from riskreg.performance import proofs, scopes
from riskreg.performance.models import Reading, Round
from riskreg.performance.queries import rounds as queries
from riskreg.performance.queries.rounds import Asked


class Beside(NamedTuple):
    """Beside the form: what was said of the period before, and what shows it."""

    before: Reading | None
    proofs: Panel
    attaches: bool


class AnswerSheet(NamedTuple):
    before: Reading | None
    proofs: Panel
    attaches: bool
    enters: bool
    verifies: bool
    returns: bool
    is_late: bool


def beside(asked: Asked, person: Person) -> Beside:
    row = asked.request.year_row
    scope = scopes.request(asked.request.id)
    attaches = not asked.round.is_closed and may(person, Permission.EVIDENCE_ATTACH, scope)
    return Beside(queries.before(asked.request, BEFORE.get(Period(asked.round.period))), proofs.of(row.id, person), attaches)


def shown(asked: Asked, person: Person, on: date) -> AnswerSheet:
    found, state, open_now = beside(asked, person), asked.state, not asked.round.is_closed and asked.round.opens_on <= on
    open_now = open_now and asked.request.dropped_on is None
    with_author = state in (AskedState.TO_ENTER, AskedState.ENTERED, AskedState.RETURNED)
    judges = open_now and may(person, Permission.RESULT_VERIFY)
    own = asked.reading is not None and person.user_id is not None and asked.reading.entered_by_id == person.user_id
    return AnswerSheet(
        *found,
        enters=open_now and with_author and may(person, Permission.RESULT_ENTER, scopes.scope_of_request(asked.request, on)),
        verifies=judges and state is AskedState.ENTERED and not own,
        returns=judges and state in (AskedState.ENTERED, AskedState.VERIFIED),
        is_late=asked.is_late(on),
    )


def entered_said(one: Reading) -> str:
    who = one.entered_by.title if one.entered_by else "riskreg, da un file"
    return f"inserito da {who} il {write_date(one.entered_at.astimezone(ROME).date())}"


def to_verify(one: Round, person: Person) -> list[Asked]:
    """What waits to be verified, but for what this person entered."""
    return [
        each
        for each in queries.asked(one)
        if each.state is AskedState.ENTERED and each.reading is not None and (person.user_id is None or each.reading.entered_by_id != person.user_id)
    ]  # fmt: skip
