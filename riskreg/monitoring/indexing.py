"""What of the monitoring can be found by searching: each check, by the measure as it was asked about and its semester. None of that ever changes, so it is
told to the index once, when the check is made."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain.permissions import Permission
from riskreg.monitoring.models import Check
from riskreg.register.models import MeasureOwner, Process
from riskreg.search import kinds, operations
from riskreg.search.kinds import Kind
from riskreg.search.models import SearchEntry
from riskreg.search.operations import Entry

CHECK = "check"


def checks(those: Collection[Check]) -> None:
    for some in batched([one.id for one in those], operations.BATCH):
        operations.index_many(map(_entry, db.session.scalars(_whole().where(Check.id.in_(some)))))


def _whole() -> Select[Check]:
    return select(Check).options(joinedload(Check.process), joinedload(Check.session)).order_by(Check.id)


def _entry(one: Check) -> Entry:
    """The code stands in the title: whoever types a code alone is led to the measure that bears it."""
    text = "\n".join(each for each in (one.asked_indicator, one.asked_target) if each)
    return Entry(one.subject, CHECK, "", one.title, text, None, one.id, also="scheda monitoraggio semestre")


def _all() -> Iterator[Entry]:
    return map(_entry, db.session.scalars(_whole()))


def _found_within(units: Collection[int]) -> ColumnElement[bool]:
    """Those in which these units have a part."""
    theirs = select(MeasureOwner.measure_id).where(MeasureOwner.unit_id.in_(sorted(units)))
    here = select(Process.id).where(Process.unit_id.in_(sorted(units)))
    return SearchEntry.page_id.in_(select(Check.id).where(or_(Check.measure_id.in_(theirs), Check.process_id.in_(here))))


def _dropped(_on: date) -> ColumnElement[bool]:
    return SearchEntry.page_id.in_(select(Check.id).where(Check.dropped_on.is_not(None)))


kinds.register(
    Kind(
        CHECK, label="Schede di monitoraggio", endpoint="monitoring.check", argument="check_id", permission=Permission.MONITORING_READ, entries=_all,
        place=45, of_units=True, within=_found_within, past=_dropped, past_word="fuori dal monitoraggio",
    )
)  # fmt: skip
