"""What measures take off the risk, as far as somebody has seen them at work: inherent, residual as assessed, residual verified, side by side.

The assessment trusts the measures that are planned. Here a measure counts only when it is in force, was declared done in the last session with
something that shows it, and no verification went badly. And the effectiveness is taken cause by cause (the enabling factors of PNA 2019, annex 1):
the weakest counts, so that one strong measure does not hide a cause that nothing answers. It is shown and suggested, never written into an assessment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskreg.domain.answers import ANSWERS
from riskreg.domain.register import Factor
from riskreg.domain.scoring.calculation import Answers
from riskreg.domain.scoring.methodology import Effectiveness, Methodology
from riskreg.domain.scoring.outcome import Outcome, Scored, came_to
from riskreg.domain.scoring.reasons import explain


@dataclass(frozen=True)
class Covering:
    """A measure that answers an event, and whether it counts; `why_not` says why it does not."""

    id: int
    code: str
    family: str
    why_not: str = ""

    @property
    def counts(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class Event:
    id: int
    name: str
    factors: tuple[Factor, ...]
    measures: tuple[Covering, ...]


@dataclass(frozen=True)
class Given:
    """The answers of one score of the approved assessment; no `event_id` where the process is scored as a whole."""

    event_id: int | None
    name: str
    answers: Answers
    effectiveness: str | None


@dataclass(frozen=True)
class Cause:
    """One factor of one event: the measures meant for it, and how many of them count. No factor where the event names none."""

    event: str
    factor: Factor | None
    measures: tuple[Covering, ...]

    @property
    def counting(self) -> int:
        return sum(each.counts for each in self.measures)

    @property
    def label(self) -> str:
        return self.factor.label if self.factor is not None else "Cause non indicate"

    def step(self, declared: int) -> int:
        """As many steps up the scale as were declared, in the share of the measures that count; rounded down, and none where nothing answers.

        >>> one = Covering(1, "M1", "a")
        >>> Cause("Favori", Factor.NO_CONTROLS, (one, Covering(2, "M2", "a", "non monitorata"))).step(3), Cause("Favori", Factor.NO_CONTROLS, ()).step(3)
        (1, 0)
        """
        return declared * self.counting // len(self.measures) if self.measures else 0


@dataclass(frozen=True)
class Verified:
    """One score: what was declared, what is verified, and cause by cause why."""

    given: Given
    declared: Effectiveness
    verified: Effectiveness
    causes: tuple[Cause, ...]

    @property
    def weakest(self) -> tuple[Cause, ...]:
        """The causes that keep it down; none where all that was declared is verified."""
        if self.verified == self.declared:
            return ()
        fewest = min((each.counting * 1_000 // len(each.measures) if each.measures else 0) for each in self.causes)
        return tuple(each for each in self.causes if (each.counting * 1_000 // len(each.measures) if each.measures else 0) == fewest)


@dataclass(frozen=True)
class Effect:
    planned: Outcome
    verified: Outcome
    scores: tuple[Verified, ...]

    @property
    def is_worse(self) -> bool:
        """Less is verified than was assessed."""
        return any(each.verified != each.declared for each in self.scores)


def meant_for(event: Event) -> tuple[Cause, ...]:
    """The causes of an event, each with the measures of a family that answers it; what answers none of them is taken to answer them all, since
    somebody tied it to this event.

    >>> rotation, control = Covering(1, "M1", "g"), Covering(2, "M2", "a")
    >>> event = Event(1, "Favori", (Factor.NO_CONTROLS, Factor.FEW_HANDS), (rotation, control))
    >>> [[measure.code for measure in each.measures] for each in meant_for(event)]
    [['M2'], ['M1']]
    """
    if not event.factors:
        return (Cause(event.name, None, event.measures),)
    answering = {factor: {answer.family.value for answer in ANSWERS[factor]} for factor in event.factors}
    known = set().union(*answering.values())
    return tuple(
        Cause(event.name, factor, tuple(each for each in event.measures if each.family in families or each.family not in known))
        for factor, families in answering.items()
    )


def effect(methodology: Methodology, given: Sequence[Given], events: Mapping[int, Event]) -> Effect:
    """Of an approved assessment whose answers are all there."""
    scores = [_verified(methodology, each, events) for each in given]
    planned = [Scored(each.event_id, explain(methodology, each.answers, each.effectiveness), each.name) for each in given]
    found = [Scored(each.given.event_id, explain(methodology, each.given.answers, each.verified.code), each.given.name) for each in scores]
    return Effect(came_to(methodology, planned, None, None), came_to(methodology, found, None, None), tuple(scores))


def _verified(methodology: Methodology, given: Given, events: Mapping[int, Event]) -> Verified:
    scale = methodology.effectiveness
    declared = next((place for place, each in enumerate(scale) if each.code == given.effectiveness), 0)
    concerned = list(events.values()) if given.event_id is None else [events[given.event_id]] if given.event_id in events else []
    causes = tuple(cause for event in concerned for cause in meant_for(event))
    step = min((cause.step(declared) for cause in causes), default=0)
    return Verified(given, scale[declared], scale[step], causes)
