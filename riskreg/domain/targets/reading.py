"""A target or a result read: first its parts, then what each part says.

Nothing is skipped over: a text of which a piece is not understood is `Unclear` as a whole, because half a sentence gives a
wrong verdict. Whatever cannot be written again and read the same was not understood either.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from riskreg.domain.targets import deeds, figures
from riskreg.domain.targets.shapes import PERCENT, Amount, Between, Named, Nothing, Part, Said, Statement, Unclear
from riskreg.domain.targets.words import clean, is_nothing, plain
from riskreg.domain.targets.writing import write

LONGEST = 600
"""Longer cells are told, not measured."""

_MARK = re.compile(r"(?:(?<=^)|(?<=[ ;]))(?:([0-9]{1,2})(?:\.(?= )|\)|°?\.?\)(?= ))|([a-h])(?:\)|\.(?= )))")
_NOTE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_LABEL = re.compile(r"(?:target|risultato|valore|esito|obiettivo|consuntivo|data)(?: (?:atteso|raggiunto|finale))?: *", re.IGNORECASE)
_SEAM = re.compile(
    r"(?<=\S) (?=(?:n\. ?[0-9]|[≥≤><]|entro\b|almeno\b|s[iì](?: |$)|no(?: |$)))|(?<=[€%]) (?=[0-9])|(?<=^si) (?=[0-9€])|(?<=^no) (?=[0-9€])"
)

_AND_AT_THE_END = re.compile(r"(?:,| e| ed| \+)\s*$")
_AND = re.compile(r"(?:,| ed?| \+) (?=(?:[≥≤><] ?|almeno |n\. ?)?[0-9])")

Reader = Callable[[str, tuple[str, ...], int | None], tuple[Said, tuple[str, ...]] | None]
_READERS: tuple[Reader, ...] = (
    figures.relative, figures.between, deeds.deadline, figures.compared, deeds.day, figures.amount, figures.grade, deeds.unchanged, deeds.answer, deeds.named,
)  # fmt: skip


def parse(text: str, year: int | None = None) -> Statement:
    """Read a target or a result as it was written. `year`: of what is measured, for days that name none ("entro il 30/06").

    >>> parse("≥ 47%").parts[0].said.quantity.value
    Decimal('47')
    >>> parse("boh").is_unclear
    True
    """
    line = _steady(text)
    if is_nothing(line):
        return Statement((Part(Nothing()),), line)
    made = _read(line, year)
    if made != _unclear(line) and _read(_steady(write(made)), year) != made:
        made = _unclear(line)
    return made


def _steady(text: str) -> str:
    line = clean(text)
    for _ in range(8):
        again = clean(line)
        if again == line:
            break
        line = again
    return line


def _unclear(line: str) -> Statement:
    return Statement((Part(Unclear(line)),), line)


def _read(line: str, year: int | None) -> Statement:
    if len(line) > LONGEST or "?" in line:
        return _unclear(line)
    for pieces in (_numbered(line), _listed(line)):
        if len(pieces) > 1:
            parts = tuple(_part(text, year, mark) for mark, text in pieces)
            return _unclear(line) if all(isinstance(part.said, Unclear) for part in parts) else Statement(parts, line)
    whole = _part(line, year)
    if isinstance(whole.said, Unclear):
        return _run(line, year) or _and(line, year) or _unclear(line)
    return Statement((whole,), line)


def _numbered(line: str) -> list[tuple[str, str]]:
    """ "1. 100% 2. 90%": marks that follow each other from the first, which opens the text."""
    seams: list[tuple[int, int]] = []
    for found in _MARK.finditer(plain(line)):
        number = int(found[1]) if found[1] else ord(found[2]) - ord("a") + 1
        if number == len(seams) + 1 and (seams or found.start() == 0):
            seams.append((found.start(), found.end()))
    ends = [start for start, _ in seams[1:]] + [len(line)]
    return (
        [(str(place), line[begin:end].strip(" ;,")) for place, ((_, begin), end) in enumerate(zip(seams, ends, strict=True), start=1)]
        if seams
        else []
    )


def _listed(line: str) -> list[tuple[str, str]]:
    """Parts on lines of their own, between semicolons, or after dashes."""
    if line.startswith("- ") and " - " in line:
        return [("", text.strip(" ;,")) for text in re.split(r"(?:^| )- ", line)[1:]]
    outside = _NOTE.sub(lambda found: "x" * len(found[0]), line)
    seams = [-1, *(place for place, letter in enumerate(outside) if letter == ";"), len(line)]
    return [("", line[begin + 1 : end].strip()) for begin, end in pairwise(seams)]


def _run(line: str, year: int | None) -> Statement | None:
    """Parts one after the other with nothing between: "SI >=90%", "n. 30 n. 13"."""
    seams = [0, *(found.start() + 1 for found in _SEAM.finditer(plain(line))), len(line)]
    pieces = [_AND_AT_THE_END.sub("", line[begin:end]).strip(" ,") for begin, end in pairwise(seams)]
    if len(pieces) < 2:
        return None
    parts = tuple(_part(piece, year) for piece in pieces)
    if any(isinstance(part.said, (Unclear, Named, Nothing)) for part in parts):
        return None
    return _both_bounds(parts, line) or Statement(parts, line)


def _and(line: str, year: int | None) -> Statement | None:
    """ "3 eventi e 100 partecipanti": several counts, each with what it counts."""
    parts = tuple(_part(piece.strip(), year) for piece in _AND.split(line))
    is_told = all(
        isinstance(part.said, Amount) and (part.said.thing or part.said.quantity.unit == PERCENT) and not part.said.by and not part.notes
        for part in parts
    )
    return Statement(parts, line) if len(parts) > 1 and is_told else None


def _both_bounds(parts: tuple[Part, ...], line: str) -> Statement | None:
    """ "≥ 5 ≤ 7" is one part, not two; other bounds of one thing are not understood."""
    amounts = [part.said for part in parts if isinstance(part.said, Amount) and part.said.relation]
    if len(amounts) < 2 or len({amount.quantity.unit for amount in amounts}) > 1 or any(amount.thing for amount in amounts):
        return None
    first, second = amounts[0].relation, amounts[1].relation
    if first is None or second is None or not (first.grows and second.falls) or len(parts) != 2 or any(part.notes for part in parts):
        return None if all(amount.relation is amounts[0].relation for amount in amounts) else _unclear(line)
    low, high = (amount.quantity for amount in amounts)
    return Statement((Part(Between(low, high, "", (first, second))),), line) if low.amount < high.amount else _unclear(line)


def _part(text: str, year: int | None, mark: str = "") -> Part:
    bare = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    notes = tuple(inside for found in _NOTE.finditer(bare) if (inside := (found[1] or found[2] or "").strip()))
    core = " ".join(_NOTE.sub(" ", bare).split()).rstrip(" ,:").removesuffix(";").rstrip()
    core = core[1:-1].strip() if len(core) > 1 and core[0] == core[-1] == '"' else core
    if not core and len(notes) == 1 and is_nothing(notes[0]):  # a number in brackets may be below zero
        core, notes = notes[0], ()
    if is_nothing(core):
        return Part(Unclear(text) if notes and not core else Nothing(), (), mark)
    if not re.search(r"[()\[\]]|^- [0-9€]", core):  # "- 6 %" may be a dash before 6 %
        for reader in _READERS:
            if found := reader(core, notes, year):
                return Part(found[0], found[1], mark)
    return Part(Unclear(text), (), mark)
