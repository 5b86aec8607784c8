"""Questions on a section of a sheet: for whom each waits, who closes it, who opens it again."""

from collections.abc import Collection
from enum import StrEnum

from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import Person
from riskreg.domain.prose import tidy

LONGEST = 2000
WHOLE = "scheda"
"""The section that is the sheet as a whole."""

NOTHING_ASKED = "Scrivi la domanda."
NOTHING_SAID = "Scrivi la risposta. Se non c'è nulla da aggiungere, torna indietro e premi «Segna come risolta»."
OWN_QUESTION = "La domanda è tua: la segna come risolta chi risponde. Se non ti serve più, scrivilo nella conversazione."
RESOLVED_ALREADY = "Questa domanda è già risolta."
OPEN_ALREADY = "Questa domanda è già aperta."
NOT_WHO_ASKED = "La riapre chi l'ha fatta. Se hai un altro dubbio, fai una domanda nuova."
REOPEN_FIRST = "Questa domanda è risolta: per continuare la riapre chi l'ha fatta."


class Side(StrEnum):
    """Who answers: whoever has the sheet to judge, whoever fills it in, or the dirigente above them."""

    JUDGES = "judges"
    AUTHORS = "authors"
    ABOVE = "above"


def answered_by(asked_by: int | None, judges: Collection[int], authors: Collection[int]) -> Side:
    """Whoever has it in hand, never the one who asked: what a judge asks goes to those who fill the sheet in, what these ask goes to the
    judge, or above while the sheet is still with them. `judges` is empty then.

    >>> answered_by(7, judges=[], authors=[1]), answered_by(7, judges=[7], authors=[1]), answered_by(1, judges=[7], authors=[1])
    (<Side.AUTHORS: 'authors'>, <Side.AUTHORS: 'authors'>, <Side.JUDGES: 'judges'>)
    >>> answered_by(1, judges=[], authors=[1]), answered_by(1, judges=[], authors=[1, 2])
    (<Side.ABOVE: 'above'>, <Side.AUTHORS: 'authors'>)
    """
    if set(judges) - {asked_by}:
        return Side.JUDGES
    return Side.AUTHORS if asked_by is None or not authors or set(authors) - {asked_by} else Side.ABOVE


def selves(person: Person) -> frozenset[int]:
    """Who this person is for a question of theirs: also whoever lends them a role."""
    own = frozenset() if person.user_id is None else frozenset({person.user_id})
    return own | {lent.for_user for lent in person.stands_in}


def asked_it(person: Person, asked_by: int | None) -> bool:
    return asked_by is not None and asked_by in selves(person)


def must_resolve(person: Person, asked_by: int | None, *, resolved: bool) -> None:
    """Whoever answers closes it; nobody closes what they asked."""
    if resolved:
        raise WrongState(RESOLVED_ALREADY)
    if asked_it(person, asked_by):
        raise RuleBroken(OWN_QUESTION)


def must_reopen(person: Person, asked_by: int | None, *, resolved: bool) -> None:
    if not resolved:
        raise WrongState(OPEN_ALREADY)
    if not (person.is_machine or asked_it(person, asked_by)):
        raise NotAllowed(NOT_WHO_ASKED)


def written(text: str, otherwise: str) -> str:
    r"""What was typed, if anything was: as it is kept, a line ends with one letter, and so it is counted.

    >>> written(" Da dove?\r\nNon lo trovo. ", NOTHING_ASKED)
    'Da dove?\nNon lo trovo.'
    """
    said = tidy(text)
    if not said:
        raise RuleBroken(otherwise, "text")
    if len(said) > LONGEST:
        raise RuleBroken(f"Il testo è troppo lungo: al massimo {LONGEST} caratteri.", "text")
    return said
