"""The shape of the database: which migration is the last, and bringing a database to it."""

from functools import cache

import flask_migrate
from alembic.script import ScriptDirectory

from riskreg.core.places import MIGRATIONS


@cache
def head() -> str:
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if revision is None:
        raise RuntimeError("there are no migrations")
    return revision


def upgrade(revision: str = "head") -> None:
    flask_migrate.upgrade(directory=str(MIGRATIONS), revision=revision)


def downgrade(revision: str) -> None:
    flask_migrate.downgrade(directory=str(MIGRATIONS), revision=revision)
