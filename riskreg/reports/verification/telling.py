"""The minutes in plain Italian: of one verification, a page or two; of the sample of a semester, how it was drawn and what was found."""

from collections.abc import Iterator
from datetime import datetime

from riskreg.domain.italian import plural, write_date, write_moment, write_number
from riskreg.reports.plan.story import Bullets, Column, Facts, Heading, Part, Table, Text, Told
from riskreg.reports.verification.contents import Drawn, Looked, Sample, Step

PROVISIONAL = "PROVVISORIO"
NOT_MADE = "DA VERIFICARE"


def minutes(found: Looked, author: str, at: datetime) -> Told:
    return Told(
        title=f"Verbale di verifica n. {found.number}",
        subtitle=f"{found.title}, {found.semester}",
        author=author,
        at=at,
        state="" if found.finding else NOT_MADE,
        cover=(),
        parts=tuple(_parts(found)),
        is_short=True,
    )


def _parts(found: Looked) -> Iterator[Part]:
    yield Text(_opening(found))
    yield Facts(tuple(_about(found)))
    yield Heading(2, "Che cosa è stato dichiarato", "dichiarato")
    yield Facts(found.declared) if found.declared else Text("Nulla.")
    yield Heading(3, "Prove", "prove")
    yield Bullets(found.proofs) if found.proofs else Text("Nessuna prova allegata.")
    if not found.finding:
        return
    yield Heading(2, "Che cosa è stato esaminato", "esaminato")
    yield Text(found.looked_at)
    yield Heading(2, "Che cosa risulta", "risulta")
    yield Facts((("Esito", found.finding),))
    yield Text(found.found)
    if found.is_negative:
        yield Text("La scheda è tornata a chi aveva risposto; l'attivazione che aveva scritto, se c'era, è stata ritirata.")
    yield from _followed(found)


def _opening(found: Looked) -> str:
    said = (
        "Verifica di secondo livello di quanto è stato dichiarato sull'attuazione di una misura di prevenzione della corruzione, "
        f"al {write_date(found.as_of)}."
    )
    others = {step.who for step in (found.sent, found.validated) if step is not None}
    if found.verified is None or found.verified.who in others:
        return said
    return f"{said} Chi verifica non ha dichiarato né validato la scheda, e non è dell'ufficio che risponde della misura."


def _about(found: Looked) -> Iterator[tuple[str, str]]:
    yield "Misura", found.title
    yield "Classe o famiglia", found.group
    if found.process:
        yield "Processo", found.process
    yield "Ne risponde", found.owner
    yield "Perché questa scheda", found.why
    if found.sent is not None:
        yield "Firmata", _done(found.sent)
    if found.validated is not None:
        yield "Validata", _done(found.validated)
    if found.verified is not None:
        yield "Verificata", _done(found.verified)


def _followed(found: Looked) -> Iterator[Part]:
    if not found.follow_up or found.follow_up_by is None:
        return
    yield Heading(2, "Che cosa va fatto", "seguito")
    yield Text(found.follow_up)
    done = f"Il {write_date(found.followed_on)}: {found.followed_how}" if found.followed_on is not None else "Non ancora registrato."
    yield Facts((("Entro il", write_date(found.follow_up_by)), ("Seguito", done)))


def _done(step: Step) -> str:
    return f"{step.who}, {write_moment(step.at)}"


# The whole sample


def sample(found: Sample, author: str, at: datetime) -> Told:
    return Told(
        title="Verbale delle verifiche a campione",
        subtitle=f"Monitoraggio {found.semester}",
        author=author,
        at=at,
        state="" if found.is_closed else PROVISIONAL,
        cover=(),
        parts=tuple(_of_sample(found)),
        is_short=True,
    )


def _of_sample(found: Sample) -> Iterator[Part]:
    yield Text(_in_short(found))
    yield Facts(tuple((label, write_number(number)) for label, number in found.counts.items()))
    for number, each in enumerate(found.draws, start=1):
        yield from _drawn(each, number, several=len(found.draws) > 1)
    if found.looked:
        yield Heading(2, "Che cosa risulta, scheda per scheda", "schede")
        columns = (Column("Misura", 3), Column("Processo", 2.2), Column("Esito", 1.6), Column("Che cosa risulta", 3.6))
        rows = tuple((each.title, each.process or "—", each.finding or "Non verificata", each.found or "—") for each in found.looked)
        yield Table("Verifiche", columns, rows)
    yield from _to_follow(found)


def _in_short(found: Sample) -> str:
    drawn, chosen = sum(each.taken for each in found.draws), len(found.looked) - sum(each.taken for each in found.draws)
    listed = sum(each.listed for each in found.draws)
    said = [f"{plural(drawn, 'scheda estratta', 'schede estratte', 'Nessuna scheda estratta')} su {write_number(listed)} validate"]
    if chosen > 0:
        said.append(f" e {plural(chosen, 'scelta a mano, con un motivo', 'scelte a mano, con un motivo')}")
    made = sum(bool(each.finding) for each in found.looked)
    return f"{''.join(said)}; {plural(made, 'verificata', 'verificate', 'nessuna ancora verificata')}."


def _drawn(draw: Drawn, number: int, *, several: bool) -> Iterator[Part]:
    yield Heading(2, f"Come si è estratto{f' ({number})' if several else ''}", f"estrazione-{number}")
    yield Facts(
        (
            ("Seme", draw.seed),
            ("Dichiarato", _done(draw.declared)),
            ("Estratto", _done(draw.drawn)),
            *((("Perché un'altra estrazione", draw.because),) if draw.because else ()),
            ("Impronta (SHA-256)", draw.fingerprint),
        )
    )
    yield Text(
        "Al momento dell'estrazione si è fissato l'elenco delle schede validate. Di ogni scheda si calcola l'impronta SHA-256 del seme, di una barra "
        "verticale e della chiave (il codice della misura e, se è specifica, «@» e il codice del processo); in ogni parte dell'elenco le schede si mettono "
        "in ordine di impronta, e si prendono le prime fino alla quota, arrotondata per eccesso. Chi ha il seme e l'elenco trova le stesse schede."
    )
    yield Text(draw.differs or "Rifatta per questo verbale con quello che è conservato, l'estrazione dà le stesse schede.", is_note=True)
    columns = (
        Column("Parte dell'elenco", 5),
        Column("Nell'elenco", 1.4, is_number=True),
        Column("Quota", 1.2, is_number=True),
        Column("Estratte", 1.2, is_number=True),
    )
    rows = tuple((each.label, write_number(each.listed), f"{each.percent} %", write_number(each.taken)) for each in draw.parts)
    yield Table("Estratte di ogni parte", columns, rows)


def _to_follow(found: Sample) -> Iterator[Part]:
    asked = [each for each in found.looked if each.follow_up and each.follow_up_by is not None]
    if not asked:
        return
    yield Heading(2, "Che cosa va fatto", "seguito")
    columns = (Column("Misura", 3), Column("Che cosa va fatto", 4), Column("Entro il", 1.4), Column("Fatto", 3))
    rows = tuple(
        (
            each.title,
            each.follow_up,
            write_date(each.follow_up_by),
            f"{write_date(each.followed_on)}: {each.followed_how}" if each.followed_on else "—",
        )
        for each in asked
        if each.follow_up_by is not None
    )
    yield Table("Che cosa va fatto, e che cosa è stato fatto", columns, rows)
