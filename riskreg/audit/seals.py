"""Seals: the head of the chain, kept outside the database, so that a cut tail shows.

Two files in the data folder: `trail-head.json` follows every commit; `trail-seals.jsonl` gets a line a day, and the
log the same line, so that whoever collects logs elsewhere has a witness that this machine cannot rewrite.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from riskreg.core import settings
from riskreg.core.clock import ROME
from riskreg.core.data_folder import travels
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

    @property
    def moment(self) -> datetime:
        """When it was made, by the clocks of Rome; the running head has no moment."""
        return datetime.fromisoformat(self.at).astimezone(ROME)


HEAD, SEALS = travels("trail-head.json"), travels("trail-seals.jsonl")


def _head_file(folder: Path | None = None) -> Path:
    """In the data folder; or in another, where the witnesses of a safety copy lie."""
    return (folder or settings.current().folder) / HEAD


def _seals_file(folder: Path | None = None) -> Path:
    return (folder or settings.current().folder) / SEALS


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time: commits of two processes may arrive here in the other order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep_head(count: int, hash_: str, folder: Path | None = None) -> None:
    path = _head_file(folder)
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


def has_head(folder: Path | None = None) -> bool:
    return _head_file(folder).exists()


def all_seals(folder: Path | None = None) -> list[Seal]:
    """Every witness we have, the daily ones first, the running head last."""
    known = [_read_daily(line, f"il sigillo alla riga {number} di {SEALS}") for number, line in _daily_lines(folder)]
    head = _head_file(folder)
    return [*known, _read(_text(head), f"il file {head.name}")] if head.exists() else known


def last_daily() -> Seal | None:
    """The last that can be read: a broken line is found by verification, and does not keep riskreg from starting."""
    for _number, line in reversed(_daily_lines()):
        with suppress(UnreadableSeal):
            return _read_daily(line, "")
    return None


def _daily_lines(folder: Path | None = None) -> list[tuple[int, str]]:
    path = _seals_file(folder)
    lines = _text(path).splitlines() if path.exists() else []
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _read_head(path: Path) -> Seal | None:
    with suppress(UnreadableSeal):
        return _read(_text(path), "") if path.exists() else None
    return None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _read_daily(text: str, what: str) -> Seal:
    found = _read(text, what)
    try:
        _ = found.moment
    except (ValueError, OverflowError):  # no moment at all, or one outside the calendar
        raise _unreadable(what) from None
    return found


def _read(text: str, what: str) -> Seal:
    try:
        found = Seal(**json.loads(text))
    except (ValueError, TypeError, RecursionError):
        raise _unreadable(what) from None
    if type(found.count) is not int or not isinstance(found.hash, str) or not isinstance(found.at, str):
        raise _unreadable(what)
    return found


def _unreadable(what: str) -> UnreadableSeal:
    return UnreadableSeal(f"Non si legge {what}: riprendilo da una copia di sicurezza.")


def _replace(path: Path, head: Seal) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(head)), encoding="utf-8")
    os.replace(fresh, path)
