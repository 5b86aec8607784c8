"""Allegato A as reportlab's own layout draws it: paragraphs and long tables, no tags, no contents with page numbers, no bookmarks."""

import io
from collections.abc import Iterator
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable, NextPageTemplate, PageBreak, Paragraph, Spacer
from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.frames import Frame
from reportlab.platypus.tables import TableStyle

from riskreg.domain import prose
from riskreg.reports import style as house
from riskreg.reports.plan.contents import PlanContents
from riskreg.reports.plan.story import Bars, Bullets, Cell, Facts, Heading, Matrix, NewPage, Part, Prose, Table, Text
from riskreg.reports.plan.telling import annex
from riskreg.reports.plan.to_pdf import figure
from riskreg.reports.tagged import faces

BODY = ParagraphStyle("body", fontName=faces.REGULAR, fontSize=10, leading=14.5)
CELL = ParagraphStyle("cell", fontName=faces.REGULAR, fontSize=8.5, leading=11.5)
HEAD = ParagraphStyle("head", fontName=faces.BOLD, fontSize=8.5, leading=11.5)
TITLES = {
    level: ParagraphStyle(f"h{level}", fontName=faces.BOLD, fontSize=20 - 3 * level, leading=24 - 3 * level, keepWithNext=1)
    for level in range(1, 5)
}
GRID = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, house.LINE),
        ("BACKGROUND", (0, 0), (-1, 0), "#e8eef4"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
)
PLAIN = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4)])


def pdf(contents: PlanContents) -> bytes:
    for face in (faces.REGULAR, faces.BOLD, faces.SIGNS):
        faces.characters(face)
    out = io.BytesIO()
    upright, turned = (house.SHEET, house.SHEET.turned())
    made = BaseDocTemplate(out, invariant=1, pageCompression=1, initialFontName=faces.REGULAR)
    made.addPageTemplates(
        [
            PageTemplate(
                name,
                [Frame(sheet.left, sheet.bottom, sheet.column, sheet.room, 0, 0, 0, 0)],
                onPage=lambda canvas, document: canvas.drawString(60, 30, f"pagina {document.page}"),
                pagesize=(sheet.width, sheet.height),
            )
            for name, sheet in (("upright", upright), ("turned", turned))
        ]
    )
    told = annex(contents)
    room = upright.column
    story: list[Flowable] = [_said(told.title, TITLES[1])]
    for part in told.parts:
        if isinstance(part, NewPage):
            if part.landscape is not None:
                room = (turned if part.landscape else upright).column
                story.append(NextPageTemplate("turned" if part.landscape else "upright"))
            story.append(PageBreak())
        else:
            story += _drawn(part, room)
    made.build(story)
    return out.getvalue()


def _said(text: str, look: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), look)


def _cell(cell: Cell, look: ParagraphStyle = CELL) -> Paragraph:
    return _said(cell if isinstance(cell, str) else cell.words, look)


def _drawn(part: Part, room: float) -> Iterator[Flowable]:
    match part:
        case Heading():
            yield _said(part.text, TITLES[part.level])
        case Text():
            yield _said(part.text, BODY)
        case Prose():
            yield _said(prose.plain(prose.parse(part.text)), BODY)
        case Bullets():
            yield from (_said(f"• {item}", BODY) for item in part.items)
        case Facts():
            yield LongTable(
                [[_said(label, HEAD), _cell(cell, BODY)] for label, cell in part.pairs],
                colWidths=[130, room - 130],
                splitInRow=1,
                style=PLAIN,
            )
        case Table():
            shares = sum(column.share for column in part.columns)
            yield _said(part.caption, HEAD)
            yield LongTable(
                [[_said(column.head, HEAD) for column in part.columns], *([_cell(cell) for cell in row] for row in part.rows)],
                colWidths=[room * column.share / shares for column in part.columns], repeatRows=1, splitInRow=1, style=GRID,
            )  # fmt: skip
            yield Spacer(0, 8)
        case Bars() | Matrix():
            drawing: Drawing = figure(part).drawing
            drawing.initialFontName = faces.REGULAR
            yield drawing
