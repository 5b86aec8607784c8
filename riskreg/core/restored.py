"""What came with a safety copy: rows that this installation was restored with and must not bring back to life.

A restored database is, row by row, the one that was copied; its chain would show anything else. Yet a sign-in that was
closed after the copy must not open doors again, nor a message that was waiting then go out a second time. A file beside
the database says up to which number each table's rows came with the copy; whoever keeps such rows asks here.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from riskreg.core import settings
from riskreg.core.data_folder import stays
from riskreg.domain.trail import moment_text

MARK = stays("restored.json")


def last_id(table: str) -> int:
    """Rows of this table up to this number came with the copy; zero where nothing was ever restored."""
    found = mark()
    return found.last_ids.get(table, 0) if found else 0


@dataclass(frozen=True)
class Mark:
    """When this installation was restored, and of which moment the copy was."""

    restored_at: str
    copied_at: str
    last_ids: Mapping[str, int]

    @property
    def restored_on(self) -> datetime:
        return datetime.fromisoformat(self.restored_at)

    @property
    def copied_on(self) -> datetime:
        return datetime.fromisoformat(self.copied_at)


def mark() -> Mark | None:
    try:
        return Mark(**json.loads((settings.current().folder / MARK).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def write(folder: Path, *, at: datetime, copied_at: str, last_ids: Mapping[str, int]) -> None:
    made = Mark(moment_text(at), copied_at, dict(last_ids))
    (folder / MARK).write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
