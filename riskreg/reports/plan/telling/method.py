"""How risk is measured: what is asked, the scales, where bands begin and end."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from riskreg.domain.italian import write_number
from riskreg.domain.scoring import tables
from riskreg.domain.scoring.text import from_plain
from riskreg.reports.plan.contents import Method, PlanContents
from riskreg.reports.plan.story import Bullets, Cell, Column, Facts, Heading, NewPage, Part, Table, Text
from riskreg.reports.plan.telling import words

ASKED = ("Criterio", "Domanda", "Risposta", "Vale")
SHARES = {"Che cosa vuol dire": 4, "Livello": 1.6, "Fascia": 1.6, "Richiede trattamento": 1.4}
NUMBERS = frozenset({"Da", "A", "Coefficiente"})


def told(contents: PlanContents) -> Iterator[Part]:
    yield NewPage()
    yield Heading(1, "Come si misura il rischio", "metodo")
    if not contents.methods:
        yield Text("Nessuna metodologia è ancora pubblicata.")
    for place, method in enumerate(contents.methods, start=1):
        yield from _method(method, place)


def _method(method: Method, place: int) -> Iterator[Part]:
    rules = from_plain(method.rules)
    yield Heading(2, method.name, f"metodo-{place}")
    pairs: list[tuple[str, Cell]] = [("Tipo", method.kind), ("Pubblicata il", words.day(method.published_on))]
    if method.source:
        pairs.append(("Fonte", method.source))
    yield Facts(tuple(pairs))
    yield Bullets(tuple(tables.rule(rules)))
    for one in (*tables.matrices(rules), *tables.criteria(rules)):
        if one.heads == ASKED:
            yield _asked(one)
        elif one.rows:
            yield Table(
                one.title,
                tuple(Column(head, SHARES.get(head, 1), head in NUMBERS) for head in one.heads),
                tuple(tuple(_cell(value) for value in row) for row in one.rows),
            )


def _asked(one: tables.Table) -> Table:
    """A row for each criterion: its answers one under the other, each with what it counts for."""
    grouped = groupby(one.rows, key=lambda row: (str(row[0]), str(row[1])))
    rows = tuple((*asked, "\n".join(f"{_cell(row[3])} – {_cell(row[2])}" for row in answers)) for asked, answers in grouped)
    return Table(one.title, (Column("Criterio", 1.7), Column("Domanda", 2.6), Column("Quanto vale ogni risposta", 4)), rows)


def _cell(value: str | int | Decimal) -> str:
    return value or words.NONE if isinstance(value, str) else write_number(value)
