"""The monitoring report in plain Italian, part after part: what is in force is said first, what went wrong with its reasons after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from riskreg.domain.italian import NBSP, join_words, plural, write_date, write_number
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import COUNTED, DRAWN, UNMONITORED, Facet, Tally
from riskreg.domain.plans import Rate
from riskreg.domain.register import MeasureKind
from riskreg.reports.monitoring.contents import CheckSaid, MonitoringContents, Scope, VerificationSaid
from riskreg.reports.plan.story import Bars, Bullets, Column, Facts, Heading, Mark, NewPage, Part, Table, Text, Told

TITLE = "Relazione di monitoraggio"
DRAFT = "BOZZA"
BANDS = tuple(Mark(COUNTED[outcome], rank, len(DRAWN)) for rank, outcome in enumerate(DRAWN, start=1))
HEADS: Mapping[str, str] = {
    Outcome.DONE: "Attuate", Outcome.ON_TRACK: "In corso", Outcome.LATE: "In ritardo", Outcome.NOT_DONE: "Non attuate",
    Outcome.NOT_APPLICABLE: "Non applic.", UNMONITORED: "Non monit.",
}  # fmt: skip
KINDS: Mapping[str, str] = {MeasureKind.GENERAL: "Generali", MeasureKind.SPECIFIC: "Specifiche"}
FACETS = (
    (Facet.CLASS, "Misure generali, classe per classe", "Classe", "classi"),
    (Facet.FAMILY, "Misure specifiche, famiglia per famiglia", "Famiglia", "famiglie"),
    (Facet.AREA, "Misure specifiche, area di rischio per area", "Area di rischio", "aree"),
    (Facet.UNIT, "Unità per unità", "Chi firma", "unita"),
)
STATES: Mapping[str, str] = {
    "draft": "mai inviata", "sent": "inviata, non validata", "returned": "restituita, non inviata di nuovo", "validated": "validata",
    "reopened": "riaperta dalla verifica, non inviata di nuovo",
}  # fmt: skip
STILL: Mapping[str, str] = {**STATES, "draft": "da inviare", "sent": "da validare", "returned": "restituita, da inviare di nuovo"}
NONE = "—"
MOST_BARS = 15
"""What a page holds, also with long names."""


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
    return "Tutto l'ente" if scope.is_whole else f"{scope.name} e le unità che ne dipendono"


def _cover(contents: MonitoringContents) -> Iterator[tuple[str, str]]:
    yield "Situazione al", write_date(contents.semester.as_of)
    yield "Ambito", scope_said(contents.scope)
    yield ("Chiuso il" if contents.is_final else "Provvisorio al"), write_date(contents.on)


def _parts(contents: MonitoringContents) -> Iterator[Part]:
    yield from _in_short(contents)
    yield from _asked(contents)
    yield from _implemented(contents)
    yield from _troubles(contents)
    yield from _unmonitored(contents)
    yield from _verified(contents)
    yield from _every(contents)


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
    if not whole.asked:
        yield Text("In questo semestre non è stata chiesta nessuna scheda.")
        return
    yield Text(f"{_monitored(contents)} {_done(whole)}")
    yield Text(_beside(contents))
    by_kind = [(code, replace(tally, name=KINDS[code])) for code, tally in contents.figures.by_facet[Facet.KIND]]
    yield _table("Le schede e i loro esiti", "Misure", [*by_kind, ("", whole)] if len(by_kind) > 1 else by_kind, contents)
    yield _bars("Misure generali e specifiche, per esito", by_kind)
    if any(head.endswith(".") for head in _heads(contents)):
        yield Text(f"{join_words(list(_abbreviated(contents)))}. La quota è delle attuate su quelle che si applicano.", is_note=True)


def _of_what(scope: Scope) -> str:
    if scope.is_whole:
        return "in tutto l'ente"
    return f"quelle di cui firma la scheda l'unità «{scope.name}», o una che ne dipende"


def _monitored(contents: MonitoringContents) -> str:
    whole, left = contents.figures.whole, contents.figures.whole.of(UNMONITORED)
    asked = plural(whole.asked, "scheda chiesta", "schede chieste")
    validated = whole.asked - left
    if not left:
        return "L'unica scheda chiesta è stata validata." if whole.asked == 1 else f"Le {asked} sono state tutte validate."
    said = f"Su {asked}, {plural(validated, 'è stata validata', 'sono state validate', 'nessuna è stata validata')}"
    share = f" ({_percent(whole.monitored)})" if validated else ""
    rest = plural(left, "risulta non monitorata", "risultano non monitorate") if contents.is_final else plural(left, "manca", "mancano")
    return f"{said}{share}: {rest}."


def _done(whole: Tally) -> str:
    applicable = whole.implemented.planned
    if not applicable:
        return "Nessuna misura si applicava nel semestre."
    counts = [(Outcome.ON_TRACK, "in corso nei tempi"), (Outcome.LATE, "in ritardo"), (Outcome.NOT_DONE, "non attuata")]
    rest = [f"{write_number(whole.of(each))} {_agreed(label, whole.of(each))}" for each, label in counts if whole.of(each)]
    share = f" ({_percent(whole.implemented)})" if whole.done else ""
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
    if before is None or before.whole.rate is None or whole.rate is None:
        return shown
    label = contents.semester.before.label
    return f"Nel {label} la quota delle misure attuate era del {_percent(before.whole.implemented)}. {shown}"


# What was asked


def _asked(contents: MonitoringContents) -> Iterator[Part]:
    yield Heading(1, "Che cosa è stato chiesto", "che-cosa-e-stato-chiesto")
    counts = dict(contents.figures.by_facet[Facet.KIND])
    general, specific = (counts[kind].asked if kind in counts else 0 for kind in (MeasureKind.GENERAL, MeasureKind.SPECIFIC))
    yield Text(
        "Di ogni misura in vigore o in scadenza nell'anno è stata chiesta una scheda; delle misure specifiche, una per ogni processo in cui si applicano. "
        "Ogni scheda dice a che punto è la misura e che cosa lo mostra; la firma chi ne risponde e la valida un'altra persona."
    )
    yield Facts(
        (
            ("Schede di misure generali", write_number(general)),
            ("Schede di misure specifiche", write_number(specific)),
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


# How much is implemented


def _implemented(contents: MonitoringContents) -> Iterator[Part]:
    if not contents.figures.whole.asked:
        return
    yield Heading(1, "Come sono attuate", "come-sono-attuate")
    for facet, title, head, anchor in FACETS:
        tallies = contents.figures.by_facet[facet]
        if not tallies or (facet is Facet.UNIT and len(tallies) == 1):
            continue
        yield Heading(2, title, f"per-{anchor}")
        if contents.is_final:
            yield from _said_of(tallies)
        yield _table(title, head, tallies, contents)
        if len(tallies) > MOST_BARS:
            yield _bars(
                f"{title}: le {MOST_BARS} voci con la quota più bassa", sorted(tallies, key=lambda each: each[1].rate or 0)[:MOST_BARS]
            )
        elif len(tallies) > 1:
            yield _bars(title, tallies)


def _said_of(tallies: Sequence[tuple[str, Tally]]) -> Iterator[Part]:
    """Which are not whole, in words: what a reader looks for first."""
    short = [(tally.name, tally) for _code, tally in tallies if tally.rate is not None and tally.done < tally.implemented.planned]
    if not short:
        yield Text("Tutte le misure che si applicano sono attuate.")
        return
    worst = sorted(short, key=lambda each: (each[1].rate or 0, each[0]))[:3]
    said = [f"{name} ({write_number(tally.done)} su {write_number(tally.implemented.planned)})" for name, tally in worst]
    if len(tallies) > 1:
        yield Text(f"{'La quota più bassa è' if len(said) == 1 else 'Le quote più basse sono'}: {join_words(said)}.")


def _heads(contents: MonitoringContents) -> list[str]:
    """Of the outcomes that occur; of what is done and what is not monitored always."""
    whole = contents.figures.whole
    return [head for outcome, head in HEADS.items() if outcome in (Outcome.DONE, UNMONITORED) or whole.of(outcome)]


def _abbreviated(contents: MonitoringContents) -> Iterator[str]:
    for outcome, head in HEADS.items():
        if head.endswith(".") and head in _heads(contents):
            yield f"«{head}»: {COUNTED[outcome].lower()[:-1]}{'i' if outcome == Outcome.NOT_APPLICABLE else 'e'}"


def _table(caption: str, head: str, tallies: Sequence[tuple[str, Tally]], contents: MonitoringContents) -> Table:
    shown = [(outcome, label) for outcome, label in HEADS.items() if label in _heads(contents)]
    columns = (
        Column(head, 3.4), Column("Chieste", 1.1, is_number=True), *(Column(label, 1.1, is_number=True) for _outcome, label in shown),
        Column("Quota", 1.2, is_number=True),
    )  # fmt: skip
    rows = tuple(
        (
            tally.name, write_number(tally.asked), *(write_number(tally.of(outcome)) for outcome, _label in shown),
            _percent(tally.implemented),
        )
        for _code, tally in tallies
    )  # fmt: skip
    return Table(caption, columns, rows)


def _bars(caption: str, tallies: Sequence[tuple[str, Tally]]) -> Bars:
    rows = tuple((tally.name, tuple(tally.of(outcome) for outcome in DRAWN)) for _code, tally in tallies)
    words = "; ".join(
        f"{tally.name}: "
        + (join_words([f"{tally.of(each)} {COUNTED[each].lower()}" for each in DRAWN if tally.of(each)]) or "nessuna scheda")
        for _code, tally in tallies
    )
    return Bars(caption, f"Barre con il numero di schede per esito. {words}.", BANDS, rows, counted=("scheda", "schede"))


def _percent(rate: Rate) -> str:
    return NONE if rate.percent is None else f"{write_number(rate.percent, 2)}{NBSP}%"


# What went wrong


def _troubles(contents: MonitoringContents) -> Iterator[Part]:
    yield Heading(1, "Misure in ritardo o non attuate", "in-ritardo-o-non-attuate")
    late = contents.with_outcome(Outcome.LATE, Outcome.NOT_DONE)
    if not late:
        yield Text("Nessuna misura è stata dichiarata in ritardo o non attuata.")
    else:
        yield Text(_late_said(late))
        columns = (
            Column("Codice", 1.1), Column("Misura", 3.2), Column("Chi firma", 2), Column("Esito", 1.2), Column("Perché", 3), Column("Nuova data", 1.55),
        )  # fmt: skip
        rows = tuple((each.code, each.about, each.signer, each.outcome, each.reason or NONE, _date(each.proposed_due_on)) for each in late)
        yield Table("Misure in ritardo o non attuate, con i motivi", columns, rows)
    yield Heading(1, "Criticità", "criticita")
    told = [each for each in contents.checks if each.is_monitored and each.criticality]
    if not told:
        yield Text("Nelle schede validate non sono segnalate criticità.")
        return
    yield Text(f"{plural(len(told), 'scheda segnala', 'schede segnalano')} una criticità, anche dove la misura è attuata.")
    heads = (Column("Codice", 1.1), Column("Misura", 3), Column("Chi firma", 2), Column("Esito", 1.2), Column("Criticità", 4))
    yield Table("Criticità segnalate", heads, tuple((each.code, each.about, each.signer, each.outcome, each.criticality) for each in told))


def _late_said(late: Sequence[CheckSaid]) -> str:
    counts = [(Outcome.LATE, "è in ritardo", "sono in ritardo"), (Outcome.NOT_DONE, "non è attuata", "non sono attuate")]
    numbers = [(sum(each.counted == outcome for each in late), one, many) for outcome, one, many in counts]
    said = join_words([plural(number, f"misura {one}", f"misure {many}") for number, one, many in numbers if number])
    moved = sum(each.proposed_due_on is not None for each in late)
    return f"{said}; {_moved(moved)}." if moved else f"{said}."


def _moved(number: int) -> str:
    return "per una è proposta una nuova data" if number == 1 else f"per {write_number(number)} è proposta una nuova data"


def _unmonitored(contents: MonitoringContents) -> Iterator[Part]:
    left, final = contents.unmonitored, contents.is_final
    yield Heading(1, "Misure non monitorate" if final else "Schede ancora da validare", "non-monitorate")
    if not left:
        yield Text("Tutte le schede chieste sono state validate.")
        return
    count = plural(len(left), "misura", "misure")
    if final:
        yield Text(
            f"Di {count} nessuno ha validato una dichiarazione: di come stavano al {write_date(contents.semester.as_of)} non si può dire."
        )
    else:
        yield Text(f"Di {count} manca ancora una dichiarazione validata: alla chiusura, quelle che mancano risulteranno non monitorate.")
    columns = (Column("Codice", 1.1), Column("Misura", 4), Column("Chi firma", 2.4), Column("La scheda", 2))
    states = STATES if final else STILL
    yield Table(
        "Misure non monitorate" if final else "Schede ancora da validare", columns,
        tuple((each.code, each.about, each.signer, states[each.state]) for each in left),
    )  # fmt: skip


# Verifications


def _verified(contents: MonitoringContents) -> Iterator[Part]:
    yield Heading(1, "Verifiche", "verifiche")
    found = contents.verifications
    if contents.scope.is_whole and contents.draws:
        yield Text(
            "Le dichiarazioni da verificare sono estratte con un seme dichiarato prima: con lo stesso seme chiunque rifà l'estrazione."
        )
        yield Bullets(
            tuple(
                f"Estrazione del {write_date(each.on)}, seme «{each.seed}», impronta dell'elenco {each.fingerprint[:16]}…"
                for each in contents.draws
            )
        )
    if not found:
        yield Text("Nessuna dichiarazione è stata scelta o estratta per una verifica.")
        return
    yield Text(_verified_said(found))
    columns = (
        Column("Codice", 1.1),
        Column("Misura", 2.8),
        Column("Perché questa", 1.7),
        Column("Esito", 1.5),
        Column("Che cosa risulta", 3),
        Column("Che cosa va fatto", 2.6),
    )
    rows = tuple(
        (each.code, each.about, each.chosen_because or "estratta", each.finding or "non ancora fatta", each.found or NONE, _follow_up(each))
        for each in found
    )
    yield Table("Dichiarazioni verificate", columns, rows)


def _verified_said(found: Sequence[VerificationSaid]) -> str:
    looked = [each for each in found if each.finding]
    chosen = plural(len(found), "dichiarazione è stata scelta o estratta", "dichiarazioni sono state scelte o estratte")
    if not looked:
        return f"{chosen} per una verifica; nessuna è stata ancora esaminata."
    names = list(dict.fromkeys(each.finding for each in looked))
    counts = join_words([f"{sum(each.finding == name for each in looked)} «{name.lower()}»" for name in names])
    return f"{chosen}; {plural(len(looked), 'è stata esaminata', 'sono state esaminate')}: {counts}."


def _follow_up(one: VerificationSaid) -> str:
    if not one.follow_up:
        return NONE
    by = f" Entro il {write_date(one.follow_up_by)}." if one.follow_up_by else ""
    done = f" Fatto il {write_date(one.followed_on)}: {one.followed_how}" if one.followed_on else ""
    return f"{one.follow_up.rstrip('.')}.{by}{done}"


# All of them


def _every(contents: MonitoringContents) -> Iterator[Part]:
    if not contents.checks:
        return
    yield NewPage(landscape=True)
    yield Heading(1, "Tutte le schede", "tutte-le-schede")
    columns = (
        Column("Codice", 1), Column("Misura", 4), Column("Classe o famiglia", 1.8), Column("Chi firma", 2.2), Column("Esito", 1.3),
        Column("Valore", 1.6), Column("Prove", 0.7, is_number=True),
    )  # fmt: skip
    rows = tuple(
        (each.code, each.about_shortly, each.group, each.signer, each.outcome, _value(each), write_number(each.shown))
        for each in contents.checks
    )
    yield Table("Tutte le schede con il loro esito", columns, rows)


def _value(one: CheckSaid) -> str:
    if not one.is_monitored:
        return NONE
    cases = f"{write_number(one.complied or 0)} su {plural(one.cases, 'caso', 'casi')}" if one.cases is not None else ""
    return one.value or cases or (f"{one.progress}{NBSP}%" if one.progress is not None else NONE)


def _date(day: object) -> str:
    return write_date(day) if day is not None else NONE  # type: ignore[arg-type]  # a day where there is one
