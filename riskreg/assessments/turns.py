"""Whose turn it is on an assessment: who may validate what was sent, who may approve what was validated (domain/workflow.py)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from riskreg.assessments import hands, windows
from riskreg.assessments.models import Assessment
from riskreg.domain.assessments import FLOW, Action, State
from riskreg.domain.errors import NotAllowed
from riskreg.domain.italian import join_words
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.domain.roles import ROLE_LABELS, Role
from riskreg.domain.workflow import Turn, to_approve, to_validate
from riskreg.people import responsibility
from riskreg.people.queries import reach
from riskreg.workflow import queries as workflow
from riskreg.workflow.models import Transition

NOBODY = Turn()
LACKING = {
    State.SENT: "Nessuno può validarla: chi ne ha il ruolo ha lavorato a questa valutazione. Un amministratore assegna il ruolo di Dirigente, "
    "per l'unità o per quella che le sta sopra, a un'altra persona.",
    State.VALIDATED: "Nessuno può approvarla: chi ha il ruolo di RPCT ha risposto o validato. L'RPCT delega il sostituto indicato nella sua nomina, "
    "oppure un amministratore dà il ruolo di RPCT a un'altra persona.",
}  # fmt: skip


class Holder(NamedTuple):
    """Who has it now, for the sheet."""

    turn: Turn
    said: str
    lacking: str


def makers(those: Sequence[Assessment]) -> hands.Hands:
    """Whoever answered, sent, or shaped what it comes to: none of them judges it."""
    wrote, shaped = hands.authors(those), hands.shapers(those)
    sent = workflow.people_of(FLOW, [one.id for one in those], Action.SEND)
    return {one.id: wrote[one.id] | shaped[one.id] | sent[one.id] for one in those}


def of(
    those: Sequence[Assessment], on: date, made: hands.Hands | None = None, held: responsibility.Held | None = None
) -> Mapping[int, Turn]:  # fmt: skip
    """Of those that wait for a judgment; nobody's turn of the others. `made` and `held`: where they have been read already."""
    over = windows.refused({one.year for one in those if one.is_under_way}, on)
    waiting = [one for one in those if one.is_under_way and one.year not in over]
    if not waiting:
        return {one.id: NOBODY for one in those}
    whose, owners = makers(waiting) if made is None else made, reach.chart(on).owners
    held = responsibility.held(on) if held is None else held
    validated = workflow.last(FLOW, [one.id for one in waiting if one.state == State.VALIDATED], Action.VALIDATE)
    found = {one.id: NOBODY for one in those}
    for one in waiting:
        path = held.path(owners.get(one.process.unit_id, one.process.unit_id))
        if one.state == State.SENT:
            found[one.id] = to_validate(path, held.holdings, whose[one.id])
        else:
            found[one.id] = to_approve(path, held.holdings, whose[one.id] | _people(validated.get(one.id)))
    return found


def _people(row: Transition | None) -> frozenset[int]:
    """Who took a step, and in whose place."""
    return frozenset(one for one in (row.by_id, row.acting_for_id) if one is not None) if row is not None else frozenset()


def holder(one: Assessment, on: date, made: hands.Hands | None = None) -> Holder | None:
    """Who has it now, in words; None where it waits for no judgment, also because nothing of its year moves that day."""
    if not one.is_under_way or windows.refusal(one.year, on):
        return None
    held = responsibility.held(on)
    turn = of([one], on, made, held)[one.id]
    if not turn.user_ids:
        return Holder(turn, "nessuno", LACKING[State(one.state)])
    names = join_words([held.people[user_id] for user_id in turn.user_ids])
    return Holder(turn, f"{names} ({_role(turn, held.units)})", "")


def _role(turn: Turn, units: Mapping[int, str]) -> str:
    label = ROLE_LABELS[turn.role] if turn.role is not None else ""
    where = units.get(turn.unit_id or 0) if turn.role is Role.DIRIGENTE else None
    return f"{label}, {where}" if where else label


def insist(one: Assessment, by: Person, on: date) -> None:
    """That it is this person's turn; the refusal says whose it is, or that it is their own work."""
    if by.is_machine or (turn := of([one], on)[one.id]).has(by):
        return
    verb = "valida" if one.state == State.SENT else "approva"
    if by.user_id in makers([one])[one.id]:
        raise NotAllowed(_own_work(one, by, verb))
    found = holder(one, on)
    if not turn.user_ids:
        raise NotAllowed(found.lacking if found else windows.refusal(one.year, on))
    if by.user_id == one.validated_by_id:
        raise NotAllowed(
            "L'hai validata tu: nessuno approva il proprio lavoro. La approva " + (found.said if found else "un'altra persona") + "."
        )
    raise NotAllowed(f"Non tocca a te: la {verb} {found.said if found else 'un altro'}.")


def _own_work(one: Assessment, by: Person, verb: str) -> str:
    others = "La valida chi sta sopra." if verb == "valida" else OTHERS_APPROVE
    if by.user_id in hands.shapers([one])[one.id]:
        return (
            "Dopo le prime risposte hai ritirato, riattivato o spostato tu uno degli eventi che questa "
            f"valutazione conta: nessuno {verb} il proprio lavoro. {others}"
        )
    return f"Hai risposto anche tu: nessuno {verb} il proprio lavoro. {others}"


OTHERS_APPROVE = "La approva chi sostituisce l'RPCT, o un'altra persona con quel ruolo; se non c'è, un amministratore lo assegna."


def possible(one: Assessment, by: Person, turn: Turn, scope: Scope, wrote: Collection[int] | None = None) -> frozenset[str]:
    """The actions that the sheet offers to this person: the operations ask again."""
    found: set[str] = set()
    for step in FLOW.next_actions(one.state, lambda permission: may(by, permission, scope)):
        if step.permission is not Permission.ASSESSMENT_EDIT:
            allowed = by.is_machine or turn.has(by)
        elif step.action == Action.WITHDRAW:
            allowed = is_maker(one, by, wrote)
        else:
            allowed = True
        found |= {str(step.action)} if allowed else set()
    return frozenset(found)


def is_maker(one: Assessment, by: Person, wrote: Collection[int] | None = None) -> bool:
    """Whoever answered or sent it takes it back."""
    mine = {by.user_id, *by.acting_for}
    authors = hands.authors([one])[one.id] if wrote is None else wrote
    return by.is_machine or bool(mine & {*authors, one.sent_by_id})
