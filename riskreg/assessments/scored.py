"""The approved scores of every year, as the workbook of the register shows them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from riskreg.assessments.models import Assessment, Score, words
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.exact import half_up
from riskreg.domain.permissions import Permission, Person
from riskreg.methodology.models import MethodologyVersion
from riskreg.people.models import OrgUnit
from riskreg.people.queries.reach import units_within
from riskreg.register import measuring
from riskreg.register.measuring import Scored
from riskreg.register.models import Process, RiskArea, Standing

PLACES = 10
"""Of a mean that never ends: ten thirds."""

BATCH = 1_000


def scored(by: Person, on: date) -> Scored | None:
    """Of the processes that stand today where this person reads both the register and its assessments; None for who reads none."""
    reaches = [units_within(by, permission, on) for permission in (Permission.REGISTER_READ, Permission.ASSESSMENT_READ)]
    if any(reach is not None and not reach for reach in reaches):
        return None
    return Scored(_rows([Process.unit_id.in_(reach) for reach in reaches if reach is not None]))


def _rows(seen: list[ColumnElement[bool]]) -> Iterator[tuple[Any, ...]]:
    """A row of each score, in the order of the register: of the process as a whole, or of each of its events."""
    methods = {one.id: one for one in db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.published_at.is_not(None)))}
    statement = (
        select(
            Process.code, Process.name, RiskArea.code, RiskArea.name, OrgUnit.code, Assessment.unit_name, Assessment.year, Score.event_name,
            Assessment.methodology_id, Score.probability, Score.impact, Score.inherent, Score.inherent_band, Score.effectiveness, Score.residual, Score.band,
            Standing.residual, Standing.computed_band, Standing.band, Assessment.approved_at,
        )
        .join(Process, Process.id == Assessment.process_id)
        .join(OrgUnit, OrgUnit.id == Assessment.unit_id)
        .join(Score, Score.assessment_id == Assessment.id)
        .join(Standing, and_(Standing.process_id == Assessment.process_id, Standing.year == Assessment.year))
        .join(RiskArea, RiskArea.id == Standing.area_id)
        .where(Assessment.state == State.APPROVED.value, *seen)
        .order_by(Process.code_sort_key, Process.id, Assessment.year, Score.id)
    )  # fmt: skip
    said = {one.id: words(one.content) for one in methods.values()}
    for row in db.session.execute(statement.execution_options(yield_per=BATCH)):
        code, name, area, area_name, unit, unit_name, year, event, method_id, *measured, standing, computed, band, approved_at = row
        probability, impact, inherent, inherent_band, effectiveness, residual, reached = measured
        method, named = methods[method_id], said[method_id]
        bands = named["bands"]
        before = bands.get(inherent_band) if inherent is None else _number(inherent)
        yield (
            code, name, f"{area} {area_name}", f"{unit} {unit_name}", year, event, method.name, _day(method.published_at),
            _measured(probability, named["levels"]), _measured(impact, named["levels"]), before, named["effectiveness"].get(effectiveness), residual,
            bands.get(reached), standing, computed, band, _day(approved_at),
        )  # fmt: skip


def _measured(text: str, levels: Mapping[str, str]) -> Decimal | str:
    """A number, or the name of a level."""
    return _number(text) if "/" in text else levels.get(text, text)


@lru_cache(maxsize=1_000)
def _number(text: str) -> Decimal:
    """Of few answers there are few sums: the same fraction comes again and again."""
    return half_up(Fraction(text), PLACES).normalize()


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(ROME).date()


measuring.register_scores(scored)
