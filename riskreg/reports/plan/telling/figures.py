"""The figures of the plan and of the year, with their pictures."""

from collections.abc import Iterator
from dataclasses import replace

from riskreg.domain.italian import join_words, plural, write_number
from riskreg.reports.plan.contents import Done, PlanContents, PlanFigures, RegisterFigures
from riskreg.reports.plan.story import Bars, Cell, Column, Heading, Mark, Matrix, NewPage, Part, Table, Text
from riskreg.reports.plan.telling import words


def told(contents: PlanContents) -> Iterator[Part]:
    yield Heading(1, "Il piano in cifre", "cifre")
    yield from _of_the_plan(contents)
    yield from _of_the_register(contents)


def _of_the_plan(contents: PlanContents) -> Iterator[Part]:
    found, year = contents.figures, contents.edition.first_year
    yield Heading(2, "Le misure", "cifre-misure")
    rows: list[tuple[Cell, ...]] = [
        ("Misure generali", write_number(found.general)),
        ("di cui consolidate, che restano", write_number(found.consolidated)),
        ("di cui nuove", write_number(found.new)),
        *((f"nuove da attuare entro il {each.year}", write_number(each.count)) for each in found.new_by_year),
        ("Misure specifiche", write_number(found.specific)),
        (f"Indice di aggiornamento previsto per il {year}", words.number(found.update_index_planned)),
        (f"Misure generali nuove attivate nel {year}", write_number(found.activated)),
        (f"Indice di aggiornamento raggiunto nel {year}", words.number(found.update_index)),
    ]
    yield Table(f"Le misure del piano {contents.edition.name}", (Column("Voce", 4), Column("Valore", 1, is_number=True)), tuple(rows))
    yield Text(
        f"L'indice di aggiornamento della strategia anticorruzione è il rapporto fra le misure generali nuove del {year} e quelle consolidate.",
        is_note=True,
    )
    done = [each for each in done_of(found) if each.planned]
    if done:
        heads = (
            Column("Misure", 4),
            Column("Previste", 1, is_number=True),
            Column("Attuate", 1, is_number=True),
            Column("Quota", 1, is_number=True),
        )
        rows = [(each.what, write_number(each.planned), write_number(each.done), words.percent(each.percent)) for each in done]
        yield Table(f"Misure da attuare nel {year}, e quante sono attuate", heads, tuple(rows))


def done_of(found: PlanFigures) -> tuple[Done, ...]:
    """Class by class; what stands under them is told to be their sum."""
    return *found.by_class, replace(found.general_rate, what="Misure generali nuove, tutte le classi"), found.specific_rate


def _of_the_register(contents: PlanContents) -> Iterator[Part]:
    found = contents.register
    if found.assessed:
        yield NewPage()
    yield Heading(2, f"Il rischio nel {found.year}", "cifre-rischio")
    said = (
        f"Il registro ha {plural(contents.processes, 'processo', 'processi')} in {plural(len(contents.areas), 'area', 'aree')} di rischio."
    )
    if not found.assessed:
        yield Text(f"{said} {found.why_no_mean}")
        return
    assessed = f"{'è valutato' if found.assessed == 1 else 'sono valutati'} {plural(found.assessed, 'processo', 'processi')}"
    mean = f"il rischio residuo medio è {words.number(found.mean_residual)}." if found.mean_residual is not None else found.why_no_mean
    yield Text(
        f"{said} Per il {found.year} {assessed}; {mean}"
        if found.mean_residual is not None
        else f"{said} Per il {found.year} {assessed}. {mean}"
    )
    yield from _bands(found)
    yield from _areas(found)
    yield from _crossing(found)


def _marks(found: RegisterFigures) -> tuple[Mark, ...]:
    return tuple(words.mark(band) for band in found.bands)


def _bands(found: RegisterFigures) -> Iterator[Part]:
    heads = (
        Column("Fascia", 2), Column("Richiede trattamento", 2), Column("Processi, fascia giudicata", 2, is_number=True),
        Column("Processi, fascia calcolata", 2, is_number=True),
    )  # fmt: skip
    rows = tuple(
        (words.mark(band), "sì" if band.needs_treatment else "no", write_number(judged), write_number(computed))
        for band, judged, computed in zip(found.bands, found.judged, found.computed, strict=True)
    )
    yield Table(f"Processi per fascia di rischio residuo, {found.year}", heads, rows)


def _areas(found: RegisterFigures) -> Iterator[Part]:
    heads = (
        Column("Area di rischio", 5), Column("Processi", 1.3, is_number=True), Column("Residuo medio", 1.3, is_number=True),
        *(Column(band.name, 1.25, is_number=True) for band in found.bands),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (f"{each.code} {each.name}", write_number(each.processes), words.number(each.mean_residual), *map(write_number, each.judged))
        for each in found.areas
    ]
    rows.append(("Tutte le aree", write_number(found.assessed), words.number(found.mean_residual), *map(write_number, found.judged)))
    yield Table(f"Processi per area e fascia giudicata, {found.year}", heads, tuple(rows))
    largest = max(found.areas, key=lambda each: each.processes)
    counted = [f"{write_number(count)} in fascia {band.name}" for band, count in zip(found.bands, found.judged, strict=True)]
    said = (
        f"Una barra per area, divisa per fascia. In tutto {plural(found.assessed, 'processo', 'processi')}: {join_words(counted)}. "
        f"L'area con più processi è {largest.code} {largest.name}, con {write_number(largest.processes)}. I numeri sono nella tabella qui sopra."
    )
    rows_of_bars = tuple((f"{each.code} {each.name}", each.judged) for each in found.areas)
    yield Bars(f"Processi per area e fascia giudicata, {found.year}", said, _marks(found), rows_of_bars)


def _crossing(found: RegisterFigures) -> Iterator[Part]:
    heads = (Column("Prima delle misure", 2), *(Column(f"Dopo: {band.name}", 1.4, is_number=True) for band in found.bands))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (words.mark(band), *map(write_number, counts)) for band, counts in zip(found.bands, found.crossed, strict=True)
    )
    yield Table(f"Processi per fascia prima e dopo le misure, {found.year}", heads, rows)
    milder = sum(count for row, counts in enumerate(found.crossed) for place, count in enumerate(counts) if place < row)
    same = sum(counts[row] for row, counts in enumerate(found.crossed))
    said = (
        f"Una griglia: le righe dicono la fascia del rischio inerente, le colonne quella giudicata dopo le misure. "
        f"{plural(milder, 'processo scende', 'processi scendono')} di fascia, {plural(same, 'resta dov’era', 'restano dov’erano')}. "
        "I numeri sono nella tabella qui sopra."
    )
    yield Matrix(
        f"Rischio prima e dopo le misure, {found.year}", said, _marks(found), found.crossed, ("Prima delle misure", "Dopo le misure")
    )
