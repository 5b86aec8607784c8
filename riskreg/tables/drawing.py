"""A workbook of several tables, made to be filled in and sent back: what each column means, lists to choose from, nothing locked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from riskreg.tables import charts
from riskreg.tables.columns import Column, day, one_line, whole_number
from riskreg.tables.kinds import Sheet
from riskreg.tables.writing import LONGEST_CELL, MEASURED, WIDEST

LISTS = "Elenchi"
SPARE_ROWS = 1_000
"""Below the last row, for what people add: the lists to choose from are there too."""

LONGEST_TITLE, LONGEST_PROMPT = 32, 255
NARROWEST, ID_WIDTH, EMPTY_PROSE, PROSE_WIDTH = 12, 10, 24, 48
A3, A4, LINE_HEIGHT, HIGHEST = 8, 9, 15, 409
WIDEST_ON_A4 = 190
"""Characters: what is wider cannot be read on so small a page."""
WIDEST_ON_A3 = 340
"""What is wider still takes two pages, one beside the other, with its first column on both."""
FROM_A_LIST = "Scegli una voce dell'elenco."

Cells = Iterable[Sequence[Any]]
"""Rows as the columns of a sheet write them, in their order."""


class Titled(Protocol):
    """A table on such a sheet."""

    @property
    def title(self) -> str: ...
    @property
    def heads(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...


class Chart(NamedTuple):
    """Bars of a table, drawn by the program that opens it: a bar for each row, or a column; parted by the columns of the table at `places`. `words` say it to
    who does not see it."""

    title: str
    words: str
    places: Sequence[int]
    are_columns: bool = False


class Page(NamedTuple):
    """A sheet to read: titles, and tables of text under them; `charts` stand under their tables, by the title of the table."""

    name: str
    lines: Sequence[str]
    tables: Sequence[Titled]

    widths: Sequence[int]
    charts: Mapping[str, Chart] = {}


class Head(NamedTuple):
    """A column that is only read: what stands in it ("text", "prose", "number", "score", "day"), and how wide it is."""

    label: str
    look: str
    width: int


class Listed(NamedTuple):
    """A long table to read, which does not come back: what it is stands above it."""

    name: str
    lines: Sequence[str]
    heads: Sequence[Head]
    rows: Cells


class Choice(NamedTuple):
    """What cells may be chosen from: what is written in the cell, and what it means."""

    name: str
    label: str
    words: Sequence[tuple[str, str]]


class About(NamedTuple):
    """What the file says of itself; without it, that it was made now."""

    title: str
    author: str
    at: datetime


def write_book(
    path: Path, pages: Sequence[Page], sheets: Sequence[tuple[Sheet, Cells]], listed: Sequence[Listed], choices: Sequence[Choice], *,
    about: About | None = None,
) -> None:  # fmt: skip
    """A row is let go as soon as it is written: in memory a cell takes fifty times the room of its letters. So rows are drawn one
    after the other, top to bottom."""
    import xlsxwriter  # a third of a second that only downloads should pay

    from riskreg.tables.rows import Rows

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options | {"tmpdir": str(path.parent)}) as book:
        book.worksheet_class = Rows
        if about is not None:
            book.set_properties({"title": about.title, "author": about.author, "created": about.at.replace(tzinfo=None)})
        draw = _Drawing(book, choices)
        for page in pages:
            draw.page(page)
        for sheet, rows in sheets:
            draw.table(sheet, rows)
        for one in listed:
            draw.listed(one)
        if choices:
            draw.lists()
        book.worksheets()[0].activate()


class _Drawing:
    def __init__(self, book: Any, choices: Sequence[Choice]) -> None:
        self.book, self.choices = book, choices
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.subtitle = book.add_format({"bold": True, "font_size": 12})
        self.text = book.add_format(top | {"text_wrap": True})
        self.head = book.add_format(top | {"text_wrap": True, "bold": True, "bottom": 1, "bottom_color": "#8A9BAB", "bg_color": "#E6ECF2"})
        self.quiet_head = book.add_format(
            top | {"text_wrap": True, "italic": True, "bottom": 1, "bg_color": "#F0F0F0", "font_color": "#435A70"}
        )
        line = top | {"text_wrap": True, "bottom": 1, "bottom_color": "#C5CED8"}
        self.lined = book.add_format(line)
        self.numbers = {
            int: book.add_format(line | {"num_format": "0", "align": "left"}),
            Decimal: book.add_format(line | {"num_format": "0.00", "align": "left"}),
        }
        self.formats = {
            "text": book.add_format(top | {"text_wrap": True, "num_format": "@"}),
            "prose": self.text,
            "day": book.add_format(top | {"num_format": "dd/mm/yyyy", "align": "left"}),
            "score": book.add_format(top | {"num_format": "0.00", "align": "left"}),
            "number": book.add_format(top | {"num_format": "0", "align": "left", "font_color": "#435A70"}),
        }

    def page(self, page: Page) -> None:
        sheet = self.book.add_worksheet(page.name)
        self._print(sheet)
        sheet.hide_gridlines(2)
        for place, width in enumerate(page.widths):
            sheet.set_column(place, place, width)
        for row, line in enumerate(page.lines):
            self._line(sheet, row, line, page.widths)
        row = len(page.lines)
        for table in page.tables:
            row += 1
            sheet.write_string(row, 0, table.title, self.subtitle)
            for place, text in enumerate(table.heads):
                sheet.write_string(row + 1, place, text, self.head)
            if height := _high(table.heads, page.widths):
                sheet.set_row(row + 1, height)
            row += 2
            for cells in table.rows:
                for place, value in enumerate(cells):
                    _write(sheet, row, place, value, self.numbers.get(type(value), self.lined))
                if height := _high(cells, page.widths):
                    sheet.set_row(row, height)
                row += 1
            if table.title in page.charts:
                row += charts.draw(self.book, sheet, page.charts[table.title], table, row)

    def _line(self, sheet: Any, row: int, line: str, widths: Sequence[int]) -> None:
        """Over the whole page, on as many lines as it takes: a sheet that is printed cuts what goes beyond its columns."""
        if row == 0 or not line:
            sheet.write_string(row, 0, line, self.title)
            return
        sheet.merge_range(row, 0, row, len(widths) - 1, "", self.text)
        sheet.write_string(row, 0, line, self.text)
        sheet.set_row(row, LINE_HEIGHT * -(-len(line) * 10 // (9 * sum(widths))))

    def _print(self, sheet: Any, paper: int = A4) -> None:
        """As wide as the page; what sheet and which page stand at its foot."""
        sheet.set_paper(paper)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RPagina &P di &N")

    def table(self, sheet: Sheet, rows: Cells) -> None:
        drawn = self.book.add_worksheet(sheet.label)
        self._print(drawn)
        drawn.repeat_rows(0)
        looks = [self.formats[_look(column)] for column in sheet.columns]
        for place, column in enumerate(sheet.columns):
            is_quiet = column.name.endswith("id") or column.is_read_only
            drawn.write_string(0, place, column.label, self.quiet_head if is_quiet else self.head)
        drawn.begin(looks)
        widths = [max(len(column.label) + 2, NARROWEST) for column in sheet.columns]
        last = 0
        for last, cells in enumerate(rows, start=1):
            drawn.draw(last, cells)
            if last <= MEASURED:
                widths = [max(width, _wide(value)) for width, value in zip(widths, cells, strict=True)]
        for place, column in enumerate(sheet.columns):
            drawn.set_column(place, place, _width(_look(column), widths[place]), looks[place], {"hidden": column.is_hidden})
            self._offer(drawn, place, column, last + SPARE_ROWS)
        names = [column.name for column in sheet.columns]
        drawn.freeze_panes(1, names.index("code") + 1 if "code" in names else 0)  # a wide sheet says whose row it is
        drawn.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)

    def listed(self, listed: Listed) -> None:
        drawn = self.book.add_worksheet(listed.name)
        looks, widths = [self.formats[head.look] for head in listed.heads], [head.width for head in listed.heads]
        self._print(drawn, A3 if sum(widths) > WIDEST_ON_A4 else A4)
        for row, line in enumerate(listed.lines):
            self._line(drawn, row, line, widths)
        top = len(listed.lines) + 1
        drawn.repeat_rows(top)
        for place, head in enumerate(listed.heads):
            drawn.write_string(top, place, head.label, self.head)
            drawn.set_column(place, place, head.width)
        if height := _high([head.label for head in listed.heads], widths):
            drawn.set_row(top, height)
        drawn.begin(looks)
        last = top
        for last, cells in enumerate(listed.rows, start=top + 1):
            drawn.draw(last, cells, _high(cells, widths))
        drawn.freeze_panes(top + 1, 1)
        if sum(widths) > WIDEST_ON_A3:
            drawn.fit_to_pages(2, 0)
            drawn.repeat_columns(0)
        drawn.autofilter(top, 0, max(last, top + 1), len(listed.heads) - 1)

    def _offer(self, drawn: Any, place: int, column: Column, last: int) -> None:
        """The list to choose from, or only how the cell is filled in."""
        said = {"input_title": column.label[:LONGEST_TITLE], "input_message": _short(column.help)}
        source = self._source(column)
        if source is not None:
            said |= {"error_title": column.label[:LONGEST_TITLE], "error_message": FROM_A_LIST, "error_type": "warning"}
            drawn.data_validation(1, place, last, place, {"validate": "list", "source": source, **said})
        elif column.choices or column.is_read_only or column.is_prompted:
            drawn.data_validation(1, place, last, place, {"validate": "any", **said})

    def _source(self, column: Column) -> Any:
        if not isinstance(column.choices, str):
            return list(column.choices) or None
        for place, choice in enumerate(self.choices):
            if choice.name == column.choices:
                first = chr(ord("A") + 2 * place)
                return f"='{LISTS}'!${first}$3:${first}${max(len(choice.words), 1) + 2}"
        return None

    def lists(self) -> None:
        sheet = self.book.add_worksheet(LISTS)
        sheet.write_string(0, 0, "Le voci che si possono scegliere negli altri fogli.", self.subtitle)
        for place, choice in zip(range(0, 2 * len(self.choices), 2), self.choices, strict=True):
            sheet.write_string(1, place, choice.label, self.head)
            sheet.write_blank(1, place + 1, None, self.head)
            sheet.set_column(place, place, max(len(choice.label), *(len(word) for word, _ in choice.words), NARROWEST) + 2)
            sheet.set_column(place + 1, place + 1, max([4, *(min(len(meaning), WIDEST) for _, meaning in choice.words)]) + 2)
        for row in range(max((len(choice.words) for choice in self.choices), default=0)):
            for number, choice in enumerate(self.choices):
                if row < len(choice.words):
                    word, meaning = choice.words[row]
                    sheet.write_string(row + 2, 2 * number, word, self.formats["text"])
                    sheet.write_string(row + 2, 2 * number + 1, meaning)
        sheet.freeze_panes(2, 0)


def _look(column: Column) -> str:
    if column.parse is day:
        return "day"
    if column.name.endswith("id") or column.parse is whole_number:
        return "number"
    return "text" if column.parse is one_line or column.choices or column.name.endswith("ids") else "prose"


def _wide(value: Any) -> int:
    return min(len(value) + 2, WIDEST) if isinstance(value, str) else 0


def _width(look: str, widest: int) -> int:
    if look == "number":
        return ID_WIDTH
    return min(max(widest, EMPTY_PROSE), PROSE_WIDTH) if look == "prose" else widest


def _high(cells: Sequence[Any], widths: Sequence[int]) -> int:
    """As high as its longest text needs, in the lines of its column: not every program reckons it by itself. 0: one line."""
    lines = 1
    for value, width in zip(cells, widths, strict=False):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            lines = max(lines, sum(-(-len(line) * 11 // (10 * width)) or 1 for line in value.split("\n")))
    return min(LINE_HEIGHT * lines, HIGHEST) if lines > 1 else 0


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PROMPT else f"{text[: LONGEST_PROMPT - 1]}…"


def _write(sheet: Any, row: int, place: int, value: Any, look: Any) -> None:
    """Text is written as text, whatever it begins with; numbers and days as what they are."""
    match value:
        case None:
            sheet.write_blank(row, place, None, look)
        case date():
            sheet.write_datetime(row, place, value, look)
        case int() | Decimal():
            sheet.write_number(row, place, value, look)
        case _:
            sheet.write_string(row, place, str(value)[:LONGEST_CELL], look)
