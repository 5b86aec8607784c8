"""The checks of a session: what the cockpit lists, how it sorts, filters and downloads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from riskreg.core.rows import among
from riskreg.domain.monitoring.checks import OUTCOME_LABELS, STATE_LABELS, WITH_AUTHOR, State
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS
from riskreg.monitoring import hands, places, queries
from riskreg.monitoring.models import Check, CheckNudge, Session
from riskreg.monitoring.places import BY_THE_PLAN, FIGURE, Where
from riskreg.monitoring.queries import verification
from riskreg.people.models import Figure, OrgUnit
from riskreg.people.queries import reach
from riskreg.people.queries.reach import owner_now
from riskreg.register.listings import area_choices, unit_choices, words_of
from riskreg.register.models import Measure, MeasureOwner, Process
from riskreg.register.queries import reaching
from riskreg.web.listing import IN_FILES, ON_PAGE, Column, Filter, Listing

LATE, TO_DO, UNMONITORED, DROPPED, NEW_DATE = "in_ritardo", "da_inviare", "non_monitorate", "fuori", "nuova_data"
CAME_BACK = "da_correggere"
NO_AREA = ("nessuna", "Nessuna area: valgono per tutto l'ente")
NOT_YET, NEVER = "Non ancora validate", "Non monitorate"
"""The same checks, while their session is open and once it is closed: nobody is late for what they have time for."""


def states(one: Session) -> list[tuple[str, str]]:
    return [
        (TO_DO, "Da inviare, restituite o riaperte"), (CAME_BACK, "Restituite o riaperte"), (LATE, "Oltre il termine"),
        (UNMONITORED, NEVER if one.is_closed else NOT_YET), *STATE_LABELS.items(), (NEW_DATE, "Con una nuova data proposta"),
        (DROPPED, "Uscite dal monitoraggio"),
    ]  # fmt: skip


Kept = Mapping[int, Where]
"""Of a closed session: who signed, in which area, as it was when it was closed. Empty while it is open."""


def kept(one: Session) -> Kept:
    return places.kept(one).checks if one.is_closed else {}


def checks(one: Session, person: Person, on: date, state: str = "", kept: Kept | None = None, *, picks: bool = False) -> Listing:
    """Those in which this person has a part; those that dropped out only when they are asked for. A column of ticks for whoever may act on many."""
    kept = kept or {}
    unit_id = owner_now(func.coalesce(MeasureOwner.unit_id, Process.unit_id), reach.chart(on))
    statement = _statement(one, person, unit_id, on)
    return Listing(
        title=f"Schede del {one.title.lower()}",
        file_name=f"monitoraggio-{one.semester.slug}",
        statement=statement if state == DROPPED else statement.where(queries.in_session()),
        columns=(
            *((Column("pick", "Scegli", lambda _row: "", only=ON_PAGE),) if picks else ()),
            Column("code", "Codice", lambda row: row.Check.asked_code, (Measure.code_sort_key,)),
            Column("measure", "Misura", lambda row: row.Check.asked_name, (Measure.sort_key, Measure.code_sort_key)),
            Column("kind", "Tipo", lambda row: row.Check.asked_kind and MEASURE_KIND_LABELS[row.Check.asked_kind], only=IN_FILES),
            Column("group", "Classe o famiglia", lambda row: row.Check.group_label, (Check.asked_kind, Check.asked_group), ),
            Column("process", "Processo", lambda row: row.Check.process.code if row.Check.process else "", (Process.code_sort_key,), optional=True),
            Column("owner", "Chi firma", lambda row: owner_of(row, kept), (OrgUnit.sort_key, Figure.position), optional=True),
            Column("due", "Scadenza", lambda row: row.Check.asked_due_on, (Check.asked_due_on,), optional=True),
            Column("outcome", "A che punto è", lambda row: OUTCOME_LABELS[row.Check.outcome] if row.Check.outcome else "", (Check.outcome,), optional=True),
            Column("state", "Stato della scheda", lambda row: STATE_LABELS[row.Check.state], (Check.state,)),
            Column("nudged", "Ultimo sollecito", lambda row: row.nudged_on, optional=True),
            *(Column(name, label, _said(name), only=IN_FILES) for name, label in IN_A_FILE),
        ),
        key=Check.id,
        filters=_filters(one, unit_id, on, kept),
        sort="code",
        beside=(),
        whole=(joinedload(Check.validated_by), selectinload(Check.periods)),
    )  # fmt: skip


def _statement(one: Session, person: Person, unit_id: Any, on: date) -> Any:
    """Each with whoever signs it: a unit, an office."""
    return (
        select(Check, OrgUnit, Figure, verification.went_badly().label("failed"), _last_nudge().label("nudged_on"))
        .join(Measure, Measure.id == Check.measure_id)
        .outerjoin(Process, Process.id == Check.process_id)
        .outerjoin(MeasureOwner, MeasureOwner.id == hands.capofila())
        .outerjoin(Figure, Figure.id == MeasureOwner.figure_id)
        .outerjoin(OrgUnit, and_(OrgUnit.id == unit_id, MeasureOwner.figure_id.is_(None)))
        .where(Check.session_id == one.id, hands.seen(hands.reach_of(person, Permission.MONITORING_READ, on)))
        .options(contains_eager(Check.process), contains_eager(Check.measure))
    )


def _last_nudge() -> Any:
    return select(func.max(CheckNudge.on)).where(CheckNudge.check_id == Check.id).correlate(Check).scalar_subquery()


def _filters(one: Session, unit_id: Any, on: date, kept: Kept) -> tuple[Filter, ...]:
    return (
        Filter("cerca", "Parole", lambda text: words_of("measure", Measure, text)),
        Filter("stato", "Stato", lambda text: _in_state(text, one, on), kind="choice", choices=states(one)),
        Filter("esito", "A che punto è", _outcome, kind="choice", choices=list(OUTCOME_LABELS.items())),
        Filter("responsabile", "Chi firma", lambda text: _signed_by(text, unit_id, kept), kind="choice", choices=_owners(on, kept)),
        Filter("tipo", "Tipo", lambda text: Check.asked_kind == text, kind="choice", choices=list(MEASURE_KIND_LABELS.items())),
        Filter("classe", "Classe", lambda text: _group(text, "general"), kind="choice", choices=list(GENERAL_CLASSES.items())),
        Filter("famiglia", "Famiglia", lambda text: _group(text, "specific"), kind="choice", choices=list(FAMILY_LABELS.items())),
        Filter("area", "Area di rischio", lambda text: _in_area(text, kept), kind="choice", choices=_areas(kept)),
    )


IN_A_FILE = (
    ("asked_indicator", "Indicatore"), ("asked_target", "Target"), ("value", "Valore"), ("progress", "Avanzamento"), ("note", "Nota"),
    ("criticality", "Criticità"), ("reason_label", "Motivo"), ("proposed_due_on", "Nuova data proposta"), ("done_on", "Attuata dal"),
    ("cases", "Casi"), ("complied", "Casi in cui è stata applicata"), ("no_evidence_because", "Perché non ci sono prove"),
    ("dropped_because", "Perché è fuori dal monitoraggio"),
)  # fmt: skip


def _said(name: str) -> Any:
    return lambda row: getattr(row.Check, name)


def owner_of(row: Any, kept: Kept) -> str:
    if row.Check.id in kept:
        return kept[row.Check.id].name
    found = row.OrgUnit or row.Figure
    return found.name if found is not None else BY_THE_PLAN[1]


def _in_state(text: str, one: Session, on: date) -> ColumnElement[bool]:
    return {
        TO_DO: Check.state.in_(sorted(WITH_AUTHOR)),
        CAME_BACK: Check.state.in_([State.RETURNED.value, State.REOPENED.value]),
        LATE: is_late(one, on),
        UNMONITORED: not_(Check.state == State.VALIDATED.value),
        NEW_DATE: and_(Check.proposed_due_on.is_not(None), Check.state == State.VALIDATED.value),
        DROPPED: Check.dropped_on.is_not(None),
    }.get(text, Check.state == text)


def is_late(one: Session, on: date) -> ColumnElement[bool]:
    """Past the day of the step that it waits for."""
    past = [
        *(sorted(WITH_AUTHOR) if one.answer_by < on else ()),
        *([State.SENT.value] if one.validate_by < on else ()),
    ]
    return Check.state.in_(past)


def _outcome(text: str) -> ColumnElement[bool]:
    return Check.outcome == text


def _group(text: str, kind: str) -> ColumnElement[bool]:
    return and_(Check.asked_group == text, Check.asked_kind == kind)


def _in_area(text: str, kept: Kept) -> ColumnElement[bool]:
    if kept:
        here = None if text == NO_AREA[0] else int(text)
        return among(Check.id, [each.check_id for each in kept.values() if each.area_id == here])
    return Process.area_id.is_(None) if text == NO_AREA[0] else Process.area_id == int(text)


def _signed_by(text: str, unit_id: Any, kept: Kept) -> ColumnElement[bool]:
    if kept:
        return among(Check.id, [each.check_id for each in kept.values() if each.signer == text])
    if text == BY_THE_PLAN[0]:
        return and_(unit_id.is_(None), MeasureOwner.figure_id.is_(None))
    if text.startswith(FIGURE):
        return MeasureOwner.figure_id == int(text.removeprefix(FIGURE))
    return and_(unit_id == int(text), MeasureOwner.figure_id.is_(None))


def _areas(kept: Kept) -> list[tuple[str, str]]:
    """Of a closed session those of its day."""
    if not kept:
        return [*area_choices(), NO_AREA]
    found = {each.area_id: each for each in kept.values() if each.area_id is not None}
    return [*((str(number), f"{each.area_code} {each.area_name}") for number, each in found.items()), NO_AREA]


def _owners(on: date, kept: Kept) -> list[tuple[str, str]]:
    """Of a closed session those that signed in it, by name."""
    if kept:
        return sorted({each.signer: each.name for each in kept.values()}.items(), key=lambda choice: choice[1].lower())
    offices = [(value.replace("figure:", FIGURE), label) for value, label in reaching.figure_choices()]
    return [*unit_choices(on), *offices, BY_THE_PLAN]
