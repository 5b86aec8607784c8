"""The figures of a year, each with the rows behind it: what the edition of the year planned, what was activated, what the monitoring found of it.

The conditions stand here once: the number and the list that it opens ask the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import contains_eager

from riskreg.audit.known import while_nothing_changes
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.monitoring.activations import PACE_LABELS, Pace, overdue_by, pace
from riskreg.domain.monitoring.checks import Outcome, State
from riskreg.domain.plans import Rate, index
from riskreg.domain.register import GENERAL_CLASSES, MEASURE_KIND_LABELS, MeasureKind
from riskreg.domain.semesters import semester_of
from riskreg.monitoring import queries
from riskreg.monitoring.hands import Reach
from riskreg.monitoring.models import Check, Session
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition, EditionMeasure
from riskreg.plans.queries.specific import planned_in
from riskreg.register.models import Measure, MeasureActivation, MeasureEvent, MeasureOwner, Phase, Process, RiskEvent
from riskreg.web.listing import UNDER_FIGURES, Column, Filter, Listing


class Number(StrEnum):
    """What is counted, by its word in an address."""

    GENERAL_PLANNED = "generali_previste"
    GENERAL_IMPLEMENTED = "generali_attuate"
    CONSOLIDATED = "consolidate"
    CONSOLIDATED_IMPLEMENTED = "consolidate_applicate"
    SPECIFIC_PLANNED = "specifiche_previste"
    SPECIFIC_IMPLEMENTED = "specifiche_attuate"
    NEW_ACTIVATED = "nuove_attivate"
    OVERDUE = "scadute"
    AFTERWARDS = "registrate_dopo"

    @property
    def label(self) -> str:
        return NUMBER_LABELS[self]


NUMBER_LABELS: Mapping[str, str] = {
    "generali_previste": "Generali nuove con scadenza nell'anno",
    "generali_attuate": "Di queste, attivate entro l'anno",
    "consolidate": "Generali consolidate",
    "consolidate_applicate": "Di queste, applicate secondo l'ultimo monitoraggio",
    "specifiche_previste": "Specifiche da applicare nell'anno",
    "specifiche_attuate": "Di queste, attivate entro l'anno",
    "nuove_attivate": "Generali nuove attivate nell'anno",
    "scadute": "Scadute e non attivate",
    "registrate_dopo": "Attivate entro l'anno, registrate dopo che il suo monitoraggio era chiuso",
}


@dataclass(frozen=True)
class YearFigures:
    """Counted from the rows of the edition whose first year it is; None where there is nothing to count from."""

    year: int
    counts: Mapping[str, int]
    by_class: Mapping[str, Rate]
    session: str
    """The one from which the applied ones are read; empty where the year has none."""

    def of(self, number: Number) -> int:
        return self.counts.get(number.value, 0)

    @property
    def general(self) -> Rate:
        return Rate(self.of(Number.GENERAL_IMPLEMENTED), self.of(Number.GENERAL_PLANNED))

    @property
    def consolidated(self) -> Rate | None:
        """Only a monitoring says it."""
        return Rate(self.of(Number.CONSOLIDATED_IMPLEMENTED), self.of(Number.CONSOLIDATED)) if self.session else None

    @property
    def specific(self) -> Rate:
        return Rate(self.of(Number.SPECIFIC_IMPLEMENTED), self.of(Number.SPECIFIC_PLANNED))

    @property
    def update_index(self) -> Decimal | None:
        return index(self.of(Number.NEW_ACTIVATED), self.of(Number.CONSOLIDATED))


def last_session(year: int) -> Session | None:
    """Of the year, the last one that was closed; while none is, the last that is open."""
    mine = [one for one in queries.sessions() if one.year == year]
    closed = [one for one in mine if one.is_closed]
    return next(iter(closed or mine), None)


@while_nothing_changes
def figures(year: int, today: date, reach: Reach | None = None) -> YearFigures | None:
    """Two queries; of the measures in which somebody has a part (`reach`), where they read no more."""
    return with_session(year, today, last_session(year), reach)


def with_session(year: int, today: date, one: Session | None, reach: Reach | None = None) -> YearFigures | None:
    """`one`: from which session the applied ones are read."""
    edition = plans.speaking(year)
    if edition is None:
        return None
    conditions = _conditions(edition, one, today)
    sums = [func.sum(case((condition, 1), else_=0)).label(number.value) for number, condition in conditions.items()]
    row = db.session.execute(_rows(edition, reach).with_only_columns(*sums, maintain_column_froms=True)).one()
    counts = {number.value: int(getattr(row, number.value) or 0) for number in conditions}
    return YearFigures(year, counts, _by_class(edition, conditions, reach), one.title if one is not None else "")


def _rows(edition: Edition, reach: Reach | None = None) -> Any:
    statement = (
        select(EditionMeasure)
        .join(Measure, Measure.id == EditionMeasure.measure_id)
        .outerjoin(MeasureActivation, MeasureActivation.measure_id == Measure.id)
        .where(EditionMeasure.edition_id == edition.id)
    )
    return statement if reach is None or reach.units is None else statement.where(_part_of(reach, reach.units))


def _part_of(reach: Reach, units: frozenset[int]) -> ColumnElement[bool]:
    """One of the owners is theirs, or a process in which it stands (as `hands.seen` of checks)."""
    theirs = or_(MeasureOwner.unit_id.in_(sorted(units)), MeasureOwner.figure_id.in_(sorted(reach.offices)))
    here = (
        select(MeasureEvent.measure_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(Process.unit_id.in_(sorted(units)))
    )
    return or_(EditionMeasure.measure_id.in_(select(MeasureOwner.measure_id).where(theirs)), EditionMeasure.measure_id.in_(here))


def _conditions(edition: Edition, session: Session | None, today: date) -> Mapping[Number, ColumnElement[bool]]:
    year = edition.first_year
    first, last = date(year, 1, 1), date(year, 12, 31)
    past = overdue_by(year, today)
    general = and_(EditionMeasure.kind == MeasureKind.GENERAL.value, plans.in_plan())
    specific = and_(EditionMeasure.kind == MeasureKind.SPECIFIC.value, plans.in_plan(), planned_in(year, EditionMeasure.due_on))
    new, steady = and_(general, EditionMeasure.is_new), and_(general, ~EditionMeasure.is_new)
    due = and_(new, EditionMeasure.due_on.between(first, last))
    by_the_end = MeasureActivation.on <= last
    late = or_(MeasureActivation.id.is_(None), MeasureActivation.on > past)
    return {
        Number.GENERAL_PLANNED: due,
        Number.GENERAL_IMPLEMENTED: and_(due, by_the_end),
        Number.CONSOLIDATED: steady,
        Number.CONSOLIDATED_IMPLEMENTED: and_(steady, _applied(session)),
        Number.SPECIFIC_PLANNED: specific,
        Number.SPECIFIC_IMPLEMENTED: and_(specific, by_the_end),
        Number.NEW_ACTIVATED: and_(new, MeasureActivation.on.between(first, last)),
        Number.OVERDUE: and_(plans.in_plan(), EditionMeasure.due_on <= past, late),
        Number.AFTERWARDS: and_(plans.in_plan(), by_the_end, _recorded_afterwards(year)),
    }


def _recorded_afterwards(year: int) -> ColumnElement[bool]:
    """By a check that was validated, or by somebody, when the last monitoring of the year was closed: what had been reported of the year is not what
    the figures say now."""
    last = semester_of(date(year, 12, 31))
    over = select(Session.closed_at).where(Session.year == last.year, Session.half == last.half).scalar_subquery()
    number = cast(func.nullif(func.replace(MeasureActivation.source, f"{Check.__tablename__}:", ""), ""), BigInteger)
    checked = select(Check.id).where(Check.id == number, Check.validated_at > over).correlate(MeasureActivation)
    subject = f"{Measure.__tablename__}:" + cast(MeasureActivation.measure_id, String)
    told = select(AuditEntry.id).where(AuditEntry.subject == subject, AuditEntry.tag == Tag.MEASURE_ACTIVATED.value, AuditEntry.at > over)
    return or_(checked.exists(), told.correlate(MeasureActivation).exists())


def _applied(session: Session | None) -> ColumnElement[bool]:
    """Declared done and validated."""
    return (
        select(Check.id)
        .where(
            Check.measure_id == EditionMeasure.measure_id, Check.session_id == (session.id if session is not None else 0),
            queries.in_session(), Check.state == State.VALIDATED.value, Check.outcome == Outcome.DONE.value,
        )
        .correlate(EditionMeasure)
        .exists()
    )  # fmt: skip


def _by_class(edition: Edition, conditions: Mapping[Number, ColumnElement[bool]], reach: Reach | None) -> Mapping[str, Rate]:
    """Of the general ones that were due in the year, in the order of the classes."""
    planned, done = conditions[Number.GENERAL_PLANNED], conditions[Number.GENERAL_IMPLEMENTED]
    statement = _rows(edition, reach).where(planned).group_by(EditionMeasure.measure_class)
    columns = (EditionMeasure.measure_class, func.count().label("planned"), func.sum(case((done, 1), else_=0)).label("done"))
    found = {row.measure_class: Rate(int(row.done), row.planned) for row in db.session.execute(statement.with_only_columns(*columns))}
    return {each: found[each] for each in GENERAL_CLASSES if each in found}


def rows(year: int, edition: Edition, today: date, reach: Reach | None = None) -> Listing:
    """The measures behind the figures: `numero` leaves exactly those that one of them counts."""
    conditions = _conditions(edition, last_session(year), today)
    statement = _rows(edition, reach).options(contains_eager(EditionMeasure.measure).contains_eager(Measure.activation))
    return Listing(
        title=f"Misure del {year}",
        file_name=f"misure-{year}",
        statement=statement,
        page_size=UNDER_FIGURES,
        columns=(
            Column("code", "Codice", lambda line: line.code, (EditionMeasure.code_sort_key,)),
            Column("name", "Misura", lambda line: line.name),
            Column("kind", "Tipo", lambda line: MEASURE_KIND_LABELS[line.kind], (EditionMeasure.kind, EditionMeasure.code_sort_key)),
            Column("group", "Classe o famiglia", lambda line: line.class_label),
            Column("novelty", "Nel piano", lambda line: line.novelty_label),
            Column("due", "Entro il", lambda line: line.due_on, (EditionMeasure.due_on, EditionMeasure.code_sort_key), optional=True),
            Column("activated", "Attivata il", lambda line: line.measure.activated_on, (MeasureActivation.on,), optional=True),
            Column("pace", "Tempi", lambda line: pace_of(line, year, today).label),
        ),
        key=EditionMeasure.id,
        filters=(
            Filter("numero", "Quali", lambda text: conditions[Number(text)], kind="choice", choices=list(NUMBER_LABELS.items())),
            Filter("classe", "Classe", lambda text: EditionMeasure.measure_class == text, kind="choice", choices=_classes(edition.id)),
            Filter("tempi", "Tempi", lambda text: _of_pace(text, edition, today), kind="choice", choices=list(PACE_LABELS.items())),
        ),
        sort="code",
    )


@while_nothing_changes
def _classes(edition_id: int) -> Sequence[tuple[str, str]]:
    mine = EditionMeasure.edition_id == edition_id, EditionMeasure.measure_class.is_not(None)
    there = set(db.session.scalars(select(EditionMeasure.measure_class).where(*mine).distinct()))
    return tuple((name, label) for name, label in GENERAL_CLASSES.items() if name in there)


def pace_of(line: EditionMeasure, year: int, today: date) -> Pace:
    """As the edition asked for it, on the day after the last that the figures speak of."""
    return pace(line.due_on, line.measure.activated_on, _day_of_pace(year, today))


def _day_of_pace(year: int, today: date) -> date:
    return overdue_by(year, today) + timedelta(days=1)


def _of_pace(text: str, edition: Edition, today: date) -> ColumnElement[bool]:
    """Those of which `pace_of` says so: the rule stands once, and the lines of an edition are few enough to be asked."""
    last = _day_of_pace(edition.first_year, today)
    columns = (EditionMeasure.id, EditionMeasure.due_on, MeasureActivation.on)
    rows = db.session.execute(_rows(edition).with_only_columns(*columns, maintain_column_froms=True))
    return among(EditionMeasure.id, [row.id for row in rows if pace(row.due_on, row.on, last) == text])


def years() -> list[int]:
    """Those with an edition, the last first; without those that have not begun."""
    return sorted({one.first_year for one in plans.editions()}, reverse=True)
