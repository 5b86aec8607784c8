"""Runs `riskreg …` as a terminal would, on the database of an application under test."""

import contextlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_app_context

from riskreg import cli, create_app
from riskreg.core.extensions import db
from riskreg.core.settings import Settings
from tests.databases import environment


@dataclass(frozen=True)
class Outcome:
    """What the shell sees."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def riskreg(app: Flask, *arguments: str, **env: str) -> Outcome:
    """On the database and the data folder of `app`."""
    settings: Settings = app.extensions["riskreg.settings"]
    return in_environment(environment(settings.database_url, settings.folder) | env, *arguments)


def in_environment(env: Mapping[str, str], *arguments: str) -> Outcome:
    """A process of its own would see only what is committed, and leave no connection behind: so does this."""
    if has_app_context():
        db.session.commit()
    made: list[Flask] = []

    def create() -> Flask:
        made.append(create_app(env))
        return made[-1]

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.run(create, arguments)
    for app in made:
        with app.app_context():
            db.engine.dispose()
    if has_app_context():
        db.session.expire_all()
    return Outcome(code, out.getvalue(), err.getvalue())
