"""The shape of the database: which migration is the last, and bringing a database to it."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection

from riskreg.core.places import MIGRATIONS


@cache
def head() -> str:
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if revision is None:
        raise RuntimeError("there are no migrations")
    return revision


def of(connection: Connection) -> str | None:
    """The migration that a database stands at; None for one in which nothing was ever made."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Whether this version of riskreg knows that migration; if not, a newer one made it."""
    try:
        return ScriptDirectory(str(MIGRATIONS)).get_revision(revision) is not None
    except CommandError:
        return False


def is_described(_thing: object, name: str | None, _kind: str, reflected: bool, _compare_to: object) -> bool:
    """For Alembic's comparison: what a database makes by itself, and its own index of the words that are searched, no model
    describes."""
    return not (reflected and (name or "").startswith(("sqlite_", "search_words", "ix_search_entry_words")))


def upgrade(revision: str = "head", connection: Connection | None = None) -> None:
    """With a connection: inside its transaction, which whoever opened it ends."""
    command.upgrade(_config(connection), revision)


def downgrade(revision: str, connection: Connection | None = None) -> None:
    command.downgrade(_config(connection), revision)


def _config(connection: Connection | None) -> Config:
    """Alembic itself: Flask-Migrate's own commands end the process when a migration fails."""
    config: Config = current_app.extensions["migrate"].migrate.get_config(str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
