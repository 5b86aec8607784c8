"""What several steps ask first, and write alike."""

from collections.abc import Collection, Iterable
from datetime import date

from riskreg.assessments import windows
from riskreg.assessments.models import Assessment, Score
from riskreg.core.rows import must_be
from riskreg.domain.assessments import APPROVED, is_active_in
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.exact import write_fraction
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.scoring.calculation import NumericScore, Unscored
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.outcome import Outcome
from riskreg.register import queries as register
from riskreg.register.models import Measure, Process, RiskEvent


def insist_on_open(one: Assessment, version: int | None, by: Person, today: date) -> None:
    """Answers and judgments are about a process at work in that year. What was sent may still be changed: it falls back."""
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(one.process, today))
    must_be(one, version)
    if one.is_approved:
        raise WrongState(APPROVED)
    windows.insist(one.year, today)
    insist_on_active(one.process, one.year)


def insist_on_draft(one: Assessment, version: int | None, by: Person, today: date) -> None:
    """In the hands of its author."""
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(one.process, today))
    must_be(one, version)
    if one.is_approved:
        raise WrongState(APPROVED)
    if not one.is_with_author:
        raise WrongState("È già stata inviata: prima ritirala, o fattela restituire.")
    windows.insist(one.year, today)


def insist_on_active(process: Process, year: int) -> None:
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


def lines(measures: Iterable[Measure]) -> str:
    """Codes and names as they are that day, a line each: what is renamed or ended later changes nothing here."""
    return "\n".join(measure.title for measure in measures)


def write_result(row: Score, result: Result | Unscored) -> None:
    row.probability = row.impact = row.inherent = row.inherent_band = row.band = row.residual = None
    if isinstance(result, Unscored):
        return
    row.inherent_band, row.band = result.inherent_band.code, result.band.code
    if isinstance(result, NumericScore):
        row.probability, row.impact = write_fraction(result.probability), write_fraction(result.impact)
        row.inherent, row.residual = write_fraction(result.inherent), result.residual
    else:
        row.probability, row.impact = result.probability.code, result.impact.code


def as_computed(one: Assessment) -> None:
    one.judged_band, one.judged_from, one.band_motivation, one.judged_by_id, one.judged_at = None, None, "", None, None


def unfinished(outcome: Outcome) -> str:
    """Why it cannot go to other hands, in a sentence; empty where it can."""
    if outcome.missing or outcome.result is None or outcome.judged is None:
        return f"Manca: {join_words(outcome.missing)}."
    if outcome.lapsed is not None and outcome.computed is not None:
        return (
            f"La fascia {outcome.lapsed.name} è stata giudicata quando il calcolo dava un'altra fascia: ora dà {outcome.computed.name}. "
            "Apri il giudizio e confermalo o cambialo, poi riprova."
        )
    return ""


def insist_on_named(absent: Collection[RiskEvent], named: Collection[int]) -> None:
    if missing := [event for event in absent if event.id not in named]:
        raise RuleBroken(
            f"Hanno risposte, ma non contano più: {join_words([f'«{event.name}»' for event in missing])}. "
            "Se è giusto così, segnali e approva; altrimenti riattivali o riportali nel processo.",
            "left_out",
        )
