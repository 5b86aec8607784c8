"""Writing the trail: the third beat of every operation."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import delete, inspect
from sqlalchemy.orm import Mapper

from riskreg.audit import queries, seals
from riskreg.audit.models import PersonalValue
from riskreg.audit.tags import Tag
from riskreg.audit.tracing import Pending, Personal, buffer, traced_columns
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain import trail
from riskreg.domain.permissions import Person


def record(
    tag: Tag,
    thing: Base,
    *,
    by: Person,
    at: datetime,
    why: str | None = None,
    named: Iterable[str] = (),
    along: Iterable[Base] = (),
    keep_personal: bool = True,
) -> None:
    """Name what just changed on `thing`, and on the rows that changed `along` with it, in one entry.

    Names of people never stand in `why`, which nobody can erase: it says {0}, {1} for those `named`, by subject.

    With `keep_personal=False` (erasure) the clear personal values are not kept, only their salted hashes.
    """
    db.session.flush()
    collected: list[Personal] = []
    diff: dict[str, Any] = {"before": {}, "after": {}}
    _describe(diff, thing, "", collected)
    for other in along:
        _describe(diff, other, f"{other.subject}.", collected)
    if why:
        diff["why"] = why
        if people := list(named):
            diff["named"] = people
    diff |= _in_place_of(by)
    buffer(db.session()).pending.append(
        Pending(at, by.actor, tag.value, thing.subject, trail.canonical(diff), tuple(collected) if keep_personal else ())
    )


def note(tag: Tag, subject: str, *, by: Person, at: datetime, facts: dict[str, Any] | None = None) -> None:
    """An event that changes no row of its own: a download, a refusal."""
    diff = trail.canonical({"before": {}, "after": facts or {}} | _in_place_of(by))
    buffer(db.session()).pending.append(Pending(at, by.actor, tag.value, subject, diff, ()))


def _in_place_of(by: Person) -> dict[str, list[str]]:
    """The actor is who did it; in whose place, when a delegation and not a role of their own allowed it, stands beside."""
    return {"for": [f"user:{user_id}" for user_id in sorted(by.acting_for)]} if by.acting_for else {}


def _describe(diff: dict[str, Any], thing: Base, prefix: str, collected: list[Personal]) -> None:
    changes = buffer(db.session()).changed.pop(thing, None)
    if changes is None:
        return
    infos = _infos(inspect(type(thing)))
    about = getattr(thing, "about_person", None) or thing.subject
    for side, values in (("before", changes.before), ("after", changes.after)):
        for key, value in values.items():
            path = f"{prefix}{key}"
            info = infos[key]
            if "secret" in info:
                diff[side][path] = None if value is None else {"secret": True}
            elif "personal" in info and value is not None:
                salt = secrets.token_hex(16)
                diff[side][path] = trail.personal_mark(salt, value)
                collected.append(Personal(f"{side}.{path}", about, salt, trail.canonical(value)))
            else:
                diff[side][path] = trail.plain(value)


@cache
def _infos(mapper: Mapper[Any]) -> dict[str, dict[Any, Any]]:
    """What each column says of itself, by its name."""
    return dict(traced_columns(mapper))


def erase_personal_values(about: str) -> int:
    """Forget, for good, the clear values kept for one person, and those that this transaction was about to keep.

    The chain stays whole: it only ever had their hashes.
    """
    waiting = buffer(db.session())
    waiting.pending[:] = [replace(one, personal=tuple(p for p in one.personal if p.about != about)) for one in waiting.pending]
    result = db.session.execute(delete(PersonalValue).where(PersonalValue.about == about))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a DELETE always gives a cursor result


def start_chain(*, by: Person, at: datetime) -> None:
    """The first entry, so that an empty trail is never a trail that was emptied."""
    if queries.head() is None:
        note(Tag.CHAIN_STARTED, "trail:1", by=by, at=at)


def seal_now(at: datetime) -> seals.Seal | None:
    head = queries.head()
    return seals.seal(head.count, head.hash, at) if head else None


def seal_daily(at: datetime) -> seals.Seal | None:
    """Seal unless today's seal is there already: for `riskreg setup`, which may run any number of times a day."""
    last = seals.last_daily()
    today = at.astimezone(ROME).date()
    if last is not None and last.moment.date() == today:
        return None
    return seal_now(at)
