"""Names as people write them of units and figures, so that a file finds whom it means."""

import re
from collections.abc import Iterator

from riskreg.domain.italian import fold

_KINDS = ("uo ", "u o ", "ufficio ", "area ", "settore ", "servizio ", "unita organizzativa ")


def names_of(label: str) -> Iterator[str]:
    """What somebody may write for it, folded: whole, what stands before a bracket, the acronym in it.

    >>> list(names_of("Responsabile della protezione dei dati (DPO)"))
    ['responsabile della protezione dei dati (dpo)', 'responsabile della protezione dei dati', 'dpo']
    """
    yield fold(label)
    if found := re.fullmatch(r"(.+?)\s*\((\w[\w ]*)\)\s*", label):
        yield fold(found[1])
        yield fold(found[2])


def bare(name: str) -> str:
    """Without the kind of office that some write before its name and others do not.

    >>> bare("UO Compliance"), bare("Area Risorse e patrimonio"), bare("URP")
    ('compliance', 'risorse e patrimonio', 'urp')
    """
    folded = fold(name)
    for kind in _KINDS:
        if folded.startswith(kind) and len(folded) > len(kind):
            return folded.removeprefix(kind).strip()
    return folded


GROUPS = re.compile(r"^(tutt[iae]\b|il personale|i dipendenti|le aree|le uo|uo interessate|aree interessate)")


def is_group(text: str) -> bool:
    """Many at once, none by name.

    >>> is_group("tutti i dipendenti"), is_group("Tutte le Aree che gestiscono questa tipologia di Commissioni"), is_group("UO Gare")
    (True, True, False)
    """
    return GROUPS.match(fold(text)) is not None
