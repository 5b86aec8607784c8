"""Unit codes: which two are one, and in which order they stand."""

import doctest

from hypothesis import example, given
from hypothesis import strategies as st

from riskreg.domain import codes
from riskreg.domain.codes import code_sort_key, fold_code


def test_the_examples_hold():
    assert doctest.testmod(codes).failed == 0


def test_parts_sort_as_a_person_would_write_them():
    chart = ["A", "A1", "A1.1", "A1.1.1", "A1.2", "A1.10", "A2", "A10", "B.1", "ENTE"]
    shuffled = sorted(chart, key=len)
    assert sorted(shuffled, key=code_sort_key) == chart


@given(st.text(max_size=40))
@example("\N{MATHEMATICAL BOLD SCRIPT CAPITAL A}1")
def test_folding_twice_is_folding_once_and_case_and_spaces_do_not_matter(code):
    folded = fold_code(code)
    assert fold_code(folded) == folded
    assert " " not in folded
    assert fold_code(f" {code}\u00a0 ") == folded
    assert code_sort_key(code) == code_sort_key(folded)


@given(st.text("aAbBzZ09.-/ ", max_size=12))
def test_capitals_do_not_make_another_code(code):
    assert fold_code(code.upper()) == fold_code(code.lower())
