"""The table that `make bench` prints, the same as JSON, and its verdict."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LIMITS: dict[str, dict[str, float]] = json.loads(Path(__file__).with_name("limits.json").read_text())
HEADS = ("work", "ours c1", "c8", "floor c1", "c8", "÷ c1", "c8", "cpu", "limit", "queries", "limit", "")
WIDTHS = (38, 9, 9, 9, 9, 6, 6, 6, 6, 8, 6, 9)
BUSY = 0.2
"""When others take more than this share of the machine, time says more about them than about us."""


@dataclass
class Row:
    """One line: what both sides took, each as text with its unit, and how they stand to the limit."""

    work: str
    kind: str
    ours: tuple[str, str] = ("", "")
    floor: tuple[str, str] = ("", "")
    ratios: tuple[float | None, float | None] = (None, None)
    processor: float | None = None
    limit: float | None = None
    queries: int | None = None
    query_limit: float | None = None

    def verdict(self, others: float = 0.0) -> str:
        """`others`: the share of the machine that others took meanwhile. When it is large, a row that seems too slow is judged by
        the processor's time, which they cannot take away."""
        if self.queries is not None and self.query_limit is not None and self.queries > self.query_limit:
            return "TOO MANY"
        if self.limit is None or all(ratio <= self.limit for ratio in self.ratios if ratio is not None):
            return "ok"
        return "ok by cpu" if others > BUSY and self.processor is not None and self.processor <= self.limit else "TOO SLOW"

    def holds(self, others: float = 0.0) -> bool:
        return self.verdict(others).startswith("ok")


def limit(kind: str, what: str = "ratio") -> float | None:
    return LIMITS[kind].get(what)


def milliseconds(seconds: float) -> str:
    thousandths = seconds * 1000
    return f"{thousandths:.0f} ms" if thousandths >= 100 else f"{thousandths:.1f} ms" if thousandths >= 10 else f"{thousandths:.2f} ms"


def table(rows: list[Row], others: float = 0.0) -> str:
    lines = [HEADS, *(_cells(row, others) for row in rows)]
    aligned = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(line, WIDTHS, strict=True))
        )
        for line in lines
    ]
    return "\n".join([aligned[0], "-" * len(aligned[0]), *aligned[1:]])


def _cells(row: Row, others: float) -> tuple[str, ...]:
    numbers = [
        ("" if value is None else f"{value:.1f}" if value != int(value) else f"{value:.0f}")
        for value in (*row.ratios, row.processor, row.limit)
    ]
    counted = ["" if value is None else f"{value:.0f}" for value in (row.queries, row.query_limit)]
    return (row.work, *row.ours, *row.floor, *numbers, *counted, row.verdict(others))


def machine() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def write(path: Path, rows: list[Row], others: float) -> None:
    content = {
        "machine": machine() | {"others": round(others, 2)},
        "rows": [asdict(row) | {"verdict": row.verdict(others)} for row in rows],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
