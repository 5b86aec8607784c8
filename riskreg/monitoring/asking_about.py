"""Checks as what people ask questions about (comments/subjects.py): read by whoever reads the sheet, written by whoever fills it in or judges it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.comments import queries as comments
from riskreg.comments import subjects
from riskreg.comments.queries import Panel
from riskreg.comments.subjects import Kind, Subject
from riskreg.core.extensions import db
from riskreg.core.rows import among, get
from riskreg.domain.comments import WHOLE
from riskreg.domain.monitoring.checks import State
from riskreg.domain.permissions import Permission, Person, Scope
from riskreg.monitoring import hands, queries, turns
from riskreg.monitoring.models import Check
from riskreg.people import queries as people
from riskreg.register.models import Process

CHECK = "monitoring_check"
VALIDATED = "La scheda è validata: non si fanno altre domande."
OVER = "Il monitoraggio è chiuso: non si fanno altre domande."
SECTIONS = ((WHOLE, "Tutta la scheda"), ("esito", "A che punto è"), ("valore", "Valore e avanzamento"), ("prove", "Prove"))


def of(check_id: int, person: Person) -> Panel:
    return comments.of(CHECK, check_id, person)


def _found(check_ids: Collection[int], on: date) -> Mapping[int, Subject]:
    loaded = (
        joinedload(Check.session), joinedload(Check.process).joinedload(Process.unit), joinedload(Check.measure).options(queries.WHOSE),
    )  # fmt: skip
    those = db.session.scalars(select(Check).where(among(Check.id, check_ids)).options(*loaded)).unique().all()
    whose, root = turns.of(those, on), people.root_unit()
    body = root.id if root is not None else 0
    return {one.id: Subject(one.title, hands.of(one).signs.unit_id or body, _closed(one), whose[one.id].user_ids) for one in those}


def _closed(one: Check) -> str:
    return OVER if one.session.is_closed else VALIDATED if one.state == State.VALIDATED else ""


def _row(check_id: int) -> Check:
    return get(Check, check_id)


def _sections(_check_id: int) -> Sequence[tuple[str, str]]:
    return SECTIONS


def _scope(check_id: int, on: date) -> Scope:
    return hands.scope(queries.check(check_id), None, on)


WRITE = (Permission.CHECK_ANSWER, Permission.CHECK_VALIDATE, Permission.CHECK_VERIFY)
subjects.register(
    Kind(
        CHECK, "scheda", "scheda del monitoraggio", "monitoring.check", "check_id", Permission.CHECK_READ, WRITE, _found, _row,
        _sections, _scope,
    )
)  # fmt: skip
