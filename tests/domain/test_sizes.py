"""Sizes of files, as people say them."""

import doctest

from riskreg.domain import sizes


def test_every_example_in_the_docstrings_holds():
    failed, attempted = doctest.testmod(sizes)
    assert failed == 0
    assert attempted >= 1
