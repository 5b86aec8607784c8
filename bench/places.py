"""Where benches run: a folder and settings of their own, nothing of the user's."""

import os
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 21)
"""Everything happens on this day, so that the same seed gives the same pages."""


def environment(folder: Path, url: str | None = None) -> dict[str, str]:
    """riskreg's settings for one run."""
    settings = {
        "RISKREG_ENV": "demo", "RISKREG_TODAY": TODAY.isoformat(), "RISKREG_VAR": str(folder), "RISKREG_LOG_LEVEL": "WARNING",
        "RISKREG_SECRET": "for measuring only, nobody else knows it",
    }  # fmt: skip
    return settings | ({"DATABASE_URL": url} if url else {})


def surroundings() -> dict[str, str]:
    """What a process needs of ours, and nothing that would choose its settings or its database for it."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("RISKREG", "FLASK", "DATABASE", "PYTHON", "PORT", "HOST"))
    }
