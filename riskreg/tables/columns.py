"""A column of a file that comes in or goes out: its name, its label, how a cell is read and how it is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from riskreg.domain.italian import Unreadable, fold, join_words, read_date, read_number, tidy
from riskreg.tables.writing import as_text

Parse = Callable[[str], Any]
Write = Callable[[Any], Any]

LARGEST_NUMBER = 1_000_000
YES = frozenset(("si", "s", "vero", "true", "yes", "y", "x", "1"))
NO = frozenset(("no", "n", "falso", "false", "0"))


def one_line(text: str) -> str:
    return tidy(text)


def day(text: str) -> date:
    return read_date(text)


def whole_number(text: str) -> int:
    try:
        number = read_number(text)
    except Unreadable:
        number = None
    if number is None or number != number.to_integral_value():
        raise Unreadable("Scrivi un numero intero, per esempio 10.")
    if abs(number) > LARGEST_NUMBER:
        raise Unreadable("Scrivi un numero più piccolo: al massimo un milione.")
    return int(number)


def yes_or_no(text: str) -> bool:
    word = fold(text)
    if word not in YES | NO:
        raise Unreadable("Scrivi «sì» oppure «no».")
    return word in YES


def one_of(labels: Mapping[str, str], made: Callable[[str], Any] = str) -> Parse:
    """A word of a closed list, by its code or by its label."""
    known = {fold(text): code for code, label in labels.items() for text in (code, label)}

    def parse(text: str) -> Any:
        code = known.get(fold(text))
        if code is None:
            raise Unreadable(f"Scrivi una di queste voci: {join_words([f'«{label}»' for label in labels.values()])}.")
        return made(code)

    return parse


def label_in(labels: Mapping[str, str]) -> Write:
    return lambda code: "" if code is None else labels[code]


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Column:
    """`name` is the field that the operation's refusals speak of (`RuleBroken.field`)."""

    name: str
    label: str
    parse: Parse = one_line
    write: Write = _as_it_is
    needed: str = ""
    """What to say when the cell is empty; without it the cell may be empty."""

    needed_for: str = ""
    """Where some rows need it and others do not: which do, as "per gli utenti nuovi"."""

    empty: Any = None
    """The value of an empty cell."""

    synonyms: tuple[str, ...] = ()
    """What others call it, so that their files need no mapping."""

    help: str = ""
    example: Any = ""
    choices: tuple[str, ...] | str = ()
    """What a cell may be chosen from in a workbook: the words themselves, or the name of a list that the workbook has."""

    is_prompted: bool = False
    """Its help is shown beside the cell while somebody writes in it."""

    is_read_only: bool = False
    """Written for people to read; a file cannot change it."""

    is_hidden: bool = False
    """Kept with the row for riskreg; nobody need see it."""

    @property
    def is_text(self) -> bool:
        """Spreadsheets must not take what is written in it for a number or a day ("1.10")."""
        return self.parse is one_line

    def read(self, text: str) -> Any:
        """The value of a cell; `Unreadable` says how it should have been written."""
        if not text.strip():
            if self.needed:
                raise Unreadable(self.needed)
            return self.empty
        return self.parse(text)

    def show(self, value: Any) -> str:
        """The value as people read it."""
        return as_text(self.write(value))

    @property
    def need_said(self) -> str:
        return "sì" if self.needed else self.needed_for or "no"

    def show_example(self) -> str:
        return as_text(self.example)

    @property
    def names(self) -> list[str]:
        """What it goes by, as search compares texts, the likeliest first."""
        return [fold(text) for text in (self.label, self.name, *self.synonyms)]


def recognises(columns: Iterable[Column], remembered: Iterable[str] = ()) -> Callable[[str], bool]:
    """Whether a heading is one that these columns go by, or went by the last time."""
    names = frozenset(name for column in columns for name in column.names) | {fold(text) for text in remembered}
    return lambda heading: bool(heading.strip()) and fold(heading) in names
