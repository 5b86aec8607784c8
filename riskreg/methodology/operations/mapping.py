"""Writing what ANAC calls, in a year's form, something of ours."""

from datetime import datetime
from typing import NamedTuple

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import tidy
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.scoring.versions import MappingKind
from riskreg.methodology import queries
from riskreg.methodology.models import AnacMapping


class Theirs(NamedTuple):
    """ANAC's code, its words, the row of the yearly form; and what somebody must know about them."""

    code: str = ""
    label: str = ""
    row: str = ""
    note: str = ""


def write(year: int, kind: MappingKind, ours: str, theirs: Theirs, *, version: int | None = None, by: Person, at: datetime) -> AnacMapping:
    insist(by, Permission.METHODOLOGY_MANAGE)
    row = queries.mapping(year, kind, ours).row
    if row is None:
        row = AnacMapping(year=year, kind=kind.value, ours=ours)
        db.session.add(row)
    else:
        must_be(row, version)
    row.theirs, row.label, row.row, row.note = tidy(theirs.code), tidy(theirs.label), tidy(theirs.row), tidy(theirs.note)
    if db.session.is_modified(row):
        record(Tag.MAPPING_CHANGED, row, by=by, at=at)
    return row


def copy_year(year: int, *, by: Person, at: datetime) -> int:
    """What is not written yet, as it was the year before; how many that were. What is there stays."""
    insist(by, Permission.METHODOLOGY_MANAGE)
    there = {(row.kind, row.ours) for row in queries.rows_of_year(year)}
    before = [row for row in queries.rows_of_year(year - 1) if (row.kind, row.ours) not in there]
    if not before:
        raise RuleBroken(f"Nel {year - 1} non c'è niente che manchi nel {year}: non c'è nulla da copiare.")
    desk = Gathering(by=by, at=at)
    for row in before:
        new = AnacMapping(year=year, kind=row.kind, ours=row.ours, theirs=row.theirs, label=row.label, row=row.row, note=row.note)
        db.session.add(new)
        desk.record(Tag.MAPPING_CHANGED, new, why=f"Copiata dal {year - 1}")
    desk.close()
    return len(before)
