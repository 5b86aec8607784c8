"""Rooms stay small enough to be read: files, functions, views; and no drawer for odds and ends."""

import pytest

from tests.house.sources import PACKAGE, functions, name_of, python_files, template_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
MOST_STATEMENTS_OF_A_VIEW = 20

LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
"""Path, or path:function, and the reason why it may be longer."""

DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services"}


@pytest.mark.parametrize("path", [*python_files(), *template_files()], ids=name_of)
def test_a_file_is_not_longer_than_a_person_reads(path):
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE or name_of(path) in LONG_FILES, f"{lines} lines: make it a folder, or give a reason here"


def test_a_function_is_not_longer_than_a_screen():
    long = [f"{body.name}: {body.lines}" for body in functions() if body.lines > LONGEST_FUNCTION and body.name not in LONG_FUNCTIONS]
    assert not long, long


def test_a_view_says_who_asks_what_is_done_and_what_is_shown_no_more():
    long = [f"{body.name}: {body.statements}" for body in functions() if body.is_view and body.statements > MOST_STATEMENTS_OF_A_VIEW]
    assert not long, long


def test_there_are_views_to_count():
    assert sum(body.is_view for body in functions()) > 40


def test_an_exception_that_is_no_longer_needed_is_taken_away():
    longer = {body.name for body in functions() if body.lines > LONGEST_FUNCTION}
    longer |= {name_of(path) for path in python_files() if len(path.read_text().splitlines()) > LONGEST_FILE}
    assert {*LONG_FILES, *LONG_FUNCTIONS} <= longer


def test_no_room_is_a_drawer():
    found = [name_of(path) for path in PACKAGE.rglob("*") if path.stem in DRAWERS and "static" not in path.parts]
    assert not found, "name it after what it does"
