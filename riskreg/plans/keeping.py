"""What an edition keeps for ever: its contents when it is proposed and when it is adopted, and the documents drawn from them.

Who gathers contents stands above the plan, because the sheets of processes and the scores are in them: it says here how.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskreg.plans.models import Edition

PROPOSAL, CONTENTS, ACT = "proposta", "json", "atto"
"""The names of contents, as the body was asked to read them and as it adopted them; and of the act that adopts, as it was signed."""


@dataclass(frozen=True)
class File:
    name: str
    file_name: str
    mime: str
    content: bytes


Gather = Callable[["Edition", datetime, bytes | None], File]
"""Of an edition, at a moment; an adoption is given the contents of the proposal, and only adds what came after it."""


@dataclass
class _Gatherer:
    gather: Gather | None = None
    follow: Callable[[datetime], None] | None = None


_known = _Gatherer()


def gathers(gather: Gather) -> Gather:
    _known.gather = gather
    return gather


def gathered(one: "Edition", at: datetime, proposed: bytes | None = None) -> File:
    if _known.gather is None:
        raise LookupError("nobody gathers the contents of editions: import riskreg.reports")
    return _known.gather(one, at, proposed)


def draws(follow: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Has the documents of what was adopted drawn, later."""
    _known.follow = follow
    return follow


def have_drawn(at: datetime) -> None:
    if _known.follow is not None:
        _known.follow(at)
