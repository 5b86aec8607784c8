"""Which way an indicator is meant to go, and what in its words contradicts that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from riskreg.domain.italian import Unreadable, fold
from riskreg.domain.targets.quantities import TIMES
from riskreg.domain.targets.shapes import BARE, EURO, PERCENT
from riskreg.domain.targets.words import plain


class Direction(StrEnum):
    """Files hold the value, people read the label."""

    INCREASE = "increase"
    DECREASE = "decrease"
    EQUAL = "equal"

    @property
    def label(self) -> str:
        return {"increase": "cresce", "decrease": "cala", "equal": "uguale"}[self]


_SAME = {
    "increase": "increase cresce crescente crescere aumento aumenta aumentare up in crescita crescita max massimizzare piu",
    "decrease": "decrease cala calare calo decrescente decresce diminuisce diminuzione riduzione down in calo min minimizzare meno",
    "equal": "equal uguale pari stabile invariato mantenimento",
}
_WORDS = {word: direction for direction, words in _SAME.items() for word in words.split() if word != "in"} | {
    "in crescita": "increase",
    "in calo": "decrease",
}


def read_direction(text: str) -> Direction | None:
    """A direction as files and people write it; nothing where nothing is written.

    >>> read_direction("cala"), read_direction("")
    (<Direction.DECREASE: 'decrease'>, None)
    """
    word = fold(text)
    if not word:
        return None
    if word not in _WORDS:
        raise Unreadable(f"La direzione «{text.strip()[:40]}» non si capisce: scrivi cresce, cala o uguale.")
    return Direction(_WORDS[word])


_NOT_TIME = re.compile(
    r"\btemp[oi] (?:in)?determinat[oi]|\btempo (?:pieno|parziale|reale|libero|zero)|\btempo per tempo|\b(?:giorni|ore) (?:di formazione|formativ\w+)|prevenzione della corruzione|impres[ae] ?in ?un ?giorno|durata (?:media )?(?:della |di |dei )?(?:formazion\w+|cors[oi])|\bcostitu\w+|\bcostant\w+"
)
_FALLING = re.compile(
    r"\b(?:oner[ei]|cost[oi]|spes[ae]|temp[oi]|tempistic\w+|tempestiv\w+|giorn[oi]|gg|ritard\w+|sospes[oiae]|sospensio\w+|reclam[oi]|error[ei]|lamentel\w+|"
    r"segnalazion[ei] di (?:disserviz|reclam|error)\w+|debit[oi]|indebitament\w+|consum[oi]|emission[ei]|assenz[ae]|assenteismo|infortun\w+|contenzios[oi]|ricors[oi]|scart[oi]|"
    r"riduzion[ei]|ridurre|riduc\w+|diminu\w+|decrement\w+|cal[oi]|contenimento|contenere|abbattiment\w+|arretrat\w+|giacen\w+|insolut\w+|inadempi\w+|violazion\w+|"
    r"non conform\w+|anomali\w+|guast\w+|disserviz\w+|interruzion\w+|incident\w+|attesa|attese|durata|abbandon\w+|dispersion\w+|perdit[ae]|deficit|disavanz\w+|"
    r"mancat\w+|mancanz\w+|mancant\w+|pendent\w+|pendenz\w+|respint\w+|irregolarit\w+|rischi\w*|corruzion\w+|corruttiv\w+|penal[ei]|spreco|sprechi|indifferenziat\w+|"
    r"turnover|cessazion\w+|rinunc\w+|mortalit\w+|criminal\w+|reat[oi]|morosit\w+|vacan[tz]\w*|disoccup\w+|povert\w+|inquin\w+|falliment\w+|scadut\w+|fuori termine|"
    r"oltre i termini|non (?:evas|pagat|conclus|complet|risolt|rispett|raggiunt)\w*|inevas\w+|scostament\w+|evasione fiscale|rifiut[oi]|residu[oi]|passiv[oi]|annullament\w+|"
    r"annullat\w+|sanzion[ei]|rettific\w+|integrazion[ei] documental\w+|ore|minut[oi]|lista d'attesa|negativ\w+|insoddisf\w+|critic\w+|difett\w+|furt[oi]|decess\w+|"
    r"precari\w+|straordinari\w*|incidenza|pressione|perdent\w*|perse|pers[oi]|vulnerabilit\w+|attacchi|intrusion\w+|frod[ei])\b"
)
_CHANGE = re.compile(
    r"\b(?:variazion\w+|var\b\.?|increment\w+|decrement\w+|riduzion\w+|ridurre|diminu\w+|aument\w+|crescit\w+|calo|contenimento|risparmi\w*|migliorament\w+|"
    r"(?:anno )?[nt] ?- ?\(?(?:anno )?[nt] ?- ?1|anno precedente|rispetto al(?:l'anno)?|yoy|delta)\b|\b(?:anno )?[nt] ?- ?1\b"
)
_REDUCTION = re.compile(r"\b(?:riduzion\w+|ridurre|diminu\w+|decrement\w+|calo|contenimento|risparmi\w*|abbattiment\w+|taglio)\b")
_SATISFACTION = re.compile(r"\b(?:soddisfazion\w+|gradiment\w+|customer|punteggio|voto|giudizio|valutazion\w+|rating|scala)\b")
_UNITS = (
    (re.compile(r"%|.*\bpercentual\w*|perc\.?|in %|valore %|valore percentuale"), PERCENT),
    (re.compile(r"€|euro|eur|in euro|importo in euro"), EURO),
)


@dataclass(frozen=True)
class About:
    """What is known of an indicator beside target and result."""

    direction: Direction | None = None
    words: str = ""
    """Name, algorithm and unit, made plain."""

    unit: str = BARE
    """What bare numbers count, where the unit says it plainly."""

    year: int | None = None
    earlier: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_described(self) -> bool:
        return bool(self.words)

    @property
    def speaks_of_falling(self) -> bool:
        return bool(_FALLING.search(_NOT_TIME.sub("", self.words)))

    @property
    def speaks_of_change(self) -> bool:
        return bool(_CHANGE.search(self.words))

    @property
    def speaks_of_reduction(self) -> bool:
        return bool(_REDUCTION.search(self.words))

    @property
    def speaks_of_satisfaction(self) -> bool:
        return bool(_SATISFACTION.search(self.words))


def about(
    *, direction: Direction | None, name: str, algorithm: str, unit: str, year: int | None, earlier: Mapping[int, str] | None = None
) -> About:
    words = " ".join(filter(None, (plain(name), plain(algorithm), plain(unit)))).strip()
    return About(direction, words.replace("_", " "), unit_named(unit), year, dict(earlier or {}))


def unit_named(text: str) -> str:
    """What a column "unità di misura" says, where it is one of the units that numbers are written with."""
    low = plain(text).strip(" .")
    for pattern, unit in _UNITS:
        if pattern.fullmatch(low):
            return unit
    return {"giorno": "giorni", "gg": "giorni", "ora": "ore"}.get(low, low if low in TIMES else BARE)
