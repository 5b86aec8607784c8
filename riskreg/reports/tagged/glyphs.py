"""Text as it can be drawn: what people type holds signs that no embedded face has, and a report must not fail on them.

Titillium Web is asked first, DejaVu Sans for what it lacks (≤ ≥ → ✓, Greek, Cyrillic); what neither has is shown as `□`.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from riskreg.reports.tagged import faces

UNKNOWN = "□"

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""Control characters, invisible joints, what turns the order of letters or dresses the sign before."""
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]")
_FIXED_SPACE = re.compile("[\u2007\u202f]")
_LONE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """One way of writing each letter, one kind of line end and of space; nothing unseen.

    >>> clean("citta\\u0300\\tdi\\r\\nValdarena")
    'città di\\nValdarena'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", _LONE.sub(UNKNOWN, text)))
    return _UNSEEN.sub("", _FIXED_SPACE.sub("\u00a0", _SPACE.sub(" ", text)))


@lru_cache(maxsize=65_536)
def runs(text: str, face: str) -> tuple[tuple[str, str], ...]:
    """The text as (words, face) one after the other; each face has all that it is given.

    >>> runs("P ≥ 4", faces.REGULAR)
    (('P ', 'TitilliumWeb-Regular'), ('≥', 'DejaVuSans'), (' 4', 'TitilliumWeb-Regular'))
    >>> runs("bravo 🎉", faces.REGULAR)[1]
    ('□', 'DejaVuSans')
    """
    own = faces.characters(face)
    if own.issuperset(text):
        return ((text, face),) if text else ()
    signs = faces.characters(faces.SIGNS)
    placed = ((sign, face) if sign in own else (sign if sign in signs else UNKNOWN, faces.SIGNS) for sign in text)
    return tuple(("".join(sign for sign, _ in part), used) for used, part in groupby(placed, key=lambda pair: pair[1]))
