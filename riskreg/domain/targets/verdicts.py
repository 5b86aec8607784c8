"""What is said of a result against its target."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    MANUAL = "manual"

    @property
    def label(self) -> str:
        return {"yes": "raggiunto", "no": "non raggiunto", "partial": "parziale", "manual": "da valutare"}[self]


@dataclass(frozen=True)
class Verdict:
    """`reason` says in words why; `attained` is the share of the target that was reached (1.05 is 105 %), None where it has no
    meaning, and `formula` how it was counted."""

    kind: Kind
    reason: str
    attained: Decimal | None = None
    formula: str = ""

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def is_judged(self) -> bool:
        return self.kind is not Kind.MANUAL


def manual(why: str) -> Verdict:
    """A person must say, and why."""
    return Verdict(Kind.MANUAL, f"{why[:1].upper()}{why[1:]}: {Kind.MANUAL.label}")


def judged(met: bool, words: str, attained: Decimal | None = None, formula: str = "") -> Verdict:
    kind = Kind.YES if met else Kind.NO
    return Verdict(kind, f"{words}: {kind.label}", attained, formula)
