"""Strategic areas and operational objectives: added, changed."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.italian import fold, sort_key, tidy
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.sheets import stated
from riskreg.performance.models import Objective, StrategicArea

NO_AREA = "Scrivi l'area strategica, per esempio «Semplificazione per le imprese»."
NO_OBJECTIVE = "Scrivi l'obiettivo operativo, per esempio «Tutela del mercato»."


class Words(NamedTuple):
    """What people write of an area or of an objective."""

    name: str
    code: str = ""
    description: str = ""


def add_area(words: Words, *, by: Person, at: datetime) -> StrategicArea:
    insist(by, Permission.PERFORMANCE_MANAGE)
    made = written_area(StrategicArea(position=_next(StrategicArea)), words)
    db.session.add(made)
    record(Tag.STRATEGIC_AREA_ADDED, made, by=by, at=at)
    return made


def change_area(one: StrategicArea, words: Words, *, version: int | None = None, by: Person, at: datetime) -> StrategicArea:
    insist(by, Permission.PERFORMANCE_MANAGE)
    must_be(one, version)
    written_area(one, words)
    if db.session.is_modified(one):
        record(Tag.STRATEGIC_AREA_CHANGED, one, by=by, at=at)
    return one


def add_objective(area: StrategicArea, words: Words, *, by: Person, at: datetime) -> Objective:
    insist(by, Permission.PERFORMANCE_MANAGE)
    made = written_objective(Objective(area=area, position=_next(Objective)), words)
    db.session.add(made)
    record(Tag.OBJECTIVE_ADDED, made, by=by, at=at)
    return made


def change_objective(one: Objective, words: Words, *, version: int | None = None, by: Person, at: datetime) -> Objective:
    insist(by, Permission.PERFORMANCE_MANAGE)
    must_be(one, version)
    written_objective(one, words)
    if db.session.is_modified(one):
        record(Tag.OBJECTIVE_CHANGED, one, by=by, at=at)
    return one


# Also for what comes in from a file


def written_area(one: StrategicArea, words: Words) -> StrategicArea:
    one.name = stated(words.name, "name", NO_AREA)
    one.name_fold, one.description = fold(one.name), tidy_text(words.description)
    return one


def written_objective(one: Objective, words: Words) -> Objective:
    one.name = stated(words.name, "name", NO_OBJECTIVE)
    one.code, one.description = tidy(words.code), tidy_text(words.description)
    one.name_fold, one.sort_key = fold(one.name), sort_key(one.name)
    return one


def _next(kind: type[StrategicArea] | type[Objective]) -> int:
    return (db.session.scalar(select(func.max(kind.position))) or 0) + 1
