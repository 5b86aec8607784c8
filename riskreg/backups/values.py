"""One value of a table as JSON keeps it, and back: nothing rounded, nothing guessed, the same from both databases.

| kind | in the copy |
|---|---|
| whole | a JSON number, however large |
| text | a JSON string, letter by letter as it stands (no Unicode normalisation) |
| truth | true, false |
| day | "2026-12-31" |
| moment | "2026-11-21T09:30:00.000000Z", always UTC |
| decimal | "1.50", with the digits that the database gives |
| bytes | base64 |

Missing is null in each.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

from riskreg.domain.trail import moment_text


class Unfit(Exception):
    """A value that is not of its column's kind."""


class Kind(NamedTuple):
    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise Unfit
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Unfit
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unfit from None
    return value


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise Unfit
    return value


def _write_day(value: Any) -> str:
    if type(value) is not date:
        raise Unfit
    return value.isoformat()


def _read_day(value: Any) -> date:
    found: date = _parsed(date.fromisoformat, value)
    if _write_day(found) != value:
        raise Unfit
    return found


def _write_moment(value: Any) -> str:
    """SQLite keeps no zone: ours are in UTC (core.base.UtcMoment)."""
    if type(value) is not datetime:
        raise Unfit
    return moment_text(value if value.tzinfo else value.replace(tzinfo=UTC))


def _read_moment(value: Any) -> datetime:
    found: datetime = _parsed(datetime.fromisoformat, value)
    if found.tzinfo is None or _write_moment(found) != value:
        raise Unfit
    return found


def _write_decimal(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise Unfit
    number = Decimal(value)
    if not number.is_finite():
        raise Unfit
    return format(number, "f")


def _read_decimal(value: Any) -> Decimal:
    found: Decimal = _parsed(Decimal, value)
    if _write_decimal(found) != value:
        raise Unfit
    return found


def _write_bytes(value: Any) -> str:
    if not isinstance(value, bytes | memoryview):
        raise Unfit
    return base64.b64encode(bytes(value)).decode()


def _read_bytes(value: Any) -> bytes:
    found: bytes = _parsed(lambda text: base64.b64decode(text, validate=True), value)
    if _write_bytes(found) != value:
        raise Unfit
    return found


def _parsed(parse: Callable[[str], Any], value: Any) -> Any:
    try:
        return parse(_text(value))
    except (ValueError, InvalidOperation):
        raise Unfit from None


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("whole", _whole, _whole),
        Kind("text", _text, _text),
        Kind("truth", _truth, _truth),
        Kind("day", _write_day, _read_day),
        Kind("moment", _write_moment, _read_moment),
        Kind("decimal", _write_decimal, _read_decimal),
        Kind("bytes", _write_bytes, _read_bytes),
    )
}

_OF_TYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (sa.Boolean, "truth"),
    (sa.DateTime, "moment"),
    (sa.Date, "day"),
    (sa.Integer, "whole"),
    (sa.Numeric, "decimal"),
    (sa.LargeBinary, "bytes"),
    (sa.String, "text"),
)


def kind_of(type_: TypeEngine[Any]) -> str | None:
    """The kind of a column, as the models describe it or as a database does; None for one that copies cannot carry (a
    float, which no figure of ours is, or whatever nobody has taught this module yet)."""
    if isinstance(type_, sa.Interval):  # on SQLite it passes for a moment
        return None
    plain = type_.impl if isinstance(type_, TypeDecorator) else type_
    return next((name for known, name in _OF_TYPES if isinstance(plain, known)), None)


def write(kind: str, value: Any) -> Any:
    return None if value is None else KINDS[kind].write(value)


def read(kind: str, value: Any) -> Any:
    return None if value is None else KINDS[kind].read(value)
