"""After the number, judgment: who may move the band, and what a residual may never be.

PNA 2019 annex 1 lets a motivated judgment prevail over arithmetic, and asks for prudence: anyone entitled may raise the
band, only the RPCT may lower it: below the computed band, and below the one judged already. Both bands stay visible; statistics use the judged one.
"""

from dataclasses import dataclass
from fractions import Fraction

from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.scoring.calculation import NumericScore, Score
from riskreg.domain.scoring.methodology import Band


@dataclass(frozen=True)
class Judged:
    """What somebody has judged already, and counts: to go below it is to lower, whatever the sums say."""

    band: Band
    motivation: str


def judged(computed: Band, chosen: Band, motivation: str, *, may_lower: bool, standing: Judged | None = None) -> Band:
    """The band that counts; the computed one stays beside it.

    >>> mild, grave = Band("m", "MITE", 1, False), Band("g", "GRAVE", 2, True)
    >>> judged(mild, grave, "Due segnalazioni nell'anno.", may_lower=False).name
    'GRAVE'
    """
    now = standing.band if standing else computed
    motivation = motivation.strip()
    if not may_lower:
        _insist_on_prudence(computed, now, chosen)
    if standing is None and chosen.rank == computed.rank:
        if motivation:
            raise RuleBroken(
                f"Hai scritto un motivo, ma non cambi la fascia ({computed.name}): scegline un'altra o cancella il motivo.", "motivation"
            )
        return computed
    if not motivation:
        raise RuleBroken(f"Spiega perché {_move(now, chosen)}.", "motivation")
    if standing is not None and chosen.rank < now.rank and motivation == standing.motivation:
        raise RuleBroken(f"Questo è il motivo per cui la fascia era {now.name}: spiega perché {_move(now, chosen)}.", "motivation")
    return chosen


def _insist_on_prudence(computed: Band, now: Band, chosen: Band) -> None:
    if chosen.rank < computed.rank:
        raise NotAllowed(f"Solo l'RPCT può abbassare la fascia calcolata ({computed.name}): puoi confermarla o alzarla.")
    if chosen.rank < now.rank:
        raise NotAllowed(f"Solo l'RPCT può abbassare la fascia già giudicata ({now.name}): puoi lasciarla o alzarla.")


def _move(now: Band, chosen: Band) -> str:
    if chosen.rank == now.rank:
        return f"la fascia è {chosen.name}"
    return f"{'alzi' if chosen.rank > now.rank else 'abbassi'} la fascia da {now.name} a {chosen.name}"


def insist_on_sense(score: Score, *, measures_in_force: int) -> None:
    """A residual above the inherent risk has no meaning; one below it needs a measure that explains it."""
    change = _change(score)
    if change > 0:
        raise RuleBroken("Il rischio residuo è più alto di quello inerente: controlla l'efficacia delle misure.", "effectiveness")
    if is_lowered(score) and measures_in_force == 0:
        raise RuleBroken(
            "Nessuna misura è in vigore per questo processo: il rischio residuo non può scendere. "
            "Scegli l'efficacia più bassa o registra la misura che lo riduce.",
            "effectiveness",
        )


def is_lowered(score: Score) -> bool:
    """Measures take something off the risk."""
    return _change(score) < 0


def _change(score: Score) -> Fraction:
    """How far the measures move the risk: below zero they lower it. Before rounding, so that no half hides it."""
    if isinstance(score, NumericScore):
        return score.inherent * (score.effectiveness.factor - 1)
    return Fraction(score.band.rank - score.inherent_band.rank)
