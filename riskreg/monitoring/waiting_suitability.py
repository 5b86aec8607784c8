"""What the monitoring asks of the RPCT once a year: whether each specific measure is the right one."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task
from riskreg.monitoring import suiting
from riskreg.monitoring.models import Session
from riskreg.monitoring.risk_list import day_of
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

NAME = "suitability"


@while_nothing_changes
def _task(on: date) -> Task | None:
    """Of the last year whose second semester is being monitored, or was: none once everything is judged."""
    statement = select(Session.year, Session.verify_by).where(Session.half == 2, Session.opens_on <= on, Session.year >= on.year - 1)
    last = db.session.execute(statement.order_by(Session.year.desc()).limit(1)).one_or_none()
    many = suiting.to_judge(last.year, day_of(last.year, on)) if last is not None else 0
    if last is None or not many:
        return None
    path = "/monitoraggio/idoneita" + (f"?anno={last.year}" if last.year != on.year else "")
    what = f"Idoneità {last.year}: {plural(many, 'misura da giudicare', 'misure da giudicare')}"
    return Task(NAME, f"year:{last.year}", "Giudica l'idoneità delle misure", what, path, due_on=last.verify_by)


def to_judge(asked: Asked) -> Iterator[Item]:
    task = _task(asked.on)
    if task is not None:
        yield Item(task, roles=(Role.RPCT,))


sources.register(Source(NAME, "Idoneità delle misure", items=to_judge, permission=Permission.SUITABILITY_JUDGE))
