"""The same contents as a workbook: a sheet for each list, numbers as numbers and days as days."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from riskreg.domain.monitoring.figures import COUNTED, Facet, Tally
from riskreg.domain.scoring.tables import Table
from riskreg.reports.monitoring.contents import CheckSaid, MonitoringContents
from riskreg.reports.monitoring.telling import report
from riskreg.reports.monitoring.telling.tables import NONE
from riskreg.reports.monitoring.telling.troubles import STATES, STILL
from riskreg.reports.packing import repacked
from riskreg.tables.drawing import About, Head, Listed, Page, write_book

Cells = Sequence[object]

NOTHING = "In questo semestre non ce ne sono."
CHECK_HEADS = (
    Head("Codice", "text", 12), Head("Misura", "prose", 48), Head("Tipo", "text", 14), Head("Classe o famiglia", "prose", 26),
    Head("Processo", "prose", 34), Head("Area di rischio", "prose", 30), Head("Chi firma", "prose", 30), Head("Esito", "text", 18),
    Head("Che cosa è dichiarato", "text", 18), Head("La scheda", "prose", 20), Head("Tempi", "prose", 24), Head("Scadenza", "day", 12),
    Head("Attuata dal", "day", 12), Head("Valore", "prose", 20), Head("Avanzamento %", "number", 12), Head("Casi", "number", 8),
    Head("Casi in cui è stata applicata", "number", 14), Head("Motivo", "prose", 40), Head("Nuova data proposta", "day", 13),
    Head("Criticità", "prose", 48), Head("Nota", "prose", 40), Head("Prove", "number", 8), Head("Perché non ci sono prove", "prose", 34),
)  # fmt: skip
VERIFICATION_HEADS = (
    Head("Codice", "text", 12), Head("Misura", "prose", 48), Head("Chi firma", "prose", 30), Head("Perché questa", "prose", 28),
    Head("Esito", "text", 26), Head("Che cosa risulta", "prose", 48), Head("Che cosa va fatto", "prose", 40), Head("Entro il", "day", 12),
    Head("Fatto il", "day", 12), Head("Come è stato risolto", "prose", 40),
)  # fmt: skip
DROPPED_HEADS = (Head("Codice", "text", 12), Head("Misura", "prose", 56), Head("Perché è uscita", "prose", 56))
FACETS = (
    (Facet.KIND, "Tipo"), (Facet.CLASS, "Classe"), (Facet.FAMILY, "Famiglia"), (Facet.AREA, "Area di rischio"), (Facet.UNIT, "Chi firma"),
)  # fmt: skip


def xlsx(contents: MonitoringContents) -> bytes:
    told = report(contents)
    title = [told.full_title, told.author, *([told.state] if told.state else []), *(f"{label}: {text}" for label, text in told.cover)]
    lists = [
        ("Schede", "Tutte le schede del monitoraggio, con quello che dichiarano.", CHECK_HEADS, (_check(each, contents) for each in contents.checks)),
        ("Ritardi", "Le schede di misure in ritardo o non attuate, con i motivi.", CHECK_HEADS, (_check(each, contents) for each in contents.with_outcome("late", "not_done"))),
        ("Non monitorate", "Le schede di cui manca una dichiarazione validata.", CHECK_HEADS, (_check(each, contents) for each in contents.unmonitored)),
        ("Verifiche", "Le dichiarazioni estratte o scelte, e che cosa è risultato.", VERIFICATION_HEADS, _verifications(contents)),
        ("Uscite", "Le misure uscite dal monitoraggio mentre era aperto.", DROPPED_HEADS, ((each.code, each.name, each.because) for each in contents.dropped)),
    ]  # fmt: skip
    listed = [_listed(name, (name, said, *title[1:3]), heads, rows) for name, said, heads, rows in lists]
    pages = [Page("Cifre", title, list(_figures(contents)), (46, *(14,) * (len(COUNTED) + 3)))]
    with TemporaryDirectory(prefix="riskreg-") as folder:
        path = Path(folder) / "relazione.xlsx"
        write_book(path, pages, (), listed, (), about=About(told.full_title, told.author, contents.at))
        return repacked(path.read_bytes())


def _listed(name: str, lines: Sequence[str], heads: Sequence[Head], rows: Iterator[Cells]) -> Listed:
    """A sheet without rows says that there are none."""
    first = next(rows, None)
    if first is None:
        return Listed(name, (*lines, NOTHING), heads, ())
    return Listed(name, lines, heads, chain((first,), rows))


def _figures(contents: MonitoringContents) -> Iterator[Table]:
    heads = ("Chieste", *COUNTED.values(), "Con prove", "Attuate %")
    yield Table("In tutto", ("Schede", *heads), [_row("Tutte le schede", contents.figures.whole)])
    for facet, label in FACETS:
        rows = [_row(tally.name, tally) for _code, tally in contents.figures.by_facet[facet]]
        if rows:
            yield Table(f"Per {label.lower()}", (label, *heads), rows)


def _row(name: str, tally: Tally) -> tuple[str | int | Decimal, ...]:
    rate: Decimal | str = NONE if tally.rate is None else tally.rate
    return name, tally.asked, *(tally.of(outcome) for outcome in COUNTED), tally.shown, rate


def _check(one: CheckSaid, contents: MonitoringContents) -> Cells:
    states = STATES if contents.is_final else STILL
    return (
        one.code, one.name, one.kind, one.group, one.process, one.area, one.signer, one.outcome, one.declared_label, states[one.state],
        one.timing, one.due_on, one.done_on, one.value, one.progress, one.cases, one.complied, one.reason, one.proposed_due_on,
        one.criticality, one.note, one.shown, one.no_evidence_because,
    )  # fmt: skip


def _verifications(contents: MonitoringContents) -> Iterator[Cells]:
    for one in contents.verifications:
        yield (
            one.code, one.about, one.signer, one.chosen_because or "estratta", one.finding or "non ancora fatta", one.found, one.follow_up,
            one.follow_up_by, one.followed_on, one.followed_how,
        )  # fmt: skip
