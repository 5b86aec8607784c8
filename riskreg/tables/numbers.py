"""What a number in a workbook looks like to whoever wrote it: a workbook keeps numbers, and a format tells days from shares."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, InvalidOperation
from enum import Enum, auto

from riskreg.domain.italian import write_date

DIGITS = Context(prec=15)
"""As many as spreadsheets keep: what comes after is the machine's (0.1 + 0.2)."""

LARGEST_EXPONENT = 20
LAST_DAY = 2_958_465
SINCE_1900, SINCE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  # days of a calendar, in no zone
LEAP_DAY_OF_1900 = 60
"""Spreadsheets count a 29 February 1900 that never was."""


class Look(Enum):
    NUMBER = auto()
    PERCENT = auto()
    DAY = auto()
    HOUR = auto()
    MOMENT = auto()


BUILT_IN = {
    **dict.fromkeys((9, 10), Look.PERCENT),
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), Look.DAY),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), Look.HOUR),
    22: Look.MOMENT,
}


def look_of(code: str) -> Look:
    """What a format of somebody's own shows.

    >>> look_of('[$-410]d mmmm yyyy'), look_of('0.0%'), look_of('#,##0 "giorni"')
    (<Look.DAY: 3>, <Look.PERCENT: 2>, <Look.NUMBER: 1>)
    """
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', "", code.partition(";")[0]).lower()
    if "%" in bare:
        return Look.PERCENT
    has_day = "d" in bare or "y" in bare
    has_hour = "h" in bare or "s" in bare
    if has_day:
        return Look.MOMENT if has_hour else Look.DAY
    if has_hour:
        return Look.HOUR
    return Look.DAY if "m" in bare and "general" not in bare else Look.NUMBER


def written(stored: str, look: Look, *, since_1904: bool = False) -> str:
    """A stored number as its cell shows it, in Italian; what is no number stays as it is.

    >>> written("12.0", Look.NUMBER), written("0.47", Look.PERCENT), written("45688", Look.DAY)
    ('12', '47%', '31/01/2025')
    """
    number = _number(stored)
    if number is None:
        return stored
    if look is Look.PERCENT:
        return f"{_plain(number * 100)}%"
    if look is Look.NUMBER or not 0 <= number <= LAST_DAY:
        return _plain(number)
    return _on_calendar(number, look, since_1904=since_1904)


def _number(stored: str) -> Decimal | None:
    try:
        number = DIGITS.create_decimal(stored.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT else None


def _plain(number: Decimal) -> str:
    """No dots between thousands: it may be a code."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if text not in ("-0", "") else "0"


def _on_calendar(number: Decimal, look: Look, *, since_1904: bool) -> str:
    days, part = divmod(number, 1)
    seconds = int((part * 86_400).to_integral_value())
    if look is Look.HOUR:
        hours, left = divmod(int(days) * 86_400 + seconds, 3600)
        return f"{hours:02d}:{left // 60:02d}"
    first = SINCE_1904 if since_1904 else SINCE_1900 + timedelta(days=days < LEAP_DAY_OF_1900)
    moment = first + timedelta(days=int(days))
    shown = write_date(moment.date())
    if look is Look.DAY or not seconds:
        return shown
    return f"{shown} {(moment + timedelta(seconds=seconds)):%H:%M}"


def iso_written(stored: str) -> str:
    """A day that the workbook keeps as text, 2025-01-31T00:00:00, which few programs write."""
    try:
        moment = datetime.fromisoformat(stored.strip().removesuffix("Z"))
    except ValueError:
        return stored
    shown = write_date(date(moment.year, moment.month, moment.day))
    return shown if moment.time() == time() else f"{shown} {moment:%H:%M}"
