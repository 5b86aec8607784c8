"""What performance asks of people, each with its day: a result to enter, to mend, to verify; one that was drawn to look at; a round to close. Where they lead
is the very form."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.performance.results import Period, ResultState
from riskreg.domain.performance.rounds import AskedState, state_of
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task
from riskreg.people.models import OrgUnit
from riskreg.performance import asking
from riskreg.performance.models import Indicator, IndicatorOwner, IndicatorYear, Inspection, PerformanceYear, Reading, Request, Round
from riskreg.performance.queries import rounds as queries
from riskreg.performance.queries.rounds import ANSWERS
from riskreg.waiting import sources
from riskreg.waiting.crew import crew
from riskreg.waiting.sources import Asked, Item, Source

NAME = "performance"
DO = {
    AskedState.TO_ENTER: "Inserisci il risultato", AskedState.RETURNED: "Correggi il risultato restituito", AskedState.ENTERED: "Verifica il risultato",
}  # fmt: skip


class Open(NamedTuple):
    """A round in which people answer, without its row."""

    id: int
    title: str
    slug: str
    verify_by: date


@while_nothing_changes
def _at_work(on: date) -> tuple[Open, ...]:
    return tuple(Open(one.id, one.title, one.slug, one.verify_by) for one in queries.open_rounds() if one.opens_on <= on)


def open_ones(asked: Asked) -> Iterator[Item]:
    verifies = asked.person is None or may(asked.person, Permission.RESULT_VERIFY)
    enters = bool(verifies or asked.units(Role.REFERENTE) or asked.units(Role.DIRIGENTE))
    inspects = asked.person is None or may(asked.person, Permission.RESULT_INSPECT)
    rounds = _at_work(asked.on) if enters or inspects else ()
    if enters and rounds:
        yield from _in_rounds(asked, verifies=verifies)
    if enters:
        yield from _returned(asked, verifies=verifies)
    if inspects and rounds:
        yield from _to_inspect()
    if verifies:
        yield from _to_close(rounds, asked.on)


def to_give(person: Person, on: date) -> list[int]:
    """The results that wait for this person to enter or mend them, in the order in which the first page shows them."""
    asked = Asked(on, crew(on), person=person)
    items = _in_rounds(asked, verifies=may(person, Permission.RESULT_VERIFY)) if _at_work(on) else ()
    mine = [item.task for item in items if any(one.user_id == person.user_id for one in asked.whose.of(item))]
    return [int(task.key.rpartition(":")[2]) for task in mine if task.key.startswith("request:")]


def _mine(asked: Asked) -> Sequence[int]:
    """The units of which this person may have something to enter."""
    return sorted((asked.units(Role.REFERENTE) or frozenset()) | (asked.units(Role.DIRIGENTE) or frozenset()))


def _in_rounds(asked: Asked, *, verifies: bool) -> Iterator[Item]:
    statement = (
        select(
            Request.id, Request.answers_id, Request.of_area, Request.enter_by, Round.enter_by.label("round_by"), Round.verify_by, Round.year,
            Round.period, Indicator.code, Indicator.name, OrgUnit.name.label("unit"), Reading.state, Reading.entered_by_id,
        )
        .select_from(Request)
        .join(Request.round)
        .join(Request.year_row)
        .join(IndicatorYear.indicator)
        .outerjoin(OrgUnit, OrgUnit.id == Request.unit_id)
        .outerjoin(Reading, ANSWERS)
        .where(
            Round.closed_at.is_(None), Round.opens_on <= asked.on, Request.dropped_on.is_(None),
            or_(Reading.id.is_(None), Reading.state.in_([ResultState.ENTERED.value, ResultState.RETURNED.value])),
        )
        .order_by(Round.opens_on, Indicator.position, Request.id)
    )  # fmt: skip
    if not verifies:
        statement = statement.where(Request.answers_id.in_(_mine(asked)))
    for row in db.session.execute(statement):
        state = state_of(row.state, is_closed=False)
        hands = asking.hands(row.answers_id, state, asked.whose, of_area=row.of_area, entered_by=row.entered_by_id)
        yield Item(_task(row, state), unit_id=hands.unit_id, role=hands.role, roles=tuple(hands.roles), without=hands.without)


def _task(row: Any, state: AskedState) -> Task:
    path = f"/performance/rilevazioni/risultati/{row.id}"
    what = f"{row.code} {row.name}".strip() + f" ({Period(row.period).label.lower()} {row.year}{f', {row.unit}' if row.unit else ''})"
    if state is AskedState.ENTERED:
        return Task(NAME, f"verify:{row.id}", DO[state], what, f"{path}/verifica", due_on=row.verify_by)
    return Task(NAME, f"request:{row.id}", DO[state], what, f"{path}/inserisci", due_on=row.enter_by or row.round_by, told=True)


def _returned(asked: Asked, *, verifies: bool) -> Iterator[Item]:
    """Results of the year that no open round asks for: whoever answers for the first of the units mends them."""
    of_round = select(Request.id).join(Request.round).where(ANSWERS, Round.closed_at.is_(None), Request.dropped_on.is_(None))
    first = (
        select(IndicatorOwner.unit_id)
        .where(IndicatorOwner.indicator_id == Indicator.id, IndicatorOwner.unit_id.is_not(None))
        .order_by(IndicatorOwner.position)
        .limit(1)
        .correlate(Indicator)
        .scalar_subquery()
    )
    statement = (
        select(IndicatorYear.id, IndicatorYear.year, Indicator.id.label("indicator_id"), Indicator.code, Indicator.name, first.label("unit_id"))
        .select_from(Reading)
        .join(IndicatorYear, IndicatorYear.id == Reading.year_id)
        .join(Indicator, Indicator.id == IndicatorYear.indicator_id)
        .outerjoin(PerformanceYear, and_(PerformanceYear.year == IndicatorYear.year, PerformanceYear.closed_at.is_not(None)))
        .where(
            Reading.state == ResultState.RETURNED.value, Reading.period == Period.YEAR.value, PerformanceYear.id.is_(None),
            ~of_round.correlate(Reading).exists(),
        )
        .order_by(IndicatorYear.year, Indicator.position)
    )  # fmt: skip
    if not verifies:
        statement = statement.where(first.in_(_mine(asked)))
    for row in db.session.execute(statement):
        what = f"{row.code} {row.name} ({row.year})".strip()
        path = f"/performance/indicatori/{row.indicator_id}/{row.year}/risultato"
        hands = asking.hands(row.unit_id, AskedState.RETURNED, asked.whose, of_area=False, entered_by=None)
        task = Task(NAME, f"mend:{row.id}", DO[AskedState.RETURNED], what, path, told=True)
        yield Item(task, unit_id=hands.unit_id, role=hands.role, roles=tuple(hands.roles))


def _to_inspect() -> Iterator[Item]:
    """For the unit of performance, but for who had a part in it; where it is they, for compliance."""
    statement = (
        select(Inspection.id, Indicator.code, Indicator.name, Round.verify_by, Reading.entered_by_id, Reading.verified_by_id)
        .select_from(Inspection)
        .join(Inspection.request)
        .join(Request.round)
        .join(Request.year_row)
        .join(IndicatorYear.indicator)
        .join(Reading, ANSWERS)
        .where(Inspection.finding.is_(None), Round.closed_at.is_(None), Reading.state == ResultState.VERIFIED.value)
        .order_by(Inspection.id)
    )
    for row in db.session.execute(statement):
        path = f"/performance/rilevazioni/controlli/{row.id}"
        task = Task(
            NAME, f"inspect:{row.id}", "Controlla il risultato estratto", f"{row.code} {row.name}".strip(), path, due_on=row.verify_by
        )
        without = frozenset(each for each in (row.entered_by_id, row.verified_by_id) if each is not None)
        yield Item(task, roles=(Role.PERFORMANCE, Role.COMPLIANCE), without=without)


def _to_close(rounds: Sequence[Open], on: date) -> Iterator[Item]:
    for one in rounds:
        if one.verify_by >= on:
            continue
        path = f"/performance/rilevazioni/{one.slug}/chiudi"
        yield Item(Task(NAME, f"close:{one.id}", "Chiudi la rilevazione", one.title, path, due_on=one.verify_by), roles=(Role.PERFORMANCE,))


sources.register(Source(NAME, "Performance", items=open_ones))
