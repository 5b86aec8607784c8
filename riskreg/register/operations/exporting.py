"""The register goes out as a file: the trail says to whom, and how large it was."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from riskreg.audit.operations import note
from riskreg.audit.tags import Tag
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.people import queries as people
from riskreg.register import workbook
from riskreg.register.operations.processes import day

AT_ONCE = 5_000
"""Rows that a page may wait for; more of them are a job."""


def export(*, by: Person, at: datetime) -> bytes:
    """What this person may read, at once."""
    with TemporaryDirectory(prefix="riskreg-") as folder:
        path = Path(folder) / "registro.xlsx"
        write(path, by=by, at=at)
        tell(path, by=by, at=at)
        return path.read_bytes()


def write(path: Path, *, by: Person, at: datetime) -> None:
    """For a job, which reads without the write lock."""
    insist(by, Permission.REGISTER_READ)
    body = people.body()
    workbook.write(path, by, day(at), body.name if body else "")


def tell(path: Path, *, by: Person, at: datetime) -> None:
    note(Tag.REGISTER_EXPORTED, "register:1", by=by, at=at, facts={"bytes": path.stat().st_size})
