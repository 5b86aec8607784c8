"""A page of rows that are in memory already (what a check found), with filters in the address as every list has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from werkzeug.wrappers import Response

from riskreg.domain.errors import RuleBroken
from riskreg.tables import writing
from riskreg.web import downloads
from riskreg.web.lists import FORMATS, PAGE, PAGE_SIZE, Addresses, ShownFilter, clean, whole

Row = TypeVar("Row")


@dataclass(frozen=True)
class Sieve(Generic[Row]):
    """One filter: `keeps` gets what was typed and says of a row whether it stays. What is not among the choices is refused."""

    name: str
    label: str
    keeps: Callable[[str], Callable[[Row], bool]]
    kind: str = "choice"
    choices: Sequence[tuple[str, str]] = ()

    def shown(self, typed: str) -> ShownFilter:
        known = self.kind != "choice" or not typed or typed in {value for value, _label in self.choices}
        error = "" if known else f"Filtro non riconosciuto: «{typed}» non è fra le scelte. Scegline un'altra o togli il filtro."
        return ShownFilter(self.name, self.label, self.kind, tuple(self.choices), typed, error)


@dataclass(frozen=True)
class Heading(Generic[Row]):
    """One column of a download."""

    label: str
    value: Callable[[Row], Any]


class KeptPage(Addresses, Generic[Row]):
    """One page of these rows, in the order in which they come."""

    def __init__(self, rows: Sequence[Row], sieves: Sequence[Sieve[Row]], args: Mapping[str, str], path: str) -> None:
        self.path = path
        self.filters = [sieve.shown(clean(args.get(sieve.name, ""))) for sieve in sieves]
        asked = [sieve.keeps(shown.value) for sieve, shown in zip(sieves, self.filters, strict=True) if not shown.error]
        self.kept_rows = [] if self.refusals else [row for row in rows if all(keeps(row) for keeps in asked)]
        self.total = len(self.kept_rows)
        self.pages = max(1, -(-self.total // PAGE_SIZE))
        self.number = min(max(1, whole(args.get(PAGE, "1"))), self.pages)
        before = (self.number - 1) * PAGE_SIZE
        self.rows = self.kept_rows[before : before + PAGE_SIZE]
        self.first = before + 1 if self.total else 0
        self.last = before + len(self.rows)

    def file(self, form: str, title: str, name: str, headings: Sequence[Heading[Row]]) -> Response:
        """Every row that the filters leave, as a download."""
        if self.refusals:
            raise RuleBroken(self.refusals[0])
        heads, cells = [one.label for one in headings], ([one.value(row) for one in headings] for row in self.kept_rows)
        if form == FORMATS[0][0]:
            return downloads.send(writing.csv_bytes(heads, cells), f"{name}.csv", downloads.CSV)
        return downloads.send(writing.xlsx_bytes(title, heads, cells), f"{name}.xlsx", downloads.XLSX)
