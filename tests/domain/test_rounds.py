"""Collection rounds of performance: who is asked what, by when, how far it has come, how it goes."""

from datetime import date
from decimal import Decimal

import pytest

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.performance import inspecting
from riskreg.domain.performance.inspecting import Found
from riskreg.domain.performance.pace import adds_up
from riskreg.domain.performance.results import Period, ResultState
from riskreg.domain.performance.rounds import (
    HALVES,
    QUARTERS,
    AskedState,
    Calendar,
    asked_of,
    check_more_time,
    due_on,
    how_it_goes,
    insist_on_open,
    is_late,
    state_of,
    title_of,
    usual,
)
from riskreg.domain.performance.verdicts import Asked, judged
from riskreg.domain.targets import Direction

AREAS = {11: 1, 12: 1, 21: 2, 30: 30}
DAYS = usual(2026, Period.Q3)


@pytest.mark.parametrize("period", QUARTERS)
def test_of_a_quarter_every_unit_that_answers_is_asked(period):
    assert [(each.unit_id, each.answers_id, each.of_area) for each in asked_of(period, [11, 21], AREAS, outsiders=False)] == [
        (11, 11, False),
        (21, 21, False),
    ]


@pytest.mark.parametrize("period", HALVES)
def test_of_a_half_year_each_area_once_through_its_dirigente(period):
    found = asked_of(period, [11, 12, 21, 30], AREAS, outsiders=False)
    assert [(each.unit_id, each.of_area) for each in found] == [(1, True), (2, True), (30, True)]


def test_of_the_year_the_capofila_for_the_whole_body():
    (found,) = asked_of(Period.YEAR, [12, 21], AREAS, outsiders=True)
    assert (found.unit_id, found.answers_id) == (None, 12)


@pytest.mark.parametrize("period", Period)
def test_of_those_outside_the_chart_the_unit_of_performance_is_asked(period):
    (found,) = asked_of(period, [], AREAS, outsiders=True)
    assert (found.unit_id, found.answers_id) == (None, None)


def test_beside_the_units_also_for_those_outside_the_chart():
    assert [each.unit_id for each in asked_of(Period.Q1, [11], AREAS, outsiders=True)] == [11, None]


@pytest.mark.parametrize(
    ("calendar", "field"),
    [
        (Calendar(date(2026, 9, 29), date(2026, 10, 20), date(2026, 11, 4)), "opens_on"),
        (Calendar(date(2026, 10, 1), date(2026, 9, 30), date(2026, 11, 4)), "enter_by"),
        (Calendar(date(2026, 10, 1), date(2026, 10, 20), date(2026, 10, 19)), "verify_by"),
    ],
)
def test_days_come_in_their_order_and_not_before_the_period_is_over(calendar, field):
    with pytest.raises(RuleBroken) as refused:
        calendar.checked(2026, Period.Q3)
    assert refused.value.field == field


@pytest.mark.parametrize("period", Period)
def test_what_is_proposed_stands(period):
    assert usual(2026, period).checked(2026, period)


@pytest.mark.parametrize(
    ("enter_by", "verify_by", "because", "field"),
    [
        (date(2026, 10, 19), DAYS.verify_by, "Ferie", "enter_by"),
        (date(2026, 10, 30), date(2026, 11, 3), "Ferie", "verify_by"),
        (DAYS.enter_by, DAYS.verify_by, "Ferie", "enter_by"),
        (date(2026, 10, 30), DAYS.verify_by, "", "because"),
    ],
)
def test_there_is_only_more_time_and_it_says_why(enter_by, verify_by, because, field):
    with pytest.raises(RuleBroken) as refused:
        check_more_time(DAYS, enter_by, verify_by, because)
    assert refused.value.field == field


@pytest.mark.parametrize("state", [None, *ResultState])
def test_while_it_is_open_the_state_is_the_results(state):
    assert state_of(state, is_closed=False) == (state or "to_enter")


@pytest.mark.parametrize(
    ("state", "left"), [(None, "missing"), ("entered", "unverified"), ("returned", "unverified"), ("closed", "closed")]
)
def test_once_it_is_closed_what_was_left_says_so(state, left):
    assert state_of(state, is_closed=True) == left


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (AskedState.TO_ENTER, DAYS.enter_by),
        (AskedState.RETURNED, DAYS.enter_by),
        (AskedState.ENTERED, DAYS.verify_by),
        (AskedState.VERIFIED, None),
        (AskedState.MISSING, None),
    ],
)
def test_each_state_waits_until_its_own_day(state, due):
    assert due_on(state, DAYS.enter_by, DAYS.verify_by) == due
    assert not is_late(state, DAYS.enter_by, DAYS.verify_by, due or date(2030, 1, 1))
    assert is_late(state, DAYS.enter_by, DAYS.verify_by, date(2030, 1, 1)) == (due is not None)


@pytest.mark.parametrize(
    ("target", "result", "standing"),
    [(">= 50%", "52%", "on_course"), (">= 50%", "40%", "deviates"), ("26%", "23%", "to_weigh"), (">= 50%", "n.d.", "to_weigh")],
)
def test_within_the_year_it_is_said_how_it_goes_and_never_a_verdict(target, result, standing):
    found = how_it_goes(judged(Asked(target, result, 2026, name="Incidenza oneri di funzionamento")), Period.Q3, 2026)
    assert found.standing == standing
    assert found.said.startswith("A oggi ")
    assert found.said.endswith(".")
    assert "raggiunto" not in found.said


def test_what_strays_may_still_change_until_the_year_is_over():
    found = judged(Asked(">= 50%", "40%", 2026))
    assert "può ancora cambiare" in how_it_goes(found, Period.Q1, 2026).said
    assert "può ancora cambiare" not in how_it_goes(found, Period.Q4, 2026).said


def test_a_count_that_grows_with_the_year_is_looked_at_beside_how_much_of_it_is_over():
    asked = Asked(">= 2.100", "706", 2026, name="Pratiche gestite con automatismi")
    assert adds_up(asked)
    behind = how_it_goes(judged(asked), Period.Q3, 2026, Decimal("0.3362"))
    assert (behind.standing, behind.said) == (
        "deviates", "A oggi 706 < 2.100, il target dell'anno: è al 33,62 % del target con il 75 % dell'anno trascorso.",
    )  # fmt: skip
    assert how_it_goes(judged(asked), Period.Q3, 2026, Decimal("0.7581")).standing == "on_course"


def test_one_of_several_units_that_is_behind_is_left_to_a_person():
    """It may have written its own piece, or the whole."""
    asked = Asked(">= 2.100", "706", 2026, name="Pratiche gestite con automatismi")
    found = how_it_goes(judged(asked), Period.Q3, 2026, Decimal("0.3362"), several=True)
    assert found.standing == "to_weigh"
    assert "di cui rispondono più unità" in found.said
    assert how_it_goes(judged(asked), Period.Q3, 2026, Decimal("0.80"), several=True).standing == "on_course"


@pytest.mark.parametrize(
    ("target", "result", "name"),
    [
        (">= 50%", "40%", "Pratiche evase"),
        (">= 1,4", "1,2", "Misure nuove su consolidate"),
        ("<= 100", "60", "Pratiche sospese"),
        ("+10", "4", "Imprese assistite"),
        ("30", "20", "Durata media in giorni"),
        ("Entro il 31/12/2026", "no", "Sportello unico"),
        ("1. 10 2. 20", "1. 5 2. 10", "Incontri e corsi"),
        (">= 4", "3", "Voto degli utenti"),
    ],
)
def test_a_share_a_level_a_change_or_a_day_adds_up_to_nothing(target, result, name):
    assert not adds_up(Asked(target, result, 2026, name=name))


def test_what_divides_adds_up_to_nothing_whatever_its_name():
    assert not adds_up(Asked("12", "9", 2026, name="Corsi", algorithm="corsi tenuti / corsi previsti"))
    assert not adds_up(Asked("12", "9", 2026, name="Corsi", direction=Direction.EQUAL))


def test_nobody_enters_before_it_opens_or_after_it_is_closed():
    insist_on_open(DAYS.opens_on, DAYS.opens_on, is_closed=False)
    with pytest.raises(WrongState, match="si apre il 01/10/2026"):
        insist_on_open(DAYS.opens_on, date(2026, 9, 30), is_closed=False)
    with pytest.raises(WrongState, match="chiusa"):
        insist_on_open(DAYS.opens_on, DAYS.opens_on, is_closed=True)


def test_titles_say_the_period():
    assert [title_of(2026, each) for each in (Period.H1, Period.YEAR)] == ["Rilevazione del 1° semestre 2026", "Rilevazione finale 2026"]


@pytest.mark.parametrize(
    ("finding", "looked_at", "found", "field"),
    [(None, "Registro", "", "finding"), (Found.CONFIRMED, "", "", "looked_at"), (Found.NOT_CONFIRMED, "Registro", "", "found")],
)
def test_a_finding_says_what_was_looked_at_and_what_is_wrong(finding, looked_at, found, field):
    with pytest.raises(RuleBroken) as refused:
        inspecting.check_finding(finding, looked_at, found)
    assert refused.value.field == field
