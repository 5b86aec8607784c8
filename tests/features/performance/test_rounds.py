"""A collection round: who is asked, what each may do in which state, more time, the closing, and what the database keeps."""

from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.performance.computed import Computed
from riskreg.domain.performance.indicators import Part
from riskreg.domain.performance.inspecting import Found
from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import Calendar
from riskreg.domain.permissions import COMMAND_LINE, WORKER
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.jobs.kinds import Work, named
from riskreg.notifications.models import Notice
from riskreg.performance import guards, queries, sample
from riskreg.performance.operations import answering, closing, indicators, inspecting, nudging, results, rounds, targets
from riskreg.performance.operations.indicators import Holder, IndicatorText, Place
from riskreg.performance.queries import rounds as rows
from tests.features.performance.test_operations import Desk, person, row_of

NOW = {"by": COMMAND_LINE, "at": clock.on_day(date(2026, 11, 21))}
OPEN = Calendar(date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 15))


@pytest.fixture
def area(make):
    return make.unit(code="A1", name="Area Tutela del mercato", kind=UnitKind.AREA)


@pytest.fixture
def unit(make, area):
    return make.unit(code="A1.1", name="UO Metrologia", parent=area)


@pytest.fixture
def one(make, unit):
    """The 3rd quarter, still open, with one indicator of the unit."""
    make.indicator(unit=unit)
    return make.round(calendar=OPEN)


def asked(one, place=0):
    return rows.asked(one)[place]


def owned_by(found, *holders):
    text = {
        each: getattr(found, each)
        for each in (field.name for field in fields(IndicatorText))
        if each not in ("part", "direction", "computed", "flags")
    }
    said = IndicatorText(part=Part(found.part), direction=found.way, computed=None, flags=found.flags, **text)
    indicators.change(found, Place(found.area), said, list(holders), **NOW)
    db.session.commit()


def give(one, value, by, *, note="", version=None):
    each = asked(one)
    return answering.give(each, value, note, version=version, by=by, at=clock.now())


# Whom


def test_each_period_asks_those_who_know(make, area, unit):
    other = make.unit(code="A1.2", name="UO Sanzioni", parent=area)
    found = make.indicator(unit=unit)
    owned_by(queries.indicator(found.id), Holder(unit.id), Holder(other.id), Holder(name="Azienda speciale"))
    said = {
        period: [each.request.of for each in rows.asked(make.round(period, calendar=Calendar(*[period.ends_on(2026)] * 3)))]
        for period in (Period.Q3, Period.H1, Period.YEAR)
    }
    assert said == {
        Period.Q3: ["UO Metrologia", "UO Sanzioni", "Ente e organismi esterni"],
        Period.H1: ["Area Tutela del mercato", "Ente e organismi esterni"],
        Period.YEAR: ["Tutto l'ente"],
    }


def test_what_the_register_measures_and_what_was_removed_is_not_asked(make, unit):
    make.indicator("Calcolato", unit=unit, computed=Computed.OVERDUE)
    targets.remove(row_of(make.indicator("Eliminato", unit=unit)), "Delibera n. 84", **NOW)
    make.indicator("Chiesto", unit=unit)
    assert [each.request.year_row.indicator.name for each in rows.asked(make.round())] == ["Chiesto"]


def test_there_is_one_round_for_each_period(make, one):
    with pytest.raises(RuleBroken, match="c'è già"):
        rounds.open_round(2026, Period.Q3, OPEN, **NOW)
    db.session.execute(
        text("INSERT INTO performance_round (year, period, opens_on, enter_by, verify_by, instructions, extended_because, closed_because) VALUES (2026, 'q4', '2026-12-31', '2026-12-31', '2026-12-31', '', '', '')")
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.execute(
            text("INSERT INTO performance_round (year, period, opens_on, enter_by, verify_by, instructions, extended_because, closed_because) VALUES (2026, 'q3', '2026-12-31', '2026-12-31', '2026-12-31', '', '', '')")
        )  # fmt: skip


def test_targets_added_later_are_asked_and_removed_ones_drop_out_with_the_reason(make, one, unit):
    later = make.indicator("Arrivato dopo", unit=unit)
    targets.remove(asked(one).request.year_row, "Delibera n. 84", **NOW)
    found = rounds.bring_up_to_date(one, **NOW)
    assert found == (1, 1)
    assert [each.request.year_row.indicator_id for each in rows.asked(one)] == [later.id]
    gone = next(each for each in rows.every_request(one) if each.dropped_on is not None)
    assert gone.dropped_because == "Il target dell'anno è stato eliminato (Delibera n. 84)."
    with pytest.raises(WrongState, match="non si chiede più"):
        answering.give(rows.asked_by_id(gone.id), "45%", **NOW)


def test_who_is_asked_stays_fixed_while_owners_change(make, one, area):
    other = make.unit(code="A1.9", name="UO Nuova", parent=area)
    owned_by(queries.indicator(asked(one).request.year_row.indicator_id), Holder(other.id))
    rounds.bring_up_to_date(one, **NOW)
    assert [each.request.of for each in rows.asked(one)] == ["UO Metrologia"]


def test_every_night_open_rounds_are_brought_up_to_date(make, one, unit):
    make.indicator("Arrivato dopo", unit=unit)
    night = named("performance:rounds")
    assert night is not None
    assert night.handler(Work(1, {}, WORKER, clock.now(), Desk())).startswith("1 risultato entrato o uscito")
    assert len(rows.asked(one)) == 2


# Who may, in which state

ACTIONS = {
    "enter": lambda each, by: answering.give(each, "50%", version=each.reading.version if each.reading else None, by=by, at=clock.now()),
    "verify": lambda each, by: answering.verify(each, by=by, at=clock.now()),
    "return": lambda each, by: answering.send_back(each, "Manca la fonte", by=by, at=clock.now()),
}
ALLOWED = {
    ("to_enter", "enter"): "referente dirigente performance",
    ("entered", "enter"): "referente dirigente performance",
    ("returned", "enter"): "referente dirigente performance",
    ("entered", "verify"): "performance",
    ("entered", "return"): "performance",
    ("verified", "return"): "performance",
}
"""Of the 3rd quarter, by who answers for the unit and by the unit of performance; nothing else."""

WHO = ("referente", "dirigente", "performance", "compliance", "rpct", "oiv", "admin", "elsewhere")


def brought_to(make, one, state):
    if state in ("entered", "returned", "verified"):
        make.given(one, verified=state == "verified")
    if state == "returned":
        answering.send_back(asked(one), "Manca la fonte", **NOW)
        db.session.commit()


@pytest.mark.parametrize("state", ["to_enter", "entered", "returned", "verified"])
@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_do_what_in_which_state(make, one, unit, state, action):
    brought_to(make, one, state)
    done = set()
    for who in WHO:
        role = Role.REFERENTE if who == "elsewhere" else Role(who)
        where = make.unit() if who == "elsewhere" else unit if who in ("referente", "dirigente") else None
        by = person(make, role, where)
        nested = db.session.begin_nested()
        try:
            ACTIONS[action](asked(one), by)
            done.add(who)
        except (NotAllowed, WrongState):
            pass
        nested.rollback()
        db.session.expire_all()
    assert done == set(ALLOWED.get((state, action), "").split())


def test_an_area_is_answered_by_its_dirigente_not_by_the_units_below(make, unit, area):
    make.indicator(unit=unit)
    one = make.round(Period.H1, calendar=OPEN)
    with pytest.raises(NotAllowed):
        give(one, "50%", person(make, Role.REFERENTE, unit))
    assert give(one, "50%", person(make, Role.DIRIGENTE, area)).unit_id == area.id


def test_nobody_verifies_what_they_entered(make, one):
    keeper = person(make, Role.PERFORMANCE)
    give(one, "50%", keeper)
    with pytest.raises(WrongState, match="L'hai inserito tu"):
        answering.verify(asked(one), by=keeper, at=clock.now())


def test_nobody_enters_before_the_day_it_opens(make, unit):
    make.indicator(unit=unit)
    one = make.round(Period.Q4, calendar=Calendar(date(2026, 12, 31), date(2027, 1, 20), date(2027, 2, 5)))
    with pytest.raises(WrongState, match="si apre il 31/12/2026"):
        give(one, "50%", COMMAND_LINE)


def test_two_who_enter_at_once_do_not_overwrite_each_other(make, one):
    first, second = asked(one), asked(one)
    answering.give(first, "50%", **NOW)
    with pytest.raises(Conflict, match="Nel frattempo"):
        answering.give(second, "60%", version=0, **NOW)
    with pytest.raises(IntegrityError):
        db.session.execute(
            text("INSERT INTO indicator_reading (year_id, period, unit_id, value, note, state, entered_at, returned_because, working) SELECT year_id, period, unit_id, '60%', '', 'entered', entered_at, '', '' FROM indicator_reading")
        )  # fmt: skip


def test_how_it_goes_follows_the_target_while_the_round_is_open(make, one):
    reading = give(one, "45%", COMMAND_LINE)
    assert (reading.standing, reading.standing_said) == ("deviates", "A oggi 45 % < 50 %, il target dell'anno: può ancora cambiare.")
    targets.change(row_of(queries.indicator(reading.year_row.indicator_id)), ">= 40%", "Delibera n. 84", **NOW)
    assert reading.standing == "on_course"
    assert reading.year_row.verdict == "manual"  # of the year there is no result yet


def test_returned_it_is_told_to_whoever_entered_it(make, one, unit):
    by = person(make, Role.REFERENTE, unit)
    reading = give(one, "50%", by)
    keeper = person(make, Role.PERFORMANCE)
    answering.send_back(asked(one), "Manca la fonte", by=keeper, at=clock.now())
    (notice,) = db.session.scalars(db.select(Notice).where(Notice.kind == "result:returned"))
    assert notice.user_id == by.user_id
    assert "Manca la fonte" in notice.body
    assert reading.state == "returned"


def test_many_are_verified_at_once_and_what_cannot_be_is_named(make, one, unit):
    make.indicator("Un altro", unit=unit)
    rounds.bring_up_to_date(one, **NOW)
    keeper = person(make, Role.PERFORMANCE)
    make.given(one)
    make.given(one, by=keeper, place=1)
    there = rows.asked(one)
    done = answering.verify_together({each.request.id: each.reading.version for each in there}, by=keeper, at=clock.now())
    assert [bool(each.refusal) for each in done] == [False, True]
    assert "L'hai inserito tu" in done[1].refusal


# More time


def test_more_time_for_all_says_why_and_is_in_the_trail(one):
    rounds.extend(one, date(2026, 12, 5), date(2026, 12, 15), "Il gestionale era fermo", **NOW)
    assert one.enter_by == date(2026, 12, 5)
    db.session.commit()
    assert "performance:round:extended" in {entry.tag for entry in trail([one.subject])}
    with pytest.raises(RuleBroken, match="più tempo"):
        rounds.extend(one, date(2026, 12, 1), date(2026, 12, 15), "Ferie", **NOW)


def test_more_time_for_one_unit_alone(make, one, unit):
    other = make.unit(name="UO Sanzioni")
    make.indicator("Di un'altra", unit=other)
    rounds.bring_up_to_date(one, **NOW)
    assert rounds.extend_unit(one, unit.id, date(2026, 12, 10), "Trasloco", **NOW) == 1
    assert [each.request.due_on for each in rows.asked(one)] == [date(2026, 12, 10), date(2026, 11, 30)]


# The closing


def test_closed_early_it_says_why_and_keeps_what_was_left(make, one, unit):
    make.indicator("Senza risultato", unit=unit)
    rounds.bring_up_to_date(one, **NOW)
    make.given(one, verified=True)
    keeper = person(make, Role.PERFORMANCE)
    with pytest.raises(RuleBroken, match="Scrivi perché si chiude"):
        rounds.close(one, by=keeper, at=clock.now())
    rounds.close(one, "Serve alla Giunta", by=keeper, at=clock.now())
    assert [each.state for each in rows.asked(one)] == ["closed", "missing"]
    assert one.closed_because == "Serve alla Giunta"


def test_a_closed_round_takes_nothing_more(make, one):
    make.given(one)
    rounds.close(one, **NOW)
    for act in ACTIONS.values():
        with pytest.raises(WrongState, match="chiusa"):
            act(asked(one), COMMAND_LINE)
    for act in (lambda: rounds.close(one, **NOW), lambda: rounds.bring_up_to_date(one, **NOW), lambda: nudging.nudge(one, [1], **NOW)):
        with pytest.raises(WrongState, match="chiusa"):
            act()


WRITES = (
    "UPDATE indicator_reading SET value = '99%'",
    "DELETE FROM indicator_reading",
    "UPDATE performance_request SET of_area = NOT of_area",
    "DELETE FROM performance_request",
    "UPDATE performance_round SET closed_because = 'altro'",
    "DELETE FROM performance_round",
    "UPDATE performance_draw SET percent = 1",
    "UPDATE performance_inspection SET looked_at = 'altro'",
    "INSERT INTO performance_request (round_id, year_id, of_area, extended_because, dropped_because) SELECT round_id, year_id, of_area, '', '' FROM performance_request",
)


@pytest.mark.parametrize("write", WRITES)
def test_the_database_keeps_a_closed_round_as_it_was(make, one, write):
    make.given(one, verified=True)
    inspecting.inspect(make.inspection(one), Found.CONFIRMED, "Il registro", **NOW)
    rounds.close(one, **NOW)
    db.session.flush()
    with pytest.raises(IntegrityError, match="closed round"), db.session.begin_nested():
        db.session.execute(text(write))


def test_the_trail_vouches_for_what_keeps_it(app, make, one):
    assert guards.unguarded_rounds() is None
    on = " ON indicator_reading" if db.engine.dialect.name == "postgresql" else ""
    name = "indicator_reading_round_no_change" if on else "indicator_reading_round_no_update"
    db.session.execute(text(f"DROP TRIGGER {name}{on}"))
    found = guards.unguarded_rounds()
    assert found is not None
    assert name in str(found)


def test_the_year_still_closes_over_closed_rounds(make, unit):
    make.indicator(unit=unit)
    quarter, final = make.round(calendar=OPEN), make.round(Period.YEAR, calendar=Calendar(*[date(2026, 12, 31)] * 3))
    make.given(quarter)
    at = clock.on_day(date(2027, 2, 1))
    by = COMMAND_LINE
    answering.give(asked(final), "60%", by=by, at=at)
    answering.verify(asked(final), by=by, at=at)
    rounds.close(quarter, by=by, at=at)
    rounds.close(final, by=by, at=at)
    closing.close(2026, by=by, at=at)
    assert queries.is_closed(2026)


def test_of_the_year_what_a_round_never_had_still_comes_in(make, unit):
    found = make.indicator(unit=unit)
    final = make.round(Period.YEAR, calendar=Calendar(*[date(2026, 12, 31)] * 3))
    at = clock.on_day(date(2027, 2, 1))
    rounds.close(final, by=COMMAND_LINE, at=at)
    make.result(found, "60%", verified=True)
    closing.close(2026, by=COMMAND_LINE, at=at)
    assert row_of(found).final.state == "closed"


def test_of_the_year_what_a_round_had_does_not_change(make, unit):
    found = make.indicator(unit=unit)
    final = make.round(Period.YEAR, calendar=Calendar(*[date(2026, 12, 31)] * 3))
    at = clock.on_day(date(2027, 2, 1))
    answering.give(asked(final), "60%", by=COMMAND_LINE, at=at)
    answering.verify(asked(final), by=COMMAND_LINE, at=at)
    rounds.close(final, by=COMMAND_LINE, at=at)
    with pytest.raises(WrongState, match="rilevazione è chiusa"):
        results.send_back(row_of(found).final, "Ripensamento", by=COMMAND_LINE, at=at)


# The second level


def drawn(make, one, *, by=None):
    make.given(one, by=by, verified=True)
    return make.inspection(one)


def test_the_sample_is_drawn_once_and_can_be_drawn_again(make, one, unit):
    for name in ("Due", "Tre", "Quattro"):
        make.indicator(name, unit=unit)
    rounds.bring_up_to_date(one, **NOW)
    for place in range(4):
        make.given(one, verified=True, place=place)
    plan = make.round_plan(one, 50)
    inspecting.draw(plan, by=COMMAND_LINE, at=clock.now())
    made = rows.inspections(plan)
    assert len(made) == 2
    assert sample.Again(plan).differs(each.request_id for each in made) == ""
    with pytest.raises(WrongState, match="già stata fatta"):
        inspecting.declare(one, "un altro seme", 80, version=plan.version, **NOW)
    plan.rows = plan.rows.replace("@A1.1", "@A1.2", 1)
    assert "impronta" in sample.Again(plan).differs(each.request_id for each in made)


def test_not_confirmed_it_goes_back_to_its_author(make, one, unit):
    author = person(make, Role.REFERENTE, unit)
    each = drawn(make, one, by=author)
    inspecting.inspect(each, Found.NOT_CONFIRMED, "Il registro", "I conti non tornano", **NOW)
    reading = asked(one).reading
    assert (reading.state, each.declared) == ("returned", "45%")
    assert "I conti non tornano" in reading.returned_because


@pytest.mark.parametrize("part", ["entered", "verified"])
def test_who_entered_or_verified_it_does_not_check_it(make, one, part):
    keeper, other = person(make, Role.PERFORMANCE), person(make, Role.PERFORMANCE)
    give(one, "45%", keeper)
    answering.verify(asked(one), by=other, at=clock.now())
    db.session.commit()
    each = make.inspection(one)
    with pytest.raises(WrongState, match="un'altra persona"):
        inspecting.inspect(each, Found.CONFIRMED, "Il registro", by=keeper if part == "entered" else other, at=clock.now())
    inspecting.inspect(each, Found.CONFIRMED, "Il registro", by=person(make, Role.COMPLIANCE), at=clock.now())
    assert each.finding == "confirmed"
