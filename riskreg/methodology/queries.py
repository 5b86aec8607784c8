"""Reading methodologies, and ANAC's names for what is ours."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.assessments import FIRST_YEAR, LAST_YEAR
from riskreg.domain.errors import Missing
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES
from riskreg.domain.scoring.methodology import Methodology
from riskreg.domain.scoring.text import from_plain
from riskreg.domain.scoring.versions import KIND_LABELS, STATE_LABELS, MappingKind, State
from riskreg.methodology.models import AnacMapping, MethodologyVersion
from riskreg.methodology.uses import uses
from riskreg.register.models import RiskArea
from riskreg.web.listing import Column, Filter, Listing


def methodology(methodology_id: int, *, for_change: bool = False) -> MethodologyVersion:
    return get(MethodologyVersion, methodology_id, for_change=for_change)


def by_name(name: str) -> MethodologyVersion | None:
    return db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.name == name)).one_or_none()


def in_force() -> list[MethodologyVersion]:
    """Those that one may measure with, the latest first."""
    statement = select(MethodologyVersion).where(MethodologyVersion.state == State.PUBLISHED)
    return list(db.session.scalars(statement.order_by(MethodologyVersion.published_at.desc(), MethodologyVersion.id.desc())))


def latest_published() -> MethodologyVersion | None:
    """The one that a new assessment is proposed with."""
    return proposed_of(in_force())


def proposed_of(versions: Iterable[MethodologyVersion]) -> MethodologyVersion | None:
    """Of these, the one published last."""
    published = [(one.published_at, one.id, one) for one in versions if one.is_published and one.published_at]
    return max(published, key=lambda each: each[:2])[2] if published else None


def every() -> list[MethodologyVersion]:
    """For a new draft to be copied from: what one may measure with first, then by name."""
    order = [State.PUBLISHED, State.DRAFT, State.RETIRED]
    found = db.session.scalars(select(MethodologyVersion).order_by(MethodologyVersion.sort_key, MethodologyVersion.id))
    return sorted(found, key=lambda one: order.index(State(one.state)))


def as_domain(version: MethodologyVersion) -> Methodology:
    """The rule that the row holds. A text is read once: whoever asks about the same one gets the same value."""
    return _read(version.content)


@lru_cache(maxsize=64)
def _read(content: str) -> Methodology:
    return from_plain(json.loads(content))


def listing(used: Mapping[int, Sequence[str]]) -> Listing:
    """Every methodology, with what was measured with it (`used_by`)."""
    return Listing(
        title="Metodologie",
        file_name="metodologie",
        statement=select(MethodologyVersion),
        columns=(
            Column("name", "Denominazione", lambda one: one.name, (MethodologyVersion.sort_key,)),
            Column("kind", "Tipo", lambda one: one.kind_label, (MethodologyVersion.kind, MethodologyVersion.sort_key)),
            Column("state", "Stato", lambda one: one.state_label, (MethodologyVersion.state, MethodologyVersion.sort_key)),
            Column("published_at", "Pubblicata il", lambda one: one.published_at, (MethodologyVersion.published_at,)),
            Column("used", "Usata per", lambda one: "; ".join(used.get(one.id, ()))),
        ),
        key=MethodologyVersion.id,
        filters=(
            Filter("stato", "Stato", lambda text: MethodologyVersion.state == text, kind="choice", choices=list(STATE_LABELS.items())),
            Filter("tipo", "Tipo", lambda text: MethodologyVersion.kind == text, kind="choice", choices=list(KIND_LABELS.items())),
        ),
        sort="name",
    )


def used_by(versions: Sequence[MethodologyVersion]) -> Mapping[int, Sequence[str]]:
    """What was measured with each, in words."""
    return uses([one.id for one in versions])


# ANAC's names


class Mapped(NamedTuple):
    """Something of ours and, when somebody wrote it, what ANAC calls it that year."""

    kind: MappingKind
    ours: str
    name: str
    row: AnacMapping | None

    @property
    def is_complete(self) -> bool:
        return self.row is not None and self.row.is_complete

    @property
    def is_doubtful(self) -> bool:
        """Of what is no longer ours there is nothing to check."""
        return bool(self.name) and self.row is not None and self.row.is_doubtful

    @property
    def is_settled(self) -> bool:
        return self.is_complete and not self.is_doubtful

    @property
    def said(self) -> str:
        """An area is known by its letter; the others by their name."""
        if self.kind is MappingKind.AREA:
            return f"area {self.ours}{' ' + self.name if self.name else ''}"
        return self.name or self.ours


def mapping(year: int, kind: str, ours: str) -> Mapped:
    """One of ours, or Missing: nothing is written about what the body does not have."""
    if kind not in set(MappingKind) or not is_year(year):
        raise Missing
    row = db.session.scalars(
        select(AnacMapping).where(AnacMapping.year == year, AnacMapping.kind == kind, AnacMapping.ours == ours)
    ).one_or_none()
    name = _ours()[MappingKind(kind)].get(ours)
    if name is None and row is None:
        raise Missing
    return Mapped(MappingKind(kind), ours, name or "", row)


def mappings(year: int, on: date) -> dict[MappingKind, list[Mapped]]:
    """Everything of ours by kind, also where nothing is written yet, and what was written about what is no longer ours; first what is to
    be completed, then what its note says is to be checked."""
    must_be_offered(year, on)
    rows = {(row.kind, row.ours): row for row in db.session.scalars(select(AnacMapping).where(AnacMapping.year == year))}
    found = {}
    for kind, names in _ours().items():
        known = [Mapped(kind, ours, name, rows.get((kind, ours))) for ours, name in names.items()]
        rest = sorted(ours for of, ours in rows if of == kind and ours not in names)
        found[kind] = sorted(
            [*known, *(Mapped(kind, ours, "", rows[kind, ours]) for ours in rest)], key=lambda one: (one.is_complete, one.is_settled)
        )
    return found


def rows_of_year(year: int) -> list[AnacMapping]:
    statement = select(AnacMapping).where(AnacMapping.year == year)
    return list(db.session.scalars(statement.order_by(AnacMapping.kind, AnacMapping.ours)))


def copyable(year: int) -> bool:
    """The year before says something that this one does not say yet."""
    before, here = ({(row.kind, row.ours) for row in rows_of_year(each)} for each in (year - 1, year))
    return bool(before - here)


def years() -> list[int]:
    """Those of which something is written, the latest first."""
    return list(db.session.scalars(select(AnacMapping.year).distinct().order_by(AnacMapping.year.desc())))


def offered_years(on: date) -> list[int]:
    """Those of which something is written, this one and the next."""
    return sorted({*years(), on.year, on.year + 1})


def must_be_offered(year: int, on: date) -> None:
    if year not in offered_years(on):
        raise Missing


def is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _ours() -> dict[MappingKind, dict[str, str]]:
    """Codes and names of what is ours, in the order in which people read them."""
    areas = db.session.execute(
        select(RiskArea.code, RiskArea.name).where(RiskArea.retired_on.is_(None)).order_by(RiskArea.code_sort_key, RiskArea.id)
    )
    return {
        MappingKind.AREA: {row.code: row.name for row in areas},
        MappingKind.CLASS: dict(GENERAL_CLASSES),
        MappingKind.FAMILY: dict(FAMILY_LABELS),
    }
