"""The figures of a year, read from what approved assessments came to: one SQL each, the same on the page and on the command line."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.dashboards import scales
from riskreg.dashboards.scales import BandName
from riskreg.domain.assessments import BandKey, State
from riskreg.domain.scoring.calculation import mean_residual, why_no_mean
from riskreg.domain.scoring.versions import Kind
from riskreg.methodology.models import MethodologyVersion
from riskreg.register.models import Process, RiskArea, Standing

Units = Collection[int] | None
"""The units whose processes count; None: the whole body."""


class OfMethodology(NamedTuple):
    """What was measured in numbers with one methodology."""

    name: str
    processes: int
    mean_residual: Decimal | None


class OfArea(NamedTuple):
    """What the processes of an area came to."""

    area_id: int
    code: str
    name: str
    processes: int
    mean_residual: Decimal | None
    judged: Mapping[BandKey, int]

    @property
    def bands(self) -> dict[str, int]:
        return _by_name(self.judged)


class Figures(NamedTuple):
    """Of a year: how many processes were assessed, the mean of their rounded residuals, how many in each band. Residuals of different
    methodologies stand on different scales: then there is no mean, only one for each."""

    year: int
    processes: int
    mean_residual: Decimal | None
    names: tuple[BandName, ...]
    judged: Mapping[BandKey, int]
    computed: Mapping[BandKey, int]
    areas: tuple[OfArea, ...]
    methodologies: tuple[OfMethodology, ...] = ()

    @property
    def bands(self) -> dict[str, int]:
        return _by_name(self.judged)

    @property
    def bands_computed(self) -> dict[str, int]:
        return _by_name(self.computed)

    @property
    def why_no_mean(self) -> str | None:
        """Where there is none."""
        if self.mean_residual is not None:
            return None
        return why_no_mean(self.year, self.processes, len(self.methodologies))

    def as_json(self) -> dict[str, Any]:
        """Means are text with two decimals; what cannot be had is null, never zero."""
        return {
            "year": self.year,
            "processes": self.processes,
            "mean_residual": _text(self.mean_residual),
            "mean_residual_reason": self.why_no_mean,
            "by_methodology": [
                {"methodology": each.name, "processes": each.processes, "mean_residual": _text(each.mean_residual)}
                for each in self.methodologies
            ],
            "bands": self.bands,
            "bands_computed": self.bands_computed,
            "by_area": [
                {
                    "area": each.code,
                    "processes": each.processes,
                    "mean_residual": _text(each.mean_residual),
                    "bands": each.bands,
                }
                for each in self.areas
            ],
        }


def _by_name(counts: Mapping[BandKey, int]) -> dict[str, int]:
    """The mildest first; bands of one name are added up, so that nothing is lost."""
    found: dict[str, int] = {}
    for (_rank, name), count in sorted(counts.items()):
        found[name] = found.get(name, 0) + count
    return found


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
    names = _names(year, rows, computed)
    used = _of_methodologies(year, units)
    areas = {row.area_id: (row.area_code, row.area_name) for row in rows}
    return Figures(
        year=year,
        processes=sum(row.processes for row in rows),
        mean_residual=_mean(rows) if len(used) < 2 else None,
        names=names,
        judged=_counts(names, rows),
        computed={each.key: computed.get(each.key, 0) for each in names},
        areas=tuple(
            _area(area_id, *named, names, [row for row in rows if row.area_id == area_id], has_mean=len(used) < 2)
            for area_id, named in areas.items()
        ),
        methodologies=used,
    )


def _names(year: int, rows: Collection[Any], computed: Collection[tuple[int, str]]) -> tuple[BandName, ...]:
    """Every band of the year's methodologies, also where no process stands."""
    known = scales.bands(year)
    top = max((rank for rank, _name in (*known, *computed, *((row.rank, row.name) for row in rows))), default=0)
    marks = {(row.rank, row.name): row.needs_treatment for row in rows}
    others = {key: BandName(key[1], key[0], marks.get(key, False), top) for key in {*marks, *computed} if key not in known}
    return tuple(each for _key, each in sorted((known | others).items()))


def _of_methodologies(year: int, units: Units) -> tuple[OfMethodology, ...]:
    """Those that measured in numbers, by name."""
    statement = (
        select(MethodologyVersion.name, CENTS.label("cents"), COUNTED.label("counted"))
        .select_from(Standing)
        .join(Process, Process.id == Standing.process_id)
        .outerjoin(Assessment, of_standing())
        .outerjoin(MethodologyVersion, MethodologyVersion.id == Assessment.methodology_id)
        .where(Standing.year == year, Standing.residual.is_not(None), *within(units))
        .group_by(MethodologyVersion.id, MethodologyVersion.name, MethodologyVersion.sort_key)
        .order_by(MethodologyVersion.sort_key, MethodologyVersion.id)
    )
    return tuple(OfMethodology(row.name or "", row.counted, _mean([row])) for row in db.session.execute(statement))


def of_standing() -> ColumnElement[bool]:
    """The assessment that came to it."""
    return and_(Assessment.process_id == Standing.process_id, Assessment.year == Standing.year)


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
    joined = (
        statement.select_from(Standing).join(Process, Process.id == Standing.process_id).join(RiskArea, RiskArea.id == Standing.area_id)
    )
    return joined.where(Standing.year == year, *within(units))


def within(units: Units) -> list[ColumnElement[bool]]:
    return [] if units is None else [Process.unit_id.in_(units)]


def _mean(rows: Collection[Any]) -> Decimal | None:
    """None where nothing was measured in numbers."""
    return mean_residual(sum(row.cents or 0 for row in rows), sum(row.counted for row in rows))


def _counts(names: Collection[BandName], rows: Collection[Any]) -> dict[BandKey, int]:
    return {each.key: sum(row.processes for row in rows if (row.rank, row.name) == each.key) for each in names}


def _area(area_id: int, code: str, name: str, names: Collection[BandName], rows: Collection[Any], *, has_mean: bool) -> OfArea:
    return OfArea(area_id, code, name, sum(row.processes for row in rows), _mean(rows) if has_mean else None, _counts(names, rows))


class OfYear(NamedTuple):
    year: int
    processes: int
    mean_residual: Decimal | None


def by_year(units: Units = None) -> list[OfYear]:
    """Every year with an approved assessment, the first first; no mean where several methodologies measured in numbers."""
    statement = select(Standing.year, func.count().label("processes"), CENTS.label("cents"), COUNTED.label("counted"))
    if units is not None:
        statement = statement.join(Process, Process.id == Standing.process_id).where(*within(units))
    rows = db.session.execute(statement.group_by(Standing.year).order_by(Standing.year)).all()
    used = _methodologies_in_numbers(units)
    return [OfYear(row.year, row.processes, _mean([row]) if used.get(row.year, 0) < 2 else None) for row in rows]


def _methodologies_in_numbers(units: Units) -> dict[int, int]:
    """How many of them each year was measured with."""
    statement = select(Assessment.year, func.count(Assessment.methodology_id.distinct()))
    statement = statement.join(MethodologyVersion, MethodologyVersion.id == Assessment.methodology_id)
    if units is not None:
        statement = statement.join(Process, Process.id == Assessment.process_id).where(*within(units))
    approved = (Assessment.state == State.APPROVED.value, MethodologyVersion.kind == Kind.NUMERIC.value)
    rows = db.session.execute(statement.where(*approved).group_by(Assessment.year))
    return {year: count for year, count in rows}  # noqa: C416  # rows are no pairs to mypy
