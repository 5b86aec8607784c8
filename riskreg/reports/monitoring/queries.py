"""The only place that gathers the monitoring report. Of a closed session everything comes from what it kept and from its checks, which never change:
so its report is the same for ever, whatever becomes of units, measures and processes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.codes import code_sort_key
from riskreg.domain.errors import Missing
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.figures import UNMONITORED, SessionFigures
from riskreg.domain.monitoring.figures import counted as count
from riskreg.domain.monitoring.summary import Summary
from riskreg.domain.monitoring.verification import FINDING_LABELS
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS, MeasureKind
from riskreg.monitoring import figures, places, queries, summary
from riskreg.monitoring.models import Check, Session
from riskreg.monitoring.places import Places, Verified, Where
from riskreg.reports.monitoring.contents import CheckSaid, DrawSaid, DroppedSaid, MonitoringContents, Scope, VerificationSaid


class Choice(NamedTuple):
    """A unit of which there is a report; `depth`: how far below the body it stands."""

    unit_id: int
    code: str
    name: str
    depth: int


def choices(found: Places) -> list[Choice]:
    """Those that sign, and those above them but the body itself, in the order of the chart."""
    children: dict[int | None, list[places.Unit]] = {}
    for unit in found.units.values():
        children.setdefault(unit.parent_id if unit.parent_id in found.units else None, []).append(unit)

    def below(parent: int | None, depth: int) -> list[Choice]:
        made = []
        for unit in children.get(parent, ()):
            made += [Choice(unit.id, unit.code, unit.name, depth), *below(unit.id, depth + 1)]
        return made

    return [each for each in below(None, 0) if each.depth > 0]


class Branch(NamedTuple):
    choice: Choice
    below: "list[Branch]"


def branches(found: Sequence[Choice]) -> list[Branch]:
    """As a tree, also where somebody reads only a part of it."""
    top: list[Branch] = []
    above: list[Branch] = []
    for choice in found:
        while above and above[-1].choice.depth >= choice.depth:
            above.pop()
        made = Branch(choice, [])
        (above[-1].below if above else top).append(made)
        above.append(made)
    return top


class Area(NamedTuple):
    code: str
    name: str


def areas(found: Places) -> list[Area]:
    """Those of the processes whose measures were asked about, by code."""
    named = {each.area_code: each.area_name for each in found.checks.values() if each.area_code}
    return [Area(code, named[code]) for code in sorted(named, key=code_sort_key)]


class Cut(NamedTuple):
    """Of what a report speaks: a unit with those below it, an area of risk, or the whole."""

    unit_id: int | None = None
    area_code: str = ""

    @property
    def is_whole(self) -> bool:
        return self.unit_id is None and not self.area_code

    def holds(self, where: Where) -> bool:
        return (self.unit_id is None or self.unit_id in where.under) and self.area_code in ("", where.area_code)


WHOLE = Cut()


def contents_for(one: Session, at: datetime, found: Places, cut: Cut = WHOLE) -> MonitoringContents:
    rows, moment = {row.id: row for row in _checks(one)}, one.closed_at or at
    where = [each for each in found.checks.values() if cut.holds(each)]
    mine = [(rows[each.check_id], each) for each in where]
    said = {row.id: _check(row, each) for row, each in mine}
    return MonitoringContents(
        body=found.body,
        semester=one.semester,
        scope=_scope(found, cut),
        opens_on=one.opens_on,
        answer_by=one.answer_by,
        validate_by=one.validate_by,
        verify_by=one.verify_by,
        at=moment,
        on=moment.astimezone(ROME).date(),
        is_final=one.is_closed,
        figures=_in_order(count(figures.fact(row, each) for row, each in mine)),
        before=_before(one, cut),
        checks=tuple(sorted(said.values(), key=_order)),
        dropped=_dropped(one) if cut.is_whole else (),
        verifications=tuple(_verification(each, said[each.check_id]) for each in found.verified if each.check_id in said),
        draws=tuple(DrawSaid(each.seed, date.fromisoformat(each.on), each.fingerprint) for each in found.draws),
        summary=_summary(one, found, at, cut, frozenset(row.measure_id for row, _where in mine)),
        assessment=one.assessment,
        closed_because=one.closed_because,
    )


def _summary(one: Session, found: Places, at: datetime, cut: Cut, measure_ids: frozenset[int]) -> Summary:
    whole = summary.kept(one) if one.is_closed else summary.now(one, figures.counted(one, found), at)
    if cut.is_whole:
        return whole
    return whole.of_area(cut.area_code, measure_ids) if cut.area_code else whole.of_unit(measure_ids)


def _scope(found: Places, cut: Cut) -> Scope:
    if cut.is_whole:
        return Scope()
    if cut.area_code:
        area = next((each for each in areas(found) if each.code == cut.area_code), None)
        if area is None:
            raise Missing("In questo monitoraggio nessuna scheda è di quest'area di rischio: non c'è una relazione.")
        return Scope(area.code, f"{area.code} {area.name}", is_area=True)
    unit = found.units.get(cut.unit_id or 0)
    if unit is None:
        raise Missing("In questo monitoraggio l'unità non firma nessuna scheda: non c'è una relazione.")
    return Scope(unit.code, unit.name)


def _checks(one: Session) -> Sequence[Check]:
    return db.session.scalars(select(Check).where(Check.session_id == one.id, queries.in_session())).all()


def _check(row: Check, where: Where) -> CheckSaid:
    labels = GENERAL_CLASSES if row.asked_kind == MeasureKind.GENERAL else FAMILY_LABELS
    return CheckSaid(
        code=row.asked_code, name=row.asked_name, kind=MEASURE_KIND_LABELS[row.asked_kind], group=labels[row.asked_group],
        process=f"{where.process_code} {where.process_name}".strip(), area=f"{where.area_code} {where.area_name}".strip(), signer=where.name,
        counted=row.outcome if row.state == State.VALIDATED and row.outcome else UNMONITORED, declared=row.outcome or "", state=row.state,
        timing=row.timing_label, due_on=row.asked_due_on, done_on=row.done_on, value=row.value, progress=row.progress, cases=row.cases,
        complied=row.complied, reason=row.reason_said, criticality=row.criticality, proposed_due_on=row.proposed_due_on, note=row.note,
        shown=where.shown, no_evidence_because=row.no_evidence_because,
    )  # fmt: skip


def _order(one: CheckSaid) -> tuple[bool, str, str]:
    return one.kind != MEASURE_KIND_LABELS[MeasureKind.GENERAL], code_sort_key(one.code), one.process


def _in_order(found: SessionFigures) -> SessionFigures:
    """Classes and families in their order; areas by code, whoever signs by name."""
    ordered = {}
    for facet, tallies in found.by_facet.items():
        places_of = {code: place for place, code in enumerate(figures.ORDER.get(facet, ()))}
        ordered[facet] = sorted(tallies, key=lambda each: (places_of.get(each[0], 0), each[1].name.lower()))
    return SessionFigures(found.whole, ordered)


def _before(one: Session, cut: Cut) -> SessionFigures | None:
    """As it was kept by the time that this one was closed: what is closed later does not change it."""
    before = queries.of_semester(one.semester.before)
    if before is None or before.closed_at is None or (one.closed_at is not None and before.closed_at > one.closed_at):
        return None
    if cut.is_whole:
        return figures.kept(before)
    where = [each for each in places.kept(before).checks.values() if cut.holds(each)]
    rows = {row.id: row for row in _checks(before)} if where else {}
    return count(figures.fact(rows[each.check_id], each) for each in where) if where else None


def _dropped(one: Session) -> tuple[DroppedSaid, ...]:
    statement = select(Check.asked_code, Check.asked_name, Check.dropped_because).where(
        Check.session_id == one.id, Check.dropped_on.is_not(None)
    )
    found = {DroppedSaid(row.asked_code, row.asked_name, row.dropped_because) for row in db.session.execute(statement)}
    return tuple(sorted(found, key=lambda each: (code_sort_key(each.code), each.because)))


def _verification(one: Verified, check: CheckSaid) -> VerificationSaid:
    return VerificationSaid(
        check.code, check.about, check.signer, one.chosen_because, FINDING_LABELS[one.finding] if one.finding else "", one.found, one.follow_up,
        _day(one.follow_up_by), _day(one.followed_on), one.followed_how,
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
