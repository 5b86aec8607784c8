"""Seals: the head of the chain, kept outside the database, so that a cut tail shows.

Two files in the data folder: `trail-head.json` follows every commit; `trail-seals.jsonl` gets a line a day, and the
log the same line, so that whoever collects logs elsewhere has a witness that this machine cannot rewrite.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from riskreg.core import settings
from riskreg.domain.trail import moment_text

log = logging.getLogger("riskreg.trail")


class UnreadableSeal(Exception):
    """A witness that can no longer be read; the sentence says which."""


@dataclass(frozen=True)
class Seal:
    """So many entries, the last with this hash."""

    count: int
    hash: str
    at: str


def _head_file() -> Path:
    return settings.current().folder / "trail-head.json"


def _seals_file() -> Path:
    return settings.current().folder / "trail-seals.jsonl"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time: commits of two processes may arrive here in the other order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep_head(count: int, hash_: str) -> None:
    path = _head_file()
    with _alone(path):
        known = _read_head(path)
        if known is None or count > known.count:
            _replace(path, Seal(count, hash_, ""))


def seal(count: int, hash_: str, at: datetime) -> Seal:
    """The daily seal: a line in the file and the same in the log."""
    made = Seal(count, hash_, moment_text(at))
    path = _seals_file()
    with _alone(path), path.open("a+b") as file:
        if file.tell() and not path.read_bytes().endswith(b"\n"):
            file.write(b"\n")  # a line that a power cut broke off must not swallow this one
        file.write(json.dumps(asdict(made)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    log.info("trail sealed", extra={"count": made.count, "hash": made.hash})
    return made


def all_seals() -> list[Seal]:
    """Every witness we have, the daily ones first, the running head last."""
    known = [_read(line, f"il sigillo alla riga {number} di {_seals_file().name}") for number, line in _daily_lines()]
    head = _head_file()
    return [*known, _read(head.read_text(encoding="utf-8", errors="replace"), f"il file {head.name}")] if head.exists() else known


def last_daily() -> Seal | None:
    """The last that can be read: a broken line is found by verification, and does not keep riskreg from starting."""
    for _number, line in reversed(_daily_lines()):
        if (found := _known(line)) is not None:
            return found
    return None


def _daily_lines() -> list[tuple[int, str]]:
    path = _seals_file()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _read_head(path: Path) -> Seal | None:
    return _known(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else None


def _known(text: str) -> Seal | None:
    try:
        return _read(text, "")
    except UnreadableSeal:
        return None


def _read(text: str, what: str) -> Seal:
    try:
        found = Seal(**json.loads(text))
    except (ValueError, TypeError):
        found = None
    if found is None or not isinstance(found.count, int):
        raise UnreadableSeal(f"Non si legge {what}: riprendilo da una copia di sicurezza.")
    return found


def _replace(path: Path, head: Seal) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(head)), encoding="utf-8")
    os.replace(fresh, path)
