"""Areas of risk: the reference ones and the body's own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import REGISTER_QUEUE, one_at_a_time
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import sort_key, tidy
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.sheets import check_no_processes, stated
from riskreg.register import queries
from riskreg.register.models import RiskArea


class Book(Protocol):
    """Where the rules look things up: `riskreg.register.queries`, or a picture of all of it at once."""

    def area_by_code(self, code: str) -> RiskArea | None: ...

    def open_codes(self, area_id: int, on: date) -> list[str]: ...


@dataclass(frozen=True)
class AreaText:
    """What people write of an area."""

    code: str
    name: str
    source: str = ""

    @classmethod
    def of(cls, area: RiskArea) -> "AreaText":
        return cls(area.code, area.name, area.source)


def add(*, code: str, name: str, source: str = "", by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    area = born(AreaText(code, name, source))
    record(Tag.AREA_CREATED, area, by=by, at=at)
    return area


def born(text: AreaText, book: Book = queries) -> RiskArea:
    area = RiskArea(retired_on=None)
    _write(area, text, book)
    db.session.add(area)
    return area


def change(area: RiskArea, *, code: str, name: str, source: str, version: int | None, by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    must_be(area, version)
    if rewritten(area, AreaText(code, name, source)):
        record(Tag.AREA_CHANGED, area, by=by, at=at)
    return area


def rewritten(area: RiskArea, text: AreaText, book: Book = queries) -> bool:
    """False where nothing is different."""
    before = AreaText.of(area)
    _write(area, text, book)
    return AreaText.of(area) != before


def _write(area: RiskArea, text: AreaText, book: Book) -> None:
    code = stated(text.code, "code", "Scrivi il codice dell'area, per esempio B.")
    taken = book.area_by_code(code)
    if taken is not None and taken is not area:
        raise RuleBroken(f"Il codice {code} è già dell'area «{taken.name}»: scegline uno diverso.", "code")
    name = stated(text.name, "name", "Scrivi la denominazione dell'area.")
    area.code, area.code_sort_key, area.code_fold = code, code_sort_key(code), fold_code(code)
    area.name, area.sort_key, area.source = name, sort_key(name), tidy(text.source)


def retire(area: RiskArea, *, version: int | None = None, by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    one_at_a_time(REGISTER_QUEUE)  # whoever is putting a process in it is waited for, and then seen
    db.session.refresh(area)
    must_be(area, version)
    ended(area, at)
    record(Tag.AREA_RETIRED, area, by=by, at=at)
    return area


def ended(area: RiskArea, at: datetime, book: Book = queries) -> None:
    today = at.astimezone(ROME).date()
    if area.retired_on is not None:
        raise WrongState(f"L'area {area.title} è già ritirata.")
    check_no_processes(area.title, book.open_codes(area.id, today))
    area.retired_on = today


def revive(area: RiskArea, *, version: int | None = None, by: Person, at: datetime) -> RiskArea:
    insist(by, Permission.REGISTER_MANAGE)
    must_be(area, version)
    revived(area)
    record(Tag.AREA_REVIVED, area, by=by, at=at)
    return area


def revived(area: RiskArea) -> None:
    if area.retired_on is None:
        raise WrongState(f"L'area {area.title} è già in uso.")
    area.retired_on = None
