"""The table that `make bench` prints, the same as JSON, and its verdict."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LIMITS: dict[str, dict[str, float]] = json.loads(Path(__file__).with_name("limits.json").read_text())
HEADS = ("work", "ours c1", "c8", "floor c1", "c8", "÷ c1", "c8", "limit", "queries", "limit", "")
WIDTHS = (32, 9, 9, 9, 9, 6, 6, 6, 8, 6, 8)


@dataclass
class Row:
    """One line: what both sides took, each as text with its unit, and how they stand to the limit."""

    work: str
    kind: str
    ours: tuple[str, str] = ("", "")
    floor: tuple[str, str] = ("", "")
    ratios: tuple[float | None, float | None] = (None, None)
    limit: float | None = None
    queries: int | None = None
    query_limit: float | None = None

    @property
    def holds(self) -> bool:
        in_time = self.limit is None or all(ratio <= self.limit for ratio in self.ratios if ratio is not None)
        return in_time and (self.queries is None or self.query_limit is None or self.queries <= self.query_limit)


def limit(kind: str, what: str = "ratio") -> float | None:
    return LIMITS[kind].get(what)


def milliseconds(seconds: float) -> str:
    thousandths = seconds * 1000
    return f"{thousandths:.0f} ms" if thousandths >= 100 else f"{thousandths:.1f} ms" if thousandths >= 10 else f"{thousandths:.2f} ms"


def table(rows: list[Row]) -> str:
    lines = [HEADS, *(_cells(row) for row in rows)]
    aligned = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(line, WIDTHS, strict=True))
        )
        for line in lines
    ]
    return "\n".join([aligned[0], "-" * len(aligned[0]), *aligned[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    numbers = [("" if value is None else f"{value:.1f}" if value != int(value) else f"{value:.0f}") for value in (*row.ratios, row.limit)]
    counted = ["" if value is None else f"{value:.0f}" for value in (row.queries, row.query_limit)]
    return (row.work, *row.ours, *row.floor, *numbers, *counted, "ok" if row.holds else "TOO SLOW")


def machine() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def write(path: Path, rows: list[Row]) -> None:
    content = {"machine": machine(), "rows": [asdict(row) | {"holds": row.holds} for row in rows]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
