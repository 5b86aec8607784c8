"""Long texts with a light markup of our own: what somebody types in a plain field, as parts that a page or a document draws.

| typed | is |
|---|---|
| `## Stato di conformità` | a heading; `### …` one below it |
| `- Redatta il 21/11/2026` | an item of a list; a line that follows belongs to the item |
| `https://www.agid.gov.it`, `www.agid.gov.it`, `urp@ente.example`, `mailto:…` | a link, shown as it is written; nothing else is one |
| `-` alone, in a list | nothing: an item that nobody wrote |
| `| Fase | Quando |` | a row of a table; the first one names the columns, and a row of lines (`|---|---|`) says nothing |
| `Tabella: Chi fa che cosa`, right above a table | what the table is called |
| an empty line | ends a paragraph or a list |
| anything else | text, line by line as it was typed |

There is no way to write HTML, nor to hide an address behind other words: parts hold text only, and whoever draws them escapes it.
Nothing is ever refused: what is no markup is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """Words, as they are."""

    words: str
    address = None


@dataclass(frozen=True)
class Link:
    """An address, and what is shown of it: `typed` where it was written without the part that machines need."""

    address: str
    typed: str = field(default="", repr=False)

    @property
    def words(self) -> str:
        return self.typed or self.address.removeprefix("mailto:")


Line = tuple[Text | Link, ...]


@dataclass(frozen=True)
class Heading:
    level: int
    line: Line
    kind = "heading"


@dataclass(frozen=True)
class Paragraph:
    lines: tuple[Line, ...]
    kind = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """Each item is one line or more."""

    items: tuple[tuple[Line, ...], ...]
    kind = "bullets"


@dataclass(frozen=True)
class Table:
    """`head` names the columns; every row has as many cells, empty where nothing was typed."""

    caption: Line
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    kind = "table"

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Columns that hold numbers alone: they stand better to the right."""
        return tuple(bool(self.rows) and all(_NUMBER.fullmatch(_words(row[place])) for row in self.rows) for place in range(len(self.head)))


Block = Heading | Paragraph | Bullets | Table

_HEADING = re.compile(r"(#{2,3}) +(\S.{0,299})")
"""A longer line is no heading, whatever it begins with: no page could hold it."""

_ITEM = re.compile(r"- +(\S.*)")
_ROW = re.compile(r"\|(.*\S.*)\|")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
_CAPTION = re.compile(r"Tabella: *(\S.{0,299})", re.IGNORECASE)
_NUMBER = re.compile(r"[-−+]?\d[\d.]*(?:,\d+)?(?: ?%)?|n\.d\.|[–—-]")
_ADDRESS = re.compile(
    r"https?://[^\s<>\"'`\\^{|}]+|mailto:[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    # Without the part that machines need: only as a word of its own.
    r"|(?<![^\s(«\[])(?:www\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[^\s<>\"'`\\^{|}]*)?"
    r"|[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w@-]))"
)
_CLOSING = ".,;:!?…»”’)]*_"
_OPENING = {")": "(", "]": "["}
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
"""Control characters, those that turn the order of the letters, those that no XML may hold: what is shown is what was typed."""


def parse(text: str) -> tuple[Block, ...]:
    """
    >>> parse("## Recapiti\\nScrivi a mailto:urp@ente.example.")
    (Heading(level=2, line=(Text(words='Recapiti'),)), Paragraph(lines=((Text(words='Scrivi a '), Link(address='mailto:urp@ente.example'), Text(words='.')),)))
    """
    blocks: list[Block] = []
    for group in _groups(tidy(text)):
        blocks += _blocks(group)
    return tuple(blocks)


def tidy(text: str) -> str:
    """The text as it is kept: one kind of line end, no space at the end of lines, no run of empty lines, nothing unseen."""
    lines = [_UNSEEN.sub("", line).replace("\t", " ").strip() for line in re.split(r"\r\n|\r|\n", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _groups(text: str) -> Iterator[list[str]]:
    """Lines between empty ones."""
    for group in text.split("\n\n"):
        if lines := [line for line in group.split("\n") if line]:
            yield lines


def _blocks(lines: list[str]) -> Iterator[Block]:
    """A heading stands alone, and so does a table; a list begins with its first item and takes every line up to the next heading or table."""
    for group, is_table in _apart(lines):
        if is_table:
            yield _table(group)
        else:
            yield from _written(group)


def _apart(lines: list[str]) -> Iterator[tuple[list[str], bool]]:
    """Rows of a table that stand together, with what they are called; and the other lines."""
    others: list[str] = []
    rows: list[str] = []
    for place, line in enumerate([*lines, ""]):
        if _ROW.fullmatch(line):
            rows.append(line)
            continue
        if rows:
            named = [others.pop()] if others and _CAPTION.fullmatch(others[-1]) else []
            if others:
                yield others, False
            yield [*named, *rows], True
            others, rows = [], []
        if place < len(lines):
            others.append(line)
    if others:
        yield others, False


def _table(lines: list[str]) -> Table:
    caption = _CAPTION.fullmatch(lines[0])
    first, *rest = lines[1:] if caption else lines
    typed = [_cells(line) for line in (first, *(rest[1:] if rest and _RULE.fullmatch(rest[0]) else rest))]
    wide = max(map(len, typed))
    head, *rows = (cells + ((),) * (wide - len(cells)) for cells in typed)
    return Table(parts(caption[1]) if caption else (), head, tuple(rows))


def _cells(line: str) -> tuple[Line, ...]:
    return tuple(parts(cell.strip()) for cell in line[1:-1].split("|"))


def _written(lines: list[str]) -> Iterator[Block]:
    paragraph: list[Line] = []
    items: list[list[Line]] = []
    if any(_ITEM.fullmatch(line) for line in lines):
        lines = [line for line in lines if line != "-"]
    for line in lines:
        heading, item = _HEADING.fullmatch(line), _ITEM.fullmatch(line)
        if heading or (item and not items):
            yield from _done(paragraph, items if heading else [])
            paragraph = []
        if heading:
            items = []
            yield Heading(len(heading[1]), parts(heading[2]))
        elif item:
            items.append([parts(item[1])])
        elif items:
            items[-1].append(parts(line))
        else:
            paragraph.append(parts(line))
    yield from _done(paragraph, items)


def _done(paragraph: list[Line], items: list[list[Line]]) -> Iterator[Block]:
    if paragraph:
        yield Paragraph(tuple(paragraph))
    if items:
        yield Bullets(tuple(tuple(item) for item in items))


def parts(line: str) -> Line:
    """One line: its words and the links among them.

    >>> parts("Vedi (https://www.ente.example/a_(b)), grazie")
    (Text(words='Vedi ('), Link(address='https://www.ente.example/a_(b)'), Text(words='), grazie'))
    """
    found: list[Text | Link] = []
    end = 0
    for match in _ADDRESS.finditer(line):
        address = _without_closing(match[0])
        if link := _link(address):
            found += [Text(line[end : match.start()]), link]
            end = match.start() + len(address)
    return tuple(part for part in (*found, Text(line[end:])) if part.words)


def _link(address: str) -> Link | None:
    if address.startswith("www."):
        return Link(f"https://{address}", address)
    if ":" not in address:
        return Link(f"mailto:{address}", address)
    return Link(address) if address.partition(":")[2].strip("/") else None


def _without_closing(address: str) -> str:
    """A full stop or a bracket that closes the sentence is not part of the address; one that the address opened is."""
    while address and address[-1] in _CLOSING:
        last = address[-1]
        if last in _OPENING and address.count(_OPENING[last]) >= address.count(last):
            break
        address = address[:-1]
    return address


def plain(blocks: tuple[Block, ...]) -> str:
    """Typed again: the same blocks come out of it.

    >>> plain(parse("##  Titolo\\n- uno\\n-   due"))
    '## Titolo\\n\\n- uno\\n- due'
    """
    return "\n\n".join(_typed(block) for block in blocks)


def in_line(text: str) -> str:
    """Its words one after the other, without the marks: for a line that quotes some of them.

    >>> in_line("## Controlli\\nSono due:\\n- a campione\\n- su tutte le gare\\n\\nOgni anno.")
    'Controlli · Sono due: a campione; su tutte le gare. Ogni anno.'
    """
    said = ""
    for block in parse(text):
        if isinstance(block, Bullets):
            words = "; ".join(" ".join(_words(line) for line in item).rstrip(";,") for item in block.items)
            words += "" if words.endswith((".", "!", "?", "…")) else "."
        elif isinstance(block, Table):
            words = "; ".join(", ".join(_words(cell) for cell in row if cell) for row in (block.head, *block.rows)) + "."
        else:
            words = f"{_words(block.line)} ·" if isinstance(block, Heading) else " ".join(_words(line) for line in block.lines)
        said = f"{said} {words}".strip()
    return said.removesuffix(" ·")


def _typed(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_words(block.line)}"
    if isinstance(block, Bullets):
        return "\n".join("- " + "\n".join(_words(line) for line in item) for item in block.items)
    if isinstance(block, Table):
        return "\n".join(_typed_table(block))
    return "\n".join(_words(line) for line in block.lines)


def rows_said(table: Table) -> tuple[Line, ...]:
    """Row by row, for a place that holds no tables.

    >>> [_words(line) for line in rows_said(parse("| Ufficio | Addetti |\\n| URP | 3 |")[0])]
    ['Ufficio · Addetti', 'URP · 3']
    """
    rows = (table.head, *table.rows)
    return tuple(tuple(part for place, cell in enumerate(row) for part in (*((Text(" · "),) if place else ()), *cell)) for row in rows)


def _typed_table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"Tabella: {_words(table.caption)}"
    head, *rows = (f"| {' | '.join(map(_words, row))} |" for row in (table.head, *table.rows))
    yield head
    if rows and _RULE.fullmatch(rows[0]):
        yield "|---|"
    yield from rows


def _words(line: Line) -> str:
    return "".join((part.typed or part.address) if isinstance(part, Link) else part.words for part in line)
