"""Reading assessments: one of them, what it comes to, who made it, what it was last year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.assessments.hands import people_in, shapers
from riskreg.assessments.models import Assessment, Score
from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.errors import Missing, WrongState
from riskreg.domain.exact import half_up
from riskreg.domain.italian import join_words, plural, write_date, write_number
from riskreg.domain.permissions import Permission, Person, Scope, may, may_judge, roles_that_may
from riskreg.domain.scoring.calculation import NumericScore, worst
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.methodology import Band, Grain, Methodology
from riskreg.domain.scoring.reasons import Explained, explain
from riskreg.methodology import queries as methodologies
from riskreg.people.models import User
from riskreg.people.queries.reach import units_within
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent, Standing


def assessment(assessment_id: int) -> Assessment:
    """With everything that its pages show: a constant number of queries."""
    scores = selectinload(Assessment.scores)
    given = scores.joinedload(Score.answers)  # a dozen of each: not worth a query of their own
    statement = select(Assessment).where(Assessment.id == assessment_id)
    found = db.session.scalars(
        statement.options(
            joinedload(Assessment.process).options(joinedload(Process.area), joinedload(Process.unit)),
            joinedload(Assessment.methodology), joinedload(Assessment.unit), joinedload(Assessment.author),
            joinedload(Assessment.judged_by), joinedload(Assessment.approved_by),
            scores.joinedload(Score.event), given,
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        raise Missing
    return found


def draft(assessment_id: int) -> Assessment:
    """For the pages of those who assess: what is approved says so before anything is typed."""
    found = assessment(assessment_id)
    if not found.is_draft:
        raise WrongState("Questa valutazione è approvata: non cambia più. Le novità vanno nella valutazione dell'anno dopo.")
    return found


def scope(assessment_id: int, **_rest: object) -> Scope:
    """For the permission map: who answers today for the process. An event is part of its assessment."""
    statement = select(Process).join(Assessment, Assessment.process_id == Process.id).where(Assessment.id == assessment_id)
    process = db.session.scalars(statement.options(joinedload(Process.unit))).one_or_none()
    if process is None:
        raise Missing
    return register.scope_of(process, clock.today())


def scope_of_process(process_id: int, **_rest: object) -> Scope:
    return register.scope_of(register.process(process_id), clock.today())


def of(process_id: int, year: int) -> Assessment | None:
    return db.session.scalars(select(Assessment).where(Assessment.process_id == process_id, Assessment.year == year)).one_or_none()


def history(process_id: int) -> list[Assessment]:
    """The assessments of a process, the last year first."""
    statement = select(Assessment).where(Assessment.process_id == process_id).order_by(Assessment.year.desc())
    return list(db.session.scalars(statement.options(joinedload(Assessment.methodology), selectinload(Assessment.scores))))


def methodology_of(one: Assessment) -> Methodology:
    return methodologies.as_domain(one.methodology)


# What it comes to


def events_of(process_id: int) -> list[RiskEvent]:
    """The risk events that count today, in the order of the sheet."""
    statement = select(RiskEvent).join(Phase).where(Phase.process_id == process_id, register.event_in_use())
    return list(db.session.scalars(statement.order_by(Phase.position, Phase.id, RiskEvent.position, RiskEvent.id)))


@dataclass(frozen=True)
class Scored:
    """One score with its reasons; `event` is None where the process is scored as a whole."""

    event: RiskEvent | None
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
    result: Result | None
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


def outcome(one: Assessment) -> Outcome:
    """A draft counts the events of today; an approved assessment those that it was approved with."""
    methodology = methodology_of(one)
    scored = tuple(
        Scored(event, explain(methodology, answers_of(score), score.effectiveness if score else None), _name(event, score))
        for event, score in _rows(one, methodology)
    )
    missing = tuple(_missing(scored))
    results = [each.explained.score for each in scored]
    counting = worst([each for each in results if each is not None]) if scored and not missing else None
    marked = tuple(replace(each, counts=counting is not None and each.explained.score is counting) for each in scored)
    judged = next((band for band in methodology.bands if band.code == one.judged_band), None)
    holds = counting is not None and counting.band.code == one.judged_from
    computed = counting.band if counting else None
    return Outcome(methodology, marked, missing, counting, judged if holds and judged else computed, None if holds else judged)


def _name(event: RiskEvent | None, score: Score | None) -> str:
    return (score.event_name if score else None) or (event.name if event else "")


def _rows(one: Assessment, methodology: Methodology) -> list[tuple[RiskEvent | None, Score | None]]:
    if methodology.grain is Grain.PROCESS:
        return [(None, score_of(one, None))]
    if not one.is_draft:
        return [(score.event, score) for score in one.scores]
    return [(event, score_of(one, event.id)) for event in events_of(one.process_id)]


def _missing(scored: Iterable[Scored]) -> Iterable[str]:
    several = False
    for each in scored:
        several = True
        for name in each.explained.missing:
            yield f"{each.event.name}: {name}" if each.event else name
    if not several:
        yield "Almeno un evento rischioso: questa metodologia li valuta uno per uno"


def left_out(one: Assessment, found: Outcome) -> list[RiskEvent]:
    """Events with answers that count for nothing: retired meanwhile, or moved to another process."""
    counted = {each.event.id for each in found.scored if each.event}
    gone = [score.event_id for score in one.scores if score.event_id is not None and score.event_id not in counted]
    return register.events(gone) if gone and one.is_draft else []


def events_to_leave_out(one: Assessment) -> list[tuple[str, str]]:
    """For whoever approves: which, and why each is out."""
    return [(str(event.id), f"{event.name} ({_why_out(event, one)})") for event in left_out(one, outcome(one))]


def _why_out(event: RiskEvent, one: Assessment) -> str:
    if event.phase.process_id != one.process_id:
        return f"ora sta nel processo {event.phase.process.code}"
    day = event.retired_on or event.phase.retired_on
    return f"{'ritirato' if event.retired_on else 'la sua fase è ritirata'} dal {write_date(day)}" if day else "non conta più"


def score_of(one: Assessment, event_id: int | None) -> Score | None:
    return next((score for score in one.scores if score.event_id == event_id), None)


def answers_of(score: Score | None) -> Mapping[str, str]:
    return {each.criterion: each.answer for each in score.answers} if score else {}


def measures_in_force(process_id: int, on: date) -> list[Measure]:
    """The specific measures that answer on that day an event of the process: of one that is retired, nothing is left to lower. Of a
    process that has retired since, those of its last day: its measures end with it."""
    retired_on = register.process(process_id).retired_on
    day = on if retired_on is None else min(on, retired_on - timedelta(days=1))
    ids = (
        select(MeasureEvent.measure_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .where(Phase.process_id == process_id, register.event_in_use())
    )
    statement = select(Measure).where(Measure.id.in_(ids), register.in_force(day))
    return list(db.session.scalars(statement.order_by(Measure.code_sort_key, Measure.id)))


def last_year(one: Assessment, event_id: int | None) -> "Before | None":
    """What was answered the time before, to be marked in the form."""
    statement = select(Assessment).where(
        Assessment.process_id == one.process_id, Assessment.year < one.year, Assessment.state == State.APPROVED
    )
    found = db.session.scalars(
        statement.options(joinedload(Assessment.methodology), selectinload(Assessment.scores).selectinload(Score.answers))
        .order_by(Assessment.year.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    score = score_of(found, event_id)
    return Before(found.id, found.year, _same_text(found, one, answers_of(score)), score.effectiveness if score else None)


@dataclass(frozen=True)
class Before:
    assessment_id: int
    year: int
    answers: Mapping[str, str] = field(default_factory=dict)
    effectiveness: str | None = None


def _same_text(found: Assessment, one: Assessment, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Only the answers that say today what they said then: another version may mean something else by the same code."""
    then = {criterion.code: {each.code: each.text for each in criterion.answers} for criterion in methodology_of(found).criteria}
    now = {criterion.code: {each.code: each.text for each in criterion.answers} for criterion in methodology_of(one).criteria}
    return {code: given for code, given in answers.items() if then.get(code, {}).get(given) == now.get(code, {}).get(given, "")}


def event_to_answer(one: Assessment, event_id: int | None) -> RiskEvent | None:
    """The event that the form is about: one of the process, and only where each is scored by itself."""
    whole = methodology_of(one).grain is Grain.PROCESS
    found = next((event for event in events_of(one.process_id) if event.id == event_id), None) if not whole else None
    if whole != (event_id is None) or (not whole and found is None):
        raise Missing
    return found


def told(one: Assessment) -> str:
    """After saving: what it came to, or what is missing."""
    found = outcome(one)
    if found.missing:
        verb = "manca" if len(found.missing) == 1 else "mancano"
        return f"Risposte salvate. Per il punteggio {verb} ancora {plural(len(found.missing), 'risposta', 'risposte')}."
    return f"Risposte salvate. Fascia calcolata: {found.computed.name if found.computed else ''}."


def standings_of(process_id: int) -> dict[int, Standing]:
    """What each approved year came to."""
    return {
        each.year: each
        for each in db.session.scalars(
            select(Standing).where(Standing.process_id == process_id).options(joinedload(Standing.area)).order_by(Standing.year)
        )
    }


def measures_shown(one: Assessment, on: date) -> list[str]:
    """Those in force today while it is a draft; then those of the day on which it was approved."""
    if one.is_draft:
        return [measure.title for measure in measures_in_force(one.process_id, on)]
    return one.measures.splitlines()


def consequences(one: Assessment, today: date) -> list[str]:
    """What approving means, said before it is done."""
    found = outcome(one)
    said = []
    if found.result is not None and found.judged is not None:
        residual = f"Rischio residuo {write_number(found.result.residual, 2)}. " if isinstance(found.result, NumericScore) else ""
        said.append(f"{residual}Fascia calcolata: {found.result.band.name}. Fascia giudicata: {found.judged.name}.")
    if one.year < today.year:
        said.append(f"Il {one.year} è passato: cambiano i suoi numeri, anche dove sono già stati comunicati o pubblicati.")
    return [*said, "Da quel momento nessuno la cambia più, e i suoi numeri entrano nel cruscotto e nel registro."]


def losses(one: Assessment) -> list[str]:
    """What goes when a draft is taken away, said before it is done."""
    answers = sum(len(score.answers) for score in one.scores) + sum(score.effectiveness is not None for score in one.scores)
    words = [plural(answers, "risposta", "risposte")] if answers else []
    words += ["il giudizio"] if one.judgment or one.judged_band else []
    lost = (
        f"Quello che contiene non si recupera da queste pagine: {join_words(words)}." if words else "Non contiene ancora nessuna risposta."
    )
    writer = [f"L'ultima modifica è di {one.author.title}."] if words and one.author else []
    return [lost, *writer, f"Ne resta traccia nel registro delle attività. Per il {one.year} il processo si potrà valutare da capo."]


@dataclass(frozen=True)
class Why:
    """Everything that «Perché questo punteggio» shows: names are those of the day on which it was assessed."""

    outcome: Outcome
    bands: tuple[Band, ...]
    methodology_id: int
    methodology: str
    process_id: int
    process: str
    year: int
    unit: str
    measures: tuple[str, ...]
    motivation: str
    judgment: str
    author: str | None
    assessed_on: date | None
    judged_by: str | None
    judged_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None


def why(one: Assessment, on: date) -> Why:
    found = outcome(one)
    return Why(
        outcome=found, bands=tuple(sorted(found.methodology.bands, key=lambda band: band.rank)), methodology_id=one.methodology_id,
        methodology=one.methodology.name, process_id=one.process_id, process=one.process_title or one.process.title, year=one.year,
        unit=one.unit_name or one.unit.name_on(one.assessed_on or on), measures=tuple(measures_shown(one, on)), motivation=one.band_motivation,
        judgment=one.judgment, author=_title(one.author), assessed_on=one.assessed_on, judged_by=_title(one.judged_by), judged_at=one.judged_at,
        approved_by=_title(one.approved_by), approved_at=one.approved_at,
    )  # fmt: skip


def _title(user: User | None) -> str | None:
    return user.title if user is not None else None


# Who


def may_approve(one: Assessment, by: Person, found: Outcome) -> bool:
    """For the button: the operation asks again."""
    if not one.is_draft or found.missing or by.body_id is None or not may(by, Permission.ASSESSMENT_APPROVE):
        return False
    return may_judge(by, roles_that_may(Permission.ASSESSMENT_APPROVE), frozenset({by.body_id}), authors(one) | shapers(one))


def authors(one: Assessment) -> frozenset[int]:
    """Everybody who changed an answer, as the trail tells: whoever wrote last is not the only one who did the work."""
    found = {one.author_id} if one.author_id is not None else set()
    for entry in audit.of_tag(one.subject, Tag.ASSESSMENT_CHANGED):
        found |= set(people_in(entry))
    return frozenset(found)


# Choices for forms


def processes_to_assess(by: Person, on: date) -> list[tuple[str, str]]:
    """The processes that this person may assess: those that have begun, up to the day on which they retire."""
    if not may(by, Permission.ASSESSMENT_EDIT):
        return []
    units = units_within(by, Permission.ASSESSMENT_EDIT, on)
    statement = select(Process.id, Process.code, Process.name).where(
        Process.active_from <= on, or_(Process.retired_on.is_(None), Process.retired_on >= on)
    )
    if units is not None:
        statement = statement.where(Process.unit_id.in_(units))
    return [(str(row.id), f"{row.code} {row.name}") for row in db.session.execute(statement.order_by(Process.code_sort_key, Process.id))]


def methodologies_in_force() -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in methodologies.in_force()]


class Sheet:
    """What the form shows and compares: the assessment with one of its scores, read anew each time, so that after a conflict
    it says what the colleague saved."""

    def __init__(self, one: Assessment, event_id: int | None) -> None:
        self._one, self._event_id = one, event_id

    @property
    def version(self) -> int:
        return self._one.version

    def __getattr__(self, name: str) -> Any:
        if name.startswith("answer_"):
            return answers_of(score_of(self._one, self._event_id)).get(name.removeprefix("answer_"))
        if name == "effectiveness":
            score = score_of(self._one, self._event_id)
            return score.effectiveness if score else None
        if name in ("judged_band", "motivation", "judgment"):
            return getattr(self._one, "band_motivation" if name == "motivation" else name) or ""
        raise AttributeError(name)
