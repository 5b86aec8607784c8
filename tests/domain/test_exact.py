"""Rounding and means that are right to the last digit."""

import doctest
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import exact
from riskreg.domain.exact import half_up, mean


def test_every_example_in_the_docstrings_holds():
    failed, attempted = doctest.testmod(exact)
    assert failed == 0
    assert attempted >= 2


@given(st.decimals(-1000, 1000, places=6))
def test_it_rounds_as_decimal_does_where_decimal_is_exact(value):
    assert half_up(value) == value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.integers(-(10**6), 10**6), st.sampled_from([3, 6, 7, 9, 12]))
def test_it_is_never_further_than_half_a_cent(numerator, denominator):
    value = Fraction(numerator, denominator)
    assert abs(Fraction(half_up(value)) - value) <= Fraction(1, 200)


@given(st.lists(st.integers(0, 5), min_size=1))
def test_a_mean_lies_between_the_least_and_the_most(values):
    found = mean(values)
    assert found is not None
    assert min(values) <= found <= max(values)


def test_no_cent_is_lost_where_28_digits_fall_short_of_a_half():
    # Six answers that sum to 11, four that sum to 9: 4,125 on paper, so 4,13. Decimals cut 11/6 and come to 4,12.
    cut = Decimal(11) / 6 * (Decimal(9) / 4)
    assert cut.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("4.12")
    assert half_up(Fraction(11, 6) * Fraction(9, 4)) == Decimal("4.13")
