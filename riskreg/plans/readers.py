"""The lists of presa visione: who has read an edition and who has not; who was asked to, when, by whom."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from riskreg.domain.italian import fold
from riskreg.domain.plans import revision_in_file_name
from riskreg.people.models import OrgUnit, User
from riskreg.plans.models import Edition, EditionReading, ReadingReminder
from riskreg.plans.queries import readings
from riskreg.plans.queries.readings import NO_UNIT, Counted, Units
from riskreg.web.listing import Column, Filter, Listing

READ, MISSING, GONE = "letto", "manca", "non_piu"
NOBODYS = "senza"


def people(one: Edition, after: Edition | None, found: Counted, units: Units, on: date) -> Listing:
    asked, has_read = readings.asked(after), EditionReading.id.is_not(None)
    states = {READ: and_(asked, has_read), MISSING: and_(asked, ~has_read), GONE: and_(~asked, has_read)}
    labels = [(READ, "Ha letto"), (MISSING, "Manca"), *([(GONE, "Ha letto e non accede più")] if found.gone else [])]
    return Listing(
        title=f"Presa visione del piano {one.name}",
        file_name=f"presa-visione-{_name(one)}",
        statement=readings.people_of(one, after, units, on),
        columns=(
            Column("name", "Cognome e nome", lambda row: row.User.list_name, (User.sort_key,)),
            Column("unit", "Unità", lambda row: row.unit or NO_UNIT, (_unit_key(on),), optional=True),
            Column("read", "Letto il", lambda row: row.read_at, (EditionReading.at,), optional=True),
            Column("state", "Stato", said),
            Column("reminded", "Ultimo sollecito", lambda row: row.reminded_on),
        ),
        key=User.id,
        filters=(
            Filter("cerca", "Nome", _named),
            Filter("stato", "Stato", states.get, kind="choice", choices=labels),
            Filter("unita", "Unità", lambda text: _in_unit(text, on), kind="choice", choices=_units(found)),
        ),
        sort="name",
    )


def said(row: Any) -> str:
    if row.read_at is None:
        return "Manca"
    return "Ha letto" if row.is_asked else "Ha letto e non accede più"


def _name(one: Edition) -> str:
    return f"{one.first_year}{revision_in_file_name(one.revision)}"


def _unit_key(on: date) -> ColumnElement[str]:
    return select(OrgUnit.sort_key).where(OrgUnit.id == readings.place(on)).correlate(User).scalar_subquery()


def _units(found: Counted) -> list[tuple[str, str]]:
    return [(NOBODYS if each.unit_id is None else str(each.unit_id), each.name) for each in found.units]


def _in_unit(text: str, on: date) -> ColumnElement[bool]:
    where = readings.place(on)
    return where.is_(None) if text == NOBODYS else where == int(text)


def _named(text: str) -> ColumnElement[bool]:
    return and_(*(User.search_text.contains(word, autoescape=True) for word in fold(text).split()))


def reminders(one: Edition) -> Listing:
    """The last first: what the RPCT shows whoever asks whether people were told."""
    return Listing(
        title=f"Solleciti a leggere il piano {one.name}",
        file_name=f"solleciti-{_name(one)}",
        statement=readings.reminders(one),
        columns=(
            Column("at", "Quando", lambda each: each.at, (ReadingReminder.at,)),
            Column("to", "A chi", lambda each: each.user.list_name, (User.sort_key,)),
            Column("by", "Inviato da", lambda each: each.sender.title if each.sender else "riskreg"),
        ),
        key=ReadingReminder.id,
        filters=(Filter("cerca", "A chi", _named),),
        sort="at",
        descending=True,
    )
