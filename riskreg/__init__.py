"""riskreg: anticorruption risk register and compliance tracker for Italian public bodies."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"

__all__ = ["__version__", "create_app"]


def create_app(env: Mapping[str, str] | None = None) -> "Flask":
    """See riskreg.app: read when the application is wanted, because the command line may want none (`riskreg serve`)."""
    from riskreg.app import create_app

    return create_app(env)
