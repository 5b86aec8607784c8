"""What is declared of a measure: kept as one goes, by whoever answers for it; the others of its owners contribute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import CHANGED_MEANWHILE, must_be
from riskreg.core.transactions import MONITORING_QUEUE, all_at_once
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.monitoring import checks as rules
from riskreg.domain.monitoring.checks import Answer, Outcome
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.monitoring import hands, queries
from riskreg.monitoring.hands import Place
from riskreg.monitoring.models import Check, CheckContribution
from riskreg.monitoring.operations.opening import must_have_begun
from riskreg.register.operations import measure_life
from riskreg.register.operations.processes import day

SENT_ALREADY = "La scheda è già inviata: per cambiarla, chi l'ha inviata la ritira."
DROPPED = "Questa misura è fuori dal monitoraggio: non si compila."
WORDS = ("value", "note", "criticality", "reason_note", "no_evidence_because")
PLAIN = ("progress", "proposed_due_on", "done_on", "cases", "complied")


@dataclass(frozen=True)
class Given:
    """An answer as a form brings it: `periods` by the first day of each, with whether, value and note; `steps` by number of the milestone, with
    the day on which it was reached."""

    answer: Answer
    periods: Mapping[date, tuple[bool | None, str, str]] = field(default_factory=dict)
    steps: Mapping[int, date | None] = field(default_factory=dict)


def answer(one: Check, given: Given, *, version: int | None = None, by: Person, at: datetime) -> Check:
    """As far as it has come: what is wrong is refused, what is missing may come later."""
    insist_on_author(one, by, at)
    must_be(one, version)
    rules.check_shape(given.answer)
    along: list[Base] = _written(one, given)
    along += _steps(one, given.steps, at)
    if db.session.is_modified(one) or along:
        one.edits += 1
        record(Tag.CHECK_ANSWERED, one, by=by, at=at, along=along)
    return one


def insist_on_author(one: Check, by: Person, at: datetime) -> None:
    """Whoever signs, while the check is theirs and its session goes on."""
    insist(by, Permission.CHECK_ANSWER, hands.scope_to_sign(one, by, day(at)))
    insist_on_open(one, at)
    if not one.is_with_author:
        raise WrongState(SENT_ALREADY)


def insist_on_open(one: Check, at: datetime) -> None:
    """Whoever closes the session waits for those who are at work, and they for him."""
    if all_at_once(MONITORING_QUEUE):
        db.session.refresh(one.session)
    must_have_begun(one.session, at)
    if one.dropped_on is not None:
        raise WrongState(DROPPED)


def _written(one: Check, given: Given) -> list[Base]:
    new = given.answer
    one.outcome = new.outcome.value if new.outcome is not None else None
    one.reason = new.reason.value if new.reason is not None and new.outcome in rules.NEED_A_REASON else None
    for name in WORDS:
        setattr(one, name, tidy(getattr(new, name)))
    for name in PLAIN:
        setattr(one, name, getattr(new, name))
    one.progress = rules.by_itself(new)
    changed: list[Base] = []
    for row in one.periods:
        if row.first_on in given.periods:
            row.done, value, note = given.periods[row.first_on]
            row.value, row.note = tidy(value), tidy(note)
            changed += [row] if db.session.is_modified(row) else []
    return changed


def _steps(one: Check, steps: Mapping[int, date | None], at: datetime) -> list[Base]:
    """The milestones of the measure that were reached meanwhile: whoever signs for a measure ticks its steps too."""
    if not steps:
        return []
    return list(measure_life.reached(one.measure, steps, at=at))


def contribute(
    one: Check, place: Place, outcome: Outcome | None, note: str, *, version: int | None = None, by: Person, at: datetime
) -> CheckContribution:
    """What one of the others who answer has done, for the capofila: may be written again until the check is sent. `version`: of what the form showed;
    None: nothing yet."""
    insist(by, Permission.CHECK_ANSWER, hands.scope_of(place, by, day(at)))
    insist_on_open(one, at)
    if place.key not in {each.key for each in hands.of(one).contribute}:
        raise NotAllowed("Per questa misura non c'è un contributo da scrivere.")
    if not one.is_with_author:
        raise WrongState("La scheda è già inviata: il contributo non cambia più.")
    if outcome is None:
        raise RuleBroken("Scegli a che punto è la misura, per la parte tua.", "outcome")
    if not tidy(note):
        raise RuleBroken("Scrivi che cosa ha fatto il tuo ufficio.", "note")
    found = _contribution_alone(one, place)
    if found is not None and version is None:
        raise Conflict(CHANGED_MEANWHILE)
    if found is not None:
        must_be(found, version)
    made = found or CheckContribution(check=one, unit_id=place.unit_id, figure_id=place.figure_id)
    made.outcome, made.note, made.by_id, made.at = outcome.value, tidy(note), by.user_id, at
    db.session.add(made)
    record(Tag.CHECK_CONTRIBUTED, one, by=by, at=at, along=[made])
    return made


def _contribution_alone(one: Check, place: Place) -> CheckContribution | None:
    """Whoever writes the first one at the same moment waits, and then finds this."""
    db.session.execute(select(Check.id).where(Check.id == one.id).with_for_update())
    there = queries.contributions(one.id)
    return next((each for each in there if (each.unit_id, each.figure_id) == (place.unit_id, place.figure_id)), None)
