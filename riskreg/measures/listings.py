"""The list of measures: what it shows, how it sorts, filters and downloads; and the filters that people ask for most, with their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import joinedload, selectinload, subqueryload

from riskreg.audit import known
from riskreg.core.extensions import db
from riskreg.domain.italian import month_name
from riskreg.domain.measure_life import STATUS_LABELS, Status
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS, OwnerKind
from riskreg.people.queries import reach
from riskreg.register import indexing
from riskreg.register.listings import ALL, unit_choices, words_of
from riskreg.register.models import Measure, MeasureOwner
from riskreg.register.queries import reaching
from riskreg.register.queries.measure_states import not_over, stands
from riskreg.web.listing import IN_FILES, ON_PAGE, Column, Filter, Listing

UNLINKED = "da_collegare"
WITHOUT = "senza"
FIGURE = "figura-"
MANDATORY = (("si", "Obbligatorie"), ("no", "Ulteriori"))
MISSING = ((WITHOUT, "Senza indicatore"),)


def measures(person: Person, on: date, state: str = "", *, picks: bool = False) -> Listing:
    """General ones are everybody's who reads the register; specific ones follow the processes that they answer to, or their owners.
    Those that are not over, unless others are asked for. `picks`: a column for choosing some of them."""
    whose = (joinedload(MeasureOwner.unit), joinedload(MeasureOwner.figure))
    life = (joinedload(Measure.activation), joinedload(Measure.deadlines))  # few: a query less for every page
    return Listing(
        title="Misure",
        file_name="misure",
        statement=_in_state(select(Measure).where(seen(person, on)), state, on),
        columns=(
            *([Column("pick", "Scegli", lambda _m: "", only=ON_PAGE)] if picks else []),
            Column("code", "Codice", lambda m: m.code, (Measure.code_sort_key,)),
            Column("name", "Misura", lambda m: m.name, (Measure.sort_key,)),
            Column("state", "Stato", lambda m: m.status(on).label),
            Column("kind", "Tipo", lambda m: m.kind_label, only=IN_FILES),
            Column("family", "Famiglia o classe", lambda m: m.family_label),
            Column("duty", "Obbligatoria o ulteriore", lambda m: m.duty_label, only=IN_FILES),
            Column("timing", "Tempi", lambda m: m.timing_label, (Measure.due_on, Measure.code_sort_key)),
            Column("first_due", "Scadenza prima degli spostamenti", lambda m: m.first_due_on if m.deadlines else None, only=IN_FILES),
            Column("moved", "Perché è spostata", lambda m: m.deadlines[-1].because if m.deadlines else "", only=IN_FILES),
            Column("activated", "Attivata il", lambda m: m.activated_on, only=IN_FILES),
            Column("owners", "Responsabili", lambda m: ", ".join(owner.title for owner in m.owners)),
            Column("indicator", "Indicatore", lambda m: m.indicator, only=IN_FILES),
            Column("target", "Target", lambda m: m.target, only=IN_FILES),
            Column("in_force_from", "In vigore dal", lambda m: m.in_force_from, only=IN_FILES),
            Column("in_force_to", "Fino al", lambda m: m.in_force_to, only=IN_FILES),
        ),
        key=Measure.id,
        filters=_filters(on),
        sort="code",
        beside=(selectinload(Measure.owners).options(*whose), *life),
        whole=(subqueryload(Measure.owners).options(*whose), *life),
        count=known.count,
    )


def _filters(on: date) -> Sequence[Filter]:
    states = [("", "Non finite"), *STATUS_LABELS.items(), (ALL, "Tutte, anche finite")]
    return (
        Filter("cerca", "Parole", lambda text: words_of(indexing.MEASURE, Measure, text)),
        Filter("stato", "Stato", lambda _text: None, kind="choice", choices=states),
        Filter("responsabile", "Responsabile", _owned, kind="choice", choices=owner_choices(on)),
        Filter("scadenza", "Mese di scadenza", _due_in, kind="choice", choices=months_due()),
        Filter("tipo", "Tipo", lambda text: Measure.kind == text, kind="choice", choices=list(MEASURE_KIND_LABELS.items())),
        Filter("classe", "Classe (generali)", lambda text: Measure.measure_class == text, kind="choice", choices=list(GENERAL_CLASSES.items())),
        Filter("famiglia", "Famiglia (specifiche)", lambda text: Measure.family == text, kind="choice", choices=list(FAMILY_LABELS.items())),
        Filter("obbligo", "Obbligo", lambda text: Measure.is_mandatory.is_(text == "si"), kind="choice", choices=MANDATORY),
        Filter("indicatore", "Indicatore", lambda _text: without_indicator(), kind="choice", choices=MISSING),
    )  # fmt: skip


def seen(person: Person, on: date) -> ColumnElement[bool]:
    """The measures that this person may open."""
    return within(reach.units_within(person, Permission.REGISTER_READ, on))


def within(units: frozenset[int] | None) -> ColumnElement[bool]:
    """None: of the whole body."""
    return true() if units is None else indexing.measures_within(units)


def without_indicator() -> ColumnElement[bool]:
    return Measure.indicator == ""


def unlinked() -> ColumnElement[bool]:
    """Those where a name of a file still stands for somebody."""
    return Measure.id.in_(select(MeasureOwner.measure_id).where(MeasureOwner.kind == OwnerKind.UNLINKED))


def _in_state(statement: Select[Any], state: str, on: date) -> Select[Any]:
    """A state that is none is refused by its filter."""
    if state == ALL:
        return statement
    return statement.where(stands(Status(state), on) if state in STATUS_LABELS else not_over(on))


def _owned(text: str) -> ColumnElement[bool]:
    """By that unit or figure, capofila or not; or by a name that nobody has recognised yet."""
    if text == UNLINKED:
        return unlinked()
    whose = (
        MeasureOwner.figure_id == int(text.removeprefix(FIGURE)) if text.startswith(FIGURE) else MeasureOwner.unit_id == int(text)
    )  # fmt: skip
    return Measure.id.in_(select(MeasureOwner.measure_id).where(whose))


@known.while_nothing_changes
def owner_choices(on: date) -> tuple[tuple[str, str], ...]:
    """The names to link, every unit of today, the figures."""
    figures = ((value.replace("figure:", FIGURE), label) for value, label in reaching.figure_choices())
    return ((UNLINKED, "Da collegare"), *unit_choices(on), *figures)


@known.while_nothing_changes
def months_due() -> tuple[tuple[str, str], ...]:
    """The months in which something is due, the first first."""
    days = db.session.scalars(select(Measure.due_on).where(Measure.due_on.is_not(None)).distinct().order_by(Measure.due_on))
    months = dict.fromkeys((day.year, day.month) for day in days if day is not None)
    return tuple((f"{year}-{month:02d}", f"{month_name(month)} {year}") for year, month in months)


def _due_in(text: str) -> ColumnElement[bool]:
    year, month = (int(part) for part in text.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return Measure.due_on.between(date(year, month, 1), date.fromordinal(following.toordinal() - 1))


@dataclass(frozen=True)
class Shortcut:
    """A filter that people ask for every day, and how many rows it has now."""

    label: str
    arguments: tuple[tuple[str, str], ...]
    count: int
    is_shown: bool = False


def shortcuts(person: Person, on: date, asked: Mapping[str, str]) -> list[Shortcut]:
    """Those that have rows; one query for all their numbers. `asked`: what the address asks for now."""
    units = reach.units_within(person, Permission.REGISTER_READ, on)
    counts = _counts(None if units is None else tuple(sorted(units)), on)
    shown = (
        ("In ritardo", ("stato", Status.LATE.value)), ("In scadenza", ("stato", Status.DUE_SOON.value)),
        ("Senza indicatore", ("indicatore", WITHOUT)), ("Responsabili da collegare", ("responsabile", UNLINKED)),
    )  # fmt: skip
    return [
        Shortcut(label, (this,), count, dict(asked) == dict([this])) for (label, this), count in zip(shown, counts, strict=True) if count
    ]


@known.while_nothing_changes
def _counts(units: tuple[int, ...] | None, on: date) -> tuple[int, ...]:
    whose = true() if units is None else indexing.measures_within(units)
    conditions = (stands(Status.LATE, on), stands(Status.DUE_SOON, on), without_indicator(), unlinked())
    one_each = [select(func.count()).select_from(Measure).where(whose, not_over(on), each).scalar_subquery() for each in conditions]
    return tuple(int(count) for count in db.session.execute(select(*one_each)).one())
