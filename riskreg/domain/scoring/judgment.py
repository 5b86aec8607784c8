"""After the number, judgment: who may move the band, and what a residual may never be.

PNA 2019 annex 1 lets a motivated judgment prevail over arithmetic, and asks for prudence: anyone entitled may raise the
band, only the RPCT may lower it. Both bands stay visible; statistics use the judged one.
"""

from fractions import Fraction

from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.scoring.calculation import NumericScore, Score
from riskreg.domain.scoring.methodology import Band


def judged(computed: Band, chosen: Band, motivation: str, *, may_lower: bool) -> Band:
    """The band that counts; the computed one stays beside it.

    >>> mild, grave = Band("m", "MITE", 1, False), Band("g", "GRAVE", 2, True)
    >>> judged(mild, grave, "Due segnalazioni nell'anno.", may_lower=False).name
    'GRAVE'
    """
    if chosen.rank == computed.rank:
        return computed
    if chosen.rank < computed.rank and not may_lower:
        raise NotAllowed(f"Solo l'RPCT può abbassare la fascia calcolata ({computed.name}): puoi confermarla o alzarla.")
    if not motivation.strip():
        verb = "alzi" if chosen.rank > computed.rank else "abbassi"
        raise RuleBroken(f"Spiega perché {verb} la fascia da {computed.name} a {chosen.name}.", "motivation")
    return chosen


def insist_on_sense(score: Score, *, measures_in_force: int) -> None:
    """A residual above the inherent risk has no meaning; one below it needs a measure that explains it."""
    change = _change(score)
    if change > 0:
        raise RuleBroken("Il rischio residuo è più alto di quello inerente: controlla l'efficacia delle misure.", "effectiveness")
    if change < 0 and measures_in_force == 0:
        raise RuleBroken(
            "Nessuna misura è in vigore per questo processo: il rischio residuo non può scendere. "
            "Scegli l'efficacia più bassa o registra la misura che lo riduce.",
            "effectiveness",
        )


def _change(score: Score) -> Fraction:
    """How far the measures move the risk: below zero they lower it. Before rounding, so that no half hides it."""
    if isinstance(score, NumericScore):
        return score.inherent * (score.effectiveness.factor - 1)
    return Fraction(score.band.rank - score.inherent_band.rank)
