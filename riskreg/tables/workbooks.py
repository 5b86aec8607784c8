"""XLSX in, one sheet at a time, with what a library for values does not say: which cells are computed, which hold an
error, which are merged, which number is a percentage.

A computed cell shows what the program that saved it last had computed, perhaps years ago, and an error shows nothing at
all: neither comes in as if somebody had written it.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import normpath
from typing import NamedTuple
from xml.parsers import expat

from riskreg.domain.errors import RuleBroken
from riskreg.domain.imports import column_letter
from riskreg.domain.italian import write_number
from riskreg.tables import archives
from riskreg.tables.archives import NOT_WHOLE
from riskreg.tables.numbers import BUILT_IN, Look, iso_written, look_of, written

MOST_COLUMNS = 200
MOST_MERGED = 1_000
CHUNK = 64 * 1024
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

MACROS = "Il file contiene macro (.xlsm): salvalo come «Cartella di lavoro di Excel (.xlsx)» e riprova."
OPEN_DOCUMENT = "Il file è di LibreOffice (.ods): salvalo come «Excel 2007-365 (.xlsx)» oppure come CSV e riprova."
BINARY = "Il file è una cartella di lavoro binaria (.xlsb): salvalo come «Cartella di lavoro di Excel (.xlsx)» e riprova."
NO_WORKBOOK = "Il file è un archivio, non una cartella di lavoro di Excel: carica un .xlsx o un CSV."
COMPUTED = "La cella contiene una formula: il valore che si vede può essere vecchio. Incolla il valore al posto della formula e riprova."
ERROR = "La cella contiene un errore di calcolo: correggila nel foglio e riprova."


@dataclass
class Sheet:
    """The cells of a sheet as text, by row and column from 0, and what is wrong with some of them."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    """First and last row of each merged area, and how the spreadsheet calls it."""


class Workbook(NamedTuple):
    """What the parts common to all sheets say; sheets are read when asked for."""

    archive: zipfile.ZipFile
    parts: dict[str, str]
    strings: list[str]
    looks: list[Look]
    since_1904: bool
    names: list[str]
    """Visible sheets, in their order."""

    def sheet(self, name: str, last_row: int) -> Sheet:
        reader = _SheetReader(self, Sheet(name), last_row)
        _parse(self.archive, self.parts[name], reader.start, reader.end, reader.data)
        return reader.sheet


def opened(content: bytes) -> Workbook:
    archive = archives.opened(BytesIO(content))
    members = {member.casefold(): member for member in archive.namelist()}
    _refuse_others(archive, members)
    book = _Index(archive, members)
    return Workbook(archive, book.parts, _strings(archive, members), _looks(archive, members), book.since_1904, book.names)


def _refuse_others(archive: zipfile.ZipFile, members: dict[str, str]) -> None:
    if "mimetype" in members and b"opendocument" in archive.read(members["mimetype"])[:100]:
        raise RuleBroken(OPEN_DOCUMENT, "file")
    if any(member.endswith("vbaproject.bin") for member in members):
        raise RuleBroken(MACROS, "file")
    if "xl/workbook.bin" in members:
        raise RuleBroken(BINARY, "file")
    if "xl/workbook.xml" not in members:
        raise RuleBroken(NO_WORKBOOK, "file")


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def _parse(archive: zipfile.ZipFile, member: str, start: Start, end: End | None = None, data: Callable[[str], None] | None = None) -> None:
    """One part, a piece at a time. A workbook has no use for document types, and their entities are a known trap."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        with archive.open(member) as part:
            while piece := part.read(CHUNK):
                parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise RuleBroken(NOT_WHOLE, "file") from None


def _no_document_type(*_: object) -> None:
    raise RuleBroken(archives.NOT_ORDINARY, "file")


def _local(name: str) -> str:
    """Some programs write every name with a prefix."""
    return name.rpartition(":")[2]


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    return {_local(name): value for name, value in attributes.items()}


class _Index:
    """Which sheets there are, and in which part each of them stands."""

    def __init__(self, archive: zipfile.ZipFile, members: dict[str, str]) -> None:
        self._members = members
        self._found: list[tuple[str, str, bool]] = []
        self._targets: dict[str, str] = {}
        self.since_1904 = False
        _parse(archive, members["xl/workbook.xml"], self._book)
        _parse(archive, self._member("xl/_rels/workbook.xml.rels"), self._relation)
        self.parts = dict(self._sheets())
        self.names = [name for name, _, is_visible in self._found if is_visible and name in self.parts]
        if len({name for name, *_ in self._found}) != len(self._found):
            raise RuleBroken(archives.NOT_ORDINARY, "file")

    def _book(self, tag: str, attributes: dict[str, str]) -> None:
        given = _plain(attributes)
        if _local(tag) == "sheet":
            self._found.append((given.get("name", ""), given.get("id", ""), given.get("state", "visible") == "visible"))
        elif _local(tag) == "workbookPr":
            self.since_1904 = given.get("date1904") in ("1", "true")

    def _relation(self, tag: str, attributes: dict[str, str]) -> None:
        """Chart sheets hold no cells: only worksheets are looked for."""
        if _local(tag) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            self._targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _sheets(self) -> Iterator[tuple[str, str]]:
        for name, relation, _ in self._found:
            if target := self._targets.get(relation):
                yield name, self._member(normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}"))

    def _member(self, path: str) -> str:
        found = self._members.get(path.casefold())
        if found is None:
            raise RuleBroken(NOT_WHOLE, "file")
        return found


def _strings(archive: zipfile.ZipFile, members: dict[str, str]) -> list[str]:
    """The texts that cells share. How a Japanese text is read aloud (rPh) is no part of it."""
    found: list[str] = []
    parts: list[str] = []
    inside = {"t": False, "rPh": False}

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if (name := _local(tag)) in inside:
            inside[name] = True

    def end(tag: str) -> None:
        if (name := _local(tag)) in inside:
            inside[name] = False
        elif name == "si":
            found.append(_unescaped("".join(parts)))
            parts.clear()

    def data(text: str) -> None:
        if inside["t"] and not inside["rPh"]:
            parts.append(text)

    if "xl/sharedstrings.xml" in members:
        _parse(archive, members["xl/sharedstrings.xml"], start, end, data)
    return found


def _unescaped(text: str) -> str:
    """Signs that XML cannot hold are written _x000D_; halves of signs and zeros are left out."""
    if "_x" not in text:
        return text
    return ESCAPED.sub(lambda found: "" if _is_no_sign(code := int(found[1], 16)) else chr(code), text)


def _is_no_sign(code: int) -> bool:
    return code == 0 or 0xD800 <= code <= 0xDFFF


def _looks(archive: zipfile.ZipFile, members: dict[str, str]) -> list[Look]:
    """How the cells of each style show their numbers."""
    own: dict[str, Look] = {}
    looks: list[Look] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside.append(name := _local(tag))
        number = attributes.get("numFmtId", "0")
        if name == "numFmt":
            own[number] = look_of(attributes.get("formatCode", ""))
        elif name == "xf" and "cellXfs" in inside:
            built_in = BUILT_IN.get(int(number), Look.NUMBER) if number.isdecimal() and len(number) < 6 else Look.NUMBER
            looks.append(own.get(number, built_in))

    def end(_tag: str) -> None:
        inside.pop()

    if "xl/styles.xml" in members:
        _parse(archive, members["xl/styles.xml"], start, end)
    return looks


class _SheetReader:
    """Takes one sheet apart, cell by cell."""

    def __init__(self, book: Workbook, sheet: Sheet, last_row: int) -> None:
        self.sheet = sheet
        self._book = book
        self._last_row = last_row
        self._row = self._column = -1
        self._cell: dict[str, str] = {}
        self._parts: list[str] = []
        self._has_value = self._is_computed = self._keeps = self._is_aloud = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match _local(tag):
            case "c":
                self._cell, self._has_value, self._is_computed = attributes, False, False
                self._parts.clear()
                self._go_to(attributes.get("r"))
            case "v" | "t":
                self._keeps = not self._is_aloud
                self._has_value = True
            case "f":
                self._is_computed = True
            case "row":
                self._row = self._number(attributes["r"]) if "r" in attributes else self._row + 1
                self._column = -1
            case "rPh":
                self._is_aloud = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        if self._keeps:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        match _local(tag):
            case "v" | "t":
                self._keeps = False
            case "rPh":
                self._is_aloud = False
            case "c" if self._has_value or self._is_computed:
                self._put("".join(self._parts))

    def _go_to(self, place: str | None) -> None:
        """Most programs say where each cell stands; some leave it to be counted."""
        if place is None:
            self._column += 1
            return
        self._row, self._column = _place(place)

    @staticmethod
    def _number(text: str) -> int:
        if not text.isdecimal() or len(text) > 7 or text == "0":
            raise RuleBroken(NOT_WHOLE, "file")
        return int(text) - 1

    def _put(self, stored: str) -> None:
        if self._row > self._last_row:
            raise RuleBroken(
                f"Il foglio «{self.sheet.name}» arriva alla riga {write_number(self._row + 1)}: è troppo lungo. "
                "Cancella le righe che non servono oppure dividilo in più file.",
                "file",
            )
        text, fault = self._read(stored)
        if not text.strip() and not fault:
            return
        if self._column >= MOST_COLUMNS:
            raise RuleBroken(
                f"Il foglio «{self.sheet.name}» arriva alla colonna {column_letter(self._column)}: cancella le colonne che non servono.",
                "file",
            )
        self.sheet.cells.setdefault(self._row, {})[self._column] = text
        if fault:
            self.sheet.faults[self._row, self._column] = fault

    def _read(self, stored: str) -> tuple[str, str]:
        kind = self._cell.get("t", "n")
        if kind == "e":
            return stored, ERROR
        return self._text(kind, stored), COMPUTED if self._is_computed else ""

    def _text(self, kind: str, stored: str) -> str:
        match kind:
            case "s":
                return self._shared(stored)
            case "inlineStr" | "str":
                return _unescaped(stored)
            case "b":
                return "sì" if stored.strip() == "1" else "no"
            case "d":
                return iso_written(stored)
        return written(stored, self._look(), since_1904=self._book.since_1904)

    def _shared(self, stored: str) -> str:
        place = stored.strip()
        if not place.isdecimal() or len(place) > 9 or int(place) >= len(self._book.strings):
            raise RuleBroken(NOT_WHOLE, "file")
        return self._book.strings[int(place)]

    def _look(self) -> Look:
        style = self._cell.get("s", "0")
        place = int(style) if style.isdecimal() and len(style) < 7 else 0
        return self._book.looks[place] if place < len(self._book.looks) else Look.NUMBER

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        if not last:
            return
        if len(self.sheet.merged) >= MOST_MERGED:
            raise RuleBroken(f"Il foglio «{self.sheet.name}» ha troppe celle unite: separale e riprova.", "file")
        self.sheet.merged.append((_place(first)[0], _place(last)[0], area))


def _place(text: str) -> tuple[int, int]:
    """Row and column from 0 of "C12"."""
    found = PLACE.fullmatch(text)
    if found is None:
        raise RuleBroken(NOT_WHOLE, "file")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK")
