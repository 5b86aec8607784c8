"""The figures of a year, read from what approved assessments came to: one SQL each, the same on the page and on the command line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.exact import half_up
from riskreg.domain.scoring.methodology import NumericMethodology
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.register.models import Process, RiskArea, Standing

Units = Collection[int] | None
"""The units whose processes count; None: the whole body."""


@dataclass(frozen=True)
class BandName:
    """A band as it was called that year."""

    name: str
    rank: int
    needs_treatment: bool


@dataclass(frozen=True)
class OfArea:
    """What the processes of an area came to."""

    area_id: int
    code: str
    name: str
    processes: int
    mean_residual: Decimal | None
    bands: Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """Of a year: how many processes were assessed, the mean of their rounded residuals, how many in each band."""

    year: int
    processes: int
    mean_residual: Decimal | None
    names: tuple[BandName, ...]
    bands: Mapping[str, int]
    bands_computed: Mapping[str, int]
    areas: tuple[OfArea, ...]

    def as_json(self) -> dict[str, Any]:
        """Means are text with two decimals; what cannot be had is null, never zero."""
        return {
            "year": self.year,
            "processes": self.processes,
            "mean_residual": _text(self.mean_residual),
            "bands": dict(self.bands),
            "bands_computed": dict(self.bands_computed),
            "by_area": [
                {
                    "area": each.code,
                    "processes": each.processes,
                    "mean_residual": _text(each.mean_residual),
                    "bands": dict(each.bands),
                }
                for each in self.areas
            ],
        }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


CENTS = func.sum(cast(func.round(Standing.residual * 100), Integer))
"""Whole numbers add up to the same on both databases: SQLite would add its decimals as binary fractions."""

COUNTED = func.count(Standing.residual)


def figures(year: int, units: Units = None) -> Figures:
    rows = db.session.execute(_of_year(_judged(), year, units)).all()
    computed = dict[tuple[int, str], int]()
    for row in db.session.execute(_of_year(_computed(), year, units)):
        computed[row.rank, row.name] = computed.get((row.rank, row.name), 0) + row.processes
    marks = {(row.rank, row.name): row.needs_treatment for row in rows}
    names = tuple(BandName(name, rank, marks.get((rank, name), False)) for rank, name in sorted({*marks, *computed}))
    areas = {row.area_id: (row.area_code, row.area_name) for row in rows}
    return Figures(
        year=year,
        processes=sum(row.processes for row in rows),
        mean_residual=_mean(rows),
        names=names,
        bands=_counts(names, rows),
        bands_computed={each.name: computed.get((each.rank, each.name), 0) for each in names},
        areas=tuple(_area(area_id, *named, names, [row for row in rows if row.area_id == area_id]) for area_id, named in areas.items()),
    )


def _judged() -> Any:
    of_area = (RiskArea.id.label("area_id"), RiskArea.code.label("area_code"), RiskArea.name.label("area_name"))
    of_band = (Standing.band.label("name"), Standing.band_rank.label("rank"), Standing.needs_treatment)
    statement = select(*of_area, *of_band, func.count().label("processes"), CENTS.label("cents"), COUNTED.label("counted"))
    return statement.group_by(
        RiskArea.id, RiskArea.code, RiskArea.name, RiskArea.code_sort_key, Standing.band, Standing.band_rank, Standing.needs_treatment
    ).order_by(RiskArea.code_sort_key, RiskArea.id, Standing.band_rank, Standing.band)


def _computed() -> Any:
    statement = select(Standing.computed_band.label("name"), Standing.computed_rank.label("rank"), func.count().label("processes"))
    return statement.group_by(Standing.computed_band, Standing.computed_rank).order_by(Standing.computed_rank, Standing.computed_band)


def _of_year(statement: Any, year: int, units: Units) -> Any:
    joined = statement.select_from(Standing).join(Process, Process.id == Standing.process_id).join(RiskArea, RiskArea.id == Process.area_id)
    return joined.where(Standing.year == year, *_within(units))


def _within(units: Units) -> list[ColumnElement[bool]]:
    return [] if units is None else [Process.unit_id.in_(units)]


def _mean(rows: Collection[Any]) -> Decimal | None:
    """Rounded half-up, of residuals already rounded; none where nothing was measured in numbers."""
    counted = sum(row.counted for row in rows)
    return half_up(Fraction(sum(row.cents or 0 for row in rows), 100 * counted)) if counted else None


def _counts(names: Collection[BandName], rows: Collection[Any]) -> dict[str, int]:
    return {each.name: sum(row.processes for row in rows if (row.rank, row.name) == (each.rank, each.name)) for each in names}


def _area(area_id: int, code: str, name: str, names: Collection[BandName], rows: Collection[Any]) -> OfArea:
    return OfArea(area_id, code, name, sum(row.processes for row in rows), _mean(rows), _counts(names, rows))


@dataclass(frozen=True)
class OfYear:
    year: int
    processes: int
    mean_residual: Decimal | None


def by_year(units: Units = None) -> list[OfYear]:
    """Every year with an approved assessment, the first first."""
    statement = select(Standing.year, func.count().label("processes"), CENTS.label("cents"), COUNTED.label("counted"))
    joined = statement.select_from(Standing).join(Process, Process.id == Standing.process_id).where(*_within(units))
    rows = db.session.execute(joined.group_by(Standing.year).order_by(Standing.year)).all()
    return [OfYear(row.year, row.processes, _mean([row])) for row in rows]


class Moved(NamedTuple):
    """A process on the heat map: from its inherent risk to what is left of it. A tuple: there are as many as processes."""

    assessment_id: int
    code: str
    name: str
    inherent: Decimal | None
    residual: Decimal | None
    inherent_band: str
    inherent_rank: int
    band: str
    band_rank: int
    needs_treatment: bool


def moved(year: int, units: Units = None) -> list[Moved]:
    """Each process of the year, the worst first."""
    statement = (
        select(
            Assessment.id, Process.code, Process.name, Standing.inherent, Standing.residual, Standing.inherent_band, Standing.inherent_rank,
            Standing.band, Standing.band_rank, Standing.needs_treatment,
        )
        .select_from(Standing)
        .join(Process, Process.id == Standing.process_id)
        .join(Assessment, and_(Assessment.process_id == Standing.process_id, Assessment.year == Standing.year))
        .where(Standing.year == year, *_within(units))
        .order_by(Standing.band_rank.desc(), Standing.residual.desc(), Process.code_sort_key, Process.id)
    )  # fmt: skip
    return [Moved(*tuple(row)) for row in db.session.execute(statement)]


def limits(year: int) -> dict[str, Decimal]:
    """Up to which score each band goes, where all of the year was measured in numbers and in one way."""
    used = select(Assessment.methodology_id).where(Assessment.year == year, Assessment.approved_at.is_not(None))
    found = list(db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(used)).order_by(MethodologyVersion.id)))
    known = methodologies.as_domain(found[0]) if len(found) == 1 else None
    if not isinstance(known, NumericMethodology):
        return {}
    return {band.name: band.most for band in known.bands if band.most is not None}
