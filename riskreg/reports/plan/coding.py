"""Frozen dataclasses to plain data for JSON, and back: decimals and days as text, nothing lost, nothing guessed.

The type of each field says how it is written. Known are: text, whole numbers, truths, decimals, days and moments, each of them or nothing;
tuples of one type; dataclasses; and `Plain`, which is already what JSON holds.
"""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NewType, TypeVar

Plain = NewType("Plain", dict[str, Any])
"""Already what JSON holds: text, whole numbers, lists, and the like of them by name."""

Thing = TypeVar("Thing")
Change = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


_WRITTEN: Mapping[Any, tuple[Change, Change]] = {
    str: (_same, _same),
    int: (_same, _same),
    bool: (_same, _same),
    Plain: (_same, _same),
    Decimal: (str, Decimal),
    date: (date.isoformat, date.fromisoformat),
    datetime: (datetime.isoformat, datetime.fromisoformat),
}


def to_plain(thing: Any) -> dict[str, Any]:
    written: dict[str, Any] = _ways(type(thing))[0](thing)  # type: ignore[arg-type]  # a type is hashable
    return written


def from_plain(kind: type[Thing], plain: Mapping[str, Any]) -> Thing:
    read: Thing = _ways(kind)[1](plain)  # type: ignore[arg-type]  # as above
    return read


@cache
def _ways(kind: Any) -> tuple[Change, Change]:
    """How a value of this type is written and read."""
    if kind in _WRITTEN:
        return _WRITTEN[kind]
    if is_dataclass(kind):
        return _of_fields(kind)
    asked = typing.get_args(kind)
    if typing.get_origin(kind) is tuple and len(asked) == 2 and asked[1] is ...:
        write, read = _ways(asked[0])
        return lambda values: [write(value) for value in values], lambda plain: tuple(read(each) for each in plain)
    if isinstance(kind, types.UnionType) and len(asked) == 2 and asked[1] is types.NoneType:
        write, read = _ways(asked[0])
        return lambda value: None if value is None else write(value), lambda plain: None if plain is None else read(plain)
    raise TypeError(f"no way is known to write {kind}")


def _of_fields(kind: Any) -> tuple[Change, Change]:
    hints = typing.get_type_hints(kind)
    ways = [(each.name, *_ways(hints[each.name])) for each in fields(kind)]

    def write(thing: Any) -> dict[str, Any]:
        return {name: written(getattr(thing, name)) for name, written, _read in ways}

    def read(plain: Mapping[str, Any]) -> Any:
        return kind(**{name: said(plain[name]) for name, _written, said in ways})

    return write, read
