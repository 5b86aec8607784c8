"""What measures take off the risk, as far as somebody has seen them at work: inherent, residual as assessed, residual verified, side by side.

The assessment trusts the measures that are planned. Here a measure counts only where somebody has seen it at work (counting.py). And the
effectiveness is taken cause by cause (the enabling factors of PNA 2019, annex 1): the weakest counts, so that one strong measure does not hide a
cause that nothing answers. What was approved is never summed again: its inherent risk is taken as it was written, and weighed anew. The result is
shown and suggested, never written into an assessment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from riskreg.domain.answers import ANSWERS
from riskreg.domain.exact import half_up
from riskreg.domain.italian import join_words, plural, write_number
from riskreg.domain.register import Factor
from riskreg.domain.scoring.calculation import NumericScore, Score, band, worst
from riskreg.domain.scoring.methodology import Band, Effectiveness, Methodology, NumericMethodology
from riskreg.domain.semesters import Semester

Judged = tuple[str | None, str | None]
"""The code of the band that somebody judged, and of the computed one that it was about."""

NOBODY: Judged = (None, None)

GONE = "L'evento non è più di questo processo: resta com'era valutato."
NO_RISE = (0, Decimal(0))
NO_EVENT = "Il processo non ha nessun evento rischioso a cui una misura risponda."


@dataclass(frozen=True)
class Covering:
    """A measure that answers an event, and whether it counts; `why_not` says why it does not."""

    id: int
    code: str
    family: str
    why_not: str = ""
    name: str = ""
    said: str = ""
    """What else a reader should know: what a verification found, why there is no evidence."""

    semester: Semester | None = None
    """Whose session spoke of it; none where no session has."""

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
    """One score of the approved assessment, as it was written; no `event_id` where the process is scored as a whole."""

    event_id: int | None
    name: str
    result: Score


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
    def share(self) -> Fraction:
        return Fraction(self.counting, len(self.measures)) if self.measures else Fraction()

    @property
    def label(self) -> str:
        return self.factor.label if self.factor is not None else "Cause non indicate"

    @property
    def how_many(self) -> str:
        """
        >>> Cause("Favori", None, ()).how_many, Cause("Favori", None, (Covering(1, "M1", "a"),)).how_many
        ('nessuna misura è prevista', 'conta 1 misura su 1')
        """
        total = len(self.measures)
        if not total:
            return "nessuna misura è prevista"
        if not self.counting:
            return "la misura prevista non conta" if total == 1 else f"non conta nessuna delle {total} misure previste"
        return f"{'contano' if self.counting > 1 else 'conta'} {plural(self.counting, 'misura', 'misure')} su {total}"

    @property
    def missing(self) -> tuple[Covering, ...]:
        return tuple(each for each in self.measures if not each.counts)

    def step(self, declared: int) -> int:
        """As many steps up the scale as were declared, in the share of the measures that count; rounded down, and none where nothing answers.

        >>> one = Covering(1, "M1", "a")
        >>> Cause("Favori", Factor.NO_CONTROLS, (one, Covering(2, "M2", "a", "non monitorata"))).step(3), Cause("Favori", Factor.NO_CONTROLS, ()).step(3)
        (1, 0)
        """
        return int(declared * self.share)


@dataclass(frozen=True)
class Verified:
    """One score: what was declared, what is verified, and cause by cause why. `left`: why it stays as it was assessed, where it cannot be
    weighed."""

    given: Given
    declared: Effectiveness
    verified: Effectiveness
    result: Score
    causes: tuple[Cause, ...]
    left: str = ""

    @property
    def is_weaker(self) -> bool:
        return self.verified != self.declared

    @property
    def is_bare(self) -> bool:
        """A cause has no measure, or no event is there to answer: none of what was declared is left, whatever the measures do."""
        return not self.left and (not self.causes or any(not each.measures for each in self.causes))

    @property
    def weakest(self) -> tuple[Cause, ...]:
        """The causes that keep it down; none where all that was declared is verified."""
        if not self.is_weaker or not self.causes:
            return ()
        least = min(each.share for each in self.causes)
        return tuple(each for each in self.causes if each.share == least)

    @property
    def why(self) -> str:
        """Why less is verified than was declared, in a few words; nothing where all of it is."""
        if not self.is_weaker:
            return ""
        return _because(self.weakest[0], len(self.weakest) - 1) if self.weakest else NO_EVENT[0].lower() + NO_EVENT[1:-1]


def _because(one: Cause, others: int) -> str:
    where = f"di «{one.event}»" if one.factor is None else f"per «{one.label.lower()}» di «{one.event}»"
    reasons = f" ({join_words([f'{each.code} {each.why_not}' for each in one.missing[:3]])})" if one.missing else ""
    more = f", e così {plural(others, 'altra causa', 'altre cause')}" if others else ""
    return f"{where} {one.how_many}{reasons}{more}"


@dataclass(frozen=True)
class Effect:
    """Of a process: what its assessment came to, and what of it is verified. `planned_band` is the one that was judged, where somebody did."""

    planned: Score
    found: Score
    planned_band: Band
    found_band: Band
    scores: tuple[Verified, ...]
    at_best: Score
    """If every measure that is planned counted: what is worse even so is missing in the plan."""

    at_best_band: Band
    unscored: tuple[str, ...] = ()
    """Events that came after the assessment: nobody has said yet how much risk they bring."""

    @property
    def is_weaker(self) -> bool:
        return any(each.is_weaker for each in self.scores)

    @property
    def is_worse(self) -> bool:
        """More risk is left than was assessed: a higher number, or a higher band."""
        return self.weight > NO_RISE

    @property
    def is_seen_worse(self) -> bool:
        """For the monitoring: planned measures that do not count leave more risk than they would."""
        return _rise(self.at_best, self.at_best_band, self.found, self.found_band) > NO_RISE

    @property
    def is_planned_too_low(self) -> bool:
        """For the plan: even with every measure at work more risk is left than was assessed, since a cause has none."""
        return _rise(self.planned, self.planned_band, self.at_best, self.at_best_band) > NO_RISE

    @property
    def uncovered(self) -> int:
        """Causes that no measure is meant for: something is missing in the plan, not in what was done of it."""
        return sum(not cause.measures for each in self.scores for cause in each.causes)

    @property
    def unseen(self) -> int:
        """Measures that are planned and do not count."""
        return len({measure.id for each in self.scores for cause in each.causes for measure in cause.missing})

    @property
    def missing_said(self) -> str:
        """What keeps the verified effectiveness down: what to do about it differs."""
        found = []
        if self.uncovered:
            found.append(plural(self.uncovered, "causa senza misure", "cause senza misure"))
        if self.unseen:
            found.append(plural(self.unseen, "misura che non conta", "misure che non contano"))
        return "; ".join(found)

    @property
    def inherent_said(self) -> str:
        """To two decimals; nothing where the methodology has levels, not numbers."""
        return write_number(half_up(self.planned.inherent), 2) if isinstance(self.planned, NumericScore) else ""

    @property
    def planned_said(self) -> str:
        return write_number(self.planned.residual, 2) if isinstance(self.planned, NumericScore) else ""

    @property
    def found_said(self) -> str:
        return write_number(self.found.residual, 2) if isinstance(self.found, NumericScore) else ""

    @property
    def weight(self) -> tuple[int, Decimal]:
        """How much worse: by how many bands, then by how much."""
        return _rise(self.planned, self.planned_band, self.found, self.found_band)


def _rise(before: Score, before_band: Band, after: Score, after_band: Band) -> tuple[int, Decimal]:
    more = after.residual - before.residual if isinstance(after, NumericScore) and isinstance(before, NumericScore) else Decimal(0)
    return after_band.rank - before_band.rank, more


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


def effect(methodology: Methodology, given: Sequence[Given], events: Mapping[int, Event], judged: Judged = NOBODY) -> Effect | None:
    """Of an approved assessment, with the events of today; None where it came to nothing.

    The band that is verified is never milder than the one that stands: neither where somebody raised it, nor where all that was declared holds.
    """
    scores = tuple(_verified(methodology, each, events) for each in given)
    planned, found = worst([each.result for each in given]), worst([each.result for each in scores])
    at_best = worst([_at_best(each) for each in scores])
    if planned is None or found is None or at_best is None:
        return None
    code = judged[0] if judged[1] == planned.band.code else None
    stands = next((each for each in methodology.bands if each.code == code), planned.band)
    is_weaker, is_bare = any(each.is_weaker for each in scores), any(each.is_weaker and each.is_bare for each in scores)
    reached = max(stands, found.band, key=lambda each: each.rank) if is_weaker else stands
    best = max(stands, at_best.band, key=lambda each: each.rank) if is_bare else stands
    scored = {each.event_id for each in given}
    unscored = () if None in scored else tuple(event.name for number, event in events.items() if number not in scored)
    return Effect(planned, found, stands, reached, scores, at_best, best, unscored)


def _verified(methodology: Methodology, given: Given, events: Mapping[int, Event]) -> Verified:
    scale, declared = methodology.effectiveness, given.result.effectiveness
    if given.event_id is not None and given.event_id not in events:
        return Verified(given, declared, declared, given.result, (), GONE)
    concerned = list(events.values()) if given.event_id is None else [events[given.event_id]]
    causes = tuple(cause for event in concerned for cause in meant_for(event))
    place = next(place for place, each in enumerate(scale) if each.code == declared.code)
    verified = scale[min((cause.step(place) for cause in causes), default=0)]
    return Verified(given, declared, verified, weighed(methodology, given.result, verified), causes)


def _at_best(one: Verified) -> Score:
    """With every planned measure counting: all that was declared, but where a cause has no measure."""
    return one.result if one.is_bare else one.given.result


def weighed(methodology: Methodology, result: Score, effectiveness: Effectiveness) -> Score:
    """The same probability and impact with another effectiveness: what was written stays as it was where that does not change."""
    if effectiveness == result.effectiveness:
        return result
    if isinstance(result, NumericScore):
        residual = half_up(result.inherent * effectiveness.factor)
        return replace(result, effectiveness=effectiveness, residual=residual, band=band(residual, methodology.bands))
    if isinstance(methodology, NumericMethodology):
        raise TypeError(f"{methodology.name} weighs numbers, and these are levels")
    left = methodology.treating[result.inherent_band.code, effectiveness.code]
    return replace(result, effectiveness=effectiveness, band=methodology.band(left))


# In words


def formula(result: Score) -> str:
    """How the residual comes from the inherent risk, in a line."""
    if isinstance(result, NumericScore):
        inherent, factor = write_number(half_up(result.inherent), 2), write_number(half_up(result.effectiveness.factor), 2)
        return f"{inherent} × {factor} (efficacia «{result.effectiveness.name.lower()}») = {write_number(result.residual, 2)}, fascia {result.band.name}"
    return f"rischio inerente {result.inherent_band.name} con efficacia «{result.effectiveness.name.lower()}»: resta {result.band.name}"


def steps_said(one: Verified, methodology: Methodology) -> str:
    """How the verified effectiveness comes from the declared one."""
    scale = methodology.effectiveness
    place = next(place for place, each in enumerate(scale) if each.code == one.declared.code)
    if one.left:
        return one.left
    if not place:
        return f"L'efficacia dichiarata è già la più bassa, «{one.declared.name.lower()}»: non può scendere."
    if not one.causes:
        return NO_EVENT
    weak = min(one.causes, key=lambda each: each.share)
    start = (
        f"L'efficacia dichiarata, «{one.declared.name.lower()}», sta {plural(place, 'gradino', 'gradini')} sopra «{scale[0].name.lower()}»."
    )
    if not weak.measures:
        return f"{start} A «{weak.label.lower()}» non risponde nessuna misura: di questi gradini non ne resta nessuno."
    left = weak.step(place)
    share = f"{weak.counting}/{len(weak.measures)} di {plural(place, 'gradino', 'gradini')} fa {left}, per difetto"
    return f"{start} Vale la causa meno coperta, «{weak.label.lower()}»: {weak.how_many}; {share}: «{scale[left].name.lower()}»."


def taken_from(events: Iterable[Event]) -> str:
    """The sessions that spoke of these measures, in words.

    >>> taken_from([Event(1, "Favori", (), (Covering(1, "M1", "a", semester=Semester(2026, 1)), Covering(2, "M2", "a")))])
    '1° semestre 2026'
    """
    found = {measure.semester for event in events for measure in event.measures if measure.semester is not None}
    return join_words([each.label for each in sorted(found)])


def suggestion(one: Verified, session: str) -> str:
    """For whoever assesses next."""
    declared, verified = one.declared.name.lower(), one.verified.name.lower()
    where = f"Per «{one.given.name}», dal" if one.given.event_id is not None else "Dal"
    if not one.is_weaker:
        return f"{where} monitoraggio del {session}: efficacia verificata «{verified}», come dichiarata."
    return f"{where} monitoraggio del {session}: efficacia verificata «{verified}» (dichiarata «{declared}»), perché {one.why}."
