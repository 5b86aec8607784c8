"""Rules about the sheets of processes: who answers, what happens in them, what can go wrong, what is done about it."""

from collections.abc import Iterator
from hashlib import sha256

from riskreg.domain.coherence.facts import Assessed, Facts, Measure, Process
from riskreg.domain.coherence.findings import Finding, Found, Rule, Severity, about_process
from riskreg.domain.italian import plural, write_date
from riskreg.domain.register import Family

LONG_ENOUGH = 60
"""Characters of a text that two sheets do not share by chance: shorter ones («Conflitto di interesse») are the names of things."""

SEGREGATION = (
    "segregazion",
    "separazione dei compiti",
    "separazione delle funzioni",
    "separazione tra",
    "doppia firma",
    "doppio controllo",
    "due funzionari",
)
"""How people call what parts one process among several hands, where they do not rotate (PNA 2019, allegato 2)."""  # fmt: skip


def process_without_owner(facts: Facts) -> Found:
    """A closed unit whose place nobody took: the structure above answers only because somebody must. A unit that another succeeded is
    answered for by that one, and the sheet says so."""
    for one in facts.processes:
        unit = facts.units.get(one.unit_id)
        if unit is None or unit.closed_on is None or unit.closed_on >= facts.today or unit.is_succeeded:
            continue
        meanwhile = f" Per ora ne risponde {unit.heir}." if unit.heir else ""
        said = f"L'unità responsabile, {unit.name}, è chiusa dal {write_date(unit.closed_on)} e nessun'altra le è subentrata.{meanwhile}"
        yield about_process("processo_senza_responsabile", one, said)


def process_without_phases(facts: Facts) -> Found:
    for one in facts.processes:
        if one.id not in facts.with_phases:
            yield about_process("processo_senza_fasi", one, "La scheda non descrive nessuna fase.")


def process_without_events(facts: Facts) -> Found:
    """Where there are no phases there is no place for events: that is said already."""
    for one in facts.processes:
        if one.id in facts.with_phases and one.id not in facts.events_of:
            yield about_process("processo_senza_eventi", one, "La scheda ha le fasi ma nessun evento rischioso.")


def event_without_measure(facts: Facts) -> Found:
    """Not of a process that has no measure at all and must be treated: that is said once, of the whole."""
    for event in facts.events:
        if event.id not in facts.answered and not _is_untreated(facts, event.process_id):
            process = facts.process[event.process_id]
            said = f"Nessuna misura risponde all'evento «{event.name}»."
            yield Finding("evento_senza_misure", f"risk_event:{event.id}", process.title, said, (process.id,), (process.unit_id,), f"event:{process.id}:{event.id}")  # fmt: skip


def treatment_without_measure(facts: Facts) -> Found:
    for process, found in _assessed(facts):
        if process.id in facts.events_of and _is_untreated(facts, process.id):
            yield about_process(
                "trattamento_senza_misure", process,
                f"Il rischio è {found.band} (valutazione {found.year}) e richiede trattamento, ma nessuna misura specifica risponde ai suoi eventi.",
            )  # fmt: skip


def top_band_without_rotation(facts: Facts) -> Found:
    """A process without any measure is spoken of elsewhere."""
    for process, found in _assessed(facts):
        measures = facts.specific_of.get(process.id, [])
        if found.band_rank == found.top_rank and measures and not any(map(_parts_the_hands, measures)):
            yield about_process(
                "fascia_alta_senza_rotazione", process,
                f"Il rischio è nella fascia più alta, {found.band} (valutazione {found.year}), ma nessuna misura fa ruotare le persone o divide i compiti.",
            )  # fmt: skip


def same_text_in_several_sheets(facts: Facts) -> Found:
    """Descriptions of processes, and events with how they could happen: what was copied was not looked at where it stands now."""
    where: dict[str, tuple[str, dict[int, None]]] = {}
    for text, process_id in _texts(facts):
        _shown, sheets = where.setdefault(_folded(text), (text, {}))
        sheets[process_id] = None
    for shown, sheets in where.values():
        if len(sheets) > 1:
            yield _repeated(shown, [facts.process[each] for each in sheets])


def _texts(facts: Facts) -> Iterator[tuple[str, int]]:
    yield from ((one.description, one.id) for one in facts.processes if len(one.description) >= LONG_ENOUGH)
    for event in facts.events:
        yield from ((text, event.process_id) for text in (event.name, event.description) if len(text) >= LONG_ENOUGH)


def _repeated(text: str, sheets: list[Process]) -> Finding:
    """It names no sheet: whoever reads one of them may not read the others."""
    beginning = text if len(text) <= 2 * LONG_ENOUGH else text[: 2 * LONG_ENOUGH].rsplit(" ", 1)[0] + "…"
    return Finding(
        "testo_ripetuto", f"text:{sha256(_folded(text).encode()).hexdigest()[:16]}", f"«{' '.join(beginning.split())}»",
        f"Lo stesso testo sta in {plural(len(sheets), 'scheda', 'schede')}.",
        tuple(one.id for one in sheets), tuple(sorted({one.unit_id for one in sheets})),
    )  # fmt: skip


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _assessed(facts: Facts) -> Iterator[tuple[Process, Assessed]]:
    return ((one, facts.assessed[one.id]) for one in facts.processes if one.id in facts.assessed)


def _is_untreated(facts: Facts, process_id: int) -> bool:
    found = facts.assessed.get(process_id)
    return found is not None and found.needs_treatment and process_id not in facts.specific_of


def _parts_the_hands(one: Measure) -> bool:
    text = f"{one.name} {one.description}".casefold()
    return one.family == Family.ROTATION or "rotazion" in text or any(words in text for words in SEGREGATION)


RULES = (
    Rule(
        "processo_senza_responsabile", Severity.GRAVE, "Processi senza un responsabile in carica",
        "Nessuno può valutare il processo né attuarne le misure se chi ne risponde non c'è più.",
        "PNA 2019, allegato 1, § 3.2 (mappatura: responsabilità del processo)",
        "Sposta il processo all'unità che lo svolge oggi.", process_without_owner,
    ),
    Rule(
        "processo_senza_fasi", Severity.WARNING, "Processi senza fasi",
        "Senza le fasi non si vede in quale passo può accadere qualcosa, né dove mettere un controllo.",
        "PNA 2019, allegato 1, § 3.2 (mappatura: descrizione del processo)",
        "Descrivi nella scheda i passi in cui si svolge il processo.", process_without_phases,
    ),
    Rule(
        "processo_senza_eventi", Severity.GRAVE, "Processi senza eventi rischiosi",
        "Di un processo mappato va individuato almeno un evento rischioso: senza, il rischio non si analizza e non si tratta.",
        "PNA 2019, allegato 1, § 4.1 (identificazione degli eventi rischiosi)",
        "Aggiungi alla scheda almeno un evento rischioso, con i suoi fattori abilitanti.", process_without_events,
    ),
    Rule(
        "evento_senza_misure", Severity.WARNING, "Eventi rischiosi senza misure",
        "Un evento individuato e lasciato senza risposta dice che il rischio è noto e che nessuno se ne occupa.",
        "PNA 2019, allegato 1, § 5.1 (individuazione delle misure)",
        "Collega all'evento una misura che c'è già o aggiungine una; se il rischio si può sopportare così, accetta la segnalazione con il motivo.",
        event_without_measure,
    ),
    Rule(
        "trattamento_senza_misure", Severity.GRAVE, "Rischi da trattare senza misure specifiche",
        "Se la fascia richiede trattamento, il piano deve dire che cosa si fa per quel processo: le misure generali non bastano.",
        "L. 190/2012, art. 1 c. 9 lett. b; PNA 2019, allegato 1, §§ 4.3 e 5",
        "Aggiungi alla scheda almeno una misura specifica.", treatment_without_measure,
    ),
    Rule(
        "fascia_alta_senza_rotazione", Severity.WARNING, "Fascia più alta senza rotazione né divisione dei compiti",
        "Dove il rischio è più alto le persone ruotano; dove non si può, i compiti si dividono fra più mani.",
        "L. 190/2012, art. 1 c. 4 lett. e, c. 5 lett. b e c. 10 lett. b; PNA 2019, allegato 2",
        "Aggiungi una misura di rotazione o di segregazione delle funzioni, oppure accetta la segnalazione spiegando perché non si può.",
        top_band_without_rotation,
    ),
    Rule(
        "testo_ripetuto", Severity.HINT, "Lo stesso testo in più schede",
        "Un testo copiato di scheda in scheda descrive male almeno una delle due: l'analisi va fatta sul processo.",
        "PNA 2019 (principio di prevalenza della sostanza sulla forma)",
        "Riscrivi il testo per il processo di ciascuna scheda, oppure accorpa gli eventi.", same_text_in_several_sheets,
    ),
)  # fmt: skip
