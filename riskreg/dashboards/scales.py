"""The bands of a year: those of the methodologies that it was measured with, reached or not."""

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.assessments import BandKey, State
from riskreg.domain.scoring.methodology import Methodology, NumericMethodology
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion


class BandName(NamedTuple):
    """A band as it was called that year. `top`: the highest rank of its methodology; `most`: up to which score it goes, where all of
    the year was measured in numbers and in one way."""

    name: str
    rank: int
    needs_treatment: bool
    top: int
    most: Decimal | None = None

    @property
    def key(self) -> BandKey:
        return self.rank, self.name


def used(year: int) -> list[Methodology]:
    """What the approved assessments of the whole body were measured with."""
    with_some = select(Assessment.methodology_id).where(Assessment.year == year, Assessment.state == State.APPROVED.value)
    rows = db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(with_some)).order_by(MethodologyVersion.id))
    return [methodologies.as_domain(row) for row in rows]


def bands(year: int) -> dict[BandKey, BandName]:
    """All of them, the mildest first. Two methodologies may have one in common: the higher top and the mark of treatment win."""
    known = used(year)
    scale = limits(known)
    found = dict[BandKey, BandName]()
    for methodology in known:
        top = max(band.rank for band in methodology.bands)
        for band in methodology.bands:
            before = found.get((band.rank, band.name))
            asks = band.needs_treatment or (before is not None and before.needs_treatment)
            highest = max(top, before.top if before else 0)
            found[band.rank, band.name] = BandName(band.name, band.rank, asks, highest, scale.get((band.rank, band.name)))
    return dict(sorted(found.items()))


def limits(known: list[Methodology]) -> dict[BandKey, Decimal]:
    """Up to which score each band goes: none where two methodologies would each say something else, or where there are no numbers."""
    only = known[0] if len(known) == 1 else None
    if not isinstance(only, NumericMethodology):
        return {}
    return {(band.rank, band.name): band.most for band in only.bands if band.most is not None}
