"""Areas of risk: the reference ones and the body's own."""

from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import sort_key, tidy
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.sheets import check_no_processes, stated
from riskreg.register import queries
from riskreg.register.models import RiskArea


def add(*, code: str, name: str, source: str = "", by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    area = RiskArea(retired_on=None)
    _write(area, code, name, source)
    db.session.add(area)
    record(Tag.AREA_CREATED, area, by=by, at=at)
    return area


def change(area: RiskArea, *, code: str, name: str, source: str, version: int | None, by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    must_be(area, version)
    _write(area, code, name, source)
    record(Tag.AREA_CHANGED, area, by=by, at=at)
    return area


def _write(area: RiskArea, code: str, name: str, source: str) -> None:
    code = stated(code, "code", "Scrivi il codice dell'area, per esempio B.")
    taken = queries.area_by_code(code)
    if taken is not None and taken is not area:
        raise RuleBroken(f"Il codice {code} è già dell'area «{taken.name}»: scegline uno diverso.", "code")
    name = stated(name, "name", "Scrivi la denominazione dell'area.")
    area.code, area.code_sort_key, area.code_fold = code, code_sort_key(code), fold_code(code)
    area.name, area.sort_key, area.source = name, sort_key(name), tidy(source)


def retire(area: RiskArea, *, version: int | None = None, by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    must_be(area, version)
    today = at.astimezone(ROME).date()
    if area.retired_on is not None:
        raise WrongState(f"L'area {area.title} è già ritirata.")
    check_no_processes(area.title, [process.code for process in queries.active_processes(today) if process.area_id == area.id])
    area.retired_on = today
    record(Tag.AREA_RETIRED, area, by=by, at=at)
    return area


def revive(area: RiskArea, *, version: int | None = None, by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    must_be(area, version)
    if area.retired_on is None:
        raise WrongState(f"L'area {area.title} è già in uso.")
    area.retired_on = None
    record(Tag.AREA_REVIVED, area, by=by, at=at)
    return area
