"""The rows of a campaign and its nudges: what their lists show, how they sort, filter and download."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, CampaignProcess, Confirmation, Nudge
from riskreg.domain.campaigns import STANDING_LABELS, Standing, due_on, is_late
from riskreg.domain.codes import code_sort_key
from riskreg.domain.italian import fold
from riskreg.domain.permissions import Permission, Person
from riskreg.people.models import OrgUnit, User
from riskreg.people.queries import reach
from riskreg.register.listings import area_choices, unit_choices, words_of
from riskreg.register.models import Process, RiskArea
from riskreg.web.listing import IN_FILES, ON_PAGE, Column, Filter, Listing

LATE, TO_DO = "in_ritardo", "da_fare"
STATES = [(TO_DO, "Tutte quelle da completare"), (LATE, "In ritardo"), *STANDING_LABELS.items()]


def rows(one: Campaign, person: Person, on: date, *, picks: bool = False) -> Listing:
    """Those of the units of this person; a column of ticks for whoever may act on many."""
    chart = reach.chart(on)
    units = chart.within(person, Permission.CAMPAIGN_READ)
    statement = queries.rows(one, chart)
    ticks = (Column("pick", "Scegli", lambda _row: "", only=ON_PAGE),) if picks else ()
    return Listing(
        title=one.title,
        file_name=f"campagna-{one.year}",
        statement=statement if units is None else statement.where(Process.unit_id.in_(sorted(units))),
        columns=(
            *ticks,
            Column("code", "Codice", lambda row: row.Process.code, (Process.code_sort_key,)),
            Column("process", "Processo", lambda row: row.Process.name, (Process.sort_key, Process.code_sort_key)),
            Column("area", "Area di rischio", lambda row: row.RiskArea.title, (RiskArea.code_sort_key, Process.code_sort_key), only=IN_FILES),
            Column("unit", "Unità", lambda row: row.OrgUnit.name, (OrgUnit.sort_key, Process.code_sort_key)),
            Column("state", "Stato", lambda row: said(row, one, on), (queries.standing(), Process.code_sort_key)),
            Column("due", "Entro il", lambda row: _due(row, one)),
            Column("nudged", "Ultimo sollecito", lambda row: row.nudged_on),
        ),
        key=CampaignProcess.id,
        filters=(
            Filter("cerca", "Parole", lambda text: words_of("process", Process, text)),
            Filter("area", "Area di rischio", lambda text: Process.area_id == int(text), kind="choice", choices=area_choices()),
            Filter("unita", "Unità", lambda text: OrgUnit.id == int(text), kind="choice", choices=unit_choices(on)),
            Filter("stato", "Stato", lambda text: _in_state(text, one, on), kind="choice", choices=STATES),
            Filter("conferma", "Conferma", _confirmed, kind="choice", choices=[("si", "Confermate"), ("no", "Non confermate")]),
        ),
        sort="code",
    )  # fmt: skip


def said(row: Any, one: Campaign, on: date) -> str:
    state = Standing(row.standing)
    return f"{state.label}, in ritardo" if is_late(state, one.calendar, on, row.CampaignProcess.send_by) else state.label


def _due(row: Any, one: Campaign) -> date | None:
    return due_on(Standing(row.standing), one.calendar, row.CampaignProcess.send_by)


def _in_state(text: str, one: Campaign, on: date) -> ColumnElement[bool]:
    if text == LATE:
        return queries.is_late(one.calendar, on)
    if text == TO_DO:
        return not_(queries.standing() == Standing.APPROVED.value)
    return queries.standing() == text


def _confirmed(text: str) -> ColumnElement[bool]:
    return Confirmation.id.is_not(None) if text == "si" else Confirmation.id.is_(None)


def nudges(one: Campaign) -> Listing:
    """The last first: what the RPCT shows whoever asks whether people were asked."""
    statement = (
        select(Nudge)
        .join(CampaignProcess, and_(CampaignProcess.id == Nudge.row_id, CampaignProcess.campaign_id == one.id))
        .join(Process, Process.id == CampaignProcess.process_id)
        .join(User, User.id == Nudge.user_id)
        .options(contains_eager(Nudge.row).contains_eager(CampaignProcess.process), contains_eager(Nudge.user), joinedload(Nudge.sender))
    )
    return Listing(
        title=f"Solleciti della campagna {one.year}",
        file_name=f"solleciti-campagna-{one.year}",
        statement=statement,
        columns=(
            Column("at", "Quando", lambda each: each.at, (Nudge.at,)),
            Column("to", "A chi", lambda each: each.user.list_name, (User.sort_key,)),
            Column("process", "Processo", lambda each: each.row.process.title, (Process.code_sort_key,)),
            Column("state", "A che punto era", lambda each: Standing(each.standing).label),
            Column("due", "Termine", lambda each: each.due_on, (Nudge.due_on,)),
            Column("by", "Inviato da", lambda each: each.sender.title if each.sender else "riskreg"),
        ),
        key=Nudge.id,
        filters=(
            Filter("cerca", "Nome", _named),
            Filter("processo", "Codice del processo", lambda text: Process.code_sort_key == code_sort_key(text)),
        ),
        sort="at",
        descending=True,
    )


def _named(text: str) -> ColumnElement[bool]:
    return and_(*(User.search_text.contains(word, autoescape=True) for word in fold(text).split()))
