"""What else was measured: the figures of the year, the suitability of measures, their effect on risk, the semesters before; and what the RPCT makes of
it, with a place for date and signature."""

from collections.abc import Iterator, Mapping, Sequence

from riskreg.domain.italian import NBSP, join_words, plural, write_number
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import COUNTED, UNMONITORED
from riskreg.domain.monitoring.suitability import JUDGMENT_LABELS
from riskreg.domain.monitoring.summary import (
    UPDATE_INDEX,
    JudgedSaid,
    ProcessRisk,
    RiskSaid,
    SemesterSaid,
    SuitabilitySaid,
    YearFigure,
    YearSaid,
    validated_only,
)
from riskreg.domain.register import GENERAL_CLASSES
from riskreg.reports.monitoring.contents import MonitoringContents
from riskreg.reports.monitoring.telling.tables import HEADS, NONE, percent
from riskreg.reports.plan.story import Cell, Column, Facts, Heading, Mark, Matrix, Part, Prose, Table, Text
from riskreg.reports.plan.telling.written import with_tables_apart

FIGURES: Mapping[str, tuple[str, str]] = {
    UPDATE_INDEX: ("Indice di aggiornamento", "generali nuove attivate nell'anno ÷ generali consolidate"),
    "implementation_rate": ("Misure generali attuate", "attivate entro l'anno ÷ nuove con scadenza nell'anno"),
    "consolidated_rate": ("Misure consolidate applicate", "dichiarate attuate e validate ÷ consolidate"),
    "specific_implementation_rate": ("Misure specifiche attuate", "attivate entro l'anno ÷ da applicare nell'anno"),
}
WORST = 15
"""Processes that are named."""

RPCT = "Il Responsabile della prevenzione della corruzione e della trasparenza"
TO_FILL_IN = "_" * 28


def parts(contents: MonitoringContents) -> Iterator[Part]:
    found = contents.summary
    if found.year is not None:
        yield from _year(found.year)
    if found.suitability is not None and (found.suitability.judged or found.suitability.waiting):
        yield from _suitability(found.suitability)
    if found.risk is not None and found.risk.processes:
        yield from _risk(found.risk)
    if len(found.semesters) > 1:
        yield from _semesters(found.semesters, is_final=contents.is_final)
    if contents.scope.is_whole:
        yield from _assessed(contents)


# The figures of the year


def _year(found: YearSaid) -> Iterator[Part]:
    yield Heading(1, f"I numeri del {found.year}", "numeri-dell-anno")
    so_far = "" if found.is_over else ", finora: l'anno non è finito e questi numeri possono cambiare"
    yield Text(
        f"Quello che il piano prevedeva per il {found.year} e quello che ne è stato fatto{so_far}. Contano le misure, non le schede."
    )
    columns = (
        Column("Che cosa", 2.4), Column("Sopra", 0.8, is_number=True), Column("Sotto", 0.8, is_number=True), Column("Vale", 1.1, is_number=True),
        Column("Formula", 4),
    )  # fmt: skip
    rows = tuple(
        (FIGURES[each.name][0], write_number(each.above), write_number(each.below), _value(each), FIGURES[each.name][1])
        for each in found.figures
    )
    yield Table(f"I numeri del {found.year}", columns, rows)
    late = plural(found.overdue, "misura del piano è scaduta", "misure del piano sono scadute", "nessuna misura del piano è scaduta")
    yield Text(
        f"Oltre la scadenza e non attivate: {late}." if found.overdue else "Nessuna misura del piano è scaduta senza essere attivata."
    )
    if found.by_class:
        heads = (Column("Classe", 3), *(Column(head, 1, is_number=True) for head in ("Previste", "Attuate", "Quota")))
        classes = tuple(
            (GENERAL_CLASSES[code], write_number(planned), write_number(done), percent(YearFigure("", done, planned).rate))
            for code, done, planned in found.by_class
        )
        yield Table(f"Misure generali con scadenza nel {found.year}, classe per classe", heads, classes)


def _value(one: YearFigure) -> str:
    if one.value is None:
        return NONE
    return f"{write_number(one.value, 2)}{'' if one.name == UPDATE_INDEX else f'{NBSP}%'}"


# Suitability


def _suitability(found: SuitabilitySaid) -> Iterator[Part]:
    yield Heading(1, "Idoneità delle misure specifiche", "idoneita")
    counts = [(found.of(code), label) for code, label in JUDGMENT_LABELS.items()]
    total = len(found.judged) + len(found.waiting)
    said = join_words([f"{write_number(number)} «{label.lower()}»" for number, label in counts if number])
    judged = plural(len(found.judged), "è stata giudicata", "sono state giudicate", "nessuna è stata giudicata")
    yield Text(
        f"Ogni anno l'RPCT giudica se ciascuna misura specifica è quella giusta. Per il {found.year}, su {plural(total, 'misura', 'misure')} "
        f"{judged}{f': {said}' if said else ''}."
    )
    changing = [each for each in found.judged if not each.is_suitable]
    if changing:
        columns = (
            Column("Codice", 1.1),
            Column("Misura", 3),
            Column("Giudizio", 1.3),
            Column("Che cosa ne segue", 2),
            Column("Perché", 3.4),
        )
        rows = tuple((each.code, each.name, JUDGMENT_LABELS[each.judgment], _follow(each), each.motivation) for each in changing)
        yield Table("Misure da rafforzare o non idonee", columns, rows)


def _follow(one: JudgedSaid) -> str:
    return f"{one.follow}: {one.merges_with}" if one.merges_with else one.follow


# Effect on risk


def _risk(found: RiskSaid) -> Iterator[Part]:
    yield Heading(1, "Effetto delle misure sul rischio", "effetto-sul-rischio")
    worse = [each for each in found.processes if each.is_worse]
    yield Text(
        "Il rischio residuo che la valutazione prevede, accanto a quello che resta contando solo le misure attuate, provate e non smentite da una verifica. "
        "La valutazione approvata non cambia: lo legge chi compila la prossima."
    )
    yield Text(_worse_said(found.processes))
    if len(found.areas) > 1:
        yield _by_area(found)
    if found.bands:
        yield from _crossing(found)
    if worse:
        heads = (
            Column("Processo", 3),
            Column("Previsto", 1.2),
            Column("Verificato", 1.2),
            Column("Di che cosa si tratta", 2),
            Column("Perché", 3.6),
        )
        rows = tuple((f"{each.code} {each.name}", each.before, each.after, _kind(each), each.why or NONE) for each in worse[:WORST])
        more = f" (i primi {WORST} su {write_number(len(worse))})" if len(worse) > WORST else ""
        yield Table(f"Processi che peggiorano{more}", heads, rows)


def _worse_said(those: Sequence[ProcessRisk]) -> str:
    seen, low = sum(each.is_seen_worse for each in those), sum(each.is_planned_too_low for each in those)
    of = f"Su {plural(len(those), 'processo valutato', 'processi valutati')}"
    if not (seen or low):
        return f"{of} nessuno peggiora."
    found = []
    if seen:
        found.append(f"{plural(seen, 'peggiora', 'peggiorano')} per il monitoraggio, perché misure previste non contano")
    if low:
        found.append(f"per {plural(low, 'processo', 'processi')} il residuo era previsto troppo basso, perché a una causa manca una misura")
    return f"{of}, {join_words(found)}."


def _kind(one: ProcessRisk) -> str:
    said = [
        *(["per il monitoraggio"] if one.is_seen_worse else []),
        *(["previsto troppo basso: manca una misura"] if one.is_planned_too_low else []),
    ]
    return join_words(said)


def _by_area(found: RiskSaid) -> Table:
    heads = ("Processi", "Peggiorano per il monitoraggio", "Previsti troppo bassi", "Come valutati")
    rows: list[tuple[Cell, ...]] = []
    for code, name in found.areas:
        mine = [each for each in found.processes if each.area_code == code]
        rows.append((name, *_counts(mine)))
    rows.append(("Tutte le aree", *_counts(found.processes)))
    columns = (Column("Area di rischio", 4), *(Column(head, 1.5, is_number=True) for head in heads))
    return Table("Effetto sul rischio, area per area", columns, tuple(rows))


def _counts(those: Sequence[ProcessRisk]) -> tuple[str, ...]:
    numbers = (
        len(those), sum(each.is_seen_worse for each in those), sum(each.is_planned_too_low for each in those),
        sum(not each.is_worse for each in those),
    )  # fmt: skip
    return tuple(write_number(number) for number in numbers)


def _crossing(found: RiskSaid) -> Iterator[Part]:
    marks = tuple(Mark(name, rank, len(found.bands)) for rank, name in enumerate(found.bands, start=1))
    counts = tuple(
        tuple(sum(each.before == before and each.after == after for each in found.processes) for after in found.bands)
        for before in found.bands
    )
    heads = (Column("Residuo previsto", 2), *(Column(f"Verificato: {name}", 1.4, is_number=True) for name in found.bands))
    rows: tuple[tuple[Cell, ...], ...] = tuple((mark, *map(write_number, row)) for mark, row in zip(marks, counts, strict=True))
    yield Table("Processi per fascia prevista e verificata", heads, rows)
    risen = sum(count for row, those in enumerate(counts) for place, count in enumerate(those) if place > row)
    words = (
        "Una griglia: le righe dicono la fascia del residuo previsto, le colonne quella del residuo verificato. "
        f"{plural(risen, 'processo sale', 'processi salgono', 'Nessun processo sale')} di fascia. I numeri sono nella tabella qui sopra."
    )
    yield Matrix("Residuo previsto e verificato", words, marks, counts, ("Previsto", "Verificato"))


# The semesters before


def _semesters(found: Sequence[SemesterSaid], *, is_final: bool) -> Iterator[Part]:
    yield Heading(1, "Semestre dopo semestre", "andamento")
    tallies = [each.whole for each in found]
    if not is_final:
        tallies[-1] = validated_only(tallies[-1])
        yield Text("Dell'ultimo semestre, ancora aperto, contano solo le schede validate.")
    shown = [outcome for outcome in COUNTED if any(tally.of(outcome) for tally in tallies) or outcome in (Outcome.DONE, UNMONITORED)]
    columns = (
        Column("Semestre", 2), Column("Schede", 1, is_number=True), *(Column(HEADS[each], 1.1, is_number=True) for each in shown),
        Column("Quota", 1.2, is_number=True),
    )  # fmt: skip
    rows = tuple(
        (tally.name, write_number(tally.asked), *(write_number(tally.of(each)) for each in shown), percent(tally.implemented))
        for tally in tallies
    )
    yield Table("Le schede e i loro esiti, semestre dopo semestre", columns, rows)


# What the RPCT makes of it


def _assessed(contents: MonitoringContents) -> Iterator[Part]:
    yield Heading(1, "Valutazione dell'RPCT", "valutazione-dell-rpct")
    if contents.assessment:
        yield from with_tables_apart([Prose(contents.assessment)])
    elif contents.is_final:
        yield Text("Prima della chiusura non è stata scritta una valutazione.")
    else:
        yield Text("La valutazione non è ancora scritta: l'RPCT la scrive prima della chiusura.")
    if contents.is_final:
        yield Facts((("Luogo e data", TO_FILL_IN),))
        yield Text(RPCT)
        yield Facts((("Firma", TO_FILL_IN),))
