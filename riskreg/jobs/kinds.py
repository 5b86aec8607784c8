"""The kinds of work, which register themselves by name, and what a handler gets to do it with.

    @kind("trail:seal", label="Sigillo del registro", daily=time(1, 0))
    def seal(work: Work) -> str:
        ...
        return "Sigillo apposto."

The sentence that the handler returns is the outcome that people read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from riskreg.domain.permissions import Permission, Person


class Desk(Protocol):
    """What the worker does for a handler; see `Work`."""

    def tell(self, percent: int, note: str) -> None: ...

    def result_file(self, name: str, mime: str) -> Path: ...

    def begin_writing(self) -> None: ...


class Work(NamedTuple):
    """One job in its handler's hands.

    A handler begins in a transaction that can only read, so that nobody waits for it. Before it changes rows it calls
    `begin_writing()`: from there to the end of the job everything is one transaction, and either all of it happens or
    nothing. It never commits.
    """

    job_id: int
    arguments: Mapping[str, Any]
    by: Person
    """Who asked, with the roles that hold today; the worker itself for what is on the schedule."""

    at: datetime
    desk: Desk

    def progress(self, percent: int, note: str = "") -> None:
        """Shown on the page within a second or so; until `begin_writing()`, because nothing else can be written after."""
        self.desk.tell(min(max(percent, 0), 100), note)

    def result_file(self, name: str, mime: str) -> Path:
        """Where to write the file that people will download as `name`; it appears only if the job is done."""
        return self.desk.result_file(name, mime)

    def begin_writing(self) -> None:
        """What was read so far is read again when touched: somebody may have changed it."""
        self.desk.begin_writing()


Handler = Callable[[Work], str]
Prepare = Callable[[dict[str, str]], dict[str, str]]


class Kind(NamedTuple):
    """`permission` is asked when somebody queues the job, when it runs and when its file is downloaded.

    `asks` (name and label of each argument) makes it a job that people may ask for from a page; `prepare` turns what
    they typed, however long, into what is kept, and refuses the rest: the trail never forgets it, so it must hold no name
    of a person. What it has prepared it must take again as it is ("Chiedi di nuovo").
    """

    name: str
    label: str
    handler: Handler
    daily: time | None = None
    permission: Permission | None = None
    asks: Mapping[str, str] | None = None
    prepare: Prepare | None = None
    home: tuple[str, str] | None = None
    """Where what it makes is found: the words of the link, and the endpoint, which asks the same permission."""


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)


_registry = _Registry()


def kind(
    name: str,
    *,
    label: str,
    daily: time | None = None,
    permission: Permission | None = None,
    asks: Mapping[str, str] | None = None,
    prepare: Prepare | None = None,
    home: tuple[str, str] | None = None,
) -> Callable[[Handler], Handler]:
    if asks is not None and permission is None:
        raise ValueError(f"{name} can be asked from a page: say who may")

    def register(handler: Handler) -> Handler:
        if name in _registry.kinds:
            raise ValueError(f"two kinds of work are called {name}")
        _registry.kinds[name] = Kind(name, label, handler, daily, permission, asks, prepare, home)
        return handler

    return register


def named(name: str) -> Kind | None:
    return _registry.kinds.get(name)


def label_of(name: str) -> str:
    """A kind of an older version stays readable."""
    return LABELS.get(name, name)


class _Labels(Mapping[str, str]):
    """Every kind's label by name, whenever it registered: for the trail, which reads columns by their choices."""

    def __getitem__(self, name: str) -> str:
        return _registry.kinds[name].label

    def __iter__(self) -> Iterator[str]:
        return iter(_registry.kinds)

    def __len__(self) -> int:
        return len(_registry.kinds)


LABELS = _Labels()


def all_kinds() -> list[Kind]:
    return sorted(_registry.kinds.values(), key=lambda known: known.label)


def scheduled() -> list[tuple[str, time]]:
    """Name and hour of each daily kind, always in the same order, so that workers who plan at once never cross."""
    return sorted((known.name, known.daily) for known in _registry.kinds.values() if known.daily is not None)
