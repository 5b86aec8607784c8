"""Codes, order, and what goes where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken
from riskreg.domain.sheets import check_order, check_parts, joined_notes, next_code, shifted

PARTS = {"one": "un processo", "many": "le fasi"}


@pytest.mark.parametrize(
    ("prefix", "taken", "expected"),
    [
        ("B.", [], "B.01"),
        ("B.", ["B.01", "B.02"], "B.03"),
        ("B.", ["B.01", "B.09", "B.3"], "B.10"),
        ("B.", ["b. 08"], "B.09"),
        ("C.", ["C.1.1", "C.2.5"], "C.01"),
        ("B.", ["B.99"], "B.100"),
    ],
)
def test_the_next_code_follows_the_last_whatever_way_it_is_written(prefix, taken, expected):
    assert next_code(prefix, taken) == expected


@given(st.lists(st.integers(0, 20), unique=True, min_size=1), st.integers(-3, 3), st.data())
def test_shifting_keeps_everything_and_moves_one(order, steps, data):
    which = data.draw(st.sampled_from(order))
    after = shifted(order, which, steps)
    assert sorted(after) == sorted(order)
    assert [one for one in after if one != which] == [one for one in order if one != which]
    assert after.index(which) == min(max(order.index(which) + steps, 0), len(order) - 1)


def test_an_order_of_other_things_than_those_there_is_refused():
    check_order([2, 1], [1, 2])
    for order in ([1], [1, 2, 3], [1, 1]):
        with pytest.raises(RuleBroken, match="ricarica"):
            check_order(order, [1, 2])


def test_a_division_needs_two_named_parts_and_a_place_for_all():
    check_parts(["Uno", "Due"], [7, 8], {7: 0, 8: 1}, **PARTS)
    check_parts(["Uno", "Due"], [], {}, **PARTS)
    for names, places in ((["Uno"], {7: 0, 8: 0}), (["Uno", " "], {7: 0, 8: 0}), (["Uno", "Due"], {7: 0}), (["Uno", "Due"], {7: 0, 8: 2})):
        with pytest.raises(RuleBroken) as refusal:
            check_parts(names, [7, 8], places, **PARTS)
        assert refusal.value.field == "parts"


def test_a_division_filled_in_before_something_left_asks_again():
    with pytest.raises(RuleBroken, match="Nel frattempo le fasi sono cambiate"):
        check_parts(["Uno", "Due"], [7], {7: 0, 8: 1}, **PARTS)


def test_joined_notes_lose_no_word_and_repeat_none():
    assert joined_notes(["a", "", "b", "a"]) == "a\nb"
