"""Two sessions side by side, measure by measure: each number and the rows that it opens come from the same condition."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.figures import COUNTED, UNMONITORED
from riskreg.domain.monitoring.trends import CHANGE_LABELS, Change, change
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS
from riskreg.domain.semesters import Semester
from riskreg.monitoring.models import Check, Session
from riskreg.register.models import Measure, Process
from riskreg.web.listing import IN_FILES, UNDER_FIGURES, Column, Filter, Listing

Before = aliased(Check, name="before")
Other = aliased(Check, name="other")
ARROW = "-"


class Pair(NamedTuple):
    earlier: Session
    later: Session

    def change(self, before: str | None, after: str | None) -> Change:
        return change(before, after, still_open=not self.later.is_closed)


class Passage(NamedTuple):
    """How many went from one outcome to another; None where they were not asked about."""

    before: str | None
    after: str | None
    number: int
    change: Change

    @property
    def value(self) -> str:
        """In an address."""
        return f"{self.before or ''}{ARROW}{self.after or ''}"

    @property
    def said(self) -> str:
        return f"{label_of(self.before)} → {label_of(self.after).lower()}"


def label_of(outcome: str | None) -> str:
    return COUNTED[outcome] if outcome else "Non chiesta"


def sessions_of(every: Sequence[Session], earlier: str, later: str) -> Pair | None:
    """The two that are named, in order of time; else the last two that are closed, or the last two. None where there are not two."""
    by_slug = {one.semester.slug: one for one in every}
    if len(by_slug) < 2:
        return None
    last = sorted(by_slug.values(), key=_semester)
    chosen = [by_slug[slug] for slug in dict.fromkeys((earlier, later)) if slug in by_slug]
    if len(chosen) != 2:
        closed = [one for one in last if one.is_closed]
        chosen = closed[-2:] if len(closed) > 1 else last[-2:]
    first, second = sorted(chosen, key=_semester)
    return Pair(first, second)


def _semester(one: Session) -> Semester:
    return one.semester


def _counted(of: Any) -> Any:
    """What counts: what was declared and validated."""
    return case((of.state == State.VALIDATED.value, of.outcome), else_=literal(UNMONITORED))


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.measure_id == other.measure_id, func.coalesce(one.process_id, 0) == func.coalesce(other.process_id, 0))


def _columns(pair: Pair) -> tuple[Any, Any]:
    """The outcome in the earlier session and in the later one, of each row."""
    is_later = Check.session_id == pair.later.id
    was = case((and_(is_later, Before.id.is_(None)), None), (is_later, _counted(Before)), else_=_counted(Check))
    return was.label("was"), case((is_later, _counted(Check)), else_=None).label("is_now")


def _statement(pair: Pair, *columns: Any) -> Any:
    """Those of the later session, each with what it was; and those of the earlier one that are not asked about any more."""
    again = exists().where(Other.session_id == pair.later.id, Other.dropped_on.is_(None), _same(Other, Check))
    joined = and_(
        Before.session_id == pair.earlier.id, Before.dropped_on.is_(None), Check.session_id == pair.later.id, _same(Before, Check)
    )
    return (
        select(*columns)
        .select_from(Check)
        .join(Measure, Measure.id == Check.measure_id)
        .outerjoin(Process, Process.id == Check.process_id)
        .outerjoin(Before, joined)
        .where(Check.dropped_on.is_(None))
        .where(or_(Check.session_id == pair.later.id, and_(Check.session_id == pair.earlier.id, ~again)))
    )


def passages(pair: Pair) -> list[Passage]:
    """One query: from the outcomes that weigh most, what got worse first."""
    was, is_now = _columns(pair)
    rows = db.session.execute(_statement(pair, was, is_now, func.count().label("number")).group_by(was, is_now))
    order = list(Change)
    found = [Passage(row.was, row.is_now, row.number, pair.change(row.was, row.is_now)) for row in rows]
    return sorted(found, key=lambda each: (order.index(each.change), -each.number, each.value))


def by_change(found: Sequence[Passage]) -> Mapping[Change, int]:
    return {each: sum(one.number for one in found if one.change is each) for each in Change}


def rows(pair: Pair, found: Sequence[Passage]) -> Listing:
    was, is_now = _columns(pair)
    statement = _statement(pair, Check, was, is_now).options(contains_eager(Check.process))
    return Listing(
        title=f"{pair.earlier.semester.label} e {pair.later.semester.label}",
        file_name=f"confronto-{pair.earlier.semester.slug}-{pair.later.semester.slug}",
        statement=statement,
        page_size=UNDER_FIGURES,
        columns=(
            Column("code", "Codice", lambda row: row.Check.asked_code, (Measure.code_sort_key,)),
            Column("measure", "Misura", lambda row: row.Check.asked_name, (Measure.sort_key, Measure.code_sort_key)),
            Column("kind", "Tipo", lambda row: MEASURE_KIND_LABELS[row.Check.asked_kind], only=IN_FILES),
            Column("group", "Classe o famiglia", lambda row: row.Check.group_label, (Check.asked_kind, Check.asked_group)),
            Column("process", "Processo", lambda row: row.Check.process.code if row.Check.process else "", (Process.code_sort_key,), optional=True),
            Column("before", pair.earlier.semester.label, lambda row: label_of(row.was)),
            Column("after", pair.later.semester.label, lambda row: label_of(row.is_now)),
            Column("change", "Che cosa è cambiato", lambda row: pair.change(row.was, row.is_now).label),
        ),
        key=Check.id,
        filters=(
            Filter("cambiate", "Che cosa è cambiato", lambda text: _changed(Change(text), pair, was, is_now), kind="choice", choices=list(CHANGE_LABELS.items())),
            Filter("passaggio", "Passaggio", lambda text: _passed(text, was, is_now), kind="choice", choices=[(each.value, each.said) for each in found]),
            Filter("tipo", "Tipo", lambda text: Check.asked_kind == text, kind="choice", choices=list(MEASURE_KIND_LABELS.items())),
            Filter("classe", "Classe", lambda text: _group(text, "general"), kind="choice", choices=list(GENERAL_CLASSES.items())),
            Filter("famiglia", "Famiglia", lambda text: _group(text, "specific"), kind="choice", choices=list(FAMILY_LABELS.items())),
        ),
        sort="code",
    )  # fmt: skip


def _group(text: str, kind: str) -> ColumnElement[bool]:
    return and_(Check.asked_group == text, Check.asked_kind == kind)


def _passed(text: str, was: Any, is_now: Any) -> ColumnElement[bool]:
    before, _, after = text.partition(ARROW)
    return and_(_is(was, before), _is(is_now, after))


def _is(column: Any, outcome: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.element == outcome if outcome else column.element.is_(None)
    return condition


def _changed(which: Change, pair: Pair, was: Any, is_now: Any) -> ColumnElement[bool]:
    """Every passage that `domain.monitoring.trends.change` calls so: outcomes are few."""
    outcomes = ("", *COUNTED)
    named = [(before, after) for before in outcomes for after in outcomes if pair.change(before or None, after or None) is which]
    return or_(false(), *(and_(_is(was, before), _is(is_now, after)) for before, after in named))
