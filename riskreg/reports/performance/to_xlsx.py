"""The same contents as a workbook: Sintesi, Indicatori, PIRA, Scostamenti; numbers as numbers and days as days."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from riskreg.domain.exact import half_up
from riskreg.domain.performance.indicators import PART_LABELS, TARGET_STATE_LABELS
from riskreg.domain.performance.report_figures import HEADS, ORDER, SHARE_FORMULA, WEIGHTED_FORMULA, Tally
from riskreg.domain.scoring.tables import Table
from riskreg.reports.packing import repacked
from riskreg.reports.performance.contents import NO_MISSION, NO_PROGRAMME, IndicatorSaid, ReportContents, tally
from riskreg.reports.performance.telling import report
from riskreg.tables.drawing import About, Chart, Head, Listed, Page, write_book

Cells = Sequence[object]

NOTHING = "Non ce ne sono."
NONE = "—"
HEADS_OF_INDICATOR = (
    Head("Parte del piano", "text", 22), Head("Area strategica", "prose", 34), Head("Obiettivo operativo", "prose", 34), Head("Codice", "text", 10),
    Head("Indicatore", "prose", 52), Head("Sigle", "text", 10), Head("Tipologia", "text", 14), Head("Come si calcola", "prose", 44),
    Head("Unità di misura", "text", 14), Head("Fonte", "prose", 18), Head("Valore di partenza", "prose", 16), Head("Peso", "score", 8),
    Head("Target", "prose", 24), Head("Il target è", "text", 16), Head("Target approvato", "prose", 24), Head("Atto", "prose", 28),
    Head("Risultato", "prose", 24), Head("Verificato", "text", 11), Head("Esito", "text", 16), Head("Raggiungimento %", "score", 15),
    Head("Formula del raggiungimento", "prose", 28), Head("Perché", "prose", 44), Head("Deciso da chi verifica, perché", "prose", 34), Head("Nota", "prose", 40),
    Head("Calcolato dal registro", "prose", 28), Head("Come è stato calcolato", "prose", 40), Head("Calcolato al", "day", 12),
    Head("Misure del piano anticorruzione", "prose", 40), Head("Responsabili", "prose", 34),
)  # fmt: skip
PLACE_HEADS = (Head("Missione", "prose", 36), Head("Programma", "prose", 40))


def xlsx(contents: ReportContents) -> bytes:
    told = report(contents)
    title = [told.full_title, told.author, *([told.state] if told.state else []), *(f"{label}: {text}" for label, text in told.cover)]
    lists = (
        ("Indicatori", "Tutti gli indicatori dell'anno, anche quelli con il target eliminato.", HEADS_OF_INDICATOR, map(_cells, contents.indicators)),
        ("PIRA", "Gli indicatori del bilancio, per missione e per programma.", (*PLACE_HEADS, *HEADS_OF_INDICATOR), _pira(contents)),
        ("Scostamenti", "Gli indicatori non raggiunti, poi quelli raggiunti in parte.", HEADS_OF_INDICATOR, map(_cells, contents.deviations())),
    )  # fmt: skip
    listed = [_listed(name, (name, said, *title[1:3]), heads, rows) for name, said, heads, rows in lists]
    pages = [Page("Sintesi", title, list(_figures(contents)), (46, *(14,) * 7), _charts(contents))]
    with TemporaryDirectory(prefix="riskreg-") as folder:
        path = Path(folder) / "relazione.xlsx"
        write_book(path, pages, (), listed, (), about=About(told.full_title, told.author, contents.at))
        return repacked(path.read_bytes())


def _listed(name: str, lines: Sequence[str], heads: Sequence[Head], rows: Iterable[Cells]) -> Listed:
    """A sheet without rows says that there are none."""
    found = iter(rows)
    first = next(found, None)
    return Listed(name, (*lines, NOTHING), heads, ()) if first is None else Listed(name, lines, heads, chain((first,), found))


def _figures(contents: ReportContents) -> Iterator[Table]:
    named = (
        ("Per parte del piano", "Parte del piano", contents.by_part()), ("Per area strategica", "Area strategica", contents.by_area()),
        ("Per tipologia", "Tipologia", contents.by_typology()), ("Per sigla", "Sigla", contents.by_flag()),
    )  # fmt: skip
    yield _table("In tutto", "Quali", [contents.whole])
    for title, head, tallies in named:
        if tallies:
            yield _table(title, head, tallies)
    if contents.earlier:
        yield _table("Anno per anno", "Anno", [*contents.earlier, tally(str(contents.year), contents.standing)])
    formulas = [("Quota raggiunti %", SHARE_FORMULA), *([("Quota pesata %", WEIGHTED_FORMULA)] if contents.whole.weighed else [])]
    yield Table("Come si calcolano", ("Cifra", "Formula"), formulas)


def _table(title: str, head: str, tallies: Sequence[Tally]) -> Table:
    weighed = any(each.weighed for each in tallies)
    heads = (head, "Indicatori", *(HEADS[each] for each in ORDER), "Quota raggiunti %", *(("Quota pesata %",) if weighed else ()))
    rows = [
        (
            each.name, each.whole, *(each.of(verdict) for verdict in ORDER), NONE if each.share is None else each.share,
            *((NONE if each.weighted is None else each.weighted,) if weighed else ()),
        )
        for each in tallies
    ]  # fmt: skip
    return Table(title, heads, rows)


def _charts(contents: ReportContents) -> dict[str, Chart]:
    parts = contents.by_part()
    if len(parts) < 2:
        return {}
    words = "; ".join(f"{each.name}: {each.reached} raggiunti su {each.whole}" for each in parts)
    title = "Indicatori per parte del piano ed esito"
    return {"Per parte del piano": Chart(title, f"{title}. {words}.", [2 + place for place in range(len(ORDER))])}


def _pira(contents: ReportContents) -> Iterator[Cells]:
    for mission, programmes in contents.pira():
        for programme, those in programmes:
            for each in those:
                yield ("" if mission == NO_MISSION else mission, "" if programme == NO_PROGRAMME else programme, *_cells(each))


def _cells(one: IndicatorSaid) -> Cells:
    return (
        PART_LABELS[one.part], one.area, one.objective, one.code, one.name, one.flags, one.typology, one.algorithm, one.unit, one.source, one.baseline,
        one.weight, one.target, TARGET_STATE_LABELS[one.target_state], one.original, one.act, one.result, ("sì" if one.is_verified else "no") if one.result else "",
        "Target eliminato" if one.is_dropped else one.verdict_label, half_up(one.attained * 100) if one.attained is not None else None, one.formula,
        one.reason, one.said_because, one.note, one.computed, one.working, one.as_of, "\n".join(f"{each.code} {each.name}" for each in one.measures),
        "\n".join(one.owners),
    )  # fmt: skip
