"""What a file says of one thing, what stands of it, and the desk at which both are compared and changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.transactions import REGISTER_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, insist
from riskreg.register import indexing, telling
from riskreg.register.columns import Key
from riskreg.register.models import Measure, Phase, Process, RiskEvent
from riskreg.register.queries.whole import Whole
from riskreg.register.telling import PartMoved, Passage
from riskreg.tables.verdicts import Row, Verdict, Verdicts

MAY_BE_EMPTIED = frozenset(("due_on", "period"))
BELOW = ("phases", "events", "factors", "owners")


@dataclass(slots=True)
class Item:
    """A row, or the part of it that is about this thing. `values` go by the names of register/columns.py."""

    row: Row
    values: Mapping[str, Any]
    columns: Mapping[str, str]
    """From the fields that rules speak of, and from our names, to the columns of the file."""

    thing: Any = None
    """None until it is born."""

    stood: Mapping[str, Any] = field(default_factory=dict)
    """What stood before anything of the file happened; of what is yet to be born, nothing."""

    is_new: bool = False
    went_out_at: int | None = None
    """The number of its place in the file, where nobody wrote in that cell and it stands elsewhere today."""

    def said(self, name: str) -> Any:
        """What the file says and did not stand; None where it says nothing, or nothing new."""
        value = self.values.get(name)
        return None if value == self.stood.get(name) else value

    def given(self, name: str, otherwise: Any = None) -> Any:
        """What the file says, else what stood."""
        value = self.values.get(name)
        return self.stood.get(name, otherwise) if value is None else value

    def changes(self, *names: str) -> bool:
        """Emptiness counts where the column is there and emptiness means something."""
        return any(name in self.values and self.values[name] != self.stood.get(name) for name in names)

    def emptied(self, name: str) -> Any:
        """As `given`, where an empty cell takes away what stood."""
        return self.values[name] if name in self.values else self.stood.get(name)

    @property
    def has_place(self) -> bool:
        """The file says where it stands among others of its kind, be it no news."""
        return "position" in self.values or self.went_out_at is not None

    def keep_place(self) -> None:
        """Nothing else of it changes: the rest need not be kept."""
        self.values = {name: value for name, value in self.values.items() if name == "position"}
        self.stood = {name: self.stood[name] for name in ("position", "version")}

    @classmethod
    def of(cls, row: Row, values: Mapping[str, Any], columns: Mapping[str, str]) -> "Item":
        """An empty cell says that there is nothing where that means something, and says nothing elsewhere."""
        said = {name: value for name, value in values.items() if value is not None or name in MAY_BE_EMPTIED}
        if not said.get("code"):
            said.pop("code", None)
        return cls(row, said, columns)


class Judge:
    """The whole register, the desk, and what is said of every row."""

    def __init__(
        self, rows: Sequence[Row], desk: Gathering, title: Callable[[Row], str], where: Callable[[int], str] | None = None, *, with_measures: bool = True
    ) -> None:  # fmt: skip
        if not desk.on_paper:
            one_at_a_time(REGISTER_QUEUE)
        self.desk = desk
        self.whole: Whole = Whole(with_measures=with_measures) if desk.seen is None else desk.seen
        self.verdicts = Verdicts(rows, title, where)
        self.born: dict[tuple[type[Base], Key], Any] = {}
        self._moved: list[Passage] = []
        self._parts: dict[Phase | RiskEvent, PartMoved] = {}

    def each(self, items: Iterable[Item], act: Callable[[Item], None]) -> None:
        """Do it with those that nothing is wrong with, and close: one change of a thing between two closings."""
        for item in items:
            if not self.verdicts.is_refused(item.row):
                self.verdicts.try_to(item.row, self._allowed, item, act, columns=item.columns)
        self.desk.close()

    def _allowed(self, item: Item, act: Callable[[Item], None]) -> None:
        insist(self.desk.by, Permission.REGISTER_MANAGE)
        act(item)

    def judged_on(self, item: Item, sheet: Any) -> None:
        """Which version a change of the row was judged on. What changes nothing may be overtaken: it says the same."""
        self.verdicts.judged_on(item.row, f"{sheet.subject}@{item.stood.get('version', 0)}")

    def creates(self, item: Item, tag: Tag, thing: Any, along: Iterable[Base] = ()) -> None:
        self.desk.record(tag, thing, along=along)
        for name in BELOW:
            if hasattr(type(thing), name) and name not in thing.__dict__:
                set_committed_value(thing, name, [])  # nothing stands under it: nobody need ask the database
        self.whole.announce(thing)
        item.thing, item.is_new = thing, True
        if isinstance(key := item.values.get("id"), str):
            self.born[type(thing), key] = thing
        self.verdicts.creates(item.row)

    def changes(
        self, item: Item, tag: Tag, names: Iterable[str], *, why: str | None = None, along: Iterable[Base] = ()
    ) -> None:  # fmt: skip
        self.desk.record(tag, item.thing, why=why, along=along)
        if item.is_new:
            return
        self.judged_on(item, getattr(item.thing, "process", None) or getattr(getattr(item.thing, "phase", None), "process", item.thing))
        for name in names:
            if item.changes(name):
                self.verdicts.changes(item.row, item.columns[name], item.stood.get(name), item.values[name])

    def find(self, kind: type[Base], those: Mapping[int, Any], key: Key, name: str, unknown: str) -> Any:
        """By its ID, or by what another row of the file calls itself."""
        found = those.get(key) if isinstance(key, int) else self.born.get((kind, key))
        if found is None and isinstance(key, int):
            raise RuleBroken(unknown.format(key), name)
        if found is None:
            raise RuleBroken(f"Nessuna riga nuova ha l'ID «{key}», oppure quella che lo ha è rifiutata.", name)
        return found

    @cached_property
    def answering(self) -> Mapping[int, Sequence[Measure]]:
        """The measures of each event: for what retires, when links change no more."""
        found: dict[int, list[Measure]] = defaultdict(list)
        for measure in self.whole.measures.values():
            for link in measure.events:
                found[link.event_id].append(measure)
        return found

    def moved(self, passage: Passage) -> None:
        self._moved.append(passage)

    def leaves(self, part: Phase | RiskEvent) -> None:
        """It is about to go elsewhere. An event comes from where its phase stood before the file, which moves phases first."""
        phase = part if isinstance(part, Phase) else part.phase
        source = self._parts[phase].source if phase in self._parts else phase.process
        self._parts[part] = PartMoved(part, source)

    def all(self) -> list[Verdict]:
        """What is said of every row, when all is done; what can be searched is kept in step."""
        if not self.desk.on_paper:
            self._index()
        telling.passed_from_file(self._moved, self.desk)
        telling.parts_passed_from_file(self._parts.values(), self.desk)
        return self.verdicts.all()

    def _index(self) -> None:
        processes = self.desk.written(Process)
        phases = dict.fromkeys([*self.desk.written(Phase), *(phase for process in processes for phase in process.phases)])
        events = dict.fromkeys([*self.desk.written(RiskEvent), *(event for phase in phases for event in phase.events)])
        follow = [one for one in self.whole.measures.values() if events and any(link.event in events for link in one.events)]
        indexing.many(processes, phases, events, dict.fromkeys([*self.desk.written(Measure), *follow]))
