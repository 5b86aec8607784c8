"""What the pages of an assessment say: after saving, before approving, before taking away, and why the score is what it is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from riskreg.assessments import comparing, judgments, queries, turns
from riskreg.assessments.models import Assessment
from riskreg.audit.models import AuditEntry
from riskreg.domain.assessments import APPROVED, Action
from riskreg.domain.italian import join_words, plural, write_number
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.scoring.calculation import NumericScore
from riskreg.domain.scoring.methodology import Band
from riskreg.domain.scoring.outcome import Outcome
from riskreg.people.models import User


def told(one: Assessment, judged_before: Band | None = None, *, fell_back: bool = False) -> str:
    """After saving: what it came to, or what is missing; the judgment that new answers made fall, and that it is a draft again."""
    found, back = queries.outcome(one), " La valutazione è tornata in bozza: va inviata di nuovo." if fell_back else ""
    fell = (
        f" Il giudizio «{judged_before.name}» riguardava il calcolo di prima e non vale più."
        if judged_before and not one.judged_band
        else ""
    )
    if found.missing:
        verb = "manca" if len(found.missing) == 1 else "mancano"
        return f"Risposte salvate. Per il punteggio {verb} ancora {plural(len(found.missing), 'risposta', 'risposte')}.{fell}{back}"
    return f"Risposte salvate. Fascia calcolata: {found.computed.name if found.computed else ''}.{fell}{back}"


def live(one: Assessment, event_id: int | None) -> str:
    """While answers are given: what this score comes to, and the process where each event is scored."""
    found = queries.outcome(one)
    here = next((each.explained for each in found.scored if each.event_id == event_id), None)
    if here is None or here.score is None:
        left = len(here.missing) if here else 0
        return f"Salvata. Per il punteggio {'manca' if left == 1 else 'mancano'} {plural(left, 'risposta', 'risposte')}."
    number = f"rischio residuo {write_number(here.score.residual, 2)}, " if isinstance(here.score, NumericScore) else ""
    whole = f" Il processo: {found.computed.name}." if event_id is not None and found.computed else ""
    return f"Salvata. {number[:1].upper()}{number[1:]}{'f' if number else 'F'}ascia {here.score.band.name}.{whole}"


def not_by_itself(one: Assessment) -> str:
    """What is in the hands of whoever judges it is undone by a button, never by a page that was left open."""
    if one.is_approved:
        return f"Non salvata. {APPROVED}"
    return (
        f"Non salvata: la valutazione è già {one.state_label.lower()}. Se premi «Salva le risposte» torna in bozza e va inviata di nuovo."
    )


def judged_now(one: Assessment) -> Band | None:
    """The band that somebody has judged, where somebody has."""
    found = queries.outcome(one)
    return (found.lapsed or found.judged) if one.judged_band else None


def written_by(one: Assessment, entries: Sequence[AuditEntry] | None = None) -> str | None:
    """Everybody whose answers these are, and who touched them last."""
    names = judgments.writers(one, entries)
    last = one.author.title if one.author else None
    if len(names) < 2:
        return last
    return f"{join_words(names)}; ultima modifica di {last}" if last else join_words(names)


class Together(NamedTuple):
    """Of many at once."""

    title: str
    lead: str
    button: str
    done_one: str
    done: str
    nothing: str


TOGETHER = {
    Action.VALIDATE: Together(
        "Valida insieme", "Quelle che aspettano te. Di ciascuna vedi che cosa diventa; quelle che non si possono validare dicono perché.", "Valida",
        "validata", "validate", "Nessuna valutazione aspetta che tu la validi.",
    ),
    Action.APPROVE: Together(
        "Approva insieme", "Quelle che aspettano te. Una volta approvate non cambiano più; quelle che non si possono approvare dicono perché.", "Approva",
        "approvata", "approvate", "Nessuna valutazione aspetta che tu la approvi.",
    ),
}  # fmt: skip


def done_together(count: int, action: Action) -> str:
    words = TOGETHER[action]
    return f"{plural(count, f'valutazione {words.done_one}', f'valutazioni {words.done}', f'Nessuna valutazione {words.done_one}')}."


def no_longer_theirs(count: int) -> str:
    """Of those that were ticked. Which they are may be no longer for their eyes."""
    one = "di quelle che avevi segnato non aspetta più te: nel frattempo è stata ritirata, restituita o data a un'altra persona."
    many = "di quelle che avevi segnato non aspettano più te: nel frattempo sono state ritirate, restituite o date a un'altra persona."
    return plural(count, one, many)


def in_a_line(one: Assessment, found: Outcome) -> str:
    """«B.08 Affidamenti, 2027: rischio residuo 6,40, fascia MEDIO»."""
    number = f"rischio residuo {write_number(found.result.residual, 2)}, " if isinstance(found.result, NumericScore) else ""
    moved = f" (calcolata {found.computed.name})" if found.is_moved and found.computed else ""
    return f"{one.process.title}, {one.year}: {number}fascia {found.judged.name if found.judged else 'non detta'}{moved}"


def comes_to(one: Assessment) -> list[str]:
    """What it comes to as it stands, in a sentence; nothing while something is missing."""
    found = queries.outcome(one)
    if found.result is None or found.judged is None:
        return []
    residual = f"Rischio residuo {write_number(found.result.residual, 2)}. " if isinstance(found.result, NumericScore) else ""
    return [f"{residual}Fascia calcolata: {found.result.band.name}. Fascia giudicata: {found.judged.name}."]


def by_sending(by: Person) -> list[str]:
    """What it takes from whoever judges the work of others."""
    if may(by, Permission.ASSESSMENT_APPROVE):
        return ["Se la invii tu, la approva un'altra persona: nessuno approva il proprio lavoro."]
    return (
        ["Se la invii tu, la valida un'altra persona: nessuno valida il proprio lavoro."] if may(by, Permission.ASSESSMENT_VALIDATE) else []
    )


class Way(NamedTuple):
    """Where something is done, as a line that leads there."""

    title: str
    endpoint: str
    arguments: Mapping[str, int | str]


def before_sending(one: Assessment, on: date) -> list[tuple[str, str, list[str | Way]]]:
    """What is still to be written, for whoever is about to send: heading, sentence, lines, and where it is written."""
    found = comparing.owed(one, on)
    here: dict[str, int | str] = {"assessment_id": one.id}
    if found.unexplained:
        first = found.unexplained[0]
        page = ("assessments.answer", here) if first.event_id is None else ("assessments.answer_event", here | {"event_id": first.event_id})
        there = Way("Scrivilo accanto alle risposte", page[0], page[1] | {"_anchor": first.field})
        return [
            (
                "Prima di inviarla",
                f"Di ogni risposta che non è più quella del {found.year} va scritto il perché. Manca per:",
                [*(each.about for each in found.unexplained), there],
            )
        ]
    if found.objections:
        why = f"Le risposte sono tutte quelle del {found.year}: nel giudizio sintetico va scritto perché valgono ancora, anche se:"
        return [("Prima di inviarla", why, [*found.objections, Way("Scrivilo nel giudizio sintetico", "assessments.judge", here)])]
    return []


def questions_open(one: Assessment, left: int) -> list[tuple[str, str, list[str | Way]]]:
    """Sending does not wait for them: whoever validates reads them too."""
    if not left:
        return []
    there = Way("Leggi e rispondi", "assessments.detail", {"assessment_id": one.id, "_anchor": "domande"})
    return [
        (
            "Domande",
            f"{plural(left, 'domanda aperta', 'domande aperte')}: puoi inviare lo stesso, ma chi valida la vede senza risposta.",
            [there],
        )
    ]


def sent_to(one: Assessment, on: date, done: str = "Valutazione inviata") -> str:
    """After a step: who has it now."""
    holder = turns.holder(one, on)
    if holder is None:
        return f"{done}."
    return f"{done}. {holder.lacking}" if holder.lacking else f"{done}: ora tocca a {holder.said}."


def consequences(one: Assessment, today: date) -> list[str]:
    """What approving means, said before it is done."""
    said = comes_to(one)
    if one.year < today.year:
        said.append(f"Il {one.year} è passato: cambiano i suoi numeri, anche dove sono già stati comunicati o pubblicati.")
    return [*said, "Da quel momento nessuno la cambia più, e i suoi numeri entrano nel cruscotto e nel registro."]


def losses(one: Assessment) -> list[str]:
    """What goes when a draft is taken away, said before it is done."""
    answers = sum(len(score.answers) for score in one.scores) + sum(score.effectiveness is not None for score in one.scores)
    words = [plural(answers, "risposta", "risposte")] if answers else []
    words += ["il giudizio"] if one.judgment or one.judged_band else []
    lost = (
        f"Quello che contiene non si recupera da queste pagine: {join_words(words)}." if words else "Non contiene ancora nessuna risposta."
    )
    writer = [f"L'ultima modifica è di {one.author.title}."] if words and one.author else []
    return [lost, *writer, f"Ne resta traccia nel registro delle attività. Per il {one.year} il processo si potrà valutare da capo."]


class Why(NamedTuple):
    """Everything that «Perché questo punteggio» shows: names are those of the day on which it was assessed."""

    outcome: Outcome
    bands: tuple[Band, ...]
    methodology_id: int
    methodology: str
    published_at: datetime | None
    process_id: int
    process: str
    year: int
    unit: str
    measures: tuple[str, ...]
    motivation: str
    judgment: str
    author: str | None
    assessed_on: date | None
    judged_by: str | None
    judged_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None


def why(one: Assessment, on: date) -> Why:
    found = queries.outcome(one)
    return Why(
        outcome=found, bands=tuple(sorted(found.methodology.bands, key=lambda band: band.rank)), methodology_id=one.methodology_id,
        methodology=one.methodology.name, published_at=one.methodology.published_at, process_id=one.process_id, process=one.process_title or one.process.title, year=one.year,
        unit=one.unit_name or one.unit.name_on(one.assessed_on or on), measures=tuple(queries.measures_shown(one, on)), motivation=one.band_motivation,
        judgment=one.judgment, author=written_by(one), assessed_on=one.assessed_on, judged_by=_title(one.judged_by), judged_at=one.judged_at,
        approved_by=_title(one.approved_by), approved_at=one.approved_at,
    )  # fmt: skip


def _title(user: User | None) -> str | None:
    return user.title if user is not None else None


def before_approving(one: Assessment) -> list[tuple[str, str, list[str]]]:
    """What whoever approves looks at first: heading, sentence, lines."""
    shown = [_beside_the_last(one)]
    found = queries.outcome(one)
    if found.judged and found.computed and one.judged_band and not found.lapsed:
        who = f" ({one.judged_by.title})" if one.judged_by else ""
        move = f"Da {found.computed.name} a {found.judged.name}" if found.is_moved else f"Di nuovo {found.judged.name}, come dà il calcolo"
        shown.append(("Perché la fascia è questa", f"{move}{who}: {one.band_motivation}", []))
    if past := judgments.earlier(one, found.methodology):
        shown.append(
            ("Giudizi precedenti sulla fascia", "Non valgono più.", [f"{each.judged}, {each.by}: {each.motivation}" for each in past])
        )
    shown.append(("Giudizio sintetico", one.judgment or "Nessuno lo ha scritto.", []))
    return [*shown, ("Chi ha risposto", written_by(one) or "Nessuno ha ancora risposto.", [])]


def _beside_the_last(one: Assessment) -> tuple[str, str, list[str]]:
    before = comparing.last_approved(one)
    if before is None:
        return "Rispetto a prima", "È la prima valutazione approvata di questo processo.", []
    then, year = queries.outcome(before), before.year
    heading = f"Rispetto al {year}"
    number = f"rischio residuo {write_number(then.result.residual, 2)}, " if isinstance(then.result, NumericScore) else ""
    was = f"Nel {year}: {number}fascia {then.judged.name if then.judged else 'non detta'}."
    if before.methodology_id != one.methodology_id:
        return heading, f"{was} Si valutava con «{before.methodology.name}»: numeri e risposte non si confrontano uno a uno.", []
    changed = comparing.changes(one, before)
    if not changed:
        return heading, f"{was} Le risposte sono le stesse.", []
    lines = [
        f"{each.about}: {f'da «{each.before}» a' if each.before else 'prima nessuna risposta, ora'} «{each.now or 'nessuna risposta'}»"
        + (f". Perché: {each.because}" if each.because else "")
        for each in changed
    ]
    return heading, f"{was} {plural(len(changed), 'risposta è cambiata', 'risposte sono cambiate')}:", lines


def to_look_at(one: Assessment, proofs: int) -> tuple[str, str, list[str | Way]]:
    """For whoever is about to judge it: the rest of the sheet, and the other way out."""
    here: dict[str, int | str] = {"assessment_id": one.id}
    proved = [Way(plural(proofs, "prova", "prove"), "assessments.detail", here | {"_anchor": "prove"})] if proofs else ["Nessuna prova."]
    ways = [Way("Apri la scheda", "assessments.detail", here), *proved, Way("Restituisci, con un motivo", "assessments.send_back", here)]
    return "Prima di decidere", "Puoi rileggere la scheda e le sue prove, o restituirla a chi l'ha compilata.", ways
