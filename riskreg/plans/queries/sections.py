"""Reading what an edition says in words, with its figures."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain import live_figures
from riskreg.domain.live_figures import Figure, Lacking
from riskreg.domain.narrative import place_order
from riskreg.plans.models import Edition, EditionSection
from riskreg.plans.queries import decided_before, live


class Told(NamedTuple):
    """A section as it is read today; once proposed, as it was read then. `lacking`: figures that cannot be had."""

    section: EditionSection
    text: str
    lacking: Sequence[Lacking] = ()


def section(section_id: int) -> EditionSection:
    return get(EditionSection, section_id)


def sections(one: Edition) -> list[EditionSection]:
    """In the order of the document."""
    found = db.session.scalars(select(EditionSection).where(EditionSection.edition_id == one.id))
    return sorted(found, key=lambda each: (place_order(each.place), each.position, each.id))


def told(one: Edition, on: date) -> list[Told]:
    """Figures are counted only where a text names some."""
    found = sections(one)
    if not one.is_draft:
        return [Told(each, live_figures.filled(each.resolved, ())) for each in found]
    known = known_to(found, one, on)
    return [Told(each, live_figures.filled(each.text, known), live_figures.lacking(each.text, known)) for each in found]


def known_to(found: Sequence[EditionSection], one: Edition, on: date) -> tuple[Figure, ...]:
    return live.figures_of(one, on) if any(live_figures.names(each.text) for each in found) else ()


def next_position(one: Edition) -> int:
    return (db.session.scalar(select(func.max(EditionSection.position)).where(EditionSection.edition_id == one.id)) or 0) + 1


def to_take_over(one: Edition) -> Edition | None:
    """Where an edition without texts may take them from: the one that it started from, or the last decided before it."""
    before = decided_before(one)
    if before is None or _has_some(one) or not _has_some(before):
        return None
    return before


def _has_some(one: Edition) -> bool:
    return db.session.scalar(select(EditionSection.id).where(EditionSection.edition_id == one.id).limit(1)) is not None
