"""What a name of a file means, remembered for the next file that says it; and forgotten."""

from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, tidy
from riskreg.domain.measures import Owner
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.register import OwnerKind
from riskreg.people.models import KnownName
from riskreg.people.queries import known_names


def remember(name: str, means: Owner, *, by: Person, at: datetime) -> KnownName:
    """For the whole body, so only by who keeps the register. Who says it again later says it for everybody."""
    insist(by, Permission.REGISTER_MANAGE)
    if means.kind not in (OwnerKind.UNIT, OwnerKind.FIGURE):
        raise RuleBroken("Si ricorda solo un nome che indica un'unità o una figura.")
    folded = fold(name)
    if not folded:
        raise RuleBroken("Scrivi il nome come sta nei file.")
    known = known_names.by_name(name)
    if known is not None and (known.unit_id, known.figure_id) == (means.unit_id, means.figure_id):
        return known
    if known is None:
        known = KnownName(folded=folded, name=tidy(name))
        db.session.add(known)
    known.unit_id, known.figure_id = means.unit_id, means.figure_id
    known.linked_by_id, known.linked_at = by.user_id, at
    record(Tag.NAME_REMEMBERED, known, by=by, at=at)
    return known


def forget(known: KnownName, *, version: int | None = None, by: Person, at: datetime) -> None:
    """Measures stay as they are: only the next files are asked about again."""
    insist(by, Permission.REGISTER_MANAGE)
    must_be(known, version)
    db.session.delete(known)
    record(Tag.NAME_FORGOTTEN, known, by=by, at=at)
