"""Documents for Word in the house style: real headings, captions that Word renumbers, tables whose heads repeat, pictures with words.

Cells are written as XML of our own: python-docx looks for each cell again among all the others, and ten thousand rows would take hours."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from riskreg.reports.style import INK, LINE, MUTED, TEXT

FONT = "Calibri"
"""Every Word has it; where it is missing its twin Carlito takes its place."""

MARGIN, A4 = 20, (210, 297)
TWIPS = 56.7
"""To a millimetre: what Word measures with."""

LANGUAGE = "it-IT"

LETTER = 95
"""Twips that a letter of a cell takes, with what is lost at the ends of lines."""

FEW_LINES, MOST_LINES = 8, 24
"""Of rows that stay together; of a row that is not divided."""


@dataclass(frozen=True)
class Run:
    """Words with a look of their own."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True)
class Column:
    head: str
    share: float = 1
    is_number: bool = False


Words = Sequence[Run | str]


class Document:
    def __init__(self, title: str, author: str, at: datetime, *, running: str, state: str = "") -> None:
        self._made: Any = docx.Document()
        self._body: Any = self._made.element.body
        self._marks = self._pictures = 0
        self._landscape = False
        self._pending_break = False
        self._styles()
        self._facts(title, author, at)
        self._page(self._made.sections[0], landscape=False)
        self._furniture(f"{running} · {state}" if state else running)

    # What the file says of itself

    def _facts(self, title: str, author: str, at: datetime) -> None:
        facts, moment = self._made.core_properties, at.replace(tzinfo=None)
        facts.title, facts.author, facts.last_modified_by, facts.language = title, author, author, LANGUAGE
        facts.created = facts.modified = moment
        facts.comments, facts.revision = "", 1

    def _styles(self) -> None:
        styles = self._made.styles
        for name, size, colour in (
            ("Normal", 10.5, TEXT), ("Title", 24, INK), ("Subtitle", 14, MUTED), ("Heading 1", 18, INK), ("Heading 2", 14, INK),
            ("Heading 3", 12, INK), ("Caption", 10, INK), ("List Bullet", 10.5, TEXT),
        ):  # fmt: skip
            _look(styles[name], size, colour)
        for name, size, colour in (
            ("Nota", 9, MUTED),
            ("Stato", 12, INK),
            ("Cella", 9, TEXT),
            ("Testa", 9, INK),
            ("Termine", 10.5, TEXT),
            ("Voce", 10, TEXT),
        ):
            made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = styles["Normal"]
            _look(made, size, colour)
        styles["Normal"].paragraph_format.space_after = Pt(6)
        for name in ("Cella", "Testa", "Voce"):
            styles[name].paragraph_format.space_after = Pt(0)
        styles["Testa"].font.bold = styles["Stato"].font.bold = styles["Caption"].font.bold = True
        styles["Subtitle"].font.italic = False
        styles["Testa"].paragraph_format.keep_with_next = styles["Caption"].paragraph_format.keep_with_next = True
        styles["Caption"].paragraph_format.space_before = Pt(8)
        styles["Caption"].paragraph_format.space_after = Pt(4)
        termine = styles["Termine"].paragraph_format
        termine.left_indent, termine.first_line_indent, termine.space_after = Mm(45), Mm(-45), Pt(2)
        termine.tab_stops.add_tab_stop(Mm(45))
        language = styles.element.find(".//" + qn("w:lang"))
        language.set(qn("w:val"), LANGUAGE)

    def _page(self, section: Any, *, landscape: bool) -> None:
        wide, high = reversed(A4) if landscape else A4
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
        self._landscape = landscape

    def _furniture(self, running: str) -> None:
        section = self._made.sections[0]
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        head.text, head.style = running, self._made.styles["Nota"]
        foot.style = self._made.styles["Nota"]
        foot.paragraph_format.alignment = 2
        _fields(foot, "pagina ", "PAGE", " di ", "NUMPAGES")

    @property
    def _column(self) -> float:
        """Millimetres between the margins."""
        return (A4[1] if self._landscape else A4[0]) - 2 * MARGIN

    # What stands in it

    def new_page(self, *, landscape: bool | None = None) -> None:
        if landscape is not None and landscape != self._landscape:
            self._pending_break = False
            self._page(self._made.add_section(), landscape=landscape)
        else:
            self._pending_break = True

    def heading(self, level: int, text: str, anchor: str) -> None:
        paragraph = self._made.add_paragraph("", style=f"Heading {level}")
        if self._pending_break:
            paragraph.paragraph_format.page_break_before = True
            self._pending_break = False
        self._marks += 1
        element = paragraph._p  # noqa: SLF001  # the library offers no bookmarks
        name = quoteattr(_bookmark(anchor))
        element.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{self._marks}" w:name={name}/>'))
        element.append(_parsed(_run(text)))
        element.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{self._marks}"/>'))

    def paragraph(self, words: Words, style: str) -> None:
        self._append(_paragraph(words, self._id(style)))

    def terms(self, pairs: Sequence[tuple[str, Words]]) -> None:
        """Each with what it is called before it."""
        for label, words in pairs:
            self._append(_paragraph([Run(label, is_bold=True), "\t", *words], self._id("Termine")))

    def contents(self, headings: Sequence[tuple[int, str, str]]) -> None:
        """Level, text and anchor of each: links that work at once. It is a field, which Word makes again, with its pages, when asked."""
        self.paragraph([Run("Indice", is_bold=True)], "Subtitle")
        self._made.paragraphs[-1].paragraph_format.space_before = Pt(24)
        style = self._id("Voce")
        for place, (level, text, anchor) in enumerate(headings):
            begin = _BEGIN_CONTENTS if place == 0 else ""
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if place == len(headings) - 1 else ""
            self._append(
                parse_xml(
                    f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/><w:ind w:left="{(level - 1) * 340}"/></w:pPr>{begin}'
                    f'<w:hyperlink w:anchor={quoteattr(_bookmark(anchor))} w:history="1">{_run(text)}</w:hyperlink>{end}</w:p>'
                )
            )
        self._pending_break = True

    def table(self, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Words]], *, header_columns: int = 1) -> None:
        self._caption(caption, "Tabella")
        whole = sum(column.share for column in columns)
        widths = [round(self._column * TWIPS * column.share / whole) for column in columns]
        head, cell = self._id("Testa"), self._id("Cella")
        drawn = [
            self._settings(caption, sum(widths), header_columns),
            "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>",
            "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>",
            *(_cell([column.head], width, head, column, fill="E6ECF2") for column, width in zip(columns, widths, strict=True)),
            "</w:tr>",
        ]
        high = [_lines(row, widths) for row in rows]
        for place, row in enumerate(rows):
            # So that no row is left by itself on a page, and none that is long leaves most of one empty.
            keeps_next = place in {0, len(rows) - 2} and max(high[place : place + 2]) <= FEW_LINES and place + 1 < len(rows)
            drawn.append(f"<w:tr><w:trPr>{'<w:cantSplit/>' if high[place] <= MOST_LINES else ''}</w:trPr>")
            drawn += [
                _cell(words, width, cell, column, keeps_next=keeps_next) for words, width, column in zip(row, widths, columns, strict=True)
            ]
            drawn.append("</w:tr>")
        self._append(parse_xml("".join([*drawn, "</w:tbl>"])))
        self._append(_paragraph([], self._id("Cella")))

    def _settings(self, caption: str, width: int, header_columns: int) -> str:
        """As wide as the page; its words for who hears it; what its heads are."""
        return (
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{_borders()}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
            f'<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="{int(header_columns > 0)}" w:lastColumn="0" w:noHBand="0" '
            f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(_clean(caption))}/></w:tblPr>'
        )

    def picture(self, caption: str, image: bytes, words: str, width: float) -> None:
        """`width` in points; never wider than the page."""
        self._caption(caption, "Figura")
        self._pictures += 1
        self._made.add_picture(io.BytesIO(image), width=min(Pt(width), Mm(self._column)))
        said = self._body.findall(".//" + qn("wp:docPr"))[-1]
        said.set("id", str(self._pictures))
        said.set("name", f"Figura {self._pictures}")
        said.set("descr", words)

    def _caption(self, caption: str, what: str) -> None:
        """«Tabella 3. …»: the number is a field, which Word counts again when something is put before."""
        number, _, words = caption.removeprefix(f"{what} ").partition(". ")
        paragraph = self._made.add_paragraph("", style="Caption")
        _fields(paragraph, f"{what} ", f"SEQ {what} \\* ARABIC", number, f". {words}")

    def _id(self, style: str) -> str:
        return str(self._made.styles[style].style_id)

    def _append(self, element: Any) -> None:
        """Before the page's own settings, which stand last."""
        self._body.insert(len(self._body) - 1, element)

    def content(self) -> bytes:
        out = io.BytesIO()
        self._made.save(out)
        return out.getvalue()


_BEGIN_CONTENTS = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)


def _bookmark(anchor: str) -> str:
    """Word wants letters, figures and low lines."""
    return anchor.replace("-", "_")


def _look(style: Any, size: float, colour: str) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor.from_string(colour.removeprefix("#").upper())
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for which in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(which), None)
    for which in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(which), FONT)


def _fields(paragraph: Any, *parts: str) -> None:
    """Words and fields by turns: a field is followed by what it shows until Word reckons it again."""
    element = paragraph._p  # noqa: SLF001  # the library offers no fields
    if len(parts) == 4 and parts[1] == "PAGE":
        before, first, between, second = parts
        pieces = [_run(before), _field(first, "1"), _run(between), _field(second, "1")]
    else:
        before, code, shown, *after = parts
        pieces = [_run(before) if before else "", _field(code, shown), *(_run(text) for text in after)]
    for piece in pieces:
        for run in _parsed(f"<w:p {nsdecls('w')}>{piece}</w:p>") if piece else ():
            element.append(run)


def _field(code: str, shown: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _parsed(text: str) -> Any:
    return parse_xml(text if nsdecls("w") in text else text.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1))


def _paragraph(words: Words, style: str) -> Any:
    return parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_runs(words)}</w:p>')


def _runs(words: Words) -> str:
    return "".join(_run(each) if isinstance(each, str) else _run(each.text, each) for each in words)


def _run(text: str, look: Run | None = None) -> str:
    """Line by line; tabs are tabs."""
    said = ""
    if look is not None and look.is_bold:
        said = "<w:rPr><w:b/></w:rPr>"
    if text == "\t":
        return f"<w:r>{said}<w:tab/></w:r>"
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _clean(text).split("\n")]
    return f"<w:r>{said}{'<w:br/>'.join(lines)}</w:r>"


def _clean(text: str) -> str:
    """What XML cannot hold, and what is not seen, is left out."""
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable() or sign in "\n\u00a0")


def _lines(row: Sequence[Words], widths: Sequence[int]) -> int:
    """How many its longest cell takes, about."""
    texts = ("".join(each if isinstance(each, str) else each.text for each in words) for words in row)
    return max(sum(-(-len(line) * LETTER // width) or 1 for line in text.split("\n")) for text, width in zip(texts, widths, strict=True))


def _cell(words: Words, width: int, style: str, column: Column, *, fill: str = "", keeps_next: bool = False) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    align = '<w:jc w:val="right"/>' if column.is_number else ""
    keep = "<w:keepNext/>" if keeps_next else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{align}</w:pPr>{_runs(words)}</w:p></w:tc>'
    )


def _borders() -> str:
    colour = LINE.removeprefix("#").upper()
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' for side in ("top", "bottom", "insideH"))
