"""The figures of a campaign: whole numbers, a half upwards, and nothing where there is nothing to divide by."""

from decimal import Decimal

import pytest

from riskreg.campaigns.queries import OfArea, Progress

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("confirmed", "sent", "percent"), [(1, 8, 13), (5, 200, 3), (1, 3, 33), (2, 3, 67), (0, 4, 0), (4, 4, 100), (0, 0, None)]
)
def test_how_many_were_confirmed_of_those_that_were_sent(confirmed, sent, percent):
    assert Progress([], confirmed, sent, 0, 0).confirmed_percent == percent


@pytest.mark.parametrize(("seconds", "timed", "minutes"), [(150, 1, 3), (330, 2, 3), (149, 1, 2), (1, 1, 1), (0, 0, None)])
def test_the_mean_time_is_rounded_once(seconds, timed, minutes):
    assert Progress([], 0, 0, seconds, timed).minutes == minutes


@pytest.mark.parametrize(("approved", "others", "share"), [(1, 7, "0.13"), (1, 2, "0.33"), (3, 0, "1.00")])
def test_how_far_it_has_come(approved, others, share):
    area = OfArea(None, {"approved": approved, "draft": others}, 0)
    assert Progress([area], 0, 0, 0, 0).share == Decimal(share)


def test_of_nothing_there_is_no_share():
    assert Progress([], 0, 0, 0, 0).share is None
