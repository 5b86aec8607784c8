"""One look for a band wherever it stands, and how much of a year there must be."""

import pytest

from riskreg.domain.bands import SHADES, is_complete, said, shade


@pytest.mark.parametrize(
    ("top", "shades"),
    [
        (1, [1]),
        (2, [1, 4]),
        (3, [1, 3, 4]),
        (4, [1, 2, 3, 4]),
        (5, [1, 2, 3, 4, 5]),
        (7, [1, 2, 2, 3, 4, 4, 5]),
        (9, [1, 2, 2, 3, 3, 4, 4, 5, 5]),
    ],
)
def test_each_rank_has_its_shade(top, shades):
    assert [shade(rank, top) for rank in range(1, top + 1)] == shades


@pytest.mark.parametrize("top", range(1, 30))
def test_shades_darken_with_the_rank_from_the_palest_and_the_highest_is_dark(top):
    found = [shade(rank, top) for rank in range(1, top + 1)]
    assert found == sorted(found)
    assert found[0] == 1
    assert found[-1] == (1 if top == 1 else min(max(top, 4), SHADES))


@pytest.mark.parametrize(("rank", "top"), [(0, 4), (-1, 4), (9, 4), (1, 0)])
def test_a_rank_that_no_methodology_has_is_drawn_all_the_same(rank, top):
    assert 1 <= shade(rank, top) <= SHADES


def test_a_band_that_was_moved_is_said_with_the_computed_one():
    assert said("MEDIO", "MEDIO-ALTO") == "giudicata MEDIO (calcolata MEDIO-ALTO)"
    assert said("MEDIO", "MEDIO") == "MEDIO"


@pytest.mark.parametrize(
    ("approved", "expected", "complete"),
    [
        (1, 35, False),
        (31, 35, False),
        (32, 35, True),
        (35, 35, True),
        (9, 10, True),
        (8, 10, False),
        (4, 5, False),
        (5, 5, True),
        (0, 0, False),
        (1, 1, True),
    ],
)
def test_a_year_is_complete_with_nine_processes_of_ten(approved, expected, complete):
    assert is_complete(approved, expected) is complete
