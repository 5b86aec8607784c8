"""What the body says in its own words, as parts of a document: its headings are headings, its tables are tables."""

from collections.abc import Iterable, Iterator

from riskreg.domain import prose
from riskreg.domain.italian import plural
from riskreg.domain.narrative import Place
from riskreg.reports.plan.contents import ObjectiveSaid, PlanContents
from riskreg.reports.plan.story import Column, Heading, NewPage, Part, Prose, Table, Text

WIDEST, LETTERS = 5.0, 10
"""A column is as wide as its longest cell asks for, ten letters to a share, up to five shares."""

MOST_COLUMNS = 20
"""Word opens no file with a table of more than 63 columns; on a page of ours nobody could read half as many."""

LINE, LINES = 100, 12
"""Letters that stand beside one another on a page, and lines that the names of the columns may take: they are drawn on every page of the table."""


NAMED = 15
"""Specific measures of an objective that are named one by one."""

IN_A_ROW = 30
"""Codes in one cell: a row must fit on a page."""

WITHOUT_PROCESS = "Nessun processo"


def opening(contents: PlanContents) -> Iterator[Part]:
    """Before the figures: what the governing organ wants, then the sections that open the plan."""
    yield from _objectives(contents.objectives)
    yield from _sections(contents, Place.OPENING)


def before(contents: PlanContents, place: Place) -> Iterator[Part]:
    """The sections of one place, on a page that stands."""
    told = list(_sections(contents, place))
    if told:
        yield NewPage(landscape=False)
        yield from told


def closing(contents: PlanContents) -> Iterator[Part]:
    yield from before(contents, Place.CLOSING)


def _objectives(objectives: tuple[ObjectiveSaid, ...]) -> Iterator[Part]:
    if not objectives:
        return
    yield Heading(1, "Obiettivi strategici", "obiettivi")
    yield Text(
        f"L'organo di indirizzo ha fissato {plural(len(objectives), 'obiettivo', 'obiettivi')} per prevenire la corruzione (l. 190/2012, art. 1 c. 8). "
        "Di ciascuno sono elencate le misure del piano che lo servono: quelle specifiche sono descritte nelle schede dei processi."
    )
    for place, each in enumerate(objectives, start=1):
        yield Heading(2, f"{each.code} {each.name}", f"obiettivo-{place}")
        if each.description:
            yield Prose(each.description)
        if each.source:
            yield Text(f"Da: {each.source}.", is_note=True)
        if each.measures:
            rows = tuple((one.code, one.name) for one in each.measures)
            yield Table(f"{each.code}: misure generali che servono l'obiettivo", (Column("Codice", 1), Column("Misura", 5)), rows)
        if each.specific:
            yield _specific(each)
        if not each.measures and not each.specific:
            yield Text("Nessuna misura del piano serve questo obiettivo.")


def _specific(objective: ObjectiveSaid) -> Table:
    """Named one by one as long as they are few; else by their codes, process by process."""
    caption, those = f"{objective.code}: misure specifiche che servono l'obiettivo", objective.specific
    if len(those) <= NAMED:
        named = tuple((one.code, one.name, "; ".join(one.processes)) for one in those)
        return Table(caption, (Column("Codice", 1), Column("Misura", 3), Column("Processo", 2)), named)
    found: dict[str, list[str]] = {}
    for one in those:
        found.setdefault(next(iter(one.processes), WITHOUT_PROCESS), []).append(one.code)
    rows = tuple(
        (process if not place else f"{process} (segue)", ", ".join(codes[place : place + IN_A_ROW]))
        for process, codes in found.items()
        for place in range(0, len(codes), IN_A_ROW)
    )
    return Table(f"{caption} ({len(those)})", (Column("Processo", 3), Column("Codici", 3)), rows)


def _sections(contents: PlanContents, place: Place) -> Iterator[Part]:
    for number, each in enumerate(contents.sections, start=1):
        if each.place == place:
            yield Heading(1, each.heading, f"testo-{number}")
            yield from told_in(each.text, each.heading, f"testo-{number}")


def told_in(text: str, heading: str, anchor: str) -> Iterator[Part]:
    """Its headings stand under its own, none of them two steps below the one before."""
    level, count = 1, 0
    for part in _apart(prose.parse(text), heading, headings_too=True):
        if isinstance(part, prose.Heading):
            level, count = min(part.level, level + 1), count + 1
            yield Heading(level, _said(part.line), f"{anchor}-{count}")
        else:
            yield part


def with_tables_apart(parts: Iterable[Part]) -> Iterator[Part]:
    """A table that somebody typed in a description is a table of the document, numbered as the others; it is called by the heading that it
    stands under, unless it has a name of its own."""
    heading = ""
    for part in parts:
        if isinstance(part, Heading):
            heading = part.text
        if isinstance(part, Prose) and "|" in part.text:
            yield from (each for each in _apart(prose.parse(part.text), heading, headings_too=False) if not isinstance(each, prose.Heading))
        else:
            yield part


def _apart(blocks: tuple[prose.Block, ...], heading: str, *, headings_too: bool) -> Iterator[Part | prose.Heading]:
    """Tables by themselves; headings too, or within the words around them."""
    gathered: list[prose.Block] = []
    for block in blocks:
        heading = _said(block.line) if isinstance(block, prose.Heading) else heading
        if isinstance(block, prose.Table) or (headings_too and isinstance(block, prose.Heading)):
            yield from _prose(gathered)
            gathered = []
            if isinstance(block, prose.Table):
                yield from _table(block, heading)
            else:
                yield block
        else:
            gathered.append(block)
    yield from _prose(gathered)


def _prose(blocks: list[prose.Block]) -> Iterator[Part]:
    if blocks:
        yield Prose(prose.plain(tuple(blocks)))


def _table(table: prose.Table, heading: str) -> Iterator[Part]:
    """A head alone is a table without rows, which no document tells: its words are. So are those of a table that no page
    holds."""
    cells = [[_said(cell) for cell in row] for row in (table.head, *table.rows)]
    columns = tuple(
        Column(head, _share([row[place] for row in cells]), is_number)
        for place, (head, is_number) in enumerate(zip(cells[0], table.numeric, strict=True))
    )
    if table.rows and _fits(columns):
        yield Table(_said(table.caption) or heading, columns, tuple(tuple(row) for row in cells[1:]))
    else:
        yield from (Text(" · ".join(row)) for row in cells)


def _fits(columns: tuple[Column, ...]) -> bool:
    whole = sum(each.share for each in columns)
    return len(columns) <= MOST_COLUMNS and all(len(each.head) * whole <= LINE * LINES * each.share for each in columns)


def _share(cells: list[str]) -> float:
    return max(1.0, min(WIDEST, max(map(len, cells)) / LETTERS))


def _said(line: prose.Line) -> str:
    return "".join(part.words for part in line)
