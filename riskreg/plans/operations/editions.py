"""The life of an edition: opened, proposed, withdrawn, adopted, published, amended by a revision."""

from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.core.rows import must_be
from riskreg.core.transactions import REGISTER_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy, write_date
from riskreg.domain.links import checked_address
from riskreg.domain.measures import Timetable
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.plans import FIRST_EDITION, LAST_EDITION, Choice, State, check_act, check_step, edition_name
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import Timing
from riskreg.domain.sheets import stated
from riskreg.plans import indexing as plan_index
from riskreg.plans import keeping, queries, telling
from riskreg.plans.models import Edition, EditionMeasure
from riskreg.plans.operations import consultation, documents, lines, objectives, sections, specific
from riskreg.register import indexing
from riskreg.register import queries as register
from riskreg.register.models import Measure
from riskreg.register.operations import measures
from riskreg.register.operations.measure_life import moved_deadline
from riskreg.register.operations.measures import MeasureText
from riskreg.register.operations.processes import day

APPLIED = frozenset({Choice.NEW, Choice.MODIFIED})


class Act(NamedTuple):
    """What the body decided with: which body, which act, of what day."""

    body: str
    number: str
    on: date

    def checked(self, proposed_on: date | None, today: date) -> "Act":
        body = stated(self.body, "act_body", "Scrivi quale organo ha adottato il piano, per esempio «Giunta camerale».")
        number = stated(self.number, "act_number", "Scrivi il numero dell'atto di adozione, per esempio «Delibera n. 5».")
        check_act(self.on, proposed_on, today)
        return Act(body, number, self.on)


def open_edition(first_year: int, *, note: str = "", by: Person, at: datetime) -> Edition:
    """A draft that starts as a copy of the edition in which the body decided last, or empty where there is none."""
    insist(by, Permission.PLAN_EDIT)
    one_at_a_time(REGISTER_QUEUE)
    if not FIRST_EDITION <= first_year <= LAST_EDITION:
        raise RuleBroken(f"Scegli un primo anno fra il {FIRST_EDITION} e il {LAST_EDITION}.", "first_year")
    there = queries.of_year(first_year)
    if there:
        raise RuleBroken(_there_already(there[0]), "first_year")
    return _opened(first_year, 0, queries.last_decided(before=first_year), note, by, at)


def _there_already(one: Edition) -> str:
    if one.is_frozen:
        return f"L'edizione {edition_name(one.first_year)} è già adottata: per cambiarla apri una revisione."
    return f"L'edizione {one.name} è già aperta: continua su quella."


def revise(one: Edition, *, note: str = "", by: Person, at: datetime) -> Edition:
    """An adopted edition is amended by another with its own act: it starts as it is."""
    insist(by, Permission.PLAN_EDIT)
    one_at_a_time(REGISTER_QUEUE)
    if not one.is_frozen:
        raise WrongState(f"L'edizione {one.name} non è ancora adottata: modificala direttamente.")
    last = queries.of_year(one.first_year)[0]
    if not last.is_frozen:
        raise WrongState(f"La {last.name.partition(', ')[2]} dell'edizione è già aperta: continua su quella.")
    return _opened(one.first_year, last.revision + 1, last, note, by, at)


def blank(first_year: int, revision: int = 0, before: Edition | None = None, note: str = "") -> Edition:
    return Edition(
        first_year=first_year, revision=revision, state=State.DRAFT.value, based_on_id=before.id if before else None, note=tidy_text(note),
        act_body="", act_number="", published_at="", edits=0,
    )  # fmt: skip


def _opened(first_year: int, revision: int, before: Edition | None, note: str, by: Person, at: datetime) -> Edition:
    one = blank(first_year, revision, before, note)
    db.session.add(one)
    kept = [line for line in queries.lines(before) if line.listed.is_in_plan] if before else []
    for position, line in enumerate(kept, start=1):
        lines.carried(one, line, position)
    rows: list[Base] = [row for line in one.lines for row in (line, *line.owners)]
    rows += inherited(one, before, day(at))
    record(Tag.EDITION_OPENED, one, by=by, at=at, along=rows)
    return one


def inherited(one: Edition, before: Edition | None, on: date) -> list[Base]:
    """Beside its lines, what a new edition starts with that day: the rows to record along."""
    if before is None:
        return []
    return [*objectives.carried(one, before, {line.measure.id for line in one.lines}, on), *sections.carried(one, before)]


def describe(one: Edition, note: str, *, version: int | None = None, by: Person, at: datetime) -> Edition:
    insist(by, Permission.PLAN_EDIT)
    must_be(one, version)
    lines.must_be_draft(one)
    if tidy_text(note) != one.note:
        one.note = tidy_text(note)
        record(Tag.EDITION_CHANGED, one, by=by, at=at)
    return one


def drop(one: Edition, *, version: int | None = None, by: Person, at: datetime) -> None:
    """A draft that nobody needs, with the measures that only it ever had."""
    insist(by, Permission.PLAN_EDIT)
    must_be(one, version)
    lines.must_be_draft(one)
    consultation.drop_with(one, by=by, at=at)
    listed = queries.lines(one)
    born = [line.measure for line in listed if line.choice == Choice.NEW and queries.is_born_with(line)]
    rows: list[Base] = [row for line in listed for row in (line, *line.owners)] + objectives.rows_of(one) + [*one.sections]
    db.session.delete(one)
    record(Tag.EDITION_DROPPED, one, by=by, at=at, along=rows)
    for measure in born:
        lines.forget(measure, by=by, at=at)


def propose(one: Edition, *, still_open: str = "", version: int | None = None, by: Person, at: datetime) -> Edition:
    """To the body: from now on it stands still, with the specific measures that the register has today. `still_open`: what whoever
    proposes has seen that the checks find open; it stays written."""
    insist(by, Permission.PLAN_PROPOSE)
    _step(one, State.PROPOSED, version)
    one_at_a_time(REGISTER_QUEUE)
    if not any(line.listed.is_in_plan for line in queries.lines(one)):
        raise WrongState("L'edizione non ha ancora nessuna misura: aggiungine prima di proporla.")
    with undisturbed():
        specific.take(one, at)
        words = sections.frozen(one, day(at))
        one.state, one.proposed_on = State.PROPOSED.value, day(at)
        kept = documents.keep_proposal(one, at)
    seen = f"Controlli aperti e visti: {still_open}." if still_open else None
    record(Tag.EDITION_PROPOSED, one, by=by, at=at, why=seen, along=[kept, *words])
    telling.proposed(one, by=by, at=at)
    return one


def withdraw(one: Edition, *, because: str, version: int | None = None, by: Person, at: datetime) -> Edition:
    insist(by, Permission.PLAN_PROPOSE)
    _step(one, State.DRAFT, version)
    why = stated(because, "because", "Scrivi perché la proposta è ritirata.")
    gone: list[Base] = [*documents.let_proposal_go(one), *sections.thawed(one)]
    one.state, one.proposed_on = State.DRAFT.value, None
    record(Tag.EDITION_WITHDRAWN, one, by=by, at=at, why=why, along=gone)
    specific.give_back(one)
    return one


def adopt(one: Edition, act: Act, *, version: int | None = None, by: Person, at: datetime) -> Edition:
    """The body has decided: the edition stands for ever as it is, and the measures are from now on what it says of them."""
    insist(by, Permission.PLAN_RECORD)
    _step(one, State.ADOPTED, version)
    one_at_a_time(REGISTER_QUEUE)
    said = act.checked(one.proposed_on, day(at))
    consultation.check_over(one, said.on)
    listed = queries.lines(one)
    frozen: list[Base] = sections.decided(one, said.body, said.number, said.on)
    for line in listed:
        frozen += _frozen(line)
    for line in listed:
        _apply(line, said, by=by, at=at)
    db.session.flush()  # before the state: from then on the database refuses to touch a line
    one.state, one.act_body, one.act_number, one.adopted_on, one.recorded_at = State.ADOPTED.value, said.body, said.number, said.on, at
    frozen.append(documents.keep_contents(one, at))
    record(Tag.EDITION_ADOPTED, one, by=by, at=at, along=frozen)
    keeping.have_drawn(at)
    plan_index.edition(one)
    telling.adopted(one, listed, by=by, at=at)
    return one


def _frozen(line: EditionMeasure) -> list[Base]:
    """Owners by the name that they bear today."""
    changed: list[Base] = []
    for owner in line.owners:
        if owner.name != owner.title:
            owner.name = owner.title
            changed.append(owner)
    return changed


def _apply(line: EditionMeasure, act: Act, *, by: Person, at: datetime) -> None:
    """One thing for life: what lives of a measure is what its last adopted edition decided. A plan that confirms a measure decides nothing
    about it: a deadline that moved, or an owner who was linked, after the draft was opened stays."""
    measure, why = line.measure, f"{line.edition.title}, {act.number} del {write_date(act.on)}"
    if line.choice == Choice.REMOVED:
        _end(measure, line, by=by, at=at)
        return
    if line.choice not in APPLIED:
        return
    due_on = measure.due_on
    text = MeasureText.of(measure)
    said = lines.text_of(line)
    wanted = MeasureText(
        **{**vars(said), "code": _code(line, text), "in_force_from": text.in_force_from, "sustainability": text.sustainability}
    )
    if measure.activation is not None and measure.timing == Timing.BY_DATE:
        wanted = MeasureText(**{**vars(wanted), "timetable": _as_it_was(text.timetable, wanted.timetable)})
    changed: list[Base] | None = list(found) if (found := measures.rewritten(measure, wanted, lines.owners_of(line))) is not None else None
    if changed is None:
        return
    moved = moved_deadline(measure, due_on, because=why, by=by, at=at)
    record(Tag.MEASURE_CHANGED, measure, by=by, at=at, why=why, along=[*changed, *([moved] if moved else [])])
    indexing.measures(measure)


def _as_it_was(before: Timetable, wanted: Timetable) -> Timetable:
    """The deadline of what is done no longer moves; it may become something that stays."""
    return before if wanted.timing is Timing.BY_DATE else wanted


def _code(line: EditionMeasure, text: MeasureText) -> str:
    """That of the edition, unless another measure bears it."""
    taken = register.measure_by_code(line.code)
    return line.code if taken is None or taken is line.measure else text.code


def _end(measure: Measure, line: EditionMeasure, *, by: Person, at: datetime) -> None:
    if measure.in_force_to is not None:
        return
    last_day = max(measure.in_force_from, day(at))
    measure.in_force_to, measure.ended_because = last_day, line.because
    record(Tag.MEASURE_ENDED, measure, by=by, at=at, why=line.because)


def publish(one: Edition, *, on: date, address: str, version: int | None = None, by: Person, at: datetime) -> Edition:
    insist(by, Permission.PLAN_RECORD)
    _step(one, State.PUBLISHED, version)
    if on > day(at):
        raise RuleBroken("Scegli un giorno non successivo a oggi: la pubblicazione si registra quando è avvenuta.", "published_on")
    if one.adopted_on is not None and on < one.adopted_on:
        raise RuleBroken(f"Il piano è adottato dal {write_date(one.adopted_on)}: non può essere pubblicato prima.", "published_on")
    one.published_at = checked_address(tidy(address), "published_at")
    one.state, one.published_on = State.PUBLISHED.value, on
    record(Tag.EDITION_PUBLISHED, one, by=by, at=at)
    return one


def _step(one: Edition, then: State, version: int | None) -> None:
    must_be(one, version)
    check_step(State(one.state), then)
