"""Which of some known names is meant by one that somebody wrote: «Ufficio compliance» by the unit «UO Compliance», «RPCT» by the figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from riskreg.domain.italian import fold

# Words that say what kind of office it is, and those that hold the others together: two offices are not alike because both are offices.
COMMON = frozenset(
    [
        "a",
        "ad",
        "ai",
        "al",
        "alla",
        "alle",
        "agli",
        "area",
        "aree",
        "con",
        "d",
        "da",
        "dal",
        "dalla",
        "dei",
        "del",
        "della",
        "delle",
        "dello",
        "degli",
        "di",
        "dirigente",
        "e",
        "ed",
        "funzionario",
        "gli",
        "i",
        "il",
        "in",
        "l",
        "la",
        "le",
        "lo",
        "o",
        "per",
        "po",
        "posizione",
        "organizzativa",
        "referente",
        "responsabile",
        "responsabili",
        "servizi",
        "servizio",
        "settore",
        "u",
        "ufficio",
        "uffici",
        "unita",
        "uo",
        "uoc",
        "uos",
    ]
)
ENOUGH = Fraction(1, 2)
MOST = 5


@dataclass(frozen=True)
class Known:
    """Somebody who can be chosen: by the form's value, the name that people read, and the other names that it goes by."""

    value: str
    name: str
    also: Sequence[str] = ()


def near(written: str, those: Iterable[Known]) -> list[Known]:
    """The likeliest first; none where nothing is alike.

    >>> units = [Known("unit:1", "UO Compliance"), Known("unit:2", "UO Gare e contratti"), Known("figure:3", "Responsabile della prevenzione", ("rpct",))]
    >>> [one.name for one in near("Ufficio compliance", units)], [one.name for one in near("RPCT", units)]
    (['UO Compliance'], ['Responsabile della prevenzione'])
    >>> [one.name for one in near("Ufficio contratti (da capire)", units)], near("Ufficio protocollo", units)
    (['UO Gare e contratti'], [])
    """
    scored = [(-_likeness(written, one), place, one) for place, one in enumerate(those)]
    return [one for score, _place, one in sorted(scored, key=lambda each: each[:2]) if -score >= ENOUGH][:MOST]


def _likeness(written: str, known: Known) -> Fraction:
    return max(_alike(written, name) for name in (known.name, *known.also))


def _alike(one: str, other: str) -> Fraction:
    """1 for the same name; else how many of the words that tell something they share, of the shorter of the two; initials count as all."""
    if fold(one) == fold(other):
        return Fraction(2)
    mine, theirs = _telling(one), _telling(other)
    if not mine or not theirs:
        return Fraction(0)
    if _initials(other) in mine or _initials(one) in theirs:
        return Fraction(1)
    shared = len(mine & theirs)
    return Fraction(shared, min(len(mine), len(theirs))) - Fraction(abs(len(mine) - len(theirs)), 100) if shared else Fraction(0)


def _words(name: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in fold(name)).split()


def _telling(name: str) -> frozenset[str]:
    return frozenset(_words(name)) - COMMON


def _initials(name: str) -> str:
    """Of the words that are not articles or prepositions; of one word, nothing that could be taken for a name."""
    letters = "".join(word[0] for word in _words(name) if word not in COMMON or word in ("responsabile", "dirigente", "ufficio"))
    return letters if len(letters) > 2 else "-"
