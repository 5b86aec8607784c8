"""Several short texts in one cell, each after the letter it is about:

a: Due soli addetti
d: Nessun turno
"""

import re
from collections.abc import Iterable

from riskreg.domain.italian import Unreadable

Notes = tuple[tuple[str, str], ...]
"""By letter, none of them empty."""

MARK = re.compile(r"([A-Za-z])\s*:\s*(.*)", re.DOTALL)
LIKE_A_MARK = re.compile(r"\\*[A-Za-z]\s*:")
EXAMPLE = "«a: due soli addetti»"


def written(notes: Notes) -> str:
    """A line of a note that looks like the beginning of another has a stroke before it.

    >>> written((("a", "Due soli addetti"), ("d", "Turni\\nb: no")))
    'a: Due soli addetti\\nd: Turni\\n\\\\b: no'
    """
    return "\n".join(f"{letter}: {_guarded(text)}" for letter, text in notes)


def _guarded(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"\\{line}" if LIKE_A_MARK.match(line) else line for line in rest)])


def read(text: str) -> Iterable[tuple[str, str]]:
    """Letters as they are written, small, with what stands after each; whoever asks knows which letters there are.

    >>> list(read("a: Due soli\\naddetti\\nD: Turni"))
    [('a', 'Due soli\\naddetti'), ('d', 'Turni')]
    """
    found: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").strip().split("\n"):
        mark = MARK.match(line)
        if mark:
            found.append((mark[1].lower(), [mark[2]]))
        elif found:
            found[-1][1].append(line[1:] if line.startswith("\\") and LIKE_A_MARK.match(line) else line)
        else:
            raise Unreadable(f"Comincia ogni nota con la lettera del suo fattore e i due punti, per esempio {EXAMPLE}.")
    twice = {letter for letter, _lines in found if [one for one, _ in found].count(letter) > 1}
    if twice:
        raise Unreadable(f"La lettera {min(twice)} c'è due volte: scrivi una nota sola per ogni fattore.")
    return [(letter, "\n".join(lines)) for letter, lines in found]
