"""Allegato A as PDF: cover, contents, pages x of y, bookmarks; tagged, PDF/UA-1 and PDF/A-2a."""

from riskreg.reports import pictures
from riskreg.reports.layout import About, Report
from riskreg.reports.layout import Column as Wide
from riskreg.reports.marks import Band, BandMark
from riskreg.reports.plan.contents import PlanContents
from riskreg.reports.plan.documents import Progress
from riskreg.reports.plan.story import Bars, Bullets, Cell, Facts, Heading, Mark, Matrix, NewPage, Part, Prose, Table, Text, Told
from riskreg.reports.plan.telling import annex
from riskreg.reports.style import BODY
from riskreg.reports.tagged.figures import Figure
from riskreg.reports.tagged.lists import ItemContent


def pdf(contents: PlanContents, progress: Progress | None = None) -> bytes:
    return draw(annex(contents), progress)


def draw(told: Told, progress: Progress | None = None) -> bytes:
    about = About(told.full_title, author=told.author, at=told.at, subject=told.subtitle)
    report = Report(about, running=f"{told.title.partition(' –')[0]} · {told.subtitle}", state=told.state)
    if told.is_short:
        report.masthead(told.title, subtitle=told.subtitle)
    else:
        report.cover(told.title, subtitle=told.subtitle, lines=told.cover)
        report.contents()
    for part in told.parts:
        _draw(report, part)
    return report.pdf(progress)


def _draw(report: Report, part: Part) -> None:
    match part:
        case Heading():
            report.heading(part.level, part.text, anchor=part.anchor)
        case Text():
            (report.note if part.is_note else report.text)(part.text)
        case Prose():
            report.prose(part.text)
        case Bullets():
            report.bullets(part.items)
        case Facts():
            report.sheet([(label, _fact(cell)) for label, cell in part.pairs])
        case Table():
            columns = [Wide(each.share, "right" if each.is_number else "left") for each in part.columns]
            heads = [each.head for each in part.columns]
            report.table(
                part.caption, columns, heads, [[_cell(cell) for cell in row] for row in part.rows], header_columns=part.header_columns
            )
        case Bars() | Matrix():
            report.figure(figure(part), part.caption)
        case NewPage():
            report.page_break(landscape=part.landscape)


def _cell(cell: Cell) -> ItemContent:
    return BandMark(_band(cell), computed=cell.computed) if isinstance(cell, Mark) else cell


def _fact(cell: Cell) -> ItemContent:
    return BandMark(_band(cell), computed=cell.computed, style=BODY) if isinstance(cell, Mark) else cell


def _band(mark: Mark) -> Band:
    return Band(mark.name, mark.rank, mark.top)


def figure(part: Bars | Matrix) -> Figure:
    bands = [_band(mark) for mark in part.bands]
    if isinstance(part, Bars):
        names = [band.name for band in bands]
        rows = [pictures.Bar(label, dict(zip(names, counts, strict=True))) for label, counts in part.rows]
        return pictures.bars(rows, bands, part.words)
    counts = {
        (before.name, after.name): count
        for before, row in zip(bands, part.counts, strict=True)
        for after, count in zip(bands, row, strict=True)
    }
    return pictures.matrix(bands, bands, counts, part.words, titles=part.titles)


__all__ = ["draw", "figure", "pdf"]
