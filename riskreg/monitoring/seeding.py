"""The demo's sessions: five closed, one open. What was declared follows what the register knows of each measure, but for the rows of
`demo/monitoring_checks.csv`; closed ones are written many at once, as they would come from the product used before. Each act is of the person who did it:
who may verify a check depends on who answered it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core import clock, seeds
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.domain import workflow
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring import checks as rules
from riskreg.domain.monitoring.checks import FLOW, Action, Outcome, Reason, State
from riskreg.domain.monitoring.sessions import Calendar
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.domain.register import Timing
from riskreg.domain.responsibility import answers
from riskreg.domain.roles import Role
from riskreg.domain.semesters import Semester, read_semester
from riskreg.evidence import operations as evidence
from riskreg.evidence import pieces
from riskreg.evidence.subjects import About
from riskreg.monitoring import hands, proofs, seeding_verified, telling
from riskreg.monitoring.models import Check, Session
from riskreg.monitoring.operations import assessing, closing, opening
from riskreg.people import queries as people
from riskreg.people import responsibility
from riskreg.people.queries import reach
from riskreg.register.operations import measure_life
from riskreg.waiting.crew import crew
from riskreg.workflow.models import Transition

COMPLIANCE, RPCT = "compliance@camera.example", "rpct@camera.example"
SHOWN_SINCE = Semester(2026, 1)
"""Before, what shows a measure is said to be elsewhere."""

ELSEWHERE = "Documenti conservati nel sistema usato prima di riskreg."
NOTHING_TO_SHOW = "La misura è nelle procedure di ogni giorno: non produce un documento."
WHY = tuple(Reason)[:-1]

Row = dict[str, str]


class Crew(NamedTuple):
    """Who was there on a day."""

    on: date
    held: responsibility.Held
    owners: Mapping[int, int]
    root_id: int

    @classmethod
    def of(cls, on: date) -> "Crew":
        root = people.root_unit()
        return cls(on, responsibility.held(on), reach.chart(on).owners, root.id if root is not None else 0)

    def author(self, check: Check) -> int:
        place = hands.of(check).signs
        found = crew(self.on).figure(place.figure_id) if place.figure_id is not None else ()
        return (found or answers(Role.REFERENTE, self._path(check), self.held.holdings).user_ids)[0]

    def judge(self, check: Check) -> int:
        return workflow.to_validate(self._path(check), self.held.holdings, {self.author(check)}).user_ids[0]

    def _path(self, check: Check) -> tuple[int, ...]:
        unit_id = self.owners.get(hands.of(check).signs.unit_id or self.root_id, self.root_id)
        return self.held.path(unit_id) or self.held.path(self.root_id)  # a unit that came later: then it was somebody else's


def load_demo() -> None:
    """After the demo's plans and campaigns are there."""
    told = {(row["semester"], row["measure"]): row for row in seeds.rows("demo/monitoring_checks.csv")}
    with undisturbed():
        for row in seeds.rows("demo/monitoring.csv"):
            one = _opened(row)
            mine = {measure: each for (semester, measure), each in told.items() if semester == row["semester"]}
            if row["closed_on"]:
                _filled_in(one, mine, date.fromisoformat(row["validate_by"]))
                seeding_verified.load(one, COMPLIANCE)
                _assessed(one, row)
                closing.close(one, by=COMMAND_LINE, at=clock.on_day(date.fromisoformat(row["closed_on"]), hour=16))
            else:
                _filled_in(one, mine, one.opens_on, only=frozenset(mine))
            db.session.flush()


def _opened(row: Row) -> Session:
    days = [date.fromisoformat(row[name]) for name in ("opens_on", "answer_by", "validate_by", "verify_by")]
    sheet = opening.Sheet(Calendar(*days), row["instructions"])
    return opening.open_session(read_semester(row["semester"]), sheet, by=COMMAND_LINE, at=clock.on_day(days[0], hour=8))


def _assessed(one: Session, row: Row) -> None:
    """In the last days, by the RPCT of then."""
    if row["assessment"]:
        on = date.fromisoformat(row["verify_by"])
        rpct = people.user_by_email(RPCT)
        assert rpct is not None  # noqa: S101  # the demo's people are there
        assessing.assess(one, row["assessment"], by=people.person(rpct, on), at=clock.on_day(on, hour=11))


def _filled_in(one: Session, told: Mapping[str, Row], on: date, only: frozenset[str] | None = None) -> None:
    crew_of = Crew.of(on)
    checks = [check for check in telling.with_hands(one) if only is None or check.asked_code in only]
    for check in checks:
        _as_it_was(check, on)
        _answered(check, told.get(check.asked_code), on)
    shown = [check for check in checks if check.outcome == Outcome.DONE and one.semester >= SHOWN_SINCE and check.id % 5]
    silent = Gathering(by=COMMAND_LINE, at=clock.on_day(on, hour=9))
    for check in checks:
        if check.outcome is None:
            silent.record(Tag.CHECK_ANSWERED, check)
    silent.close()
    for author, theirs in _by_whom(checks, crew_of.author, on):
        desk = Gathering(by=author, at=clock.on_day(on, hour=9))
        for check in theirs:
            desk.record(Tag.CHECK_ANSWERED, check, along=[each for each in check.periods if each.done is not None])
        desk.close()
    for author, theirs in _by_whom(shown, crew_of.author, on):
        for check in theirs:
            _proved(check, on, author)
    _moved(checks, told, crew_of)


def _by_whom(checks: Sequence[Check], whose: Callable[[Check], int], on: date) -> Iterator[tuple[Person, list[Check]]]:
    """Those that were answered, person by person."""
    found: dict[int, list[Check]] = {}
    for check in checks:
        if check.outcome is not None:
            found.setdefault(whose(check), []).append(check)
    for user_id, theirs in found.items():
        yield people.person(people.user(user_id), on), theirs


def _as_it_was(check: Check, on: date) -> None:
    """The deadline that it had then: it moved since."""
    later = [each for each in check.measure.deadlines if each.moved_on > on]
    if later:
        check.asked_due_on = min(later, key=lambda each: (each.moved_on, each.id)).from_on
    if check.asked_activated_on is not None and check.asked_activated_on >= check.session.semester.first_day:
        check.asked_activated_on = None


def _answered(check: Check, row: Row | None, on: date) -> None:
    """As the row says; else as the register knows it was."""
    if row is not None and row["state"] == State.DRAFT and not row["outcome"]:
        return
    check.outcome = (Outcome(row["outcome"]) if row else _outcome(check)).value
    done = check.outcome == Outcome.DONE
    check.value = row["value"] if row else check.asked_target if done and check.asked_target in ("100%", "1 intervento") else ""
    check.note, check.criticality = (row["words"] if row and not row["reason"] else ""), row["criticality"] if row else ""
    if done and check.asked_activated_on is None:
        check.done_on = _activated(check)
    if check.asked_timing == Timing.ON_EVENT:
        check.cases = 2 + len(check.asked_name) % 7
        check.complied = check.cases if done else check.cases // 2
    for period in check.periods:
        period.done = done
    if check.outcome in rules.NEED_A_REASON:
        _explained(check, row, on)
    if done and (check.session.semester < SHOWN_SINCE or not check.id % 5):
        check.no_evidence_because = ELSEWHERE if check.session.semester < SHOWN_SINCE else NOTHING_TO_SHOW
    check.progress = rules.by_itself(check.answer) if done else 50


def _outcome(check: Check) -> Outcome:
    semester, activation = check.session.semester, check.measure.activation
    if activation is not None and activation.on <= semester.as_of:
        return Outcome.DONE
    if check.asked_timing == Timing.BY_DATE:
        return Outcome.ON_TRACK if check.asked_due_on and check.asked_due_on > semester.as_of else Outcome.LATE
    if check.is_general:
        return Outcome.DONE
    return Outcome.ON_TRACK if semester.half == 1 else Outcome.NOT_DONE


def _activated(check: Check) -> date:
    activation = check.measure.activation
    return activation.on if activation is not None else max(check.asked_since, check.session.semester.first_day)


def _explained(check: Check, row: Row | None, on: date) -> None:
    check.reason = Reason(row["reason"]).value if row and row["reason"] else WHY[len(check.asked_name) % len(WHY)].value
    check.reason_note = row["words"] if row else ""
    if check.asked_timing == Timing.BY_DATE and check.measure.due_on is not None:
        told = row["proposed"] if row else ""
        check.proposed_due_on = date.fromisoformat(told) if told else max(check.measure.due_on, date(on.year, 12, 31))


def _proved(check: Check, on: date, author: Person) -> None:
    number = f"{10_000 + 37 * check.id}/{on.year} del {write_date(on)}"
    by = replace(author, is_machine=True)
    evidence.attach(
        About(proofs.KIND, check.id),
        pieces.typed("", number, on),
        f"Relazione dell'ufficio su {check.asked_code}",
        by=by,
        at=clock.on_day(on),
    )


def _moved(checks: list[Check], told: Mapping[str, Row], crew_of: Crew) -> None:
    """Signed, then validated or returned: the row of each step, and what a validated one writes on its measure."""
    states = {check.id: State(told[check.asked_code]["state"]) if check.asked_code in told else State.VALIDATED for check in checks}
    sent = [check for check in checks if states[check.id] is not State.DRAFT]
    for author, theirs in _by_whom(sent, crew_of.author, crew_of.on):
        desk = Gathering(by=author, at=clock.on_day(crew_of.on, hour=11))
        with db.session.no_autoflush:  # the desk gives the rows their numbers, and writes them when it closes
            for check in theirs:
                _sent(desk, check)
        desk.close()
    for judge, theirs in _by_whom([check for check in sent if states[check.id] is not State.SENT], crew_of.judge, crew_of.on):
        desk = Gathering(by=judge, at=clock.on_day(crew_of.on, hour=12))
        with db.session.no_autoflush:
            for check in theirs:
                _judged(desk, check, states[check.id])
        desk.close()


RETURNED_WITH = "Manca il verbale dell'ultima procedura: allegalo, e scrivi quante sono state."


def _sent(desk: Gathering, check: Check) -> None:
    check.state, check.sent_at, check.sent_by_id = State.SENT.value, desk.at, desk.by.user_id
    desk.record(Tag.CHECK_SENT, check, along=[_step(desk, check, State.DRAFT, Action.SEND)])


def _judged(desk: Gathering, check: Check, state: State) -> None:
    check.state = state.value
    if state is State.VALIDATED:
        check.validated_at, check.validated_by_id = desk.at, desk.by.user_id
        row = _step(desk, check, State.SENT, Action.VALIDATE)
        desk.record(Tag.CHECK_VALIDATED, check, along=[row, *_written(check, desk)])
    else:
        check.sent_at = check.sent_by_id = None
        desk.record(Tag.CHECK_RETURNED, check, along=[_step(desk, check, State.SENT, Action.RETURN, RETURNED_WITH)])


def _step(desk: Gathering, check: Check, source: State, action: Action, reason: str = "") -> Transition:
    row = Transition(
        kind=FLOW.kind, subject_id=check.id, from_state=source.value, to_state=FLOW.step(source, action).target, action=action.value,
        by_id=desk.by.user_id, at=desk.at, reason=reason, seen="", fingerprint="",
    )  # fmt: skip
    db.session.add(row)
    return row


def _written(check: Check, desk: Gathering) -> list[Base]:
    if check.outcome != Outcome.DONE or check.measure.activation is not None or check.done_on is None:
        return []
    because = f"Scheda del {check.session.title.lower()}."
    made = measure_life.activated(check.measure, on=check.done_on, because=because, source=check.subject, by=desk.by, at=desk.at)
    return [made, check.measure]
