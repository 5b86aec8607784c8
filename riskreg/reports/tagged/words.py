"""Words in lines: a text with spans is measured and broken into lines, once for each width."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from riskreg.reports.tagged import faces, glyphs

_FUZZ = 0.001


@dataclass(frozen=True, slots=True)
class Span:
    """Words that stand out, or lead somewhere: an address or, after `#`, an anchor of the same document."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


Rich = str | Span | Sequence[str | Span]
"""A text. There is no markup in it: what people type is never taken for an order."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    size: float = 10
    leading: float = 14
    bold: bool = False
    italic: bool = False
    colour: str = "#1a1a1a"
    link_colour: str = "#004d99"
    align: str = "left"

    @property
    def rise(self) -> float:
        """From the top of a line to its baseline: capitals stand in its middle."""
        return self.leading / 2 + 0.345 * self.size


@dataclass(slots=True)
class Piece:
    """Letters of one face in one line; `span` is where they come from, for those of a link."""

    text: str
    face: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Line:
    pieces: Sequence[Piece]
    width: float
    """Without the space at its end, which is drawn all the same: a reader would join the words of two lines."""


@dataclass(slots=True)
class _Word:
    """Letters that no space divides. `glued`: no space before it either, the line may end there."""

    pieces: Sequence[Piece]
    width: float
    glued: bool = False


def plain(rich: Rich) -> str:
    return "".join(glyphs.clean(span.text) for span in _spans(rich))


def _spans(rich: Rich) -> list[Span]:
    parts = [rich] if isinstance(rich, str | Span) else rich
    return [part if isinstance(part, Span) else Span(part) for part in parts]


def break_lines(rich: Rich, style: TextStyle, width: float) -> Sequence[Line]:
    """At spaces, at a dash or stroke between long words; anywhere in a word that is wider than a line."""
    if isinstance(rich, str):
        return _of_text(rich, style, width)
    return _in_lines(_spans(rich), style, width)


@lru_cache(maxsize=8_192)
def _of_text(text: str, style: TextStyle, width: float) -> Sequence[Line]:
    """Cells say the same again and again: who answers, by when, of which family."""
    return _in_lines([Span(text)], style, width)


def _in_lines(spans: Sequence[Span], style: TextStyle, width: float) -> Sequence[Line]:
    room = width / style.size
    return tuple(line for words in _typed_lines(spans, style) for line in _broken(words, room, style))


def _typed_lines(spans: Sequence[Span], style: TextStyle) -> Iterator[list[_Word]]:
    words: list[_Word] = []
    open_word = False
    for span in spans:
        face = faces.face(bold=style.bold or span.bold, italic=style.italic or span.italic)
        for number, typed in enumerate(glyphs.clean(span.text).split("\n")):
            if number:
                yield words
                words, open_word = [], False
            for place, letters in enumerate(typed.split(" ")):
                if place:
                    open_word = False
                if letters:
                    _write(words, letters, span, face, open_word)
                    open_word = True
    yield words


_PART = re.compile(r"(?<=[^\W\d_]{3}[/\-–])(?=[^\W\d_]{3})")
"""`inconferibilità/incompatibilità` may be parted; `e/o`, dates and codes may not."""


def _write(words: list[_Word], letters: str, span: Span, face: str, open_word: bool) -> None:
    parts = _linked(letters, face, span) if span.link else _parts(letters, face)
    if open_word:
        last, first = words[-1], parts[0]
        words[-1] = _Word([*last.pieces, *first.pieces], last.width + first.width, last.glued)
        parts = parts[1:]
    words += parts


@lru_cache(maxsize=65_536)
def _parts(letters: str, face: str) -> Sequence[_Word]:
    """Measured once, wherever they stand: nobody changes them."""
    return _linked(letters, face, None)


def _linked(letters: str, face: str, span: Span | None) -> Sequence[_Word]:
    made = []
    for number, part in enumerate(_PART.split(letters)):
        pieces = [Piece(text, used, span) for text, used in glyphs.runs(part, face)]
        made.append(_Word(pieces, sum(faces.width(piece.text, piece.face) for piece in pieces), glued=bool(number)))
    return tuple(made)


def _broken(words: Sequence[_Word], room: float, style: TextStyle) -> Iterator[Line]:
    space = faces.width(" ", faces.face(bold=style.bold, italic=style.italic))
    line: list[_Word] = []
    used = 0.0
    for word in _narrowed(words, room):
        gap = space if line and not word.glued else 0.0
        if line and used + gap + word.width > room + _FUZZ:
            yield _line(line, used, space_after=not word.glued)
            line, used, gap = [], 0.0, 0.0
        line.append(word)
        used += gap + word.width
    yield _line(line, used, space_after=True)


def _narrowed(words: Sequence[_Word], room: float) -> Iterator[_Word]:
    for word in words:
        if word.width <= room + _FUZZ:
            yield word
            continue
        pieces: list[Piece] = []
        part = _Word(pieces, 0.0, glued=word.glued)
        for piece in word.pieces:
            for letter in piece.text:
                wide = faces.width(letter, piece.face)
                if pieces and part.width + wide > room:
                    yield part
                    pieces = []
                    part = _Word(pieces, 0.0, glued=True)
                _add(pieces, letter, piece.face, piece.span)
                part.width += wide
        yield part


def _line(words: Sequence[_Word], width: float, *, space_after: bool) -> Line:
    plain_face = words[0].pieces[0].face if words else ""
    if words and all(len(word.pieces) == 1 and word.pieces[0].face == plain_face and word.pieces[0].span is None for word in words):
        said = "".join(word.pieces[0].text if word.glued or not number else f" {word.pieces[0].text}" for number, word in enumerate(words))
        return Line((Piece(f"{said} " if space_after else said, plain_face, None),), width)
    pieces: list[Piece] = []
    for word in words:
        if pieces and not word.glued:
            _space(pieces, word.pieces[0])
        for piece in word.pieces:
            _add(pieces, piece.text, piece.face, piece.span)
    if pieces and space_after:
        _add(pieces, " ", pieces[-1].face, pieces[-1].span)
    return Line(pieces, width)


def _space(pieces: list[Piece], following: Piece) -> None:
    """Between two words of one link it belongs to the link, else to what is no link."""
    last = pieces[-1]
    face = following.face if last.face == faces.SIGNS else last.face
    _add(pieces, " ", face, last.span if last.span is following.span else None)


def _add(pieces: list[Piece], text: str, face: str, span: Span | None) -> None:
    if pieces and pieces[-1].face == face and pieces[-1].span is span:
        pieces[-1].text += text
    else:
        pieces.append(Piece(text, face, span))
