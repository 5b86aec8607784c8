"""In which state a measure is, and what may be said of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.measure_life import (
    SOON,
    STATUS_LABELS,
    Life,
    Milestone,
    Status,
    check_activation,
    check_move,
    checked_milestones,
    is_mandatory_by_class,
    status,
)
from riskreg.domain.register import GENERAL_CLASSES, Timing

START, TODAY = date(2025, 1, 1), date(2026, 11, 21)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def _due(on: date, **more) -> Life:
    return Life(Timing.BY_DATE, START, due_on=on, **more)


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (_due(TODAY), Status.DUE_SOON),
        (_due(TODAY - timedelta(days=1)), Status.LATE),
        (_due(TODAY + SOON), Status.DUE_SOON),
        (_due(TODAY + SOON + timedelta(days=1)), Status.TO_DO),
        (_due(date(2025, 6, 30), activated_on=date(2025, 9, 1)), Status.ACTIVATED),
        (_due(date(2025, 6, 30), in_force_to=date(2025, 12, 31)), Status.ENDED),
        (_due(date(2025, 6, 30), in_force_to=TODAY), Status.LATE),
        (Life(Timing.CONTINUOUS, START), Status.RUNNING),
        (Life(Timing.CONTINUOUS, START, activated_on=START), Status.ACTIVATED),
        (Life(Timing.PERIODIC, date(2027, 1, 1)), Status.PLANNED),
        (Life(Timing.BY_DATE, date(2027, 1, 1), due_on=date(2027, 6, 30)), Status.PLANNED),
    ],
)
def test_the_state_of_a_measure(life, expected):
    assert status(life, TODAY) is expected


@given(DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_what_is_over_or_done_is_never_late(start, end, due, activated, today):
    found = status(Life(Timing.BY_DATE, start, end, due, activated), today)
    assert found.label == STATUS_LABELS[found]
    assert (found is Status.ENDED) == (end is not None and end < today)
    if found is Status.LATE:
        assert activated is None
        assert due is not None
        assert due < today


def test_an_activation_is_recorded_once_and_when_it_happened():
    check_activation(_due(TODAY), TODAY, TODAY)
    for life, on, field in (
        (_due(TODAY), TODAY + timedelta(days=1), "on"),
        (_due(TODAY), START - timedelta(days=1), "on"),
        (_due(TODAY, in_force_to=date(2026, 1, 31)), date(2026, 2, 1), "on"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            check_activation(life, on, TODAY)
        assert refusal.value.field == field
    with pytest.raises(WrongState, match="già attivata dal 01/02/2025"):
        check_activation(_due(TODAY, activated_on=date(2025, 2, 1)), TODAY, TODAY)


def test_a_deadline_moves_to_another_day_of_what_is_still_to_do():
    check_move(_due(TODAY), TODAY + timedelta(days=30))
    for life, to, said in (
        (_due(TODAY), TODAY, "già il 21/11/2026"),
        (_due(TODAY), START - timedelta(days=1), "in vigore dal 01/01/2025"),
        (_due(TODAY, activated_on=START), date(2027, 1, 1), "già attivata"),
        (Life(Timing.CONTINUOUS, START), TODAY, "non ha una scadenza"),
    ):
        with pytest.raises((RuleBroken, WrongState), match=said):
            check_move(life, to)


def test_steps_have_a_name_and_are_not_done_ahead_of_time():
    assert checked_milestones([Milestone(" Bozza  "), Milestone("Atto", TODAY, TODAY)], TODAY) == (
        Milestone("Bozza"),
        Milestone("Atto", TODAY, TODAY),
    )
    for step, field in ((Milestone("  ", TODAY), "step_1"), (Milestone("Atto", None, TODAY + timedelta(days=1)), "step_1_done")):
        with pytest.raises(RuleBroken) as refusal:
            checked_milestones([step], TODAY)
        assert refusal.value.field == field


def test_every_class_is_obbligatoria_but_the_one_that_says_it_is_not():
    assert [one for one in GENERAL_CLASSES if not is_mandatory_by_class(one)] == ["ulteriori"]
