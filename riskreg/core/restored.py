"""What came with a safety copy: rows that this installation was restored with and must not bring back to life.

A restored database is, row by row, the one that was copied; its chain would show anything else. Yet a sign-in that was
closed after the copy must not open doors again, nor a message that was waiting then go out a second time. A file beside
the database says up to which number each table's rows came with the copy; whoever keeps such rows asks here.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from riskreg.core import settings
from riskreg.core.data_folder import stays
from riskreg.domain.trail import moment_text

MARK = stays("restored.json")


def last_id(table: str) -> int:
    """Rows of this table up to this number came with the copy; zero where nothing was ever restored."""
    return int(_last_ids().get(table, 0))


def _last_ids() -> Mapping[str, int]:
    try:
        known: dict[str, int] = json.loads((settings.current().folder / MARK).read_text(encoding="utf-8"))["last_ids"]
    except FileNotFoundError:
        return {}
    return known


def write(folder: Path, *, at: datetime, copied_at: str, last_ids: Mapping[str, int]) -> None:
    facts = {"restored_at": moment_text(at), "copied_at": copied_at, "last_ids": dict(last_ids)}
    (folder / MARK).write_text(json.dumps(facts, indent=1), encoding="utf-8")
