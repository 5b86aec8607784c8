"""Measures of an edition that come in from a file: the same acts as on the page, all or nothing. The key is edition and code; an edition
that is not there yet is opened as a draft, empty: the file says what it lists."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.transactions import REGISTER_QUEUE, one_at_a_time
from riskreg.domain.codes import fold_code
from riskreg.domain.italian import fold
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.permissions import Permission, insist
from riskreg.domain.plans import Choice
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.people.finding import Directory
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionMeasure
from riskreg.plans.operations import lines
from riskreg.plans.operations.editions import blank
from riskreg.register import indexing
from riskreg.register import queries as register
from riskreg.register.models import Measure
from riskreg.register.operations.measures import MeasureText
from riskreg.tables.verdicts import Row, Verdict, Verdicts

FIELDS = {"owner_1": "owners", "kind": "measure_class", **{f"owner_{place}": "owners" for place in range(2, 60)}}
"""Where the rules speak of a field that the file calls otherwise."""

SHOWN = ("name", "measure_class", "indicator", "target", "timing", "due_on", "period", "occasion", "is_mandatory")


def bring_in(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    if not desk.on_paper:
        one_at_a_time(REGISTER_QUEUE)
    return _Import(rows, desk).judged()


class _Picture:
    """An edition as it stands while its file is brought in, read once (`lines.Book`)."""

    def __init__(self, one: Edition, measures: dict[str, Measure]) -> None:
        self.edition, self.is_there = one, one.id is not None
        found = queries.lines(one) if self.is_there else []
        self.lines = {line.code_fold: line for line in found}
        self.position = max((line.position for line in found), default=0)
        self.measures = measures
        self.new: list[EditionMeasure] = []
        self.changed: list[Any] = []

    def line_by_code(self, code: str) -> EditionMeasure | None:
        return self.lines.get(fold_code(code))

    def codes(self) -> list[str]:
        return [line.code for line in self.lines.values()]

    def next_position(self) -> int:
        self.position += 1
        return self.position

    def measure_by_code(self, code: str) -> Measure | None:
        return self.measures.get(fold_code(code))

    def measure_codes(self, prefix: str) -> list[str]:
        return [measure.code for measure in self.measures.values() if measure.code.startswith(prefix)]

    def keep(self, line: EditionMeasure) -> None:
        self.lines[line.code_fold] = line
        self.measures[line.measure.code_fold] = line.measure
        self.new.append(line)


class _Import:
    def __init__(self, rows: Sequence[Row], desk: Gathering) -> None:
        self.desk = desk
        self.on: date = desk.at.astimezone(ROME).date()
        self.verdicts = Verdicts(rows, lambda row: f"{row.texts.get('code', '')} {row.texts.get('name', '')}".strip())
        self.pictures: dict[int, _Picture] = {}

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.on)

    @cached_property
    def general(self) -> list[Measure]:
        return register.general_measures()

    @cached_property
    def codes(self) -> dict[str, Measure]:
        """The measures that bear a code that the file may give."""
        wanted = {fold_code(row.values["code"]) for row in self.verdicts.left()}
        return {one.code_fold: one for one in register.measures_with_codes(wanted)} | {one.code_fold: one for one in self.general}

    def judged(self) -> list[Verdict]:
        self.verdicts.refuse_repeated(lambda row: (row.values["edition"], fold_code(row.values["code"])), "Questa misura", "code")
        for row in self.verdicts.left():
            self.verdicts.try_to(row, self._bring, row, columns=FIELDS)
        for picture in self.pictures.values():
            self._record(picture)
        self.desk.close()
        indexing.measures(*self.desk.written(Measure))
        return self.verdicts.all()

    def _bring(self, row: Row) -> None:
        insist(self.desk.by, Permission.PLAN_EDIT)
        picture = self._picture(row.values["edition"])
        lines.must_be_draft(picture.edition)
        line = picture.line_by_code(row.values["code"])
        if line is None:
            self._list(row, picture)
        else:
            self._change(row, picture, line)

    def _picture(self, year: int) -> _Picture:
        if year not in self.pictures:
            there = queries.of_year(year)
            self.pictures[year] = _Picture(
                next((one for one in there if not one.is_frozen), there[0] if there else self._opened(year)), self.codes
            )
        return self.pictures[year]

    def _opened(self, year: int) -> Edition:
        return blank(year, before=queries.last_decided(before=year))

    def _list(self, row: Row, picture: _Picture) -> None:
        text, owners = self._text(row), self._owners(row)
        known = [
            one
            for one in self.general
            if one.in_force_to is None and fold(one.name) == fold(text.name) and not self._is_listed(picture, one)
        ]
        if len(known) == 1:
            line = lines.listed_again(picture.edition, known[0], text, owners, is_new=self._is_new(row), book=picture)
        else:
            line = lines.listed(picture.edition, text, owners, is_new=self._is_new(row), book=picture)
        picture.keep(line)
        self.verdicts.creates(row)

    @staticmethod
    def _is_listed(picture: _Picture, measure: Measure) -> bool:
        return any(line.measure is measure for line in picture.lines.values())

    def _change(self, row: Row, picture: _Picture, line: EditionMeasure) -> None:
        self.verdicts.judged_on(row, f"{picture.edition.subject}@{picture.edition.version}")
        before = self._shown(line)
        text, owners = self._text(row, line), self._owners(row, line)
        is_new = row.values["novelty"] == "new" if row.values.get("novelty") else None
        changed = lines.rewritten(line, text, owners, is_new=is_new, book=picture)
        if changed is None:
            return
        picture.changed += changed
        for name, after in self._shown(line).items():
            if after != before[name]:
                self.verdicts.changes(row, name, before[name], after)

    @staticmethod
    def _shown(line: EditionMeasure) -> dict[str, Any]:
        shown = {name: getattr(line, name) for name in SHOWN}
        novelty = "new" if line.is_new else "consolidated"
        return shown | {"novelty": novelty, "owners": tuple(owner.title for owner in line.owners)}

    def _text(self, row: Row, line: EditionMeasure | None = None) -> MeasureText:
        """What the file does not say stays as the edition has it."""
        stood = lines.text_of(line) if line else None
        timing = Timing(row.values["timing"])
        timetable = Timetable(
            timing,
            row.values.get("due_on"),
            row.values.get("period") if timing is Timing.PERIODIC else None,
            row.values.get("occasion") or "",
        )
        return MeasureText(
            name=row.values["name"], kind=MeasureKind.GENERAL, timetable=timetable,
            in_force_from=stood.in_force_from if stood else date(row.values["edition"], 1, 1), code=line.code if line else row.values["code"],
            description=stood.description if stood else "", measure_class=row.values["measure_class"],
            indicator=row.given("indicator", stood.indicator if stood else ""), target=row.given("target", stood.target if stood else ""),
            is_mandatory=row.given("is_mandatory", stood.is_mandatory if stood else None),
        )  # fmt: skip

    def _owners(self, row: Row, line: EditionMeasure | None = None) -> list[Owner]:
        """A name that nobody recognises does not undo what somebody linked by hand in its place."""
        stood = lines.owners_of(line) if line else ()
        found = [self.directory.owner(name) for name in row.values["owners"]]
        for place, (owner, before) in enumerate(zip(found, stood, strict=False)):
            if owner.kind is OwnerKind.UNLINKED and before.kind in (OwnerKind.UNIT, OwnerKind.FIGURE):
                found[place] = before
        return found

    def _is_new(self, row: Row) -> bool:
        """Without the column: what goes on stays, what has a deadline comes."""
        said = row.values.get("novelty")
        return bool(said == "new" if said else row.values["timing"] != Timing.CONTINUOUS.value)

    def _record(self, picture: _Picture) -> None:
        one = picture.edition
        if not picture.new and not picture.changed:
            return
        if not self.desk.on_paper:
            db.session.add(one)
        for line in picture.new:
            if line.choice == Choice.NEW:
                self.desk.record(Tag.MEASURE_CREATED, line.measure, along=line.measure.owners)
        rows = [row for line in picture.new for row in (line, *line.owners)] + list(dict.fromkeys(picture.changed))
        tag = Tag.EDITION_MEASURE_LISTED if picture.new else Tag.EDITION_MEASURE_CHANGED
        self.desk.record(tag if picture.is_there else Tag.EDITION_OPENED, one, along=rows)
