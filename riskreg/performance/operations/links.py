"""An indicator and the measures that it carries; an operational objective and the strategic objective of the plan that it pursues."""

from collections.abc import Collection
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.performance.models import Indicator, IndicatorMeasure, Objective
from riskreg.plans.models import EditionObjective

NOTHING_CHOSEN = "Segna almeno una misura da collegare."


def link(one: Indicator, measure_ids: Collection[int], *, version: int | None = None, by: Person, at: datetime) -> list[IndicatorMeasure]:
    """Those that are linked already stay."""
    insist(by, Permission.PERFORMANCE_LINK)
    must_be(one, version)
    there = {each.measure_id for each in one.links}
    made = [IndicatorMeasure(measure_id=each) for each in dict.fromkeys(measure_ids) if each not in there]
    if not made:
        raise RuleBroken(NOTHING_CHOSEN, "chosen")
    one.links += made
    one.edits += 1
    record(Tag.INDICATOR_LINKED, one, by=by, at=at, along=made)
    return made


def unlink(one: Indicator, measure_id: int, *, version: int | None = None, by: Person, at: datetime) -> None:
    insist(by, Permission.PERFORMANCE_LINK)
    must_be(one, version)
    gone = [each for each in one.links if each.measure_id == measure_id]
    if not gone:
        return
    one.links.remove(gone[0])
    one.edits += 1
    record(Tag.INDICATOR_UNLINKED, one, by=by, at=at, along=gone)


def pursue(one: Objective, goal: EditionObjective | None, *, version: int | None = None, by: Person, at: datetime) -> Objective:
    """`goal`: as any edition writes it; kept is the first row, the same in all of them."""
    insist(by, Permission.PERFORMANCE_LINK)
    must_be(one, version)
    wanted = goal.lasting if goal is not None else None
    if one.plan_objective_id != wanted:
        one.plan_objective_id = wanted
        record(Tag.OBJECTIVE_LINKED, one, by=by, at=at)
    return one
