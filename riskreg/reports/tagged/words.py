"""Words in lines: a text with spans is measured and broken into lines, once for each width."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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

    pieces: list[Piece]
    width: float
    glued: bool = False


def plain(rich: Rich) -> str:
    return "".join(glyphs.clean(span.text) for span in _spans(rich))


def _spans(rich: Rich) -> list[Span]:
    parts = [rich] if isinstance(rich, str | Span) else rich
    return [part if isinstance(part, Span) else Span(part) for part in parts]


def break_lines(rich: Rich, style: TextStyle, width: float) -> list[Line]:
    """At spaces, at a dash or stroke between long words; anywhere in a word that is wider than a line."""
    room = width / style.size
    return [line for words in _typed_lines(_spans(rich), style) for line in _broken(words, room, style)]


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
                    open_word = _write(words, letters, span, face, open_word)
    yield words


_PART = re.compile(r"(?<=[^\W\d_]{3}[/\-–])(?=[^\W\d_]{3})")
"""`inconferibilità/incompatibilità` may be parted; `e/o`, dates and codes may not."""


def _write(words: list[_Word], letters: str, span: Span, face: str, open_word: bool) -> bool:
    linked = span if span.link else None
    for number, part in enumerate(_PART.split(letters)):
        pieces = [Piece(text, used, linked) for text, used in glyphs.runs(part, face)]
        width = sum(faces.width(piece.text, piece.face) for piece in pieces)
        if open_word and not number:
            words[-1].pieces += pieces
            words[-1].width += width
        else:
            words.append(_Word(pieces, width, glued=bool(number)))
    return True


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
        part, glued = _Word([], 0.0, glued=word.glued), True
        for piece in word.pieces:
            for letter in piece.text:
                wide = faces.width(letter, piece.face)
                if part.pieces and part.width + wide > room:
                    yield part
                    part = _Word([], 0.0, glued=glued)
                _add(part.pieces, letter, piece.face, piece.span)
                part.width += wide
        yield part


def _line(words: Sequence[_Word], width: float, *, space_after: bool) -> Line:
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
