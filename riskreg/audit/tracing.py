"""Nothing changes without a trace, and the trace cannot be skipped.

The session collects what each flush changes; `operations.record` turns it into a named entry; a commit that still
holds a change nobody named is refused. Entries are numbered and chained in the last moment before the commit, under
a lock, so that the lock is short and the numbers have no holes.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import event, insert, inspect, select, text
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.attributes import instance_state

from riskreg.audit import seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.core.base import Base
from riskreg.core.database import WRITES
from riskreg.domain import trail

log = logging.getLogger("riskreg.trail")

CHAIN_LOCK = 7205020126
"""The number of the advisory lock that PostgreSQL's writers queue at."""

_BUFFER = "riskreg.trail"
SILENT = frozenset({"id", "version"})


class UntracedChange(RuntimeError):
    """A programming error: rows would change and the trail would not know."""


@dataclass
class Changes:
    """What happened to one row since it was last recorded."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def merge(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        self.before = {**before, **self.before}
        self.after = {**self.after, **after}


class Personal(NamedTuple):
    """A clear value on its way to the erasable table."""

    path: str
    about: str
    salt: str
    value: str


@dataclass(frozen=True)
class Pending:
    """An entry that waits for its number."""

    at: datetime
    actor: str
    tag: str
    subject: str
    diff: str
    personal: tuple[Personal, ...]


@dataclass(frozen=True)
class Mark:
    """What was waiting when a savepoint was set."""

    pending: list[Pending]
    changed: dict[Base, Changes]


@dataclass
class Buffer:
    changed: dict[Base, Changes] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    marks: dict[SessionTransaction, Mark] = field(default_factory=dict)
    head: tuple[int, str] | None = None


def buffer(session: Session) -> Buffer:
    waiting: Buffer = session.info.setdefault(_BUFFER, Buffer())
    return waiting


@cache
def traced_columns(mapper: Mapper[Any]) -> tuple[tuple[str, dict[Any, Any]], ...]:
    found = ((attribute.key, attribute.columns[0].info) for attribute in mapper.column_attrs)
    return tuple((key, info) for key, info in found if key not in SILENT and "untraced" not in info)


def watch(session_class: type[Session] = Session) -> None:
    """Put the watch on every session; called when an application is put together."""
    listeners = (
        ("before_flush", _prepare),
        ("after_flush", _collect),
        ("persistent_to_deleted", _collect_deleted),
        ("do_orm_execute", _refuse_bulk),
        ("before_commit", _append),
        ("after_commit", _seal_head),
        ("after_transaction_create", _mark),
        ("after_soft_rollback", _back_to_mark),
        ("after_transaction_end", _forget),
    )
    for name, listener in listeners:
        if not event.contains(session_class, name, listener):
            event.listen(session_class, name, listener)
    for mapper in Base.registry.mappers:
        for attribute in mapper.column_attrs:
            if not event.contains(attribute.class_attribute, "set", _know_the_old_value):
                event.listen(attribute.class_attribute, "set", _know_the_old_value, active_history=True)


def _know_the_old_value(_thing: object, _value: object, _old: object, _event: object) -> None:
    """Listening with `active_history` makes SQLAlchemy read a value before it is overwritten, even one it had let go."""


def _prepare(session: Session, _context: object, _instances: object) -> None:
    if not (session.new or session.dirty or session.deleted):
        return
    if session.get_bind().dialect.name == "sqlite":
        _insist_on_write_lock(session)
    for thing in session.deleted:
        if inspect(thing).expired:
            session.refresh(thing)  # once deleted, it can no longer say what it was


def _collect(session: Session, _context: object) -> None:
    """After the flush, when the keys that relationships give and the defaults stand in the rows."""
    for thing in session.new:
        notice(session, thing, is_new=True)
    for thing in session.dirty:
        notice(session, thing)


def notice(session: Session, thing: Any, *, is_new: bool = False) -> None:
    """What changed on one row. Also for whoever writes rows without a flush (audit.gathering), before they are written."""
    if getattr(type(thing), "__traced__", False):
        before, after = _difference(thing, is_new=is_new)
        if before or after:
            buffer(session).changed.setdefault(thing, Changes()).merge(before, after)


def _collect_deleted(session: Session, thing: object) -> None:
    """Also the rows that vanish because their owner let go of them (delete-orphan)."""
    if isinstance(thing, Base) and thing.__traced__:
        state = inspect(thing)
        changes = buffer(session).changed.setdefault(thing, Changes())
        changes.merge({key: state.dict.get(key) for key, _info in traced_columns(state.mapper)}, {})
        changes.after = {}


def _difference(thing: Base, *, is_new: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    state = instance_state(thing)
    if is_new:
        return {}, {key: getattr(thing, key) for key, _info in traced_columns(state.mapper)}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for key, _info in traced_columns(state.mapper):
        if key not in state.committed_state:  # nobody set it: most columns of most rows
            continue
        history = state.attrs[key].history
        if history.added:
            before[key] = history.deleted[0] if history.deleted else None
            after[key] = history.added[0]
    return before, after


def _insist_on_write_lock(session: Session) -> None:
    if not session.connection().get_execution_options().get(WRITES):
        raise UntracedChange("rows changed in a transaction begun for reading: wear @commits or use writing()")


def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    # By name: the statement holds a copy of the table, marked by the ORM.
    name = getattr(getattr(state.statement, "table", None), "name", None)
    for mapper in Base.registry.mappers:
        if getattr(mapper.local_table, "name", "") == name and mapper.class_.__traced__ and not state.execution_options.get("untraced"):
            raise UntracedChange(f"a bulk statement on {name} leaves no trace: change the rows through the session")


def _append(session: Session) -> None:
    """Number, chain and write the waiting entries."""
    if session.in_nested_transaction():
        return
    session.flush()
    waiting = buffer(session)
    if waiting.changed:
        things = ", ".join(sorted(thing.subject for thing in waiting.changed))
        raise UntracedChange(f"changed but not recorded in the trail: {things}")
    if not waiting.pending:
        return
    number, previous = lock_and_read_head(session)
    rows: list[dict[str, Any]] = []
    personal: list[dict[str, Any]] = []
    for entry in waiting.pending:
        number += 1
        hash_ = trail.link(number, entry.at, entry.actor, entry.tag, entry.subject, entry.diff, previous)
        rows.append({"id": number, "at": entry.at, "actor": entry.actor, "tag": entry.tag, "subject": entry.subject,
                     "diff": entry.diff, "previous_hash": previous, "hash": hash_})  # fmt: skip
        personal += [{"entry_id": number, "path": p.path, "about": p.about, "salt": p.salt, "value": p.value} for p in entry.personal]
        previous = hash_
    session.execute(insert(AuditEntry), rows)
    if personal:
        session.execute(insert(PersonalValue), personal)
    waiting.pending.clear()
    waiting.head = (number, previous)


def lock_and_read_head(session: Session) -> tuple[int, str]:
    """Nobody else may append until this transaction ends. SQLite's write lock already says so."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    head = session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return (head.id, head.hash) if head else (0, trail.FIRST)


def _seal_head(session: Session) -> None:
    waiting = buffer(session)
    if waiting.head is None:
        return
    try:
        seals.keep_head(*waiting.head)
    except OSError:  # the change is committed and chained: a full disk must not make it look refused
        log.exception("the head of the trail could not be kept", extra={"count": waiting.head[0]})
    waiting.head = None


def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        waiting = buffer(session)
        waiting.marks[transaction] = Mark(list(waiting.pending), _copied(waiting.changed))


def _back_to_mark(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint rolled back takes along what was recorded inside it, and nothing of what came before."""
    waiting = buffer(session)
    if (mark := waiting.marks.pop(transaction, None)) is not None:
        waiting.pending[:] = mark.pending
        waiting.changed = mark.changed


def _copied(changed: dict[Base, Changes]) -> dict[Base, Changes]:
    return {thing: replace(changes) for thing, changes in changed.items()}


def _forget(session: Session, transaction: SessionTransaction) -> None:
    """However the outermost transaction ended, nothing of it waits for the next."""
    if transaction.parent is None:
        session.info.pop(_BUFFER, None)
