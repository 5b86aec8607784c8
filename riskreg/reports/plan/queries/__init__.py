"""Gathering all that the documents of an edition say: the only place that looks anything up. As many queries for ten processes as for a
thousand; rows, not objects, because a thousand processes have fifty thousand measures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.codes import code_sort_key
from riskreg.domain.plans import OUT_OF_PLAN, Choice, Rate
from riskreg.domain.plans import PlanFigures as Counted
from riskreg.domain.register import GENERAL_CLASSES, MEASURE_KIND_LABELS, MeasureKind
from riskreg.domain.vocabulary import BODY_KINDS
from riskreg.people import queries as people
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition
from riskreg.register.models import Process
from riskreg.reports.plan.contents import (
    BodySaid,
    ClassSaid,
    Done,
    EditionSaid,
    InYear,
    LeftOut,
    PlanContents,
    PlanFigures,
)
from riskreg.reports.plan.queries import consulted, lines, scores, sheets, words
from riskreg.reports.plan.queries.lines import Line

__all__ = ["contents_for", "processes_of_today", "with_the_act"]


def contents_for(edition: Edition, at: datetime) -> PlanContents:
    """What the edition lists, and the register as it stands at that moment, with the scores of the edition's first year."""
    on, year = at.astimezone(ROME).date(), edition.first_year
    listed = lines.of_edition(edition.id)
    measured = scores.of_year(year)
    specific = {line.measure_id: line for line in listed if line.kind is MeasureKind.SPECIFIC}
    areas = sheets.areas(on, specific, measured.by_process)
    return PlanContents(
        gathered_at=at,
        body=_body(),
        edition=_edition(edition),
        figures=_figures(plans.figures_of(edition, on)),
        register=measured.figures(year),
        methods=measured.methods,
        areas=areas,
        classes=_classes(listed),
        left_out=_left_out(listed),
        objectives=words.objectives(edition, on),
        sections=words.sections(edition, on),
        consultation=consulted.on_edition(edition, on),
    )


def with_the_act(proposed: PlanContents, edition: Edition, at: datetime) -> PlanContents:
    """What the body has read, with what came after it: the act, and the answers to whoever was consulted."""
    on = at.astimezone(ROME).date()
    return replace(
        proposed, edition=_edition(edition), sections=words.sections(edition, on), consultation=consulted.on_edition(edition, on)
    )


def processes_of_today(on: date) -> int:
    """How many sheets the documents would have."""
    return db.session.scalar(select(func.count()).select_from(Process).where(*sheets.active(on))) or 0


def _body() -> BodySaid:
    body = people.body()
    if body is None:
        return BodySaid("Ente non ancora descritto")
    place = " ".join(part for part in (body.postal_code, body.city, f"({body.province})" if body.province else "") if part)
    address = ", ".join(part for part in (body.street, place) if part)
    return BodySaid(body.name, BODY_KINDS.get(body.kind, body.kind), body.tax_code, address, body.website, body.pec)


def _edition(one: Edition) -> EditionSaid:
    return EditionSaid(
        number=one.id,
        first_year=one.first_year,
        revision=one.revision,
        name=one.name,
        state=one.state_label,
        is_final=one.is_frozen,
        note=one.note,
        proposed_on=one.proposed_on,
        act_body=one.act_body,
        act_number=one.act_number,
        adopted_on=one.adopted_on,
        published_on=one.published_on,
        published_at=one.published_at,
    )


def _figures(found: Counted) -> PlanFigures:
    return PlanFigures(
        general=found.general,
        consolidated=found.consolidated,
        new=found.new,
        new_by_year=tuple(InYear(each, count) for each, count in found.new_by_year.items()),
        activated=found.activated,
        update_index_planned=found.update_index_planned,
        update_index=found.update_index,
        general_rate=_done("Misure generali nuove", found.general_rate),
        specific_rate=_done("Misure specifiche", found.specific_rate),
        by_class=tuple(_done(GENERAL_CLASSES[each], rate) for each, rate in found.by_class.items()),
        specific=found.specific,
    )


def _done(what: str, rate: Rate) -> Done:
    return Done(what, rate.done, rate.planned, rate.percent)


def _classes(listed: Iterable[Line]) -> tuple[ClassSaid, ...]:
    """In the order of the law's list; classes of which the edition lists nothing stand there too, empty."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in listed:
        if line.kind is MeasureKind.GENERAL and line.choice not in OUT_OF_PLAN:
            found[line.measure_class or ""].append(line)
    return tuple(ClassSaid(name, tuple(line.as_general() for line in found[code])) for code, name in GENERAL_CLASSES.items())


def _left_out(listed: Iterable[Line]) -> tuple[LeftOut, ...]:
    """By code: what leaves has no place of its own in the plan."""
    return tuple(
        LeftOut(line.code, line.name, MEASURE_KIND_LABELS[line.kind], Choice(line.choice).label, line.because)
        for line in sorted((line for line in listed if line.choice in OUT_OF_PLAN), key=lambda line: code_sort_key(line.code))
    )
