"""What an edition lists, in its order, with owners and what became of each measure: two queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.plans import Choice
from riskreg.domain.register import FAMILY_LABELS, MeasureKind, timing_said
from riskreg.people.models import Figure, OrgUnit
from riskreg.plans.models import EditionMeasure, EditionOwner
from riskreg.register.models.measure_life import MeasureActivation
from riskreg.reports.plan.contents import GeneralSaid, SpecificSaid

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    measure_id: int
    kind: MeasureKind
    choice: Choice
    because: str
    is_new: bool
    code: str
    name: str
    description: str
    family: str | None
    measure_class: str | None
    is_mandatory: bool
    indicator: str
    target: str
    timing: str
    due_on: date | None
    activated_on: date | None
    owners: tuple[str, ...]

    def as_general(self) -> GeneralSaid:
        return GeneralSaid(
            self.code, self.name, self.description, "Nuova" if self.is_new else "Consolidata", self.choice.label, self.is_mandatory,
            self.indicator, self.target, self.timing, self.due_on, self.owners,
        )  # fmt: skip

    def as_specific(self, events: tuple[int, ...]) -> SpecificSaid:
        return SpecificSaid(
            self.code, self.name, self.description, FAMILY_LABELS[self.family or ""], self.is_mandatory, self.indicator, self.target,
            self.timing, self.due_on, self.owners, events, self.choice.label,
        )  # fmt: skip


_KINDS = {kind.value: kind for kind in MeasureKind}
_CHOICES = {choice.value: choice for choice in Choice}


def of_edition(edition_id: int) -> list[Line]:
    owners = _owners(edition_id)
    statement = (
        select(
            EditionMeasure.id, EditionMeasure.measure_id, EditionMeasure.kind, EditionMeasure.choice, EditionMeasure.because,
            EditionMeasure.is_new, EditionMeasure.code, EditionMeasure.name, EditionMeasure.description, EditionMeasure.family,
            EditionMeasure.measure_class, EditionMeasure.is_mandatory, EditionMeasure.indicator, EditionMeasure.target,
            EditionMeasure.timing, EditionMeasure.due_on, EditionMeasure.period, EditionMeasure.occasion, MeasureActivation.on,
        )
        .outerjoin(MeasureActivation, MeasureActivation.measure_id == EditionMeasure.measure_id)
        .where(EditionMeasure.edition_id == edition_id)
        .order_by(EditionMeasure.position, EditionMeasure.id)
    )  # fmt: skip
    return [_line(row, owners) for row in db.session.execute(statement.execution_options(yield_per=BATCH))]


def _line(row: Any, owners: Mapping[int, tuple[str, ...]]) -> Line:
    line_id, measure_id, kind, choice, because, is_new, *said, timing, due_on, period, occasion, activated_on = row
    code, name, description, family, measure_class, is_mandatory, indicator, target = said
    return Line(
        measure_id, _KINDS[kind], _CHOICES[choice], because, is_new, code, name, description, family, measure_class, is_mandatory,
        indicator, target, timing_said(timing, due_on, period, occasion), due_on, activated_on, owners.get(line_id, ()),
    )  # fmt: skip


def _owners(edition_id: int) -> dict[int, tuple[str, ...]]:
    statement = (
        select(EditionOwner.line_id, EditionOwner.name, OrgUnit.name, Figure.name)
        .join(EditionMeasure, EditionMeasure.id == EditionOwner.line_id)
        .outerjoin(OrgUnit, OrgUnit.id == EditionOwner.unit_id)
        .outerjoin(Figure, Figure.id == EditionOwner.figure_id)
        .where(EditionMeasure.edition_id == edition_id)
        .order_by(EditionOwner.line_id, EditionOwner.position)
    )
    return named(db.session.execute(statement.execution_options(yield_per=BATCH)))


def named(rows: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    """Rows of whose, and of the names that it may bear: the first that is there. The same few tuples again and again are kept once."""
    found: dict[int, list[str]] = defaultdict(list)
    for whose, *names in rows:
        found[whose].append(next((name for name in names if name), ""))
    kept: dict[tuple[str, ...], tuple[str, ...]] = {}
    return {whose: kept.setdefault(tuple(names), tuple(names)) for whose, names in found.items()}
