"""The columns of the register in files: of the workbook that goes out and comes back, and of plain lists."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from riskreg.domain import notes
from riskreg.domain.italian import Unreadable, join_words, tidy
from riskreg.domain.notes import Notes
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import FACTOR_LABELS, FAMILY_LABELS, LONGEST_TEXT, PERIOD_LABELS, TIMING_LABELS, Factor
from riskreg.tables.columns import Column, day, label_in, one_of, whole_number
from riskreg.tables.kinds import Sheet
from riskreg.tables.writing import LONGEST_CELL

NEW = "nuov"
"""How the ID of a row that is yet to be born begins: «nuovo-1», «nuova 2»."""

Key = int | str
"""A number that riskreg gave, or what a file calls a row of its own that has none yet."""

UNITS, AREAS, FACTORS, FAMILIES, TIMINGS, PERIODS = "units", "areas", "factors", "families", "timings", "periods"
"""What a cell may be chosen from; the workbook has a list of each."""


def key(text: str) -> Key:
    word = tidy(text).casefold()
    if word.isascii() and word.isdecimal() and len(word) < 10 and int(word):
        return int(word)
    if word.startswith(NEW) or (word.startswith("-") and word[1:].isdecimal()):
        return word
    raise Unreadable(
        "Scrivi l'ID che c'era nel file esportato. Per una riga nuova lascia vuoto, oppure scrivi «nuovo-1», «nuovo-2» e così via."
    )


def _keys(text: str) -> tuple[Key, ...]:
    """In the order of numbers, those still without one last: the order says nothing."""
    return tuple(
        sorted({key(part) for part in text.replace(",", ";").split(";") if part.strip()}, key=lambda one: (isinstance(one, str), one))
    )


def _write_keys(keys: tuple[Key, ...] | None) -> str:
    return "; ".join(str(one) for one in keys or ())


def _letters(text: str) -> tuple[str, ...]:
    """ "a, d"; also "ad" and "A D" """
    found = sorted({char for char in text.casefold() if char.isalpha()})
    words = [word for word in text.casefold().replace(",", " ").replace(";", " ").split() if len(word.strip(".)")) > len(Factor)]
    if words or not set(found) <= set(FACTOR_LABELS):
        raise Unreadable(
            f"Scrivi le lettere dei fattori separate da virgole, per esempio «a, d»: vanno dalla {min(FACTOR_LABELS)} alla {max(FACTOR_LABELS)}."
        )
    return tuple(found)


def _write_letters(letters: tuple[str, ...] | None) -> str:
    return ", ".join(letters or ())


TOO_LONG = "Le note sono troppo lunghe per una cella: modificale dalla pagina dell'evento."


def _notes(text: str) -> Notes | None:
    """By letter; None for what we wrote ourselves because the cell could not hold them."""
    if tidy(text) == TOO_LONG:
        return None
    found = [(letter, prose(note)) for letter, note in notes.read(text)]
    if unknown := [letter for letter, _note in found if letter not in FACTOR_LABELS]:
        raise Unreadable(f"Nessun fattore ha la lettera {unknown[0]}: vanno dalla {min(FACTOR_LABELS)} alla {max(FACTOR_LABELS)}.")
    return tuple(sorted((letter, note) for letter, note in found if note))


def _write_notes(those: Notes | None) -> str:
    text = notes.written(those or ())
    return text if len(text) <= LONGEST_CELL else TOO_LONG


def prose(text: str) -> str:
    tidied = tidy_text(text)
    if len(tidied) > LONGEST_TEXT:
        raise Unreadable(f"Il testo è troppo lungo: al massimo {LONGEST_TEXT} caratteri.")
    return tidied


def names(text: str) -> str:
    """Several names parted by ";", each once tidy."""
    return "; ".join(part for part in (tidy(part) for part in text.split(";")) if part)


def _state(yes: str, no: str) -> dict[str, Any]:
    """Two words for whether a thing is still there."""
    labels: Mapping[str, str] = {"yes": yes, "no": no}
    write: Callable[[Any], str] = lambda value: "" if value is None else labels["yes" if value else "no"]  # noqa: E731  # a table of two
    return {"parse": one_of(labels, lambda code: code == "yes"), "write": write, "choices": (yes, no)}


def _lettered(labels: Mapping[str, str]) -> str:
    return join_words([f"{letter} {label.lower()}" for letter, label in labels.items()])


ID_HELP = "Lo dà riskreg e non cambia mai. Vuoto: riga nuova. «nuovo-1»: riga nuova, che altri fogli possono nominare così."


def _id() -> Column:
    return Column("id", "ID", parse=key, help=ID_HELP, example=12)


def _code(what: str, example: str) -> Column:
    return Column("code", "Codice", empty="", synonyms=("Cod", f"Codice {what}", "Sigla"), help=what_code(what), example=example)


def what_code(what: str) -> str:
    return {
        "area": "Obbligatorio, diverso da quello delle altre aree.",
        "processo": "Diverso da quello degli altri processi. Vuoto in una riga nuova: il primo libero dell'area.",
        "misura": "Diverso da quello delle altre misure. Vuoto in una riga nuova: il primo libero del processo.",
    }[what]


STATE_HELP = "Cambialo per ritirare o riattivare: una riga tolta dal file non ritira nulla."

PRINT = Column(
    "print", "Impronta", empty="", is_read_only=True, is_hidden=True,
    help="Nascosta: dice a riskreg com'era la riga quando è uscita. Lasciala com'è; in una riga nuova è vuota.",
)  # fmt: skip

AREA = (
    _id(), _code("area", "B"),
    Column("name", "Denominazione", empty="", help="Obbligatoria.", example="Contratti pubblici"),
    Column("source", "Fonte", empty="", help="Da quale norma o piano viene l'area.", example="PNA 2013"),
    Column("state", "Stato", **_state("in uso", "ritirata"), help=STATE_HELP, example="in uso"),
    PRINT,
)  # fmt: skip

PLACE = (
    Column("area", "Area", choices=AREAS, synonyms=("Area di rischio", "Codice area"), help="Il codice dell'area di rischio.", example="B"),
    Column("unit", "Unità", choices=UNITS, synonyms=("Unità responsabile", "Codice unità", "Unità organizzativa", "Ufficio", "Responsabile"),
           help="Il codice dell'unità che ne risponde.", example="A2.3"),
)  # fmt: skip
SHEET_TEXTS = (
    Column("description", "Descrizione", parse=prose, empty="", help="Testo lungo: vanno bene paragrafi ed elenchi.", example=""),
    Column("input", "Input", parse=prose, empty="", synonyms=("Che cosa lo avvia",), help="Che cosa avvia il processo.", example="Richiesta di acquisto"),
    Column("output", "Output", parse=prose, empty="", synonyms=("Risultato",), help="Che cosa ne esce.", example="Contratto"),
    Column("active_from", "Attivo dal", parse=day, synonyms=("Dal", "Decorrenza"), help="Solo per le righe nuove, poi non cambia. Vuoto: da oggi."),
)  # fmt: skip
PROCESS_NAME = Column("name", "Denominazione", empty="", synonyms=("Processo", "Nome", "Nome del processo"), help="Obbligatoria.",
                      example="Affidamento diretto di forniture")  # fmt: skip

PROCESS = (
    _id(), _code("processo", "B.08"), PROCESS_NAME,
    Column("area_id", "ID area", parse=key, help="Basta questo oppure il codice accanto: per spostare cambiane uno e svuota l'altro.", example=2),
    *PLACE,
    Column("unit_name", "Nome dell'unità (solo da leggere)", empty="", is_read_only=True, help="Come si chiama l'unità della colonna accanto: non si importa."),
    *SHEET_TEXTS,
    Column("state", "Stato", **_state("attivo", "ritirato"), help=STATE_HELP, example="attivo"),
    Column("retired_on", "Ritirato dal", parse=day, help="Da compilare quando si ritira. Vuoto: da oggi."),
    Column("because", "Motivo del ritiro", empty="", help="Obbligatorio quando si ritira."),
    PRINT,
)  # fmt: skip


def _position(what: str) -> Column:
    return Column(
        "position", "Ordine", parse=whole_number, example=20, is_prompted=True,
        help=f"Di dieci in dieci: per mettere {what} tra la 10 e la 20 scrivi 15. Vuoto: resta dov'è; se è nuova va in fondo.",
    )  # fmt: skip


PHASE = (
    _id(),
    Column("process_id", "ID processo", parse=key, help="Basta questo oppure il codice accanto: per spostare cambiane uno e svuota l'altro.", example=8),
    Column("process", "Processo", help="Il codice del processo in cui sta: cambiarlo sposta la fase con i suoi eventi.", example="B.08"),
    _position("una fase"),
    Column("name", "Fase", empty="", help="Obbligatoria.", example="Scelta del contraente"),
    Column("description", "Descrizione", parse=prose, empty="", help="Testo lungo."),
    Column("state", "Stato", **_state("attiva", "ritirata"), help=STATE_HELP, example="attiva"),
    PRINT,
)  # fmt: skip

FACTOR_COLUMN = Column(
    "factors", "Fattori", parse=_letters, write=_write_letters, empty=(), choices=FACTORS, synonyms=("Fattori abilitanti",),
    help=f"Le lettere dei fattori abilitanti, separate da virgole: {_lettered(FACTOR_LABELS)}. Le note scritte accanto a ciascun fattore restano.",
    example="a, d",
)  # fmt: skip
EVENT_NAME = Column("name", "Evento rischioso", empty="", synonyms=("Evento", "Rischio", "Evento a rischio"), help="Obbligatorio.",
                    example="Frazionamento artificioso della spesa")  # fmt: skip
HOW = Column("description", "Come potrebbe accadere", parse=prose, empty="", synonyms=("Descrizione",), help="Testo lungo.")

EVENT = (
    _id(),
    Column("phase_id", "ID fase", parse=key, help="Basta questo, oppure processo e fase accanto: per spostare cambia l'uno e svuota gli altri.", example=31),
    Column("process", "Processo", help="Il codice del processo. Da solo non basta: un evento sta in una fase.", example="B.08"),
    Column("phase", "Fase", help="Il nome della fase in cui sta: cambiarlo sposta l'evento.", example="Scelta del contraente"),
    _position("una riga"), EVENT_NAME, HOW,
    replace(FACTOR_COLUMN, help=f"Le lettere dei fattori abilitanti, separate da virgole: {_lettered(FACTOR_LABELS)}."),
    Column("notes", "Note ai fattori", parse=_notes, write=_write_notes, empty=(), is_prompted=True,
           help="Una riga per fattore: la lettera, i due punti, la nota. Se togli un fattore togli anche la sua nota.", example="a: due soli addetti"),
    Column("state", "Stato", **_state("attivo", "ritirato"), help=STATE_HELP, example="attivo"),
    PRINT,
)  # fmt: skip

MEASURE_TEXTS = (
    Column("name", "Misura", empty="", synonyms=("Denominazione", "Titolo", "Misura specifica"), help="Obbligatoria.", example="Controllo a campione"),
    Column("description", "Descrizione", parse=prose, empty="", help="Testo lungo."),
    Column("family", "Famiglia", parse=one_of(FAMILY_LABELS), write=label_in(FAMILY_LABELS), choices=FAMILIES, synonyms=("Tipologia", "Tipo di misura"),
           help=f"Obbligatoria. La lettera o la voce intera: {_lettered(FAMILY_LABELS)}.", example=FAMILY_LABELS["a"]),
    Column("indicator", "Indicatore", parse=prose, empty="", synonyms=("Indicatore di attuazione",), help="Come si vede che è attuata.", example="Atti controllati"),
    Column("target", "Target", empty="", synonyms=("Valore atteso", "Obiettivo"), help="Quanto ci si aspetta.", example="almeno 10%"),
    Column("timing", "Tempi", parse=one_of(TIMING_LABELS), write=label_in(TIMING_LABELS), choices=TIMINGS, synonyms=("Tempistica", "Tempi di attuazione"),
           help=f"{join_words(list(TIMING_LABELS.values()))}. Vuoto in una riga nuova: continua.", example="Periodica"),
    Column("due_on", "Entro il", parse=day, synonyms=("Scadenza", "Termine"), help="Solo se «Entro una data»."),
    Column("period", "Cadenza", parse=one_of(PERIOD_LABELS), write=label_in(PERIOD_LABELS), choices=PERIODS, synonyms=("Periodicità", "Frequenza"),
           help=f"Solo se «Periodica»: {join_words([label.lower() for label in PERIOD_LABELS.values()])}.", example="Trimestrale"),
    Column("occasion", "A quale evento", empty="", help="Solo se «A evento».", example="per ogni gara"),
    Column("in_force_from", "In vigore dal", parse=day, synonyms=("Dal", "Decorrenza"), help="Vuoto in una riga nuova: da oggi."),
    Column("is_mandatory", "Obbligatoria o ulteriore", **_state("obbligatoria", "ulteriore"), help="Vuoto in una riga nuova: obbligatoria.", example="ulteriore"),
    Column("sustainability", "Sostenibilità", parse=prose, empty="", help="Perché l'ente può permettersela: soldi, persone, organizzazione."),
    Column("moved_because", "Perché la scadenza si sposta", empty="", synonyms=("Motivo dello spostamento",),
           help="Obbligatorio quando cambi il giorno di «Entro il»: restano visibili tutti e due."),
)  # fmt: skip

MEASURE = (
    _id(), _code("misura", "B.08.M1"), *MEASURE_TEXTS,
    Column("event_ids", "ID eventi", parse=_keys, write=_write_keys, empty=(),
           help="Gli ID degli eventi a cui risponde, separati da «;»: quando ce n'è, almeno uno resta.", example="57; 58"),
    Column("event_names", "Eventi (solo da leggere)", empty="", is_read_only=True, help="Quali sono gli eventi della colonna accanto: non si importa."),
    Column("owners", "Responsabili", parse=names, empty="",
           help="Obbligatori, separati da «;», il capofila per primo: codici di unità, nomi di figure, oppure «gruppo: …», «esterno: …», «da collegare: …».",
           example="A2.3; RPCT"),
    Column("state", "Stato", **_state("in vigore", "non più in vigore"), help=STATE_HELP, example="in vigore"),
    Column("in_force_to", "In vigore fino al", parse=day, help="Ultimo giorno, da compilare quando finisce. Vuoto: fino a oggi."),
    Column("because", "Perché è finita", empty="", help="Obbligatorio quando finisce."),
    PRINT,
)  # fmt: skip

SHEETS = (
    Sheet("areas", "Aree", AREA, "Le aree di rischio."),
    Sheet("processes", "Processi", PROCESS, "I processi, ciascuno con la sua area e l'unità che ne risponde."),
    Sheet("phases", "Fasi", PHASE, "Le fasi dei processi, nel loro ordine."),
    Sheet("events", "Eventi", EVENT, "Gli eventi rischiosi di ogni fase, con i fattori abilitanti."),
    Sheet(
        "measures", "Misure", MEASURE, "Le misure specifiche, con gli eventi a cui rispondono e chi ne risponde. Le generali non ci sono."
    ),
)

# Plain lists: a row is recognised by what people call it, not by its ID

NEW_PROCESSES, NEW_MEASURES = "per i processi nuovi", "per le misure nuove"


def _of(columns: tuple[Column, ...], *names: str, **more: dict[str, str]) -> tuple[Column, ...]:
    by_name = {column.name: column for column in columns}
    return tuple(replace(by_name[name], **more.get(name, {})) for name in names)  # type: ignore[arg-type]  # texts all of them


LISTED_PROCESS = _of(
    PROCESS, "code", "name", "area", "unit", "description", "input", "output", "active_from",
    code={"help": "Dice di quale processo parla la riga. Vuoto: il processo dell'area che si chiama così, oppure uno nuovo con il primo codice libero."},
    name={"needed_for": NEW_PROCESSES, "help": "Obbligatoria per i processi nuovi."},
    area={"needed_for": NEW_PROCESSES, "help": "Il codice o il nome dell'area di rischio. Obbligatoria per i processi nuovi."},
    unit={"needed_for": NEW_PROCESSES, "help": "Il codice o il nome dell'unità che ne risponde. Obbligatoria per i processi nuovi."},
)  # fmt: skip
LISTED_EVENT = (
    Column("process", "Processo", needed="Scrivi il codice del processo.", synonyms=("Codice processo", "Cod processo", "Codice"),
           help="Il codice di un processo che c'è già.", example="B.08"),
    Column("phase", "Fase", needed="Scrivi il nome della fase.", synonyms=("Attività", "Nome della fase"),
           help="Se il processo non ha una fase con questo nome, la fase viene aggiunta.", example="Scelta del contraente"),
    replace(EVENT_NAME, needed="Scrivi che cosa potrebbe accadere.", help="Se la fase ha già un evento con questo nome la riga lo modifica, altrimenti lo crea."),
    HOW,
    FACTOR_COLUMN,
)  # fmt: skip
LISTED_MEASURE = (
    *_of(
        MEASURE, "code", *(column.name for column in MEASURE_TEXTS),
        code={"help": "Dice di quale misura parla la riga. Vuoto: la misura del processo che si chiama così, oppure una nuova con il primo codice libero."},
        name={"needed_for": NEW_MEASURES, "help": "Obbligatoria per le misure nuove."},
        family={"needed_for": NEW_MEASURES, "help": f"Obbligatoria per le misure nuove. La lettera o la voce intera: {_lettered(FAMILY_LABELS)}."},
    ),
    Column("process", "Processo", empty="", synonyms=("Codice processo", "Cod processo"),
           help="Il codice del processo a cui risponde. Senza un evento: risponde a tutti quelli in uso del processo.", example="B.08"),
    Column("event", "Evento rischioso", empty="", synonyms=("Evento", "Rischio"), help="Come è scritto nel registro, nel processo accanto.",
           example="Frazionamento artificioso della spesa"),
    Column("owners", "Responsabili", parse=names, empty="", needed_for=NEW_MEASURES, synonyms=("Responsabile", "Responsabile attuazione", "Ufficio responsabile", "Soggetto responsabile"),
           help="Come sono scritti nel tuo elenco, separati da «;», il capofila per primo. Chi non si riconosce resta «da collegare».", example="A2.3; RPCT"),
)  # fmt: skip
