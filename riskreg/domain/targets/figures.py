"""What is said in numbers: amounts, bounds, ranges, changes, another year's result; and in words of an ordered list."""

import re
from dataclasses import replace
from decimal import Decimal

from riskreg.domain.targets.grades import read_grade
from riskreg.domain.targets.moments import period_at
from riskreg.domain.targets.quantities import NUMBER_WORD, TIMES, Cursor, quantities_in
from riskreg.domain.targets.shapes import BARE, EURO, PERCENT, Amount, Between, Period, Quantity, Relation, Relative, Said
from riskreg.domain.targets.words import ACTION, GENERIC, HEDGE, SPECIFIC, plain

Found = tuple[Said, tuple[str, ...]] | None

_BEFORE = re.compile(
    rf"(?:(?:valore(?: medio)?|risultato|totale|tot|percentuale|tasso|punteggio(?: medio)?|voto(?: medio)?|media (?:dei )?voti|giudizio medio|indice|in media|media|tempo medio|numero|n|x|sono stat[ei]|{GENERIC}|{SPECIFIC})\b[.:]? ?(?=\S|$))+"
)
_RISE = re.compile(
    r"(?:(?:con un )?(?:incremento|aumento|crescita|(?:aumentat|incrementat|cresciut)[oaie](?= del| di))(?: percentuale)?\b ?)"
)
_FALL = re.compile(
    r"(?:(?:con una? )?(?:riduzione|diminuzione|decremento|calo|contrazione|(?:ridott|diminuit|calat)[oaie](?= del| di))(?: percentuale)?\b ?)"
)
_TAIL = re.compile(r"[a-z' .,&\"]*")
WITHIN = re.compile(
    r"\b(?:entro|in|nei)(?: i| il)? (?:il termine di |i |un massimo di )?[0-9]{1,3} (?:gg|giorni|ore|mesi)\b(?: lavorativi)?|\b(?:entro i|nei) termini\b(?: (?:di legge|previsti))?"
)
_ON = re.compile(r"(?:^|[ ,])(?:entro e non oltre|entro|al|alla data del|in data|il|nel|a)(?: il| la| l'| i| le)? ?(?=\S)")
_BASE = re.compile(
    r"(?:^| )(?:rispetto (?:al(?:la|l')?|a)|su(?:l(?:l')?)?|vs\.?|in piu rispetto (?:al(?:l')?|a)|nei confronti del(?:l')?) ?"
    r"(?:valore |dato |risultato |media |consuntivo |baseline )?(?:del(?:l')? ?)?(?:(?:l')?anno )?(20[0-9]{2}|anno precedente|precedente)$"
)
_YEAR = re.compile(
    r"(?:(?:al|alla|all'|del|della|dell'|di|il|a|valore|dato|risultato|consuntivo|livello|quello|quella|baseline|anno|rispetto)(?: |(?<=')))*?"
    r"(?:(?:valore |dato |risultato )?(20(?:1[5-9]|2[0-9]|3[0-5]))|(anno precedente|precedente anno|anno prec\.?|anno n-1|anno t-1|n-1|t-1))$"
)
_TOWARDS = re.compile(
    r"(?:(?P<more>incremento|aumento|crescita|in aumento|in crescita)|riduzione|diminuzione|decremento|calo|in diminuzione|in calo) (?=rispetto )"
)
_AGAINST = re.compile(r"([0-9.,]+) (?:vs\.?|contro|rispetto a|rispetto ai|a fronte di) ([0-9.,]+)")
_OFTEN = re.compile(
    r"(?<=[a-z]{4} )(?:mensil|bimestral|trimestral|quadrimestral|semestral|annual)[ei]\b|(?:\b(?:volt[ae] )?all'anno|\bper anno|\bannu[ie])$"
)
_DEED = re.compile(
    r"([a-z]{4,}(?:zione|sione|mento)|avvio|stipula|invio|rilascio|consegna|apertura|stesura|rinnovo|nomina) (?:(?:di|del|dello|della|dei|degli|delle) |dell')?(?=(?:almeno|minimo|non meno di|n\.|n°|≥|>|[0-9]))"
)
_NO_DEED = re.compile(
    r"(?:riduzione|aumento|incremento|diminuzione|contenimento|abbattimento|miglioramento|mantenimento|segnalazione|relazione|deliberazione|determinazione|concessione|"
    r"autorizzazione|integrazione|eliminazione|innalzamento|funzione|missione|commissione|autovalutazione|valutazione|misurazione|rilevazione|avanzamento)\b"
)
_TITLE = re.compile(r"(?:% |(?:n\. ?|n° ?|nr\.? |numero (?:di )?))?([a-z][a-z' ]{2,59}?) ?(?:: ?|(?=[≥≤<>=]))")
MONTHS = re.compile(
    r"\b(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|trimestre|semestre)\b"
)


def year_like(value: Decimal) -> bool:
    """A number that is more likely a year.

    >>> year_like(Decimal(2024)), year_like(Decimal(2000))
    (True, False)
    """
    return value == value.to_integral_value() and 2015 <= value <= 2035


def relative(text: str, notes: tuple[str, ...], _year: int | None) -> Found:
    """ ">= 2024 (10%)": not below another year's result, which was 10 %."""
    cursor = Cursor(plain(text))
    towards = cursor.take(_TOWARDS)
    relation = None if cursor.text.startswith("entro") else cursor.relation()
    if towards:
        relation = None if relation else Relation.MORE if towards["more"] else Relation.LESS
    if relation is None:
        return None
    cursor.blanks()
    found = _YEAR.fullmatch(cursor.rest)
    if found is None:
        return None
    value, left = None, notes
    if len(notes) == 1 and (only := _only_quantity(notes[0])):
        value, left = only, ()
    return Relative(relation, found[1] or "-1", value), left


def _only_quantity(note: str) -> Quantity | None:
    cursor = Cursor(plain(note))
    cursor.articles()
    quantity = cursor.quantity()
    return quantity if quantity and not cursor.rest.strip(" .") else None


def between(text: str, notes: tuple[str, ...], _year: int | None) -> Found:
    """ "tra 5 e 7", "5-7", "da 40% a 60%"."""
    if found := _around(plain(text)):
        return found, notes
    cursor = Cursor(plain(text))
    cursor.take(_BEFORE)
    opener = cursor.take(re.compile(r"(compres[oaie] )?(tra|fra|da) (?:il |i |l')?"))
    low = cursor.quantity()
    joint = (
        {"tra": r" ?(?:e|ed)(?: il| i)? (?:l')?", "fra": r" ?(?:e|ed)(?: il| i)? (?:l')?", "da": r" ?(?:a|al|ad) "}[opener[2]]
        if opener
        else r" ?[-÷] ?(?=[0-9€])"
    )
    if low is None or not cursor.take(re.compile(joint)):
        return None
    high = cursor.quantity()
    tail = cursor.rest.strip(" .,")
    if (
        high is None
        or low.unit not in (BARE, high.unit)
        or low.is_signed
        or high.is_signed
        or not _TAIL.fullmatch(tail)
        or HEDGE.search(tail)
    ):
        return None
    low = replace(low, unit=high.unit, scale=low.scale or high.scale)
    is_years = year_like(low.value) and year_like(high.value)
    if low.amount >= high.amount or is_years or low.of is not None or high.of is not None or MONTHS.search(tail):
        return None
    return Between(low, high, tail, (Relation.AT_LEAST, Relation.AT_MOST) if opener and opener[1] else None), notes


def _around(text: str) -> Between | None:
    """ "0,95 ≤ x ≤ 1,05"."""
    cursor = Cursor(text)
    low = cursor.quantity()
    first = cursor.relation() if low else None
    cursor.take(re.compile(r" ?[a-z]\b"))
    second = cursor.relation() if first else None
    cursor.blanks()
    high = cursor.quantity() if second else None
    if low is None or high is None or first is None or second is None or not (first.falls and second.falls) or cursor.rest.strip(" ."):
        return None
    low = replace(low, unit=low.unit or high.unit, scale=low.scale or high.scale)
    if low.unit != high.unit or low.amount >= high.amount or low.of is not None or high.of is not None:
        return None
    return Between(low, high, "", (first.mirrored, second))


def compared(text: str, notes: tuple[str, ...], _year: int | None) -> Found:
    """ "11.489 vs 8.542 (+34% YoY)": the change that is stated, if the two numbers give it."""
    found = _AGAINST.fullmatch(plain(text))
    if found is None or len(notes) != 1:
        return None
    now, before = (Cursor(each).quantity() for each in found.groups())
    stated = [each for each in quantities_in(plain(notes[0])) if each.unit == PERCENT]
    if now is None or before is None or before.value <= 0 or len(stated) != 1 or not stated[0].is_signed:
        return None
    counted = (now.value - before.value) / before.value * 100
    if abs(counted - stated[0].value) > 1 or PARTS_OF_A_NOTE.search(plain(notes[0])):
        return None
    return Amount(stated[0]), ()


PARTS_OF_A_NOTE = re.compile(r"\b(?:stim\w*|provvisor\w*|obiettiv\w*|target|previst\w*)\b")


def amount(text: str, notes: tuple[str, ...], year: int | None) -> Found:
    """A number, with what stands around it."""
    cursor = Cursor(plain(text))
    deed = _deed(cursor)
    title = "" if deed else _title(cursor)
    cursor.take(_BEFORE)
    change = _change(cursor)
    cursor.articles()
    begins = cursor.at
    relation = cursor.relation()
    is_until = cursor.text[begins : cursor.at].strip().startswith("entro")
    cursor.articles()
    again = cursor.relation() if relation else None
    cursor.articles()
    if again and (relation is None or again.grows != relation.grows or again.falls != relation.falls):
        return None
    quantity = cursor.quantity()
    if quantity is None or (is_until and quantity.unit not in {*TIMES, PERCENT, EURO}):
        return None
    if relation is None:
        relation = cursor.relation_at_the_end()
    if change:
        if quantity.is_signed and (quantity.value < 0 or change < 0):
            return None
        quantity = replace(quantity, value=quantity.value * change, is_signed=True, is_change=True, other=None)
        relation = relation.mirrored if relation and change < 0 else relation
    if title and (change or cursor.rest.strip(" .,")):
        return None
    if deed and (title or change or quantity.is_signed):
        return None
    return _with_tail(
        Amount(quantity, again if again in (Relation.AT_LEAST, Relation.AT_MOST) else relation, deed=deed),
        f" {title}" if title else cursor.rest,
        notes,
        year,
    )


def _title(cursor: Cursor) -> str:
    """What is counted, said before its number: "accessi ≥ 10.000", "imprese coinvolte: 45"."""
    found = _TITLE.match(cursor.text)
    said = found[1].strip() if found else ""
    if (
        found is None
        or len(said) < 4
        or said[:3] in ("si ", "no ")
        or HEDGE.search(said)
        or MONTHS.search(said)
        or _BEFORE.fullmatch(f"{said} ")
    ):
        return ""
    cursor.at = found.end()
    return said.removeprefix("numero ").removeprefix("di ").strip()


def _deed(cursor: Cursor) -> str:
    """What is to be done so many times: "Organizzazione di almeno 3 eventi", "evasione del 90% delle richieste"."""
    found = _DEED.match(cursor.text, cursor.at)
    if found is None or not ACTION.match(found[1]) or _NO_DEED.match(found[1]):
        return ""
    cursor.at = found.end()
    return found[1]


def _change(cursor: Cursor) -> int:
    if cursor.take(_RISE):
        return 1
    return -1 if cursor.take(_FALL) else 0


def _with_tail(what: Amount, rest: str, notes: tuple[str, ...], year: int | None) -> Found:
    if rest and rest[0] not in " ,.":
        return None
    tail, base = rest.strip(" ,."), ""
    if what.quantity.is_signed and (found := _BASE.search(tail)):
        base, tail = (found[1] if found[1].isdigit() else "-1"), tail[: found.start()].strip(" ,")
    tail, by = _day_at_the_end(tail, year)
    bare = _planned(WITHIN.sub("", tail)) if what.quantity.unit == PERCENT else tail
    if (
        not _TAIL.fullmatch(bare)
        or HEDGE.search(_OFTEN.sub("", bare))
        or NUMBER_WORD.search(bare)
        or MONTHS.search(bare)
        or len(bare.split()) > 14
    ):
        return None
    return replace(what, thing=tail, by=by, base=base), notes


def _planned(tail: str) -> str:
    """ "100 % delle attività previste": of a percentage it says what the whole is."""
    return (
        re.sub(r"\b(?:previst|programmat|pianificat)[oaie]\b", "", tail)
        if re.match(
            r"(?:(?:di|del|dell[aeo]|dell'|dei|degli)\b|(?:attivita|intervent[oi]|azion[ei]|fas[ei]|iniziativ[ae]|output|adempiment[oi]|controll[oi]|verific[ah]e?)\b)",
            tail,
        )
        else tail
    )


def _day_at_the_end(tail: str, year: int | None) -> tuple[str, Period | None]:
    for found in _ON.finditer(tail):
        made = period_at(tail, found.end(), year)
        if made and made[1] == len(tail):
            period = made[0]
            return tail[: found.start()].strip(" ,"), Period(period.last, period.last)
    return tail, None


def grade(text: str, notes: tuple[str, ...], _year: int | None) -> Found:
    """ "> Medio"."""
    cursor = Cursor(plain(text))
    relation = cursor.relation()
    cursor.articles()
    found = read_grade(cursor.rest)
    return None if found is None else (replace(found, relation=relation), notes)
