"""What a reorganisation would do, as plain values: nothing here belongs to the transaction in which it was tried."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from riskreg.domain.permissions import Permission
from riskreg.people import belongings
from riskreg.people.belongings import Found, Item


class UnitFacts(NamedTuple):
    """A unit on one side of the change."""

    unit_id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    position: int
    version: int


@dataclass
class ChartNode:
    """A unit on the chart, with what happens to it; `unchanged` counts those left out beside it."""

    code: str
    name: str
    unit_id: int | None
    mark: str = ""
    children: list["ChartNode"] = field(default_factory=list)
    unchanged: int = 0


class UnitChange(NamedTuple):
    """One unit that changes. `unit_id` is None for those that are only to be born."""

    unit_id: int | None
    code: str
    name: str
    what: tuple[str, ...]
    roles: int
    closes: bool
    found: tuple[Found, ...]

    @property
    def roles_said(self) -> str:
        """How many, and that they stay where they are when the unit does."""
        return "" if not self.roles else str(self.roles) if self.closes else f"{self.roles}, {'resta' if self.roles == 1 else 'restano'}"


class Option(NamedTuple):
    """One answer to a question: the unit it passes to (`*`: all of them), or nothing: it ends."""

    value: str
    label: str


class RoleAsked(NamedTuple):
    """A role on a unit that ends. `proposed` is what happens unless somebody chooses; empty where somebody must."""

    grant_id: int
    user_id: int
    who: str
    role: str
    unit: str
    from_on: date
    to_on: date | None
    options: tuple[Option, ...]
    chosen: str
    proposed: str
    heir: str = ""
    heir_id: int | None = None

    @property
    def is_undecided(self) -> bool:
        return not (self.chosen or self.proposed)

    @property
    def is_only_proposed(self) -> bool:
        """It goes as we think best, and nobody has said so yet."""
        return bool(self.proposed and not self.chosen)

    @property
    def said(self) -> str:
        """What becomes of it, in words."""
        value = self.chosen or self.proposed
        label = next((option.label for option in self.options if option.value == value), "da decidere")
        return f"{label}, a {self.heir}" if self.heir and self.chosen else label


class ThingAsked(NamedTuple):
    """One thing of a unit that ends, which may go elsewhere than to the heir, or must be given to somebody by name."""

    kind: str
    label: str
    item: Item
    unit: str
    options: tuple[Option, ...]
    chosen: str
    proposed: str
    asks_person: bool
    heir_id: int | None
    heir: str = ""

    @property
    def read_with(self) -> Permission:
        """What its page asks for."""
        kind = belongings.named(self.kind)
        return kind.read_with if kind else Permission.ORGANISATION_READ

    @property
    def said(self) -> str:
        label = next(
            (option.label for option in self.options if option.value == (self.chosen or self.proposed)), "passa" if self.heir else ""
        )
        return f"{label} a {self.heir}" if self.heir else label

    @property
    def is_undecided(self) -> bool:
        return (self.asks_person and self.heir_id is None) or bool(self.options and not (self.chosen or self.proposed))

    @property
    def is_only_proposed(self) -> bool:
        return bool(self.proposed and not self.chosen) and not self.is_undecided


class Preview(NamedTuple):
    """Before and after, what is touched, what is asked; `problem` where a step cannot be taken, and then there is no after."""

    before: Sequence[ChartNode]
    after: Sequence[ChartNode]
    changes: Sequence[UnitChange]
    roles: Sequence[RoleAsked]
    things: Sequence[ThingAsked]
    seen: Sequence[tuple[int, int]]
    problem: str | None = None
    problem_step: int | None = None

    @property
    def undecided(self) -> int:
        return sum(role.is_undecided for role in self.roles) + sum(thing.is_undecided for thing in self.things)


def charts(before: dict[int, UnitFacts], after: dict[int, UnitFacts]) -> tuple[list[ChartNode], list[ChartNode]]:
    """Both sides, each cut to what changes, what stands above it, and how many beside it stay as they are."""
    marks_before = {unit_id: _mark_before(facts, after.get(unit_id)) for unit_id, facts in before.items()}
    marks_after = {unit_id: _mark_after(before.get(unit_id), facts) for unit_id, facts in after.items()}
    return _chart(before, marks_before, before), _chart(after, marks_after, before)


def _mark_before(old: UnitFacts, new: UnitFacts | None) -> str:
    if new is None:
        return "si chiude"
    words = ["si sposta"] if new.parent_id != old.parent_id else []
    return ", ".join([*words, *(["cambia nome"] if new.name != old.name else [])])


def _mark_after(old: UnitFacts | None, new: UnitFacts) -> str:
    if old is None:
        return "nuova"
    words = ["spostata"] if new.parent_id != old.parent_id else []
    return ", ".join([*words, *(["rinominata"] if new.name != old.name else [])])


def _chart(facts: dict[int, UnitFacts], marks: dict[int, str], known: dict[int, UnitFacts]) -> list[ChartNode]:
    below: dict[int | None, list[UnitFacts]] = {}
    for unit in sorted(facts.values(), key=lambda unit: (unit.position, unit.code)):
        below.setdefault(unit.parent_id if unit.parent_id in facts else None, []).append(unit)

    def draw(parent_id: int | None) -> tuple[list[ChartNode], int]:
        drawn, unchanged = [], 0
        for unit in below.get(parent_id, ()):
            children, left_out = draw(unit.unit_id)
            if marks[unit.unit_id] or children:
                node = ChartNode(
                    unit.code, unit.name, unit.unit_id if unit.unit_id in known else None, marks[unit.unit_id], children, left_out
                )
                drawn.append(node)
            else:
                unchanged += 1 + _count(unit.unit_id)
        return drawn, unchanged

    def _count(unit_id: int) -> int:
        return sum(1 + _count(child.unit_id) for child in below.get(unit_id, ()))

    return draw(None)[0]
