"""Section 2.3 for Word, whole or one part of it: for the office that puts the plan together, which goes on writing in it."""

from collections.abc import Iterator, Sequence

from riskreg.domain import prose
from riskreg.reports import word
from riskreg.reports.packing import repacked
from riskreg.reports.plan.contents import PlanContents
from riskreg.reports.plan.story import Bars, Bullets, Cell, Facts, Heading, Mark, Matrix, NewPage, Part, Prose, Table, Text, Told, numbered
from riskreg.reports.plan.telling import section
from riskreg.reports.plan.to_pdf import figure
from riskreg.reports.rasters import png
from riskreg.reports.word import Run


def docx(contents: PlanContents, part: str = "") -> bytes:
    return draw(section(contents, part))


def draw(told: Told) -> bytes:
    made = word.Document(told.full_title, told.author, told.at, running=f"{told.author} · {told.subtitle}", state=told.state)
    if told.state:
        made.paragraph([told.state], "Stato")
    made.paragraph([told.title], "Title")
    made.paragraph([told.subtitle], "Subtitle")
    made.terms([(label, [text]) for label, text in (("Ente", told.author), *told.cover)])
    if not told.is_short:
        made.contents([(part.level, part.text, part.anchor) for part in told.parts if isinstance(part, Heading)])
    for part, caption in numbered(told.parts):
        _draw(made, part, caption)
    return repacked(made.content())


def _draw(made: word.Document, part: Part, caption: str) -> None:
    match part:
        case Heading():
            made.heading(part.level, part.text, part.anchor)
        case Text():
            made.paragraph([part.text], "Nota" if part.is_note else "Normal")
        case Prose() | Bullets():
            listed = [("List Bullet", [item]) for item in part.items] if isinstance(part, Bullets) else _typed(part.text)
            for style, runs in listed:
                made.paragraph(runs, style)
        case Facts():
            made.terms([(label, _runs(cell)) for label, cell in part.pairs])
        case Table():
            rows = [[_runs(cell) for cell in row] for row in part.rows]
            columns = [word.Column(each.head, each.share, is_number=each.is_number) for each in part.columns]
            made.table(caption, columns, rows, header_columns=part.header_columns)
        case Bars() | Matrix():
            drawing = figure(part).drawing
            made.picture(caption, png(drawing), part.words, drawing.width)
        case NewPage():
            made.new_page(landscape=part.landscape)


def _runs(cell: Cell) -> Sequence[Run | str]:
    """A band is its name alone: a colour would not outlive the office's own styles, nor a black and white printer."""
    return [cell.words if isinstance(cell, Mark) else cell]


def _typed(text: str) -> Iterator[tuple[str, Sequence[Run | str]]]:
    for block in prose.parse(text):
        if isinstance(block, prose.Heading):
            yield "Normal", [Run(_words([block.line]), is_bold=True)]
        elif isinstance(block, prose.Bullets):
            for item in block.items:
                yield "List Bullet", [_words(item)]
        else:
            yield "Normal", [_words(prose.rows_said(block) if isinstance(block, prose.Table) else block.lines)]


def _words(lines: Sequence[prose.Line]) -> str:
    """Addresses as they are written: Word makes links of them when somebody goes on."""
    return "\n".join("".join(part.words for part in line) for line in lines)
