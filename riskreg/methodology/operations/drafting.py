"""Writing a methodology while it is a draft: its sheet, and one part at a time. What is published is never written again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import Missing, RuleBroken, WrongState
from riskreg.domain.italian import sort_key, tidy
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.scoring import drafting as rules
from riskreg.domain.scoring.methodology import (
    Axis,
    Band,
    Combination,
    Criterion,
    Effectiveness,
    Grain,
    Level,
    Methodology,
    NumericMethodology,
    OrdinalMethodology,
)
from riskreg.domain.scoring.text import to_plain
from riskreg.domain.scoring.versions import Kind, State
from riskreg.methodology import queries
from riskreg.methodology.models import MethodologyVersion

NAMED_ALREADY = "C'è già una metodologia con questa denominazione: scegline un'altra."
Start = Kind | MethodologyVersion | Methodology
"""An empty sheet of a kind, a methodology to copy, or one that comes from a file."""


@dataclass(frozen=True)
class Sheet:
    """What a methodology says of itself, apart from what it asks."""

    name: str
    source: str
    note: str
    grain: Grain
    combine: Mapping[Axis, Combination]


def draft(start: Start, name: str, *, source: str = "", note: str = "", by: Person, at: datetime) -> MethodologyVersion:
    """A new draft: empty, or with all that another one asks."""
    insist(by, Permission.METHODOLOGY_MANAGE)
    if isinstance(start, MethodologyVersion):
        based_on, content = start.id, queries.as_domain(start)
        source, note = source or start.source, note or start.note
    else:
        based_on, content = None, rules.empty(start, "") if isinstance(start, Kind) else start
    new = MethodologyVersion(state=State.DRAFT.value, kind=to_plain(content)["kind"], based_on_id=based_on)
    _name(new, name)
    new.source, new.note = tidy(source), note.strip()
    _write(new, content)
    db.session.add(new)
    record(Tag.METHODOLOGY_DRAFTED, new, by=by, at=at)
    return new


def change_sheet(one: MethodologyVersion, sheet: Sheet, *, version: int | None = None, by: Person, at: datetime) -> MethodologyVersion:
    content = open_draft(one, version, by=by)
    _name(one, sheet.name)
    one.source, one.note = tidy(sheet.source), sheet.note.strip()
    return _changed(one, replace(content, grain=sheet.grain, combine=dict(sheet.combine)), by=by, at=at)


def write_criterion(
    one: MethodologyVersion, criterion: Criterion[Any], *, version: int | None = None, by: Person, at: datetime
) -> MethodologyVersion:
    """In place of the one with its code; without a code it is a new one."""
    content = open_draft(one, version, by=by)
    if not criterion.name:
        raise RuleBroken("Scrivi la denominazione del criterio.", "name")
    known = {each.code for each in content.criteria}
    if not criterion.code:
        criterion = replace(criterion, code=rules.free_code(criterion.name, known))
    elif criterion.code not in known:
        raise Missing
    return _changed(one, rules.with_criterion(content, criterion), by=by, at=at)


def move_criterion(
    one: MethodologyVersion, code: str, by_places: int, *, version: int | None = None, by: Person, at: datetime
) -> MethodologyVersion:
    content = open_draft(one, version, by=by)
    _must_have(content, code)
    moved = rules.moved_criterion(content, code, by_places)
    if moved == content:
        raise WrongState("Questo criterio è già all'estremità dell'elenco.")
    return _changed(one, moved, by=by, at=at)


def drop_criterion(one: MethodologyVersion, code: str, *, version: int | None = None, by: Person, at: datetime) -> MethodologyVersion:
    content = open_draft(one, version, by=by)
    _must_have(content, code)
    return _changed(one, rules.without_criterion(content, code), by=by, at=at)


def _must_have(content: Methodology, code: str) -> None:
    if code not in {each.code for each in content.criteria}:
        raise Missing


def write_effectiveness(
    one: MethodologyVersion, steps: Sequence[Effectiveness], *, version: int | None = None, by: Person, at: datetime
) -> MethodologyVersion:
    """From the worst to the best."""
    content = open_draft(one, version, by=by)
    return _changed(one, rules.with_effectiveness(content, steps), by=by, at=at)


def write_bands(
    one: MethodologyVersion, bands: Sequence[Band], *, version: int | None = None, by: Person, at: datetime
) -> MethodologyVersion:
    """From the mildest to the gravest."""
    content = open_draft(one, version, by=by)
    return _changed(one, rules.with_bands(content, bands), by=by, at=at)


def write_levels(
    one: MethodologyVersion, levels: Sequence[Level], *, version: int | None = None, by: Person, at: datetime
) -> MethodologyVersion:
    """From the lowest to the highest; only of an ordinal methodology."""
    content = _ordinal(open_draft(one, version, by=by))
    return _changed(one, rules.with_levels(content, levels), by=by, at=at)


Table = Mapping[tuple[str, str], str]


def write_crossing(one: MethodologyVersion, table: Table, *, version: int | None = None, by: Person, at: datetime) -> MethodologyVersion:
    """Level of probability, level of impact: the band of the risk."""
    content = _ordinal(open_draft(one, version, by=by))
    return _changed(one, replace(content, crossing=dict(table)), by=by, at=at)


def write_treating(one: MethodologyVersion, table: Table, *, version: int | None = None, by: Person, at: datetime) -> MethodologyVersion:
    """Band before, effectiveness: the band of what is left."""
    content = _ordinal(open_draft(one, version, by=by))
    return _changed(one, replace(content, treating=dict(table)), by=by, at=at)


def open_draft(one: MethodologyVersion, version: int | None, *, by: Person) -> Methodology:
    """What it holds now, for who may change it."""
    insist(by, Permission.METHODOLOGY_MANAGE)
    must_be(one, version)
    if not one.is_draft:
        raise WrongState(f"Questa metodologia è {one.state_label.lower()} e non cambia più: fanne una copia e modifica quella.")
    return queries.as_domain(one)


def _ordinal(content: Methodology) -> OrdinalMethodology:
    if isinstance(content, NumericMethodology):
        raise Missing
    return content


def _name(one: MethodologyVersion, name: str) -> None:
    kept = tidy(name)
    if not kept:
        raise RuleBroken("Scrivi la denominazione della metodologia.", "name")
    with db.session.no_autoflush:
        other = queries.by_name(kept)
    if other is not None and other is not one:
        raise RuleBroken(NAMED_ALREADY, "name")
    one.name, one.sort_key = kept, sort_key(kept)


def _write(one: MethodologyVersion, content: Methodology) -> None:
    one.content = json.dumps(to_plain(replace(content, name=one.name)), ensure_ascii=False)


def _changed(one: MethodologyVersion, content: Methodology, *, by: Person, at: datetime) -> MethodologyVersion:
    """Saving what was there already leaves no trace, because nothing happened; 1,00 is 1."""
    if replace(content, name=one.name) != queries.as_domain(one):
        _write(one, content)
    if db.session.is_modified(one):
        record(Tag.METHODOLOGY_CHANGED, one, by=by, at=at)
    return one
