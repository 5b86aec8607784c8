"""Editions of the plan: their states, how people call them, the figures of the documents."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import Unreadable
from riskreg.domain.plans import (
    FOLLOWING,
    FROZEN,
    STATE_LABELS,
    Choice,
    Listed,
    Rate,
    Specific,
    State,
    check_act,
    check_step,
    choice_after_change,
    edition_name,
    figures,
    index,
    read_edition,
)


@pytest.mark.parametrize(("now", "then"), list(product(State, State)))
def test_a_step_that_is_not_in_the_table_is_refused_with_what_may_follow(now, then):
    if then in FOLLOWING[now]:
        check_step(now, then)
        return
    with pytest.raises(WrongState) as refusal:
        check_step(now, then)
    assert STATE_LABELS[now].lower() in refusal.value.message


def test_what_is_adopted_never_goes_back():
    assert all(FOLLOWING[state] <= FROZEN for state in FROZEN)


@given(st.integers(2013, 2100), st.sampled_from(["-", "–", " – ", "/", " - "]), st.booleans())
def test_an_edition_is_read_as_people_write_it(first, mark, short):
    last = f"{(first + 2) % 100:02}" if short else str(first + 2)
    assert read_edition(f"{first}{mark}{last}") == first
    assert read_edition(edition_name(first)) == first


@pytest.mark.parametrize("text", ["", "2025-2026", "2025-29", "1999-2001", "piano", "25-27", "2025-2027-2029"])
def test_what_is_no_edition_is_not_taken_for_one(text):
    with pytest.raises(Unreadable):
        read_edition(text)


def test_the_act_of_adoption_comes_after_the_proposal_and_not_after_today():
    check_act(date(2026, 1, 30), date(2026, 1, 20), date(2026, 2, 1))
    for adopted, said in ((date(2026, 2, 2), "non successivo a oggi"), (date(2026, 1, 19), "proposto il 20/01/2026")):
        with pytest.raises(RuleBroken, match=said) as refusal:
            check_act(adopted, date(2026, 1, 20), date(2026, 2, 1))
        assert refusal.value.field == "adopted_on"


def test_who_changes_what_is_confirmed_modifies_it():
    assert [choice_after_change(one) for one in Choice] == [Choice.MODIFIED, Choice.MODIFIED, Choice.NEW, Choice.STEADY, Choice.REMOVED]


def _of_2025() -> list[Listed]:
    """As the plan 2025–2027 has them: 12 that stay, 26 that come."""
    due = [date(2025, 12, 31)] * 19 + [date(2026, 12, 31)] * 5 + [date(2027, 12, 31)] * 2
    return [*(Listed(is_new=False) for _one in range(12)), *(Listed(is_new=True, due_on=day) for day in due)]


def test_the_figures_of_the_plan_2025():
    found = figures(2025, _of_2025())
    assert (found.general, found.consolidated, found.new) == (38, 12, 26)
    assert found.new_by_year == {2025: 19, 2026: 5, 2027: 2}
    assert found.update_index_planned == Decimal("1.58")
    assert found.update_index == Decimal("0.00")
    assert found.general_rate == Rate(0, 19)


def _activated(measures: list[Listed], count: int, on: date) -> list[Listed]:
    due = [one for one in measures if one.due_on is not None and one.due_on.year == on.year]
    others = [one for one in measures if one not in due]
    return others + [Listed(**{**vars(one), "activated_on": on if place < count else None}) for place, one in enumerate(due)]


@pytest.mark.parametrize(("year", "new", "done", "index_", "rate"), [(2025, 19, 18, "1.50", "94.74"), (2024, 22, 21, "1.75", "95.45")])
def test_the_result_that_the_documents_say(year, new, done, index_, rate):
    measures = [Listed(is_new=False)] * 12 + [Listed(is_new=True, due_on=date(year, 12, 31))] * new
    found = figures(year, _activated(measures, done, date(year, 6, 30)))
    assert (found.update_index, found.general_rate.percent) == (Decimal(index_), Decimal(rate))


def test_specific_measures_have_a_rate_of_their_own():
    found = figures(2024, [], Specific(listed=80, planned=77, done=70))
    assert (found.specific_rate, found.specific_rate.percent) == (Rate(70, 77), Decimal("90.91"))
    assert (found.general, found.specific) == (0, 80)
    assert found.update_index is None


def test_an_early_activation_counts_in_its_year_and_a_late_one_does_not_mend_the_rate():
    early = Listed(is_new=True, due_on=date(2026, 12, 31), activated_on=date(2025, 3, 1))
    late = Listed(is_new=True, due_on=date(2025, 12, 31), activated_on=date(2026, 1, 2))
    found = figures(2025, [Listed(is_new=False), early, late])
    assert (found.activated, found.update_index) == (1, Decimal("1.00"))
    assert found.general_rate == Rate(0, 1)


def test_what_the_edition_no_longer_lists_does_not_count():
    measures = [Listed(is_new=False, choice=choice) for choice in Choice]
    assert figures(2025, measures).consolidated == 3


def test_by_class_only_those_with_something_due():
    measures = [
        Listed(is_new=True, due_on=date(2025, 1, 31), measure_class="pantouflage"),
        Listed(is_new=False, measure_class="codice"),
    ]
    assert figures(2025, measures).by_class == {"pantouflage": Rate(0, 1)}


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_index_cannot_be_had_over_nothing(new, consolidated):
    found = index(new, consolidated)
    assert (found is None) == (consolidated == 0)
    if found is not None:
        assert abs(found * consolidated - new) <= Decimal("0.005") * consolidated
