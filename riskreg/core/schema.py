"""The shape of the database: which migration is the last, and bringing a database to it."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app

from riskreg.core.places import MIGRATIONS


@cache
def head() -> str:
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if revision is None:
        raise RuntimeError("there are no migrations")
    return revision


def upgrade(revision: str = "head") -> None:
    command.upgrade(_config(), revision)


def downgrade(revision: str) -> None:
    command.downgrade(_config(), revision)


def _config() -> Config:
    """Alembic itself: Flask-Migrate's own commands end the process when a migration fails."""
    config: Config = current_app.extensions["migrate"].migrate.get_config(str(MIGRATIONS))
    return config
