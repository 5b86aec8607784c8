"""Which way an indicator is meant to go, and what in its words contradicts that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from riskreg.domain.italian import Unreadable, fold
from riskreg.domain.targets.falling import speaks_of_falling
from riskreg.domain.targets.quantities import TIMES
from riskreg.domain.targets.rising import speaks_of_rising
from riskreg.domain.targets.shapes import BARE, EURO, PERCENT, Relation
from riskreg.domain.targets.words import clean, plain


class Direction(StrEnum):
    """Files hold the value, people read the label."""

    INCREASE = "increase"
    DECREASE = "decrease"
    EQUAL = "equal"

    @property
    def label(self) -> str:
        return {"increase": "cresce", "decrease": "cala", "equal": "uguale"}[self]


_SAME = {
    "increase": "increase cresce crescente crescere aumento aumenta aumentare up in crescita crescita incremento higher asc ascending maggiore max massimizzare piu",
    "decrease": "decrease cala calare calo decrescente decresce diminuisce diminuzione riduzione down in calo decremento lower desc descending minore min minimizzare meno",
    "equal": "equal uguale pari stabile invariato mantenimento",
}
_WORDS = {word: direction for direction, words in _SAME.items() for word in words.split() if word != "in"} | {
    "in crescita": "increase",
    "in aumento": "increase",
    "in calo": "decrease",
    "in diminuzione": "decrease",
}


_ARROWS = {
    "↑": "cresce",
    "⬆": "cresce",
    "↗": "cresce",
    "+": "cresce",
    "↓": "cala",
    "≥": "cresce",
    ">=": "cresce",
    ">": "cresce",
    "≤": "cala",
    "<=": "cala",
    "<": "cala",
    "⬇": "cala",
    "↘": "cala",
    "=": "uguale",
    "→": "uguale",
}


def read_direction(text: str) -> Direction | None:
    """A direction as files and people write it; nothing where nothing is written.

    >>> read_direction("cala"), read_direction("")
    (<Direction.DECREASE: 'decrease'>, None)
    """
    word = _ARROWS.get(text.strip()) or fold(text)
    if not text.strip() or text.strip() in ("n.d.", "n.a.", "nd", "na", "none", "null"):
        return None
    if word not in _WORDS:
        raise Unreadable(f"La direzione «{text.strip()[:40]}» non si capisce: scrivi cresce, cala o uguale.")
    return Direction(_WORDS[word])


_CHANGE = re.compile(
    r"\b(?:variazion\w+|var\b\.?|increment\w+|decrement\w+|riduzion\w+|ridurre|diminu\w+|aument\w+|crescit\w+|calo|contenimento|risparmi\w*|migliorament\w+|"
    r"(?:anno )?[nt] ?- ?\(?(?:anno )?[nt] ?- ?1|anno precedente|rispetto al(?:l'anno)?|yoy|delta)\b|\b(?:anno )?[nt] ?- ?1\b"
)
_REDUCTION = re.compile(r"\b(?:riduzion\w+|ridurre|diminu\w+|decrement\w+|calo|contenimento|risparmi\w*|abbattiment\w+|taglio)\b")
_SATISFACTION = re.compile(r"\b(?:soddisfazion\w+|gradiment\w+|customer|punteggio|voto|giudizio|valutazion\w+|rating|scala)\b")
_SHARE = re.compile(r"%|\b(?:percentual\w+|tass[oi]|quot[ae]|grado|incidenza|rapporto|copertura|indice)\b")
_FORMULA = re.compile(r"[≥≤><] ?(?=(?:x|target|valore target)$)")
_MONEY = re.compile(r"€|\b(?:euro|eur|migliaia|milion[ei]|mln|mld|import[oi])\b")
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

    name: str = ""
    told: str = ""
    """What target and result say that they count."""

    unit: str = BARE
    """What bare numbers count, where the unit says it plainly."""

    year: int | None = None
    earlier: Mapping[int, str] = field(default_factory=dict)
    formula: Relation | None = None
    """What the algorithm says of the target: "N >= x"."""

    @property
    def is_described(self) -> bool:
        return bool(self.words)

    @property
    def speaks_of_falling(self) -> bool:
        return speaks_of_falling(f"{self.words} {self.told}", f"{self.name} {self.told}")

    @property
    def may_be_supposed_to_grow(self) -> bool:
        """Nothing said of it speaks of what should fall, and what is said speaks of what should grow."""
        said = f"{self.words} {self.told}".strip()
        return not self.speaks_of_falling and (not said or speaks_of_rising(said))

    @property
    def speaks_of_share(self) -> bool:
        return bool(_SHARE.search(self.words))

    @property
    def speaks_of_money(self) -> bool:
        return bool(_MONEY.search(self.words))

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
    signs = {found[0].split()[0] for found in _FORMULA.finditer(plain(clean(algorithm)))}
    formula = Relation(signs.pop()[0]) if len(signs) == 1 else None
    return About(direction, words.replace("_", " "), plain(name), "", unit_named(unit), year, dict(earlier or {}), formula)


def unit_named(text: str) -> str:
    """What a column "unità di misura" says, where it is one of the units that numbers are written with."""
    low = plain(text).strip(" .")
    for pattern, unit in _UNITS:
        if pattern.fullmatch(low):
            return unit
    return {"giorno": "giorni", "gg": "giorni", "ora": "ore"}.get(low, low if low in TIMES else BARE)
