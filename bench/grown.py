"""What is being grown: rows by table, and what the trail will say of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import Table, inspect

from bench.places import TODAY
from riskreg.audit.tags import Tag
from riskreg.audit.tracing import traced_columns
from riskreg.core import clock
from riskreg.core.base import Base
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.models import User

BIRTH = date(2018, 1, 8)
"""The body is born, and its trail with it."""


@dataclass(frozen=True)
class Size:
    """How much there is of each noun. Never fewer than a full page of a list: growth compares 50 rows with 50 rows."""

    units: int
    users: int
    terms: int
    sign_ins: int
    jobs: int
    processes: int
    events: int
    measures: int
    indicators: int
    entries: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        def times(each: int, least: int) -> int:
            return max(least, round(each * scale))

        return cls(
            units=times(40, 60), users=times(50, 60), terms=times(10, 10), sign_ins=times(100, 10), jobs=times(50, 10), processes=times(100, 60),
            events=times(1_000, 120), measures=times(5_000, 240), indicators=times(200, 60), entries=times(20_000, 3_000),
        )  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """An entry of the trail that has no number yet."""

    at: datetime
    actor: str
    tag: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    about: str


@dataclass
class Grown:
    """Rows by table, and what the trail will say of them."""

    size: Size
    random: Random
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    facts: list[Fact] = field(default_factory=list)

    def add(
        self, model: type[Base], *, tag: Tag | None = None, at: datetime | None = None, by: str = COMMAND_LINE.actor, **columns: Any
    ) -> int:
        rows = self.rows[table_of(model)]
        row = {"id": len(rows) + 1, **columns}
        rows.append(row)
        if tag is not None and at is not None:
            self.tell(model, row["id"], tag, at=at, by=by, after={k: v for k, v in columns.items() if k in traced(model)})
        return int(row["id"])

    def tell(
        self,
        model: type[Base],
        row_id: int,
        tag: Tag,
        *,
        at: datetime,
        by: str,
        after: Mapping[str, Any],
        before: Mapping[str, Any] | None = None,
    ) -> None:
        subject = f"{model.subject_kind()}:{row_id}"
        owner = self.row(model, row_id).get("user_id") if model is not User else None
        self.facts.append(Fact(at, by, tag.value, subject, before or {}, after, f"user:{owner}" if owner else subject))

    def row(self, model: type[Base], row_id: int) -> dict[str, Any]:
        return self.rows[table_of(model)][row_id - 1]

    def of(self, model: type[Base]) -> list[dict[str, Any]]:
        return self.rows[table_of(model)]

    def day(self, first: date = BIRTH, last: date = TODAY) -> date:
        return first + timedelta(days=self.random.randrange(max(1, (last - first).days)))

    def moment(self, first: date = BIRTH) -> datetime:
        return clock.on_day(self.day(first), hour=8) + timedelta(seconds=self.random.randrange(10 * 3600))


def table_of(model: type[Base]) -> Table:
    return inspect(model).local_table  # type: ignore[no-any-return]


@cache
def traced(model: type[Base]) -> dict[str, Any]:
    """What the trail says of a row: its columns, each with its `info`."""
    return dict(traced_columns(inspect(model)))
