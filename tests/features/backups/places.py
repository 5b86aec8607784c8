"""Installations to copy from and to restore into, on either database; and copies that somebody has tampered with."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from riskreg.audit import operations as trail
from riskreg.backups import containers, manifest
from riskreg.core import clock, schema
from riskreg.core.settings import Settings
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.jobs import operations as jobs
from riskreg.people.operations import units
from tests.databases import Copies, opened
from tests.factories import Factory
from tests.migrations import rows
from tests.migrations.empty import empty_database
from tests.migrations.test_migrations import REVISIONS

ACT = "Determinazione n. 41 del 12/12/2024"


@contextmanager
def place(copies: Copies, folder: Path) -> Iterator[Flask]:
    """A database in which nothing was ever made, and a data folder that is not there yet."""
    with empty_database(copies) as url, opened(url, folder) as app:
        yield app


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["riskreg.settings"]
    return settings


def fill_every_table(until: str = REVISIONS[-1]) -> None:
    """Rows of each migration's own; the chain among them is of one false entry."""
    for revision in REVISIONS[: REVISIONS.index(until) + 1]:
        schema.upgrade(revision)
        rows.insert(rows.OF[revision])


def found_a_body() -> Factory:
    """A small living body with a chain that holds, sealed: a unit placed under a younger one, one merged, jobs, people."""
    schema.upgrade()
    with writing():
        trail.start_chain(by=COMMAND_LINE, at=clock.now())
    make = Factory()
    make.body()
    first = make.unit(code="A1", name="Area «à» \U0001f600 \x7f", kind=UnitKind.AREA)
    second = make.unit(code="A2", kind=UnitKind.AREA, parent=first)
    third = make.unit(code="A3", kind=UnitKind.AREA)
    with writing():
        units.move(second, parent_id=third.id, on=date(2021, 1, 1), act=ACT, by=COMMAND_LINE, at=clock.now())
    with writing():
        jobs.enqueue("trail:seal", {}, by=COMMAND_LINE, at=clock.now())
    user = make.user(family_name="D'Àncora\nÈ")
    make.grant(user, Role.ADMIN)
    make.term(make.figure(), holder=user)
    trail.seal_now(clock.now())
    return make


# Tampering


def repack(path: Path, change: Callable[[dict[str, bytes]], Any], seal: bool = True) -> Path:
    """The same copy written again by somebody who knows the format: sealed, with something in it that is not as it was."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    forged = path.with_name(f"{path.stem}-rifatta.zip")
    forged.unlink(missing_ok=True)
    with zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = b"0" * containers.SEAL
    if seal:
        containers._seal(forged)
    return forged


def change_manifest(members: dict[str, bytes], change: Callable[[dict[str, Any]], Any]) -> None:
    """As if riskreg itself had written it so."""
    facts = json.loads(members[manifest.NAME])
    del facts["sha256"]
    change(facts)
    members[manifest.NAME] = manifest._text(facts | {"sha256": manifest._hash(facts)}).encode()


def change_member(members: dict[str, bytes], name: str, content: bytes) -> None:
    """With its hash and size in the list put right."""
    members[name] = content

    def put_right(facts: dict[str, Any]) -> None:
        for one in [*facts["tables"], *facts["files"]]:
            if one["name"] == name:
                one |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                if "rows" in one:
                    one["rows"] = content.count(b"\n")

    change_manifest(members, put_right)
