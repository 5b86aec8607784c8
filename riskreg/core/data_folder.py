"""What stands in the data folder, and what of it belongs in a safety copy.

Whoever keeps something there says which, once: `HEAD = travels("trail-head.json")`, or `stays("jobs")` for what can be
made again. What nobody has named is left out of copies and said aloud: it may be a file with a password.
"""

from collections.abc import Iterator
from pathlib import Path

_travels: set[str] = set()
_stays: set[str] = set()

PASSING = (".lock", ".new", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal")
"""Ends of names: locks, files being written, SQLite's own (their rows travel as rows)."""


def travels(name: str) -> str:
    """A file or a folder, directly in the data folder, that a restored installation cannot do without."""
    _travels.add(name)
    return name


def stays(name: str) -> str:
    """A file or a folder that another installation makes for itself."""
    _stays.add(name)
    return name


def may_travel(path: str) -> bool:
    """Whether a path inside a copy is one that we would have put there: never above the data folder, never elsewhere in it."""
    parts = path.split("/")
    return parts[0] in _travels and all(part not in ("", ".", "..") and "\\" not in part and "\0" not in part for part in parts)


def to_copy(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files that travel, by their path inside the folder, always in the same order."""
    for name in sorted(_travels):
        top = folder / name
        found = sorted(path for path in top.rglob("*") if path.is_file() and not path.is_symlink()) if top.is_dir() else [top]
        yield from ((path.relative_to(folder).as_posix(), path) for path in found if path.is_file() and not path.name.endswith(PASSING))


def strangers(folder: Path) -> list[str]:
    """What stands there and nobody has named."""
    if not folder.is_dir():
        return []
    known = _travels | _stays
    return sorted(path.name for path in folder.iterdir() if path.name not in known and not path.name.endswith(PASSING))
