"""The lists of the plan: its editions, and what one of them says of each measure."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from riskreg.audit import known
from riskreg.domain.italian import write_number
from riskreg.domain.measure_life import STATUS_LABELS, Status
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.plans import CHOICE_LABELS, STATE_LABELS, YEARS, PlanFigures, revision_in_file_name
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS, MeasureKind, OwnerKind, timing_said
from riskreg.plans import queries
from riskreg.plans.columns import NOVELTY
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, EditionOwner, ObjectiveMeasure
from riskreg.plans.queries import serving
from riskreg.plans.queries.specific import families_of, planned_in, units_of
from riskreg.register.models import Measure, MeasureActivation
from riskreg.register.queries.measure_states import stands
from riskreg.web.listing import Column, Filter, Listing

LINES_ON_A_PAGE = 500
"""A plan is read and printed whole."""

IN_PLAN, OUTSIDE = "nel_piano", "fuori"
UNLINKED = "da_collegare"
BY, NOT_YET, NO_DATE = "entro-", "no", "senza"
NEW, STAYS = "nuova", "consolidata"
SPECIFIC = "specifica-"


def editions(person: Person, figures: Mapping[int, PlanFigures], on: date) -> Listing:
    """Those whose contents this person may read, the last first."""
    statement = select(Edition)
    if not may(person, Permission.PLAN_DRAFT_READ):
        statement = statement.where(Edition.state.in_(queries.DECIDED))
    return Listing(
        title="Edizioni del piano",
        file_name="piano-edizioni",
        statement=statement,
        columns=(
            Column("name", "Edizione", lambda one: one.name, (Edition.first_year, Edition.revision)),
            Column("state", "Stato", lambda one: one.state_label),
            Column("act", "Atto di adozione", act_said),
            Column("published", "Pubblicata il", lambda one: one.published_on),
            Column("general", "Misure generali", lambda one: figures[one.id].general, numeric=True),
            Column("planned", "Indice previsto", lambda one: _index(figures[one.id].update_index_planned), numeric=True),
            Column(
                "achieved",
                "Indice conseguito",
                lambda one: _index(figures[one.id].update_index if one.first_year <= on.year else None),
                numeric=True,
            ),
        ),
        key=Edition.id,
        filters=(Filter("stato", "Stato", lambda text: Edition.state == text, kind="choice", choices=_states(person)),),
        sort="name",
        descending=True,
    )


def act_said(one: Edition) -> str:
    return f"{one.act_number}, {one.act_body}" if one.act_number else ""


def _index(value: object) -> str:
    return "" if value is None else write_number(value, 2)  # type: ignore[arg-type]  # a Decimal or nothing


def _states(person: Person) -> list[tuple[str, str]]:
    seen = STATE_LABELS if may(person, Permission.PLAN_DRAFT_READ) else {name: STATE_LABELS[name] for name in queries.DECIDED}
    return sorted(seen.items(), key=lambda pair: list(STATE_LABELS).index(pair[0]))


def lines(one: Edition, listed: Sequence[EditionMeasure], on: date) -> Listing:
    """In the order of the plan: general ones by class, then specific ones by family. `listed`: the general ones, for what can be chosen."""
    statement = (
        select(EditionMeasure)
        .join(Measure, Measure.id == EditionMeasure.measure_id)
        .outerjoin(MeasureActivation, MeasureActivation.measure_id == Measure.id)
        .where(EditionMeasure.edition_id == one.id)
        .options(contains_eager(EditionMeasure.measure).contains_eager(Measure.activation))
        .order_by(EditionMeasure.kind, _class_order(), EditionMeasure.family, EditionMeasure.position)
    )
    whose = selectinload(EditionMeasure.owners).options(joinedload(EditionOwner.unit), joinedload(EditionOwner.figure))
    return Listing(
        title=f"Misure del piano {one.name}",
        file_name=f"piano-{one.first_year}-{one.first_year + YEARS - 1}{revision_in_file_name(one.revision)}",
        statement=statement,
        columns=(
            Column("code", "Codice", lambda line: line.code),
            Column("name", "Misura", lambda line: line.name),
            Column("goal", "Indicatore e target", lambda line: line.target),
            Column("timing", "Tempi", lambda line: line.timing_label),
            Column("owners", "Responsabili", owners_said),
            Column("novelty", "Nel piano", lambda line: line.novelty_label),
            Column("status", "Stato attuale", lambda line: line.measure.status(on).label),
        ),
        file_columns=_of_a_file(on),
        key=EditionMeasure.id,
        filters=_filters(one, listed, on),
        beside=(whose,),
        whole=(whose,),
        page_size=LINES_ON_A_PAGE,
    )


def _of_a_file(on: date) -> tuple[Column, ...]:
    return (
        Column("code", "Codice", lambda line: line.code),
        Column("kind", "Tipo", lambda line: MEASURE_KIND_LABELS[line.kind]),
        Column("class", "Classe o famiglia", lambda line: line.class_label),
        Column("name", "Misura", lambda line: line.name),
        Column("description", "Descrizione", lambda line: line.description),
        Column("indicator", "Indicatore", lambda line: line.indicator),
        Column("target", "Target", lambda line: line.target),
        Column("timing", "Tempi", lambda line: line.timing_label),
        Column("due_on", "Entro il", lambda line: line.due_on),
        Column("owners", "Responsabili", owners_said),
        Column("novelty", "Nuova o consolidata", lambda line: line.novelty_label),
        Column("duty", "Obbligatoria o ulteriore", lambda line: line.duty_label),
        Column("choice", "Scelta", lambda line: line.choice_label),
        Column("because", "Perché", lambda line: line.because),
        Column("status", "Stato attuale", lambda line: line.measure.status(on).label),
        Column("activated_on", "Attivata il", lambda line: line.measure.activated_on),
    )


def specific_of(objective: EditionObjective, on: date) -> Listing:
    """The specific measures that are linked to an objective, with those that the plan does not count."""
    one = objective.edition
    where = cache(lambda: serving.processes_of(serving.linked_to(objective)))  # for a file
    families = list(FAMILY_LABELS.items())
    return Listing(
        title="Misure specifiche dell'obiettivo",
        file_name="misure-specifiche-dell-obiettivo",
        statement=serving.linked(one, on).where(EditionObjective.id == objective.id, serving.names_one_of(MeasureKind.SPECIFIC)),
        columns=(
            Column("code", "Codice", lambda row: row.code, (serving.of_both("code_sort_key"),)),
            Column("name", "Misura", lambda row: row.name),
            Column("process", "Processo", lambda row: "; ".join(where().get(row.measure_id, ()))),
            Column("family", "Famiglia", lambda row: FAMILY_LABELS[row.family or ""], (serving.of_both("family"), serving.of_both("code_sort_key"))),
            Column("timing", "Tempi", lambda row: timing_said(row.timing, row.due_on, row.period, row.occasion)),
            Column("target", "Target", lambda row: row.target),
            Column("left", "Nel piano", lambda row: f"No: {left}" if (left := serving.why_left(row, one)) else "Sì"),
        ),
        key=ObjectiveMeasure.id,
        filters=(
            Filter("cerca", "Parole", serving.named),
            Filter("famiglia", "Famiglia", lambda text: serving.of_both("family") == text, kind="choice", choices=families),
        ),
        sort="code",
        count=known.count,
    )  # fmt: skip


def owners_said(line: EditionMeasure) -> str:
    return ", ".join(owner.title for owner in line.owners)


def _class_order() -> ColumnElement[int]:
    return case({name: place for place, name in enumerate(GENERAL_CLASSES)}, value=EditionMeasure.measure_class, else_=len(GENERAL_CLASSES))


def _filters(one: Edition, listed: Sequence[EditionMeasure], on: date) -> tuple[Filter, ...]:
    years = sorted({one.first_year + more for more in range(YEARS)} | {line.due_on.year for line in listed if line.due_on})
    first = range(one.first_year, one.first_year + YEARS)
    activated = [(str(year), f"Nel {year}") for year in first] + [(f"{BY}{year}", f"Entro il 31/12/{year}") for year in first]
    return (
        Filter("tipo", "Tipo", lambda text: EditionMeasure.kind == text, kind="choice", choices=list(MEASURE_KIND_LABELS.items())),
        Filter("classe", "Classe o famiglia", _of_class, kind="choice", choices=_classes(one, listed)),
        Filter("novita", "Nuova o consolidata", lambda text: EditionMeasure.is_new.is_(text == NEW), kind="choice", choices=_novelty()),
        Filter("scelta", "Scelta", _chosen, kind="choice", choices=_choices()),
        Filter("programmata", "Da applicare", _planned, kind="choice", choices=[(str(year), f"Nel {year}") for year in first]),
        Filter("scadenza", "Scadenza", _due, kind="choice", choices=[*((str(year), f"Nel {year}") for year in years), (NO_DATE, "Senza scadenza")]),
        Filter("attivata", "Attivazione", _activated, kind="choice", choices=[*activated, (NOT_YET, "Non ancora attivata")]),
        Filter("stato", "Stato attuale", lambda text: stands(Status(text), on), kind="choice", choices=list(STATUS_LABELS.items())),
        Filter("responsabili", "Responsabili", _owned, kind="choice", choices=_owners(one)),
    )  # fmt: skip


def _novelty() -> list[tuple[str, str]]:
    return [(NEW, NOVELTY["new"]), (STAYS, NOVELTY["consolidated"])]


def _classes(one: Edition, listed: Sequence[EditionMeasure]) -> list[tuple[str, str]]:
    """Those that there are, or the filter would be as long as a page."""
    general, specific = {line.measure_class for line in listed}, set(families_of(one.id))
    return [(name, label) for name, label in GENERAL_CLASSES.items() if name in general] + [
        (f"{SPECIFIC}{name}", f"Specifiche: {label}") for name, label in FAMILY_LABELS.items() if name in specific
    ]


def _of_class(text: str) -> ColumnElement[bool]:
    if text.startswith(SPECIFIC):
        return EditionMeasure.family == text.removeprefix(SPECIFIC)
    return EditionMeasure.measure_class == text


def _choices() -> list[tuple[str, str]]:
    return [(IN_PLAN, "Nel piano"), (OUTSIDE, "Fuori dal piano"), *CHOICE_LABELS.items()]


def _chosen(text: str) -> ColumnElement[bool]:
    inside = queries.in_plan()
    return inside if text == IN_PLAN else ~inside if text == OUTSIDE else EditionMeasure.choice == text


def _due(text: str) -> ColumnElement[bool]:
    return EditionMeasure.due_on.is_(None) if text == NO_DATE else EditionMeasure.due_on.between(*_year(text))


def _planned(text: str) -> ColumnElement[bool]:
    """Of the general ones, those with a deadline in that year; of the specific ones, those to be applied in it."""
    return case(
        (EditionMeasure.kind == MeasureKind.GENERAL.value, EditionMeasure.due_on.between(*_year(text))),
        else_=planned_in(int(text), EditionMeasure.due_on),
    )


def _activated(text: str) -> ColumnElement[bool]:
    if text == NOT_YET:
        return MeasureActivation.id.is_(None)
    first, last = _year(text.removeprefix(BY))
    return MeasureActivation.on <= last if text.startswith(BY) else MeasureActivation.on.between(first, last)


def _year(text: str) -> tuple[date, date]:
    return date(int(text), 1, 1), date(int(text), 12, 31)


def _owners(one: Edition) -> list[tuple[str, str]]:
    return [(UNLINKED, "Da collegare"), *((str(number), name) for number, name in units_of(one.id))]


def _owned(text: str) -> ColumnElement[bool]:
    whose = EditionOwner.kind == OwnerKind.UNLINKED.value if text == UNLINKED else EditionOwner.unit_id == int(text)
    return EditionMeasure.id.in_(select(EditionOwner.line_id).where(whose))
