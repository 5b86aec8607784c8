"""What the approved assessments of a year came to, with the methodologies that they were made with: three queries.

Figures are counted from the same rows that the sheets say, so that the two cannot differ."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from riskreg.assessments.models import Assessment, Score, words
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.exact import half_up
from riskreg.domain.scoring.calculation import mean_residual, why_no_mean
from riskreg.domain.scoring.versions import KIND_LABELS
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.register.models import RiskArea, Standing
from riskreg.reports.plan.coding import Plain
from riskreg.reports.plan.contents import AreaFigures, AssessedSaid, BandSaid, Method, RegisterFigures, ScoreSaid, Value
from riskreg.reports.plan.queries.lines import BATCH

PLACES = 10
"""Of a mean that never ends: ten thirds."""


@dataclass(frozen=True)
class Measured:
    """`methods`: those that the year was measured with; before there is any, the one in use."""

    methods: tuple[Method, ...]
    by_process: Mapping[int, AssessedSaid]
    of_area: Sequence[tuple[str, str, AssessedSaid]]
    """Code and name of the area in which each stood, in the order of the areas."""

    def figures(self, year: int) -> RegisterFigures:
        assessed = [one for _code, _name, one in self.of_area]
        bands = _bands(self.methods if assessed else (), assessed)
        places = {(band.rank, band.name): place for place, band in enumerate(bands)}
        in_numbers = {one.method for one in assessed if one.residual is not None}
        mean = _mean(assessed) if len(in_numbers) < 2 else None
        return RegisterFigures(
            year=year,
            assessed=len(assessed),
            mean_residual=mean,
            why_no_mean="" if mean is not None else why_no_mean(year, len(assessed), len(in_numbers)),
            bands=bands,
            judged=_count(places, (one.band for one in assessed)),
            computed=_count(places, (one.computed_band for one in assessed)),
            crossed=_crossed(places, assessed),
            areas=tuple(self._areas(places, has_mean=len(in_numbers) < 2)),
        )

    def _areas(self, places: Mapping[tuple[int, str], int], *, has_mean: bool) -> Iterable[AreaFigures]:
        found: dict[tuple[str, str], list[AssessedSaid]] = defaultdict(list)
        for code, name, one in self.of_area:
            found[code, name].append(one)
        for (code, name), those in found.items():
            yield AreaFigures(code, name, len(those), _mean(those) if has_mean else None, _count(places, (one.band for one in those)))


def _mean(assessed: Iterable[AssessedSaid]) -> Decimal | None:
    """Of the residuals already rounded, as whole cents."""
    residuals = [one.residual for one in assessed if one.residual is not None]
    return mean_residual(sum(int(each * 100) for each in residuals), len(residuals))


def _bands(methods: Iterable[Method], assessed: Iterable[AssessedSaid]) -> tuple[BandSaid, ...]:
    """All of the year's, also those where no process stands; the mildest first."""
    known: dict[tuple[int, str], BandSaid] = {}
    for method in methods:
        top = max((band["rank"] for band in method.rules["bands"]), default=0)
        for band in method.rules["bands"]:
            known.setdefault((band["rank"], band["name"]), BandSaid(band["name"], band["rank"], top, bool(band.get("needs_treatment"))))
    for one in assessed:
        for said in (one.inherent_band, one.computed_band, one.band):
            known.setdefault((said.rank, said.name), said)
    return tuple(known[key] for key in sorted(known))


def _count(places: Mapping[tuple[int, str], int], bands: Iterable[BandSaid]) -> tuple[int, ...]:
    counts = [0] * len(places)
    for band in bands:
        counts[places[band.rank, band.name]] += 1
    return tuple(counts)


def _crossed(places: Mapping[tuple[int, str], int], assessed: Iterable[AssessedSaid]) -> tuple[tuple[int, ...], ...]:
    counts = [[0] * len(places) for _each in places]
    for one in assessed:
        before, after = one.inherent_band, one.band
        counts[places[before.rank, before.name]][places[after.rank, after.name]] += 1
    return tuple(tuple(row) for row in counts)


def of_year(year: int) -> Measured:
    standings = _standings(year)
    used = {row.methodology_id for row in standings if row.methodology_id is not None}
    rows = list(db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(used)).order_by(MethodologyVersion.sort_key)))
    if not rows and (latest := methodologies.latest_published()) is not None:
        rows = [latest]
    named = {row.id: words(row.content) for row in rows}
    scores = _scores(year, named)
    by_process: dict[int, AssessedSaid] = {}
    of_area = []
    for row in standings:
        said = _assessed(row, {row.id: row.name for row in rows}, scores.get(row.process_id, ()))
        by_process[row.process_id] = said
        of_area.append((row.area_code, row.area_name, said))
    return Measured(tuple(_method(row) for row in rows), by_process, of_area)


def _method(row: MethodologyVersion) -> Method:
    return Method(row.name, KIND_LABELS[row.kind], row.source, _day(row.published_at), Plain(json.loads(row.content)))


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(ROME).date()


def _standings(year: int) -> Sequence[Any]:
    statement = (
        select(
            Standing.process_id, Standing.residual, Standing.inherent_band, Standing.inherent_rank, Standing.computed_band, Standing.computed_rank,
            Standing.band, Standing.band_rank, Standing.top_rank, Standing.needs_treatment, RiskArea.code.label("area_code"),
            RiskArea.name.label("area_name"), Assessment.methodology_id, Assessment.band_motivation, Assessment.judgment, Assessment.approved_at,
        )
        .join(RiskArea, RiskArea.id == Standing.area_id)
        .outerjoin(Assessment, (Assessment.process_id == Standing.process_id) & (Assessment.year == Standing.year))
        .where(Standing.year == year)
        .order_by(RiskArea.code_sort_key, RiskArea.id, Standing.process_id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def _assessed(row: Any, methods: Mapping[int, str], scores: Iterable[ScoreSaid]) -> AssessedSaid:
    inherent, computed = ((row.inherent_band, row.inherent_rank), (row.computed_band, row.computed_rank))
    return AssessedSaid(
        method=methods.get(row.methodology_id, ""),
        inherent_band=BandSaid(*inherent, row.top_rank),
        computed_band=BandSaid(*computed, row.top_rank),
        band=BandSaid(row.band, row.band_rank, row.top_rank, row.needs_treatment),
        residual=row.residual,
        motivation=row.band_motivation or "",
        judgment=row.judgment or "",
        approved_on=_day(row.approved_at),
        scores=tuple(scores),
    )


def _scores(year: int, named: Mapping[int, Mapping[str, Mapping[str, str]]]) -> dict[int, list[ScoreSaid]]:
    """By process: one of the whole, or one of each event."""
    statement = (
        select(
            Assessment.process_id, Assessment.methodology_id, Score.event_name, Score.probability, Score.impact, Score.inherent,
            Score.inherent_band, Score.effectiveness, Score.residual, Score.band,
        )
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(Assessment.year == year, Assessment.state == State.APPROVED.value)
        .order_by(Assessment.process_id, Score.id)
    )  # fmt: skip
    found: dict[int, list[ScoreSaid]] = defaultdict(list)
    for row in db.session.execute(statement.execution_options(yield_per=BATCH)):
        process_id, method_id, event, probability, impact, inherent, inherent_band, effectiveness, residual, band = row
        said = named.get(method_id)
        if said is None:
            continue
        bands, levels = said["bands"], said["levels"]
        before = Value(None, bands.get(inherent_band or "", "")) if inherent is None else _value(inherent, bands)
        found[process_id].append(
            ScoreSaid(
                event or "", _value(probability, levels), _value(impact, levels), before, said["effectiveness"].get(effectiveness or "", ""), residual,
                bands.get(band or "", ""),
            )
        )  # fmt: skip
    return found


def _value(text: str | None, names: Mapping[str, str]) -> Value:
    """A number, or the name of a level."""
    if text is None:
        return Value(None)
    return Value(_number(text)) if "/" in text else Value(None, names.get(text, text))


@lru_cache(maxsize=1_000)
def _number(text: str) -> Decimal:
    """Of few answers there are few sums: the same fraction comes again and again."""
    return half_up(Fraction(text), PLACES).normalize()
