"""A sheet for each process: what it is, what can go wrong, what is done about it, how much risk is left."""

from collections.abc import Iterator

from riskreg.domain.italian import plural
from riskreg.reports.plan.contents import AssessedSaid, EventSaid, PlanContents, ProcessSaid, SpecificSaid
from riskreg.reports.plan.story import Cell, Column, Facts, Heading, NewPage, Part, Prose, Table, Text
from riskreg.reports.plan.telling import words

NOT_ASSESSED = "non valutato nell'anno"


def told(contents: PlanContents) -> Iterator[Part]:
    """Each on a page of its own."""
    yield NewPage(landscape=False)
    yield Heading(1, "Schede dei processi", "processi")
    if not contents.areas:
        yield Text("Il registro non ha ancora processi.")
    is_listed = any(measure.choice for area in contents.areas for process in area.processes for measure in process.measures)
    number = 0
    for place, area in enumerate(contents.areas, start=1):
        if place > 1:
            yield NewPage()
        yield Heading(2, f"Area {area.code} – {area.name}", f"area-{place}")
        yield Text(f"{plural(len(area.processes), 'processo', 'processi')}.")
        for place_there, process in enumerate(area.processes):
            if place_there:
                yield NewPage()
            number += 1
            yield Heading(3, f"{process.code} {process.name}", f"processo-{number}")
            yield from _sheet(process, contents.register.year, is_listed=is_listed)


def _sheet(process: ProcessSaid, year: int, *, is_listed: bool) -> Iterator[Part]:
    pairs: list[tuple[str, Cell]] = [("Unità responsabile", process.unit)]
    named = ((words.ANSWERS, words.head_of(process.dirigente)), ("Input", process.input), ("Output", process.output))
    pairs += [(label, text) for label, text in named if text]
    pairs += _assessed(process.assessed, year)
    yield Facts(tuple(pairs))
    if process.description:
        yield Prose(process.description)
    title = process.code
    if process.assessed is not None and process.assessed.scores:
        yield _scores(title, process.assessed, year)
    yield from _events(title, process)
    yield from _measures(title, process, is_listed=is_listed)


def _assessed(one: AssessedSaid | None, year: int) -> list[tuple[str, Cell]]:
    if one is None:
        return [(f"Rischio nel {year}", NOT_ASSESSED)]
    pairs: list[tuple[str, Cell]] = [(f"Rischio nel {year}", words.mark(one.band, one.computed_band))]
    if one.residual is not None and len(one.scores) != 1:
        pairs.append(("Rischio residuo", words.number(one.residual)))
    if one.motivation:
        pairs.append(("Perché la fascia cambia", one.motivation))
    if one.judgment:
        pairs.append(("Giudizio sintetico", one.judgment))
    return pairs


def _scores(title: str, one: AssessedSaid, year: int) -> Table:
    heads = (
        Column("Che cosa", 2.6), Column("Probabilità", 1.3), Column("Impatto", 1.1), Column("Rischio inerente", 1.2), Column("Efficacia delle misure", 1.4),
        Column("Rischio residuo", 1.2), Column("Fascia calcolata", 1.4),
    )  # fmt: skip
    rows = tuple(
        (
            each.event or "Il processo nel suo insieme", words.value(each.probability), words.value(each.impact), words.value(each.inherent),
            each.effectiveness or words.NONE, words.number(each.residual), each.band or words.NONE,
        )
        for each in one.scores
    )  # fmt: skip
    return Table(f"{title}: valutazione del {year}", heads, rows)


def _events(title: str, process: ProcessSaid) -> Iterator[Part]:
    rows: list[tuple[Cell, ...]] = []
    for phase in process.phases:
        rows += [(str(event.number), phase.name, words.lines(event.name, event.description), _factors(event)) for event in phase.events]
        if not phase.events:
            rows.append((words.NONE, phase.name, "nessun evento individuato", words.NONE))
    if not rows:
        yield Text("Le fasi del processo non sono ancora descritte.")
        return
    heads = (Column("N.", 0.6), Column("Fase", 2.4), Column("Evento rischioso", 4), Column("Fattori abilitanti", 3.6))
    yield Table(f"{title}: fasi, eventi rischiosi e fattori abilitanti", heads, tuple(rows))


def _factors(event: EventSaid) -> str:
    said = [f"{each.letter}) {each.label}{': ' + each.note if each.note else ''}" for each in event.factors]
    return words.lines(*said) or words.NONE


def _measures(title: str, process: ProcessSaid, *, is_listed: bool) -> Iterator[Part]:
    if not process.measures:
        yield Text("Nessuna misura specifica risponde agli eventi di questo processo.")
        return
    # In points of the upright page: «Regolamentazione», «Quadrimestrale», «Internazionalizzazione» and a long code stay in one line.
    heads = (
        Column("Codice", 50), Column("Misura specifica", 92), Column("Famiglia e scelta nel piano" if is_listed else "Famiglia", 75.5), Column("Eventi", 32),
        Column("Indicatore e target", 68), Column("Tempi", 64), Column("Responsabili", 89),
    )  # fmt: skip
    yield Table(f"{title}: misure specifiche", heads, tuple(_measure(each, is_listed=is_listed) for each in process.measures))


def _measure(one: SpecificSaid, *, is_listed: bool) -> tuple[Cell, ...]:
    family = one.family if one.is_mandatory else f"{one.family} (ulteriore)"
    listed = (one.choice or "non elencata") if is_listed else ""
    return (
        one.code, words.lines(one.name, one.description), words.lines(family, listed), ", ".join(map(str, one.events)), words.aimed(one.indicator, one.target),
        one.timing, words.owners(one.owners),
    )  # fmt: skip
