"""The house style of documents: a renderer says what comes next, and it looks as all the others.

    report = Report(About("Allegato A", author="Camera di commercio di Valdarena", at=contents.at), running="Allegato A · 2026–2028", state="BOZZA")
    report.cover("Registro dei rischi", subtitle="Triennio 2026–2028", lines=[("Atto", "Delibera n. 4 del 30/01/2026")])
    report.contents()
    report.heading(1, "Processi")
    report.prose(contents.premise)
    report.table("Rischi per area", [Column(3), Column(1, "right")], ["Area", "Rischi"], rows, header_columns=1)
    report.figure(pictures.bars(…), "Processi per area e fascia")
    pdf = report.pdf()

Texts are plain: nothing that people typed is taken for an order, and signs that no face has are shown as `□`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from reportlab.lib.units import mm

from riskreg.domain import prose
from riskreg.reports import style
from riskreg.reports.tagged import faces
from riskreg.reports.tagged.blocks import Block, Heading, PageBreak, Paragraph, Space
from riskreg.reports.tagged.canvas import DrawnLine, TaggedCanvas
from riskreg.reports.tagged.document import About, PageNumber, Sheet, write
from riskreg.reports.tagged.figures import Figure
from riskreg.reports.tagged.glyphs import clean, runs
from riskreg.reports.tagged.lists import ItemContent, bullets, numbered, terms
from riskreg.reports.tagged.table_of_contents import TableOfContents
from riskreg.reports.tagged.tables import Cell, Column, Row, table
from riskreg.reports.tagged.words import Rich, Span, TextStyle, break_lines

TypedTable = prose.Table

__all__ = ["About", "Cell", "Column", "Report", "Span", "prose_blocks"]


class Report:
    """`running` stands at the head of every page but the cover, with the body's name; `state` beside it, such as BOZZA."""

    def __init__(self, about: About, *, running: str = "", state: str = "") -> None:
        self._about, self._running, self._state = about, running or about.title, state
        self._story: list[Block] = []
        self._level = self._headings = self._tables = self._figures = 0
        self._has_cover = False

    def add(self, *blocks: Block) -> None:
        self._story += blocks

    # What comes first

    def cover(self, title: str, *, subtitle: str = "", lines: Sequence[tuple[str, str]] = ()) -> None:
        """The body's name, the title, which act and when; what is no final text says so."""
        self._has_cover = True
        self.add(Paragraph(self._about.author, style.BODY_NAME), Space(150))
        if self._state:
            self.add(_Stamp(self._state), Space(14))
        self.add(Heading(1, title, style.TITLE, anchor="copertina", listed=False), Space(8))
        if subtitle:
            self.add(Paragraph(subtitle, style.SUBTITLE))
        if lines:
            self.add(Space(56), terms(lines, style.BODY, term_style=style.LABEL, indent=110, gap=4))
        self.add(PageBreak())

    def masthead(self, title: str, *, subtitle: str = "") -> None:
        """The head of a document of a page or two, in place of a cover."""
        self.add(Paragraph(self._about.author, style.BODY_NAME))
        if self._state:
            self.add(Space(6), _Stamp(self._state), Space(6))
        self.add(Heading(1, title, style.HEADINGS[1], anchor="titolo", above=style.ABOVE_HEADING[1], below=4, listed=False))
        if subtitle:
            self.add(Paragraph(subtitle, style.SUBTITLE, below=style.PARAGRAPH_GAP))

    def contents(self, title: str = "Indice", *, deepest: int = 3) -> None:
        self.add(
            Heading(1, title, style.HEADINGS[1], anchor="indice", below=style.BELOW_HEADING[1], listed=False),
            TableOfContents(style.CONTENTS, deepest=deepest, below=style.AROUND),
            PageBreak(),
        )

    # Text

    def heading(self, level: int, text: str, *, anchor: str = "", listed: bool = True) -> None:
        """Of level 1 to 6; from the third on they look alike."""
        self._headings += 1
        self._level = level
        look = min(level, 3)
        self.add(
            Heading(
                level, text, style.HEADINGS[look], anchor=anchor or f"titolo-{self._headings}", above=style.ABOVE_HEADING[look],
                below=style.BELOW_HEADING[look], listed=listed,
            )
        )  # fmt: skip

    def text(self, text: Rich) -> None:
        self.add(Paragraph(text, style.BODY, below=style.PARAGRAPH_GAP))

    def note(self, text: Rich) -> None:
        """Smaller: sources, how a figure was counted."""
        self.add(Paragraph(text, style.NOTE, below=style.PARAGRAPH_GAP))

    def bullets(self, items: Sequence[ItemContent]) -> None:
        self.add(bullets(items, style.BODY, below=style.PARAGRAPH_GAP))

    def numbered(self, items: Sequence[ItemContent], *, first: int = 1) -> None:
        self.add(numbered(items, style.BODY, first=first, below=style.PARAGRAPH_GAP))

    def prose(self, text: str) -> None:
        """What people typed in the light markup of `domain/prose.py`: its headings come under the last one, and are not listed."""
        under = self._level
        for block in prose.parse(text):
            if isinstance(block, prose.Heading):
                self.heading(min(under + block.level - 1, self._level + 1, 6), prose.plain((prose.Paragraph((block.line,)),)), listed=False)
            elif isinstance(block, prose.Table) and block.rows and block.caption:
                self._typed_table(block)
            else:
                self.add(*_prose_block(block, style.BODY))
        self._level = under

    def _typed_table(self, typed: TypedTable) -> None:
        columns = [Column(1, "right" if is_number else "left") for is_number in typed.numeric]
        head, *rows = ([_words([cell]) for cell in row] for row in (typed.head, *typed.rows))
        self.table("".join(part.words for part in typed.caption), columns, [head], rows, header_columns=1)

    # Sheets, tables, pictures

    def sheet(self, pairs: Sequence[tuple[str, ItemContent]]) -> None:
        """What each thing is called, and beside it what it is."""
        self.add(terms(pairs, style.BODY, term_style=style.LABEL, indent=130, above=2, below=style.PARAGRAPH_GAP))

    def table(
        self, caption: str, columns: Sequence[Column], head: Row | Sequence[Row], rows: Sequence[Row], *, header_columns: int = 0
    ) -> None:  # fmt: skip
        """`head`: the heads of the columns, in a row or in several. With no rows there is no table: say so in words."""
        self._tables += 1
        heads = [head] if head and (isinstance(head[0], str | Span | Cell | Block)) else head
        made = table(
            columns, heads, rows, style.TABLE, header_columns=header_columns, caption=f"Tabella {self._tables}. {caption}",  # type: ignore[arg-type]
            above=style.AROUND, below=style.AROUND,
        )  # fmt: skip
        self.add(made)

    def figure(self, figure: Figure, caption: str) -> None:
        """The words stand above it, as above a table, and never part from it."""
        self._figures += 1
        figure.below = 2 * style.AROUND
        self.add(_FigureCaption(f"Figura {self._figures}. {caption}"), figure)

    def page_break(self, *, landscape: bool | None = None) -> None:
        self.add(PageBreak(landscape=landscape))

    # The file

    def pdf(self, progress: Callable[[int, int], None] | None = None) -> bytes:
        return write(self._about, self._story, style.SHEET, self._furniture, progress=progress)

    def _furniture(self, canvas: TaggedCanvas, sheet: Sheet, page: PageNumber) -> None:
        if self._has_cover and page.number == 1:
            canvas.box((0, sheet.height - 9, sheet.width, sheet.height), fill=style.BLUE)
            return
        left, right = sheet.left, sheet.width - sheet.right
        over, under = sheet.height - 17 * mm, 13 * mm
        half = 0.5 * (right - left) - 8
        running, wide = self._running_head(half)
        with canvas.artifact("Header"):
            _small(canvas, self._about.author, left, over, right - left - wide - 16)
            _small(canvas, running, right, over, wide + 1, from_the_right=True)
            canvas.rule((left, over - 5), (right, over - 5), style.LINE)
        with canvas.artifact("Footer"):
            _small(canvas, f"pagina {page.number} di {page.of}", right, under, half, from_the_right=True)

    def _running_head(self, half: float) -> tuple[str, float]:
        """In half of the line; of what is no final text in more of it, and the state is never cut."""
        state = f" · {self._state}" if self._state else ""
        beside = _in_line(state, half)[1]
        room = half if beside + _in_line(self._running, 2 * half)[1] <= half else 1.4 * half if state else half
        running = _cut(self._running, room - beside) + state
        return running, _in_line(running, 2 * half)[1]


def prose_blocks(text: str, look: TextStyle = style.CELL) -> list[Block]:
    """What people typed, for a cell or an item: its headings are words that stand out."""
    made: list[Block] = []
    for block in prose.parse(text):
        made += (
            [Paragraph(_words([block.line]), replace(look, bold=True))] if isinstance(block, prose.Heading) else _prose_block(block, look)
        )
    return made or [Paragraph("", look)]


def _prose_block(block: prose.Paragraph | prose.Bullets | prose.Table, look: TextStyle) -> list[Block]:
    """Within a cell or an item there is no room for a table: it is said row by row."""
    if not isinstance(block, prose.Bullets):
        lines = prose.rows_said(block) if isinstance(block, prose.Table) else block.lines
        return [Paragraph(_words(lines), look, below=0.5 * look.leading)]
    return [bullets([_words(item) for item in block.items], look, below=0.5 * look.leading)]


def _words(lines: Sequence[prose.Line]) -> list[str | Span]:
    """Line by line as it was typed."""
    found: list[str | Span] = []
    for number, line in enumerate(lines):
        found += ["\n"] if number else []
        found += [Span(part.words, link=part.address) if isinstance(part, prose.Link) else part.words for part in line]
    return found


def _small(canvas: TaggedCanvas, text: str, edge: float, baseline: float, room: float, *, from_the_right: bool = False) -> None:
    pieces, wide = _in_line(text, room)
    canvas.text(
        [DrawnLine(edge - wide if from_the_right else edge, baseline, pieces)], style.FURNITURE.size, style.FURNITURE.colour
    )  # fmt: skip


def _cut(text: str, room: float) -> str:
    """In one line; what has no room ends with an ellipsis."""
    look = style.FURNITURE
    words = clean(text).replace("\n", " ")
    if len(break_lines(words, look, room)) == 1:
        return words
    return "".join(piece.text for piece in break_lines(words, look, room - look.size)[0].pieces).rstrip(" ·") + "…"


def _in_line(text: str, room: float) -> tuple[list[tuple[str, str]], float]:
    """In one line, each run with its face, and how wide it is."""
    look, words = style.FURNITURE, _cut(text, room)
    pieces = list(runs(words, faces.REGULAR))
    return pieces, sum(faces.width(part, face) for part, face in pieces) * look.size


class _Stamp(Paragraph):
    """A word in a frame."""

    def __init__(self, text: str) -> None:
        super().__init__(text, style.STATE)

    def height(self, width: float) -> float:
        return super().height(width) + 8

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        lines = self.lines(width - 20)
        wide = max(line.width for line in lines) * style.STATE.size + 20
        canvas.box((left, top - self.height(width), left + wide, top), stroke=style.INK, thickness=1.25)
        super().draw(canvas, left + 10, top - 4, width - 20)


class _FigureCaption(Paragraph):
    keeps_next = True

    def __init__(self, text: str) -> None:
        super().__init__(text, style.CAPTION, role="Caption", above=style.AROUND, below=4)
