"""The demo's rounds look like an office at work: those of the past closed, one under way with something in every state."""

from collections import Counter

from riskreg.core import clock
from riskreg.domain.performance.results import Period
from riskreg.performance import guards, queries, sample
from riskreg.performance.queries import rounds


def test_rounds_of_the_past_are_closed_and_the_last_is_under_way(demo):
    there = [(one.year, one.period, one.is_closed) for one in rounds.rounds() if one.year > 2024]
    assert sorted(there) == [
        (2025, "h1", True), (2025, "year", True), (2026, "h1", True), (2026, "q1", True), (2026, "q2", True), (2026, "q3", False),
    ]  # fmt: skip
    assert queries.is_closed(2025), "a year closes over closed rounds"


def test_the_round_under_way_has_something_in_every_state(demo):
    there = rounds.asked(rounds.round_of(2026, Period.Q3))
    states = Counter(each.state.value for each in there)
    assert set(states) == {"to_enter", "entered", "returned", "verified"}
    assert any(each.is_late(clock.today()) for each in there)
    assert {each.reading.standing for each in there if each.reading} == {"on_course", "deviates", "to_weigh"}


def test_one_was_closed_before_its_days_and_says_why(demo):
    one = rounds.round_of(2026, Period.H1)
    assert one.closed_because
    assert {each.state.value for each in rounds.asked(one)} >= {"closed", "missing", "unverified"}


def test_the_sample_of_the_demo_can_be_drawn_again(demo):
    plan = rounds.draw_of(rounds.round_of(2026, Period.Q2))
    made = rounds.inspections(plan)
    assert made
    assert sample.Again(plan).differs(each.request_id for each in made) == ""
    assert guards.unguarded_rounds() is None
