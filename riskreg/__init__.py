"""riskreg: anticorruption risk register and compliance tracker for Italian public bodies."""

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"

__all__ = ["__version__", "create_app", "read"]


def create_app(env: Mapping[str, str] | None = None) -> "Flask":
    """See riskreg.app: read when the application is wanted, because the command line may want none (`riskreg serve`)."""
    is_first = "riskreg.app" not in sys.modules
    with _nothing_to_collect() if is_first else nullcontext():
        from riskreg.app import create_app

        return create_app(env)


def read() -> None:
    """Only reads the code, for who makes applications afterwards."""
    with _nothing_to_collect():
        import_module("riskreg.app")


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """What is read at start is there to the end: looking through it for garbage, while it grows, takes a fifth of the start, and again
    as long at every collection afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
