"""The shape of the database: which migration is the last, and bringing a database to it.

Alembic takes a third of a second to read, so that only whoever migrates reads it: a server that starts asks for two numbers.
"""

from functools import cache
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import Connection, column, inspect, select, table

from riskreg.core.extensions import db
from riskreg.core.places import MIGRATIONS
from riskreg.domain.errors import RuleBroken

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "alembic_version"


class NoOneVersion(RuleBroken):
    """There are tables, and nothing or too much says of which version they are: what setup would do to them nobody knows."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"La base di dati non dice di quale versione di riskreg è: la sua tabella {VERSION_TABLE} {what}, e dovrebbe averne una. "
            "«riskreg setup» non può rimediare. Ferma i servizi e ripristina l'ultima copia di sicurezza in una base di dati nuova "
            "con «riskreg restore»; questa conservala com'è, perché chi dà assistenza possa guardarla."
        )


@cache
def _known() -> tuple[str, ...]:
    """Migrations are called by their number, and so are their files."""
    return tuple(sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def head() -> str:
    if not _known():
        raise RuntimeError("there are no migrations")
    return _known()[-1]


def of(connection: Connection) -> str | None:
    """The migration that a database stands at; None for one in which nothing was ever made, or nothing is left."""
    tables = inspect(connection)
    if not tables.has_table(VERSION_TABLE):
        return None
    found: list[str] = list(connection.scalars(select(column("version_num")).select_from(table(VERSION_TABLE))))
    if len(found) > 1:
        raise NoOneVersion(f"ha {len(found)} righe")
    if not found and tables.get_table_names() != [VERSION_TABLE]:
        raise NoOneVersion("non ha righe")
    return found[0] if found else None


def is_known(revision: str) -> bool:
    """Whether this version of riskreg knows that migration; if not, a newer one made it."""
    return revision in _known()


def bring_up_to_date() -> None:
    """The database of the running application; nothing where it is already."""
    with db.engine.connect() as connection:
        is_there = of(connection) == head()
    if not is_there:
        upgrade()


def is_described(_thing: object, name: str | None, _kind: str, reflected: bool, _compare_to: object) -> bool:
    """For Alembic's comparison: what a database makes by itself, and its own index of the words that are searched, no model
    describes."""
    return not (reflected and (name or "").startswith(("sqlite_", "search_words", "ix_search_entry_words")))


def upgrade(revision: str = "head", connection: Connection | None = None) -> None:
    """With a connection: inside its transaction, which whoever opened it ends."""
    from alembic import command

    command.upgrade(_config(connection), revision)


def downgrade(revision: str, connection: Connection | None = None) -> None:
    from alembic import command

    command.downgrade(_config(connection), revision)


def _config(connection: Connection | None) -> "Config":
    """Alembic itself: Flask-Migrate's own commands end the process when a migration fails."""
    from flask_migrate import Migrate

    if "migrate" not in current_app.extensions:
        Migrate(current_app, db, directory=str(MIGRATIONS), render_as_batch=True)
    config: Config = current_app.extensions["migrate"].migrate.get_config(str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
