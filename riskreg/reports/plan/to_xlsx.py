"""The same contents as a workbook: a sheet for each table, numbers as numbers and days as days."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from riskreg.domain import prose
from riskreg.domain.italian import write_date
from riskreg.domain.narrative import PLACE_LABELS
from riskreg.domain.scoring import tables
from riskreg.domain.scoring.tables import Table
from riskreg.domain.scoring.text import from_plain
from riskreg.reports.packing import repacked
from riskreg.reports.plan.contents import PlanContents, ProcessSaid, ScoreSaid, Value
from riskreg.reports.plan.telling import annex, words
from riskreg.reports.plan.telling.consultation import NONE_CAME, NOT_YET, in_order
from riskreg.reports.plan.telling.figures import done_of
from riskreg.reports.plan.telling.processes import NOT_ASSESSED
from riskreg.tables.drawing import About, Head, Listed, Page, write_book

Cells = Sequence[object]

NOTHING = "Questa edizione non ha righe in questo foglio."

PROCESS_HEADS = (
    Head("Codice", "text", 12), Head("Processo", "prose", 44), Head("Area di rischio", "prose", 30), Head("Unità responsabile", "prose", 28),
    Head(words.ANSWERS, "prose", 24), Head("Valutazione", "text", 20), Head("Rischio residuo", "score", 12), Head("Fascia calcolata", "text", 14),
    Head("Fascia giudicata", "text", 14), Head("Perché la fascia cambia", "prose", 36), Head("Giudizio sintetico", "prose", 44),
    Head("Metodologia", "prose", 28), Head("Approvata il", "day", 13), Head("Descrizione", "prose", 48), Head("Input", "prose", 28), Head("Output", "prose", 28),
)  # fmt: skip
SCORE_HEADS = (
    Head("Processo", "text", 12), Head("Che cosa", "prose", 44), Head("Probabilità", "score", 12), Head("Impatto", "score", 12),
    Head("Rischio inerente", "score", 12), Head("Efficacia delle misure", "prose", 18), Head("Rischio residuo", "score", 12),
    Head("Fascia calcolata", "text", 14),
)  # fmt: skip
EVENT_HEADS = (
    Head("Processo", "text", 12), Head("Fase", "prose", 34), Head("N.", "number", 6), Head("Evento rischioso", "prose", 48),
    Head("Come potrebbe accadere", "prose", 48), Head("Fattori abilitanti", "prose", 48),
)  # fmt: skip
SPECIFIC_HEADS = (
    Head("Processo", "text", 12), Head("Codice", "text", 14), Head("Misura specifica", "prose", 48), Head("Descrizione", "prose", 36),
    Head("Famiglia", "text", 20), Head("Obbligatoria", "text", 13), Head("Nel piano", "text", 16), Head("Eventi", "text", 10),
    Head("Indicatore", "prose", 34), Head("Target", "text", 14), Head("Tempi", "prose", 24), Head("Entro il", "day", 12),
    Head("Responsabili", "prose", 36),
)  # fmt: skip
GENERAL_HEADS = (
    Head("Classe", "prose", 26), Head("Codice", "text", 12), Head("Misura", "prose", 56), Head("Descrizione", "prose", 36),
    Head("Nuova o consolidata", "text", 14), Head("Nel piano", "text", 16), Head("Obbligatoria", "text", 13), Head("Indicatore", "prose", 34),
    Head("Target", "text", 14), Head("Tempi", "prose", 24), Head("Entro il", "day", 12), Head("Responsabili", "prose", 40),
)  # fmt: skip
OBJECTIVE_HEADS = (
    Head("Codice", "text", 12), Head("Obiettivo strategico", "prose", 44), Head("Descrizione", "prose", 48), Head("Da quale atto viene", "prose", 36),
    Head("Codice della misura", "text", 14), Head("Misura che lo serve", "prose", 56), Head("Tipo", "text", 12), Head("Processo", "prose", 36),
)  # fmt: skip
SECTION_HEADS = (Head("Dove sta", "prose", 30), Head("Titolo", "prose", 36), Head("Testo", "prose", 110))
LEFT_HEADS = (
    Head("Codice", "text", 12), Head("Misura", "prose", 56), Head("Tipo", "text", 12), Head("Che cosa ne fa il piano", "text", 22),
    Head("Perché", "prose", 48),
)  # fmt: skip
CONSULTATION_HEADS = (
    Head("N.", "number", 6), Head("Tipo", "text", 16), Head("Da chi", "prose", 32), Head("Arrivato il", "day", 13), Head("Fuori termine", "prose", 24),
    Head("Di che cosa parla", "prose", 30), Head("Contributo", "prose", 56), Head("Esito", "text", 18), Head("Motivazione", "prose", 56),
)  # fmt: skip


def xlsx(contents: PlanContents) -> bytes:
    told = annex(contents)
    title = [told.full_title, told.author, *([told.state] if told.state else []), *(f"{label}: {text}" for label, text in told.cover)]
    lists = [
        (
            "Obiettivi strategici",
            "Gli obiettivi dell'organo di indirizzo, con le misure che li servono.",
            OBJECTIVE_HEADS,
            _objectives(contents),
        ),
        ("Testi", "Quello che il piano dice in parole, con le cifre al loro posto.", SECTION_HEADS, _sections(contents)),
        ("Misure generali", "Le misure generali come il piano le elenca, per classe.", GENERAL_HEADS, _general(contents)),
        ("Misure non più elencate", "Misure a regime fuori piano, e misure tolte.", LEFT_HEADS, _left_out(contents)),
        ("Processi", "I processi con il rischio dell'anno.", PROCESS_HEADS, _processes(contents)),
        ("Punteggi", "A che cosa sono arrivate le risposte, per processo o per evento.", SCORE_HEADS, _scores(contents)),
        (
            "Eventi",
            "Fasi, eventi rischiosi e fattori abilitanti: gli eventi sono numerati processo per processo.",
            EVENT_HEADS,
            _events(contents),
        ),
        ("Misure specifiche", "Le misure specifiche con i numeri degli eventi a cui rispondono.", SPECIFIC_HEADS, _specific(contents)),
        ("Consultazione", _consulted(contents), CONSULTATION_HEADS, _contributions(contents)),
    ]
    listed = [_listed(name, (name, said, *title[1:3]), heads, rows) for name, said, heads, rows in lists]
    if not contents.register.assessed:
        title.append(contents.register.why_no_mean)
    pages = [Page("Cifre", title, list(_figures(contents)), (46, *(16,) * 7)), *_method(contents)]
    with TemporaryDirectory(prefix="riskreg-") as folder:
        path = Path(folder) / "piano.xlsx"
        write_book(path, pages, (), listed, (), about=About(told.full_title, told.author, contents.gathered_at))
        return repacked(path.read_bytes())


def _listed(name: str, lines: Sequence[str], heads: Sequence[Head], rows: Iterator[Cells]) -> Listed:
    """Heads with nothing under them look like a fault: a sheet without rows says that there are none."""
    first = next(rows, None)
    if first is None:
        return Listed(name, (*lines, NOTHING), heads, ())
    return Listed(name, lines, heads, chain((first,), rows))


def _figures(contents: PlanContents) -> Iterator[Table]:
    found, register, year = contents.figures, contents.register, contents.edition.first_year
    rows: list[tuple[str | int | Decimal, ...]] = [
        ("Misure generali", found.general),
        ("di cui consolidate, che restano", found.consolidated),
        ("di cui nuove", found.new),
        *((f"nuove da attuare entro il {each.year}", each.count) for each in found.new_by_year),
        ("Misure specifiche", found.specific),
        (f"Indice di aggiornamento previsto per il {year}", _known(found.update_index_planned)),
        (f"Misure generali nuove attivate nel {year}", found.activated),
        (f"Indice di aggiornamento raggiunto nel {year}", _known(found.update_index)),
    ]
    yield Table(f"Le misure del piano {contents.edition.name}", ("Voce", "Valore"), rows)
    done = [each for each in done_of(found) if each.planned]
    heads = ("Misure", "Previste", "Attuate", "Quota %")
    if done:
        yield Table(
            f"Misure da attuare nel {year}, e quante sono attuate",
            heads,
            [(one.what, one.planned, one.done, _known(one.percent)) for one in done],
        )
    if not register.assessed:
        return
    bands = tuple(band.name for band in register.bands)
    yield Table(
        f"Processi per fascia di rischio residuo, {year}", ("Fascia", "Richiede trattamento", "Fascia giudicata", "Fascia calcolata"),
        [
            (band.name, "sì" if band.needs_treatment else "no", judged, computed)
            for band, judged, computed in zip(register.bands, register.judged, register.computed, strict=True)
        ],
    )  # fmt: skip
    areas: list[tuple[str | int | Decimal, ...]] = [
        (f"{each.code} {each.name}", each.processes, _known(each.mean_residual), *each.judged) for each in register.areas
    ]
    areas.append(("Tutte le aree", register.assessed, _known(register.mean_residual), *register.judged))
    yield Table(f"Processi per area e fascia giudicata, {year}", ("Area di rischio", "Processi", "Residuo medio", *bands), areas)
    yield Table(
        f"Processi per fascia prima e dopo le misure, {year}", ("Prima delle misure", *(f"Dopo: {name}" for name in bands)),
        [(name, *counts) for name, counts in zip(bands, register.crossed, strict=True)],
    )  # fmt: skip


def _known(value: Decimal | None) -> str | Decimal:
    return words.NONE if value is None else value


def _method(contents: PlanContents) -> Iterator[Page]:
    for place, method in enumerate(contents.methods, start=1):
        rules = from_plain(method.rules)
        lines = [
            method.name,
            f"{method.kind}. Pubblicata il {words.day(method.published_on)}. {method.source}".strip(),
            *tables.rule(rules),
        ]
        name = "Metodo" if len(contents.methods) == 1 else f"Metodo {place}"
        yield Page(name, lines, [*tables.matrices(rules), *tables.criteria(rules)], (28, 46, 64, 14, 14, 14, 14))


def _objectives(contents: PlanContents) -> Iterator[Cells]:
    """A row for each measure; one alone where there is none. What the objective says of itself stands in its first row: it is read once."""
    for each in contents.objectives:
        general = [(one.code, one.name, "Generale", "") for one in each.measures]
        specific = [(one.code, one.name, "Specifica", "; ".join(one.processes)) for one in each.specific]
        told = _without_markup(each.description), each.source
        for place, served_by in enumerate(general + specific or [("", "nessuna misura", "", "")]):
            yield each.code, each.name, *(("", "") if place else told), *served_by


def _sections(contents: PlanContents) -> Iterator[Cells]:
    for each in contents.sections:
        yield PLACE_LABELS[each.place], each.heading, _without_markup(each.text)


def _without_markup(text: str) -> str:
    """As it is read: headings and names of tables on lines of their own, a table row by row."""
    return "\n\n".join("\n".join(_lines(block)) for block in prose.parse(text))


def _lines(block: prose.Block) -> Iterator[str]:
    match block:
        case prose.Heading():
            yield _said(block.line)
        case prose.Bullets():
            for item in block.items:
                yield "– " + "\n".join(map(_said, item))
        case prose.Table():
            yield from [_said(block.caption)] if block.caption else []
            yield from map(_said, prose.rows_said(block))
        case _:
            yield from map(_said, block.lines)


def _said(line: prose.Line) -> str:
    return "".join(part.words for part in line)


def _general(contents: PlanContents) -> Iterator[Cells]:
    for each in contents.classes:
        for one in each.measures:
            yield (
                each.name, one.code, one.name, one.description, one.novelty, one.choice, _yes(one.is_mandatory), one.indicator, one.target,
                one.timing, one.due_on, "; ".join(one.owners),
            )  # fmt: skip


def _left_out(contents: PlanContents) -> Iterator[Cells]:
    for each in contents.left_out:
        yield each.code, each.name, each.kind, each.choice, each.because


def _processes(contents: PlanContents) -> Iterator[Cells]:
    for area in contents.areas:
        for one in area.processes:
            found = one.assessed
            scored: Cells = (NOT_ASSESSED, *(None,) * 7)
            if found is not None:
                scored = (
                    f"approvata per il {contents.register.year}", found.residual, found.computed_band.name, found.band.name, found.motivation,
                    found.judgment, found.method, found.approved_on,
                )  # fmt: skip
            yield (
                one.code,
                one.name,
                f"{area.code} {area.name}",
                one.unit,
                words.head_of(one.dirigente),
                *scored,
                one.description,
                one.input,
                one.output,
            )


def _each(contents: PlanContents) -> Iterator[ProcessSaid]:
    for area in contents.areas:
        yield from area.processes


def _scores(contents: PlanContents) -> Iterator[Cells]:
    for process in _each(contents):
        for one in process.assessed.scores if process.assessed else ():
            yield _score(process.code, one)


def _score(code: str, one: ScoreSaid) -> Cells:
    whole = one.event or "Il processo nel suo insieme"
    return code, whole, _value(one.probability), _value(one.impact), _value(one.inherent), one.effectiveness, one.residual, one.band


def _value(one: Value) -> str | Decimal | None:
    return one.word or one.number


def _events(contents: PlanContents) -> Iterator[Cells]:
    for process in _each(contents):
        for phase in process.phases:
            for event in phase.events:
                factors = [f"{each.letter}) {each.label}{': ' + each.note if each.note else ''}" for each in event.factors]
                yield process.code, phase.name, event.number, event.name, event.description, "\n".join(factors)
            if not phase.events:
                yield process.code, phase.name, None, "nessun evento individuato", None, None


def _specific(contents: PlanContents) -> Iterator[Cells]:
    for process in _each(contents):
        for one in process.measures:
            yield (
                process.code, one.code, one.name, one.description, one.family, _yes(one.is_mandatory), one.choice or "non elencata",
                ", ".join(map(str, one.events)), one.indicator, one.target, one.timing, one.due_on, "; ".join(one.owners),
            )  # fmt: skip


def _consulted(contents: PlanContents) -> str:
    found = contents.consultation
    if found is None:
        return "Non è registrata nessuna consultazione."
    said = f"{found.name}, dal {write_date(found.from_on)} al {write_date(found.to_on)}."
    return said if found.contributions or not found.is_over else f"{said} {NONE_CAME}"


def _contributions(contents: PlanContents) -> Iterator[Cells]:
    for one in in_order(contents.consultation) if contents.consultation else ():
        late = (one.late_because or "sì") if one.is_late else None
        yield one.number, one.kind, one.who, one.received_on, late, one.about, one.text, one.outcome or NOT_YET, one.because


def _yes(value: bool) -> str:
    return "sì" if value else "no"
