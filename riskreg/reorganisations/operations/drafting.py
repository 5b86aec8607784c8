"""Writing a reorganisation: its sheet, its list of lines, and what was chosen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy, write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.reorganisation import Fate, Line, ListRow, RowError, State, StepKind, checked, steps
from riskreg.people import queries as people
from riskreg.reorganisations import queries
from riskreg.reorganisations.models import Reorganisation, ReorganisationChoice, ReorganisationLine, ReorganisationSeen
from riskreg.reorganisations.operations.carrying_out import closed_before, taken


def create(name: str, act: str, effective_on: date, *, by: Person, at: datetime) -> Reorganisation:
    insist(by, Permission.UNIT_MANAGE)
    new = Reorganisation(state=State.DRAFT.value, prepared_by_id=by.user_id, blocked_because="", edits=0)
    _write(new, name, act, effective_on)
    db.session.add(new)
    record(Tag.REORGANISATION_CREATED, new, by=by, at=at)
    return new


def change(
    one: Reorganisation, name: str, act: str, effective_on: date, *, version: int | None, by: Person, at: datetime
) -> Reorganisation:
    open_draft(one, version, by=by)
    _write(one, name, act, effective_on)
    return _changed(one, by=by, at=at)


def _write(one: Reorganisation, name: str, act: str, effective_on: date) -> None:
    one.name, one.act, one.effective_on = tidy(name), tidy(act), effective_on
    if not one.name:
        raise RuleBroken("Scrivi un titolo, per esempio «Nuovo assetto dell'Area Promozione».", "name")
    if not one.act:
        raise RuleBroken("Indica l'atto, per esempio «Determinazione n. 41 del 12/12/2024».", "act")


class ListRefused(RuleBroken):
    """A list with rows to be mended: all of them."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(" ".join(error.said for error in errors))
        self.errors = errors


def add_list(
    one: Reorganisation, found: Sequence[ListRow], unreadable: Sequence[RowError] = (), *, by: Person, at: datetime
) -> list[ReorganisationLine]:
    """All of a list, or nothing and every row that is to be mended: what it lacks by itself, and the codes that nobody knows."""
    open_draft(one, by=by)
    judged = _Judged(one, [row.cells.get("new_code", "") for row in found])
    wrong = list(unreadable)
    for row in found:
        wrong += row.errors
        said = {name for name, _sentence in row.faults}
        line = row.line or Line(StepKind.RENAME, row.cells.get("code", ""))  # of a row of no known kind, the unit can still be looked up
        wrong += [row.error(name, sentence) for name, sentence in judged.faults(line) if name not in said]
    if wrong:
        raise ListRefused(wrong)
    return add_lines(one, [row.line for row in found if row.line is not None], by=by, at=at)


def add_lines(one: Reorganisation, lines: Sequence[Line], *, by: Person, at: datetime) -> list[ReorganisationLine]:
    """After those that are there. Units are named by codes of today, or of units that the list itself brings to life."""
    open_draft(one, by=by)
    new = [checked(line) for line in lines]
    check_codes(one, new, by=by)
    last = max((row.position for row in one.rows), default=0)
    rows = [
        ReorganisationLine(
            position=last + place, kind=line.kind.value, code=line.code, new_code=line.new_code, new_name=line.new_name,
            under=line.under, heir=line.heir, unit_kind=line.unit_kind,
        )
        for place, line in enumerate(new, start=1)
    ]  # fmt: skip
    one.rows.extend(rows)
    _changed(one, by=by, at=at, along=rows)
    return rows


def check_codes(one: Reorganisation, new: Sequence[Line], *, by: Person) -> None:
    """Each unit of today that the new lines name is one that this person is in charge of."""
    judged = _Judged(one, [line.new_code for line in new])
    for line in new:
        for name, sentence in judged.faults(line):
            raise RuleBroken(sentence, name)
    insist(by, Permission.UNIT_MANAGE, queries.scope_of(new, judged.codes, people.parents()))


class _Judged:
    """The codes of a line, beside the chart and what the whole list brings to life."""

    def __init__(self, one: Reorganisation, new_codes: Iterable[str]) -> None:
        self.codes = queries.Codes()
        self._born = {fold_code(code) for code in (*(line.new_code for line in one.lines()), *new_codes) if code}
        self._on = one.effective_on

    def faults(self, line: Line) -> list[tuple[str, str]]:
        """The field, and what is wrong with the code that stands in it."""
        heir = "" if line.is_heir or line.kind is not StepKind.CLOSE else line.heir
        named = (("code", line.code), ("under", line.under), ("heir", heir))
        found = [(name, sentence) for name, code in named if code and (sentence := self._unknown(code))]
        unit = self.codes.unit(line.new_code) if line.new_code else None
        if unit is not None and (line.kind is not StepKind.MERGE or closed_before(unit, self._on)):
            found.append(("new_code", taken(unit)))
        return found

    def _unknown(self, code: str) -> str:
        unit = self.codes.unit(code)
        if unit is None:
            known = fold_code(code) in self._born
            return "" if known else f"Nessuna unità ha il codice {code}: controllalo, oppure istituiscila con un passo."
        if closed_before(unit, self._on):
            return (
                f"{unit.code} {unit.name} ha cessato l'attività il {write_date(unit.closed_on)}: scegli un'unità attiva."
                if unit.closed_on
                else ""
            )
        return ""


def remove_step(one: Reorganisation, row: ReorganisationLine, *, by: Person, at: datetime) -> None:
    """The whole step that the line is part of."""
    open_draft(one, by=by)
    gone = [one.rows[place] for place in _step_of(one, row)]
    for line in gone:
        one.rows.remove(line)
    _changed(one, by=by, at=at, along=gone)


def shift_step(one: Reorganisation, row: ReorganisationLine, by_places: int, *, by: Person, at: datetime) -> None:
    """One step earlier or later: some changes are possible only before, or after, others."""
    open_draft(one, by=by)
    order = [list(step.places) for step in one.steps()]
    here = next(place for place, places in enumerate(order) if one.rows.index(row) in places)
    there = here + by_places
    if not 0 <= there < len(order):
        raise WrongState("Questo passo è già all'estremità dell'elenco.")
    order[here], order[there] = order[there], order[here]
    rows = [one.rows[place] for places in order for place in places]
    for position, line in enumerate(rows, start=1):
        line.position = position
    _changed(one, by=by, at=at, along=rows)


def _step_of(one: Reorganisation, row: ReorganisationLine) -> tuple[int, ...]:
    place = one.rows.index(row)
    return next(step.places for step in steps(one.lines()) if place in step.places)


class Chosen(NamedTuple):
    """What becomes of one role or thing; no fate: the choice is taken back."""

    fate: Fate | None
    to_code: str = ""
    heir_id: int | None = None


def choose(
    one: Reorganisation, chosen: Mapping[tuple[str, int], Chosen], *, version: int | None = None, by: Person, at: datetime
) -> Reorganisation:
    """`chosen` by what it is about and its key. What makes no sense is said when the whole is tried."""
    open_draft(one, version, by=by)
    there = {(choice.about, choice.key): choice for choice in one.choices}
    along = []
    for (about, key), new in chosen.items():
        old = there.get((about, key))
        if new.fate is None:
            if old is not None:
                one.choices.remove(old)
                along.append(old)
            continue
        if old is None:
            old = ReorganisationChoice(about=about, key=key)
            one.choices.append(old)
        old.fate, old.to_code, old.heir_id = new.fate.value, new.to_code, new.heir_id
        along.append(old)
    one.edits += 1
    record(Tag.REORGANISATION_CHOSEN, one, by=by, at=at, along=along)
    return one


def cancel(one: Reorganisation, *, version: int | None = None, by: Person, at: datetime) -> Reorganisation:
    """It will not happen; what was planned stays readable."""
    _in_charge(one, by=by)
    must_be(one, version)
    if one.is_over:
        raise WrongState(f"Questa riorganizzazione è già {one.state_label.lower()}.")
    one.state = State.CANCELLED.value
    record(Tag.REORGANISATION_CANCELLED, one, by=by, at=at)
    return one


def reopen(one: Reorganisation, *, version: int | None = None, by: Person, at: datetime) -> Reorganisation:
    _in_charge(one, by=by)
    must_be(one, version)
    if not one.is_ready:
        raise WrongState("Solo una riorganizzazione pronta si riporta in bozza.")
    along = unready(one)
    record(Tag.REORGANISATION_REOPENED, one, by=by, at=at, along=along)
    return one


def unready(one: Reorganisation) -> list[ReorganisationSeen]:
    """Back to a draft, with nothing left of what was seen."""
    gone = list(one.seen)
    one.seen.clear()
    one.state, one.ready_by_id = State.DRAFT.value, None
    return gone


def open_draft(one: Reorganisation, version: int | None = None, *, by: Person) -> None:
    _in_charge(one, by=by)
    must_be(one, version)
    if not one.is_draft:
        raise WrongState(f"Questa riorganizzazione è {one.state_label.lower()}: per modificarla riportala in bozza." if one.is_ready
                         else f"Questa riorganizzazione è {one.state_label.lower()}: non cambia più.")  # fmt: skip


def _in_charge(one: Reorganisation, *, by: Person) -> None:
    insist(by, Permission.UNIT_MANAGE, queries.scope_of(one.lines(), queries.Codes(), people.parents()))


def _changed(one: Reorganisation, *, by: Person, at: datetime, along: Iterable[ReorganisationLine] = ()) -> Reorganisation:
    one.edits += 1
    record(Tag.REORGANISATION_CHANGED, one, by=by, at=at, along=along)
    return one
