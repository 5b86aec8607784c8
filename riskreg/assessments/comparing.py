"""An assessment beside the one approved before it: what was answered then, and what is answered otherwise now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.assessments import queries, windows
from riskreg.assessments.models import Assessment, Score
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.scoring.calculation import EFFECTIVENESS
from riskreg.domain.scoring.methodology import Methodology

Sayings = Mapping[str, Mapping[str, str]]
"""By criterion, what each answer says; the effectiveness is one more."""


@dataclass(frozen=True)
class Before:
    assessment_id: int
    year: int
    answers: Mapping[str, str] = field(default_factory=dict)
    effectiveness: str | None = None


class Change(NamedTuple):
    """A question that is answered otherwise; no `before` where nobody answered it then."""

    about: str
    before: str
    now: str
    because: str = ""
    field: str = ""
    event_id: int | None = None
    """Where it is written why: the field of the form, and of which event."""


def last_approved(one: Assessment) -> Assessment | None:
    return last_approved_before(one.process_id, one.year)


def last_approved_before(process_id: int, year: int) -> Assessment | None:
    """Of the nearest year before, whatever was approved first; a draft says nothing yet."""
    earlier = (Assessment.process_id == process_id, Assessment.year < year, Assessment.state == State.APPROVED.value)
    statement = select(Assessment).where(*earlier).order_by(Assessment.year.desc()).limit(1)
    loaded = selectinload(Assessment.scores).selectinload(Score.answers)
    return db.session.scalars(statement.options(joinedload(Assessment.methodology), loaded)).first()


def last_year(one: Assessment, event_id: int | None) -> Before | None:
    """What was answered the time before, to be marked in the form: only what says today what it said then. None where nothing does,
    for another methodology may mean something else by the same code."""
    found = last_approved(one)
    score = queries.score_of(found, event_id) if found else None
    if found is None or score is None:
        return None
    then, now = _sayings(queries.methodology_of(found)), _sayings(queries.methodology_of(one))
    same = {code: given for code, given in _given(score).items() if then.get(code, {}).get(given) == now.get(code, {}).get(given, "")}
    effectiveness = same.pop(EFFECTIVENESS, None)
    return Before(found.id, found.year, same, effectiveness) if same or effectiveness else None


class Owed(NamedTuple):
    """What whoever sends has still to write, of the `year` that it is compared with: why these are answered otherwise; or, where nothing is, why
    everything stays though these `objections` speak against it."""

    year: int | None = None
    unexplained: Sequence[Change] = ()
    objections: Sequence[str] = ()


def owed(one: Assessment, on: date) -> Owed:
    """A change asks for a motivation, and so does leaving everything as it was where something speaks against it (PNA 2019, annex 1). Nothing
    where the questions mean something else now."""
    before = last_approved(one)
    if before is None or before.methodology_id != one.methodology_id:
        return Owed()
    if found := changes(one, before):
        return Owed(before.year, [change for change in found if change.before and change.now and not change.because])
    if one.judgment not in ("", before.judgment):
        return Owed(before.year)
    return Owed(before.year, objections=windows.objections(one.process_id, one.year, on))


def changes(one: Assessment, before: Assessment) -> list[Change]:
    """In the order of the form, event by event where each is scored."""
    then, now = _sayings(queries.methodology_of(before)), _sayings(queries.methodology_of(one))
    names = {each.code: each.name for each in queries.methodology_of(one).criteria} | {EFFECTIVENESS: EFFECTIVENESS}
    return [
        change for score in queries.counting(one) for change in _changes(score, queries.score_of(before, score.event_id), then, now, names)
    ]


def said(score: Score, one: Assessment) -> list[tuple[str, str]]:
    """Each question of the form with what was answered, in its words."""
    methodology = queries.methodology_of(one)
    sayings, given = _sayings(methodology), _given(score)
    names = {each.code: each.name for each in methodology.criteria} | {EFFECTIVENESS: EFFECTIVENESS}
    return [(name, sayings[code].get(given.get(code, ""), "")) for code, name in names.items()]


def _changes(score: Score, before: Score | None, then: Sayings, now: Sayings, names: Mapping[str, str]) -> Iterator[Change]:
    old, new, reasons = _given(before) if before else {}, _given(score), queries.reasons_of(score)
    where = f"{score.event.name}: " if score.event else ""
    for code, name in names.items():
        was, said = then.get(code, {}).get(old.get(code, ""), ""), now[code].get(new.get(code, ""), "")
        if was != said:
            field = "because_effectiveness" if code == EFFECTIVENESS else f"because_{code}"
            yield Change(f"{where}{name}", was, said, reasons.get(code, ""), field, score.event_id)


def _sayings(methodology: Methodology) -> Sayings:
    criteria = {criterion.code: {each.code: each.text for each in criterion.answers} for criterion in methodology.criteria}
    return criteria | {EFFECTIVENESS: {each.code: f"{each.name}. {each.text}" for each in methodology.effectiveness}}


def _given(score: Score) -> dict[str, str]:
    return {**queries.answers_of(score), **({EFFECTIVENESS: score.effectiveness} if score.effectiveness else {})}
