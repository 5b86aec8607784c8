"""The register goes out as a file: the trail says to whom, and how large it was."""

from datetime import datetime

from riskreg.audit.operations import note
from riskreg.audit.tags import Tag
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.people import queries as people
from riskreg.register import workbook
from riskreg.register.operations.processes import day


def export(*, by: Person, at: datetime) -> bytes:
    """What this person may read."""
    insist(by, Permission.REGISTER_READ)
    body = people.body()
    content = workbook.contents(by, day(at), body.name if body else "")
    note(Tag.REGISTER_EXPORTED, "register:1", by=by, at=at, facts={"bytes": len(content)})
    return content
