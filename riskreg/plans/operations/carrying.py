"""What a draft does with many of its measures at once: what becomes of those of the edition before, measures of the register that no
edition lists yet, the order by code."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Person
from riskreg.domain.plans import NEEDS_A_REASON, Choice
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import Timing
from riskreg.domain.sheets import stated
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionMeasure, EditionOwner
from riskreg.plans.operations.lines import first_day, insist_on_draft, write
from riskreg.register.models import Measure
from riskreg.register.operations import measures
from riskreg.register.operations.measures import MeasureText

WAS_THERE = "La misura c'era già nell'edizione di prima: confermala, modificala o toglila."
IS_NEW_HERE = "La misura è nuova in questa edizione: non c'è nulla da confermare. Se non serve, toglila dalla bozza."
SAY_WHY = "Scrivi perché la misura è tolta dal piano."


class Chosen(NamedTuple):
    """What becomes of one measure."""

    line_id: int
    choice: Choice
    is_new: bool
    because: str = ""


def choose(one: Edition, chosen: Iterable[Chosen], *, version: int | None = None, by: Person, at: datetime) -> int:
    """All of them or none; how many are now different."""
    insist_on_draft(one, version, by)
    known = {line.id: line for line in queries.lines(one)}
    changed = [line for each in chosen if _written(line := _line(known, each), each)]
    if changed:
        one.edits += 1
        record(Tag.EDITION_MEASURE_CHOSEN, one, by=by, at=at, along=changed)
    return len(changed)


def _line(known: dict[int, EditionMeasure], each: Chosen) -> EditionMeasure:
    line = known.get(each.line_id)
    if line is None:
        raise WrongState("Una delle misure non è più nella bozza: nel frattempo qualcuno l'ha tolta. Ricarica la pagina.")
    return line


def _written(line: EditionMeasure, each: Chosen) -> bool:
    if (line.choice == Choice.NEW) != (each.choice is Choice.NEW):
        raise RuleBroken(IS_NEW_HERE if line.choice == Choice.NEW else WAS_THERE, f"choice_{line.id}")
    because = tidy_text(each.because)
    if each.choice in NEEDS_A_REASON:
        because = stated(each.because, f"because_{line.id}", SAY_WHY)
    if (line.choice, line.is_new, line.because) == (each.choice.value, each.is_new, because):
        return False
    line.choice, line.is_new, line.because = each.choice.value, each.is_new, because
    return True


def sort_by_code(one: Edition, *, version: int | None = None, by: Person, at: datetime) -> bool:
    """False where they stand so already."""
    insist_on_draft(one, version, by)
    moved = []
    for position, line in enumerate(sorted(queries.lines(one), key=lambda line: (line.code_sort_key, line.id)), start=1):
        if line.position != position:
            line.position = position
            moved.append(line)
    if moved:
        one.edits += 1
        record(Tag.EDITION_MEASURE_CHANGED, one, by=by, at=at, along=moved)
    return bool(moved)


def list_those(one: Edition, measure_ids: Collection[int], *, version: int | None = None, by: Person, at: datetime) -> list[EditionMeasure]:
    """Measures that live in the register and that this edition does not list yet, as they are today."""
    insist_on_draft(one, version, by)
    offered = {measure.id: measure for measure in queries.not_listed(one)}
    if not measure_ids:
        raise RuleBroken("Scegli almeno una misura.", "measures")
    if gone := [number for number in measure_ids if number not in offered]:
        there = len(gone) == 1
        raise RuleBroken(
            f"{'Una delle misure scelte non è' if there else 'Alcune delle misure scelte non sono'} più fra quelle da inserire.", "measures"
        )
    taken = {line.code_fold for line in queries.lines(one)}
    wanted = [offered[number] for number in dict.fromkeys(measure_ids)]
    made = [_listed(one, measure, position, taken) for position, measure in enumerate(wanted, start=queries.next_position(one))]
    one.edits += 1
    record(Tag.EDITION_MEASURE_LISTED, one, by=by, at=at, along=[row for line in made for row in (line, *line.owners)])
    return made


def _listed(one: Edition, measure: Measure, position: int, taken: set[str]) -> EditionMeasure:
    """Nuova if it comes into force with the plan and is still to be done; what goes on already stays."""
    if measure.code_fold in taken:
        raise RuleBroken(f"Il codice {measure.code} è già di un'altra misura di questa edizione: cambialo prima di inserirla.", "measures")
    taken.add(measure.code_fold)
    line = EditionMeasure(choice=Choice.NEW.value, because="", is_new=_is_new(measure, first_day(one)), position=position)
    write(line, MeasureText.of(measure), None)
    line.measure = measure
    measures.in_places(line.owners, measures.owners_of(measure), EditionOwner)
    one.lines.append(line)
    return line


def _is_new(measure: Measure, begins: date) -> bool:
    if measure.activation is not None:
        return False
    return measure.timing == Timing.BY_DATE or measure.in_force_from >= begins
