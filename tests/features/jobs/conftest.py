"""Kinds of work for one test, and the usual way of asking for one."""

from collections.abc import Callable
from typing import Any

import pytest

from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.jobs import kinds, operations


@pytest.fixture
def new_kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`new_kind(handler, daily=…)` registers `test:work` until the test ends."""
    monkeypatch.setattr(kinds._registry, "kinds", dict(kinds._registry.kinds))

    def register(handler: kinds.Handler, name: str = "test:work", **more: Any) -> None:
        kinds.kind(name, label=more.pop("label", "Lavoro di prova"), **more)(handler)

    return register


@pytest.fixture
def queue(new_kind: Callable[..., None]) -> Callable[..., int]:
    """Puts a job in the queue, committed, and gives its id."""

    def put(kind: str = "test:work", /, by: Any = COMMAND_LINE, due_at: Any = None, **arguments: Any) -> int:
        with writing():
            return operations.enqueue(kind, arguments, by=by, at=clock.now(), due_at=due_at).id

    return put
