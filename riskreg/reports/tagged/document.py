"""A document: pages filled from a story, then drawn, then finished. Laid out once and drawn once, however many page numbers it quotes."""

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from riskreg.reports.tagged.blocks import Block, Heading, PageBreak, Placed, fill, insist_on_blocks
from riskreg.reports.tagged.canvas import TaggedCanvas
from riskreg.reports.tagged.errors import DoesNotFit, Misordered, Untagged
from riskreg.reports.tagged.finishing import finish
from riskreg.reports.tagged.glyphs import clean
from riskreg.reports.tagged.table_of_contents import TableOfContents


@dataclass(frozen=True)
class About:
    """What the file says of itself. `at`: the moment of the contents, never of the drawing: the same contents give the same bytes."""

    title: str
    author: str
    at: datetime
    subject: str = ""
    language: str = "it-IT"

    def __post_init__(self) -> None:
        if not clean(self.title).strip() or not self.language:
            raise Untagged("A document has a title and a language.")
        if self.at.tzinfo is None:
            raise ValueError("The moment of a document knows its zone.")


@dataclass(frozen=True)
class PageNumber:
    """Counted from one."""

    number: int
    of: int


@dataclass(frozen=True)
class Sheet:
    """A page in points, upright. On its side, width and height change places and the margins stay where they are."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    def turned(self) -> "Sheet":
        return Sheet(self.height, self.width, self.left, self.right, self.top, self.bottom)

    @property
    def column(self) -> float:
        return self.width - self.left - self.right

    @property
    def room(self) -> float:
        return self.height - self.top - self.bottom


@dataclass(frozen=True)
class Page:
    sheet: Sheet
    placed: Sequence[Placed]


Furniture = Callable[[TaggedCanvas, Sheet, PageNumber], None]
"""Draws what stands on every page, in artifacts: running head, page number."""


def write(
    about: About, story: Sequence[Block], sheet: Sheet, furniture: Furniture | None = None, *, progress: Callable[[int, int], None] | None = None
) -> bytes:  # fmt: skip
    """The file. `progress` hears how many pages of how many are drawn."""
    insist_on_blocks(story)
    headings = [block for block in story if isinstance(block, Heading)]
    insist_on_order(headings)
    with _undisturbed():
        pages = laid_out([block.of(headings) if isinstance(block, TableOfContents) else block for block in story], sheet)
        canvas = TaggedCanvas(page_of(pages))
        for number, page in enumerate(pages, start=1):
            _draw(canvas, page, PageNumber(number, len(pages)), furniture)
            if progress:
                progress(number, len(pages))
        return finish(canvas, about)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Every line of a long document is needed until it is drawn: Python's collector would look through all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _draw(canvas: TaggedCanvas, page: Page, number: PageNumber, furniture: Furniture | None) -> None:
    sheet = page.sheet
    canvas.open_page(sheet.width, sheet.height)
    for each in page.placed:
        each.block.draw(canvas, sheet.left, sheet.height - sheet.top - each.offset, sheet.column)
    if furniture:
        furniture(canvas, sheet, number)
    canvas.close_page()


def laid_out(story: Sequence[Block], sheet: Sheet) -> list[Page]:
    waiting, pages, here = deque(story), [], sheet
    while waiting:
        if isinstance(turn := waiting[0], PageBreak):
            waiting.popleft()
            if turn.landscape is not None:
                here = sheet.turned() if turn.landscape else sheet
            continue
        placed, _ = fill(waiting, here.column, here.room, fresh=True)
        if not placed:
            raise DoesNotFit(f"{type(waiting[0]).__name__} is higher than a page and cannot be divided.")
        pages.append(Page(here, placed))
    if not pages:
        raise Untagged("A document with nothing in it.")
    return pages


def page_of(pages: Sequence[Page]) -> dict[str, int]:
    return {
        each.block.anchor: number for number, page in enumerate(pages, start=1) for each in page.placed if isinstance(each.block, Heading)
    }


def insist_on_order(headings: Sequence[Heading]) -> None:
    """Who goes from heading to heading would look for the level that is not there."""
    above = 0
    for heading in headings:
        if heading.level > above + 1:
            raise Misordered(f"“{heading.words}” is a heading of level {heading.level} under one of level {above}.")
        above = heading.level
    anchors = [heading.anchor for heading in headings]
    if twice := {anchor for anchor in anchors if anchors.count(anchor) > 1} if len(set(anchors)) < len(anchors) else set():
        raise Misordered(f"Two headings have the same anchor: {', '.join(sorted(twice))}.")
