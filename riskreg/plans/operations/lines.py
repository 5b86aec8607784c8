"""What a draft says of each measure: listed, changed, confirmed or taken out. Nothing here touches an edition that the body decided."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy
from riskreg.domain.measure_life import is_mandatory_by_class
from riskreg.domain.measures import Owner, Timetable, check_kind, checked_owners
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.plans import NEEDS_A_REASON, Choice, choice_after_change
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.sheets import next_code, stated
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionMeasure, EditionOwner
from riskreg.plans.queries import objectives
from riskreg.register import indexing
from riskreg.register import queries as register
from riskreg.register.models import Measure
from riskreg.register.operations import measures
from riskreg.register.operations.measures import GENERAL_PREFIX, MeasureText
from riskreg.search import operations as search

DECIDED = "L'edizione è adottata: non cambia più. Per correggerla apri una revisione."
PROPOSED = "L'edizione è proposta all'organo: per cambiarla ritira prima la proposta."


class Book(Protocol):
    """Where the rules look things up: the database, or a picture of the edition while a whole file is brought in."""

    def line_by_code(self, code: str) -> EditionMeasure | None: ...

    def codes(self) -> list[str]: ...

    def next_position(self) -> int: ...

    def measure_by_code(self, code: str) -> Measure | None: ...

    def measure_codes(self, prefix: str) -> list[str]: ...


class _Stored(NamedTuple):
    """The database, asked each time."""

    edition: Edition

    def line_by_code(self, code: str) -> EditionMeasure | None:
        return queries.line_by_code(self.edition, code)

    def codes(self) -> list[str]:
        return queries.codes(self.edition)

    def next_position(self) -> int:
        return queries.next_position(self.edition)

    def measure_by_code(self, code: str) -> Measure | None:
        return register.measure_by_code(code)

    def measure_codes(self, prefix: str) -> list[str]:
        return register.measure_codes(prefix)


def must_be_draft(one: Edition) -> None:
    if one.is_frozen:
        raise WrongState(DECIDED)
    if not one.is_draft:
        raise WrongState(PROPOSED)


def text_of(line: EditionMeasure) -> MeasureText:
    return MeasureText(
        name=line.name, kind=MeasureKind(line.kind), timetable=Timetable(Timing(line.timing), line.due_on, line.period, line.occasion),
        in_force_from=line.measure.in_force_from, code=line.code, description=line.description, family=line.family,
        measure_class=line.measure_class, indicator=line.indicator, target=line.target, is_mandatory=line.is_mandatory,
    )  # fmt: skip


def owners_of(line: EditionMeasure) -> tuple[Owner, ...]:
    return tuple(
        Owner(OwnerKind(row.kind), row.unit_id, row.figure_id, "" if row.unit_id or row.figure_id else row.name) for row in line.owners
    )


def list_new(
    one: Edition, text: MeasureText, owners: Sequence[Owner], *, is_new: bool = True, version: int | None = None, by: Person, at: datetime
) -> EditionMeasure:
    """A measure that no edition had: it is born with the line, and in force from the first day of the plan."""
    insist_on_draft(one, version, by)
    line = listed(one, text, owners, is_new=is_new, book=_Stored(one))
    record(Tag.MEASURE_CREATED, line.measure, by=by, at=at, along=line.measure.owners)
    record(Tag.EDITION_MEASURE_LISTED, one, by=by, at=at, along=[line, *line.owners])
    indexing.measures(line.measure)
    return line


def listed(one: Edition, text: MeasureText, owners: Sequence[Owner], *, is_new: bool, book: Book) -> EditionMeasure:
    """Judged before anything is made: of a line that is refused nothing stays behind."""
    wanted = checked_owners(owners)
    line = EditionMeasure(choice=Choice.NEW.value, because="", is_new=is_new, position=book.next_position())
    write(line, text, book)
    line.measure = measures.born(_for_life(text, line.code, one, book), wanted, book=book)
    measures.in_places(line.owners, wanted, EditionOwner)
    one.lines.append(line)
    one.edits += 1
    return line


def listed_again(one: Edition, measure: Measure, text: MeasureText, owners: Sequence[Owner], *, is_new: bool, book: Book) -> EditionMeasure:
    """A measure that other editions had."""
    wanted = checked_owners(owners)
    stands = _said(MeasureText.of(measure), measures.owners_of(measure)) == _said(text, wanted)
    choice = Choice.CONFIRMED if stands else Choice.MODIFIED
    line = EditionMeasure(choice=choice.value, because="", is_new=is_new, position=book.next_position())
    write(line, text, book)
    line.measure = measure
    measures.in_places(line.owners, wanted, EditionOwner)
    one.lines.append(line)
    one.edits += 1
    return line


def _said(text: MeasureText, owners: Sequence[Owner]) -> tuple[object, ...]:
    """What a plan decides of a measure."""
    is_mandatory = is_mandatory_by_class(text.measure_class) if text.is_mandatory is None else text.is_mandatory
    return text.name, text.measure_class, is_mandatory, text.indicator, text.target, text.timetable, tuple(owners)


def _for_life(text: MeasureText, code: str, one: Edition, book: Book) -> MeasureText:
    """A measure has a code of its own: that of its edition, unless a measure of other years bears it."""
    taken = book.measure_by_code(code) is not None
    return MeasureText(**{**vars(text), "code": f"{code}/{one.first_year}" if taken else code})


def carried(one: Edition, before: EditionMeasure, position: int) -> EditionMeasure:
    """As the edition before has it, with the deadline and the owners that the measure has today. What was activated is proposed as
    *consolidata*; what has ended, as taken out."""
    measure = before.measure
    ended = measure.in_force_to is not None
    line = EditionMeasure(
        measure=measure, position=position, is_new=before.is_new and measure.activation is None,
        choice=(Choice.REMOVED if ended else Choice.CONFIRMED).value, because=measure.ended_because if ended else "",
    )  # fmt: skip
    text = text_of(before)
    timing = MeasureText.of(measure).timetable if measure.timing == before.timing else text.timetable
    write(line, MeasureText(**{**vars(text), "timetable": timing}), None)
    measures.in_places(line.owners, measures.owners_of(measure), EditionOwner)
    one.lines.append(line)
    return line


def write(line: EditionMeasure, text: MeasureText, book: Book | None) -> None:
    """No book for a copy of another edition, whose codes differ already."""
    check_kind(text.kind, text.family, text.measure_class)
    timetable = text.timetable.checked()
    code = tidy(text.code) or line.code or next_code(GENERAL_PREFIX, book.codes() if book else [])
    taken = book.line_by_code(code) if book else None
    if taken is not None and taken is not line:
        raise RuleBroken(f"Il codice {code} è già della misura «{taken.name}» di questa edizione: scegline uno diverso.", "code")
    line.kind, line.family, line.measure_class = text.kind.value, text.family, text.measure_class
    line.name = stated(text.name, "name", "Scrivi in che cosa consiste la misura.")
    line.code, line.code_sort_key, line.code_fold = code, code_sort_key(code), fold_code(code)
    line.description, line.indicator, line.target = tidy_text(text.description), tidy_text(text.indicator), tidy(text.target)
    line.is_mandatory = is_mandatory_by_class(text.measure_class) if text.is_mandatory is None else text.is_mandatory
    line.timing, line.due_on, line.period, line.occasion = timetable.timing.value, timetable.due_on, timetable.period, timetable.occasion


def change(
    line: EditionMeasure,
    text: MeasureText,
    owners: Sequence[Owner],
    *,
    is_new: bool | None = None,
    version: int | None = None,
    by: Person,
    at: datetime,
) -> EditionMeasure:
    """What the edition will say; the measure as it lives changes when the body adopts."""
    insist_on_draft(line.edition, version, by)
    changed = rewritten(line, text, owners, is_new=is_new, book=_Stored(line.edition))
    if changed is not None:
        record(Tag.EDITION_MEASURE_CHANGED, line.edition, by=by, at=at, along=changed)
    return line


def rewritten(
    line: EditionMeasure, text: MeasureText, owners: Sequence[Owner], *, is_new: bool | None = None, book: Book
) -> list[Base] | None:
    """The rows to record along, None where nothing is different."""
    if text.kind.value != line.kind:
        raise RuleBroken("Una misura resta generale o specifica: se è diventata altro, togli questa e scrivine una nuova.", "kind")
    wanted = checked_owners(owners)
    before = (text_of(line), owners_of(line), line.is_new)
    write(line, text, book)
    gone = measures.in_places(line.owners, wanted, EditionOwner)
    line.is_new = line.is_new if is_new is None else is_new
    if (text_of(line), owners_of(line), line.is_new) == before:
        return None
    line.choice = choice_after_change(Choice(line.choice)).value
    line.edition.edits += 1
    return [line, *line.owners, *gone]


def choose(
    line: EditionMeasure, choice: Choice, *, is_new: bool, because: str = "", version: int | None = None, by: Person, at: datetime
) -> EditionMeasure:
    """What the edition does with a measure of the one before, and whether it counts as new or as one that stays."""
    one = line.edition
    insist_on_draft(one, version, by)
    if (line.choice == Choice.NEW) != (choice is Choice.NEW):
        raise RuleBroken(_not_for(line), "choice")
    because = stated(because, "because", "Scrivi perché la misura è tolta dal piano.") if choice in NEEDS_A_REASON else tidy_text(because)
    if (line.choice, line.is_new, line.because) != (choice.value, is_new, because):
        line.choice, line.is_new, line.because = choice.value, is_new, because
        one.edits += 1
        record(Tag.EDITION_MEASURE_CHOSEN, one, by=by, at=at, along=[line])
    return line


def _not_for(line: EditionMeasure) -> str:
    if line.choice == Choice.NEW:
        return "La misura è nuova in questa edizione: non c'è nulla da confermare. Se non serve, toglila dalla bozza."
    return "La misura c'era già nell'edizione di prima: confermala, modificala o toglila."


def drop(line: EditionMeasure, *, version: int | None = None, by: Person, at: datetime) -> None:
    """Out of the draft that had brought it in; with it goes a measure that no other edition ever had and nothing was done with."""
    one, measure = line.edition, line.measure
    insist_on_draft(one, version, by)
    if line.choice != Choice.NEW:
        raise WrongState("La misura c'era già nell'edizione di prima: scegli «tolta» e scrivi perché.")
    was_born_here = queries.is_born_with(line)
    owners = list(line.owners)
    stays = line.kind == MeasureKind.SPECIFIC and not was_born_here  # the plan takes it from the register all the same
    served = [] if stays else objectives.links_of(line)
    for link in served:
        db.session.delete(link)
    one.lines.remove(line)
    one.edits += 1
    record(Tag.EDITION_MEASURE_DROPPED, one, by=by, at=at, along=[line, *owners, *served])
    if was_born_here:
        forget(measure, by=by, at=at)


def forget(measure: Measure, *, by: Person, at: datetime) -> None:
    """A measure that only a draft ever had goes with it."""
    gone = [*measure.owners]
    search.forget(measure.subject)
    db.session.delete(measure)
    record(Tag.MEASURE_DROPPED, measure, by=by, at=at, along=gone)


def first_day(one: Edition) -> date:
    return date(one.first_year, 1, 1)


def insist_on_draft(one: Edition, version: int | None, by: Person) -> None:
    insist(by, Permission.PLAN_EDIT)
    must_be(one, version)
    must_be_draft(one)
