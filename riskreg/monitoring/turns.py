"""Whose turn it is on a check that was sent, and who may verify one that is validated: never whoever had a part in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.audit import queries as audit
from riskreg.audit.known import while_nothing_changes
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain import workflow
from riskreg.domain.errors import NotAllowed
from riskreg.domain.italian import join_words
from riskreg.domain.monitoring.checks import FLOW, Action, State
from riskreg.domain.permissions import Permission, Person, Scope, may, may_judge
from riskreg.domain.responsibility import Answer, answers
from riskreg.domain.roles import ROLE_LABELS, Role
from riskreg.domain.workflow import Turn
from riskreg.monitoring import hands, proofs, queries
from riskreg.monitoring.models import Check
from riskreg.people import queries as people
from riskreg.people import responsibility
from riskreg.people.queries import reach
from riskreg.register.models import Process
from riskreg.waiting.crew import Crew, crew
from riskreg.workflow import queries as ways

NOBODY = Turn()
LACKING = (
    "Nessuno può validarla: chi ne ha il ruolo ha lavorato a questa scheda. Un amministratore assegna il ruolo di Dirigente, per l'unità o per quella che le "
    "sta sopra, a un'altra persona."
)
OWN_WORK = "A questa scheda hai lavorato anche tu: nessuno valida il proprio lavoro. La valida chi sta sopra."


class Holder(NamedTuple):
    """Who has it now, for the page."""

    turn: Turn
    said: str
    lacking: str


def makers(those: Sequence[Check]) -> Mapping[int, frozenset[int]]:
    """Whoever answered, contributed or sent it, or put there what shows it, and in whose place: also in the semesters from which it was brought over."""
    before = queries.brought_from(those)
    made = _makers({number for one in those for number in (one.id, *before.get(one.id, ()))})
    return {one.id: made[one.id].union(*(made[number] for number in before.get(one.id, ()))) for one in those}


def _makers(check_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    found = {number: set[int]() for number in check_ids}
    subjects = sorted(f"{Check.__tablename__}:{number}" for number in check_ids)
    for tag in (Tag.CHECK_ANSWERED, Tag.CHECK_CONTRIBUTED):
        for subject, users in audit.people_of(subjects, tag).items():
            found[int(subject.partition(":")[2])] |= users
    sent = ways.people_of(FLOW, sorted(found), Action.SEND)
    showed = proofs.people_of(tuple(sorted(found)))
    return {number: frozenset(users | sent[number] | showed.get(number, frozenset())) for number, users in found.items()}


def signers(one: Check) -> frozenset[int]:
    """Whoever answered it or sent it, and in whose place: a contribution signs nothing."""
    answered = audit.people_of([one.subject], Tag.CHECK_ANSWERED).get(one.subject, ())
    return frozenset(answered) | ways.people_of(FLOW, [one.id], Action.SEND)[one.id]


def of(those: Sequence[Check], on: date, made: Mapping[int, frozenset[int]] | None = None) -> Mapping[int, Turn]:
    """Of those that were sent; nobody's turn of the others. Their measures and processes are read with their owners. `made`: their makers, where they
    are known already."""
    waiting = [one for one in those if one.state == State.SENT]
    found = {one.id: NOBODY for one in those}
    if not waiting:
        return found
    made, held, chart = makers(waiting) if made is None else made, responsibility.held(on), reach.chart(on)
    root = people.root_unit()
    for one in waiting:
        unit_id = hands.of(one).signs.unit_id or (root.id if root is not None else 0)
        found[one.id] = workflow.to_validate(held.path(chart.owners.get(unit_id, unit_id)), held.holdings, made[one.id])
    return found


class Judged(NamedTuple):
    """What whoever judges a check must know of it, found out once for many."""

    scope: Scope
    turn: Turn
    makers: frozenset[int]


def judged(those: Sequence[Check], by: Person, on: date) -> Mapping[int, Judged]:
    made = makers(those)
    turns, scopes = of(those, on, made), hands.scopes_to_sign(those, by, on)
    return {one.id: Judged(scope, turns[one.id], made[one.id]) for one, scope in zip(those, scopes, strict=True)}


class OnItsWay(NamedTuple):
    """One that waits for somebody's judgment, as a list names it."""

    id: int
    session_id: int
    title: str
    version: int


@while_nothing_changes
def sent(on: date) -> Sequence[tuple[OnItsWay, Turn]]:
    """Every one of the open sessions that was sent, with whose turn it is."""
    open_ones = [one.id for one in queries.at_work(on)]
    statement = select(Check).where(Check.session_id.in_(open_ones), Check.state == State.SENT.value, queries.in_session())
    loaded = (
        joinedload(Check.session), joinedload(Check.process).joinedload(Process.unit), joinedload(Check.measure).options(queries.WHOSE),
    )  # fmt: skip
    those = db.session.scalars(statement.options(*loaded).order_by(Check.id)).unique().all() if open_ones else []
    turns = of(those, on)
    return tuple((OnItsWay(one.id, one.session_id, one.asked_title, one.version), turns[one.id]) for one in those)


def to_validate(by: Person, on: date) -> list[int]:
    """Those that wait for this person."""
    return [one.id for one, turn in sent(on) if turn.has(by)]


def holder(one: Check, on: date) -> Holder | None:
    """Who validates it, in words; None where it waits for no judgment."""
    if one.state != State.SENT or one.session.is_closed:
        return None
    turn, held = of([one], on)[one.id], responsibility.held(on)
    if not turn.user_ids:
        return Holder(turn, "nessuno", LACKING)
    names = join_words([held.people[user_id] for user_id in turn.user_ids])
    label = ROLE_LABELS[turn.role] if turn.role is not None else ""
    where = held.units.get(turn.unit_id or 0) if turn.role is Role.DIRIGENTE else None
    return Holder(turn, f"{names} ({f'{label}, {where}' if where else label})", "")


def insist(one: Check, found: Judged, by: Person, on: date) -> None:
    """That it is this person's turn to validate; the refusal says whose it is, or that it is their own work."""
    if by.is_machine or found.turn.has(by):
        return
    if by.user_id in found.makers:
        raise NotAllowed(OWN_WORK)
    held = holder(one, on)
    raise NotAllowed(held.lacking if held and held.lacking else f"Non tocca a te: la valida {held.said if held else 'un altro'}.")


# The second level

VERIFY = (Role.COMPLIANCE, Role.RPCT)
NOBODY_VERIFIES = (
    "Nessuno può verificarla: chi ne ha il ruolo ci ha lavorato, o è dell'ufficio che ne risponde. Un amministratore assegna il ruolo di UO Compliance "
    "a un'altra persona."
)


class Circle(NamedTuple):
    """Who holds what on a day: read once for whoever asks of many checks."""

    on: date
    held: responsibility.Held
    known: Crew
    chart: reach.Chart
    root_id: int

    @classmethod
    def of(cls, on: date) -> "Circle":
        root = people.root_unit()
        return cls(on, responsibility.held(on), crew(on), reach.chart(on), root.id if root is not None else 0)

    def holds(self, role: Role, unit_id: int) -> frozenset[int]:
        return frozenset(self.held.holdings.of(role, unit_id, ()))

    def verifier(self, without: frozenset[int]) -> Answer:
        """Who verifies what these may not: compliance, else the RPCT, else the RPCT's deputy."""
        return answers(Role.COMPLIANCE, (self.root_id,), self.held.holdings, without=without)

    def of_its_offices(self, one: Check) -> frozenset[int]:
        """The people of whatever answers for its measure; with nothing, whoever keeps the plan."""
        users: frozenset[int] = frozenset()
        there = hands.of(one)
        for place in (there.signs, *there.contribute):
            if place.figure_id is not None:
                users |= frozenset(self.known.figure(place.figure_id))
            elif place.unit_id is not None:
                above = people.climb(self.chart.owners.get(place.unit_id, place.unit_id), self.chart.parents)
                users |= frozenset[int]().union(*(self.holds(Role.REFERENTE, unit_id) for unit_id in above))
            else:
                users |= self.holds(Role.COMPLIANCE, self.root_id) - self.holds(Role.RPCT, self.root_id)
        return users


def barred(those: Sequence[Check], circle: Circle) -> Mapping[int, frozenset[int]]:
    """Who may not verify each: whoever declared it, the people of the offices that answer for the measure, whoever validated it. Where that leaves
    nobody, whoever validated may: the RPCT is often the dirigente above UO Compliance too, and no check waits for ever."""
    made = makers(those)
    found = {}
    for one in those:
        own = made[one.id] | circle.of_its_offices(one)
        whole = own | ({one.validated_by_id} if one.validated_by_id is not None else frozenset())
        found[one.id] = whole if circle.verifier(whole).is_settled else own
    return found


def verifier_said(without: frozenset[int], circle: Circle) -> str:
    found = circle.verifier(without)
    if not found.is_settled or found.role is None:
        return NOBODY_VERIFIES
    names = join_words([circle.held.people.get(user_id, "chi sostituisce l'RPCT") for user_id in found.user_ids])
    return f"Può farlo {names} ({ROLE_LABELS[found.role]})."


def insist_to_verify(one: Check, by: Person, on: date) -> None:
    """Never one's own: not what one declared or validated, nor what one's own office answers for. With the RPCT there is always somebody else."""
    if by.is_machine:
        return
    if why := why_not_to_verify(one, by, on):
        raise NotAllowed(why)


def why_not_to_verify(one: Check, by: Person, on: date) -> str:
    """In a sentence, with who does it instead; nothing where this person may."""
    if by.is_machine:
        return ""
    circle = Circle.of(on)
    without = barred([one], circle)[one.id]
    if may_judge(by, VERIFY, frozenset({by.body_id or 0}), without):
        return ""
    mine = {by.user_id, *by.acting_for}
    if mine & circle.of_its_offices(one):
        why = "Di questa misura risponde il tuo ufficio: la verifica un'altra persona."
    elif one.validated_by_id in mine:
        why = "Questa scheda l'hai validata tu: la verifica un'altra persona."
    else:
        why = "A questa scheda hai lavorato anche tu: la verifica un'altra persona."
    return f"{why} {verifier_said(without, circle)}"


def possible(one: Check, by: Person, scope: Scope, on: date) -> frozenset[str]:
    """The actions that the page offers to this person: the operations ask again."""
    if one.session.is_closed or one.dropped_on is not None:
        return frozenset()
    found = set()
    for step in FLOW.next_actions(one.state, lambda permission: may(by, permission, scope)):
        if step.action == Action.REOPEN:
            continue  # follows a verification, never asked by itself
        if step.permission is Permission.CHECK_VALIDATE:
            allowed = by.is_machine or of([one], on)[one.id].has(by)
        elif step.action == Action.WITHDRAW:
            allowed = by.is_machine or bool({by.user_id, *by.acting_for} & signers(one))
        else:
            allowed = may(by, Permission.CHECK_ANSWER, hands.scope_to_sign(one, by, on))
        found |= {str(step.action)} if allowed else set()
    return frozenset(found)
