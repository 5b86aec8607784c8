"""What waits, in which order; and which reminder goes on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken
from riskreg.domain.waiting import (
    NEW,
    Group,
    Rules,
    Task,
    checked_rules,
    group_of,
    grouped,
    reminder,
    shortened,
    step_above,
    step_on,
)

DUE = date(2026, 12, 31)
RULES = Rules()


def task(due_on=DUE, **more):
    return Task("measure", "measure:1", "Fai", "Cosa", "/misure/1", due_on=due_on, **more)


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (15, None), (14, "before 14"), (8, "before 14"), (7, "before 7"), (2, "before 7"), (1, "before 1"), (0, "before 1"),
        (-1, "late 1"), (-7, "late 1"), (-8, "late 2"), (-14, "late 2"), (-15, "late 3"),
    ],
)  # fmt: skip
def test_the_step_of_each_day(left, step):
    """14, 7 and 1 days before, and every week after; a day that was missed is made up for until the next step begins."""
    assert step_on(DUE, DUE - timedelta(days=left), RULES) == (f"2026-12-31 {step}" if step else None)


def test_what_has_no_deadline_has_no_step_of_its_own():
    assert step_on(None, DUE, RULES) is None
    assert step_above(None, DUE, RULES) is None


@pytest.mark.parametrize(("late", "told"), [(0, False), (14, False), (15, True), (200, True)])
def test_the_dirigente_is_told_after_so_many_days_of_delay(late, told):
    assert (step_above(DUE, DUE + timedelta(days=late), RULES) is not None) is told


def test_what_is_new_is_told_once_and_not_after_anything_else():
    far = task(DUE + timedelta(days=300))
    assert reminder(far, DUE, RULES, set()) == NEW
    assert reminder(far, DUE, RULES, {NEW}) is None
    assert reminder(far, DUE, RULES, {"2026-10-31 late 2"}) is None, "the deadline moved: whoever has it knows of it"
    assert reminder(task(None, told=True), DUE, RULES, set()) is None, "it had a letter of its own"


def test_a_deadline_that_moves_begins_again():
    sent = {"2026-12-31 before 7"}
    assert reminder(task(), DUE - timedelta(days=7), RULES, sent) is None
    moved = task(DUE + timedelta(days=30))
    assert reminder(moved, DUE + timedelta(days=23), RULES, sent) == "2027-01-30 before 7"


@given(
    st.lists(st.integers(-120, 120), max_size=80),
    st.lists(st.integers(0, 90), min_size=1, max_size=3),
    st.integers(1, 60),
    st.integers(1, 180),
)
def test_no_sequence_of_days_tells_a_step_twice(days, before, every, above):
    """Whatever the days on which the machine runs, twice on one or back in time."""
    rules, sent, told = checked_rules(before, every, above), set(), []
    for day in days:
        on = DUE + timedelta(days=day)
        for step in (reminder(task(), on, rules, sent), step_above(DUE, on, rules)):
            if step is not None and step not in sent:
                sent.add(step)
                told.append(step)
    assert len(told) == len(set(told))


@given(st.lists(st.integers(0, 90), min_size=1, max_size=3), st.integers(1, 60))
def test_whoever_runs_every_day_misses_no_step(before, every):
    rules, sent = checked_rules(before, every, 15), []
    for day in range(-100, 30):
        step = reminder(task(), DUE + timedelta(days=day), rules, set(sent) | {NEW})
        if step is not None:
            sent.append(step)
    assert [step for step in sent if "before" in step] == [f"{DUE} before {days}" for days in rules.before]
    assert [step for step in sent if "late" in step] == [f"{DUE} late {n}" for n in range(1, (29 - 1) // every + 2)]


def test_groups_come_in_the_order_of_what_cannot_wait():
    on = date(2026, 12, 1)
    days = {
        "a": on - timedelta(days=1),
        "b": on,
        "c": on + timedelta(days=7),
        "d": on + timedelta(days=8),
        "e": on + timedelta(days=31),
        "f": None,
    }
    tasks = [Task("k", key, key, "", "/", due_on=due) for key, due in reversed(days.items())]
    urgent = Task("k", "u", "u", "", "/", is_urgent=True)
    found = [(group, [one.key for one in those]) for group, those in grouped([*tasks, urgent], on)]
    assert found == [
        (Group.URGENT, ["u"]), (Group.LATE, ["a"]), (Group.THIS_WEEK, ["b", "c"]), (Group.THIS_MONTH, ["d"]), (Group.LATER, ["e"]),
        (Group.UNDATED, ["f"]),
    ]  # fmt: skip
    assert group_of(task(), DUE + timedelta(days=1)) is Group.LATE


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (([], 7, 15), "first"), (([None], 7, 15), "first"), (([91], 7, 15), "first"), (([-1], 7, 15), "first"),
        (([14], 0, 15), "late_every"), (([14], None, 15), "late_every"), (([14], 7, 0), "escalate_after"), (([14], 7, 181), "escalate_after"),
    ],
)  # fmt: skip
def test_rules_that_make_no_sense_say_where(typed, field):
    with pytest.raises(RuleBroken) as refusal:
        checked_rules(*typed)
    assert refusal.value.field == field


def test_a_letter_bears_so_many_lines():
    assert shortened(["a"], 1, "{}") == ["a"]
