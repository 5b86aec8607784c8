"""Runs the migrations: the same on SQLite (batch mode) and PostgreSQL, always online."""

from alembic import context
from flask import current_app

from riskreg import models_index
from riskreg.core import schema
from riskreg.core.base import Base
from riskreg.core.database import WRITES

__all__ = ["models_index"]


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        _migrate(connection)


def _migrate(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        include_object=schema.is_described,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
