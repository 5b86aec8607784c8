"""Beside the objectives: the indicators of the budget (PIRA), what the register measures, what the anticorruption plan has in them, the years before."""

from collections.abc import Iterator

from riskreg.domain.italian import plural, write_date
from riskreg.reports.performance.contents import ReportContents, tally
from riskreg.reports.performance.telling.pieces import NONE, attained, lines, mark, owners, sentence, table
from riskreg.reports.plan.story import Column, Heading, Part, Table, Text


def pira(contents: ReportContents) -> Iterator[Part]:
    found = contents.pira()
    if not found:
        return
    yield Heading(1, "Gli indicatori del bilancio (PIRA)", "pira")
    yield Text(
        "Il Piano degli indicatori e dei risultati attesi di bilancio lega le risorse ai risultati (d.lgs. 91/2011, art. 19; d.p.c.m. 18 settembre 2012): qui gli "
        "stessi indicatori stanno per missione e per programma."
    )
    tallies = [tally(f"{mission}\n{programme}", those) for mission, programmes in found for programme, those in programmes]
    yield table("Il PIRA in breve", "Missione e programma", tallies)
    columns = (
        Column("Codice", 0.8),
        Column("Indicatore", 4),
        Column("Target", 1.7),
        Column("Risultato", 1.8),
        Column("Raggiun-\ngimento", 1.2, is_number=True),
        Column("Esito", 1.5),
    )
    for place, (mission, programmes) in enumerate(found, start=1):
        yield Heading(2, mission, f"missione-{place}")
        for number, (programme, those) in enumerate(programmes, start=1):
            yield Heading(3, programme, f"programma-{place}-{number}")
            rows = tuple(
                (each.code or NONE, each.name, each.target, each.result or NONE, attained(each), mark(each.verdict)) for each in those
            )
            yield Table(f"PIRA: {programme}", columns, rows, header_columns=2)


def computed(contents: ReportContents) -> Iterator[Part]:
    found = contents.computed()
    if not found:
        return
    yield Heading(1, "Gli indicatori calcolati dal registro", "calcolati")
    yield Text(
        f"{plural(len(found), 'risultato non è stato scritto', 'risultati non sono stati scritti')} da nessuno: {'lo' if len(found) == 1 else 'li'} misura il registro dei "
        "rischi, con i numeri "
        "che stanno accanto."
    )
    columns = (
        Column("Indicatore", 2.8),
        Column("Target", 1),
        Column("Risultato", 1.3),
        Column("Come è stato calcolato", 3.3),
        Column("Al", 1.4),
        Column("Esito", 1.7),
    )
    rows = tuple(
        (
            each.title, each.target, each.result or NONE, lines(sentence(each.working) or each.computed),
            write_date(each.as_of) if each.as_of else NONE, mark(each.verdict),
        )
        for each in found
    )  # fmt: skip
    yield Table("Indicatori calcolati, con i loro numeri", columns, rows)


def plan(contents: ReportContents) -> Iterator[Part]:
    found = contents.carrying()
    if not found:
        return
    yield Heading(1, "La prevenzione della corruzione", "prevenzione")
    yield Text(
        "Gli indicatori che portano misure del piano di prevenzione della corruzione e della trasparenza (l. 190/2012, art. 1 c. 8-bis)."
    )
    columns = (
        Column("Misura del piano", 3.4),
        Column("Indicatore", 3.4),
        Column("Target e risultato", 1.8),
        Column("Esito", 1.7),
        Column("Responsabili", 2),
    )
    rows = tuple(
        (f"{measure.code} {measure.name}", each.title, lines(each.target, f"→ {each.result or NONE}"), mark(each.verdict), owners(each))
        for each in found
        for measure in each.measures
    )
    yield Table("Misure del piano e indicatori che le portano", columns, rows)


def trend(contents: ReportContents) -> Iterator[Part]:
    if not contents.earlier:
        return
    yield Heading(1, "Gli anni prima", "anni-prima")
    now = str(contents.year) if contents.is_closed else f"{contents.year} (provvisorio)"
    tallies = [*contents.earlier, tally(now, contents.standing)]
    yield table("Esiti anno per anno", "Anno", tallies)
    yield Text("Gli indicatori cambiano da un anno all'altro: le quote si confrontano con questa cautela.", is_note=True)
