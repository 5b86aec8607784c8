"""What waits for the OIV: the check of coherence of each adopted plan, until an opinion on its year is given."""

from collections.abc import Iterator
from datetime import date

from riskreg.audit.known import while_nothing_changes
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task
from riskreg.performance.queries import opinions
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

COHERENCE = "coherence"
ACTION = "Verifica la coerenza fra piano e performance"


def to_verify(asked: Asked) -> tuple[Item, ...]:
    return _of_the_body(asked.on)


@while_nothing_changes
def _of_the_body(on: date) -> tuple[Item, ...]:
    """The same for whoever asks."""
    return tuple(_of_editions(on))


def _of_editions(on: date) -> Iterator[Item]:
    for one in opinions.awaited(on):
        path = f"/performance/coerenza?anno={one.first_year}"
        yield Item(Task(COHERENCE, f"coherence:{one.first_year}", ACTION, one.title, path, since=one.adopted_on), roles=(Role.OIV,))


sources.register(Source(COHERENCE, "Coerenza", items=to_verify, permission=Permission.COHERENCE_ATTEST))
