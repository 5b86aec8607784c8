"""The accessible twin of Allegato A: one page with its style inside, in the same order and the same words; it asks nothing of any server."""

import base64
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from riskreg.domain import bands, prose
from riskreg.reports.plan.contents import PlanContents
from riskreg.reports.plan.story import (
    Bars,
    Bullets,
    Cell,
    Facts,
    Heading,
    Mark,
    Matrix,
    NewPage,
    Part,
    Prose,
    Table,
    Text,
    Told,
    numbered,
)
from riskreg.reports.plan.telling import annex
from riskreg.web import pictures

STATIC = Path(__file__).parents[2] / "static"

STYLE = """
:root { --rr-ink: #17324d; --rr-text: #1a1a1a; --rr-muted: #4b5864; --rr-line: #b4bfca; --rr-line-strong: #5b6f82; --rr-blue: #0066cc;
  --rr-shade-1: #e4f3e6; --rr-shade-2: #ffe08a; --rr-shade-3: #f5a25a; --rr-shade-4: #b3263a; --rr-shade-5: #5c1029; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--rr-text); background: #fff; font: 1rem/1.5 "Titillium Web", system-ui, sans-serif; }
main, header, nav { max-width: 75rem; margin: 0 auto; padding: 0 1rem; }
header { border-top: .5rem solid var(--rr-blue); padding-top: 1.5rem; }
h1, h2, h3, h4 { color: var(--rr-ink); line-height: 1.25; overflow-wrap: anywhere; }
h1 { font-size: 2rem; margin: 1rem 0 .25rem; }
h2 { font-size: 1.6rem; margin: 3rem 0 .5rem; border-top: 1px solid var(--rr-line); padding-top: 1rem; }
h3 { font-size: 1.3rem; margin: 2.25rem 0 .5rem; }
h4 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: var(--rr-blue); }
p, li { overflow-wrap: break-word; }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid #000; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.state { display: inline-block; border: 2px solid var(--rr-ink); padding: .125rem .75rem; font-weight: 700; color: var(--rr-ink); }
.note { font-size: .9rem; color: var(--rr-muted); }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) minmax(0, 1fr); gap: .25rem 1rem; margin: .75rem 0; }
dt { font-weight: 600; color: var(--rr-ink); }
dd { margin: 0; overflow-wrap: anywhere; }
.frame { overflow-x: auto; margin: 1.25rem 0; position: relative; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; color: var(--rr-ink); padding: .25rem 0; }
caption span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 2.5rem); }
th, td { text-align: left; vertical-align: top; padding: .375rem .5rem; border-bottom: 1px solid var(--rr-line); white-space: pre-line; }
thead th { background: #e6ecf2; color: var(--rr-ink); border-bottom: 1px solid var(--rr-ink); }
tbody th { font-weight: 400; }
.middling { min-width: 34rem; }
.wide { min-width: 52rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.band { white-space: nowrap; }
.swatch { display: inline-block; width: .75em; height: .75em; border: 1px solid var(--rr-ink); margin-right: .4em; }
figure { margin: 1.5rem 0; }
figcaption { font-weight: 600; color: var(--rr-ink); margin-bottom: .5rem; }
.copy { margin: 1.25rem 0 -1rem; font-size: .9rem; }
.copy button { font: inherit; padding: .125rem .625rem; color: var(--rr-blue); background: #fff; border: 1px solid var(--rr-blue); border-radius: .25rem; cursor: pointer; }
.copy button:focus-visible { outline: 3px solid #000; outline-offset: 2px; }
.copy[hidden] { display: none; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
nav ul { list-style: none; padding-left: 1rem; margin: 0; }
nav > ul { padding: 0; }
@media (max-width: 30rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: .5rem; } h1 { font-size: 1.6rem; } }
@media print {
  @page { margin: 18mm 16mm 20mm; @bottom-right { content: "pagina " counter(page) " di " counter(pages); font: 8pt "Titillium Web", sans-serif; } }
  html { font-size: 10pt; }
  main, header, nav { max-width: none; padding: 0; }
  nav, .copy, .skip { display: none; }
  .new-page { break-before: page; }
  h2 { border: 0; margin-top: 2rem; padding-top: 0; }
  h2, h3, h4, h5, h6, figcaption, caption { break-after: avoid; }
  h2 + p, h3 + p, dl, figure, li { break-inside: avoid; }
  li:first-child:not(:last-child) { break-after: avoid; }
  li:last-child:not(:first-child) { break-before: avoid; }
  p, li { orphans: 2; widows: 2; }
  .frame { overflow: visible; }
  .wide, .middling { min-width: 0; }
  .wide { font-size: .85rem; }
  .wide th, .wide td { padding: .25rem; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  tbody tr:first-child, tbody tr:nth-child(2), tbody tr:last-child { break-before: avoid; }
  .swatch, thead th, figure { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def html(contents: PlanContents) -> bytes:
    return draw(annex(contents))


def draw(told: Told) -> bytes:
    return "".join(_page(told)).encode()


@cache
def _style() -> str:
    """Ours, and that of the pictures, which looks the same on the pages of riskreg."""
    shades = "".join(f".swatch-{shade} {{ background: var(--rr-shade-{shade}); }}\n" for shade in range(1, bands.SHADES + 1))
    return _faces() + STYLE + shades + (STATIC / "pictures.css").read_text(encoding="utf-8")


def _faces() -> str:
    """Inside the page, or words of pictures would be wider than their places where the face is not there."""
    said = []
    for name, weight in (("regular", "400"), ("600", "600 700")):
        letters = base64.b64encode((STATIC / f"vendor/fonts/titillium-web-v10-latin-ext_latin-{name}.woff2").read_bytes()).decode()
        said.append(
            f'@font-face {{ font-family: "Titillium Web"; font-weight: {weight}; src: url("data:font/woff2;base64,{letters}") format("woff2"); }}'
        )
    return "\n".join(said)


@cache
def _script() -> str:
    """What copies a table: the page has no other script, and reads as well without."""
    return (STATIC / "copy-table.js").read_text(encoding="utf-8")


_COPY = (
    '<p class="copy" data-copy-table="." hidden><button type="button">Copia tabella<span class="visually-hidden">: {}</span></button> '
    '<span data-copied aria-hidden="true"></span></p>'
)


def _page(told: Told) -> Iterator[str]:
    yield "<!doctype html>\n"
    yield '<html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(told.full_title)} – {escape(told.author)}</title>\n<style>{_style()}</style></head>\n<body>\n"
    yield '<a class="skip" href="#contenuto">Vai al contenuto</a>\n<header>\n'
    yield f"<p><strong>{escape(told.author)}</strong></p>\n"
    if told.state:
        yield f'<p class="state">{escape(told.state)}</p>\n'
    yield f"<h1>{escape(told.title)}</h1>\n<p>{escape(told.subtitle)}</p>\n{_facts(told.cover)}</header>\n"
    yield f'{"" if told.is_short else _contents(told)}<main id="contenuto" tabindex="-1">\n'
    level, pictured, begins_page = 1, 0, False
    for number, (part, caption) in enumerate(numbered(told.parts), start=1):
        if isinstance(part, Heading):
            level = part.level + 1
            yield _heading(part, begins_page=begins_page)
        begins_page = isinstance(part, NewPage)
        if isinstance(part, Bars | Matrix):
            pictured += 1
            yield _figure(part, caption, f"figura-{pictured}")
        else:
            yield _drawn(part, caption, level, f"tabella-{number}")
    yield f"</main>\n{'' if told.is_short else f'<script>{_script()}</script>'}\n</body></html>\n"


def _contents(told: Told) -> str:
    """Lists in lists, as deep as the headings are."""
    made, level = ['<nav aria-labelledby="indice"><h2 id="indice">Indice</h2>'], 0
    for part in told.parts:
        if not isinstance(part, Heading):
            continue
        made += ["<ul>"] * (part.level - level) or ["</li>" + "</ul></li>" * (level - part.level)]
        made.append(f'<li><a href="#{part.anchor}">{escape(part.text)}</a>')
        level = part.level
    return "".join([*made, "</li></ul>" * level, "</nav>\n"])


def _heading(part: Heading, *, begins_page: bool) -> str:
    """On paper it begins a page where that of the other documents does."""
    level, look = part.level + 1, ' class="new-page"' if begins_page else ""
    return f'<h{level} id="{part.anchor}"{look}>{escape(part.text)}</h{level}>\n'


def _drawn(part: Part, caption: str, level: int, name: str) -> str:
    match part:
        case Text():
            return f'<p class="note">{escape(part.text)}</p>\n' if part.is_note else f"<p>{escape(part.text)}</p>\n"
        case Prose():
            return "".join(_block(block, level) for block in prose.parse(part.text))
        case Bullets():
            return _list(tuple(escape(item) for item in part.items))
        case Facts():
            return _facts(part.pairs)
        case Table():
            return _table(part, caption, name)
        case _:
            return ""


def _block(block: prose.Block, level: int) -> str:
    if isinstance(block, prose.Heading):
        under = min(level + block.level - 1, 6)
        return f"<h{under}>{_line(block.line)}</h{under}>\n"
    if isinstance(block, prose.Bullets):
        return _list(tuple(Markup("<br>").join(map(_line, item)) for item in block.items))
    lines = prose.rows_said(block) if isinstance(block, prose.Table) else block.lines
    return f"<p>{Markup('<br>').join(map(_line, lines))}</p>\n"


def _line(line: prose.Line) -> Markup:
    parts = [
        Markup('<a href="{}">{}</a>').format(part.address, part.words) if isinstance(part, prose.Link) else escape(part.words)
        for part in line
    ]
    return Markup("").join(parts)


def _list(items: Sequence[Markup]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>\n"


def _facts(pairs: Sequence[tuple[str, Cell]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(label)}</dt><dd>{_cell(cell)}</dd>' for label, cell in pairs)}</dl>\n"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Mark):
        swatch = f'<span class="swatch swatch-{bands.shade(cell.rank, cell.top)}" aria-hidden="true"></span>'
        first, space, rest = cell.words.partition(" ")
        return f'<span class="band">{swatch}{escape(first)}</span>{space}{escape(rest)}'
    return escape(cell)


def _table(table: Table, caption: str, name: str) -> str:
    """On a narrow screen it moves in its own frame, which the keyboard reaches too."""
    looks = [' class="number"' if column.is_number else "" for column in table.columns]
    heads = "".join(f'<th scope="col"{look}>{escape(column.head)}</th>' for column, look in zip(table.columns, looks, strict=True))
    rows = []
    for row in table.rows:
        cells = []
        for place, (cell, look) in enumerate(zip(row, looks, strict=True)):
            tag = 'th scope="row"' if place < table.header_columns else "td"
            cells.append(f"<{tag}{look}>{_cell(cell)}</{tag[:2]}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    wide = ' class="wide"' if len(table.columns) > 4 else ' class="middling"' if len(table.columns) > 2 else ""
    return (
        f"{_COPY.format(escape(caption))}"
        f'<div class="frame" role="region" tabindex="0" aria-labelledby="{name}"><table{wide}><caption id="{name}"><span>{escape(caption)}</span></caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>\n" + "\n".join(rows) + "</tbody></table></div>\n"
    )


def picture_of(part: Bars | Matrix, name: str) -> pictures.Picture:
    known = [pictures.Band(mark.name, mark.rank, top=mark.top) for mark in part.bands]
    names = [band.name for band in known]
    if isinstance(part, Bars):
        rows = [pictures.Bar(label, "", dict(zip(names, counts, strict=True))) for label, counts in part.rows]
        return pictures.bars(name, rows, known, caption=part.words, counted=part.counted)
    counts = {
        (before, after): count
        for before, row in zip(names, part.counts, strict=True)
        for after, count in zip(names, row, strict=True)
        if count
    }
    titles = part.titles[0].partition(" ")[0], part.titles[1]  # beside the rows there is room for a word
    return pictures.crossing(name, counts, known, caption=part.words, cell_url=lambda _before, _after: "", titles=titles)


def _figure(part: Bars | Matrix, caption: str, name: str) -> str:
    return f'<figure id="{name}"><figcaption>{escape(caption)}</figcaption>{picture_of(part, name).svg}</figure>\n'
