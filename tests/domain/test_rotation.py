"""Which copies are kept: enough of the near past, some of the far, never a surprise."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.rotation import LATE_AFTER, RECENT, ROME, Reason, Rotation, is_late, kept

MOMENTS = st.sets(
    st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2027-01-01"), timezones=st.just(UTC)), max_size=60
)
ROTATIONS = st.builds(Rotation, st.integers(1, 10), st.integers(0, 8), st.integers(0, 14))


def nights(first: str, last: str) -> list[datetime]:
    begin, end = (datetime.fromisoformat(f"{day}T01:45").replace(tzinfo=ROME) for day in (first, last))
    return [datetime.combine(begin.date() + timedelta(days=n), begin.time(), tzinfo=ROME) for n in range((end - begin).days + 1)]


def days(found: dict) -> list[str]:
    return [f"{moment.astimezone(ROME):%d/%m/%Y}" for moment in found]


def test_after_a_year_of_nights_the_page_shows_seven_days_four_weeks_twelve_months():
    found = kept(nights("2025-09-01", "2026-11-21"), Rotation())
    assert days(found) == [
        "21/11/2026", "20/11/2026", "19/11/2026", "18/11/2026", "17/11/2026", "16/11/2026", "15/11/2026",
        "08/11/2026", "01/11/2026",
        "31/10/2026", "30/09/2026", "31/08/2026", "31/07/2026", "30/06/2026", "31/05/2026", "30/04/2026", "31/03/2026",
        "28/02/2026", "31/01/2026", "31/12/2025",
    ]  # fmt: skip
    newest, *_others = found
    assert found[newest] == (Reason.RECENT, Reason.DAILY, Reason.WEEKLY, Reason.MONTHLY)


def test_night_after_night_the_same_is_kept_as_from_all_of_them_at_once():
    every, held = nights("2025-09-01", "2026-11-21"), set()
    for night in every:
        held = set(kept(held | {night}, Rotation()))
    assert held == set(kept(every, Rotation()))


def test_silence_takes_nothing_away():
    before = kept(nights("2026-01-01", "2026-03-01"), Rotation())
    after = kept([*before, datetime(2026, 11, 21, 1, 45, tzinfo=ROME)], Rotation())
    assert days(after)[1:7] == days(before)[:6], "seven days that have a copy, however long ago"


def test_a_copy_asked_for_by_day_does_not_take_that_of_the_night_away():
    night, day = datetime(2026, 11, 21, 1, 45, tzinfo=ROME), datetime(2026, 11, 21, 10, 0, tzinfo=ROME)
    assert kept([night, day], Rotation())[night] == (Reason.RECENT,)
    assert night not in kept([night, day, day + RECENT], Rotation())


def test_days_are_those_of_rome():
    late, early = datetime(2026, 11, 20, 22, 30, tzinfo=UTC), datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    far = early + timedelta(days=3)
    assert {late, early} <= set(kept([late, early, far], Rotation(3, 0, 0)))


@given(MOMENTS, ROTATIONS)
def test_the_newest_stays_and_there_are_never_too_many(moments, rotation):
    found = kept(moments, rotation)
    assert set(found) <= moments
    assert list(found) == sorted(found, reverse=True)
    if moments:
        assert max(moments) in found
        assert all(found.values()), "each has its reason"
        old = [why for why in found.values() if Reason.RECENT not in why]
        assert len(old) <= rotation.daily + rotation.weekly + rotation.monthly


@given(MOMENTS, ROTATIONS)
def test_rotating_twice_removes_nothing_more(moments, rotation):
    once = kept(moments, rotation)
    assert kept(once, rotation) == once


@pytest.mark.parametrize(
    ("hours", "late"),
    [(0, False), (25, False), (26, False), (27, True), (-3, False)],
    ids=["now", "last night", "at the limit", "a night was missed", "the clock went back"],
)
def test_a_copy_is_late_when_a_night_was_missed(hours, late):
    at = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert is_late(at - timedelta(hours=hours), at) is late
    assert is_late(at - LATE_AFTER, at) is False
    assert is_late(None, at) is True
