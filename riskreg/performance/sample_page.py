"""What the page of a round's sample shows: the plan, the draw done again, what was found."""

import shlex
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from riskreg.domain.permissions import Permission, Person, may
from riskreg.performance import sample
from riskreg.performance.models import Inspection, Round, RoundDraw
from riskreg.performance.queries import rounds as queries
from riskreg.performance.sample import Again, Line

HEADS = ("Ordine", "Chiave", "Segno (SHA-256)", "Estratto")


class Shown(NamedTuple):
    plan: RoundDraw | None
    to_list: int
    """How many could be drawn now."""

    again: Again | None
    inspections: Sequence[Inspection]
    differs: str
    inspects: Collection[int]
    """The requests that this person may look at now."""

    @property
    def example(self) -> Line | None:
        return self.again.lines[0] if self.again is not None and self.again.lines else None

    @property
    def command(self) -> str:
        return shlex.quote(f"{self.plan.seed}|{self.example.listed.key}") if self.plan is not None and self.example is not None else ""


def shown(one: Round, person: Person) -> Shown:
    plan = queries.draw_of(one)
    if plan is None or not plan.is_drawn:
        return Shown(plan, len(queries.verified(one)), None, (), "", ())
    made, again = queries.inspections(plan), sample.Again(plan)
    return Shown(plan, 0, again, made, again.differs(each.request_id for each in made), _to_look_at(one, person))


def _to_look_at(one: Round, person: Person) -> Collection[int]:
    """Nobody looks at what they entered or verified."""
    if one.is_closed or not may(person, Permission.RESULT_INSPECT):
        return ()
    there = [(each.request.id, each.reading) for each in queries.verified(one)]
    mine = person.user_id
    return {
        number
        for number, reading in there
        if reading is not None and (mine is None or mine not in (reading.entered_by_id, reading.verified_by_id))
    }


def frozen(again: Again) -> Iterator[Sequence[Any]]:
    for line in again.lines:
        yield line.place, line.listed.key, line.sign, "sì" if line.is_taken else "no"
