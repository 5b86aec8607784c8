"""What the log says while something happens, line by line, as the collector on the other side gets it."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Recorded:
    """The text that went out, and the same read as JSON: one object a line, or the reading fails."""

    stream: io.StringIO = field(default_factory=io.StringIO)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        read = [json.loads(line) for line in self.text.splitlines()]
        assert all(isinstance(line, dict) for line in read)
        return read


@contextmanager
def recorded() -> Iterator[Recorded]:
    """Through the handler and the format that the application itself set up."""
    ours, kept = logging.getLogger("riskreg"), Recorded()
    handler, level = ours.handlers[0], ours.level
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(kept.stream)
    ours.setLevel(logging.DEBUG)
    try:
        yield kept
    finally:
        handler.setStream(before or sys.stderr)
        ours.setLevel(level)
