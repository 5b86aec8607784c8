"""«Se questa misura fosse attuata»: one planned measure of the process and the effectiveness that it would bring, beside today. Nothing is saved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from riskreg.assessments import queries
from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.register import MeasureKind
from riskreg.domain.scoring import what_if
from riskreg.domain.scoring.methodology import Effectiveness, Methodology
from riskreg.domain.scoring.outcome import Outcome
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent, Phase, RiskEvent
from riskreg.register.queries.measure_states import activated, not_over

NOT_WITH_AUTHOR = "La prova si fa finché la valutazione è con chi la compila: questa è già passata di mano."
NOT_THERE = "Questa misura non è fra quelle da attuare per il processo: scegline una dall'elenco."
NOT_BETTER = "Questa efficacia non è migliore di quella di oggi: scegline una dall'elenco."


@dataclass(frozen=True)
class Trial:
    """What may be chosen, and what came of it. `then` is None until somebody has chosen."""

    measures: Sequence[tuple[str, str]]
    steps: Sequence[Effectiveness]
    measure: str
    step: str
    today: Outcome
    then: Outcome | None
    methodology: Methodology

    @property
    def measure_title(self) -> str:
        return dict(self.measures).get(self.measure, "")


def trial(one: Assessment, measure: str, step: str, on: date) -> Trial:
    """`measure` and `step` as the address says them: what is not among the choices is refused, never passed over."""
    if not one.is_with_author:
        raise WrongState(NOT_WITH_AUTHOR)
    methodology, given = queries.methodology_of(one), _given(one)
    today, planned = what_if.today(methodology, given), _planned(one.process_id, on)
    named = [(str(each.id), each.title) for each in planned]
    if measure and measure not in dict(named):
        raise RuleBroken(NOT_THERE)
    events = {str(each.id): found for each, found in planned.items()}
    steps = what_if.choices(methodology, given, events.get(measure, ())) or what_if.choices(
        methodology, given, set().union(*events.values())
    )
    if step and step not in {each.code for each in steps}:
        raise RuleBroken(NOT_BETTER)
    chosen = bool(measure and step) and not today.missing
    then = what_if.if_done(methodology, given, events[measure], step) if chosen else None
    return Trial(named, steps, measure, step, today, then, methodology)


def _given(one: Assessment) -> list[what_if.Given]:
    found = []
    for each in queries.outcome(one).scored:
        score = queries.score_of(one, each.event_id)
        found.append(what_if.Given(each.event_id, each.name, queries.answers_of(score), score.effectiveness if score else None))
    return found


def _planned(process_id: int, on: date) -> Mapping[Measure, set[int]]:
    """The specific measures of the process that are neither over nor activated, each with the events that it answers here."""
    statement = (
        select(Measure, MeasureEvent.event_id)
        .join(MeasureEvent, MeasureEvent.measure_id == Measure.id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .where(
            Phase.process_id == process_id, register.event_in_use(), Measure.kind == MeasureKind.SPECIFIC.value, not_over(on), ~activated()
        )
        .order_by(Measure.code_sort_key, Measure.id)
    )
    found: dict[Measure, set[int]] = defaultdict(set)
    for measure, event_id in db.session.execute(statement):
        found[measure].add(event_id)
    return found
