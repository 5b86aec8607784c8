"""The application for one command, and the person it acts for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import click
from flask import Flask

from riskreg.core import clock
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.people import queries

P = ParamSpec("P")


def in_application(command: Callable[P, Any]) -> Callable[P, Any]:
    """Run the command inside an application made from the environment."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Any:
        with application().app_context():
            return command(*args, **kwargs)

    return wrapped


def application() -> Flask:
    """Made by whoever started the command line: it stands below the application and cannot name it."""
    create_app: Callable[[], Flask] = click.get_current_context().find_root().obj
    return create_app()


def acting(email: str | None) -> Person:
    """`--by EMAIL`: the command obeys that person's rights. Without it, whoever sits at the machine."""
    if email is None:
        return COMMAND_LINE
    user = queries.user_by_email(email)
    if user is None or not user.can_sign_in:
        raise click.BadParameter(f"nessun utente attivo ha l'indirizzo {email}", param_hint="--by")
    return queries.person(user, clock.today())
