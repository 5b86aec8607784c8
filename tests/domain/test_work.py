"""When scheduled work is due, and how long to wait before trying again."""

import doctest
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import work
from riskreg.domain.work import LEASE, MOST_ATTEMPTS, ROME, JobState, next_daily, retry_delay, schedule_key

HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


def test_every_example_in_the_docstrings_holds():
    failed, attempted = doctest.testmod(work)
    assert failed == 0
    assert attempted >= 3


@pytest.mark.parametrize(
    ("after", "hour", "due"),
    [
        ("2026-11-21T00:59", time(1, 0), "2026-11-21T01:00+01:00"),
        ("2026-11-21T01:00", time(1, 0), "2026-11-22T01:00+01:00"),
        ("2026-12-31T23:00", time(1, 0), "2027-01-01T01:00+01:00"),
        # In October the hour from 2 to 3 comes twice: only the first counts.
        ("2026-10-24T12:00", time(2, 30), "2026-10-25T02:30+02:00"),
        ("2026-10-25T02:30", time(2, 30), "2026-10-26T02:30+01:00"),
        ("2026-10-25T01:30", time(1, 0), "2026-10-26T01:00+01:00"),
        # In March that hour does not come at all.
        ("2026-03-28T12:00", time(2, 30), "2026-03-29T03:30+02:00"),
        ("2026-03-29T03:30", time(2, 30), "2026-03-30T02:30+02:00"),
        ("2026-03-28T12:00", time(1, 0), "2026-03-29T01:00+01:00"),
    ],
)
def test_the_hour_is_the_wall_clocks(after, hour, due):
    moment = datetime.fromisoformat(after).replace(tzinfo=ROME)
    assert next_daily(moment, hour).astimezone(UTC) == datetime.fromisoformat(due)


def test_the_second_time_around_is_already_past():
    second = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=ROME)
    assert next_daily(second, time(2, 30)).astimezone(UTC) == datetime.fromisoformat("2026-10-26T02:30+01:00")


@given(MOMENTS, HOURS)
def test_it_is_always_later_and_within_a_day_and_an_hour(after, hour):
    due = next_daily(after, hour)
    assert timedelta(0) < due - after <= timedelta(hours=25)


@given(MOMENTS, HOURS)
def test_whoever_looks_before_it_is_due_finds_the_same_occurrence(after, hour):
    due = next_daily(after, hour)
    just_before = due - timedelta(seconds=1)
    assert next_daily(max(after, just_before), hour) == due
    assert schedule_key("kind", next_daily(due, hour)) != schedule_key("kind", due)


def test_the_key_is_the_face_of_the_clock_in_rome():
    assert schedule_key("trail:seal", datetime(2026, 7, 1, 23, 0, tzinfo=UTC)) == "trail:seal@2026-07-02T01:00"


def test_each_wait_is_longer_than_the_one_before():
    waits = [retry_delay(attempts) for attempts in range(1, MOST_ATTEMPTS + 3)]
    assert waits == sorted(set(waits))
    assert waits[0] == timedelta(seconds=30)


def test_three_beats_may_go_missing_before_a_lease_runs_out():
    assert work.HEARTBEAT * 3 < LEASE


def test_every_state_has_a_label_and_three_are_over():
    assert all(state.label for state in JobState)
    assert [state for state in JobState if state.is_over] == [JobState.DONE, JobState.FAILED, JobState.CANCELLED]
