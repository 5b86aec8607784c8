"""A few kilobytes that would fill the memory, and zips that lie about themselves: refused before anything opens them."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from riskreg.domain.errors import RuleBroken
from riskreg.tables import archives
from riskreg.tables.reading import read
from tests.tables.books import SHEET, remade, workbook

BOOK = workbook([["Codice"], ["A1"]])
A_LOT = 8 * archives.MOST_EXPANDED


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        read(content, lambda heading: heading == "Codice")
    return refused.value.message


def zeros(size: int) -> bytes:
    """A deflated stream of so many zeros, made a piece at a time."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = bytes(1024 * 1024)
    return b"".join(deflate.compress(piece) for _ in range(size // len(piece))) + deflate.flush()


def with_member(name: str, stream: bytes, declared: int, crc: int = 0) -> bytes:
    """A workbook with one more member, whose sizes say what we want them to say."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(member, source.read(member))
        target.writestr(name, b"x")
    content = out.getvalue()
    encoded = name.encode()
    local = content.rindex(b"PK\x03\x04" + content[content.index(b"PK\x03\x04") + 4 :][:2])
    directory = content.index(b"PK\x01\x02")
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(stream), declared, len(encoded), 0) + encoded
    body = content[:local] + head + stream
    entries = content[directory : content.rindex(b"PK\x05\x06")]
    last = entries.rindex(b"PK\x01\x02")
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(stream), declared, len(encoded), 0, 0, 0, 0, 0, local)
        + encoded
    )
    table = entries[:last] + entry
    members = table.count(b"PK\x01\x02")
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, members, members, len(table), len(body), 0)
    return body + table + end


def test_the_same_zip_with_an_honest_member_is_read():
    """So that what is refused below is refused for what it says, not for how it was put together."""
    stream = zeros(1024 * 1024)
    assert read(with_member("note.bin", stream, 1024 * 1024, zlib.crc32(bytes(1024 * 1024))), lambda heading: heading == "Codice").lines


@pytest.mark.parametrize("declared", [A_LOT, 1, 0xFFFFFFFE], ids=["true", "a lie", "a larger lie"])
def test_a_bomb_is_refused_in_little_memory(declared):
    bomb = with_member("xl/media/x.bin", zeros(A_LOT), declared)
    assert len(bomb) < A_LOT // 500
    tracemalloc.start()
    sentence = refusal(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "troppi dati" in sentence
    assert most < 8 * 1024 * 1024


def test_a_sheet_that_is_a_bomb_is_refused():
    def puffed(part: bytes) -> bytes:
        return part.replace(b"<sheetData>", b"<sheetData>" + b" " * (archives.MOST_EXPANDED + 1))

    assert "troppi dati" in refusal(remade(BOOK, {SHEET: puffed}))


def test_what_shrinks_three_hundred_times_is_no_table():
    size = archives.RATIO_COUNTS_FROM + 1024 * 1024
    stream = zeros(size)
    assert size > archives.MOST_RATIO * len(stream)
    assert "troppi dati" in refusal(with_member("xl/media/x.bin", stream, size, zlib.crc32(bytes(size))))


def test_a_size_that_is_not_true_is_refused_even_when_small():
    """The library that reads would read on where we stopped counting."""
    stream = zeros(1024 * 1024)
    for declared in (10, 2 * 1024 * 1024):
        assert "incompleto o rovinato" in refusal(with_member("xl/x.xml", stream, declared))


def test_a_stream_that_breaks_off_is_refused():
    stream = zeros(1024 * 1024)
    assert "incompleto o rovinato" in refusal(with_member("xl/x.xml", stream[:-10], 1024 * 1024))
    assert "incompleto o rovinato" in refusal(with_member("xl/x.xml", b"\xff" * 100, 100))


def test_too_many_members_and_a_second_directory_are_refused():
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as target:
        for number in range(archives.MOST_MEMBERS + 1):
            target.writestr(f"xl/{number}.xml", b"")
    assert "ordinaria" in refusal(many.getvalue())
    end = BOOK.rindex(b"PK\x05\x06")
    assert "ordinaria" in refusal(BOOK[:end] + b"PK\x06\x07" + bytes(16) + BOOK[end:])
    lying = BOOK[:end] + BOOK[end:].replace(BOOK[end + 8 : end + 12], b"\xff\xff\xff\xff", 1)
    assert "ordinaria" in refusal(lying)


def test_two_members_of_one_name_are_refused():
    """We might look at one, and whoever reads at the other."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        assert "ordinaria" in refusal(remade(BOOK, {}, {SHEET: b"<worksheet/>"}))
    assert "ordinaria" in refusal(remade(BOOK, {}, {SHEET.upper(): b"<worksheet/>"}))


def test_protected_members_are_refused_with_what_to_do():
    start = BOOK.index(b"PK\x01\x02")
    protected = BOOK[: start + 8] + b"\x01\x00" + BOOK[start + 10 :]
    assert "senza password" in refusal(protected)


def test_a_billion_laughs_are_not_laughed():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert "ordinaria" in refusal(remade(BOOK, {SHEET: lambda _: laughs}))


def test_a_merged_area_as_large_as_the_sheet_costs_nothing():
    vast = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    assert "celle unite" in refusal(remade(BOOK, {SHEET: lambda part: part.replace(b"</worksheet>", vast)}))
