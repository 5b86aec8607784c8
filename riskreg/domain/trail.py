"""The hash chain of the trail, as anyone can recompute it (docs/domain/trail.md has a worked example).

Each entry's hash covers its own contents and the hash before it: change, remove or reorder one and every later
hash is wrong. The canonical form is text, so that both databases give the same bytes back.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

FIRST = "0" * 64
"""The hash before the first entry."""


def canonical(value: object) -> str:
    """JSON with sorted keys, no spaces, NFC text, decimals as text and moments in UTC microseconds.

    >>> canonical({"b": Decimal("1.50"), "a": date(2026, 1, 31)})
    '{"a":"2026-01-31","b":"1.50"}'
    """
    return _CANONICAL.encode(plain(value))


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: object) -> Any:
    """The value as JSON knows it; floats are refused, because no figure of ours is one, and so is what is no number."""
    kind = type(value)
    if kind is str:  # first what there is most of
        return unicodedata.normalize("NFC", value)  # type: ignore[arg-type]  # a str by its type
    if value is None or isinstance(value, int):  # bool is one
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form in the trail")


def moment_text(moment: datetime) -> str:
    """UTC to the microsecond; a moment without its zone is refused, because its hash would depend on the machine.

    >>> moment_text(datetime(2026, 11, 21, 9, tzinfo=UTC))
    '2026-11-21T09:00:00.000000Z'
    """
    if moment.tzinfo is None:
        raise ValueError("a moment in the trail needs its zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def link(number: int, at: datetime, actor: str, tag: str, subject: str, diff: str, previous: str) -> str:
    """The hash of one entry: SHA-256 of its seven parts, a line each.

    No part holds a line break (in `diff`, canonical JSON, it is written as \\n), so that no part can pass for two
    and make two entries look alike.
    """
    return link_of_texts(str(number), moment_text(at), actor, tag, subject, diff, previous)


def link_of_texts(*parts: str) -> str:
    """The same, of the seven parts as they are written."""
    lines = "\n".join(parts)
    if lines.count("\n") != len(parts) - 1:
        raise ValueError("a part of a trail entry holds a line break")
    return hashlib.sha256(lines.encode()).hexdigest()


def personal_mark(salt: str, value: object) -> dict[str, str]:
    """What stands in the chain for a personal value: its salted hash. Salt and value live outside, erasable."""
    return personal_mark_of_text(salt, canonical(value))


def personal_mark_of_text(salt: str, written: str) -> dict[str, str]:
    """The same, of a value in its canonical form."""
    return {"personal": hashlib.sha256(f"{salt}\n{written}".encode()).hexdigest()}
