"""The columns of indicators in files."""

from decimal import Decimal
from typing import Any

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import Unreadable, fold, join_words, read_number, tidy
from riskreg.domain.performance.indicators import PART_LABELS, PART_WORDS, Flag, Part, check_weight, read_flags, write_flags
from riskreg.domain.targets import Direction, read_direction
from riskreg.tables.columns import Column, label_in, whole_number, yes_or_no


def part(text: str) -> Part:
    """
    >>> part("Valore pubblico"), part("performance")
    (<Part.PUBLIC_VALUE: 'public_value'>, <Part.PERFORMANCE: 'performance'>)
    """
    found = PART_WORDS.get(fold(text))
    if found is None:
        raise Unreadable(f"Scrivi una di queste parti del piano: {join_words([f'«{label}»' for label in PART_LABELS.values()])}.")
    return found


def flags(text: str) -> frozenset[Flag]:
    try:
        return read_flags(text)
    except RuleBroken as refusal:
        raise Unreadable(refusal.message) from refusal


def owners(text: str) -> tuple[str, ...]:
    """Parted by "|" or ";".

    >>> owners("Area Promozione | Formaper")
    ('Area Promozione', 'Formaper')
    """
    return tuple(dict.fromkeys(name for each in text.replace(";", "|").split("|") if (name := tidy(each))))


def year(text: str) -> int:
    found = whole_number(text)
    if not 2000 <= found <= 2100:
        raise Unreadable("Scrivi l'anno con quattro cifre, per esempio 2025.")
    return found


def weight(text: str) -> Decimal | None:
    found = read_number(text.replace("%", ""))
    try:
        check_weight(found)
    except RuleBroken as refusal:
        raise Unreadable(refusal.message) from refusal
    return found


def _direction(value: Direction | None) -> str:
    return value.label if value else ""


def _said(value: Any) -> str:
    return "" if value is None else "sì" if value else "no"


COLUMNS = (
    Column("year", "Anno", parse=year, needed="Scrivi l'anno del target, per esempio 2025.", synonyms=("year",), help="A quale anno si riferiscono target e risultato.", example=2026),
    Column("key", "Chiave", parse=whole_number, help="Il numero che riskreg dà all'indicatore: c'è nei file scaricati da qui, e dice di quale si tratta anche se il nome cambia. Per uno nuovo lasciala vuota."),
    Column("part", "Parte del piano", parse=part, write=label_in(PART_LABELS), needed="Scrivi in quale parte del piano sta l'indicatore.", synonyms=("part", "parte", "sezione"), choices=tuple(PART_LABELS.values()), example="Performance organizzativa"),
    Column("area", "Area strategica", needed="Scrivi l'area strategica.", synonyms=("goal", "obiettivo strategico", "ambito strategico"), help="Se non c'è ancora, viene aggiunta.", example="Semplificazione per le imprese"),
    Column("objective", "Obiettivo operativo", empty="", synonyms=("objective", "obiettivo"), help="Se non c'è ancora nell'area, viene aggiunto; senza, l'indicatore sta sotto l'area.", example="Tutela del mercato"),
    Column("code", "Codice", empty="", synonyms=("codice indicatore",), example="1.3.1"),
    Column("flags", "Sigle", parse=flags, write=lambda value: write_flags(value or frozenset()), synonyms=("flag",), help="D, S, PIRA, PPCT, separate da uno spazio.", example="D S"),
    Column("name", "Indicatore", needed="Scrivi che cosa misura l'indicatore.", synonyms=("name", "nome", "denominazione"), example="Controlli metrologici casuali"),
    Column("typology", "Tipologia", empty="", synonyms=("typology", "tipo"), help="Per esempio efficacia, efficienza, risultato, impatto.", example="risultato"),
    Column("unit_of_measure", "Unità di misura", empty="", synonyms=("unit", "um"), example="%"),
    Column("algorithm", "Come si calcola", empty="", synonyms=("algorithm", "algoritmo", "formula", "algoritmo di calcolo"), example="N. controlli eseguiti"),
    Column("direction", "Direzione", parse=read_direction, write=_direction, synonyms=("direction",), choices=("cresce", "cala", "uguale"), help="Se manca riskreg ne propone una, e una persona la conferma.", example="cresce"),
    Column("target", "Target", needed="Scrivi il target, come sta nel piano.", synonyms=("valore atteso",), example=">= 150"),
    Column("result", "Risultato", empty="", synonyms=("result", "consuntivo", "valore raggiunto"), help="Come sta nella relazione; se manca, resta quello che c'è.", example="215"),
    Column("note", "Nota al risultato", empty="", synonyms=("nota",)),
    Column("owners", "Responsabili", parse=owners, write=lambda names: " | ".join(names or ()), synonyms=("owner", "responsabile", "unità responsabile"), help="Separati da «|». Chi non è un'unità dell'organigramma resta col suo nome.", example="Area Tutela del mercato"),
    Column("source", "Fonte", empty="", synonyms=("source", "fonte dei dati"), example="Interna"),
    Column("baseline", "Valore di partenza", empty="", synonyms=("baseline",), example="142"),
    Column("weight", "Peso", parse=weight, example="25"),
    Column("beneficiaries", "A chi giova", empty="", synonyms=("beneficiari",)),
    Column("mission", "Missione", empty="", synonyms=("missione",), help="Per il PIRA.", example="011 Competitività e sviluppo delle imprese"),
    Column("programme", "Programma", empty="", synonyms=("programma",), help="Per il PIRA."),
    Column("is_annotated", "Con una nota", parse=yes_or_no, write=_said, synonyms=("has_note",), choices=("sì", "no"), help="La relazione aggiunge una nota all'indicatore."),
)  # fmt: skip
