"""What those who answer for units are told when a process changes hands: one message to each person, whatever the number of processes.
The same where a phase or an event goes to a process of other hands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from riskreg.audit.gathering import Gathering
from riskreg.core.clock import ROME
from riskreg.domain.permissions import Person, Role
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
    """What one person reads: processes that come to them, that leave them, that pass between units of theirs."""

    received: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)
    code: str = ""
    paths: set[str] = field(default_factory=set)


def passed(passages: Iterable[Passage], *, on: date | None = None, by: Person, at: datetime) -> None:
    """Whoever did it knows, and what a machine loads writes to nobody."""
    for user, facts, path in _letters(passages, on, by, at):
        notices.queue(user, Kind.PROCESSES_PASSED, facts, path=path, by=by, at=at)


def part_passed(part: Phase | RiskEvent, source: Process, *, by: Person, at: datetime) -> None:
    """A phase or an event that stood in `source` and now stands elsewhere."""
    is_phase = isinstance(part, Phase)
    target = part.process if isinstance(part, Phase) else part.phase.process
    if by.is_machine or target is source:
        return
    today = at.astimezone(ROME).date()
    owners, standing = reach.chart(today).owners, Standing(today)
    before, after = owners[source.unit_id], owners[target.unit_id]
    if before == after:
        return
    givers, receivers = _who_answers(standing, before), _who_answers(standing, after)
    facts = {
        "is_phase": is_phase, "name": part.name, "old_code": source.code, "new_code": target.code, "on": today,
        "old": f"{source.title} ({standing.units[before].name})", "new": f"{target.title} ({standing.units[after].name})",
    }  # fmt: skip
    for user in dict.fromkeys([*receivers, *givers]):
        if user.id != by.user_id:
            side = "given" if user not in receivers else "between" if user in givers else "received"
            mine = source if side == "given" else target
            notices.queue(user, Kind.PART_PASSED, facts | {"side": side}, path=f"{LIST}/processi/{mine.id}", by=by, at=at)


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
