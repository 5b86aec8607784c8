"""Indicators that come in from a file, with target and result of a year: all or nothing. One is known by its key, else by part, area, objective, code
and name; areas and objectives that are not there yet are added."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, tidy
from riskreg.domain.performance.indicators import Part, TargetState
from riskreg.domain.performance.results import Period, ResultState, insist_changeable
from riskreg.domain.permissions import Permission, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.targets import Direction
from riskreg.people.finding import Directory
from riskreg.performance import indexing, queries
from riskreg.performance.models import Indicator, IndicatorOwner, IndicatorYear, Objective, PerformanceYear, Reading, StrategicArea
from riskreg.performance.operations import indicators, targets, tree, verdicts
from riskreg.performance.operations.indicators import Holder, IndicatorText, Place
from riskreg.performance.operations.tree import Words
from riskreg.tables.verdicts import Row, Verdict, Verdicts

PLAIN = ("code", "typology", "unit_of_measure", "algorithm", "source", "baseline", "beneficiaries", "mission", "programme")
SHOWN = ("part", "area", "objective", "name", "flags", "direction", "weight", "owners", "target", "result", "note", "is_annotated", *PLAIN)
FIELDS = {"value": "result", "unit": "result"}
"""Where the rules speak of a field that the file calls otherwise."""

Key = tuple[str, str, str, str, str]


def bring_in(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    return _Import(rows, desk).judged()


def known() -> list[Indicator]:
    """Every indicator with all that a file may say of it: a few queries, whatever their number."""
    return list(
        db.session.scalars(
            select(Indicator)
            .options(
                joinedload(Indicator.area), joinedload(Indicator.objective), selectinload(Indicator.owners).joinedload(IndicatorOwner.unit),
                selectinload(Indicator.years).selectinload(IndicatorYear.readings),
            )
            .order_by(Indicator.position, Indicator.id)
        )
    )  # fmt: skip


class _Import:
    def __init__(self, rows: Sequence[Row], desk: Gathering) -> None:
        self.desk = desk
        self.on: date = desk.at.astimezone(ROME).date()
        self.verdicts = Verdicts(rows, lambda row: f"{row.texts.get('code', '')} {row.texts.get('name', '')}".strip())
        self.new: list[tuple[Indicator, list[Base]]] = []
        self.changed: list[tuple[Indicator, list[Base]]] = []
        self.tree: list[tuple[Tag, Base]] = []
        self.opened: dict[int, PerformanceYear] = {}

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.on)

    @cached_property
    def indicators(self) -> list[Indicator]:
        return known()

    @cached_property
    def by_id(self) -> dict[int, Indicator]:
        return {one.id: one for one in self.indicators}

    @cached_property
    def by_key(self) -> dict[Key, Indicator]:
        return {
            _key(one.part, one.area.name, one.objective.name if one.objective else "", one.code, one.name): one for one in self.indicators
        }

    @cached_property
    def areas(self) -> dict[str, StrategicArea]:
        return {one.name_fold: one for one in queries.areas()}

    @cached_property
    def objectives(self) -> dict[tuple[str, str], Objective]:
        return {(one.area.name_fold, one.name_fold): one for one in queries.objectives()}

    @cached_property
    def last(self) -> list[int]:
        """The last positions given: of indicators, areas, objectives."""
        return [queries.last_position(), max((one.position for one in self.areas.values()), default=0),
                max((one.position for one in self.objectives.values()), default=0)]  # fmt: skip

    @cached_property
    def closed(self) -> frozenset[int]:
        return queries.closed_years()

    def judged(self) -> list[Verdict]:
        self.verdicts.refuse_repeated(lambda row: (row.values["year"], self._named(row)), "Questo indicatore", "name")
        for row in self.verdicts.left():
            self.verdicts.try_to(row, self._bring, row, columns=FIELDS)
        self._record()
        return self.verdicts.all()

    def _named(self, row: Row) -> object:
        number = row.values.get("key")
        return number if number is not None else _key_of(row)

    def _bring(self, row: Row) -> None:
        insist(self.desk.by, Permission.PERFORMANCE_MANAGE)
        number = row.values.get("key")
        if number is not None and number not in self.by_id:
            raise RuleBroken("Nessun indicatore ha questa chiave: lasciala vuota per aggiungerne uno nuovo.", "key")
        found = self.by_id[number] if number is not None else self.by_key.get(_key_of(row))
        if found is None:
            self._add(row)
        else:
            self._change(row, found)

    # One that is new

    def _add(self, row: Row) -> None:
        self.last[0] += 1
        one = indicators.written(Indicator(position=self.last[0]), self._place(row), self._text(row, None))
        one.owners = indicators.owners_of(self._holders(row, None))
        along = [*one.owners, *self._year(row, one)]
        self.by_key[_key_of(row)] = one
        self.new.append((one, along))
        self.verdicts.creates(row)

    # One that is there

    def _change(self, row: Row, one: Indicator) -> None:
        self.verdicts.judged_on(row, f"{one.subject}@{one.version}")
        year = row.values["year"]
        before = shown(one, year)
        indicators.written(one, self._place(row), self._text(row, one))
        wanted = indicators.owners_of(self._holders(row, one))
        along: list[Base] = []
        if [(each.unit_id, each.name) for each in wanted] != [(each.unit_id, each.name) for each in one.owners]:
            along += [*one.owners, *wanted]
            one.owners = wanted
        along += self._year(row, one)
        after = shown(one, year)
        told = [name for name in SHOWN if after[name] != before[name]]
        for name in told:
            self.verdicts.changes(row, name, before[name], after[name])
        if told:
            one.edits += 1
            self.changed.append((one, along))

    # Its year

    def _year(self, row: Row, one: Indicator) -> list[Base]:
        """The rows of the year that are new or change; the verdicts of every year that looks at it."""
        number, rows = row.values["year"], list[Base]()
        found = next((each for each in one.years if each.year == number), None)
        if found is None:
            self._insist_open(number)
            found = targets.written(IndicatorYear(year=number, state=TargetState.SET.value, is_annotated=False), row.values["target"])
            one.years.append(found)
            rows += [found, *self._opened(number)]
        elif tidy(row.values["target"]) != found.target:
            self._insist_open(number)
            if found.state != TargetState.SET.value:
                raise RuleBroken("Il target è stato cambiato da un atto: si cambia dalla sua pagina, con un altro atto.", "target")
            targets.written(found, row.values["target"])
            rows.append(found)
        if (noted := row.values.get("is_annotated")) is not None and noted != found.is_annotated:
            self._insist_open(number)
            found.is_annotated = noted
            rows.append(found)
        rows += self._result(row, one, found)
        if number not in self.closed:
            indicators.propose(one, found.target)
        results = queries.results_of(one)
        rows += [each for each in one.years if each.year not in self.closed and verdicts.judge(each, results)]
        return list(dict.fromkeys(rows))

    def _insist_open(self, year: int) -> None:
        """Asked where something of the year would change: a file that says again what stands is not refused."""
        if year in self.closed:
            raise RuleBroken("L'anno è chiuso: target e risultati non cambiano più.", "year")

    def _opened(self, year: int) -> list[Base]:
        if year in self.opened or queries.performance_year(year) is not None:
            return []
        self.opened[year] = PerformanceYear(year=year)
        return [self.opened[year]]

    def _result(self, row: Row, one: Indicator, found: IndicatorYear) -> list[Base]:
        value, note = tidy(row.values.get("result") or ""), row.given("note", None)
        final = found.final
        if not value or (final is not None and final.value == value and (note is None or tidy_text(note) == final.note)):
            return []
        if one.computed:
            raise RuleBroken("Questo risultato lo calcola riskreg dal registro: lascia vuota la casella.", "result")
        self._insist_open(found.year)
        insist_changeable(ResultState(final.state) if final else None, year_is_closed=False)
        if final is None:
            final = Reading(period=Period.YEAR.value, note="", returned_because="")
            found.readings.append(final)
        final.value, final.state, final.returned_because = value, ResultState.ENTERED.value, ""
        final.note = final.note if note is None else tidy_text(note)
        final.entered_at, final.entered_by_id = self.desk.at, self.desk.by.user_id
        return [final]

    # What it stands under, and what is written of it

    def _place(self, row: Row) -> Place:
        area = self._area(row)
        return Place(area, self._objective(row, area))

    def _area(self, row: Row) -> StrategicArea:
        name = row.values["area"]
        if fold(name) not in self.areas:
            self.last[1] += 1
            made = tree.written_area(StrategicArea(position=self.last[1]), Words(name))
            self.areas[made.name_fold] = made
            self.tree.append((Tag.STRATEGIC_AREA_ADDED, made))
        return self.areas[fold(name)]

    def _objective(self, row: Row, area: StrategicArea) -> Objective | None:
        name = tidy(row.values.get("objective") or "")
        if not name:
            return None
        key = (area.name_fold, fold(name))
        if key not in self.objectives:
            self.last[2] += 1
            made = tree.written_objective(Objective(area=area, position=self.last[2]), Words(name))
            self.objectives[key] = made
            self.tree.append((Tag.OBJECTIVE_ADDED, made))
        return self.objectives[key]

    @staticmethod
    def _text(row: Row, one: Indicator | None) -> IndicatorText:
        """What the file does not say stays."""
        plain: dict[str, Any] = {name: row.given(name, getattr(one, name) if one else "") for name in PLAIN}
        return IndicatorText(
            part=Part(row.values["part"]), name=row.values["name"], description=one.description if one else "",
            direction=Direction(way) if (way := row.given("direction", one.way if one else None)) else None, weight=row.given("weight", one.weight if one else None),
            computed=one.figure if one else None, flags=row.given("flags", one.flags if one else frozenset()), **plain,
        )  # fmt: skip

    def _holders(self, row: Row, one: Indicator | None) -> list[Holder]:
        names = row.values.get("owners")
        if names is None:
            return [Holder(each.unit_id, each.name) for each in one.owners] if one else []
        return [Holder(unit_id) if (unit_id := self.directory.unit(name)) is not None else Holder(name=name) for name in names]

    def _record(self) -> None:
        if not self.desk.on_paper:
            db.session.add_all([*(thing for _tag, thing in self.tree), *(one for one, _along in self.new), *self.opened.values()])
        for tag, thing in self.tree:
            self.desk.record(tag, thing)
        for tag, those in ((Tag.INDICATOR_ADDED, self.new), (Tag.INDICATOR_CHANGED, self.changed)):
            for one, along in those:
                self.desk.record(tag, one, along=along)
        self.desk.close()
        indexing.indicators(*self.desk.written(Indicator))


def shown(one: Indicator, year: int) -> dict[str, Any]:
    """As the columns of a file say it."""
    row = next((each for each in one.years if each.year == year), None)
    final = row.final if row else None
    return {name: getattr(one, name) for name in PLAIN} | {
        "year": year, "key": one.id, "part": one.part, "area": one.area.name, "objective": one.objective.name if one.objective else "",
        "name": one.name, "flags": one.flags, "direction": one.way, "weight": one.weight, "owners": tuple(owner.title for owner in one.owners),
        "target": row.target if row else "", "result": final.value if final else "", "note": final.note if final else "",
        "is_annotated": row.is_annotated if row else False,
    }  # fmt: skip


def _key_of(row: Row) -> Key:
    return _key(row.values["part"], row.values["area"], row.values.get("objective") or "", row.values.get("code") or "", row.values["name"])


def _key(part: str, area: str, objective: str, code: str, name: str) -> Key:
    return (str(part), fold(area), fold(objective), fold_code(code), fold(name))
