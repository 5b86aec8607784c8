"""Lists that sort, filter and page on the server and keep it all in the address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import render_template, request
from markupsafe import Markup
from sqlalchemy import Column as StoredColumn
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Table, func, select
from werkzeug.wrappers import Response

from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.tables import writing
from riskreg.web import downloads
from riskreg.web.listing import IN_FILES, ON_PAGE, PAGE_SIZE, Column, Filter, Listing

SORT, DIRECTION, PAGE, FORMAT = "ordina", "verso", "pagina", "formato"
DOWN = "disc"
FEMININE = (
    "Area", "Attivazione", "Classe", "Conferma", "Da applicare", "Direzione", "Famiglia", "Fascia", "Gravità", "Misure", "Nuova", "Parte", "Quali", "Regola", "Scadenza", "Scelta", "Sigla", "Tipologia", "Unità",
)  # fmt: skip
"""How labels of filters begin that stand for feminine things: «Da applicare» for measures."""
FORMATS = (("csv", "CSV"), ("xlsx", "Excel"))


class ShownFilter(NamedTuple):
    """A filter with what is typed in it."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    value: str
    error: str = ""

    @property
    def options(self) -> Markup:
        """With the one that is chosen marked."""
        found = _options(
            self.choices if any(value == "" for value, _label in self.choices[:1]) else (everything(self.label), *self.choices)
        )
        chosen = Markup('<option value="{}"').format(self.value)
        return Markup(found.replace(chosen, chosen + Markup(" selected"), 1))  # noqa: S704  # both halves are escaped already


def everything(label: str) -> tuple[str, str]:
    """What a filter offers first, agreed with what it filters by.

    >>> everything("Famiglia (specifiche)"), everything("Stato attuale")
    (('', 'Tutte'), ('', 'Tutti'))
    """
    return "", "Tutte" if f"{label} ".startswith(tuple(f"{word} " for word in FEMININE)) else "Tutti"


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...]) -> Markup:
    """The same for everybody, and hundreds where a body has many units: written once."""
    return Markup("\n").join(Markup('<option value="{}">{}</option>').format(value, label) for value, label in choices)


class Addresses:
    """Every address that leads from a page of a list to its neighbours, whatever its rows come from."""

    path: str
    filters: list[ShownFilter]
    usual_sort = ""
    usual_descending = False
    sort = ""
    descending = False
    downloadable = True

    @property
    def refusals(self) -> list[str]:
        """What the filters could not read: rather than rows that were not asked for, the page shows none."""
        return [shown.error for shown in self.filters if shown.error]

    def _url(self, **changes: str | None) -> str:
        now: dict[str, str | None] = {f.name: f.value for f in self.filters}
        if self.sort != self.usual_sort or self.descending != self.usual_descending:
            now |= {SORT: self.sort, DIRECTION: DOWN if self.descending else None}
        now |= changes
        query = urlencode([(name, value) for name, value in now.items() if value])
        return f"{self.path}?{query}" if query else self.path

    def sort_url(self, name: str) -> str:
        turned = DOWN if name == self.sort and not self.descending else None
        return self._url(**{SORT: name, DIRECTION: turned})

    def page_url(self, number: int) -> str:
        return self._url(**{PAGE: str(number) if number > 1 else None})

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """The filters that hold: label, what is chosen, and the address without it."""
        return [
            (f.label, dict(f.choices).get(f.value, f.value), self._url(**{f.name: None})) for f in self.filters if f.value and not f.error
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form carries along."""
        if self.sort == self.usual_sort and self.descending == self.usual_descending:
            return []
        return [(SORT, self.sort), *([(DIRECTION, DOWN)] if self.descending else [])]

    @property
    def mended_url(self) -> str:
        """Without the filters that could not be read; the others hold."""
        return self._url(**{f.name: None for f in self.filters if f.error})

    @property
    def reset_url(self) -> str:
        return self._url(**{f.name: None for f in self.filters})

    @property
    def downloads(self) -> list[tuple[str, str]]:
        return [(label, self._url(**{FORMAT: form})) for form, label in FORMATS] if self.downloadable else []


class ListPage(Addresses):
    """One page of a list."""

    def __init__(self, listing: Listing, args: Mapping[str, str], path: str, *, for_file: bool = False) -> None:
        """`for_file`: nobody will look at the page, so it is not read."""
        self.listing = listing
        self.path = path
        self.usual_sort, self.usual_descending, self.downloadable = listing.sort, listing.descending, listing.downloadable
        self.columns = [column for column in listing.columns if column.only != IN_FILES]
        self._conditions: list[ColumnElement[bool]] = []
        self.filters = [self._shown(declared, clean(args.get(declared.name, ""))) for declared in listing.filters]
        chosen = listing.column(args.get(SORT, ""))
        self.sort = chosen.name if chosen else listing.sort
        self.descending = args.get(DIRECTION) == DOWN if chosen else listing.descending
        statement = self._filtered()
        self.total = 0 if self.refusals or for_file else (listing.count or _count)(_countable(statement))
        self.pages = max(1, -(-self.total // listing.page_size))
        self.number = min(max(1, whole(args.get(PAGE, "1"))), self.pages)
        ordered = (
            statement.options(*listing.beside)
            .order_by(*self._order())
            .limit(listing.page_size)
            .offset((self.number - 1) * listing.page_size)
        )
        self.rows = _rows(ordered) if self.total else []
        self.first = (self.number - 1) * listing.page_size + 1 if self.total else 0
        self.last = self.first + len(self.rows) - 1 if self.total else 0

    def _shown(self, declared: Filter, typed: str) -> ShownFilter:
        error = ""
        try:
            condition = declared.asked(typed) if typed else None
        except RuleBroken as refusal:
            condition, error = None, refusal.message
        if condition is not None:
            self._conditions.append(condition)
        return ShownFilter(
            declared.name, declared.label, declared.kind, tuple((str(value), label) for value, label in declared.choices), typed, error
        )

    def _filtered(self) -> Select[Any]:
        return self.listing.statement.where(*self._conditions)

    def _order(self) -> Iterator[Any]:
        column = self.listing.column(self.sort)
        for place, expression in enumerate(column.sort if column else ()):
            directed = expression.desc() if self.descending else expression.asc()
            yield directed.nulls_last() if _may_be_null(expression) or (place == 0 and column and column.optional) else directed
        yield self.listing.key

    def all_rows(self) -> list[Any]:
        """Every row that the filters leave, for a download."""
        if self.refusals:
            raise RuleBroken(self.refusals[0])
        return _rows(self._filtered().options(*(self.listing.whole or self.listing.beside)).order_by(*self._order()))


def respond(listing: Listing, template: str, **context: Any) -> str | Response:
    """The page, or the file when the address asks for one: the same rows in all three."""
    form = request.args.get(FORMAT)
    for_file = form in dict(FORMATS) and listing.downloadable
    page = ListPage(listing, request.args, request.path, for_file=for_file)
    if for_file:
        return _file(listing, page.all_rows(), str(form))
    return render_template(template, page=page, **context)


def _file(listing: Listing, rows: list[Any], form: str) -> Response:
    columns = listing.file_columns or [column for column in listing.columns if column.only != ON_PAGE]
    cells = ([column.value(row) for column in columns] for row in rows)
    return table_file(form, listing.file_name, listing.title, [column.label for column in columns], cells)


def table_file(form: str, name: str, title: str, heads: Sequence[str], cells: Iterable[Sequence[Any]]) -> Response:
    if form == "csv":
        return downloads.send(writing.csv_bytes(heads, cells), f"{name}.csv", downloads.CSV)
    return downloads.send(writing.xlsx_bytes(title, heads, cells), f"{name}.xlsx", downloads.XLSX)


def _rows(statement: Select[Any]) -> list[Any]:
    result = db.session.execute(statement)
    return list(result.unique().scalars() if len(statement.column_descriptions) == 1 else result)


def _countable(statement: Select[Any]) -> Select[Any]:
    found = statement.column_descriptions[0]["expr"]
    return statement.with_only_columns(found.id if hasattr(found, "id") else found).order_by(None)


def _count(statement: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def clean(value: str) -> str:
    return value.replace("\0", "").strip()[:200]  # PostgreSQL refuses a NUL


def _may_be_null(expression: SQLColumnExpression[Any]) -> bool:
    """SQLite and PostgreSQL disagree on where nulls go, so we say it; not of a column that has none, whose index then serves."""
    column = getattr(expression, "expression", expression)
    return not isinstance(column, StoredColumn) or column.nullable is not False or not isinstance(column.table, Table)


def whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 1


__all__ = ["PAGE_SIZE", "Column", "ListPage", "respond", "table_file"]
