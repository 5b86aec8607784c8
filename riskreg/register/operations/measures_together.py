"""One act on many measures: tried on each, then done on all that take it, or on none. Each has its entry in the trail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import plural, write_date
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.register import indexing
from riskreg.register.models import Measure
from riskreg.register.operations import measures as one_by_one
from riskreg.register.operations.measure_life import activated, rescheduled
from riskreg.register.operations.measures import owners_of
from riskreg.register.operations.processes import day
from riskreg.register.queries import reaching

NOT_YOURS = "Non puoi modificarla: risponde a processi che non curi tutti, o vale per tutto l'ente."
CHANGED = "Nel frattempo le misure scelte sono cambiate: guarda di nuovo l'anteprima, poi conferma."
NOBODY = "Nessuna delle misure scelte cambierebbe."


class Outcome(NamedTuple):
    """What becomes of one measure: from what to what, or why not."""

    measure_id: int
    code: str
    name: str
    before: str
    after: str
    refusal: str = ""

    @property
    def changes(self) -> bool:
        return not self.refusal and self.before != self.after


class Done(NamedTuple):
    """What an act made of a measure: how it reads now, and the rows to record along."""

    after: str
    along: Sequence[Base] = ()
    is_new: bool = True


class Act(Protocol):
    """What is done to each; a refusal is `RuleBroken`, as when it is done to one alone."""

    @property
    def tag(self) -> Tag: ...

    @property
    def why(self) -> str | None: ...

    def before(self, measure: Measure) -> str: ...

    def do(self, measure: Measure, desk: Gathering, /) -> Done: ...


@dataclass(frozen=True)
class Reschedule:
    to: date
    because: str
    tag = Tag.MEASURE_RESCHEDULED

    @property
    def why(self) -> str | None:
        return self.because

    def before(self, measure: Measure) -> str:
        return write_date(measure.due_on) if measure.due_on else measure.timing_label

    def do(self, measure: Measure, desk: Gathering, /) -> Done:
        moved = rescheduled(measure, to=self.to, because=self.because, by=desk.by, at=desk.at)
        return Done(write_date(self.to), [moved] if moved else [])


@dataclass(frozen=True)
class Activate:
    on: date
    because: str
    tag = Tag.MEASURE_ACTIVATED
    why = None

    def before(self, measure: Measure) -> str:
        return f"Attivata il {write_date(measure.activated_on)}" if measure.activated_on else "Non attivata"

    def do(self, measure: Measure, desk: Gathering, /) -> Done:
        return Done(f"Attivata il {write_date(self.on)}", [activated(measure, on=self.on, because=self.because, by=desk.by, at=desk.at)])


@dataclass(frozen=True)
class End:
    last_day: date
    because: str
    tag = Tag.MEASURE_ENDED

    @property
    def why(self) -> str | None:
        return self.because

    def before(self, measure: Measure) -> str:
        return f"In vigore fino al {write_date(measure.in_force_to)}" if measure.in_force_to else "Senza una fine"

    def do(self, measure: Measure, desk: Gathering, /) -> Done:
        one_by_one.ended(measure, last_day=self.last_day, because=self.because, at=desk.at)
        return Done(f"In vigore fino al {write_date(self.last_day)}")


@dataclass(frozen=True)
class SetDuty:
    is_mandatory: bool
    tag = Tag.MEASURE_CHANGED
    why = None

    def before(self, measure: Measure) -> str:
        return measure.duty_label

    def do(self, measure: Measure, _desk: Gathering, /) -> Done:
        is_new = measure.is_mandatory != self.is_mandatory
        measure.is_mandatory = self.is_mandatory
        return Done(measure.duty_label, is_new=is_new)


@dataclass(frozen=True)
class SetTiming:
    timetable: Timetable
    tag = Tag.MEASURE_CHANGED
    why = None

    def before(self, measure: Measure) -> str:
        return measure.timing_label

    def do(self, measure: Measure, _desk: Gathering, /) -> Done:
        is_new = one_by_one.timed(measure, self.timetable)
        return Done(measure.timing_label, is_new=is_new)


@dataclass(frozen=True)
class ReplaceOwner:
    """Where `old` answers, `new` does, in the same place; where `new` does already, once is enough."""

    old: Owner
    new: Owner
    new_name: str
    tag = Tag.MEASURE_CHANGED
    why = None

    def before(self, measure: Measure) -> str:
        return _owners_said(measure)

    def do(self, measure: Measure, _desk: Gathering, /) -> Done:
        there = owners_of(measure)
        return _owned(measure, [self.new if one.key == self.old.key else one for one in there], self.new, self.new_name)


@dataclass(frozen=True)
class LedBy:
    """The first, who signs; those who were there stay, after it."""

    owner: Owner
    name: str
    tag = Tag.MEASURE_CHANGED
    why = None

    def before(self, measure: Measure) -> str:
        return _owners_said(measure)

    def do(self, measure: Measure, _desk: Gathering, /) -> Done:
        return _owned(measure, [self.owner, *owners_of(measure)], self.owner, self.name)


def _owners_said(measure: Measure) -> str:
    return "; ".join(owner.title for owner in measure.owners)


def _owned(measure: Measure, wanted: Sequence[Owner], new: Owner, name: str) -> Done:
    names = {one.key: row.title for one, row in zip(owners_of(measure), measure.owners, strict=True)} | {new.key: name}
    once = _first_of_each(wanted)
    along = one_by_one.owned_by(measure, once)
    return Done("; ".join(names[one.key] for one in once), along or (), is_new=along is not None)


def _first_of_each(wanted: Sequence[Owner]) -> list[Owner]:
    seen: dict[object, Owner] = {}
    for one in wanted:
        seen.setdefault(one.key, one)
    return list(seen.values())


def fingerprint(measures: Sequence[Measure]) -> str:
    """Which measures, on which versions: whoever confirms a preview confirms these."""
    return sha256(" ".join(sorted(f"{one.id}:{one.version}" for one in measures)).encode()).hexdigest()


def preview(measures: Sequence[Measure], act: Act, *, by: Person, at: datetime) -> list[Outcome]:
    """What would become of each; nothing is kept, and the rows are read anew by whoever looks at them again."""
    insist(by, Permission.REGISTER_EDIT)
    desk = Gathering(by=by, at=at, on_paper=True)
    outcomes = _tried_on_each(measures, act, desk)
    db.session.rollback()
    if not any(one.changes for one in outcomes):
        raise _nobody(outcomes)
    return outcomes


def change(measures: Sequence[Measure], act: Act, *, shown: str, by: Person, at: datetime) -> list[Outcome]:
    """All that take it, together; what was shown before must still be so."""
    insist(by, Permission.REGISTER_EDIT)
    if fingerprint(measures) != shown:
        raise RuleBroken(CHANGED)
    desk = Gathering(by=by, at=at)
    outcomes = _tried_on_each(measures, act, desk)
    desk.close()
    if isinstance(act, ReplaceOwner | LedBy):
        indexing.measures_of([one.measure_id for one in outcomes if one.changes])
    return outcomes


def _nobody(outcomes: Sequence[Outcome]) -> RuleBroken:
    """What was asked is wrong for all of them alike, or each has a reason of its own."""
    refused = [one for one in outcomes if one.refusal]
    reasons = list(dict.fromkeys(one.refusal for one in refused))
    if len(reasons) == 1 and len(refused) == len(outcomes):
        return RuleBroken(f"{NOBODY} {reasons[0]}")
    if not refused:
        return RuleBroken(f"{NOBODY} Sono già così.")
    rest = len(outcomes) - len(refused)
    already = f" {plural(rest, 'è già così', 'sono già così')}." if rest else ""
    return RuleBroken(f"{NOBODY}{already} {refused[0].code}: {reasons[0]}")


def _tried_on_each(measures: Sequence[Measure], act: Act, desk: Gathering) -> list[Outcome]:
    allowed = reaching.changeable(desk.by, [measure.id for measure in measures], day(desk.at))
    with db.session.no_autoflush:
        return [_tried(measure, act, allowed, desk) for measure in measures]


def _tried(measure: Measure, act: Act, allowed: Collection[int], desk: Gathering) -> Outcome:
    before = act.before(measure)
    known = (measure.id, measure.code, measure.name, before)
    if measure.id not in allowed:
        return Outcome(*known, before, NOT_YOURS)
    try:  # what is refused is refused before anything of the measure is touched
        done = act.do(measure, desk)
    except RuleBroken as refusal:
        return Outcome(*known, before, refusal.message)
    if done.is_new:
        desk.record(act.tag, measure, why=act.why, along=done.along)
    return Outcome(*known, done.after)
