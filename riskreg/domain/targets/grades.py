"""Words that stand in an order: alto above medio; ottimo above buono."""

import re

from riskreg.domain.targets.shapes import Grade

_LEVELS = ("nullo", "molto basso", "basso", "medio-basso", "medio", "medio-alto", "alto", "molto alto", "altissimo")
_MARKS = ("gravemente insufficiente", "insufficiente", "sufficiente", "discreto", "buono", "molto buono", "ottimo", "eccellente")
SCALES = {"livello": _LEVELS, "giudizio": _MARKS}
_SAME = {
    "bassa": "basso", "bassi": "basso", "basse": "basso", "media": "medio", "medi": "medio", "medie": "medio", "alta": "alto", "alti": "alto", "alte": "alto",
    "elevato": "alto", "elevata": "alto", "nulla": "nullo", "buona": "buono", "buoni": "buono", "buone": "buono", "ottima": "ottimo", "ottimi": "ottimo",
    "discreta": "discreto", "molto bassa": "molto basso", "molto alta": "molto alto", "altissima": "altissimo", "medio basso": "medio-basso",
    "medio alto": "medio-alto", "medio-alta": "medio-alto", "medio-bassa": "medio-basso", "media-alta": "medio-alto", "media-bassa": "medio-basso",
}  # fmt: skip
_LEAD = re.compile(r"(?:(?:livello|grado|giudizio|valutazione|rating)(?: di qualita)? ?:? ?)?")


def read_grade(text: str) -> Grade | None:
    """A word of one of the lists, alone.

    >>> read_grade("alta")
    Grade(scale='livello', rank=6, word='alto', relation=None)
    """
    lead = _LEAD.match(text)
    word = text[lead.end() if lead else 0 :].strip(' "')
    word = _SAME.get(word, word)
    for scale, words in SCALES.items():
        if word in words:
            return Grade(scale, words.index(word), word)
    return None
