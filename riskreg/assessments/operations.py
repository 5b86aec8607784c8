"""Assessing a process: opened, answered, judged, approved; then it never changes again. A draft may be taken away."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from riskreg.assessments import choosing, queries
from riskreg.assessments.hands import may_approve_work_of
from riskreg.assessments.models import Assessment, Score, ScoreAnswer
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.assessments import APPROVED, State, is_active_in, years_to_assess
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.exact import half_up, write_fraction
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.permissions import Permission, Person, insist, may
from riskreg.domain.prose import tidy
from riskreg.domain.register import LONGEST_TEXT
from riskreg.domain.scoring.calculation import NumericScore, Unscored, score
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.judgment import Judged, insist_on_sense, judged
from riskreg.domain.scoring.methodology import Band, Grain, Methodology
from riskreg.domain.scoring.outcome import Outcome
from riskreg.domain.scoring.versions import State as MethodologyState
from riskreg.methodology.models import MethodologyVersion
from riskreg.people import queries as people
from riskreg.register import queries as register
from riskreg.register.models import Measure, Process, RiskEvent
from riskreg.register.operations import standings

OTHERS_APPROVE = "La approva chi sostituisce l'RPCT, o un'altra persona con quel ruolo; se non c'è, un amministratore lo assegna."


def open_assessment(process: Process, year: int, methodology: MethodologyVersion | None = None, *, by: Person, at: datetime) -> Assessment:
    """A blank assessment of the process for a year; "year" is the first of the plan that it feeds. Without a methodology, that of the year."""
    today = at.astimezone(ROME).date()
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(process, today))
    if year not in (years := years_to_assess(today)):
        raise RuleBroken(f"Scegli un anno tra {years[0]} e {years[-1]}.", "year")
    _insist_on_active(process, year)
    methodology = _measured_with(methodology, year, by)
    if queries.of(process.id, year) is not None:
        raise RuleBroken(f"Il processo {process.code} ha già una valutazione per il {year}: apri quella.", "year")
    owner = people.present_owner(process.unit_id, today)
    one = Assessment(process_id=process.id, year=year, methodology_id=methodology.id, unit_id=owner.id, author_id=by.user_id)
    db.session.add(one)
    record(Tag.ASSESSMENT_OPENED, one, by=by, at=at)
    return one


def _measured_with(methodology: MethodologyVersion | None, year: int, by: Person) -> MethodologyVersion:
    of_year = choosing.methodology_of_year(year)
    chosen = methodology or of_year
    if chosen is None:
        raise RuleBroken("Non c'è ancora una metodologia pubblicata: la pubblica la UO Compliance o l'RPCT.")
    if chosen.state != MethodologyState.PUBLISHED:
        raise WrongState("Si valuta con una metodologia pubblicata: questa non lo è.", "methodology")
    if chosen is not of_year and of_year is not None and not choosing.may_choose(by):
        raise RuleBroken(
            f"Il {year} si valuta con «{of_year.name}»: un'altra metodologia la scelgono la UO Compliance o l'RPCT.", "methodology"
        )
    return chosen


def measure_with(one: Assessment, methodology: MethodologyVersion, *, version: int | None = None, by: Person, at: datetime) -> Assessment:
    """Another methodology for a draft, as long as nobody has answered: an answer means something only to whoever asked."""
    _insist_on_open(one, version, by, at.astimezone(ROME).date())
    if is_answered(one):
        raise WrongState(
            "Ci sono già delle risposte: per usare un'altra metodologia elimina la bozza e avviane un'altra.", "methodology_id"
        )
    chosen = _measured_with(methodology, one.year, by)
    if chosen is one.methodology:
        return one
    blank = list(one.scores)
    one.scores.clear()
    one.methodology = chosen
    record(Tag.ASSESSMENT_REMEASURED, one, by=by, at=at, along=blank)
    return one


def is_answered(one: Assessment) -> bool:
    return any(score.answers or score.effectiveness for score in one.scores)


def _insist_on_active(process: Process, year: int) -> None:
    """Asked again at each step, for a process may retire while it is being assessed."""
    if is_active_in(year, process.active_from, process.retired_on):
        return
    if process.active_from.year > year:
        raise RuleBroken(
            f"Il processo {process.code} si svolge dal {write_date(process.active_from)}: scegli un anno dal {process.active_from.year}.",
            "year",
        )
    since = f": è ritirato dal {write_date(process.retired_on)}" if process.retired_on else ""
    raise RuleBroken(f"Il processo {process.code} non è più attivo nel {year}{since}.", "process_id")


def answer(
    one: Assessment, given: Mapping[str, str | None], effectiveness: str | None, *, event_id: int | None = None, version: int | None = None,
    by: Person, at: datetime,
) -> Score:  # fmt: skip
    """The answers about the process, or about one of its events where the methodology asks event by event. What is given takes
    the place of what stood there; a criterion left out is unanswered, and then there is no score."""
    today = at.astimezone(ROME).date()
    _insist_on_open(one, version, by, today)
    methodology = queries.methodology_of(one)
    _insist_on_grain(one, methodology, event_id)
    answers = _known(methodology, given)
    if effectiveness is not None and effectiveness not in {each.code for each in methodology.effectiveness}:
        raise RuleBroken("Scegli l'efficacia dall'elenco.", "effectiveness")
    row = queries.score_of(one, event_id)
    if row is not None and queries.answers_of(row) == answers and row.effectiveness == effectiveness:
        return row
    result = score(methodology, answers, effectiveness)
    measures = queries.measures_in_force(one.process_id, today)
    if not isinstance(result, Unscored):
        insist_on_sense(result, measures_in_force=len(measures))
    if row is None:
        row = Score(event_id=event_id)
        one.scores.append(row)
    taken_away = _write_answers(row, answers)
    row.effectiveness = effectiveness
    _write_result(row, result)
    _touch(one, _lines(measures), today, by)
    _forget_judgment(one)
    record(Tag.ASSESSMENT_CHANGED, one, by=by, at=at, along=[row, *row.answers, *taken_away])
    return row


def _insist_on_open(one: Assessment, version: int | None, by: Person, today: date) -> None:
    """Answers and judgments are about a process at work in that year."""
    _insist_on_draft(one, version, by, today)
    _insist_on_active(one.process, one.year)


def _insist_on_draft(one: Assessment, version: int | None, by: Person, today: date) -> None:
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(one.process, today))
    must_be(one, version)
    if not one.is_draft:
        raise WrongState(APPROVED)


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


def _write_result(row: Score, result: Result | Unscored) -> None:
    row.probability = row.impact = row.inherent = row.inherent_band = row.band = row.residual = None
    if isinstance(result, Unscored):
        return
    row.inherent_band, row.band = result.inherent_band.code, result.band.code
    if isinstance(result, NumericScore):
        row.probability, row.impact = write_fraction(result.probability), write_fraction(result.impact)
        row.inherent, row.residual = write_fraction(result.inherent), result.residual
    else:
        row.probability, row.impact = result.probability.code, result.impact.code


def _lines(measures: Iterable[Measure]) -> str:
    """Codes and names as they are that day, a line each: what is renamed or ended later changes nothing here."""
    return "\n".join(measure.title for measure in measures)


def _touch(one: Assessment, measures: str, today: date, by: Person) -> None:
    one.measures, one.assessed_on, one.author_id = measures, today, by.user_id
    one.unit_id = people.present_owner(one.process.unit_id, today).id  # a draft goes along with its process
    one.edits += 1


def _forget_judgment(one: Assessment) -> None:
    """A judgment was about a number: when the computed band moves, the band that counts is the computed one again."""
    if queries.outcome(one).lapsed is not None:
        _as_computed(one)


def _as_computed(one: Assessment) -> None:
    one.judged_band, one.judged_from, one.band_motivation, one.judged_by_id, one.judged_at = None, None, "", None, None


def judge(
    one: Assessment, band: str | None, motivation: str, judgment: str, *, version: int | None = None, by: Person, at: datetime
) -> Assessment:  # fmt: skip
    """After the number: the band that counts (None: the computed one), with a motivation where it moves, and the words."""
    _insist_on_open(one, version, by, at.astimezone(ROME).date())
    outcome = queries.outcome(one)
    motivation, judgment = tidy(motivation), tidy(judgment)
    for text, name in ((motivation, "motivation"), (judgment, "judgment")):
        if len(text) > LONGEST_TEXT:
            raise RuleBroken("Il testo è troppo lungo: usa al massimo 10.000 caratteri.", name)
    falls_due = outcome.lapsed is not None and outcome.computed is not None
    if falls_due or (band or None) != one.judged_band or motivation != one.band_motivation:
        _write_band(one, outcome, band or None, motivation, by, at)
    one.judgment = judgment
    if db.session.is_modified(one):
        one.edits += 1
        record(Tag.ASSESSMENT_JUDGED, one, by=by, at=at)
    return one


def _write_band(one: Assessment, outcome: Outcome, code: str | None, motivation: str, by: Person, at: datetime) -> None:
    standing = Judged(outcome.judged, one.band_motivation) if one.judged_band and outcome.judged and outcome.lapsed is None else None
    chosen = outcome.computed if code is None else next((each for each in outcome.methodology.bands if each.code == code), None)
    if outcome.computed is None and (code or motivation):
        raise RuleBroken("Prima rispondi a tutti i criteri: la fascia si giudica dopo il punteggio.", "judged_band")
    if outcome.computed is None:
        _as_computed(one)
        return
    if chosen is None:
        raise RuleBroken("Scegli una fascia dell'elenco.", "judged_band")
    if standing == Judged(chosen, motivation):
        return
    if outcome.lapsed is not None and code is None and motivation == one.band_motivation:
        motivation = ""  # what was shown of the judgment that fell, not what somebody typed
    try:
        kept = judged(outcome.computed, chosen, motivation, may_lower=may(by, Permission.BAND_LOWER), standing=standing)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.message, "judged_band") from refusal
    if not motivation:
        _as_computed(one)
        return
    one.judged_band, one.judged_from, one.band_motivation = kept.code, outcome.computed.code, motivation
    one.judged_by_id, one.judged_at = by.user_id, at


def approve(
    one: Assessment, *, leaving_out: Collection[int] = (), version: int | None = None, by: Person, at: datetime
) -> Assessment:  # fmt: skip
    """From here on nothing of it changes. What it came to goes to the register in the same transaction. `leaving_out`: the events with
    answers that are no longer there, each named by whoever approves."""
    insist(by, Permission.ASSESSMENT_APPROVE)
    must_be(one, version)
    if not one.is_draft:
        raise WrongState("Questa valutazione è già approvata.")
    _insist_on_active(one.process, one.year)
    outcome = queries.outcome(one)
    if outcome.missing or outcome.result is None or outcome.judged is None:
        raise RuleBroken(f"Non si può ancora approvare. Manca: {join_words(outcome.missing)}.")
    _insist_on_judgment(one, outcome, by)
    _insist_on_other_hands(one, by)
    absent = queries.left_out(one, outcome)
    _insist_on_named(absent, leaving_out)
    today = at.astimezone(ROME).date()
    measures = queries.measures_in_force(one.process_id, today)
    for each in outcome.scored:
        if each.explained.score is not None:
            insist_on_sense(each.explained.score, measures_in_force=len(measures))
    gone = _without_retired_events(one, outcome)
    for each in outcome.scored:
        if (row := queries.score_of(one, each.event_id)) is not None:
            _write_result(row, each.explained.result)  # what is approved is what is kept, also where the sums changed since the answers
    _keep_names(one, today)
    db.session.flush()  # first the scores: the database refuses those of an approved assessment
    one.measures = _lines(measures)
    one.state, one.approved_by_id, one.approved_at = State.APPROVED.value, by.user_id, at
    top = max(band.rank for band in outcome.methodology.bands)
    standing = standings.set_standing(one.process, one.year, standing_of(outcome.result, outcome.judged, top))
    why = f"Senza gli eventi che non ci sono più: {join_words([f'«{event.name}»' for event in absent])}." if absent else None
    record(Tag.ASSESSMENT_APPROVED, one, by=by, at=at, why=why, along=[*gone, *one.scores, standing])
    return one


def drop(one: Assessment, *, version: int | None = None, by: Person, at: datetime) -> None:
    """A draft that nobody wants: opened by mistake, or to be begun again. What was in it stays in the trail."""
    _insist_on_draft(one, version, by, at.astimezone(ROME).date())
    gone = [row for score in one.scores for row in (score, *score.answers)]
    db.session.delete(one)
    record(Tag.ASSESSMENT_DROPPED, one, by=by, at=at, along=gone)


def _keep_names(one: Assessment, today: date) -> None:
    """As they are called on that day: what is renamed or moved later changes nothing here."""
    one.process_title, one.unit_name = one.process.title, one.unit.name_on(today)
    for row in one.scores:
        row.event_name = row.event.name if row.event else None


def standing_of(result: Result, judged_band: Band, top: int) -> standings.Score:
    """What the register keeps of it: bands by their name of today, which a later methodology may not know, and their highest rank."""
    numbers = (half_up(result.inherent), result.residual) if isinstance(result, NumericScore) else (None, None)
    return standings.Score(
        inherent=numbers[0],
        residual=numbers[1],
        inherent_band=result.inherent_band.name,
        inherent_rank=result.inherent_band.rank,
        computed_band=result.band.name,
        computed_rank=result.band.rank,
        band=judged_band.name,
        rank=judged_band.rank,
        top=top,
        needs_treatment=judged_band.needs_treatment,
    )


def _insist_on_judgment(one: Assessment, outcome: Outcome, by: Person) -> None:
    """The rule of the judgment again: events come and go without anybody touching an answer."""
    if outcome.computed is None or outcome.judged is None:
        return
    if outcome.lapsed is not None:
        raise RuleBroken(
            f"La fascia {outcome.lapsed.name} è stata giudicata quando il calcolo dava un'altra fascia: ora dà {outcome.computed.name}. "
            "Apri il giudizio e confermalo o cambialo, poi approva."
        )
    if one.judged_band is None:
        return
    standing = Judged(outcome.judged, one.band_motivation)
    try:
        judged(outcome.computed, outcome.judged, one.band_motivation, may_lower=may(by, Permission.BAND_LOWER), standing=standing)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.message) from refusal


def _insist_on_other_hands(one: Assessment, by: Person) -> None:
    """Nobody approves what they have assessed; what the RPCT has, the deputy approves."""
    if by.is_machine or by.body_id is None:
        return
    if not may_approve_work_of(by, queries.authors(one)):
        raise NotAllowed(f"Hai risposto anche tu: nessuno approva il proprio lavoro. {OTHERS_APPROVE}")
    if not may_approve_work_of(by, queries.shapers(one)):
        raise NotAllowed(
            "Dopo le prime risposte hai ritirato, riattivato o spostato tu uno degli eventi che questa "
            f"valutazione conta: nessuno approva il proprio lavoro. {OTHERS_APPROVE}"
        )


def _insist_on_named(absent: Collection[RiskEvent], named: Collection[int]) -> None:
    if missing := [event for event in absent if event.id not in named]:
        raise RuleBroken(
            f"Hanno risposte, ma non contano più: {join_words([f'«{event.name}»' for event in missing])}. "
            "Se è giusto così, segnali e approva; altrimenti riattivali o riportali nel processo.",
            "left_out",
        )


def _without_retired_events(one: Assessment, outcome: Outcome) -> list[Base]:
    """What was answered about an event that has since been retired counts for nothing: it goes, and the trail says so."""
    counted = {each.event_id for each in outcome.scored}
    gone = [row for row in one.scores if row.event_id not in counted]
    rows: list[Base] = [each for row in gone for each in (row, *row.answers)]
    for row in gone:
        one.scores.remove(row)
    return rows
