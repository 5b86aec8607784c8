"""Reading what waits: for one person's page, for everybody's letters; when the body wants people reminded."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from riskreg.core.clock import on_day
from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain.permissions import Person, may
from riskreg.domain.waiting import Rules, Task, reminder, step_above
from riskreg.notifications.kinds import SHEETS
from riskreg.notifications.models import Notice
from riskreg.people.models import User
from riskreg.waiting import sources
from riskreg.waiting.crew import Crew, crew
from riskreg.waiting.models import Reminder, ReminderRules
from riskreg.waiting.sources import Asked, Item, Source

AT_ONCE = 500
RECENT = timedelta(days=7)
DIGEST = "digest"
"""The task under which the digest of a day is kept."""


def rules_row() -> ReminderRules | None:
    return db.session.get(ReminderRules, 1)


def rules() -> Rules:
    row = rules_row()
    return row.as_domain if row is not None else Rules()


# For one page


def of_person(person: Person, on: date) -> list[Task]:
    """All that waits for this person, own and in somebody's place. Only sources of which they can have something are asked."""
    if person.user_id is None:
        return []
    asked_of = [source for source in sources.all_sources() if may(person, source.permission)]
    asked = Asked(on, crew(on), person=person) if any(source.items is not None for source in asked_of) else None
    every = [pair for source in asked_of for pair in _of_source(source, person, on, asked)]
    gone = sources.replaced({task.key for task, _lender in every}, on)
    found = [pair for pair in every if pair[0].key not in gone]
    names = _names({lender for _task, lender in found if lender is not None})
    return [task if lender is None else task.in_place_of(names[lender]) for task, lender in found]


def _of_source(source: Source, person: Person, on: date, asked: Asked | None) -> Iterator[tuple[Task, int | None]]:
    if source.items is not None and asked is not None:
        mine = ((item.task, one) for item in source.items(asked) for one in asked.whose.of(item))
        lenders = {task: one.for_user for task, one in mine if one.user_id == person.user_id}
        tasks = list(lenders)
        for task, shown in zip(tasks, source.shown_to(person, tasks, on) if source.shown_to and tasks else tasks, strict=True):
            yield shown, lenders[task]
    if source.of_person is not None:
        yield from ((task, None) for task in source.of_person(person, on))


def _names(user_ids: Collection[int]) -> Mapping[int, str]:
    return {user.id: user.title for user in db.session.scalars(select(User).where(User.id.in_(user_ids)))} if user_ids else {}


# For everybody's letters


class Line(NamedTuple):
    """One thing that a letter tells. `hands`: who has it, where it is told to the dirigente above."""

    task: Task
    step: str
    hands: str = ""


class Tiding(NamedTuple):
    """A notice of a kind that goes with the digest."""

    notice_id: int
    headline: str

    @property
    def key(self) -> str:
        return f"notice:{self.notice_id}"


@dataclass
class Digest:
    """What one person is to be told on one day."""

    user: User
    above: list[Line] = field(default_factory=list)
    mine: list[Line] = field(default_factory=list)
    tidings: list[Tiding] = field(default_factory=list)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Of each task, the step; what is kept so that nobody is told twice."""
        return [*((line.task.key, line.step) for line in (*self.mine, *self.above)), *((one.key, "told") for one in self.tidings)]


def digests(on: date) -> list[Digest]:
    """Who is to be told what now, by person. Recipients are those who answer today: whoever has passed something on, or is back, hears no
    more of it. Nobody who had today's digest already is among them."""
    whose, ruled = crew(on), rules()
    told = _Told(whose, on, ruled)
    for source in sources.all_sources():
        if source.items is not None:
            told.take(source.items(Asked(on, whose, until=on + timedelta(days=ruled.horizon))))
    return told.digests()


class _Told:
    """Puts together, person by person, what each source gives."""

    def __init__(self, whose: Crew, on: date, ruled: Rules) -> None:
        self.whose, self.on, self.ruled = whose, on, ruled
        self.mine: dict[int, list[Task]] = defaultdict(list)
        self.above: dict[int, list[tuple[Task, str, tuple[int, ...]]]] = defaultdict(list)
        self.lenders: dict[tuple[int, str], int] = {}

    def take(self, items: Iterable[Item]) -> None:
        every = list(items)
        gone = sources.replaced({item.task.key for item in every}, self.on)
        for item in (one for one in every if one.task.key not in gone):
            hands = self.whose.of(item)
            for one in hands:
                self.mine[one.user_id].append(item.task)
                if one.for_user is not None:
                    self.lenders[one.user_id, item.task.key] = one.for_user
            step = step_above(item.task.due_on, self.on, self.ruled)
            for one in self.whose.above(item) if step is not None else ():
                self.above[one.user_id].append((item.task, step or "", tuple(each.user_id for each in hands)))

    def digests(self) -> list[Digest]:
        users, sent, tidings = self._users(), self._sent(), _tidings(self.on)
        found = []
        for user in sorted(users.values(), key=lambda user: (user.sort_key, user.id)):
            if not user.can_sign_in or str(self.on) in sent[user.id, DIGEST]:
                continue
            one = Digest(user, self._above(user.id, sent, users), self._mine(user.id, sent, users))
            one.tidings = [each for each in tidings[user.id] if not sent[user.id, each.key]]
            if one.steps:
                found.append(one)
        return found

    def _mine(self, user_id: int, sent: Mapping[tuple[int, str], set[str]], users: Mapping[int, User]) -> list[Line]:
        found = []
        for task in {task.key: task for task in self.mine[user_id]}.values():
            step = reminder(task, self.on, self.ruled, sent[user_id, task.key])
            lender = users.get(self.lenders.get((user_id, task.key), 0))
            if step is not None:
                found.append(Line(task if lender is None else task.in_place_of(lender.title), step))
        return found

    def _above(self, user_id: int, sent: Mapping[tuple[int, str], set[str]], users: Mapping[int, User]) -> list[Line]:
        return [
            Line(task, step, ", ".join(users[each].title for each in hands if each in users))
            for task, step, hands in self.above[user_id]
            if step not in sent[user_id, task.key]
        ]

    def _users(self) -> dict[int, User]:
        ids = {*self.mine, *self.above, *self.lenders.values(), *_tidings(self.on)}
        ids |= {user_id for those in self.above.values() for _task, _step, hands in those for user_id in hands}
        found = (
            db.session.scalars(select(User).where(User.id.in_(some), User.disabled_at.is_(None))) for some in batched(sorted(ids), AT_ONCE)
        )
        return {user.id: user for users in found for user in users}

    def _sent(self) -> Mapping[tuple[int, str], set[str]]:
        keys = {task.key for tasks in self.mine.values() for task in tasks} | {DIGEST}
        keys |= {task.key for those in self.above.values() for task, _step, _hands in those}
        keys |= {each.key for those in _tidings(self.on).values() for each in those}
        found: dict[tuple[int, str], set[str]] = defaultdict(set)
        for some in batched(sorted(keys - {DIGEST}), AT_ONCE):
            for row in db.session.execute(select(Reminder.user_id, Reminder.task, Reminder.step).where(Reminder.task.in_(some))):
                found[row.user_id, row.task].add(row.step)
        for user_id in db.session.scalars(select(Reminder.user_id).where(Reminder.task == DIGEST, Reminder.on == self.on)):
            found[user_id, DIGEST].add(str(self.on))
        return found


def _tidings(on: date) -> Mapping[int, list[Tiding]]:
    """Notices of the last days that wait for the digest, still unread."""
    gathered = [kind.value for kind, sheet in SHEETS.items() if not sheet.at_once]
    found: dict[int, list[Tiding]] = defaultdict(list)
    if gathered:
        since = on_day(on - RECENT, hour=0)
        statement = select(Notice.id, Notice.user_id, Notice.headline)
        statement = statement.where(Notice.kind.in_(gathered), Notice.in_app, Notice.read_at.is_(None), Notice.queued_at >= since)
        for row in db.session.execute(statement.order_by(Notice.id)):
            found[row.user_id].append(Tiding(row.id, row.headline))
    return found
