"""Objective by objective: target, result, verdict and why; what was not reached; what an act changed or dropped."""

from collections.abc import Iterator, Sequence

from riskreg.domain.italian import plural
from riskreg.domain.performance.report_figures import MISSED, PARTLY
from riskreg.reports.performance.contents import IndicatorSaid, ReportContents, grouped
from riskreg.reports.performance.telling.pieces import NONE, attained, lines, mark, owners, sentence
from riskreg.reports.plan.story import Cell, Column, Heading, NewPage, Part, Table, Text


def parts(contents: ReportContents) -> Iterator[Part]:
    if not contents.standing:
        return
    yield NewPage(landscape=True)
    yield Heading(1, "I risultati, obiettivo per obiettivo", "risultati")
    yield Text(
        "Di ogni indicatore: che cosa si voleva, che cosa si è ottenuto, l'esito e perché. Il raggiungimento dice quanta parte del target è stata ottenuta, "
        "dove il target è un numero da superare o da non superare."
    )
    for place, (area, those) in enumerate(grouped(contents.standing, "area"), start=1):
        yield Heading(2, area, f"area-{place}")
        for number, (objective, inside) in enumerate(grouped(those, "objective"), start=1):
            if objective:
                yield Heading(3, objective, f"obiettivo-{place}-{number}")
            yield _table(objective or area, inside)
    yield from deviations(contents)
    yield from decided(contents)
    yield NewPage(landscape=False)


def _table(caption: str, those: Sequence[IndicatorSaid]) -> Table:
    coded = any(each.code for each in those)
    columns = (
        *((Column("Codice", 0.8),) if coded else ()), Column("Indicatore", 4.2), Column("Target", 2), Column("Risultato", 2), Column("Esito", 1.5),
        Column("Perché e note", 2.8), Column("Responsabili", 2),
    )  # fmt: skip
    return Table(f"Indicatori: {caption}", columns, tuple(_row(each, coded=coded) for each in those), header_columns=2 if coded else 1)


def _row(one: IndicatorSaid, *, coded: bool) -> tuple[Cell, ...]:
    return (
        *((one.code or NONE,) if coded else ()), _named(one), _aimed(one), _came(one), mark(one.verdict), _why(one), owners(one),
    )  # fmt: skip


def _named(one: IndicatorSaid) -> str:
    return lines(
        f"{one.name} [{one.flags}]" if one.flags else one.name,
        f"Calcolo: {one.algorithm}" if one.algorithm and one.algorithm != one.name else "",
        f"Unità di misura: {one.unit}" if one.unit else "",
    )


def _aimed(one: IndicatorSaid) -> str:
    changed = f"Approvato: {one.original}. Modificato con: {one.act}" if one.is_changed else ""
    return lines(one.target or NONE, f"Partenza: {one.baseline}" if one.baseline else "", changed)


def _came(one: IndicatorSaid) -> str:
    state = "" if one.is_verified or not one.result else "Da verificare"
    return lines(one.result or NONE, f"Raggiungimento: {attained(one)}" if one.attained is not None else "", state)


def _why(one: IndicatorSaid) -> str:
    said = f"Deciso da chi verifica: {one.said_because}" if one.said_because else one.reason
    return lines(sentence(said), f"Nota: {sentence(one.note)}" if one.note else "") or NONE


# What was not reached


def deviations(contents: ReportContents) -> Iterator[Part]:
    yield Heading(1, "Gli scostamenti", "scostamenti")
    found = contents.deviations()
    if not found:
        is_judged = contents.whole.judged > 0
        yield Text("Nessun indicatore con un esito è rimasto sotto il target." if is_judged else "Nessun indicatore ha ancora un esito.")
        return
    missed, partly = (sum(each.verdict == verdict for each in found) for verdict in (MISSED, PARTLY))
    said = [
        plural(missed, "indicatore non è stato raggiunto", "indicatori non sono stati raggiunti", "Nessun indicatore è mancato del tutto")
    ]
    said += [plural(partly, "è stato raggiunto in parte", "sono stati raggiunti in parte")] if partly else []
    yield Text(f"{' e '.join(said)}: prima quelli non raggiunti.")
    columns = (
        Column("Indicatore", 4.2), Column("Area e obiettivo", 2.6), Column("Target", 1.7), Column("Risultato", 1.8), Column("Esito", 1.5), Column("Perché e note", 3),
        Column("Responsabili", 2),
    )  # fmt: skip
    rows = tuple(
        (each.title, lines(each.area, each.objective), each.target, each.result or NONE, mark(each.verdict), _why(each), owners(each))
        for each in found
    )
    yield Table("Indicatori non raggiunti o raggiunti in parte", columns, rows)


# What an act decided


def decided(contents: ReportContents) -> Iterator[Part]:
    changed, dropped = contents.changed(), contents.dropped()
    if not changed and not dropped:
        return
    yield Heading(1, "I target cambiati nell'anno", "target-cambiati")
    if changed:
        columns = (Column("Indicatore", 4), Column("Target approvato", 2), Column("Target nuovo", 2), Column("Atto", 3))
        yield Table("Target modificati", columns, tuple((each.title, each.original or NONE, each.target, each.act) for each in changed))
    if dropped:
        yield Text("I target eliminati non si contano in nessun totale.")
        columns = (Column("Indicatore", 4), Column("Area e obiettivo", 3), Column("Target approvato", 2), Column("Atto", 3))
        rows = tuple((each.title, lines(each.area, each.objective), each.original or each.target or NONE, each.act) for each in dropped)
        yield Table("Target eliminati", columns, rows)
