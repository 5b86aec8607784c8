"""Which copies there are: the folder says so, not the database, which after a restore could only know what was true before."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core import settings
from riskreg.core.extensions import db
from riskreg.domain import rotation
from riskreg.domain.errors import Missing
from riskreg.domain.italian import write_moment
from riskreg.domain.rotation import Reason
from riskreg.jobs.models import Job

NAME = re.compile(r"riskreg-([0-9]{8}T[0-9]{6})Z\.zip")
STAMP = "%Y%m%dT%H%M%S"
SUBJECT = "backup:1"
"""How the trail speaks of copies; they have no rows."""

GONE = "Questa copia non c'è: la rotazione potrebbe averla rimossa. Scegline un'altra dall'elenco."
MAKE, CHECK = "backup:make", "backup:check"


class Copy(NamedTuple):
    """A copy under its name, which it gets only once it has been read back. No reasons: the next rotation removes it."""

    path: Path
    made_at: datetime
    size: int
    reasons: tuple[Reason, ...]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def called(self) -> str:
        """As people tell one from another: «del 21/11/2026 alle 21:05»."""
        return f"del {write_moment(self.made_at).replace(', ', ' alle ')}"

    @property
    def kind(self) -> str:
        return ", ".join(reason.label for reason in self.reasons)


def name_of(moment: datetime) -> str:
    """In UTC: the hour that comes twice in autumn has two names."""
    return f"riskreg-{moment.astimezone(UTC).strftime(STAMP)}Z.zip"


def moment_of(name: str) -> datetime | None:
    if (found := NAME.fullmatch(name)) is None:
        return None
    try:
        return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)
    except ValueError:  # digits that are no date
        return None


def copies() -> list[Copy]:
    """Newest first. A folder that is not there, or that cannot be read, holds none that anybody could rely on."""
    found: dict[datetime, tuple[Path, int]] = {}
    try:
        for path in settings.current().backups.iterdir():
            if (moment := moment_of(path.name)) is not None and path.is_file():
                found[moment] = (path, path.stat().st_size)
    except OSError:
        return []
    kept = rotation.kept(found, settings.current().rotation)
    return [Copy(*_placed(found[moment], moment), kept.get(moment, ())) for moment in sorted(found, reverse=True)]


def _placed(found: tuple[Path, int], moment: datetime) -> tuple[Path, datetime, int]:
    path, size = found
    return path, moment, size


def copy(name: str) -> Copy:
    """By its name, which never leads out of the folder."""
    wanted = next((one for one in copies() if one.name == name), None)
    if wanted is None:
        raise Missing(GONE)
    return wanted


def last_good() -> Copy | None:
    return next(iter(copies()), None)


def is_late(at: datetime) -> bool:
    last = last_good()
    return rotation.is_late(last.made_at if last else None, at)


def last_job() -> Job | None:
    """The last attempt that is over, by night or asked for."""
    statement = select(Job).where(Job.kind == MAKE, Job.finished_at.is_not(None)).order_by(Job.finished_at.desc(), Job.id.desc())
    return db.session.scalars(statement.limit(1)).first()


def is_noted(restored_at: str) -> bool:
    """Whether the trail knows of the restore of that moment."""
    statement = select(AuditEntry.id).where(AuditEntry.tag == Tag.BACKUP_RESTORED.value, AuditEntry.diff.contains(restored_at))
    return db.session.scalar(statement.limit(1)) is not None
