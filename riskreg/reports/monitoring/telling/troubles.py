"""What went wrong, what was verified, and every check at the end."""

from collections.abc import Iterator, Mapping, Sequence

from riskreg.domain.italian import NBSP, join_words, plural, write_date, write_number
from riskreg.domain.monitoring.checks import Outcome
from riskreg.reports.monitoring.contents import CheckSaid, MonitoringContents, VerificationSaid
from riskreg.reports.monitoring.telling.tables import NONE, date_of, outcome_of
from riskreg.reports.plan.story import Bullets, Column, Heading, NewPage, Part, Table, Text

STATES: Mapping[str, str] = {
    "draft": "mai inviata", "sent": "inviata, non validata", "returned": "restituita, non inviata di nuovo", "validated": "validata",
    "reopened": "riaperta dalla verifica, non inviata di nuovo",
}  # fmt: skip
STILL: Mapping[str, str] = {**STATES, "draft": "da inviare", "sent": "da validare", "returned": "restituita, da inviare di nuovo"}


def late(contents: MonitoringContents) -> Iterator[Part]:
    yield Heading(1, "Schede in ritardo o non attuate", "in-ritardo-o-non-attuate")
    found = contents.with_outcome(Outcome.LATE, Outcome.NOT_DONE)
    if not found:
        yield Text("Nessuna scheda validata dice che la misura è in ritardo o non attuata.")
    else:
        yield Text(_late_said(found))
        columns = (
            Column("Codice", 1.1), Column("Misura", 3.2), Column("Chi firma", 2), Column("Esito", 1.2), Column("Perché", 3), Column("Nuova data", 1.55),
        )  # fmt: skip
        rows = tuple(
            (each.code, each.about, each.signer, each.outcome, each.reason or NONE, date_of(each.proposed_due_on)) for each in found
        )
        yield Table("Schede in ritardo o non attuate, con i motivi", columns, rows)
    yield Heading(1, "Criticità", "criticita")
    told = [each for each in contents.checks if each.is_monitored and each.criticality]
    if not told:
        yield Text("Nelle schede validate non sono segnalate criticità.")
        return
    yield Text(f"{plural(len(told), 'scheda segnala', 'schede segnalano')} una criticità, anche dove la misura è attuata.")
    heads = (Column("Codice", 1.1), Column("Misura", 3), Column("Chi firma", 2), Column("Esito", 1.2), Column("Criticità", 4))
    yield Table("Criticità segnalate", heads, tuple((each.code, each.about, each.signer, each.outcome, each.criticality) for each in told))


def _late_said(late: Sequence[CheckSaid]) -> str:
    counts = [(Outcome.LATE, "è in ritardo"), (Outcome.NOT_DONE, "non è attuata")]
    numbers = [(sum(each.counted == outcome for each in late), words) for outcome, words in counts]
    said = join_words(
        [
            plural(number, f"scheda dice che la misura {words}", f"schede dicono che la misura {words}")
            for number, words in numbers
            if number
        ]
    )
    moved = sum(each.proposed_due_on is not None for each in late)
    return f"{said}; {_moved(moved)}." if moved else f"{said}."


def _moved(number: int) -> str:
    return "per una è proposta una nuova data" if number == 1 else f"per {write_number(number)} è proposta una nuova data"


def unmonitored(contents: MonitoringContents) -> Iterator[Part]:
    left, final = contents.unmonitored, contents.is_final
    yield Heading(1, "Schede non monitorate" if final else "Schede ancora da validare", "non-monitorate")
    if not left:
        yield Text("Tutte le schede chieste sono state validate.")
        return
    count = plural(len(left), "scheda", "schede")
    if final:
        yield Text(
            f"Di {count} nessuno ha validato la dichiarazione: non si può dire a che punto era la misura al {write_date(contents.semester.as_of)}."
        )
    else:
        yield Text(f"Di {count} manca ancora la validazione: quelle che mancano alla chiusura risulteranno non monitorate.")
    columns = (Column("Codice", 1.1), Column("Misura", 4), Column("Chi firma", 2.4), Column("La scheda", 2))
    states = STATES if final else STILL
    yield Table(
        "Schede non monitorate" if final else "Schede ancora da validare", columns,
        tuple((each.code, each.about, each.signer, states[each.state]) for each in left),
    )  # fmt: skip


# Verifications


def verified(contents: MonitoringContents) -> Iterator[Part]:
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


def every(contents: MonitoringContents) -> Iterator[Part]:
    if not contents.checks:
        return
    yield NewPage(landscape=True)
    yield Heading(1, "Tutte le schede", "tutte-le-schede")
    columns = (
        Column("Codice", 1), Column("Misura", 4), Column("Classe o famiglia", 1.8), Column("Chi firma", 2.2), Column("Esito", 1.3),
        Column("Valore", 1.6), Column("Prove", 0.7, is_number=True),
    )  # fmt: skip
    rows = tuple(
        (each.code, each.about_shortly, each.group, each.signer, outcome_of(each, contents), _value(each), write_number(each.shown))
        for each in contents.checks
    )
    yield Table("Tutte le schede con il loro esito", columns, rows)


def _value(one: CheckSaid) -> str:
    if not one.is_monitored:
        return NONE
    cases = f"{write_number(one.complied or 0)} su {plural(one.cases, 'caso', 'casi')}" if one.cases is not None else ""
    return one.value or cases or (f"{one.progress}{NBSP}%" if one.progress is not None else NONE)
