"""A row that came in from a file, and what is said of it: would be created, changed, is so already, is refused."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from riskreg.domain.errors import Missing, NotAllowed, RuleBroken
from riskreg.domain.imports import Outcome

Refusal = tuple[str, str]
"""The name of the column ("" for the whole row) and the sentence."""

Changes = Mapping[str, tuple[Any, Any]]
"""By the name of the column: before and after."""


class Cells(Mapping[str, Any]):
    """The cells of a row by the names of their columns, which all rows of a file share: a dictionary of each row takes three times the room."""

    __slots__ = ("_cells", "_places")

    def __init__(self, places: Mapping[str, int], cells: Sequence[Any]) -> None:
        self._places, self._cells = places, cells

    def __getitem__(self, name: str) -> Any:
        return self._cells[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file under our columns; those that the file does not have are in neither mapping."""

    number: int
    texts: Mapping[str, str]
    values: Mapping[str, Any]
    refusals: tuple[Refusal, ...] = ()
    """What was wrong with its cells, before anybody looked at what they say."""

    def given(self, name: str, otherwise: Any) -> Any:
        """The value of the cell, or what stands now when the file has no such column or says nothing there."""
        value = self.values.get(name)
        return otherwise if value is None else value


@dataclass(frozen=True, slots=True)
class Verdict:
    number: int
    outcome: Outcome
    title: str
    changes: Changes = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    version: str = ""
    """Which version of what it was judged on: somebody else's save makes it another verdict."""


class Verdicts:
    """Gathers what is said of each row. The first refusal stands: whatever is said later of that row is not heard."""

    def __init__(self, rows: Sequence[Row], title: Callable[[Row], str], where: Callable[[int], str] | None = None) -> None:
        self._rows = rows
        self._title = title
        self._where = where or (lambda number: f"alla riga {number}")
        self._refused: dict[int, tuple[Refusal, ...]] = {row.number: row.refusals for row in rows if row.refusals}
        self._versions: dict[int, str] = {}
        self._created: set[int] = set()
        self._changes: dict[int, dict[str, tuple[Any, Any]]] = {}

    def is_refused(self, row: Row) -> bool:
        return row.number in self._refused

    def left(self) -> list[Row]:
        """The rows that nothing is wrong with so far."""
        return [row for row in self._rows if row.number not in self._refused]

    def refuse(self, row: Row, sentence: str, column: str = "") -> None:
        self._refused.setdefault(row.number, ((column, sentence),))

    def refuse_repeated(self, key: Callable[[Row], Hashable], what: str, column: str) -> None:
        """Two rows about one thing contradict each other, or one of them is of no use."""
        first: dict[Hashable, int] = {}
        for row in self.left():
            seen = first.setdefault(key(row), row.number)
            if seen != row.number:
                self.refuse(row, f"{what} è già {self._where(seen)}: lascia una riga sola.", column)

    def try_to(self, row: Row, act: Callable[..., Any], *given: Any, columns: Mapping[str, str] | None = None) -> Any:
        """Do it; a refusal goes to the row. `columns` leads from the fields that rules speak of to ours, where they differ."""
        try:
            return act(*given)
        except RuleBroken as refusal:
            name = refusal.field or ""
            self.refuse(row, refusal.message, (columns or {}).get(name, name))
        except (NotAllowed, Missing) as refusal:
            self.refuse(row, refusal.message)
        return None

    def creates(self, row: Row) -> None:
        self._created.add(row.number)
        self._changes[row.number] = {name: (None, value) for name, value in row.values.items() if value not in (None, "")}

    def changes(self, row: Row, name: str, before: Any, after: Any) -> None:
        self._changes.setdefault(row.number, {})[name] = (before, after)

    def judged_on(self, row: Row, version: str) -> None:
        self._versions[row.number] = version

    def all(self) -> list[Verdict]:
        return [self._verdict(row) for row in self._rows]

    def _verdict(self, row: Row) -> Verdict:
        number = row.number
        if number in self._refused:
            return Verdict(number, Outcome.REFUSED, self._title(row), refusals=self._refused[number])
        changes = self._changes.get(number, {})
        outcome = Outcome.CREATED if number in self._created else Outcome.CHANGED if changes else Outcome.UNCHANGED
        return Verdict(number, outcome, self._title(row), changes, version=self._versions.get(number, ""))


def counted(verdicts: Iterable[Verdict]) -> dict[Outcome, int]:
    counts = dict.fromkeys(Outcome, 0)
    for verdict in verdicts:
        counts[verdict.outcome] += 1
    return counts
