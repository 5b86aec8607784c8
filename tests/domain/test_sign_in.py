"""How fast one may try: the table of docs/domain/accounts.md, and what never happens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.sign_in import ACCOUNT, ADDRESS, LETTERS, LOST_AFTER, NONE, Tally, in_words, network_of

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DOCS = Path(__file__).resolve().parents[2] / "docs/domain/accounts.md"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def waits(limit, most: int) -> list[timedelta]:
    return [limit.wait_after(failures) for failures in range(1, most + 1)]


def test_one_account():
    assert waits(ACCOUNT, 16) == [
        NONE, NONE, NONE, 5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, 80 * SECOND, 160 * SECOND,
        15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR,
    ]  # fmt: skip


def test_one_network_address():
    assert waits(ADDRESS, 24) == [
        *[NONE] * 9, 2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND, 32 * SECOND, *[MINUTE] * 5,
        15 * MINUTE, 30 * MINUTE, HOUR, HOUR, HOUR,
    ]  # fmt: skip


def test_letters_to_one_account():
    assert waits(LETTERS, 7) == [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE, HOUR, 4 * HOUR, 4 * HOUR]


@pytest.mark.parametrize("limit", [ACCOUNT, ADDRESS], ids=["account", "address"])
def test_the_document_shows_these_waits(limit):
    text = DOCS.read_text()
    for failures in range(1, 21):
        wait = limit.wait_after(failures)
        if wait and wait != limit.wait_after(failures - 1):
            assert in_words(wait) in text, f"{in_words(wait)} after {failures}"


def after(limit, times: list[datetime]) -> Tally:
    tally = Tally()
    for at in times:
        tally = tally.after_attempt(limit, at)
    return tally


def test_a_day_of_quiet_forgets_an_accounts_failures():
    tally = after(ACCOUNT, [AT] * 12)
    assert tally.standing(ACCOUNT, AT + 23 * HOUR).failures == 12
    assert tally.standing(ACCOUNT, AT + 24 * HOUR).failures == 0


def test_an_address_is_forgiven_one_failure_every_three_minutes():
    tally = after(ADDRESS, [AT] * 12)
    assert [tally.standing(ADDRESS, AT + minutes * MINUTE).failures for minutes in (0, 2, 3, 6, 35, 36, 400)] == [12, 12, 11, 10, 1, 0, 0]


def test_what_is_left_over_of_three_minutes_is_not_lost():
    """A failure every two minutes, and one in three minutes forgiven: a third of them stays."""
    tally = after(ADDRESS, [AT + 2 * turn * MINUTE for turn in range(30)])
    assert tally.failures in (10, 11)


@given(st.lists(st.integers(min_value=0, max_value=7_200), min_size=1, max_size=60))
def test_whoever_asks_again_sooner_never_gets_more_looks(pauses):
    """Attempts let through, however they are spaced, are at most: ten, and one for each wait that has passed."""
    tally, at, looked_at = Tally(), AT, 0
    for pause in pauses:
        at += timedelta(seconds=pause)
        if tally.remaining(at) == NONE:
            tally, looked_at = tally.after_attempt(ACCOUNT, at), looked_at + 1
    served = sum((ACCOUNT.wait_after(n) for n in range(1, tally.failures)), NONE)
    assert tally.failures == looked_at or at - AT >= ACCOUNT.forgotten_after
    assert served <= at - AT or at - AT >= ACCOUNT.forgotten_after


def test_a_clock_that_was_set_back_locks_nobody_out_for_a_day():
    tally = after(ACCOUNT, [AT] * 12)
    assert tally.remaining(AT - timedelta(seconds=2)) > HOUR, "machines differ by a little"
    assert tally.remaining(AT - 23 * HOUR) == NONE
    assert tally.after_attempt(ACCOUNT, AT - 23 * HOUR).failures == 1


def test_an_answer_that_came_too_late_takes_its_failure_back_and_opens_no_lock():
    """Somebody with one account and a slow line must not reopen an address for whoever guesses beside them."""
    locked = in_flight(1).standing(ADDRESS, AT + LOST_AFTER)
    for _ in range(24):
        locked = locked.begun(ADDRESS, AT + LOST_AFTER).was_wrong(ADDRESS, AT + LOST_AFTER)
    late = locked.was_right(ADDRESS, AT + LOST_AFTER)
    assert late.failures == locked.failures - 1
    assert late.remaining(AT + LOST_AFTER) == locked.remaining(AT + LOST_AFTER) > NONE
    assert Tally().was_right(ADDRESS, AT).failures == 0


def test_beyond_the_free_failures_no_more_are_looked_at_together_than_could_still_be_wrong():
    assert in_flight(4, after(ADDRESS, [AT] * 15)).is_full(ADDRESS, AT) is False
    assert in_flight(5, after(ADDRESS, [AT] * 15)).is_full(ADDRESS, AT) is True
    assert in_flight(1, after(ADDRESS, [AT] * 40)).is_full(ADDRESS, AT) is True, "an hour later it is one at a time"


def test_what_was_lost_counts_also_while_others_keep_coming():
    tally = in_flight(12)
    for turn in range(1, 4):
        at = AT + turn * timedelta(seconds=20)
        tally = tally.begun(ADDRESS, at).was_right(ADDRESS, at + SECOND)
    assert tally.failures == 12


def test_a_machine_that_fails_is_nobodys_fault():
    assert in_flight(1).was_lost(ADDRESS, AT + SECOND) == Tally()


def test_a_clock_that_was_set_back_keeps_no_room_taken():
    assert in_flight(50).is_full(ADDRESS, AT - 40 * MINUTE) is False


def in_flight(how_many: int, known: Tally | None = None) -> Tally:
    tally = known or Tally()
    for _ in range(how_many):
        tally = tally.begun(ADDRESS, AT)
    return tally


def test_what_is_being_looked_at_is_no_failure():
    tally = in_flight(30)
    assert tally.remaining(AT) == NONE
    for _ in range(30):
        tally = tally.was_right(ADDRESS, AT + SECOND)
    assert tally == Tally()


def test_an_address_has_room_for_fifty_at_once():
    assert not in_flight(49).is_full(ADDRESS, AT)
    assert in_flight(50).is_full(ADDRESS, AT)
    assert not in_flight(50).was_right(ADDRESS, AT).is_full(ADDRESS, AT)


def test_as_many_as_were_wrong_are_failures():
    tally = in_flight(12, after(ADDRESS, [AT] * 8))
    for turn in range(12):
        tally = tally.was_wrong(ADDRESS, AT) if turn < 3 else tally.was_right(ADDRESS, AT)
    assert tally == after(ADDRESS, [AT] * 11), "whoever was right washed nothing away"


def test_what_was_never_settled_was_wrong():
    tally = in_flight(20)
    assert tally.standing(ADDRESS, AT + LOST_AFTER - SECOND) == tally
    lost = tally.standing(ADDRESS, AT + LOST_AFTER)
    assert (lost.failures, lost.in_flight) == (20, 0)
    assert lost.remaining(AT + LOST_AFTER) > 14 * MINUTE
    assert tally.standing(ADDRESS, AT + 5 * HOUR).failures == 0, "and forgiven like any other"
    assert tally.standing(ADDRESS, AT - 23 * HOUR) == Tally(), "the demo lives one day again and again"


@given(st.lists(st.tuples(st.sampled_from(["begin", "right", "wrong"]), st.integers(min_value=0, max_value=50)), max_size=60))
def test_however_late_each_is_settled_only_the_wrong_ones_remain(steps):
    tally, at, open_ones, wrong = Tally(), AT, 0, 0
    patient = replace(ADDRESS, forgiven_every=None)  # so that the sum is easy
    for step, pause in steps:
        at += timedelta(seconds=pause)
        if step == "begin":
            tally, open_ones = tally.begun(patient, at), open_ones + 1
        elif open_ones:
            open_ones -= 1
            wrong += step == "wrong"
            tally = tally.was_right(patient, at) if step == "right" else tally.was_wrong(patient, at)
    for _ in range(open_ones):
        tally = tally.was_right(patient, at)
    assert (tally.failures, tally.in_flight) == (wrong, 0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1:2:3", "2001:db8::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        (None, "unknown"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_what_counts_as_one_address(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0.2, "1 secondo"), (1, "1 secondo"), (1.1, "2 secondi"), (119, "119 secondi"), (120, "2 minuti"), (121, "3 minuti"),
        (7_140, "119 minuti"), (7_200, "2 ore"), (14_400, "4 ore"),
    ],
)  # fmt: skip
def test_a_wait_in_words_is_never_too_short(left, words):
    assert in_words(timedelta(seconds=left)) == words
