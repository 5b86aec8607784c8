"""What two editions say in words, side by side: which sections came, went and changed, and of a long text only the passages that differ.

Sections have no thread that runs from one edition to the next: whoever prepares one may write them anew. The same section is, in this order, the
one with the same heading in the same place, the one with the same heading anywhere, the one with the same text under another heading.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from riskreg.domain import prose
from riskreg.domain.italian import fold

LONGEST = 2_000
"""Words, or passages, that are set beside as many others: beyond that, what stands between an equal beginning and an equal end has changed."""

ALIKE = 40
"""Two passages that share this much of their words, in a hundred, are one that was rewritten; less, and one went while another came."""

_TOKEN = re.compile(r"\w+(?:[^\w\s]\w+)*|\s+|[^\w\s]")
"""A number, a date, «dell'ente» are a word each."""


@dataclass(frozen=True)
class Section:
    """`text` as it is read, `typed` with the names of its figures; `key` tells whoever draws it which one it is."""

    heading: str
    place: str
    text: str
    typed: str = ""
    key: int = 0


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, an item of a list, a row of a table: `kind` is what a reader would call it, empty for a paragraph."""

    kind: str
    words: str


@dataclass(frozen=True)
class Piece:
    words: str
    differs: bool = False


@dataclass(frozen=True)
class Side:
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Changed:
    """A passage that is not the same: one of the two sides is missing where it came or went whole."""

    before: Side | None
    after: Side | None


@dataclass(frozen=True)
class ChangedSection:
    before: Section
    after: Section
    passages: tuple[Changed, ...] = ()

    @property
    def only_figures(self) -> bool:
        """The words are the same, what riskreg writes among them is not."""
        return bool(self.passages) and bool(self.before.typed) and self.before.typed == self.after.typed


@dataclass(frozen=True)
class Comparison:
    """What was added and what changed in the order of the later edition, what was removed in that of the earlier one."""

    added: tuple[Section, ...] = ()
    removed: tuple[Section, ...] = ()
    changed: tuple[ChangedSection, ...] = ()
    same: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(before: Sequence[Section], after: Sequence[Section]) -> Comparison:
    """
    >>> found = compare(
    ...     [Section("Il contesto", "opening", "Uno.\\n\\nOgni anno."), Section("Il metodo", "closing", "Così.")],
    ...     [Section("IL CONTESTO", "closing", "Uno.\\n\\nOgni mese."), Section("I controlli", "closing", "Ogni anno.")],
    ... )
    >>> [one.heading for one in found.added], [one.heading for one in found.removed]
    (['I controlli'], ['Il metodo'])
    >>> [[one.after.pieces for one in each.passages] for each in found.changed]
    [[(Piece(words='Ogni ', differs=False), Piece(words='mese', differs=True), Piece(words='.', differs=False))]]
    """
    mates = _mates(before, after)
    pairs = [(before[mates[number]], one) for number, one in enumerate(after) if number in mates]
    set_beside = [ChangedSection(old, new, passages(old.text, new.text)) for old, new in pairs]
    changed = [each for each in set_beside if each.passages or _stands(each.before) != _stands(each.after)]
    stayed = set(mates.values())
    return Comparison(
        added=tuple(one for number, one in enumerate(after) if number not in mates),
        removed=tuple(one for number, one in enumerate(before) if number not in stayed),
        changed=tuple(changed),
        same=len(pairs) - len(changed),
    )


def _stands(one: Section) -> tuple[str, str]:
    return one.heading, one.place


def _named(one: Section) -> str:
    return fold(one.heading) or one.heading


def _said(one: Section) -> str:
    return one.typed or one.text


_THE_SAME_BY: tuple[Callable[[Section], tuple[str, ...]], ...] = (
    lambda one: (_named(one), one.place, _said(one)),
    lambda one: (_named(one), one.place),
    lambda one: (_named(one),),
    lambda one: (_said(one), one.place),
    lambda one: (_said(one),),
)
"""The first is for headings that stand twice in one place."""


def _mates(before: Sequence[Section], after: Sequence[Section]) -> dict[int, int]:
    """The place of each section among the later ones, and of the same one among the earlier."""
    mates: dict[int, int] = {}
    for key in _THE_SAME_BY:
        free: dict[tuple[str, ...], list[int]] = {}
        for number in sorted(set(range(len(before))) - set(mates.values()), reverse=True):
            free.setdefault(key(before[number]), []).append(number)
        for number, one in enumerate(after):
            if number not in mates and free.get(key(one)):
                mates[number] = free[key(one)].pop()
    return mates


# Of a text, what changed


def passages(before: str, after: str) -> tuple[Changed, ...]:
    """Those that are not the same, in their order; none where the two say the same things in the same form.

    >>> passages("Sono 5.\\n\\nOgni anno.", "Sono 6.\\n\\nOgni anno.")[0].after
    Side(kind='', pieces=(Piece(words='Sono ', differs=False), Piece(words='6', differs=True), Piece(words='.', differs=False)))
    """
    then, now = passages_of(before), passages_of(after)
    return tuple(
        each for tag, a, b, c, d in _opcodes(then, now) if tag != "equal" for each in _set_beside(then[a:b], now[c:d])
    )  # fmt: skip


def passages_of(text: str) -> list[Passage]:
    """In the order in which they are read.

    >>> [(one.kind, one.words) for one in passages_of("## Recapiti\\nScrivi.\\n- uno\\n- due")]
    [('Titolo', 'Recapiti'), ('', 'Scrivi.'), ("Voce dell'elenco", 'uno'), ("Voce dell'elenco", 'due')]
    """
    return [each for block in prose.parse(text) for each in _passages(block)]


def _passages(block: prose.Block) -> Iterator[Passage]:
    if isinstance(block, prose.Heading):
        yield Passage("Titolo" if block.level == 2 else "Titolo di secondo livello", _words(block.line))
    elif isinstance(block, prose.Bullets):
        yield from (Passage("Voce dell'elenco", _lines(item)) for item in block.items)
    elif isinstance(block, prose.Table):
        if block.caption:
            yield Passage("Titolo della tabella", _words(block.caption))
        head, *rows = prose.rows_said(block)
        yield Passage("Intestazione della tabella", _words(head))
        yield from (Passage("Riga della tabella", _words(row)) for row in rows)
    else:
        yield Passage("", _lines(block.lines))


def _lines(lines: Sequence[prose.Line]) -> str:
    return "\n".join(map(_words, lines))


def _words(line: prose.Line) -> str:
    return "".join(part.words for part in line)


Opcode = tuple[str, int, int, int, int]


def _opcodes(then: Sequence[Any], now: Sequence[Any]) -> list[Opcode]:
    """As difflib's: an equal beginning and an equal end are told first, which is most of a text that somebody has corrected."""
    shorter = min(len(then), len(now))
    head = next((place for place in range(shorter) if then[place] != now[place]), shorter)
    rest = shorter - head
    tail = next((place for place in range(rest) if then[-1 - place] != now[-1 - place]), rest)
    a, b, c, d = head, len(then) - tail, head, len(now) - tail
    if max(b - a, d - c) > LONGEST:
        middle = [("replace", a, b, c, d)]
    else:
        found = SequenceMatcher(None, then[a:b], now[c:d]).get_opcodes()
        middle = [(tag, a + i, a + j, c + k, c + m) for tag, i, j, k, m in found]
    return [("equal", 0, a, 0, c), *middle, ("equal", b, len(then), d, len(now))]


@dataclass(frozen=True)
class _Bag:
    """The words of a passage, however they are put."""

    passage: Passage
    words: Counter[str] = field(compare=False)
    size: int

    @classmethod
    def of(cls, passage: Passage) -> "_Bag":
        words = Counter(fold(passage.words).split())
        return cls(passage, words, sum(words.values()))

    def likeness(self, other: "_Bag") -> int:
        return 200 * (self.words & other.words).total() // ((self.size + other.size) or 1)


MOST_PAIRS = 1_600
"""Passages rewritten in a row, those of one text by those of the other, that are tried each with each."""


def _set_beside(then: Sequence[Passage], now: Sequence[Passage]) -> Iterator[Changed]:
    """Each with the one that it was, as far as they are alike; many at once, in their order."""
    if len(then) * len(now) > MOST_PAIRS:
        shorter = min(len(then), len(now))
        yield from map(_beside, then[:shorter], now[:shorter])
        yield from _alone(then[shorter:], now[shorter:])
        return
    bags, others = [_Bag.of(one) for one in then], [_Bag.of(one) for one in now]
    like = {(i, j): bag.likeness(other) for i, bag in enumerate(bags) for j, other in enumerate(others)}
    i = j = 0
    for k, m in _couples(like, (0, len(then)), (0, len(now))):
        yield from _alone(then[i:k], now[j:m])
        yield _beside(then[k], now[m])
        i, j = k + 1, m + 1
    yield from _alone(then[i:], now[j:])


def _couples(like: dict[tuple[int, int], int], then: tuple[int, int], now: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The two that are most alike, then those before them and those after: nothing crosses."""
    among = [(like[i, j], -i, -j) for i in range(*then) for j in range(*now)]
    if not among or max(among)[0] < ALIKE:
        return
    _best, i, j = max(among)
    yield from _couples(like, (then[0], -i), (now[0], -j))
    yield -i, -j
    yield from _couples(like, (1 - i, then[1]), (1 - j, now[1]))


def _alone(then: Sequence[Passage], now: Sequence[Passage]) -> Iterator[Changed]:
    yield from (Changed(Side(one.kind, (Piece(one.words, True),)), None) for one in then)
    yield from (Changed(None, Side(one.kind, (Piece(one.words, True),))) for one in now)


def _beside(then: Passage, now: Passage) -> Changed:
    before, after = marked(then.words, now.words)
    return Changed(Side(then.kind, before), Side(now.kind, after))


def marked(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both, with the words that differ.

    >>> marked("entro il 31/12/2025", "entro il 30/06/2026")[1]
    (Piece(words='entro il ', differs=False), Piece(words='30/06/2026', differs=True))
    """
    then, now = _TOKEN.findall(before), _TOKEN.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for differs, a, b, c, d in _runs(then, _opcodes(then, now)):
        left += [Piece("".join(then[a:b]), differs)] * (b > a)
        right += [Piece("".join(now[c:d]), differs)] * (d > c)
    return tuple(left), tuple(right)


def _runs(then: Sequence[str], opcodes: Sequence[Opcode]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Words that differ one after the other are one piece: a space between them is no island."""
    kept = [each for each in opcodes if each[1] < each[2] or each[3] < each[4]]
    run: tuple[bool, int, int, int, int] | None = None
    for place, (tag, a, b, c, d) in enumerate(kept):
        between = 0 < place < len(kept) - 1 and not "".join(then[a:b]).strip()
        differs = tag != "equal" or between
        if run and run[0] == differs:
            run = (differs, run[1], b, run[3], d)
        else:
            if run:
                yield run
            run = (differs, a, b, c, d)
    if run:
        yield run
