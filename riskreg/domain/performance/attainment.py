"""How much of what was aimed at was reached: counted on verdicts, so that indicators of every kind weigh the same."""

from collections.abc import Mapping
from decimal import Decimal

from riskreg.domain.exact import half_up

REACHED, TO_JUDGE = "yes", "manual"
FORMULA = "indicatori raggiunti ÷ indicatori con un esito"


def judged(verdicts: Mapping[str, int]) -> int:
    """How many have a verdict, whichever. By kind of verdict, how many.

    >>> judged({"yes": 3, "partial": 1, "no": 1, "manual": 4})
    5
    """
    return sum(verdicts.values()) - verdicts.get(TO_JUDGE, 0)


def rate(verdicts: Mapping[str, int]) -> Decimal | None:
    """In percent; what was reached in part is not reached; what nobody has judged counts neither way. None where nothing is judged.

    >>> rate({"yes": 2, "partial": 1, "no": 0, "manual": 7}), rate({"manual": 7})
    (Decimal('66.67'), None)
    """
    whole = judged(verdicts)
    return half_up(Decimal(100 * verdicts.get(REACHED, 0)) / whole) if whole else None
