"""The same contents as a workbook: a sheet for each list, numbers as numbers and days as days."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from riskreg.domain.monitoring.figures import COUNTED, DRAWN, UNMONITORED, Facet, Tally
from riskreg.domain.monitoring.suitability import JUDGMENT_LABELS
from riskreg.domain.scoring.tables import Table
from riskreg.reports.monitoring.contents import CheckSaid, MonitoringContents
from riskreg.reports.monitoring.telling import report
from riskreg.reports.monitoring.telling.measured import FIGURES
from riskreg.reports.monitoring.telling.tables import NONE, STILL_OPEN, bars, outcome_of, percent, spoken
from riskreg.reports.monitoring.telling.troubles import STATES, STILL
from riskreg.reports.packing import repacked
from riskreg.tables.drawing import About, Chart, Head, Listed, Page, write_book

Cells = Sequence[object]

SEMESTERS = "Semestre dopo semestre"
NOTHING = "Non ce ne sono."
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
JUDGED_HEADS = (
    Head("Codice", "text", 12), Head("Misura", "prose", 48), Head("Giudizio", "text", 16), Head("Che cosa ne segue", "prose", 30),
    Head("Si accorpa con", "prose", 40), Head("Perché", "prose", 56),
)  # fmt: skip
RISK_HEADS = (
    Head("Codice", "text", 12), Head("Processo", "prose", 48), Head("Residuo previsto", "text", 18), Head("Residuo verificato", "text", 18),
    Head("Peggiora per il monitoraggio", "text", 14), Head("Previsto troppo basso", "text", 14), Head("Perché", "prose", 72),
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
        ("Non monitorate" if contents.is_final else "Ancora da validare", "Le schede di cui manca una dichiarazione validata.", CHECK_HEADS, (_check(each, contents) for each in contents.unmonitored)),
        ("Verifiche", "Le dichiarazioni estratte o scelte, e che cosa è risultato.", VERIFICATION_HEADS, _verifications(contents)),
        ("Idoneità", "I giudizi dell'RPCT sulle misure specifiche.", JUDGED_HEADS, _judged(contents)),
        ("Rischio", "Il residuo che la valutazione prevede e quello verificato, processo per processo.", RISK_HEADS, _risk(contents)),
        ("Uscite", "Le misure uscite dal monitoraggio mentre era aperto.", DROPPED_HEADS, ((each.code, each.name, each.because) for each in contents.dropped)),
    ]  # fmt: skip
    listed = [_listed(name, (name, said, *title[1:3]), heads, rows) for name, said, heads, rows in lists]
    pages = [Page("Cifre", title, [*_figures(contents), *_measured(contents)], (46, *(14,) * (len(COUNTED) + 3)), _charts(contents))]
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
    outcomes = COUNTED if contents.is_final else {**COUNTED, UNMONITORED: STILL_OPEN}
    heads = ("Chieste", *outcomes.values(), "Con prove", "Attuate %")
    yield Table("In tutto", ("Schede", *heads), [_row("Tutte le schede", contents.figures.whole, contents)])
    for facet, label in FACETS:
        rows = [_row(tally.name, tally, contents) for _code, tally in contents.figures.by_facet[facet]]
        if rows:
            yield Table(f"Per {label.lower()}", (label, *heads), rows)


def _row(name: str, tally: Tally, contents: MonitoringContents) -> tuple[str | int | Decimal, ...]:
    rate = spoken(tally, contents).rate
    return name, tally.asked, *(tally.of(outcome) for outcome in COUNTED), tally.shown, NONE if rate is None else rate


def _measured(contents: MonitoringContents) -> Iterator[Table]:
    """What the semesters before kept, and the figures of the year."""
    found = contents.summary
    if len(found.semesters) > 1:
        tallies = [each.whole for each in found.semesters]
        tallies[-1] = spoken(tallies[-1], contents)
        heads = ("Semestre", "Schede", *COUNTED.values(), "Attuate %")
        rows = [
            (each.name, each.asked, *(each.of(outcome) for outcome in COUNTED), NONE if each.rate is None else each.rate)
            for each in tallies
        ]
        yield Table(SEMESTERS, heads, rows)
    if found.year is not None:
        values = [
            (FIGURES[each.name][0], each.above, each.below, NONE if each.value is None else each.value) for each in found.year.figures
        ]
        yield Table(f"I numeri del {found.year.year}", ("Che cosa", "Sopra", "Sotto", "Vale"), values)


def _charts(contents: MonitoringContents) -> Mapping[str, Chart]:
    """Under each table with more than one row; while answers still come, what is not validated yet is no outcome."""
    drawn = DRAWN if contents.is_final else DRAWN[:-1]
    places = [2 + list(COUNTED).index(outcome) for outcome in drawn]
    made = {}
    for facet, label in FACETS:
        tallies = contents.figures.by_facet[facet]
        if len(tallies) > 1:
            title = f"Schede per {label.lower()} ed esito"
            made[f"Per {label.lower()}"] = Chart(title, f"{title}: {bars('', tallies, contents).words}", places)
    words = "; ".join(f"{each.label}: {percent(spoken(each.whole, contents).implemented)}" for each in contents.summary.semesters)
    made[SEMESTERS] = Chart("Quante sono attuate, su cento che si applicano", f"Colonne. {words}.", [2 + len(COUNTED)], are_columns=True)
    return made


def _check(one: CheckSaid, contents: MonitoringContents) -> Cells:
    states = STATES if contents.is_final else STILL
    return (
        one.code, one.name, one.kind, one.group, one.process, one.area, one.signer, outcome_of(one, contents), one.declared_label, states[one.state],
        one.timing, one.due_on, one.done_on, one.value, one.progress, one.cases, one.complied, one.reason, one.proposed_due_on,
        one.criticality, one.note, one.shown, one.no_evidence_because,
    )  # fmt: skip


def _verifications(contents: MonitoringContents) -> Iterator[Cells]:
    for one in contents.verifications:
        yield (
            one.code, one.about, one.signer, one.chosen_because or "estratta", one.finding or "non ancora fatta", one.found, one.follow_up,
            one.follow_up_by, one.followed_on, one.followed_how,
        )  # fmt: skip


def _judged(contents: MonitoringContents) -> Iterator[Cells]:
    for one in contents.summary.suitability.judged if contents.summary.suitability else ():
        yield one.code, one.name, JUDGMENT_LABELS[one.judgment], one.follow, one.merges_with, one.motivation


def _risk(contents: MonitoringContents) -> Iterator[Cells]:
    for one in contents.summary.risk.processes if contents.summary.risk else ():
        yield one.code, one.name, one.before, one.after, _yes(one.is_seen_worse), _yes(one.is_planned_too_low), one.why


def _yes(said: bool) -> str:
    return "sì" if said else "no"
