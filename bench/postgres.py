"""A PostgreSQL to load: a database of its own beside the one at DATABASE_URL, or a cluster made with Debian's binaries."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def own_database() -> Iterator[str | None]:
    """None when there is no PostgreSQL here. What stands at DATABASE_URL is never touched."""
    with ExitStack() as stack:
        given = os.environ.get("DATABASE_URL", "")
        if given.startswith("postgres"):
            server = sa.make_url(given).set(drivername="postgresql+psycopg")
        elif any(DEBIAN.glob("*/bin/initdb")):
            from tests import postgresql

            server = sa.make_url(stack.enter_context(postgresql.server()))
        else:
            yield None
            return
        name = f"riskreg_load_{secrets.token_hex(4)}"
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
