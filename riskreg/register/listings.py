"""The lists of processes and events: what they show, how they sort, filter and download."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, and_, cast, exists, false, func, select
from sqlalchemy.orm import contains_eager, selectinload, subqueryload

from riskreg.audit import known
from riskreg.domain.bands import said
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.register import FACTOR_LABELS
from riskreg.domain.searching import question
from riskreg.people.models import OrgUnit
from riskreg.people.queries import choices, reach
from riskreg.people.queries.reach import Chart
from riskreg.register import indexing, queries
from riskreg.register.models import EventFactor, Measure, MeasureEvent, Phase, Process, RiskArea, RiskEvent, Standing
from riskreg.search import queries as search
from riskreg.search.models import SearchEntry
from riskreg.web.listing import Column, Filter, Listing

RETIRED, ALL = "ritirati", "tutti"
NONE = "nessuna"
FACTORS = [(code, f"({code}) {label}") for code, label in FACTOR_LABELS.items()]


def processes(person: Person, on: date, state: str = "", year: str = "") -> Listing:
    """Those whose unit, or whoever answers for it today, this person may see; the active ones, unless others are asked for. Each with the
    last score that was approved, whatever its year; with the score of one year where one is asked for."""
    chart, years = reach.chart(on), queries.years()
    asked = int(year) if year.isdecimal() and int(year) in years else None
    statement = (
        select(Process, Standing, OrgUnit)
        .join(RiskArea, RiskArea.id == Process.area_id)
        .join(OrgUnit, OrgUnit.id == reach.owner_now(Process.unit_id, chart))
        .outerjoin(Standing, and_(Standing.process_id == Process.id, Standing.year == (asked or queries.last_year_of_each())))
        .options(contains_eager(Process.area))
        .where(_seen(person, chart))
    )
    return Listing(
        title="Registro dei processi",
        file_name="processi",
        statement=_in_state(statement, state, queries.active(on)),
        columns=(
            Column("code", "Codice", lambda row: row[0].code, (Process.code_sort_key,)),
            Column("name", "Processo", lambda row: row[0].name, (Process.sort_key,)),
            Column("area", "Area di rischio", lambda row: row[0].area.title, (RiskArea.code_sort_key, Process.code_sort_key)),
            Column("unit", "Unità responsabile", lambda row: row[2].name, (OrgUnit.sort_key, Process.code_sort_key)),
            Column("residual", "Rischio residuo", lambda row: row[1] and row[1].residual, (Standing.residual,), numeric=True),
            Column("band", "Fascia", _band_said, (Standing.band_rank, Process.code_sort_key), optional=True),
            Column("year", "Anno", lambda row: row[1] and row[1].year, (Standing.year, Process.code_sort_key), optional=True),
        ),
        key=Process.id,
        filters=(
            Filter("cerca", "Parole", _words_of_a_sheet),
            _area_filter(),
            _unit_filter(chart),
            _year_filter(years),
            Filter("fascia", "Fascia", _in_band, kind="choice", choices=[*((one, one) for one in queries.band_names()), (NONE, "Non valutati")]),
            Filter("fattore", "Fattore abilitante", _with_factor, kind="choice", choices=FACTORS),
            Filter("misure", "Misure", lambda _text: ~_some_measure(on), kind="choice", choices=[("senza", "Senza misure in vigore")]),
            _state_filter("Attivi", [(RETIRED, "Ritirati"), (ALL, "Attivi e ritirati")]),
        ),
        sort="code",
        count=known.count,
    )  # fmt: skip


def _band_said(row: Any) -> str:
    return said(row[1].band, row[1].computed_band) if row[1] else ""


def _year_filter(years: Sequence[int]) -> Filter:
    """Of the scores; `processes` joins those of the year that is asked for."""
    choices = [("", "L'ultimo approvato"), *((str(year), str(year)) for year in reversed(years))]
    return Filter("anno", "Anno del punteggio", lambda _text: None, kind="choice", choices=choices)


def _state_filter(usual: str, others: list[tuple[str, str]]) -> Filter:
    """What the list begins with is no choice of its own: `_in_state` gives it where nothing is asked."""
    return Filter("stato", "Stato", lambda _text: None, kind="choice", choices=[("", usual), *others])


def _in_state(statement: Any, state: str, usual: ColumnElement[bool]) -> Any:
    if state == ALL:
        return statement
    return statement.where(~usual if state == RETIRED else usual)


def _seen(person: Person, chart: Chart) -> ColumnElement[bool]:
    return _in(Process.unit_id, chart.within(person, Permission.REGISTER_READ))


def _in(column: SQLColumnExpression[Any], units: Collection[int] | None) -> ColumnElement[bool]:
    """None: all of them."""
    if units is None:
        return column.is_not(None)
    return column.in_(sorted(units)) if units else false()


def _area_filter() -> Filter:
    return Filter("area", "Area di rischio", lambda text: Process.area_id == int(text), kind="choice", choices=area_choices())


@known.while_nothing_changes
def area_choices() -> tuple[tuple[str, str], ...]:
    """Every one, those too that are no longer in use."""
    return tuple((str(area.id), area.title) for area in queries.areas())


def _unit_filter(chart: Chart) -> Filter:
    """With those below, and with what came from those that are closed."""
    return Filter("unita", "Unità e quelle sotto", lambda text: _below(int(text), chart), kind="choice", choices=unit_choices(chart.on))


@known.while_nothing_changes
def unit_choices(on: date) -> tuple[tuple[str, str], ...]:
    """Every unit of today, in the order of the chart."""
    below: dict[int | None, list[tuple[int, str]]] = {}
    rows = choices.names_on(on)
    there = {unit_id for unit_id, _name, _above in rows}
    for unit_id, name, above in rows:
        below.setdefault(above if above in there else None, []).append((unit_id, name))
    found: list[tuple[str, str]] = []

    def walk(above: int | None, depth: int) -> None:
        for unit_id, name in below.get(above, ()):
            found.append((str(unit_id), choices.INDENT * depth + name))
            walk(unit_id, depth + 1)

    walk(None, 0)
    return tuple(found)


def _below(unit_id: int, chart: Chart) -> ColumnElement[bool]:
    return Process.unit_id.in_(sorted(chart.held_under(unit_id)))


def _in_band(text: str) -> ColumnElement[bool]:
    return Standing.id.is_(None) if text == NONE else Standing.band == text


def _in_use() -> ColumnElement[bool]:
    return queries.event_in_use()


def _with_factor(text: str) -> ColumnElement[bool]:
    has_it = (
        select(Phase.process_id).join(RiskEvent, RiskEvent.phase_id == Phase.id).join(EventFactor, EventFactor.event_id == RiskEvent.id)
    )
    return Process.id.in_(has_it.where(EventFactor.factor == text, _in_use()))


def _some_measure(on: date) -> ColumnElement[bool]:
    answered = and_(MeasureEvent.event_id == RiskEvent.id, Measure.id == MeasureEvent.measure_id, queries.in_force(on))
    return exists().where(answered, _in_use(), RiskEvent.phase_id == Phase.id, Phase.process_id == Process.id)


def _words_of_a_sheet(text: str) -> ColumnElement[bool]:
    """Every word somewhere on the sheet: in the process, in one of its phases, in one of its events."""
    pages = select(SearchEntry.page_id).where(SearchEntry.kind.in_(indexing.ON_A_SHEET))
    found = [Process.id.in_(pages.where(search.with_words([word]))) for word in question(text).words]
    return and_(*found) if found else false()


def words_of(kind: str, model: type[RiskEvent] | type[Measure] | type[Process], text: str) -> ColumnElement[bool]:
    """Every word in the line that the search keeps of this row, which it names by its subject."""
    words = question(text).words
    if not words:
        return false()
    number = func.substr(SearchEntry.subject, len(model.subject_kind()) + 2)
    return model.id.in_(select(cast(number, BigInteger)).where(search.with_words(words, kind)))


def events(person: Person, on: date, state: str = "") -> Listing:
    in_use, chart = and_(_in_use(), queries.active(on)), reach.chart(on)
    statement = (
        select(RiskEvent, OrgUnit)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .join(OrgUnit, OrgUnit.id == reach.owner_now(Process.unit_id, chart))
        .options(contains_eager(RiskEvent.phase).contains_eager(Phase.process))
        .where(_seen(person, chart))
    )
    answered = exists().where(MeasureEvent.event_id == RiskEvent.id, Measure.id == MeasureEvent.measure_id, queries.in_force(on))
    return Listing(
        title="Eventi rischiosi",
        file_name="eventi",
        statement=_in_state(statement, state, in_use),
        columns=(
            Column(
                "process", "Processo", lambda row: row[0].phase.process.title, (Process.code_sort_key, Phase.position, RiskEvent.position)
            ),
            Column("phase", "Fase", lambda row: row[0].phase.name),
            Column("name", "Evento rischioso", lambda row: row[0].name),
            Column("factors", "Fattori abilitanti", lambda row: ", ".join(FACTOR_LABELS[one.factor] for one in row[0].factors)),
            Column("unit", "Unità responsabile", lambda row: row[1].name, (OrgUnit.sort_key, Process.code_sort_key)),
        ),
        key=RiskEvent.id,
        filters=(
            Filter("cerca", "Parole", lambda text: words_of(indexing.EVENT, RiskEvent, text)),
            _area_filter(),
            _unit_filter(chart),
            Filter("fattore", "Fattore abilitante", _event_with_factor, kind="choice", choices=FACTORS),
            Filter("misure", "Misure", lambda _text: ~answered, kind="choice", choices=[("senza", "Senza misure in vigore")]),
            _state_filter("In uso", [(RETIRED, "Ritirati"), (ALL, "In uso e ritirati")]),
        ),
        sort="process",
        beside=(selectinload(RiskEvent.factors),),
        whole=(subqueryload(RiskEvent.factors),),
        count=known.count,
    )


def _event_with_factor(text: str) -> ColumnElement[bool]:
    return RiskEvent.id.in_(select(EventFactor.event_id).where(EventFactor.factor == text))
