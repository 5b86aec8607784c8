"""Numbers, percentages, dates, words and alphabetical order as Italians write them.

Reading is strict: a text that could mean two things is refused with a sentence that says how to write
it, because a wrong number in a risk register is worse than a question. Writing never fails on a value
that reading has given. Nothing here ever becomes a float.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
NBSP = "\u00a0"

FIRST_YEAR = 1900
LAST_YEAR = 2199
MOST_DIGITS = 24

_EXACT = Context(prec=10_000)
_MINUS_SIGNS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_SWAP_SEPARATORS = str.maketrans(",.", ".,")

_WITH_COMMA = re.compile(
    r"(?P<sign>[+-]?) ?"
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+)"
    r"(?:,(?P<part>[0-9]+))?"
)
_WITH_DOT = re.compile(r"(?P<sign>[+-]?) ?(?P<whole>[0-9]+)\.(?P<part>[0-9]{1,2}|[0-9]{4,})")
_TWO_READINGS = re.compile(r"[+-]? ?[0-9]+\.[0-9]{3}")

_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_IN_WORDS = re.compile(r"([0-9]{1,2})[º°]? ([a-z]+) ([0-9]{4})")

_MONTHS = (
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
)

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS_APART = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_GRAVE, _ACUTE, _CIRCUMFLEX = "\u0300", "\u0301", "\u0302"
_NO_ACCENT = 1
_ACCENT_RANK = {_GRAVE: 2, _ACUTE: 3, _CIRCUMFLEX: 4}
_OTHER_ACCENT = 5


class Unreadable(ValueError):
    """A text that is not what it should be; `sentence` tells a person, in Italian, how to write it.

    >>> str(Unreadable("Scrivi un numero, per esempio 1.250,50."))
    'Scrivi un numero, per esempio 1.250,50.'
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


# --- Numbers ---------------------------------------------------------------------------------------------


def read_number(text: str) -> Decimal:
    """Read a number as Italians write it: comma for decimals, dot (or space) before groups of three digits.

    A dot followed by exactly three digits groups ("1.250" is 1250); a single dot followed by any other
    count of digits is a decimal point ("-20.95"). What could be either ("0.250", "1250.500") is refused.

    >>> read_number("1.250,50")
    Decimal('1250.50')
    """
    plain = _spaced(text).translate(_MINUS_SIGNS)
    if not plain:
        raise Unreadable("Scrivi un numero, per esempio 1.250,50.")
    found = _WITH_COMMA.fullmatch(plain) or _WITH_DOT.fullmatch(plain)
    if found is None:
        if _TWO_READINGS.fullmatch(plain):
            raise Unreadable(
                f"{_quoted(text)} si può leggere in due modi: usa la virgola per i decimali "
                "e il punto solo per le migliaia, per esempio 1.250,50."
            )
        raise Unreadable(f"{_quoted(text)} non è un numero: scrivi solo cifre, per esempio 1.250,50.")
    whole = found["whole"].replace(".", "").replace(" ", "")
    part = found["part"] or ""
    if len(whole) + len(part) > MOST_DIGITS:
        raise Unreadable(f"{_quoted(text)} è un numero troppo lungo: usa al massimo {MOST_DIGITS} cifre.")
    number = Decimal(f"{found['sign']}{whole}.{part}" if part else f"{found['sign']}{whole}")
    return number or number.copy_abs()  # there is no "-0" on paper


def write_number(value: Decimal | int, decimals: int | None = None) -> str:
    """Write a number with dots before groups of three digits and a comma before decimals.

    Without `decimals`, as many as the number needs and no trailing zeros; with it, exactly so many, rounded half-up.

    >>> write_number(Decimal("1250.5")), write_number(Decimal("1.745"), 2)
    ('1.250,5', '1,75')
    """
    number = _finite(value)
    if decimals is not None:
        number = _rounded(number, decimals)
    written = f"{number or number.copy_abs():,f}"
    if decimals is None and "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.translate(_SWAP_SEPARATORS)


def read_percent(text: str) -> Decimal:
    """Read a percentage, with or without its sign, as a share of one: 47 is always 47 %, never 4700 %.

    No bounds: "120 %" and "-8 %" are percentages too; who asks decides what is too much.

    >>> read_percent("52,41 %")
    Decimal('0.5241')
    """
    plain = _spaced(text)
    try:
        return read_number(plain.removesuffix("%")).scaleb(-2, context=_EXACT)
    except Unreadable:
        example = f"per esempio 47{NBSP}% oppure 52,41{NBSP}%."
        if not plain:
            raise Unreadable(f"Scrivi una percentuale, {example}") from None
        raise Unreadable(f"{_quoted(text)} non è una percentuale: scrivi {example}") from None


def write_percent(value: Decimal | int, decimals: int | None = None) -> str:
    r"""Write a share of one as a percentage, with a space that does not break before the sign.

    Without `decimals`, at most two, half-up, and no trailing zeros; with it, exactly so many.

    >>> write_percent(Decimal("0.47")), write_percent(Decimal("0.90909"))
    ('47\xa0%', '90,91\xa0%')
    """
    hundredths = _finite(value).scaleb(2, context=_EXACT)
    if decimals is None:
        return f"{write_number(_rounded(hundredths, 2))}{NBSP}%"
    return f"{write_number(hundredths, decimals)}{NBSP}%"


def _finite(value: Decimal | int) -> Decimal:
    if isinstance(value, float):  # templates are not type-checked: a float must not slip in there
        raise TypeError(f"a Decimal is needed, not the float {value!r}")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{number} cannot be written as a number")
    return number


def _rounded(number: Decimal, decimals: int) -> Decimal:
    if decimals < 0:
        raise ValueError("decimals cannot be negative")
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_EXACT)


# --- Dates -----------------------------------------------------------------------------------------------


def read_date(text: str) -> date:
    """Read a date: 31/12/2025, 31.12.2025, 31-12-2025, 31 dicembre 2025, or ISO 2025-12-31.

    A two-digit year means 20xx, since the register speaks of no other century; it is refused between
    hyphens, where "25-12-31" could be an ISO date cut short.

    >>> read_date("31/12/25")
    datetime.date(2025, 12, 31)
    """
    plain = re.sub(r" ?([/.-]) ?", r"\1", _spaced(text).translate(_MINUS_SIGNS).lower())
    if not plain:
        raise Unreadable("Scrivi una data come giorno/mese/anno, per esempio 31/12/2025.")
    if found := _DAY_FIRST.fullmatch(plain):
        day, mark, month, year = found.groups()
        if len(year) == 2:
            if mark == "-":
                raise Unreadable(f"{_quoted(text)} non è chiara: scrivi l'anno con quattro cifre, per esempio 31/12/2025.")
            year = "20" + year
    elif found := _YEAR_FIRST.fullmatch(plain):
        year, _, month, day = found.groups()
    elif (found := _IN_WORDS.fullmatch(plain)) and found[2] in _MONTHS:
        day, month, year = found[1], str(_MONTHS.index(found[2]) + 1), found[3]
    else:
        raise _not_a_date(text)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Unreadable(f"{_quoted(text)} ha un anno fuori dal registro: scrivi un anno fra {FIRST_YEAR} e {LAST_YEAR}.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _not_a_date(text) from None


def write_date(day: date) -> str:
    """Write a date in figures.

    >>> write_date(date(2026, 1, 5))
    '05/01/2026'
    """
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def write_long_date(day: date) -> str:
    """Write a date in words; the first of the month is an ordinal.

    >>> write_long_date(date(2026, 11, 21)), write_long_date(date(2027, 1, 1))
    ('21 novembre 2026', '1º gennaio 2027')
    """
    number = "1º" if day.day == 1 else str(day.day)
    return f"{number} {month_name(day.month)} {day.year}"


def write_moment(moment: datetime) -> str:
    """Write day and hour as the clocks of Rome show them; a moment without a time zone is refused.

    >>> from datetime import UTC
    >>> write_moment(datetime(2026, 11, 21, 9, 5, tzinfo=UTC))
    '21/11/2026, 10:05'
    """
    if moment.utcoffset() is None:
        raise ValueError("a moment needs its time zone")
    local = moment.astimezone(ROME)
    return f"{write_date(local)}, {local.hour:02d}:{local.minute:02d}"


def month_name(month: int) -> str:
    """Name a month, 1 to 12.

    >>> month_name(8)
    'agosto'
    """
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    return _MONTHS[month - 1]


def _not_a_date(text: str) -> Unreadable:
    return Unreadable(f"{_quoted(text)} non è una data: scrivi giorno/mese/anno, per esempio 31/12/2025.")


# --- Words -----------------------------------------------------------------------------------------------


def plural(count: int, one: str, many: str, none: str | None = None) -> str:
    """Count things in words that agree; `none` is the whole phrase for zero, else the plural with 0.

    >>> plural(1, "misura", "misure"), plural(1250, "misura", "misure"), plural(0, "misura", "misure", "nessuna misura")
    ('1 misura', '1.250 misure', 'nessuna misura')
    """
    if count == 0 and none is not None:
        return none
    return f"{write_number(count)} {one if count == 1 else many}"


def join_words(words: Sequence[str]) -> str:
    """Join words into a list with commas and a final "e": "ed" before another e, but not before "ed…".

    >>> join_words(["a", "b", "c"]), join_words(["imprese", "enti"])
    ('a, b e c', 'imprese ed enti')
    """
    if len(words) < 2:
        return "".join(words)
    *first, last = words
    sound = fold(last)
    conjunction = "ed" if sound.startswith("e") and not sound.startswith("ed") else "e"
    return f"{', '.join(first)} {conjunction} {last}"


def tidy(text: str) -> str:
    r"""Give one line of text its stored form: composed accents (NFC) and single spaces.

    Control characters become spaces; what cannot be seen (soft hyphens, direction marks) goes away.
    >>> tidy("  Qualita\u0300 \n e perfor\u00admance ")
    'Qualità e performance'
    """
    if text.isprintable():  # nothing in it that cannot be seen: most of what people write
        return _spaced(unicodedata.normalize("NFC", text))
    said = (char for char in unicodedata.normalize("NFC", text) if char not in "\ufffe\uffff")  # no signs: no Word file may hold them
    visible = ({"Cc": " ", "Cf": ""}.get(unicodedata.category(char), char) for char in said)
    return _spaced(unicodedata.normalize("NFC", "".join(visible)))


def fold(text: str) -> str:
    """Reduce a text to what search compares: no accents, case or punctuation, single spaces.

    >>> fold("Qualità, dell'ÀREA n. 2")
    'qualita dell area n 2'
    """
    return " ".join(text.translate(_FOLDED).split())


def sort_key(text: str) -> str:
    """Make a key to store: byte order of the keys is Italian dictionary order of the texts.

    Word by word, numbers by value; then unaccented before accented, then small before capital.
    Punctuation counts as a space. The key holds only 0-9 and a-z, on whose order every database and
    collation agrees:

    - "1" parts words, and sorts before figures and letters;
    - figures come after their count (2 for one figure … 8 for seven, 9 and four digits for more);
    - a to y are themselves, z is "z0", a letter of another alphabet is "z1" and its code;
    - "0" closes the words and opens the accents, another "0" the capitals, when there are any.

    >>> sorted(["UO 10", "Beta", "UO 2", "àncora", "alfa"], key=sort_key)
    ['alfa', 'àncora', 'Beta', 'UO 2', 'UO 10']
    """
    body = "".join(_run_key(run) for run in re.findall(r"[0-9]+|[^0-9]", fold(text)))
    if text.isascii():
        capitals = text.translate(_CASE_OF_ASCII).rstrip("1")
        return f"{body}00{capitals}" if capitals else body
    alphabetic = [letter for letter in _letters(text) if letter.base.isalpha()]
    accents = "".join(str(letter.accent) for letter in alphabetic).rstrip("1")
    capitals = "".join("2" if letter.is_capital else "1" for letter in alphabetic).rstrip("1")
    if capitals:
        return f"{body}0{accents}0{capitals}"
    return f"{body}0{accents}" if accents else body


class _Letter(NamedTuple):
    base: str  # one or more of: small letters without marks, figures 0-9; a space for all the rest
    accent: int
    is_capital: bool


def _letters(text: str) -> Iterator[_Letter]:
    """Take a text apart into letters, each with its accent and case set aside."""
    pending: _Letter | None = None
    for char in unicodedata.normalize("NFKD", text):
        if unicodedata.category(char).startswith("M"):
            if pending is not None and pending.accent == _NO_ACCENT:
                pending = pending._replace(accent=_ACCENT_RANK.get(char, _OTHER_ACCENT))
            continue
        if pending is not None:
            yield pending
        pending = _Letter(_base(char), _NO_ACCENT, char.isupper())
    if pending is not None:
        yield pending


def _base(char: str) -> str:
    """Reduce one decomposed character to small unmarked letters, to a figure, or to a space."""
    kept = []
    for part in unicodedata.normalize("NFKD", char.casefold()):
        kind = unicodedata.category(part)
        if part.isdecimal():
            kept.append(str(unicodedata.decimal(part)))
        elif kind[0] in "LN":
            kept.append(_LETTERS_APART.get(part, part))
        elif kind[0] != "M" and kind != "Cf":
            kept.append(" ")
    return "".join(kept)


class _Folded(dict[int, str]):
    """What each character folds to, found out once. Marks do not depend on their neighbours: they all go away."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        self[code] = "".join(_base(part) for part in parts if not unicodedata.category(part).startswith("M"))
        return self[code]


_FOLDED = _Folded()
_CASE_OF_ASCII = {code: "2" if chr(code).isupper() else "1" if chr(code).isalpha() else None for code in range(128)}


@lru_cache(maxsize=4096)
def _run_key(run: str) -> str:
    if run == " ":
        return "1"
    if run[0] in "0123456789":
        figures = run.lstrip("0") or "0"
        count = len(figures)
        return f"{count + 1}{figures}" if count <= 7 else f"9{count:04d}{figures}"
    if run == "z":
        return "z0"
    if "a" <= run < "z":
        return run
    return f"z1{ord(run):06x}"


def _spaced(text: str) -> str:
    """Trim a text and turn every run of white space, the non-breaking kinds too, into one space."""
    return " ".join(text.split())


def _quoted(text: str) -> str:
    plain = _spaced(text)
    return f"«{plain[:40]}…»" if len(plain) > 41 else f"«{plain}»"
