"""The register as one workbook: the legend, the words that it is measured with, a sheet for each table."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from riskreg.core.many import undisturbed
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.register import FACTOR_LABELS, FAMILY_LABELS, PERIOD_LABELS, TIMING_LABELS
from riskreg.register import columns, queries
from riskreg.register.operations.from_file.book import ACTS
from riskreg.register.queries.reading import Seen
from riskreg.tables import drawing
from riskreg.tables.drawing import Choice, Page

HOW = (
    "Modifica le celle, aggiungi righe in fondo, salva come .xlsx e ricarica il file da «Registro in Excel».",
    "Prima di salvare riskreg mostra che cosa cambia, riga per riga: si importa tutto oppure nulla.",
    "Una riga tolta dal file non cancella niente. Per ritirare o riattivare cambia la colonna «Stato».",
    "Non cambiare i nomi dei fogli e delle intestazioni. Le colonne in più non si leggono. Le formule si rifiutano: incolla i valori.",
    "Righe nuove: lascia vuoto l'ID. Se un altro foglio deve nominarle, scrivi «nuovo-1», «nuovo-2» nella colonna ID e usa la stessa parola.",
)
ONLY_READ = (
    "Questo file si può leggere e modificare, ma lo importa solo chi gestisce il registro: mandalo al responsabile della prevenzione."
)


def write(path: Path, by: Person, on: date, body: str) -> None:
    """What this person may read, today."""
    with undisturbed():
        seen = Seen(by, on)
        sheets = [(sheet, _rows(getattr(seen, sheet.name), ACTS[sheet.name][2])) for sheet in columns.SHEETS]
        drawing.write_book(path, [_legend(by, on, body), _matrices()], sheets, _choices(seen, on))


def _rows(things: Iterable[Any], values: Callable[[Any], dict[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return map(values, things)


def _legend(by: Person, on: date, body: str) -> Page:
    """What every sheet and column means, in words."""
    how = HOW if may(by, Permission.REGISTER_MANAGE) else (*HOW, ONLY_READ)
    title = f"Registro dei rischi corruttivi {on.year}"
    lines = [title, body or "Ente non ancora descritto", f"Esportato il {write_date(on)}.", "", *how]
    tables = [
        (f"Foglio «{sheet.label}»: {sheet.lead}", ("Colonna", "Come si compila", "Esempio"), [(one.label, one.help, one.show_example()) for one in sheet.columns])
        for sheet in columns.SHEETS
    ]  # fmt: skip
    return Page("Legenda", lines, tables, (26, 100, 34))


def _matrices() -> Page:
    words = [
        ("Fattori abilitanti (PNA 2019)", FACTOR_LABELS), ("Famiglie di misure (PNA 2019)", FAMILY_LABELS),
    ]  # fmt: skip
    tables: list[Any] = [(title, ("Lettera", "Voce"), list(labels.items())) for title, labels in words]
    tables += [
        (title, ("Voce",), [(label,) for label in labels.values()])
        for title, labels in (("Tempi", TIMING_LABELS), ("Cadenze", PERIOD_LABELS))
    ]
    year = queries.last_year()
    if year is not None:
        tables.append((f"Fasce di rischio residuo usate nel {year}", ("Grado", "Fascia"), queries.bands(year)))
    return Page("Matrici", ["Le parole con cui il registro descrive e misura il rischio"], tables, (14, 60))


def _choices(seen: Seen, on: date) -> list[Choice]:
    whole = seen.whole
    return [
        Choice(columns.UNITS, "Unità", [(unit.code, unit.name) for unit in whole.units.values() if unit.is_active(on)]),
        Choice(columns.AREAS, "Aree di rischio", [(area.code, area.name) for area in whole.areas.values() if area.retired_on is None]),
        Choice(columns.FAMILIES, "Famiglie", [(label, f"lettera {letter}") for letter, label in FAMILY_LABELS.items()]),
        Choice(columns.TIMINGS, "Tempi", [(label, "") for label in TIMING_LABELS.values()]),
        Choice(columns.PERIODS, "Cadenze", [(label, "") for label in PERIOD_LABELS.values()]),
    ]
