"""How a year went, in numbers: verdicts counted over any set of indicators, the share that was reached, and the weighted one where there are weights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from riskreg.domain.exact import half_up
from riskreg.domain.performance.attainment import FORMULA, REACHED, TO_JUDGE, rate

PARTLY, MISSED = "partial", "no"
ORDER = (REACHED, PARTLY, MISSED, TO_JUDGE)
HEADS = {REACHED: "Raggiunti", PARTLY: "Parziali", MISSED: "Non raggiunti", TO_JUDGE: "Da valutare"}

SHARE_FORMULA = f"{FORMULA} × 100"
WEIGHTED_FORMULA = "somma dei pesi degli indicatori raggiunti ÷ somma dei pesi degli indicatori con un esito e un peso × 100"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one part, area, typology, year: how many indicators of each verdict. Dropped targets are in none."""

    name: str
    reached: int = 0
    partly: int = 0
    missed: int = 0
    to_judge: int = 0
    weighed: int = 0
    """How many of those with a verdict have a weight too."""

    weight: Decimal = Decimal(0)
    """Of those with a verdict."""

    weight_reached: Decimal = Decimal(0)

    @property
    def whole(self) -> int:
        return self.judged + self.to_judge

    @property
    def judged(self) -> int:
        return self.reached + self.partly + self.missed

    def of(self, verdict: str) -> int:
        """
        >>> Tally("x", 3, 0, 1).of("no")
        1
        """
        return {REACHED: self.reached, PARTLY: self.partly, MISSED: self.missed, TO_JUDGE: self.to_judge}[verdict]

    @property
    def share(self) -> Decimal | None:
        """Of those with a verdict, in percent: what nobody has judged is no result, neither good nor bad.

        >>> Tally("x", 83, 0, 21, 20).share, Tally("x", to_judge=2).share
        (Decimal('79.81'), None)
        """
        return rate({verdict: self.of(verdict) for verdict in ORDER})

    @property
    def weighted(self) -> Decimal | None:
        """
        >>> Tally("x", 1, 0, 1, weighed=2, weight=Decimal(80), weight_reached=Decimal(60)).weighted
        Decimal('75.00')
        """
        return half_up(self.weight_reached * 100 / self.weight) if self.weight else None


def of_verdicts(name: str, verdicts: Mapping[str, int]) -> Tally:
    """
    >>> of_verdicts("2024", {"yes": 3, "no": 1}).share
    Decimal('75.00')
    """
    reached, partly, missed, to_judge = (verdicts.get(verdict, 0) for verdict in ORDER)
    return Tally(name, reached, partly, missed, to_judge)


def counted(name: str, verdicts: Iterable[tuple[str, Decimal | None]]) -> Tally:
    """
    >>> counted("x", [("yes", None), ("no", Decimal(10)), ("manual", Decimal(5))]).judged
    2
    """
    totals = dict.fromkeys(ORDER, 0)
    weighed, weight, reached = 0, Decimal(0), Decimal(0)
    for verdict, share in verdicts:
        totals[verdict] += 1
        if share is not None and verdict != TO_JUDGE:
            weighed, weight = weighed + 1, weight + share
            reached += share if verdict == REACHED else 0
    return replace(of_verdicts(name, totals), weighed=weighed, weight=weight, weight_reached=reached)
