"""The results of a round: what the cockpit lists, how it sorts, filters and downloads; and who was asked again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from riskreg.domain.italian import fold
from riskreg.domain.performance.indicators import PART_LABELS
from riskreg.domain.performance.results import ResultState
from riskreg.domain.performance.rounds import ASKED_LABELS, STANDING_LABELS, AskedState, Standing, due_on, is_late, state_of
from riskreg.domain.performance.verdicts import VERDICT_LABELS
from riskreg.people.models import OrgUnit, User
from riskreg.people.queries import reach
from riskreg.performance import indexing, queries
from riskreg.performance.listings import STANDS
from riskreg.performance.models import Indicator, IndicatorYear, Reading, Request, RequestNudge, Round
from riskreg.performance.queries.rounds import ANSWERS
from riskreg.register.listings import unit_choices
from riskreg.web.listing import IN_FILES, ON_PAGE, UNDER_FIGURES, Column, Filter, Listing

LATE, TO_DO, DROPPED, BY_PERFORMANCE = "in_ritardo", "da_fare", "fuori", "performance"
STANDING_FILTER, AREA_FILTER, UNIT_FILTER = "andamento", "area", "unita"
_Answers = aliased(OrgUnit, name="answers")
_TO_DO = or_(Reading.id.is_(None), Reading.state == ResultState.RETURNED.value)


def results(one: Round, on: date, state: str = "", *, picks: bool = False) -> Listing:
    """Those that dropped out only when they are asked for. A column of ticks for whoever may act on many."""
    is_final = one.period == "year"
    return Listing(
        title=one.title,
        file_name=f"rilevazione-{one.slug}",
        statement=_statement(one, state),
        columns=(
            *((Column("pick", "Scegli", lambda _row: "", only=ON_PAGE),) if picks else ()),
            Column("code", "Codice", lambda row: row.Request.year_row.indicator.code, (Indicator.position,)),
            Column("name", "Indicatore", lambda row: row.Request.year_row.indicator.name, (Indicator.sort_key,)),
            Column("part", "Parte del piano", lambda row: row.Request.year_row.indicator.part_label, only=IN_FILES),
            Column("area", "Area strategica", lambda row: row.Request.year_row.indicator.area.name, only=IN_FILES),
            Column("of", "Di chi parla", lambda row: row.Request.of, (OrgUnit.sort_key,), optional=True),
            Column("answers", "Chi lo inserisce", answers_said, only=IN_FILES),
            Column("target", "Target", lambda row: row.Request.year_row.target),
            Column("result", "Risultato", lambda row: row.Reading.value if row.Reading else ""),
            Column("standing", "Esito" if is_final else "Andamento", lambda row: standing_of(row, one)[0], (_worst(one),), optional=True),
            Column("said", "Come va", lambda row: said_of(row, one), only=IN_FILES),
            Column("state", "Stato", lambda row: state_said(row, one), (_STEP,)),
            Column("due", "Entro il", lambda row: due_of(row, one), (func.coalesce(Request.enter_by, one.enter_by),)),
            Column("note", "Nota", lambda row: row.Reading.note if row.Reading else "", only=IN_FILES),
            Column("entered_by", "Inserito da", lambda row: row.Reading.entered_by.title if row.Reading and row.Reading.entered_by else "", only=IN_FILES),
            Column("verified_by", "Verificato da", lambda row: row.Reading.verified_by.title if row.Reading and row.Reading.verified_by else "", only=IN_FILES),
            Column("nudged", "Ultimo sollecito", lambda row: row.nudged_on, optional=True),
            Column("dropped", "Perché non si chiede più", lambda row: row.Request.dropped_because, only=IN_FILES),
        ),
        key=Request.id,
        filters=_filters(one, on),
        sort="code",
        page_size=UNDER_FIGURES,
        whole=(joinedload(Reading.entered_by), joinedload(Reading.verified_by), selectinload(Request.year_row, IndicatorYear.indicator, Indicator.area)),
    )  # fmt: skip


def _statement(one: Round, state: str) -> Select[Any]:
    nudged = select(func.max(RequestNudge.on)).where(RequestNudge.request_id == Request.id).correlate(Request).scalar_subquery()
    statement: Select[Any] = select(Request).add_columns(Reading, _Answers.name.label("answers_name"), nudged.label("nudged_on"))
    gone = Request.dropped_on.is_not(None) if state == DROPPED else Request.dropped_on.is_(None)
    return (
        statement.join(Request.round)
        .join(Request.year_row)
        .join(IndicatorYear.indicator)
        .outerjoin(OrgUnit, OrgUnit.id == Request.unit_id)
        .outerjoin(_Answers, _Answers.id == Request.answers_id)
        .outerjoin(Reading, ANSWERS)
        .where(Request.round_id == one.id, gone)
        .options(
            contains_eager(Request.round),
            contains_eager(Request.unit),
            contains_eager(Request.year_row).contains_eager(IndicatorYear.indicator),
        )
    )


_STEP = case({"returned": 1, "entered": 2, "verified": 3, "closed": 4}, value=Reading.state, else_=0)


def _worst(one: Round) -> Any:
    """Deviations first; what nobody has said yet, last."""
    if one.period == "year":
        return case((Reading.id.is_(None), 4), else_=case({"no": 0, "partial": 1, "manual": 2, "yes": 3}, value=STANDS))
    return case({"deviates": 0, "to_weigh": 1, "on_course": 2}, value=Reading.standing, else_=3)


def standing_of(row: Any, one: Round) -> tuple[str, str]:
    """How it goes, in a word and its tone; of the final round, the verdict."""
    if row.Reading is None:
        return "", "neutral"
    if one.period == "year":
        return row.Request.year_row.stands_label, row.Request.year_row.stands_tone
    return row.Reading.standing_label, row.Reading.standing_tone


def said_of(row: Any, one: Round) -> str:
    if row.Reading is None:
        return ""
    return str((row.Request.year_row.set_because or row.Request.year_row.reason) if one.period == "year" else row.Reading.standing_said)


def state_of_row(row: Any, one: Round) -> AskedState:
    return state_of(row.Reading.state if row.Reading else None, is_closed=one.is_closed)


def state_said(row: Any, one: Round) -> str:
    return state_of_row(row, one).label


def due_of(row: Any, one: Round) -> date | None:
    return due_on(state_of_row(row, one), row.Request.enter_by or one.enter_by, one.verify_by)


def late(row: Any, one: Round, on: date) -> bool:
    return is_late(state_of_row(row, one), row.Request.enter_by or one.enter_by, one.verify_by, on)


def answers_said(row: Any) -> str:
    return str(row.answers_name or "Unità della performance")


def _filters(one: Round, on: date) -> tuple[Filter, ...]:
    areas = [(str(each.id), each.name) for each in queries.areas()]
    standings: Mapping[str, str] = VERDICT_LABELS if one.period == "year" else STANDING_LABELS
    units = [(BY_PERFORMANCE, "Unità della performance"), *unit_choices(on)]
    return (
        Filter("cerca", "Parole", indexing.with_words),
        Filter("stato", "Stato", lambda text: _in_state(text, one, on), kind="choice", choices=states(one)),
        Filter(STANDING_FILTER, "Esito" if one.period == "year" else "Andamento", lambda text: _standing(text, one), kind="choice", choices=list(standings.items())),
        Filter(UNIT_FILTER, "Unità responsabile", lambda text: _answered_by(text, on), kind="choice", choices=units),
        Filter(AREA_FILTER, "Area strategica", lambda text: Indicator.area_id == int(text), kind="choice", choices=areas),
        Filter("parte", "Parte del piano", lambda text: Indicator.part == text, kind="choice", choices=list(PART_LABELS.items())),
    )  # fmt: skip


def states(one: Round) -> list[tuple[str, str]]:
    """Of a closed round, what was left in it."""
    if one.is_closed:
        left = (AskedState.CLOSED, AskedState.MISSING, AskedState.UNVERIFIED)
        return [*((each.value, each.label) for each in left), (DROPPED, "Non più chiesti")]
    there = (AskedState.TO_ENTER, AskedState.ENTERED, AskedState.RETURNED, AskedState.VERIFIED)
    return [
        (TO_DO, "Da inserire o restituiti"), (LATE, "In ritardo"), *((each.value, ASKED_LABELS[each]) for each in there), (DROPPED, "Non più chiesti"),
    ]  # fmt: skip


def _in_state(text: str, one: Round, on: date) -> ColumnElement[bool]:
    return {
        TO_DO: _TO_DO,
        LATE: is_late_sql(one, on),
        DROPPED: Request.dropped_on.is_not(None),
        AskedState.TO_ENTER.value: Reading.id.is_(None),
        AskedState.MISSING.value: Reading.id.is_(None),
        AskedState.UNVERIFIED.value: Reading.state.in_([ResultState.ENTERED.value, ResultState.RETURNED.value]),
    }.get(text, Reading.state == text)


def is_late_sql(one: Round, on: date) -> ColumnElement[bool]:
    """As rounds.is_late."""
    to_enter = and_(_TO_DO, func.coalesce(Request.enter_by, one.enter_by) < on)
    return or_(to_enter, Reading.state == ResultState.ENTERED.value) if one.verify_by < on else to_enter


def strays(one: Round) -> tuple[str, ...]:
    """What the shortcut to deviations asks for."""
    return ("no",) if one.period == "year" else (Standing.DEVIATES.value,)


def _standing(text: str, one: Round) -> ColumnElement[bool]:
    return and_(Reading.id.is_not(None), STANDS.in_((text,))) if one.period == "year" else Reading.standing == text


def _answered_by(text: str, on: date) -> ColumnElement[bool]:
    """The unit, or one below it."""
    if text == BY_PERFORMANCE:
        return Request.answers_id.is_(None)
    return Request.answers_id.in_(sorted(reach.chart(on).held_under(int(text))))


def nudges(one: Round) -> Listing:
    """The last first: what shows that people were asked in time."""
    asked_for = contains_eager(RequestNudge.request)
    statement = (
        select(RequestNudge)
        .join(Request, and_(Request.id == RequestNudge.request_id, Request.round_id == one.id))
        .join(Request.year_row)
        .join(IndicatorYear.indicator)
        .join(User, User.id == RequestNudge.user_id)
        .options(
            asked_for.contains_eager(Request.year_row).contains_eager(IndicatorYear.indicator), asked_for.joinedload(Request.unit),
            asked_for.joinedload(Request.round), contains_eager(RequestNudge.user), joinedload(RequestNudge.sender),
        )
    )  # fmt: skip
    return Listing(
        title=f"Solleciti della {one.title.lower()}",
        file_name=f"solleciti-rilevazione-{one.slug}",
        statement=statement,
        columns=(
            Column("at", "Quando", lambda each: each.at, (RequestNudge.at,)),
            Column("to", "A chi", lambda each: each.user.list_name, (User.sort_key,)),
            Column("result", "Risultato", lambda each: each.request.title, (Indicator.position,)),
            Column("state", "A che punto era", lambda each: each.state_label),
            Column("due", "Termine", lambda each: each.due_on, (RequestNudge.due_on,)),
            Column("by", "Inviato da", lambda each: each.sender.title if each.sender else "riskreg"),
        ),
        key=RequestNudge.id,
        filters=(Filter("cerca", "Nome", _named), Filter("indicatore", "Indicatore", indexing.with_words)),
        sort="at",
        descending=True,
    )


def _named(text: str) -> ColumnElement[bool]:
    return and_(*(User.search_text.contains(word, autoescape=True) for word in fold(text).split()))
