"""What is found by which words: the one meaning of a search, which both databases must keep to.

A text becomes a row of plain words: letters a-z and figures, no accents, no case, parted by blanks. The databases' own
ways of parting words differ from each other (to SQLite «1e5bis» is one word, to PostgreSQL it is a number and a word),
so neither is asked to: they compare words that are parted already, of a kind on which they cannot disagree.

Every word that is looked for must begin a word of the text. Nothing here fails on any text.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from riskreg.domain.italian import fold, tidy

LONGEST_WORD = 64
"""Letters of a word that count."""

MOST_WORDS = 10_000
"""Different words of one text that count: PostgreSQL keeps no more than a megabyte of them."""

MOST_ASKED = 12
"""Words of one question that count."""

LONGEST_QUESTION = 200
"""Characters of a question that are read."""

_APOSTROPHES = "'’‘ʼ`´′"
_AS_BLANKS = str.maketrans(dict.fromkeys(_APOSTROPHES, " "))
_ELIDED = re.compile(rf"\b[^\W\d_]{{1,6}}[{_APOSTROPHES}](?=\w)")
_FIGURES_FIRST = re.compile(r"([0-9]+)([^0-9].*)")
_RUN = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text, each once, in their order. Figures that stand before letters are a word of their own, so that
    «12bis» and «12-bis» are one thing.

    >>> words("Affidamento all'Àrea A2.2 (art. 12bis) e all'area")
    ['affidamento', 'all', 'area', 'a2', '2', 'art', '12', 'bis', 'e']
    """
    found: dict[str, None] = {}
    for folded in fold(text.translate(_AS_BLANKS)).split():
        for word in _plain(folded):
            found[word] = None
    return list(found)[:MOST_WORDS]


def joined(text: str) -> str:
    """The words as the databases keep them.

    >>> joined("Gestione dell'Albo")
    'gestione dell albo'
    """
    return " ".join(words(text))


def code_key(code: str) -> str:
    """A code without what parts it: whoever types «b08» or «B 08» means «B.08».

    >>> code_key("B.08"), code_key("A2.2-bis")
    ('b08', 'a22bis')
    """
    return "".join(words_in_order(code))


def words_in_order(text: str) -> list[str]:
    """All of them, also those that come twice.

    >>> words_in_order("2.2")
    ['2', '2']
    """
    return [word for folded in fold(text.translate(_AS_BLANKS)).split() for word in _plain(folded)][:MOST_WORDS]


def title_key(title: str) -> str:
    """A title as orders compare it: its words, those too that come twice.

    >>> title_key("Rilascio e revoca: rilascio")
    'rilascio e revoca rilascio'
    """
    return " ".join(words_in_order(title))


def entry_words(code: str, title: str, text: str) -> str:
    """All that an entry is found by: its code also in one piece.

    >>> entry_words("B.08", "Firma digitale", "Rilascio dei dispositivi")
    'b08 b 08 firma digitale rilascio dei dispositivi'
    """
    return " ".join(words(" ".join((code_key(code), code, title, text))))


class Question(NamedTuple):
    """What somebody looks for: `words` to be found, and what they typed as a code and as the beginning of a title."""

    words: tuple[str, ...]
    code: str
    title: str


def question(typed: str) -> Question:
    """
    >>> question("B.08")
    Question(words=('b', '08'), code='b08', title='b 08')
    >>> question('" OR *').words, question("l'albo").words, question(" ! ").words
    (('or',), ('albo',), ())
    """
    typed = typed[:LONGEST_QUESTION]
    asked = words(_ELIDED.sub(" ", typed))[:MOST_ASKED]
    return Question(tuple(asked), code_key(typed), title_key(typed))


def is_hit(asked: Question, kept: str) -> bool:
    """The rule itself, for whoever has no database at hand: each word begins one of those kept.

    >>> is_hit(question("dig firm"), entry_words("B.08", "Firma digitale", "")), is_hit(question("igitale"), "firma digitale")
    (True, False)
    """
    there = kept.split()
    return bool(asked.words) and all(any(word.startswith(one) for word in there) for one in asked.words)


EXACT_CODE, TITLE_BEGINS, IN_TITLE, IN_TEXT = range(4)


def place(asked: Question, code: str, title: str) -> int:
    """How near a hit is: its very code first, then titles that begin so, then titles that hold all the words.

    >>> place(question("b08"), "b08", "firma digitale"), place(question("digitale"), "b08", "firma digitale")
    (0, 2)
    """
    if code and code == asked.code:
        return EXACT_CODE
    if asked.title and title.startswith(asked.title):
        return TITLE_BEGINS
    return IN_TITLE if is_hit(asked, title) else IN_TEXT


@lru_cache(maxsize=65_536)
def _plain(folded: str) -> tuple[str, ...]:
    parted = _FIGURES_FIRST.fullmatch(folded)
    return tuple(_spelled(part) for part in (parted.groups() if parted else (folded,)))


def _spelled(word: str) -> str:
    """Letters of other alphabets by their number: what counts as a letter is no database's business."""
    if not word.isascii():
        word = "".join(char if char.isascii() else f"zz{ord(char):06x}" for char in word[:LONGEST_WORD])
    return word[:LONGEST_WORD]


# What is shown of a hit


class Piece(NamedTuple):
    """A stretch of text; marked where a word that was looked for begins."""

    text: str
    is_marked: bool = False


def pieces(text: str, asked: Sequence[str]) -> list[Piece]:
    """The text, with each word marked that begins with one of those looked for.

    >>> pieces("Firma digitale", ["dig"])
    [Piece(text='Firma ', is_marked=False), Piece(text='digitale', is_marked=True)]
    """
    found: list[Piece] = []
    end = 0
    for run in _RUN.finditer(text):
        if any(word.startswith(one) for word in words(run.group()) for one in asked):
            found += [Piece(text[end : run.start()]), Piece(run.group(), is_marked=True)]
            end = run.end()
    found.append(Piece(text[end:]))
    return [piece for piece in found if piece.text]


def snippet(text: str, asked: Sequence[str], *, length: int = 180) -> list[Piece]:
    """A stretch of a long text around the first word that was looked for, cut between words.

    >>> "".join(piece.text for piece in snippet("Le verifiche sui fornitori sono a campione", ["camp"], length=20))
    '… sono a campione'
    """
    line = unicodedata.normalize("NFC", tidy(text))
    if len(line) <= length:
        return pieces(line, asked)
    first = next((run.start() for run in _RUN.finditer(line) if any(w.startswith(one) for w in words(run.group()) for one in asked)), 0)
    start = _after_blank(line, max(0, min(first - length // 3, len(line) - length)))
    end = start + length
    cut = line[start:end] if end >= len(line) else line[start:end].rpartition(" ")[0] or line[start:end]
    return pieces(f"{'… ' if start else ''}{cut.strip()}{' …' if end < len(line) else ''}", asked)


def _after_blank(line: str, start: int) -> int:
    if start == 0:
        return 0
    blank = line.find(" ", start)
    return blank + 1 if 0 <= blank < start + LONGEST_WORD else start
