"""What those who answer for units are told when a process changes hands: one message to each person, whatever the number of processes.
The same where a phase or an event goes to a process of other hands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from riskreg.audit.gathering import Gathering
from riskreg.core.clock import ROME
from riskreg.domain.permissions import Person
from riskreg.domain.roles import Role
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people.models import User
from riskreg.people.queries import reach
from riskreg.people.responsibility import Standing
from riskreg.register.models import Phase, Process, RiskEvent

ANSWER = (Role.REFERENTE, Role.DIRIGENTE)
LIST = "/registro"


class Passage(NamedTuple):
    """A process of one unit that is now another's: itself, or `into` what it has become part of."""

    process: Process
    from_unit_id: int
    into: Process | None = None

    @property
    def now(self) -> Process:
        return self.into or self.process


@dataclass
class _Told:
    """What one person reads: processes, or parts of them, that come to them, that leave them, that pass between units of theirs."""

    received: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)
    code: str = ""
    paths: set[str] = field(default_factory=set)


def passed(passages: Iterable[Passage], *, on: date | None = None, by: Person, at: datetime) -> None:
    """Whoever did it knows, and what a machine loads writes to nobody."""
    for user, facts, path in _letters(passages, on, by, at):
        notices.queue(user, Kind.PROCESSES_PASSED, facts, path=path, by=by, at=at)


class _Hands:
    """Who answers for what on one day, read once."""

    def __init__(self, on: date) -> None:
        self.on, self.standing, self.owners = on, Standing(on), reach.chart(on).owners

    def called(self, process: Process) -> str:
        return f"{process.title} ({self.standing.units[self.owners[process.unit_id]].name})"


class PartMoved(NamedTuple):
    """A phase or an event that stood in `source` and now stands elsewhere."""

    part: Phase | RiskEvent
    source: Process

    @property
    def target(self) -> Process:
        return self.part.process if isinstance(self.part, Phase) else self.part.phase.process

    def by_person(self, hands: _Hands) -> Iterator[tuple[User, str]]:
        """Who is told, and on which side they stand; nobody where it stays in the same hands."""
        before, after = (hands.owners[one.unit_id] for one in (self.source, self.target))
        if before != after:
            givers, receivers = _who_answers(hands.standing, before), _who_answers(hands.standing, after)
            for user in dict.fromkeys([*receivers, *givers]):
                yield user, "given" if user not in receivers else "between" if user in givers else "received"


def part_passed(moved: PartMoved, *, by: Person, at: datetime) -> None:
    if by.is_machine:
        return
    hands, target = _Hands(at.astimezone(ROME).date()), moved.target
    facts = {
        "is_phase": isinstance(moved.part, Phase), "name": moved.part.name, "old_code": moved.source.code, "new_code": target.code,
        "on": hands.on, "old": hands.called(moved.source), "new": hands.called(target),
    }  # fmt: skip
    for user, side in moved.by_person(hands):
        if user.id != by.user_id:
            mine = moved.source if side == "given" else target
            notices.queue(user, Kind.PART_PASSED, facts | {"side": side}, path=f"{LIST}/processi/{mine.id}", by=by, at=at)


def parts_passed_from_file(parts: Iterable[PartMoved], desk: Gathering) -> None:
    """One message to each person, whatever the number of parts."""
    if desk.on_paper or desk.by.is_machine or not (those := list(parts)):
        return
    hands = _Hands(desk.at.astimezone(ROME).date())
    told: dict[User, _Told] = {}
    for one in those:
        kind = "fase" if isinstance(one.part, Phase) else "evento"
        line = f"{kind} «{one.part.name}»: da {hands.called(one.source)} a {hands.called(one.target)}"
        for user, side in one.by_person(hands):
            getattr(told.setdefault(user, _Told()), side).append(line)
    for user, his in told.items():
        if user.id != desk.by.user_id:
            facts = {"received": his.received, "given": his.given, "between": his.between, "on": hands.on}
            notices.gather(desk, user, Kind.PARTS_PASSED, facts, path=LIST)
    desk.close()


def passed_from_file(passages: Iterable[Passage], desk: Gathering) -> None:
    if not desk.on_paper:
        for user, facts, path in _letters(passages, None, desk.by, desk.at):
            notices.gather(desk, user, Kind.PROCESSES_PASSED, facts, path=path)
        desk.close()


def _letters(passages: Iterable[Passage], on: date | None, by: Person, at: datetime) -> Iterator[tuple[User, Mapping[str, Any], str]]:
    those = [] if by.is_machine else list(passages)
    if not those:
        return
    today = at.astimezone(ROME).date()
    owners, standing = reach.chart(today).owners, Standing(today)
    told: dict[User, _Told] = {}
    for one in those:
        before, after = owners[one.from_unit_id], owners[one.now.unit_id]
        if before != after:
            _tell(told, one, before, after, standing)
    for user, his in told.items():
        if user.id != by.user_id:
            facts = {"received": his.received, "given": his.given, "between": his.between, "code": his.code, "on": on or today}
            yield user, facts, his.paths.pop() if len(his.paths) == 1 else LIST


def _tell(told: dict[User, _Told], one: Passage, before: int, after: int, standing: Standing) -> None:
    givers, receivers = _who_answers(standing, before), _who_answers(standing, after)
    old, new = standing.units[before].name, standing.units[after].name
    joined = f", ora parte di {one.into.title}" if one.into else ""
    for user in dict.fromkeys([*receivers, *givers]):
        his = told.setdefault(user, _Told())
        if user in receivers and user in givers:
            his.between.append(f"{one.process.title}{joined}: da {old} a {new}")
        elif user in receivers:
            his.received.append(f"{one.process.title}{joined} ({new}, prima {old})")
        else:
            his.given.append(f"{one.process.title}{joined} ({old}, ora {new})")
        his.code = one.now.code if user in receivers and user not in givers else one.process.code
        # Whoever gave it away may not open it any more.
        his.paths.add(f"{LIST}/processi/{one.now.id}" if user in receivers else LIST)


def _who_answers(standing: Standing, unit_id: int) -> list[User]:
    """Of each role its holder, or whoever answers where there is none."""
    return list(dict.fromkeys(user for role in ANSWER for user in standing.answers(unit_id, role).users))
