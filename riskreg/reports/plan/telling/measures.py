"""The general measures, class by class, as the edition lists them; what it lists no longer."""

from collections.abc import Iterator

from riskreg.domain.italian import plural
from riskreg.reports.plan.contents import GeneralSaid, PlanContents
from riskreg.reports.plan.story import Cell, Column, Heading, NewPage, Part, Table, Text
from riskreg.reports.plan.telling import words

HEADS = (
    Column("Codice", 1.1), Column("Misura", 4.6), Column("Nuova o consolidata", 1.5), Column("Nel piano", 1.5), Column("Indicatore e target", 2.6),
    Column("Tempi", 1.6), Column("Responsabili", 3.1),
)  # fmt: skip


def told(contents: PlanContents) -> Iterator[Part]:
    """On pages that lie on their side."""
    yield NewPage(landscape=True)
    yield Heading(1, "Misure generali", "misure-generali")
    listed = sum(len(each.measures) for each in contents.classes)
    yield Text(f"Il piano elenca {plural(listed, 'misura generale', 'misure generali')}, per classe.")
    for place, each in enumerate(contents.classes, start=1):
        yield Heading(2, each.name, f"classe-{place}")
        if each.measures:
            yield Table(f"{each.name}: misure generali", HEADS, tuple(_row(one) for one in each.measures))
        else:
            yield Text("Il piano non elenca misure di questa classe.")
    if contents.left_out:
        yield Heading(2, "Misure che il piano non elenca più", "tolte")
        heads = (Column("Codice", 1), Column("Misura", 5), Column("Tipo", 1.2), Column("Che cosa ne fa il piano", 2), Column("Perché", 4))
        rows = tuple((each.code, each.name, each.kind, each.choice, each.because or words.NONE) for each in contents.left_out)
        yield Table("Misure a regime fuori piano, e misure tolte", heads, rows)


def _row(one: GeneralSaid) -> tuple[Cell, ...]:
    novelty = one.novelty if one.is_mandatory else f"{one.novelty} (ulteriore)"
    return (
        one.code, words.lines(one.name, one.description), novelty, one.choice, words.aimed(one.indicator, one.target),
        one.timing, words.owners(one.owners),
    )  # fmt: skip
