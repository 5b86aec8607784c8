"""Numbers with their units, found one piece after another in a text made plain (words.plain)."""

import re
from decimal import Decimal

from riskreg.domain.italian import Unreadable, read_number, write_number
from riskreg.domain.targets.shapes import BARE, EURO, PER_MILLE, PERCENT, POINTS, Quantity, Relation

_NUMBER = re.compile(r"([+-]? ?)([0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)?)(?![0-9]|[.,][0-9])")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?(?= ?(?:€|euro\b|$))")
_ONE_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_ONE_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_COUNTING = [
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
    "venti",
]
NUMBER_WORDS = {word: value for value, word in enumerate(_COUNTING)} | {
    "un": 1, "una": 1, "trenta": 30, "quaranta": 40, "cinquanta": 50, "sessanta": 60, "settanta": 70, "ottanta": 80, "novanta": 90, "cento": 100, "mille": 1000,
}  # fmt: skip
_WORD_NUMBER = re.compile(rf"(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})\b|un'|nessun[oa](?= ?$)")

_ARTICLE = re.compile(r"un[ao]? |un'")
NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(word for word in NUMBER_WORDS if not word.startswith('un'))})\b")

_UNITS = (
    (re.compile(r" ?(?:%|per ?cento\b|percento\b)(?! ?[0-9])"), PERCENT),
    (re.compile(r" ?‰"), PER_MILLE),
    (re.compile(r" ?(?:p\.? ?p\.?(?![a-z])|punti(?: percentuali| %))"), POINTS),
    (re.compile(r" ?(?:gg\.?|giorn[io]|g\.)(?: di)? ?(?:lavorativ[io]|lav\b\.?|ferial[ei]|utili)"), "giorni lavorativi"),
    (re.compile(r" ?(?:gg\b\.?|giorn[io]\b|g\.)(?: (?:solari|calendario|naturali(?: e consecutivi)?)\b)?"), "giorni"),
    (re.compile(r" ?(?:or[ae]|h)\b(?!\.? ?[0-9])"), "ore"),
    (re.compile(r" ?(?:minut[oi]|min(?=\.?$))\b\.?"), "minuti"),
    (re.compile(r" ?(?:second[oi])\b"), "secondi"),
    (re.compile(r" ?mes[ei]\b"), "mesi"),
    (re.compile(r" ?settiman[ae]\b"), "settimane"),
    (re.compile(r" ?ann[oi]\b"), "anni"),
)
TIMES = frozenset(("giorni lavorativi", "giorni", "ore", "minuti", "secondi", "mesi", "settimane", "anni"))
_SCALES = (
    (re.compile(r" ?(?:mila|migliaia(?: di)?)\b| ?k(?= ?(?:€|eur|$))"), "mila"),
    (re.compile(r" ?(?:mln\b\.?(?: di)?|milion[ei]\b(?: di)?|mil\b\.?)| ?ml(?= ?(?:€|eur))| ?m(?= ?(?:€|eur))"), "mln"),
    (re.compile(r" ?(?:mld\b\.?(?: di)?|miliard[oi]\b(?: di)?)"), "mld"),
)
_EURO = re.compile(r" ?(?:€|euro\b|eur\b)")
_MILLION_OF_EURO = re.compile(r" ?m\b")

_RELATIONS = tuple(
    (re.compile(pattern), relation)
    for pattern, relation in (
        (r"≥|(?:almeno|minimo|min(?=\.? ?[0-9n€])|non (?:inferiore|minore|meno)|(?:maggiore|superiore)(?: [oe] (?:uguale|pari)| ?/ ?(?:uguale|pari))|(?:uguale|pari) (?:o|od|e) (?:superiore|maggiore))\b\.?", Relation.AT_LEAST),
        (r"≤|(?:(?:al|nel) massimo|massimo|max|non (?:superiore|maggiore|oltre)|non piu|(?:minore|inferiore)(?: [oe] (?:uguale|pari)| ?/ ?(?:uguale|pari))|(?:uguale|pari) (?:o|od|e) (?:inferiore|minore)|entro (?:e|o) non oltre|entro il limite|entro il massimo|entro)\b\.?", Relation.AT_MOST),
        (r">|(?:superiore|maggiore|piu(?= d)|oltre|(?:al di )?sopra)(?![a-z])", Relation.MORE),
        (r"<|(?:inferiore|minore|meno(?= d)|sotto)(?![a-z])", Relation.LESS),
        (r"=|(?:pari|uguale|esattamente)\b", Relation.EQUAL),
    )
)  # fmt: skip
_AFTER = re.compile(
    r" ?(?:(?P<least>minimo|come minimo|(?:o|e) (?:piu|superiore|oltre)|min\.?)|(?P<most>massimo|come massimo|al massimo|max\.?|(?:o|e) (?:meno|inferiore)))$"
)
_ARTICLES = re.compile(
    r"(?:\s|(?:al|alla|allo|ai|agli|alle|a|del|dello|della|di|dei|il|lo|la|i|gli|le|pari a|pari al|per il|nel)(?= |$)|(?:all|dell|l|nell)'|(?:n|nr|num|numero|nro)\b\.?°?|n°|nr°|°(?= ))+"
)


class Cursor:
    """Walks a plain text from the left; what it took is behind it."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    @property
    def rest(self) -> str:
        return self.text[self.at :]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def articles(self) -> None:
        """What stands between the pieces and says nothing: "del", "n."."""
        self.blanks()
        self.take(_ARTICLES)
        self.blanks()

    def relation(self) -> Relation | None:
        self.blanks()
        for pattern, relation in _RELATIONS:
            if self.take(pattern):
                return relation
        return None

    def relation_at_the_end(self) -> Relation | None:
        """ "90 % minimo", "30 giorni max": taken from the end of the text."""
        found = _AFTER.search(self.text, self.at)
        if found is None or found.start() < self.at:
            return None
        self.text = self.text[: found.start()]
        return Relation.AT_LEAST if found["least"] else Relation.AT_MOST

    def quantity(self) -> Quantity | None:
        """A number with its unit, or nothing taken."""
        start = self.at
        self.blanks()
        is_euro = self.take(_EURO) is not None
        self.blanks()
        number = self._number()
        if number is None:
            self.at = start
            return None
        of = self._whole_of(number)
        scale = self._scale()
        if is_euro and not scale and self.take(_MILLION_OF_EURO):
            scale = "mln"
        unit = EURO if self.take(_EURO) or is_euro else self._unit() if not scale else BARE
        return Quantity(number.value, unit, scale, number.is_signed, of=of, other=number.other)

    def _scale(self) -> str:
        return next((scale for pattern, scale in _SCALES if self.take(pattern)), "")

    def _unit(self) -> str:
        return next((unit for pattern, unit in _UNITS if self.take(pattern)), BARE)

    def _number(self) -> Quantity | None:
        if spaced := self.take(_SPACED):
            return Quantity(read_number(spaced[0]))
        if _ARTICLE.match(self.text, self.at) and not self.text[: self.at].strip():  # "una decina", "un terzo"
            return None
        if word := self.take(_WORD_NUMBER):
            return Quantity(Decimal(NUMBER_WORDS.get(word[0].rstrip("'"), 0)))
        before = self.text[self.at - 1] if self.at else " "
        if before.isalnum() or before in ".,":
            return None
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            return None
        try:
            value = read_number(found[1].strip() + found[2])
        except Unreadable:
            return None
        self.at = found.end()
        return Quantity(value, is_signed=bool(found[1].strip()), other=_other(found[1].strip(), found[2]))

    def _whole_of(self, number: Quantity) -> Decimal | None:
        found = re.compile(r" ?(?:/|su|di|out of) ?([0-9]{1,9})(?![0-9]|[.,/][0-9]| ?%)").match(self.text, self.at)
        if found is None or number.is_signed or not int(found[1]) > 0 or not number.value >= 0:
            return None
        if found[0].strip().startswith("/") and self.text[found.end() :].startswith("/"):
            return None
        if found[0].strip().startswith("/") and (
            number.value > int(found[1]) <= 12 or 2015 <= int(found[1]) <= 2035
        ):  # a day and a month, an act and its year
            return None
        self.at = found.end()
        return Decimal(found[1])


def _other(sign: str, digits: str) -> Decimal | None:
    """The second reading of one separator before three digits."""
    if _ONE_DOT.fullmatch(digits):
        return Decimal(sign + digits)
    if _ONE_COMMA.fullmatch(digits):
        return Decimal(sign + digits.replace(",", ""))
    return None


def quantities_in(text: str) -> list[Quantity]:
    """Every number of a note, with its unit.

    >>> [write_quantity(each) for each in quantities_in("13 iniziative, 20 %")]
    ['13', '20 %']
    """
    found, cursor = [], Cursor(text)
    while cursor.at < len(text):
        is_edge = cursor.at == 0 or not text[cursor.at - 1].isalnum()
        quantity = cursor.quantity() if is_edge and (text[cursor.at].isdigit() or text[cursor.at] in "+-€") else None
        if quantity is None:
            cursor.at += 1
        else:
            found.append(quantity)
    return found


def _as_written(quantity: Quantity) -> str:
    """With a dot before three digits only where that dot was doubted when it was read; so it is doubted again."""
    if quantity.other is not None and quantity.value != quantity.value.to_integral_value():
        return write_number(quantity.value, 3)
    if quantity.other is not None and abs(quantity.value) < 1000:  # "2,000"
        return write_number(quantity.value, 3)
    grouped = write_number(quantity.value)
    return grouped if quantity.other is not None else grouped.replace(".", "")


def write_quantity(quantity: Quantity) -> str:
    """A number as Italians write it, with its unit.

    >>> write_quantity(Quantity(Decimal("52.41"), PERCENT)), write_quantity(Quantity(Decimal("2.5"), EURO, "mld"))
    ('52,41 %', '2,5 mld €')
    """
    sign = "+" if quantity.is_signed and quantity.value > 0 else ""
    written = _as_written(quantity)
    if quantity.is_signed and quantity.value == 0:
        sign = "+"
    if quantity.is_change:
        word = "riduzione" if quantity.value < 0 else "incremento"
        return " ".join(filter(None, (word, "del", written.lstrip("-"), quantity.scale, quantity.unit)))
    of = f" su {quantity.of}" if quantity.of is not None else ""
    return sign + " ".join(filter(None, (written + of, quantity.scale, quantity.unit)))
