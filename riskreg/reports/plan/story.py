"""What stands in a document, in order, whatever it is drawn as: PDF, HTML and Word take the same parts, so that they say the same words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from riskreg.domain.bands import said


@dataclass(frozen=True, slots=True)
class Mark:
    """A band in words; where it was judged otherwise than computed, both."""

    name: str
    rank: int
    top: int
    computed: str = ""

    @property
    def words(self) -> str:
        return said(self.name, self.computed or self.name)


Cell = str | Mark
"""Lines of a text are parted as they were typed; it holds no markup."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`anchor` names it within the document; there is one of each."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """What people typed in the light markup of `domain/prose.py`; its tables stand apart, as tables of the document (telling/written.py)."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What each thing is called, and what it is."""

    pairs: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`share`: how wide it is, beside the others."""

    head: str
    share: float = 1
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first `header_columns` cells of a row say what it is about. With no rows it is not told at all."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    header_columns: int = 1


@dataclass(frozen=True, slots=True)
class Bars:
    """How many of each band, row by row. `words` say it to who does not see it; a table with the numbers stands before."""

    caption: str
    words: str
    bands: tuple[Mark, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    counted: tuple[str, str] = ("processo", "processi")


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many stand at each crossing of two bands: before, the rows, and after, the columns."""

    caption: str
    words: str
    bands: tuple[Mark, ...]
    counts: tuple[tuple[int, ...], ...]
    titles: tuple[str, str]


@dataclass(frozen=True, slots=True)
class NewPage:
    """Where documents have pages. `landscape`: from here on they lie on their side, or stand again."""

    landscape: bool | None = None


Part = Heading | Text | Prose | Bullets | Facts | Table | Bars | Matrix | NewPage


@dataclass(frozen=True, slots=True)
class Told:
    """A document before it is drawn. `state`: what is no final text says so everywhere."""

    title: str
    subtitle: str
    author: str
    at: datetime
    state: str
    cover: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    is_short: bool = False
    """A page or two: no cover and no table of contents."""

    @property
    def full_title(self) -> str:
        return f"{self.title}, {self.subtitle}"


def numbered(parts: Iterable[Part]) -> Iterator[tuple[Part, str]]:
    """Each with its caption in full, «Tabella 3. …»; the others with none."""
    tables = figures = 0
    for part in parts:
        if isinstance(part, Table):
            tables += 1
            yield part, f"Tabella {tables}. {part.caption}"
        elif isinstance(part, Bars | Matrix):
            figures += 1
            yield part, f"Figura {figures}. {part.caption}"
        else:
            yield part, ""
