"""The only clock: moments in UTC, days in Rome."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from riskreg.core import clock
from riskreg.core.clock import ROME


@pytest.fixture
def real_clock(monkeypatch) -> Iterator[type]:
    """The machine's own clock, held at a moment that the test chooses."""

    class Machine(datetime):
        moment = datetime(2026, 1, 1, tzinfo=UTC)

        @classmethod
        def now(cls, tz=None):
            return cls.moment.astimezone(tz)

    monkeypatch.setattr(clock, "_frozen", None)
    monkeypatch.setattr(clock, "datetime", Machine)
    yield Machine
    clock.fix_day(None)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-14T22:59:59.999999+00:00", date(2026, 1, 14)),
        ("2026-01-14T23:00:00+00:00", date(2026, 1, 15)),
        ("2026-07-14T21:59:59.999999+00:00", date(2026, 7, 14)),
        ("2026-07-14T22:00:00+00:00", date(2026, 7, 15)),
        ("2026-12-31T23:30:00+00:00", date(2027, 1, 1)),
        ("2026-03-28T23:30:00+00:00", date(2026, 3, 29)),
        ("2026-03-29T21:59:59+00:00", date(2026, 3, 29)),
        ("2026-03-29T22:00:00+00:00", date(2026, 3, 30)),
        ("2026-10-24T22:00:00+00:00", date(2026, 10, 25)),
        ("2026-10-25T22:59:59+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:00:00+00:00", date(2026, 10, 26)),
    ],
    ids=["winter, a moment before", "winter midnight", "summer, a moment before", "summer midnight", "new year", "the eve of summer time",
         "23 hours later", "the day after it", "the eve of winter time", "25 hours, a moment before", "the day after that"],
)  # fmt: skip
def test_the_day_turns_at_midnight_in_rome(moment, day):
    with clock.frozen(datetime.fromisoformat(moment)):
        assert clock.today() == day


def test_moments_are_in_utc(real_clock):
    assert clock.now().utcoffset() == timedelta(0)


def test_time_stands_still_only_as_long_as_asked():
    outer, inner = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)
    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == inner
        assert clock.now() == outer


@pytest.mark.parametrize(
    "machine",
    [
        "2030-05-05T00:30:00+00:00",
        "2030-05-05T21:59:59+00:00",
        "2030-05-05T22:00:00+00:00",
        "2028-02-29T12:00:00+00:00",
        "2026-03-29T01:30:00+00:00",
    ],
)
def test_on_a_fixed_day_every_moment_falls_on_it_at_the_hour_it_is_in_rome(real_clock, machine):
    real_clock.moment = datetime.fromisoformat(machine)
    clock.fix_day(date(2026, 11, 21))
    assert clock.today() == date(2026, 11, 21)
    assert clock.now().astimezone(ROME).time() == real_clock.moment.astimezone(ROME).time()


def test_without_a_fixed_day_it_is_today(real_clock):
    real_clock.moment = datetime(2031, 6, 1, 12, tzinfo=UTC)
    clock.fix_day(date(2026, 11, 21))
    clock.fix_day(None)
    assert (clock.today(), clock.fixed_day()) == (date(2031, 6, 1), None)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 1, 15), "2026-01-15T08:00:00+00:00"),
        (date(2026, 3, 29), "2026-03-29T07:00:00+00:00"),
        (date(2026, 10, 25), "2026-10-25T08:00:00+00:00"),
    ],
)
def test_what_is_recorded_by_day_only_stands_at_nine_in_rome(day, moment):
    assert clock.on_day(day) == datetime.fromisoformat(moment)
