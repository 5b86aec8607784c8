"""Reading the lists that travel with the code. Features turn the rows into their own."""

import csv
import json
from pathlib import Path
from typing import Any

from riskreg.core.places import SEEDS


def rows(name: str, folder: Path = SEEDS) -> list[dict[str, str]]:
    """The rows of `reference/figures.csv` and the like."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(name: str, folder: Path = SEEDS) -> bytes:
    """A file as people send it, for what comes in from files."""
    return (folder / name).read_bytes()


def document(name: str, folder: Path = SEEDS) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))
