"""What a whole assessment comes to: which score counts, which band, what is still to be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from riskreg.domain.exact import half_up
from riskreg.domain.italian import write_number
from riskreg.domain.scoring.calculation import NumericScore, Score, worst
from riskreg.domain.scoring.methodology import Band, Methodology
from riskreg.domain.scoring.reasons import Explained


@dataclass(frozen=True)
class Scored:
    """One score with its reasons; no `event_id` where the process is scored as a whole."""

    event_id: int | None
    explained: Explained
    name: str = ""
    """The event as it is called; of what is approved, as it was."""

    counts: bool = False
    """Of several events, this is the worst: the one that the process takes."""


@dataclass(frozen=True)
class Outcome:
    """What an assessment comes to as it stands: the score that counts, the bands, and what is still to be done."""

    methodology: Methodology
    scored: tuple[Scored, ...]
    missing: tuple[str, ...]
    result: Score | None
    judged: Band | None
    lapsed: Band | None = None
    """The band that somebody judged when the computed one was another: it counts no more, and approval waits for a new judgment."""

    @property
    def computed(self) -> Band | None:
        return self.result.band if self.result else None

    @property
    def inherent(self) -> str:
        """To two decimals, for a card; the whole value stands in the explanation."""
        return write_number(half_up(self.result.inherent), 2) if isinstance(self.result, NumericScore) else ""

    @property
    def is_moved(self) -> bool:
        return self.judged is not None and self.computed is not None and self.judged.rank != self.computed.rank


def came_to(methodology: Methodology, scored: Sequence[Scored], judged_band: str | None, judged_from: str | None) -> Outcome:
    """`judged_band` counts as long as the band that is computed is `judged_from`, the one it was about."""
    missing = tuple(_missing(scored))
    results = [each.explained.score for each in scored]
    counting = worst([each for each in results if each is not None]) if not missing else None
    marked = tuple(replace(each, counts=counting is not None and each.explained.score is counting) for each in scored)
    judged = next((band for band in methodology.bands if band.code == judged_band), None)
    computed = counting.band if counting else None
    holds = computed is not None and computed.code == judged_from
    return Outcome(methodology, marked, missing, counting, judged if holds and judged else computed, None if holds else judged)


def _missing(scored: Sequence[Scored]) -> Iterator[str]:
    for each in scored:
        for name in each.explained.missing:
            yield name if each.event_id is None else f"{each.name}: {name}"
    if not scored:
        yield "Almeno un evento rischioso: questa metodologia li valuta uno per uno"
