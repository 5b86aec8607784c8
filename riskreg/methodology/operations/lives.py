"""Publishing a methodology for ever, retiring it, throwing a draft away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.scoring.publishing import faults
from riskreg.domain.scoring.versions import State
from riskreg.methodology.models import MethodologyVersion
from riskreg.methodology.operations.drafting import open_draft


class Unfinished(RuleBroken):
    """Not to be published yet: everything that is missing or wrong, a sentence each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


def publish(one: MethodologyVersion, *, version: int | None = None, by: Person, at: datetime) -> MethodologyVersion:
    """From now on it may be measured with, and nobody changes it."""
    content = open_draft(one, version, by=by)
    if found := faults(content):
        raise Unfinished(found)
    one.state, one.published_at = State.PUBLISHED.value, at
    record(Tag.METHODOLOGY_PUBLISHED, one, by=by, at=at)
    return one


def retire(one: MethodologyVersion, *, version: int | None = None, by: Person, at: datetime) -> MethodologyVersion:
    """For no new assessment. Whatever was measured with it stays, and stays explained."""
    insist(by, Permission.METHODOLOGY_MANAGE)
    must_be(one, version)
    if not one.is_published:
        raise WrongState("Si ritira solo una metodologia pubblicata." if one.is_draft else "Questa metodologia è già ritirata.")
    one.state, one.retired_at = State.RETIRED.value, at
    record(Tag.METHODOLOGY_RETIRED, one, by=by, at=at)
    return one


def drop(one: MethodologyVersion, *, version: int | None = None, by: Person, at: datetime) -> None:
    """A draft that is not wanted. Those copied from it stay, and forget where they came from."""
    open_draft(one, version, by=by)
    copies = db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.based_on_id == one.id)).all()
    for copy in copies:
        copy.based_on_id = None
    db.session.delete(one)
    record(Tag.METHODOLOGY_DROPPED, one, by=by, at=at, along=copies)
