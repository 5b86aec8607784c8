"""Rows of a workbook drawn in one go: xlsxwriter makes five calls and a tuple of each cell, which is most of what a large file takes.

Imported where a workbook is drawn: the library takes a third of a second that only downloads should pay.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from riskreg.domain.imports import column_letter
from riskreg.tables.writing import LONGEST_CELL

SHORT, MOST_SHARED = 64, 20_000
"""Texts that are likely to stand in many rows are written once and named by number: half the file, and less for whoever reads it. So many
of them are remembered, of so many characters; the others stand in their cells."""

NOT_PLAIN = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|^\\s|\\s$|_x[0-9a-fA-F]{4}_")
"""What a text is seldom made of, and XML cannot hold as it is."""

LONGEST_PLAIN = LONGEST_CELL // 2
"""Excel counts what stands beyond the first plane twice."""

EPOCH = date(1899, 12, 30).toordinal()
LEAP_DAY = 60
"""Excel believes that there was a 29 February 1900: days before it are counted from one later."""


class Rows(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet in which a row is let go as soon as it is drawn."""

    def begin(self, looks: Sequence[Any]) -> None:
        """With which look the cells of each column are drawn."""
        numbers = [look._get_xf_index() for look in looks]  # noqa: SLF001  # the library asks the same
        self._cells = [(f'<c r="{column_letter(place)}', f'" s="{number}"') for place, number in enumerate(numbers)]

    def draw(self, row: int, values: Iterable[Any], height: int = 0) -> None:
        """One row below the last: texts as texts, whatever they begin with; numbers and days as what they are, to the last digit."""
        if row > self.previous_row:
            self._write_single_row(row)  # what was written cell by cell, as heads are
        drawn = [
            f"{begins}{row + 1}{look}{self._written(value)}"
            for value, (begins, look) in zip(values, self._cells, strict=True)
            if value is not None and value != ""  # its column has the same look
        ]
        self._check_dimensions(row, len(self._cells) - 1)
        high = f' ht="{height}" customHeight="1"' if height else ""
        self.fh.write(f'<row r="{row + 1}"{high}>{"".join(drawn)}</row>')

    def _written(self, value: Any) -> str:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, date):
            days = value.toordinal() - EPOCH
            return f"><v>{days - (days <= LEAP_DAY)}</v></c>"
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return f"><v>{value:f}</v></c>" if isinstance(value, Decimal) else f"><v>{value}</v></c>"
        raise TypeError(f"a cell holds a text, a number or a day, not {value!r}")

    def _text(self, text: str) -> str:
        shared = self.str_table
        if len(text) <= SHORT and (text in shared.string_table or shared.unique_count < MOST_SHARED) and not text.startswith("<r>"):
            return f' t="s"><v>{shared._get_shared_string_index(text)}</v></c>'  # noqa: SLF001  # as the library does where memory is no matter
        if len(text) > LONGEST_PLAIN:
            text = text.encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
        if NOT_PLAIN.search(text) is None:
            return f' t="inlineStr"><is><t>{text}</t></is></c>'
        return f' t="inlineStr"><is><t xml:space="preserve">{self._escape_data(self._escape_control_characters(text))}</t></is></c>'

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        """The library takes a text between <r> and </r> for markup of its own: of somebody else's text that makes a file that does not open."""
        self._xml_inline_string(string, False, attributes)
