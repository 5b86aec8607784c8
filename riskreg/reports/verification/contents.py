"""All that the minutes say, and nothing of how they look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Step:
    """Somebody did it, then."""

    who: str
    at: datetime


@dataclass(frozen=True)
class Looked:
    """One verification. No `finding`: it is still to be made, or was never made."""

    number: int
    code: str
    measure: str
    group: str
    process: str
    owner: str
    semester: str
    as_of: date
    why: str
    """Drawn, or chosen and for what reason."""

    declared: tuple[tuple[str, str], ...]
    proofs: tuple[str, ...]
    sent: Step | None
    validated: Step | None
    finding: str
    looked_at: str
    found: str
    verified: Step | None
    is_negative: bool = False
    follow_up: str = ""
    follow_up_by: date | None = None
    followed_on: date | None = None
    followed_how: str = ""

    @property
    def title(self) -> str:
        return f"{self.code} {self.measure}"


@dataclass(frozen=True)
class Part:
    """A stratum of a draw: how many of the list stood in it, the share, how many were taken."""

    label: str
    listed: int
    percent: int
    taken: int


@dataclass(frozen=True)
class Drawn:
    seed: str
    fingerprint: str
    declared: Step
    drawn: Step
    because: str
    parts: tuple[Part, ...]
    differs: str

    @property
    def listed(self) -> int:
        return sum(each.listed for each in self.parts)

    @property
    def taken(self) -> int:
        return sum(each.taken for each in self.parts)


@dataclass(frozen=True)
class Sample:
    """The second level of a semester."""

    semester: str
    as_of: date
    is_closed: bool
    draws: tuple[Drawn, ...]
    looked: tuple[Looked, ...]
    counts: Mapping[str, int]
    """By finding, in words; the first are those to make."""
