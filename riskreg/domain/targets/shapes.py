"""What a target or a result can say, once it is understood."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Relation(StrEnum):
    """How a result stands to a target."""

    AT_LEAST = "≥"
    MORE = ">"
    AT_MOST = "≤"
    LESS = "<"
    EQUAL = "="

    @property
    def opposite(self) -> str:
        return {"≥": "<", ">": "≤", "≤": ">", "<": "≥", "=": "≠"}[self]

    @property
    def mirrored(self) -> "Relation":
        """For a fall that is written as a positive number: a reduction of at least 5 % is a change of at most -5 %."""
        return {"≥": Relation.AT_MOST, ">": Relation.LESS, "≤": Relation.AT_LEAST, "<": Relation.MORE, "=": Relation.EQUAL}[self]

    @property
    def grows(self) -> bool:
        return self in (Relation.AT_LEAST, Relation.MORE)

    @property
    def falls(self) -> bool:
        return self in (Relation.AT_MOST, Relation.LESS)

    def holds(self, result: Decimal | int, target: Decimal | int) -> bool:
        return {"≥": result >= target, ">": result > target, "≤": result <= target, "<": result < target, "=": result == target}[self]


PERCENT, POINTS, PER_MILLE, EURO, BARE = "%", "p.p.", "‰", "€", ""
SCALES = {"": Decimal(1), "mila": Decimal(1000), "mln": Decimal(10) ** 6, "mld": Decimal(10) ** 9}


@dataclass(frozen=True)
class Quantity:
    """A number as it was written: 2,5 mld € is 2.5 with scale mld; 52,41 % is 52.41 with unit %."""

    value: Decimal
    unit: str = BARE
    scale: str = ""
    is_signed: bool = False
    is_change: bool = False
    """Words say that it is a change: "incremento del 5 %"."""
    of: Decimal | None = None
    """3 su 4."""
    other: Decimal | None = None
    """What its one separator would make of it, read the other way: 1.250 is 1250, other 1.25."""

    @property
    def amount(self) -> Decimal:
        return self.value * SCALES[self.scale]

    @property
    def other_amount(self) -> Decimal | None:
        return None if self.other is None else self.other * SCALES[self.scale]


@dataclass(frozen=True)
class Period:
    """From a day to a day: a date, a month, a quarter, a year."""

    first: date
    last: date


@dataclass(frozen=True)
class Amount:
    """A number, with its relation if it was written, what was counted, and a day that was named with it."""

    quantity: Quantity
    relation: Relation | None = None
    thing: str = ""
    by: Period | None = None
    base: str = ""
    """The year with which a change is compared, "2024" or "-1"."""

    deed: str = ""
    """What was to be done so many times: "organizzazione" di 3 eventi."""


@dataclass(frozen=True)
class Between:
    low: Quantity
    high: Quantity
    thing: str = ""
    bounds: tuple[Relation, Relation] | None = None
    """Both ends were written with operators, or as "compreso tra": outside is a miss, on either side."""


@dataclass(frozen=True)
class Moment:
    """A day: in a target until when (relation ≤ or <, or none), in a result when; with what was to be done, or was done."""

    period: Period
    relation: Relation | None = None
    thing: str = ""
    others: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Sì or no; `verb` is how it was said, if it was said by what was done (approvato), `thing` of what."""

    is_yes: bool
    verb: str = ""
    thing: str = ""
    in_time: bool | None = None
    """Said so: "nei termini", "in ritardo"."""


@dataclass(frozen=True)
class Grade:
    """A word of an ordered list: alto, medio, basso."""

    scale: str
    rank: int
    word: str
    relation: Relation | None = None


@dataclass(frozen=True)
class Relative:
    """Against another year's result: `>= 2024 (10%)`. The year is "2024", or "-1" for the year before."""

    relation: Relation
    year: str
    value: Quantity | None = None


@dataclass(frozen=True)
class Unchanged:
    """As it was the year before."""

    year: str = "-1"


@dataclass(frozen=True)
class Named:
    """Something to be done, by its name: "Avvio rilevazioni"."""

    text: str


@dataclass(frozen=True)
class Nothing:
    """n.d., -, an empty cell."""


@dataclass(frozen=True)
class Unclear:
    """What was not understood, whole."""

    text: str


Said = Amount | Between | Moment | Answer | Grade | Relative | Unchanged | Named | Nothing | Unclear


@dataclass(frozen=True)
class Part:
    said: Said
    notes: tuple[str, ...] = ()
    """What stood in brackets."""

    mark: str = ""
    """The number of the part, where parts are numbered: "1"."""


@dataclass(frozen=True)
class Statement:
    """A target or a result: one part or several, in the order in which they were written."""

    parts: tuple[Part, ...]
    text: str = field(default="", compare=False)
    """As it was written."""

    @property
    def is_nothing(self) -> bool:
        return all(isinstance(part.said, Nothing) for part in self.parts)

    @property
    def is_unclear(self) -> bool:
        return any(isinstance(part.said, Unclear) for part in self.parts)
