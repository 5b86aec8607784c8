"""The monitoring report in plain Italian, part after part: what is in force is said first, what went wrong with its reasons after. What it counts are
checks (*schede*): a measure of three processes has three."""

from collections.abc import Iterator
from dataclasses import replace

from riskreg.domain.italian import join_words, plural, write_date, write_number
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import UNMONITORED, Facet, Tally
from riskreg.domain.register import MEASURE_KIND_LABELS, MeasureKind
from riskreg.reports.monitoring.contents import MonitoringContents, Scope
from riskreg.reports.monitoring.telling import implemented, measured, troubles
from riskreg.reports.monitoring.telling.tables import KINDS, abbreviated, bars, percent, spoken, table
from riskreg.reports.plan.story import Column, Facts, Heading, Part, Table, Text, Told

TITLE = "Relazione di monitoraggio"
DRAFT = "BOZZA"


def report(contents: MonitoringContents) -> Told:
    return Told(
        title=TITLE,
        subtitle=contents.semester.label + (f" · {contents.scope.name}" if not contents.scope.is_whole else ""),
        author=contents.body,
        at=contents.at,
        state="" if contents.is_final else f"{DRAFT} · provvisorio al {write_date(contents.on)}",
        cover=tuple(_cover(contents)),
        parts=tuple(_parts(contents)),
        is_short=not contents.scope.is_whole,
    )


def scope_said(scope: Scope) -> str:
    if scope.is_whole:
        return "Tutto l'ente"
    return f"Area di rischio {scope.name}" if scope.is_area else f"{scope.name} e le unità che ne dipendono"


def _cover(contents: MonitoringContents) -> Iterator[tuple[str, str]]:
    yield "Situazione al", write_date(contents.semester.as_of)
    yield "Ambito", scope_said(contents.scope)
    yield ("Chiuso il" if contents.is_final else "Provvisorio al"), write_date(contents.on)


def _parts(contents: MonitoringContents) -> Iterator[Part]:
    yield from _in_short(contents)
    yield from _asked(contents)
    yield from implemented.parts(contents)
    yield from troubles.late(contents)
    yield from troubles.unmonitored(contents)
    yield from troubles.verified(contents)
    yield from measured.parts(contents)
    yield from troubles.every(contents)


# In short


def _in_short(contents: MonitoringContents) -> Iterator[Part]:
    whole, day = contents.figures.whole, write_date(contents.semester.as_of)
    yield Heading(1, "In breve", "in-breve")
    when = f"stavano al {day}" if contents.is_final else f"stanno nel {contents.semester.label}"
    yield Text(f"Questa relazione dice come {when} le misure di prevenzione della corruzione, {_of_what(contents.scope)}.")
    if not contents.is_final:
        yield Text(
            f"Il monitoraggio è ancora aperto: i numeri sono quelli del {write_date(contents.on)} e possono cambiare fino alla chiusura."
        )
    if contents.closed_because:
        before = f"prima del {write_date(contents.validate_by)}, ultimo giorno per validare"
        yield Text(f"Il monitoraggio è stato chiuso il {write_date(contents.on)}, {before}: «{contents.closed_because.rstrip('.')}».")
    if not whole.asked:
        yield Text("In questo semestre non è stata chiesta nessuna scheda.")
        return
    yield Text(f"{_monitored(contents)} {_done(spoken(whole, contents))}".rstrip())
    yield Text(_beside(contents))
    by_kind = [(code, replace(tally, name=KINDS[code])) for code, tally in contents.figures.by_facet[Facet.KIND]]
    yield table("Le schede e i loro esiti", "Schede", [*by_kind, ("", whole)] if len(by_kind) > 1 else by_kind, contents)
    yield bars("Le schede e i loro esiti", by_kind, contents)
    shortened = join_words(list(abbreviated(contents)))
    yield Text(
        f"{f'{shortened}. ' if shortened else ''}La quota è delle attuate su quelle che si applicano{'' if contents.is_final else ', tra le già validate'}.",
        is_note=True,
    )


def _of_what(scope: Scope) -> str:
    if scope.is_whole:
        return "in tutto l'ente"
    if scope.is_area:
        return f"quelle specifiche dei processi dell'area di rischio «{scope.name}»"
    return f"quelle di cui firma la scheda l'unità «{scope.name}», o una che ne dipende"


def _monitored(contents: MonitoringContents) -> str:
    whole, left = contents.figures.whole, contents.figures.whole.of(UNMONITORED)
    asked = plural(whole.asked, "scheda chiesta", "schede chieste")
    validated = whole.asked - left
    if not left:
        return "L'unica scheda chiesta è stata validata." if whole.asked == 1 else f"Le {asked} sono state tutte validate."
    said = f"Su {asked}, {plural(validated, 'è stata validata', 'sono state validate', 'nessuna è stata validata')}"
    share = f" ({percent(whole.monitored)})" if validated else ""
    rest = plural(left, "risulta non monitorata", "risultano non monitorate") if contents.is_final else plural(left, "manca", "mancano")
    return f"{said}{share}: {rest}."


def _done(whole: Tally) -> str:
    applicable = whole.implemented.planned
    if not applicable:
        return "Nessuna misura si applicava nel semestre." if whole.asked else ""
    counts = [(Outcome.ON_TRACK, "in corso nei tempi"), (Outcome.LATE, "in ritardo"), (Outcome.NOT_DONE, "non attuata")]
    rest = [f"{write_number(whole.of(each))} {_agreed(label, whole.of(each))}" for each, label in counts if whole.of(each)]
    share = f" ({percent(whole.implemented)})" if whole.done else ""
    done = f"{plural(whole.done, 'è attuata', 'sono attuate', 'nessuna è attuata')}{share}"
    return (
        f"Delle {write_number(applicable)} che si applicano, {join_words([done, *rest])}."
        if applicable > 1
        else f"Una si applica: {join_words([done, *rest])}."
    )


def _agreed(label: str, number: int) -> str:
    return label if number == 1 else label.replace("non attuata", "non attuate")


def _beside(contents: MonitoringContents) -> str:
    whole, before = contents.figures.whole, contents.before
    shown = f"Hanno almeno una prova allegata {plural(whole.shown, 'scheda', 'schede', 'nessuna scheda')}."
    if not whole.shown:
        shown = "Nessuna scheda ha prove allegate."
    if before is None or before.whole.rate is None or spoken(whole, contents).rate is None:
        return shown
    label = contents.semester.before.label
    return f"Nel {label} la quota delle attuate era del {percent(before.whole.implemented)}. {shown}"


# What was asked


def _asked(contents: MonitoringContents) -> Iterator[Part]:
    yield Heading(1, "Che cosa è stato chiesto", "che-cosa-e-stato-chiesto")
    yield Text(
        "Di ogni misura in vigore o in scadenza nell'anno è stata chiesta una scheda; delle misure specifiche, una per ogni processo in cui si applicano. "
        "Ogni scheda dice a che punto è la misura e che cosa lo mostra; la firma chi ne risponde e la valida un'altra persona. "
        "I numeri di questa relazione contano le schede."
    )
    yield Facts(
        (
            *((f"Misure {KIND_PLURALS[kind]}", _of_how_many(contents, kind)) for kind in _kinds(contents.scope)),
            ("Aperto il", write_date(contents.opens_on)),
            ("Risposte entro il", write_date(contents.answer_by)),
            ("Validazione entro il", write_date(contents.validate_by)),
            ("Verifiche entro il", write_date(contents.verify_by)),
        )
    )
    if contents.dropped:
        number = plural(len(contents.dropped), "misura è uscita", "misure sono uscite")
        yield Text(f"Mentre il monitoraggio era aperto {number} dall'elenco, e non si contano.")
        yield Table(
            "Misure uscite dal monitoraggio", (Column("Codice", 1.2), Column("Misura", 4), Column("Perché", 4)),
            tuple((each.code, each.name, each.because) for each in contents.dropped),
        )  # fmt: skip


KIND_PLURALS = {MeasureKind.GENERAL: "generali", MeasureKind.SPECIFIC: "specifiche"}


def _kinds(scope: Scope) -> tuple[MeasureKind, ...]:
    """A general measure is of no area."""
    return (MeasureKind.SPECIFIC,) if scope.is_area else tuple(KIND_PLURALS)


def _of_how_many(contents: MonitoringContents, kind: MeasureKind) -> str:
    """ "93 schede di 86 misure" """
    codes = [each.code for each in contents.checks if each.kind == MEASURE_KIND_LABELS[kind]]
    if not codes:
        return "nessuna scheda"
    return f"{plural(len(codes), 'scheda', 'schede')} di {plural(len(set(codes)), 'misura', 'misure')}"
