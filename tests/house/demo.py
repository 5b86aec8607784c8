"""The demo body in a database of its own, for tests that want pages as full as people see them."""

from pathlib import Path

from riskreg import create_app
from riskreg.audit import operations as trail
from riskreg.core import clock, schema
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people import seeding
from tests.databases import environment


def demo_database(folder: Path) -> str:
    """Its address: migrated, with the reference lists and the demo, as `riskreg setup --demo` leaves it."""
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    app = create_app(environment(url, folder))
    with app.app_context():
        schema.upgrade()
        with writing():
            now = clock.now()
            trail.start_chain(by=COMMAND_LINE, at=now)
            seeding.load_reference(now)
            seeding.load_demo(now)
        db.session.remove()
        db.engine.dispose()
    return url
