"""The answers about a process, or about one of its events, and what they come to."""

from collections.abc import Mapping
from datetime import date, datetime

from riskreg.assessments import queries, telling, windows
from riskreg.assessments.models import Assessment, Score, ScoreAnswer
from riskreg.assessments.operations.checks import as_computed, insist_on_open, lines, write_result
from riskreg.assessments.operations.moving import fall_back
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Person
from riskreg.domain.prose import tidy
from riskreg.domain.scoring.calculation import EFFECTIVENESS, Unscored, score
from riskreg.domain.scoring.judgment import insist_on_sense
from riskreg.domain.scoring.methodology import Grain, Methodology
from riskreg.domain.workflow import LONGEST_REASON
from riskreg.people import queries as people

CHANGED = "Sono cambiate le risposte."


def answer(
    one: Assessment, given: Mapping[str, str | None], effectiveness: str | None, *, reasons: Mapping[str, str] | None = None,
    event_id: int | None = None, version: int | None = None, by: Person, at: datetime,
) -> Score:  # fmt: skip
    """The answers about the process, or about one of its events where the methodology asks event by event. What is given takes
    the place of what stood there; a criterion left out is unanswered, and then there is no score. `reasons`: by criterion, why an answer is
    not that of the year before, the effectiveness as EFFECTIVENESS; None leaves those that stand."""
    today = at.astimezone(ROME).date()
    insist_on_open(one, version, by, today)
    methodology = queries.methodology_of(one)
    _insist_on_grain(one, methodology, event_id)
    answers = _known(methodology, given)
    if effectiveness is not None and effectiveness not in {each.code for each in methodology.effectiveness}:
        raise RuleBroken("Scegli l'efficacia dall'elenco.", "effectiveness")
    row = queries.score_of(one, event_id)
    why = _checked(reasons, answers, row)
    if row is not None and queries.answers_of(row) == answers and row.effectiveness == effectiveness and why == queries.reasons_of(row):
        return row
    result = score(methodology, answers, effectiveness)
    measures = queries.measures_in_force(one.process_id, today)
    if not isinstance(result, Unscored):
        insist_on_sense(result, measures_in_force=len(measures))
    authors, judges = (telling.authors_of(one), telling.judges_of(one, today)) if one.is_under_way else (frozenset(), frozenset())
    fallen = fall_back(one, CHANGED, by=by, at=at)
    back = [*fallen, *windows.answered(one.process_id, one.year, today)]
    if row is None:
        row = Score(event_id=event_id)
        one.scores.append(row)
    taken_away = _write_answers(row, answers)
    row.effectiveness = effectiveness
    _write_reasons(row, why)
    write_result(row, result)
    _touch(one, lines(measures), today, by)
    _forget_judgment(one)
    record(Tag.ASSESSMENT_CHANGED, one, by=by, at=at, along=[row, *row.answers, *taken_away, *back])
    if fallen:
        telling.fell_back(one, CHANGED, authors, judges, by=by, at=at)
    return row


def _checked(reasons: Mapping[str, str] | None, answers: Mapping[str, str], row: Score | None) -> Mapping[str, str]:
    """Those that say something, of what is answered."""
    if reasons is None:
        reasons = queries.reasons_of(row)
    found = {code: tidy(text) for code, text in reasons.items() if tidy(text) and (code in answers or code == EFFECTIVENESS)}
    for code, text in found.items():
        if len(text) > LONGEST_REASON:
            raise RuleBroken(
                f"Usa al massimo {LONGEST_REASON} caratteri.", "because_effectiveness" if code == EFFECTIVENESS else f"because_{code}"
            )
    return found


def _write_reasons(row: Score, reasons: Mapping[str, str]) -> None:
    row.effectiveness_because = reasons.get(EFFECTIVENESS, "")
    for each in row.answers:
        each.because = reasons.get(each.criterion, "")


def _insist_on_grain(one: Assessment, methodology: Methodology, event_id: int | None) -> None:
    if methodology.grain is Grain.PROCESS:
        if event_id is not None:
            raise RuleBroken("Questa metodologia valuta il processo nel suo insieme, non i singoli eventi.")
    elif event_id not in {event.id for event in queries.events_of(one.process_id)}:
        raise RuleBroken("Questa metodologia valuta un evento alla volta: scegline uno del processo.")


def _known(methodology: Methodology, given: Mapping[str, str | None]) -> dict[str, str]:
    criteria = {each.code: each for each in methodology.criteria}
    answers = {code: value for code, value in given.items() if value}
    for code, value in answers.items():
        if code not in criteria or criteria[code].answer(value) is None:
            raise RuleBroken("Scegli una delle risposte descritte.", f"answer_{code}")
    return answers


def _write_answers(row: Score, answers: Mapping[str, str]) -> list[ScoreAnswer]:
    """Gives back the rows that go."""
    known = {each.criterion: each for each in row.answers}
    for code, value in answers.items():
        if code in known:
            known[code].answer = value
        else:
            row.answers.append(ScoreAnswer(criterion=code, answer=value))
    taken_away = [each for code, each in known.items() if code not in answers]
    for each in taken_away:
        row.answers.remove(each)
    return taken_away


def _touch(one: Assessment, measures: str, today: date, by: Person) -> None:
    one.measures, one.assessed_on, one.author_id = measures, today, by.user_id
    one.unit_id = people.present_owner(one.process.unit_id, today).id  # a draft goes along with its process
    one.edits += 1


def _forget_judgment(one: Assessment) -> None:
    """A judgment was about a number: when the computed band moves, the band that counts is the computed one again."""
    if queries.outcome(one).lapsed is not None:
        as_computed(one)
