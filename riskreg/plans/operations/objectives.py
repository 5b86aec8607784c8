"""Strategic objectives of a draft: added, changed, put in order, dropped, with the measures that serve each. Nothing here touches an edition
that the body decided."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy
from riskreg.domain.permissions import Person
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import MeasureKind
from riskreg.domain.sheets import next_code, shifted, stated
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionObjective, ObjectiveMeasure
from riskreg.plans.operations.lines import insist_on_draft
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.queries import serving
from riskreg.register.operations.processes import day

PREFIX = "OS."


@dataclass(frozen=True)
class ObjectiveText:
    """What people write of it."""

    name: str
    code: str = ""
    description: str = ""
    source: str = ""


def add(one: Edition, text: ObjectiveText, *, version: int | None = None, by: Person, at: datetime) -> EditionObjective:
    insist_on_draft(one, version, by)
    made = EditionObjective(position=of_edition.next_position(one))
    _write(made, text, of_edition.codes(one))
    one.objectives.append(made)
    one.edits += 1
    record(Tag.EDITION_OBJECTIVE_ADDED, one, by=by, at=at, along=[made])
    return made


def change(objective: EditionObjective, text: ObjectiveText, *, version: int | None = None, by: Person, at: datetime) -> EditionObjective:
    one = objective.edition
    insist_on_draft(one, version, by)
    before = _text(objective)
    _write(objective, text, of_edition.codes(one))
    if _text(objective) != before:
        one.edits += 1
        record(Tag.EDITION_OBJECTIVE_CHANGED, one, by=by, at=at, along=[objective])
    return objective


def shift(objective: EditionObjective, steps: int, *, by: Person, at: datetime) -> None:
    """Up (steps < 0) or down."""
    one = objective.edition
    insist_on_draft(one, None, by)
    known = {each.id: each for each in of_edition.objectives(one)}
    moved: list[Base] = []
    for position, number in enumerate(shifted(list(known), objective.id, steps), start=1):
        if known[number].position != position:
            known[number].position = position
            moved.append(known[number])
    if moved:
        one.edits += 1
        record(Tag.EDITION_OBJECTIVE_CHANGED, one, by=by, at=at, along=moved)


def drop(objective: EditionObjective, *, version: int | None = None, by: Person, at: datetime) -> None:
    """Its measures stay in the plan."""
    one = objective.edition
    insist_on_draft(one, version, by)
    rows: list[Base] = [objective, *objective.links]
    one.objectives.remove(objective)
    one.edits += 1
    record(Tag.EDITION_OBJECTIVE_DROPPED, one, by=by, at=at, along=rows)


def link(
    objective: EditionObjective, measure_ids: Collection[int], *, version: int | None = None, by: Person, at: datetime
) -> EditionObjective:
    """These general measures of the edition serve it, and no other general ones."""
    one = objective.edition
    insist_on_draft(one, version, by)
    listed = {line.measure_id for line in queries.lines(one)}
    if any(number not in listed for number in measure_ids):
        raise WrongState("Una delle misure non è più nella bozza: nel frattempo qualcuno l'ha tolta. Ricarica la pagina.")
    return _linked(objective, measure_ids, of_edition.links_to(objective, MeasureKind.GENERAL), by=by, at=at)


def link_specific(
    objective: EditionObjective, measure_ids: Collection[int], *, version: int | None = None, by: Person, at: datetime
) -> EditionObjective:
    """These specific measures serve it, and no other specific ones. New is only what a proposal of today would take and whoever links it may
    read; what was linked before may stay, whatever became of it."""
    insist_on_draft(objective.edition, version, by)
    links = of_edition.links_to(objective, MeasureKind.SPECIFIC)
    new = set(measure_ids).difference(link.measure_id for link in links)
    if len(new) > serving.MOST_AT_ONCE:
        raise RuleBroken(f"Collega al massimo {serving.MOST_AT_ONCE} misure alla volta: restringi la ricerca.", "more")
    if new - serving.that_can_serve(objective.edition, new, by, day(at)):
        raise WrongState(
            "Una delle misure scelte non si può più collegare: nel frattempo è finita, oppure non è più fra quelle che puoi leggere."
        )
    return _linked(objective, measure_ids, links, by=by, at=at)


def _linked(
    objective: EditionObjective, measure_ids: Collection[int], links: Collection[ObjectiveMeasure], *, by: Person, at: datetime
) -> EditionObjective:
    """`links`: those of the kind of which these measures are."""
    wanted, there = dict.fromkeys(measure_ids), {link.measure_id for link in links}
    gone = [link for link in links if link.measure_id not in wanted]
    for each in gone:
        objective.links.remove(each)
    made = [ObjectiveMeasure(measure_id=number) for number in wanted if number not in there]
    objective.links += made
    if gone or made:
        objective.edition.edits += 1
        record(Tag.EDITION_OBJECTIVE_LINKED, objective.edition, by=by, at=at, along=[*gone, *made])
    return objective


def take_over(one: Edition, *, by: Person, at: datetime) -> list[EditionObjective]:
    """Those of the edition before, for a draft that has none yet: one that was opened by a file, for instance."""
    insist_on_draft(one, None, by)
    before = of_edition.to_take_over(one)
    if before is None:
        raise WrongState("Non ci sono obiettivi da riprendere: la bozza ne ha già, oppure l'edizione di prima non ne aveva.")
    rows = carried(one, before, {line.measure_id for line in queries.lines(one)}, day(at))
    one.edits += 1
    record(Tag.EDITION_OBJECTIVE_ADDED, one, by=by, at=at, along=rows)
    return one.objectives


def carried(one: Edition, before: Edition, listed: Collection[int], on: date) -> list[Base]:
    """As the edition before has them, linked to the same measures: the general ones that the new edition lists (`listed`), and the specific
    ones that it would take that day. The rows to record along."""
    rows: list[Base] = []
    specific = serving.to_carry(before, one.first_year, on)
    for position, old in enumerate(of_edition.objectives(before), start=1):
        made = EditionObjective(
            first_id=old.lasting, position=position, code=old.code, code_fold=old.code_fold, name=old.name, description=old.description,
            source=old.source,
        )  # fmt: skip
        kept = dict.fromkeys([link.measure_id for link in old.links if link.measure_id in listed] + specific.get(old.id, []))
        made.links = [ObjectiveMeasure(measure_id=number) for number in kept]
        one.objectives.append(made)
        rows += [made, *made.links]
    return rows


def rows_of(one: Edition) -> list[Base]:
    """All that goes with the edition."""
    return [row for each in of_edition.objectives(one) for row in (each, *each.links)]


def _text(objective: EditionObjective) -> ObjectiveText:
    return ObjectiveText(objective.name, objective.code, objective.description, objective.source)


def _write(objective: EditionObjective, text: ObjectiveText, known: Mapping[str, EditionObjective]) -> None:
    """Judged before anything is written."""
    name = stated(text.name, "name", "Scrivi l'obiettivo strategico, per esempio «Più trasparenza nei contratti».")
    code = tidy(text.code) or objective.code or next_code(PREFIX, [each.code for each in known.values()], width=1)
    taken = known.get(fold_code(code))
    if taken is not None and taken is not objective:
        raise RuleBroken(f"Il codice {code} è già dell'obiettivo «{taken.name}» di questa edizione: scegline uno diverso.", "code")
    objective.name, objective.code, objective.code_fold = name, code, fold_code(code)
    objective.description, objective.source = tidy_text(text.description), tidy(text.source)
