"""Which way an indicator should go, where nobody says so: a proposal, for a person to confirm. No verdict rests on it."""

import re

from riskreg.domain.targets import Direction, parse
from riskreg.domain.targets.falling import speaks_of_falling
from riskreg.domain.targets.shapes import Amount, Between, Relation, Relative, Unchanged
from riskreg.domain.targets.words import plain

_CLEARLY_FALLS = re.compile(
    r"\b(?:oneri|cost[oi]|spes[ae]|temp[oi] medi[oi]?|tempi|giorni|ritard[oi]|reclami?|error[ei]|contenzios[oi]|consum[oi]|emissioni|assenz[ae]|arretrat[oi]|giacenz[ae]|scart[oi])\b"
)
_DOING = re.compile(
    r"\b(?:pian[oi]|predisposizion\w+|realizzazion\w+|implementazion\w+|avvi[oi]|definizion\w+|svilupp[oi]|inizi?ativ\w+|riduzion\w+|contenimento)\b"
)
_SHARE_OF = re.compile(r"\b(?:su|sul|sullo|sulla|sui|sugli|sulle)\b|/")


def proposed(target: str, name: str = "", algorithm: str = "", unit: str = "") -> Direction | None:
    """What the target says of itself comes first, then what its words are about; nothing of what is done or not done.

    >>> proposed(">= 50%"), proposed("<= -10"), proposed("-8%", "Variazione dei rifiuti"), proposed("26%", "Incidenza oneri di funzionamento")
    (<Direction.INCREASE: 'increase'>, <Direction.DECREASE: 'decrease'>, <Direction.DECREASE: 'decrease'>, <Direction.DECREASE: 'decrease'>)
    >>> proposed("320", "Richieste di conciliazione"), proposed("Entro il 31/12/2025"), proposed("Sì")
    (<Direction.INCREASE: 'increase'>, None, None)
    """
    words = plain(f"{name} {algorithm} {unit}")
    way = _of_words(words, plain(name))
    found = {said for part in parse(target).parts if (said := _of(part.said, way)) is not None}
    return found.pop() if len(found) == 1 else None


def _of_words(words: str, name: str) -> Direction | None:
    """Nothing where they speak of what may fall and of what is done about it, or of a share of it: a wrong proposal costs more than none.

    >>> _of_words("incidenza interventi economici sugli oneri", "incidenza interventi economici sugli oneri") is None
    True
    """
    if not speaks_of_falling(words, name):
        return Direction.INCREASE
    measured = _SHARE_OF.split(name)[0]
    return Direction.DECREASE if _CLEARLY_FALLS.search(measured) and not _DOING.search(name) else None


def _of(said: object, way: Direction | None) -> Direction | None:
    if isinstance(said, Unchanged | Between):
        return Direction.EQUAL
    relation = said.relation if isinstance(said, Amount | Relative) else None
    if relation is not None:
        return _written(relation)
    if not isinstance(said, Amount):
        return None
    signed = said.quantity.is_signed or said.quantity.is_change
    if signed and said.quantity.amount != 0:
        return Direction.DECREASE if said.quantity.amount < 0 else Direction.INCREASE
    return way


def _written(relation: Relation) -> Direction:
    if relation is Relation.EQUAL:
        return Direction.EQUAL
    return Direction.INCREASE if relation.grows else Direction.DECREASE
