"""The columns of an edition's measures in files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from riskreg.domain.italian import Unreadable, fold, join_words, tidy
from riskreg.domain.plans import edition_name, read_edition
from riskreg.domain.register import GENERAL_CLASSES, PERIOD_LABELS, TIMING_LABELS, Timing
from riskreg.tables.columns import Column, day, label_in, one_of, yes_or_no

NOVELTY: Mapping[str, str] = {"new": "Nuova", "consolidated": "Consolidata"}

CALLED: Mapping[str, str] = {
    "misure di rotazione": "rotazione",
    "misure di inconferibilita e incompatibilita": "inconferibilita",
    "incarichi extra istituzionali": "incarichi",
    "tutela del whistleblower": "whistleblower",
    "whistleblowing": "whistleblower",
    "formazione di commissioni e assegnazioni agli uffici": "commissioni",
    "divieto di pantouflage": "pantouflage",
    "misure di formazione": "formazione",
    "rapporti con portatori di interessi particolari": "portatori",
    "misure di trasparenza": "trasparenza",
    "misure ulteriori": "ulteriori",
}
"""The classes as plans call them, beside what we call them."""

_CLASSES = {fold(text): code for code, label in GENERAL_CLASSES.items() for text in (code, label)} | dict(CALLED)
_TIMINGS = {fold(text): code for code, label in TIMING_LABELS.items() for text in (code, label)} | {
    "due": Timing.BY_DATE.value,
    "entro": Timing.BY_DATE.value,
}


def measure_class(text: str) -> str:
    """
    >>> measure_class("Misure di rotazione"), measure_class("Pantouflage")
    ('rotazione', 'pantouflage')
    """
    code = _CLASSES.get(fold(text))
    if code is None:
        raise Unreadable(f"Scrivi una di queste classi: {join_words([f'«{label}»' for label in GENERAL_CLASSES.values()])}.")
    return code


def timing(text: str) -> str:
    code = _TIMINGS.get(fold(text))
    if code is None:
        raise Unreadable(f"Scrivi una di queste voci: {join_words([f'«{label}»' for label in TIMING_LABELS.values()])}.")
    return code


def owners(text: str) -> tuple[str, ...]:
    """Parted by "|" or ";": the first is the capofila.

    >>> owners("RPCT | UO Compliance")
    ('RPCT', 'UO Compliance')
    """
    return tuple(dict.fromkeys(name for part in text.replace(";", "|").split("|") if (name := tidy(part))))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(tidy(text))
    except ValueError:
        return day(text)


def _edition(year: Any) -> str:
    return edition_name(year) if year else ""


COLUMNS = (
    Column("edition", "Edizione", parse=read_edition, write=_edition, needed="Scrivi il triennio dell'edizione, per esempio 2025-2027.", synonyms=("edizione", "piano", "triennio"), help="Il triennio del piano.", example="2026-2028"),
    Column("code", "Codice", needed="Scrivi il codice della misura: con l'edizione dice di quale si tratta.", synonyms=("code", "codice misura", "n."), example="MG01"),
    Column("measure_class", "Classe", parse=measure_class, write=label_in(GENERAL_CLASSES), needed="Scrivi la classe della misura.", synonyms=("class", "tipologia", "categoria"), choices=tuple(GENERAL_CLASSES.values()), example="Formazione"),
    Column("name", "Misura", needed="Scrivi in che cosa consiste la misura.", synonyms=("title", "titolo", "denominazione", "descrizione della misura"), example="Corso sul Codice di comportamento"),
    Column("indicator", "Indicatore", empty="", synonyms=("indicator",), example="Partecipanti"),
    Column("target", "Target", empty="", synonyms=("valore atteso", "risultato atteso"), example="100%"),
    Column("timing", "Tempi", parse=timing, write=label_in(TIMING_LABELS), needed="Scrivi i tempi della misura.", synonyms=("timing", "tempistica"), choices=tuple(TIMING_LABELS.values()), example="Entro una data"),
    Column("due_on", "Entro il", parse=_day, synonyms=("due_date", "scadenza", "entro"), help="Solo per le misure «entro una data».", example=date(2026, 12, 31)),
    Column("period", "Cadenza", parse=one_of(PERIOD_LABELS), write=label_in(PERIOD_LABELS), synonyms=("periodicità",), choices=tuple(PERIOD_LABELS.values()), help="Solo per le misure periodiche."),
    Column("occasion", "A quale evento", empty="", help="Solo per le misure «a evento».", synonyms=("evento",)),
    Column("owners", "Responsabili", parse=owners, write=lambda names: " | ".join(names or ()), needed="Scrivi chi risponde della misura: il primo è il capofila.", synonyms=("owners", "responsabile", "soggetti responsabili"), help="Separati da «|»: il primo è il capofila. Chi non si riconosce resta «da collegare».", example="UO Compliance | RPCT"),
    Column("novelty", "Nuova o consolidata", parse=one_of(NOVELTY), write=label_in(NOVELTY), synonyms=("nuova/consolidata", "novità"), choices=tuple(NOVELTY.values()), help="Se manca, una misura continua è consolidata e le altre sono nuove."),
    Column("is_mandatory", "Obbligatoria", parse=yes_or_no, write=lambda value: "" if value is None else "sì" if value else "no", synonyms=("obbligatoria/ulteriore",), choices=("sì", "no"), help="Se manca, lo dice la classe."),
)  # fmt: skip
