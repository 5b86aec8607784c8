"""The same contents as a workbook: what goes with what, row by row; what has no counterpart; the opinion."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from riskreg.domain.exact import half_up
from riskreg.domain.italian import write_date, write_moment
from riskreg.domain.scoring.tables import Table
from riskreg.reports.coherence_check.contents import CoherenceContents, IndicatorSaid, MeasureSaid
from riskreg.reports.coherence_check.telling import check
from riskreg.reports.packing import repacked
from riskreg.tables.drawing import About, Head, Listed, Page, write_book

Cells = Sequence[object]

NOTHING = "Non ce ne sono."
CARRIED = (
    Head("Obiettivo strategico", "prose", 44), Head("Che cosa", "text", 14), Head("Codice", "text", 12), Head("Misura", "prose", 44), Head("Classe o famiglia", "prose", 24),
    Head("Attivata il", "day", 12), Head("Codice dell'indicatore", "text", 12), Head("Indicatore", "prose", 48), Head("Obiettivo operativo", "prose", 34),
    Head("Ne risponde", "prose", 30), Head("Target", "prose", 20), Head("Risultato", "prose", 20), Head("Esito", "text", 18), Head("Perché", "prose", 44),
    Head("Raggiungimento %", "number", 14),
)  # fmt: skip
ALONE = (Head("Che cosa", "text", 34), Head("Codice o nome", "prose", 90))


def xlsx(contents: CoherenceContents) -> bytes:
    told = check(contents)
    title = [told.full_title, told.author, *([told.state] if told.state else [])]
    lists = [
        ("Corrispondenze", "Obiettivi e misure del piano, ciascuno con gli indicatori che lo portano.", CARRIED, _carried(contents)),
        ("Senza corrispondenza", "Che cosa sta solo da una parte.", ALONE, _alone(contents)),
    ]
    listed = [_listed(name, (name, said, *title), heads, rows) for name, said, heads, rows in lists]
    pages = [Page("Parere", title, [Table("Verifica dell'OIV", ("Voce", "Che cosa dice"), list(_opinion(contents)))], (34, 110))]
    with TemporaryDirectory(prefix="riskreg-") as folder:
        path = Path(folder) / "coerenza.xlsx"
        write_book(path, pages, (), listed, (), about=About(told.full_title, told.author, contents.at))
        return repacked(path.read_bytes())


def _listed(name: str, lines: Sequence[str], heads: Sequence[Head], rows: Iterator[Cells]) -> Listed:
    """A sheet without rows says that there are none."""
    first = next(rows, None)
    if first is None:
        return Listed(name, (*lines, NOTHING), heads, ())
    return Listed(name, lines, heads, chain((first,), rows))


def _opinion(contents: CoherenceContents) -> Iterator[tuple[str, str]]:
    plan, one = contents.plan, contents.opinion
    yield "Piano", plan.title
    yield "Atto", f"{plan.act} del {write_date(plan.adopted_on)} ({plan.act_body})"
    yield "Anno della performance", f"{contents.year}, {'chiuso' if contents.year_is_closed else 'aperto'}"
    yield "Situazione al", write_moment(contents.at)
    yield "Esito", one.outcome if one else "L'OIV non ha ancora reso il parere."
    if one:
        yield "Data del parere", write_date(one.given_on)
        yield "Protocollo", one.protocol or "—"
        yield "Osservazioni", one.observations or "—"


def _carried(contents: CoherenceContents) -> Iterator[Cells]:
    for goal in contents.goals:
        for one in goal.indicators:
            yield goal.title, "obiettivo", "", "", "", None, *_indicator(one)
        if not goal.indicators and not goal.measures:
            yield goal.title, "obiettivo", "", "", "", None, *_indicator(None)
        for each in goal.measures:
            yield from _measure(goal.title, each)
    for each in contents.others:
        yield from _measure("", each)


def _measure(goal: str, each: MeasureSaid) -> Iterator[Cells]:
    for one in each.indicators or (None,):
        yield goal, "misura", each.code, each.name, each.group, each.activated_on, *_indicator(one)


def _indicator(one: IndicatorSaid | None) -> Cells:
    if one is None:
        return "", "", "", "", "", "", "", "", None
    attained = half_up(one.attained * 100) if one.attained is not None else None
    return one.code, one.name, one.objective, one.owners, one.target, one.result, one.verdict_said, one.because, attained


def _alone(contents: CoherenceContents) -> Iterator[Cells]:
    yield from (("Obiettivo strategico senza indicatori", each.title) for each in contents.goals_alone)
    yield from (("Misura generale senza indicatori", each.title) for each in contents.measures_alone)
    yield from (("Indicatore PPCT senza una misura", each.title) for each in contents.loose)
