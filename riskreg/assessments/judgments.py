"""Who answered, and who judged the band, time after time: as the trail tells, for the row keeps only the last."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from riskreg.assessments.hands import people_in
from riskreg.assessments.models import Assessment
from riskreg.audit import queries as audit
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.scoring.methodology import Methodology
from riskreg.people.models import User

BAND = ("judged_band", "judged_from", "band_motivation")


class Past(NamedTuple):
    """A judgment of the band: from which computed band to which, and why."""

    at: datetime
    by: str
    computed: str
    judged: str
    motivation: str


def told(one: Assessment) -> list[AuditEntry]:
    """What the trail tells of its answers and judgments, for the questions below: a page that asks them all reads it once."""
    return audit.of_tags_about(one.subject, (Tag.ASSESSMENT_JUDGED, Tag.ASSESSMENT_CHANGED))


def earlier(one: Assessment, methodology: Methodology, entries: Sequence[AuditEntry] | None = None) -> list[Past]:
    """Those that count no more, the last first: another took their place, or new answers made them fall."""
    entries = told(one) if entries is None else entries
    states = [(entry, state) for entry, state in _states(entries) if state["judged_band"]]
    now = {name: getattr(one, name) for name in BAND}
    if states and one.judged_band and states[-1][1] == now:
        states.pop()
    called = {band.code: band.name for band in methodology.bands}
    names = _names(entry.actor for entry, _state in states)
    return [
        Past(
            entry.at, names.get(entry.actor, "riskreg"), called.get(state["judged_from"], ""),
            called.get(state["judged_band"], state["judged_band"]), state["band_motivation"],
        )
        for entry, state in reversed(states)
    ]  # fmt: skip


def _states(entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, Mapping[str, Any]]]:
    """After each entry that touched the band, how it stood."""
    state: dict[str, Any] = {"judged_band": None, "judged_from": None, "band_motivation": ""}
    found: list[tuple[AuditEntry, Mapping[str, Any]]] = []
    for entry in entries:
        after = json.loads(entry.diff)["after"]
        if touched := {name: after[name] for name in BAND if name in after}:
            state = state | touched
            found.append((entry, state))
    return found


def authors(one: Assessment, entries: Sequence[AuditEntry] | None = None) -> dict[int, None]:
    """Everybody who changed an answer, in the order in which they began; machines are nobody."""
    entries = told(one) if entries is None else entries
    return dict.fromkeys(person for entry in entries if entry.tag == Tag.ASSESSMENT_CHANGED for person in people_in(entry))


def writers(one: Assessment, entries: Sequence[AuditEntry] | None = None) -> list[str]:
    """The same by name."""
    order = authors(one, entries)
    if one.author is not None and set(order) == {one.author_id}:
        return [one.author.title]
    names = _names(f"user:{person}" for person in order)
    return [names[f"user:{person}"] for person in order if f"user:{person}" in names]


def _names(actors: Iterable[str]) -> dict[str, str]:
    ids = {int(actor.removeprefix("user:")) for actor in actors if actor.startswith("user:")}
    return {f"user:{user.id}": user.title for user in db.session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}
