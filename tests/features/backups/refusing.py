"""Trying to restore what must be refused, and looking at what is left."""

from pathlib import Path

from tests.cli.command import Outcome, riskreg
from tests.features.backups.places import settings_of
from tests.migrations.empty import names_in


def run(app, *arguments: str) -> Outcome:
    with app.app_context():
        return riskreg(app, *arguments)


def must_be_empty(app) -> None:
    """Neither a table nor a file."""
    settings = settings_of(app)
    assert names_in(settings.database_url) == set()
    left = {path.name for path in settings.folder.rglob("*")} - {"trail-head.lock"}
    assert not left


def refused(app, path: Path, *words: str) -> str:
    """By the check and by the restore, with the same sentence; the place stays as empty as it was."""
    told = run(app, "restore", str(path))
    assert (told.code, told.out) == (1, ""), told
    for word in words:
        assert word in told.err
    assert "Traceback" not in told.err
    must_be_empty(app)
    return told.err
