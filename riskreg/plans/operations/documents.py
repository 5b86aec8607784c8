"""The documents of an edition, kept byte by byte: never written again, and gone only with a proposal that is withdrawn."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.errors import WrongState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.plans import YEARS, kind_of_act
from riskreg.plans import keeping
from riskreg.plans.keeping import ACT, CONTENTS, PROPOSAL, File
from riskreg.plans.models import Edition, EditionDocument
from riskreg.plans.queries import documents


def _kept(one: Edition, file: File, at: datetime) -> EditionDocument:
    row = EditionDocument(
        edition=one, name=file.name, file_name=file.file_name, mime=file.mime, size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(), content=file.content, kept_at=at,
    )  # fmt: skip
    db.session.add(row)
    return row


def keep_proposal(one: Edition, at: datetime) -> EditionDocument:
    """What the body is asked to read, as it stands at that moment; for the entry of the proposal."""
    return _kept(one, keeping.gathered(one, at), at)


def let_proposal_go(one: Edition) -> list[EditionDocument]:
    found = [row for row in documents.kept(one) if row.name == PROPOSAL]
    for row in found:
        db.session.delete(row)
    return found


def keep_contents(one: Edition, at: datetime) -> EditionDocument:
    """What the body has adopted: what it had read, with the act. Nothing that happened to the register meanwhile is in it."""
    proposed = documents.named(one, PROPOSAL)
    return _kept(one, keeping.gathered(one, at, proposed.content if proposed else None), at)


def check_act_missing(one: Edition) -> None:
    if not one.is_frozen:
        raise WrongState(f"L'edizione {one.name} non è adottata: l'atto si allega dopo averlo registrato.")
    if documents.named(one, ACT) is not None:
        raise WrongState("L'atto è già allegato, e non si cambia più. Se è sbagliato, la revisione avrà il suo.")


def attach_act(one: Edition, content: bytes, *, by: Person, at: datetime) -> EditionDocument:
    """The act that adopted, as it was signed: once, and then for ever."""
    insist(by, Permission.PLAN_RECORD)
    check_act_missing(one)
    mime, ending = kind_of_act(content)
    revision = f"-rev{one.revision}" if one.revision else ""
    row = _kept(one, File(ACT, f"atto-di-adozione-{one.first_year}-{one.first_year + YEARS - 1}{revision}.{ending}", mime, content), at)
    record(Tag.EDITION_ACT_ATTACHED, one, by=by, at=at, along=[row])
    return row


def keep(one: Edition, files: Sequence[File], *, by: Person, at: datetime) -> list[EditionDocument]:
    """The documents drawn from the contents; those that are there already stay as they are."""
    if not one.is_frozen or documents.named(one, CONTENTS) is None:
        raise WrongState(f"L'edizione {one.name} non è adottata: i suoi documenti non si conservano ancora.")
    there = {row.name for row in documents.kept(one)}
    made = [_kept(one, file, at) for file in files if file.name not in there]
    if made:
        record(Tag.EDITION_DOCUMENTS_KEPT, one, by=by, at=at, along=made)
    return made
