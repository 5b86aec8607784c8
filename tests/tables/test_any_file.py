"""Any file at all: a table, or a sentence. Nothing else ever comes out, whoever made the file and however it was broken."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken
from riskreg.tables.reading import Table, read
from tests.tables.books import SHEET, remade, workbook

HEADINGS = ["Codice", "Denominazione", "Dal"]
BOOK = workbook([HEADINGS, ["A1", "UO Qualità", 45688], ["A2", 0.5, True]])
PARTS = zipfile.ZipFile(io.BytesIO(BOOK)).namelist()
TAGS = [
    "<v>",
    "</v>",
    "<f>1</f>",
    ' t="s"',
    ' t="e"',
    ' r="A1"',
    ' r="C9999"',
    ' s="7"',
    "<c>",
    "</c>",
    "<row>",
    "</row>",
    "&lt;",
    "&#0;",
    "<is>",
    "<t>",
]


def outcome(content: bytes) -> Table | str:
    """What comes of it; any other error is the failure that we look for."""
    try:
        table = read(content, lambda heading: heading in HEADINGS, 50)
    except RuleBroken as refused:
        return said(refused)
    assert table.lines
    assert {len(line.cells) for line in table.lines} == {len(table.headings)}
    numbers = [line.number for line in table.lines]
    assert numbers == sorted(set(numbers))
    assert all(row in numbers for row, _ in table.faults)
    return table


def said(refused: RuleBroken) -> str:
    assert refused.field == "file"
    assert refused.message.endswith(".")
    return refused.message


@given(st.binary(max_size=400))
def test_any_bytes(content):
    outcome(content)


@given(
    st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), max_size=6),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp850", "mac_roman", "latin-1"]),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_text_in_any_encoding(rows, encoding, separator, end):
    text = end.join(separator.join(row) for row in [HEADINGS, *rows])
    outcome(text.encode(encoding, "replace"))


@given(st.integers(0, len(BOOK)), st.integers(0, len(BOOK)), st.binary(max_size=6))
def test_a_workbook_with_a_piece_cut_out_or_put_in(start, end, piece):
    outcome(BOOK[: min(start, end)] + piece + BOOK[max(start, end) :])


@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_workbook_with_some_bytes_changed(changes):
    broken = bytearray(BOOK)
    for place, value in changes:
        broken[place] = value
    outcome(bytes(broken))


@pytest.mark.parametrize("bit", range(16))
def test_whatever_a_member_says_of_itself(bit):
    """Encrypted, a patch of another file, compressed in a way that nobody has any more."""
    for entry in re.finditer(b"PK\x01\x02", BOOK):
        place = entry.start() + 8 + bit // 8
        outcome(BOOK[:place] + bytes([BOOK[place] ^ 1 << bit % 8]) + BOOK[place + 1 :])


@settings(max_examples=300)
@given(
    st.sampled_from(PARTS),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([*TAGS, "", "\x00", "é", "9" * 30])), min_size=1, max_size=4),
)
def test_a_workbook_with_one_of_its_parts_spoiled(part, changes):
    """The zip is whole: what is wrong is inside, where only the reader can find it."""

    def spoiled(content: bytes) -> bytes:
        text = content.decode()
        for place, piece in changes:
            cut = round(place * len(text))
            text = text[:cut] + piece + text[cut + len(piece) // 2 :]
        return text.encode()

    outcome(remade(BOOK, {part: spoiled}))


CELLS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20),
    st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none(),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_any_cells_come_in_and_none_is_lost(rows):
    found = outcome(workbook([HEADINGS, *rows]))
    full = [row for row in rows if any(value not in (None, "") and str(value).strip() for value in row)]
    if isinstance(found, str):
        assert not full
        return
    assert [[bool(cell.strip()) for cell in line.cells] for line in found.lines] == [
        [value is not None and bool(str(value).strip()) for value in row] for row in full
    ]


@given(st.binary(max_size=60))
def test_a_sheet_of_any_bytes(content):
    outcome(remade(BOOK, {SHEET: lambda _: content}))
