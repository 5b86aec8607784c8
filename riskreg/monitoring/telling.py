"""What people are told of a session and its checks. One letter to each person, whatever the number of measures; of single checks riskreg tells at once,
and the mail goes with the digest of the day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.audit.gathering import Gathering
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.domain.roles import Role
from riskreg.monitoring import hands, queries, turns
from riskreg.monitoring.asking import Key
from riskreg.monitoring.hands import Place
from riskreg.monitoring.models import Check, Session, Verification
from riskreg.notifications import letters
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.notifications.letters import Words
from riskreg.people import queries as people
from riskreg.people import responsibility
from riskreg.people.models import User
from riskreg.register.models import Process
from riskreg.waiting.crew import crew


def page_of(one: Session) -> str:
    return f"/monitoraggio/{one.semester.slug}"


def with_hands(one: Session, only: Collection[Key] | None = None) -> list[Check]:
    """The checks of a session with what says whose they are."""
    loaded = (joinedload(Check.process).joinedload(Process.unit), joinedload(Check.measure).options(queries.WHOSE))
    statement = select(Check).where(Check.session_id == one.id, queries.in_session()).options(*loaded).order_by(Check.id)
    return [check for check in db.session.scalars(statement).unique() if only is None or (check.measure_id, check.process_id) in only]


def by_person(checks: Iterable[Check], on: date) -> Mapping[int, list[Check]]:
    """Of each person, those that they sign."""
    return _gathered_by(((check, [hands.of(check).signs]) for check in checks), on)


def contributed_by(checks: Iterable[Check], on: date) -> Mapping[int, list[Check]]:
    """Of each person, those that another signs and for which they answer too."""
    return _gathered_by(((check, hands.of(check).contribute) for check in checks), on)


def _gathered_by(those: Iterable[tuple[Check, Sequence[Place]]], on: date) -> Mapping[int, list[Check]]:
    known, root, found = crew(on), people.root_unit(), dict[int, list[Check]]()
    for check, places in those:
        ids: set[int] = set()
        for place in places:
            if place.figure_id is not None:
                ids |= set(known.figure(place.figure_id))
            elif place.unit_id is not None:
                ids |= set(known.answer(Role.REFERENTE, place.unit_id).user_ids)
            elif root is not None:
                ids |= set(known.answer(Role.COMPLIANCE, root.id).user_ids)
        for user_id in sorted(ids):
            found.setdefault(user_id, []).append(check)
    return found


def opened(one: Session, *, only: Collection[Key] | None = None, by: Person, at: datetime) -> int:
    """Who signs its checks or contributes to them, or only some of them; how many people, one letter each. What a machine loads writes to nobody."""
    if by == COMMAND_LINE:
        return 0
    checks = with_hands(one, only)
    signs, contributes = by_person(checks, _today(at)), contributed_by(checks, _today(at))
    facts = {"session": one.title, "semester": one.semester.label, "on": one.answer_by, "instructions": one.instructions}
    desk = Gathering(by=by, at=at)
    told = _people({*signs, *contributes})
    for user in told:
        mine = signs.get(user.id, [])
        others = [check.asked_title for check in contributes.get(user.id, []) if check not in mine]
        if user.id != by.user_id:
            said = {**facts, "lines": [check.asked_title for check in mine], "contributions": others}
            notices.gather(desk, user, Kind.MONITORING_OPENED, said, path=page_of(one), about=one.subject)
    desk.close()
    return len(told)


def closed(one: Session, *, by: Person, at: datetime) -> None:
    """Whoever answered for one of its measures; of which, those that were not monitored."""
    if by == COMMAND_LINE:
        return
    checks = with_hands(one)
    unfinished = by_person([check for check in checks if check.state != State.VALIDATED], _today(at))
    everybody = {user_id: unfinished.get(user_id, []) for user_id in by_person(checks, _today(at))}
    _gathered(one, Kind.MONITORING_CLOSED, everybody, {"session": one.title}, by=by, at=at)


def _gathered(
    one: Session, kind: Kind, lines: Mapping[int, Sequence[Check]], facts: Mapping[str, object], *, by: Person, at: datetime
) -> int:
    desk = Gathering(by=by, at=at)
    for user in _people(lines):
        if user.id != by.user_id:
            said = {**facts, "lines": [check.asked_title for check in lines[user.id]]}
            notices.gather(desk, user, kind, said, path=page_of(one), about=one.subject)
    desk.close()
    return len(lines)


class Waits(Protocol):
    """A check, the day by which it is to be taken further."""

    @property
    def check(self) -> Check: ...
    @property
    def due_on(self) -> date: ...
    @property
    def is_late(self) -> bool: ...
    @property
    def users(self) -> Sequence[User]: ...


def nudged(one: Session, waiting: Mapping[int, Sequence[Waits]], message: str, desk: Gathering) -> None:
    users = {user.id: user for those in waiting.values() for each in those for user in each.users}
    if desk.by.is_machine:
        return
    for user_id, his in waiting.items():
        path = f"/monitoraggio/schede/{his[0].check.id}" if len(his) == 1 else page_of(one)
        notices.gather(desk, users[user_id], Kind.MONITORING_NUDGED, _nudge(one, his, message), path=path, about=one.subject)


def words_of_nudge(one: Session, his: Sequence[Waits], message: str = "") -> Words:
    """Of the same letter, for whoever looks before it is sent."""
    return letters.words(Kind.MONITORING_NUDGED, _nudge(one, his, message))


def _nudge(one: Session, his: Sequence[Waits], message: str) -> Mapping[str, object]:
    return {"session": one.title, "lines": [_due(each) for each in his], "message": message}


def _due(each: Waits) -> str:
    when = f"{'il termine era il' if each.is_late else 'entro il'} {write_date(each.due_on)}"
    return f"{each.check.asked_title} ({each.check.state_label.lower()}): {when}"


def to_whoever_validates(one: Check, *, by: Person, at: datetime) -> None:
    """Where there is nobody, whoever can give the role: the work never waits for nobody in silence."""
    on = _today(at)
    turn = turns.of([one], on)[one.id]
    if turn.user_ids:
        _tell(_people(turn.user_ids), Kind.CHECK_TO_VALIDATE, one, {}, by=by, at=at)
    else:
        _tell(responsibility.overseers(on), Kind.CHECK_STUCK, one, {"lacking": turns.LACKING}, by=by, at=at)


def returned(one: Check, reason: str, authors: Collection[int], *, by: Person, at: datetime) -> None:
    _tell(_people(authors), Kind.CHECK_RETURNED, one, {"reason": reason}, by=by, at=at)


def verified(one: Verification, authors: Collection[int], *, by: Person, at: datetime) -> None:
    """What was not confirmed goes back to whoever answered; what must be mended has its day. Of what is in order there is nothing to say."""
    check = one.check
    if one.finding == Finding.NEGATIVE:
        reason = f"{one.found} Che cosa va fatto: {one.follow_up_said}"
        _tell(_people(authors), Kind.CHECK_REOPENED, check, {"reason": reason}, by=by, at=at)
    elif one.follow_up:
        said: dict[str, object] = {"found": one.found, "follow_up": one.follow_up, "by_when": one.follow_up_by}
        _tell(_people(authors), Kind.CHECK_VERIFIED, check, said, by=by, at=at, path=f"/monitoraggio/verifiche/{one.id}")


def dropped(check_ids: Collection[int], *, by: Person, at: datetime) -> None:
    """Of those that were sent, and that nobody asks about any more: who worked at them, and whoever was to validate them."""
    if by == COMMAND_LINE or not check_ids:
        return
    loaded = (
        joinedload(Check.session), joinedload(Check.process).joinedload(Process.unit), joinedload(Check.measure).options(queries.WHOSE),
    )  # fmt: skip
    those = db.session.scalars(select(Check).where(among(Check.id, check_ids)).options(*loaded).order_by(Check.id)).unique().all()
    made, waited = turns.makers(those), turns.of(those, _today(at))
    known = {user.id: user for user in _people(frozenset[int]().union(*made.values(), *(turn.user_ids for turn in waited.values())))}
    desk = Gathering(by=by, at=at)
    for one in those:
        said = {"check": one.asked_title, "semester": one.session.semester.label, "why": one.dropped_because}
        for user_id in sorted((made[one.id] | set(waited[one.id].user_ids)) & known.keys() - {by.user_id}):
            notices.gather(desk, known[user_id], Kind.CHECK_DROPPED, said, path=f"/monitoraggio/schede/{one.id}", about=one.subject)
    desk.close()


def validated(one: Check, authors: Collection[int], *, by: Person, at: datetime) -> None:
    _tell(_people(authors), Kind.CHECK_VALIDATED, one, {}, by=by, at=at)


def _people(ids: Collection[int]) -> list[User]:
    statement = select(User).where(User.id.in_(sorted(ids)), User.disabled_at.is_(None)).order_by(User.sort_key, User.id)
    return list(db.session.scalars(statement)) if ids else []


def _tell(users: Iterable[User], kind: Kind, one: Check, facts: Mapping[str, object], *, by: Person, at: datetime, path: str = "") -> None:
    """Nobody is told of what they have just done."""
    said = {"check": one.asked_title, "semester": one.session.semester.label, **facts}
    for user in users:
        if user.id != by.user_id:
            notices.queue(user, kind, said, path=path or f"/monitoraggio/schede/{one.id}", about=one.subject, by=by, at=at)


def _today(at: datetime) -> date:
    return at.astimezone(ROME).date()
