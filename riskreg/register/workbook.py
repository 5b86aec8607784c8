"""The register as one workbook: the legend, how risk is measured, a sheet for each table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from riskreg.core.many import undisturbed
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.register import FACTOR_LABELS, FAMILY_LABELS, PERIOD_LABELS, TIMING_LABELS
from riskreg.domain.scoring.tables import Table
from riskreg.register import columns, measuring
from riskreg.register.operations.from_file.book import ACTS
from riskreg.register.operations.from_file.merging import PRINT
from riskreg.register.queries.reading import Seen
from riskreg.tables import drawing, prints
from riskreg.tables.drawing import Choice, Head, Listed, Page
from riskreg.tables.kinds import Sheet

HOW = (
    "Modifica le celle, aggiungi righe in fondo, salva come .xlsx e ricarica il file da «Registro in Excel».",
    "Prima di salvare riskreg mostra che cosa cambia, riga per riga: si importa tutto oppure nulla.",
    "Si importa solo ciò che cambi tu: le celle che un'altra persona cambia dopo l'esportazione restano come le ha scritte lei.",
    "Se dopo l'esportazione è cambiata proprio una cella che hai cambiato, la riga si rifiuta e dice che cosa c'è ora.",
    "Una riga tolta dal file non cancella niente. Per ritirare o riattivare cambia la colonna «Stato».",
    "Non cambiare i nomi dei fogli e delle intestazioni. Le colonne in più non si leggono. Le formule si rifiutano: incolla i valori.",
    "I fogli «Matrici», «Criteri» e «Punteggi» si leggono soltanto: quello che scrivi lì non si importa.",
    "Righe nuove: lascia vuoto l'ID. Se un altro foglio deve nominarle, scrivi «nuovo-1», «nuovo-2» nella colonna ID e usa la stessa parola.",
)
ONLY_READ = (
    "Questo file si può leggere e modificare, ma lo importa solo chi gestisce il registro: mandalo al responsabile della prevenzione."
)


def write(path: Path, by: Person, on: date, body: str) -> None:
    """What this person may read, today."""
    with undisturbed():
        seen = Seen(by, on)
        sheets = [(sheet, _rows(sheet, getattr(seen, sheet.name), ACTS[sheet.name][2])) for sheet in columns.SHEETS]
        drawing.write_book(path, [_legend(by, on, body), *_measured()], sheets, _scored(by, on), _choices(seen, on))


def _rows(sheet: Sheet, things: Iterable[Any], values: Callable[[Any], dict[str, Any]]) -> Iterable[Sequence[Any]]:
    """As the columns write them; each bears a print of its cells."""
    said, written_in = [column for column in sheet.columns if column.name != PRINT], prints.counted(sheet.columns)
    for thing in things:
        row = values(thing)
        cells = {column.name: column.write(row[column.name]) for column in said}
        yield [*cells.values(), prints.of_cells(written_in, cells)]


def _legend(by: Person, on: date, body: str) -> Page:
    """What every sheet and column means, in words."""
    how = HOW if may(by, Permission.REGISTER_MANAGE) else (*HOW, ONLY_READ)
    title = f"Registro dei rischi corruttivi {on.year}"
    lines = [title, body or "Ente non ancora descritto", f"Esportato il {write_date(on)}.", "", *how]
    tables = [
        Table(
            f"Foglio «{sheet.label}»: {sheet.lead}", ("Colonna", "Come si compila", "Esempio"),
            [(one.label, one.help, one.show_example()) for one in sheet.columns],
        )
        for sheet in columns.SHEETS
    ]  # fmt: skip
    return Page("Legenda", lines, [*tables, *_words()], (30, 100, 34))


WORDS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("Fattori abilitanti (PNA 2019)", FACTOR_LABELS),
    ("Famiglie di misure (PNA 2019)", FAMILY_LABELS),
)
LISTED = (("Tempi delle misure", TIMING_LABELS), ("Cadenze delle misure periodiche", PERIOD_LABELS))


def _words() -> list[Table]:
    """The words with which the register describes risk."""
    lettered = [Table(title, ("Lettera", "Voce"), list(labels.items())) for title, labels in WORDS]
    return [*lettered, *(Table(title, ("Voce",), [(label,) for label in labels.values()]) for title, labels in LISTED)]


def _measured() -> list[Page]:
    """How risk is measured today: not what past assessments were made with, which they tell themselves."""
    measured = measuring.told()
    return [
        Page("Matrici", ["Come si misura il rischio", *measured.said], measured.matrices, (24, *(18,) * 6)),
        Page("Criteri", ["Che cosa si chiede per misurare il rischio", *measured.said[:1]], measured.criteria, (28, 46, 64, 14)),
    ]


SCORES = (
    "Quanto rischio ha ogni processo, anno per anno",
    "Le valutazioni approvate, nell'ordine del registro. Questo foglio si legge soltanto: quando il file torna in riskreg non si importa.",
    "Dove si valuta ogni evento c'è una riga per evento, e il residuo e le fasce del processo si ripetono. Area e unità sono quelle di allora.",
    "I limiti delle fasce di ogni metodologia sono nel foglio «Matrici».",
)
SCORE_HEADS = (
    Head("Codice", "text", 12), Head("Processo", "prose", 44), Head("Area di rischio", "prose", 28), Head("Unità", "prose", 28),
    Head("Anno", "number", 8), Head("Evento", "prose", 36), Head("Metodologia", "prose", 28), Head("Pubblicata il", "day", 13),
    Head("Probabilità", "score", 13), Head("Impatto", "score", 13), Head("Rischio inerente", "score", 13), Head("Efficacia delle misure", "prose", 18),
    Head("Rischio residuo", "score", 13), Head("Fascia calcolata", "text", 14), Head("Residuo del processo", "score", 13),
    Head("Fascia calcolata del processo", "text", 16), Head("Fascia giudicata del processo", "text", 16), Head("Approvata il", "day", 13),
)  # fmt: skip


def _scored(by: Person, on: date) -> list[Listed]:
    """What past assessments came to, for who may read them."""
    scored = measuring.scores(by, on)
    return [] if scored is None else [Listed("Punteggi", SCORES, SCORE_HEADS, scored.rows)]


def _choices(seen: Seen, on: date) -> list[Choice]:
    whole = seen.whole
    return [
        Choice(columns.UNITS, "Unità", [(unit.code, unit.name) for unit in whole.units.values() if unit.is_active(on)]),
        Choice(columns.AREAS, "Aree di rischio", [(area.code, area.name) for area in whole.areas.values() if area.retired_on is None]),
        Choice(columns.FAMILIES, "Famiglie", [(label, f"lettera {letter}") for letter, label in FAMILY_LABELS.items()]),
        Choice(columns.TIMINGS, "Tempi", [(label, "") for label in TIMING_LABELS.values()]),
        Choice(columns.PERIODS, "Cadenze", [(label, "") for label in PERIOD_LABELS.values()]),
    ]
