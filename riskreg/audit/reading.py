"""Entries in words: who by name, columns by label, ids by title. A constant number of queries, whatever the length."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, and_, literal, select, union_all

from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.audit.queries import MACHINES, tag_label
from riskreg.audit.verification import SPOILED
from riskreg.core.base import Base, UtcMoment
from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain.italian import join_words, write_date, write_moment, write_number

ERASED = "(dato personale cancellato)"
HIDDEN = "(non mostrato)"
GONE = "(non più presente)"

A_DOZEN = 12
"""With what their titles take along they are less than 64 tables, the most that SQLite joins."""

Change = tuple[str, str, str]

ILLEGIBLE: dict[str, Any] = {"before": {}, "after": {}}
SPOILED_CHANGE: Change = ("Modifiche", "", "Non si leggono: questa registrazione è stata alterata dopo la scrittura. Verifica la catena.")


@dataclass(frozen=True)
class ShownEntry:
    """One line of a Cronologia."""

    number: int
    at: datetime
    at_text: str
    who: str
    what: str
    subject: str
    about: str
    changes: list[Change]
    why: str | None
    hash: str


def shown(
    entries: Sequence[AuditEntry], *, whole: bool = False, only: Collection[str] = (), without: Collection[str] = ()
) -> list[ShownEntry]:
    """A Cronologia leaves out rows that only repeat their owner's (`__quiet__`); the entry's own page shows them all. `only`: of things
    that changed along with others, these; `without`: not these, which whoever looks may not read."""
    diffs = [_narrowed(_read(entry.diff), only, without) for entry in entries]
    clear = _clear_values([entry.id for entry in entries])
    rows = _rows(entries, diffs)
    titles = {subject: row.title for subject, row in rows.items()}
    known = _Known(clear, titles, rows, frozenset(only))
    return [
        ShownEntry(
            number=entry.id, at=entry.at, at_text=write_moment(entry.at), who=_who(entry.actor, diff, titles), what=tag_label(entry.tag),
            subject=entry.subject, about=titles.get(entry.subject, ""), changes=_legible(entry, diff, known, whole=whole),
            why=_why(diff, titles), hash=entry.hash,
        )
        for entry, diff in zip(entries, diffs, strict=True)
    ]  # fmt: skip


def _narrowed(diff: dict[str, Any], only: Collection[str], without: Collection[str]) -> dict[str, Any]:
    if not (only or without) or diff is ILLEGIBLE:
        return diff

    def is_shown(path: str) -> bool:
        owner = path.rpartition(".")[0]
        return (not only or owner in only) and owner not in without

    return diff | {side: {path: value for path, value in diff[side].items() if is_shown(path)} for side in ("before", "after")}


def _who(actor: str, diff: dict[str, Any], titles: dict[str, str]) -> str:
    """A deputy acts in their own name, and in whose place stands beside it."""
    who = MACHINES.get(actor) or titles.get(actor) or actor
    lenders = [titles.get(lender, lender) for lender in _lenders(diff)]
    return f"{who}, in sostituzione di {join_words(lenders)}" if lenders else who


def _why(diff: dict[str, Any], titles: dict[str, str]) -> str | None:
    """The people it speaks of are in the trail by number, and are called here as they are called today."""
    text = str(diff["why"]) if diff.get("why") else None
    for place, subject in enumerate(_subjects(diff, "named")):
        text = text and text.replace(f"{{{place}}}", titles.get(subject, GONE))
    return text


def _lenders(diff: dict[str, Any]) -> list[str]:
    return _subjects(diff, "for")


def _subjects(diff: dict[str, Any], key: str) -> list[str]:
    named = diff.get(key)
    return [str(one) for one in named] if isinstance(named, list) else []


def _read(text: str) -> dict[str, Any]:
    """What was tampered with is shown, not hidden behind an error: the chain says which entry it is."""
    try:
        diff = json.loads(text)
    except SPOILED:
        return ILLEGIBLE
    sound = isinstance(diff, dict) and all(isinstance(diff.get(side), dict) for side in ("before", "after"))
    return diff if sound else ILLEGIBLE


class _Known(NamedTuple):
    """What values are called: personal ones by entry and path, things by their title, and the rows themselves."""

    clear: dict[tuple[int, str], str]
    titles: dict[str, str]
    rows: dict[str, Any]
    only: frozenset[str] = frozenset()


def _legible(entry: AuditEntry, diff: dict[str, Any], known: _Known, *, whole: bool) -> list[Change]:
    try:
        return [SPOILED_CHANGE] if diff is ILLEGIBLE else _changes(entry, diff, known, whole=whole)
    except SPOILED:  # a date that is no date, a value of another type
        return [SPOILED_CHANGE]


def _changes(entry: AuditEntry, diff: dict[str, Any], known: _Known, *, whole: bool) -> list[Change]:
    rows = []
    in_a_line = {} if whole or known.only else _whole_rows(diff)
    for path in sorted({*diff["before"], *diff["after"]}, key=lambda path: ("." in path, path)):
        if in_a_line and (path.rpartition(".")[0] in in_a_line or _is_part_of_one(path)):
            continue
        if "." in path and not whole and _is_quiet(path):
            continue
        column = _column(entry.subject, path)
        if column is not None and "quiet" in column.info and not whole:
            continue
        if column is not None and (told_by := column.info.get("told_by")):  # a document: its own words say what changed in it
            rows += told_by(diff["before"].get(path), diff["after"].get(path))
            continue
        before, after = (_value(entry, side, path, diff, column, known) for side in ("before", "after"))
        if before != after:
            titles = known.titles if not known.only else {}  # of a row alone, the page says which
            rows.append((_label(path, column, titles), before, after))
    return rows + list(in_a_line.values())


def _whole_rows(diff: dict[str, Any]) -> dict[str, Change]:
    """Rows of many columns that came or went with their owner: each is told by its name, not column by column."""
    found = {}
    for owner in {path.rpartition(".")[0] for side in ("before", "after") for path in diff[side]} - {""}:
        named = _class_of(owner, "__told_whole__")
        sides = [
            "" if named is None else " ".join(str(diff[side].get(f"{owner}.{name}") or "") for name in named).strip()
            for side in ("before", "after")
        ]
        if any(sides) and not all(any(path.startswith(f"{owner}.") for path in diff[side]) for side in ("before", "after")):
            found[owner] = (_label(f"{owner}.{named[-1]}", _column(owner, named[-1]), {}), *sides)
    return dict(sorted(found.items(), key=lambda pair: pair[1][1:]))


def _is_part_of_one(path: str) -> bool:
    return bool(_class_of(path, "__part_of_a_whole__"))


def _class_of(path: str, name: str) -> Any:
    mapper = _mapper_of(path.split(":", maxsplit=1)[0]) if ":" in path else None
    return getattr(mapper.class_, name, None) if mapper is not None else None


def _label(path: str, column: Column[Any] | None, titles: dict[str, str]) -> str:
    name = str(column.info.get("label", path)) if column is not None else path
    if "." not in path:
        return name
    if (owner := _named_owner(path)) and owner in titles:
        return f"{titles[owner]}: {name[:1].lower()}{name[1:]}"
    kind = _mapper_of(path.split(":", maxsplit=1)[0])
    return f"{KINDS.get(kind.class_.subject_kind(), '')} {name}".strip() if kind else name


KINDS = {"unit_era": "Periodo:", "unit_succession": "Successione:"}


def _value(entry: AuditEntry, side: str, path: str, diff: dict[str, Any], column: Column[Any] | None, known: _Known) -> str:
    value = diff[side].get(path)
    if isinstance(value, dict):
        if "personal" in value:
            return known.clear.get((entry.id, f"{side}.{path}"), ERASED)
        return HIDDEN if "secret" in value else json.dumps(value, ensure_ascii=False)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if column is not None:
        if "subject" in column.info:
            return known.titles.get(str(value), GONE)
        if in_words := column.info.get("shown"):  # as the pages of the feature show it: a year, a fraction, a word of a methodology
            return str(in_words(known.rows.get(path.rpartition(".")[0] or entry.subject), value))
        if choices := column.info.get("choices"):
            return str(choices.get(value, value))
        if target := _target_kind(column):
            return known.titles.get(f"{target}:{value}", GONE)
        return _typed(value, column)
    return str(value)


def _typed(value: Any, column: Column[Any]) -> str:
    if isinstance(column.type, UtcMoment):
        return write_moment(datetime.fromisoformat(value))
    python_type = column.type.python_type
    if python_type is date:
        return write_date(date.fromisoformat(value))
    if python_type is Decimal:
        return write_number(Decimal(value), column.type.scale)  # type: ignore[attr-defined]  # of Numeric alone
    return write_number(value) if isinstance(value, int) else str(value)


# Titles of whatever the entries name


def thing(subject: str) -> Any:
    """The row that a subject names; None where it is gone, or is no row."""
    wanted: dict[str, set[int]] = defaultdict(set)
    _want(wanted, subject)
    return next(_named(wanted), None)


def _rows(entries: Sequence[AuditEntry], diffs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry, diff in zip(entries, diffs, strict=True):
        _want(wanted, entry.subject)
        _want(wanted, entry.actor)
        for one in (*_lenders(diff), *_subjects(diff, "named")):
            _want(wanted, one)
        for side in ("before", "after"):
            for path, value in diff[side].items():
                if owner := _named_owner(path):
                    _want(wanted, owner)
                column = _column(entry.subject, path)
                if column is not None and "subject" in column.info and isinstance(value, str):
                    _want(wanted, value)
                if column is not None and _is_id(value) and (target := _target_kind(column)):
                    wanted[target].add(value)
    return {row.subject: row for row in _named(wanted)}


def _want(wanted: dict[str, set[int]], name: str) -> None:
    kind, _, number = name.partition(":")
    if number.isdecimal() and _is_id(int(number)):
        wanted[kind].add(int(number))


def _is_id(value: object) -> bool:
    """One that a database could hold."""
    return isinstance(value, int) and 0 < value < 2**63


def _named(wanted: Mapping[str, Collection[int]]) -> Iterator[Any]:
    """The rows of all kinds in one query (and one more for each further dozen of kinds, which no page names)."""
    kinds = [(kind, mapper.class_) for kind in sorted(wanted) if (mapper := _mapper_of(kind)) and hasattr(mapper.class_, "title")]
    for some in batched(kinds, A_DOZEN):
        which = union_all(*(select(literal(kind).label("kind"), thing.id).where(thing.id.in_(wanted[kind])) for kind, thing in some))
        asked = which.subquery()
        statement = select(*(thing for _kind, thing in some)).select_from(asked)
        for kind, thing in some:
            statement = statement.outerjoin(thing, and_(asked.c.kind == kind, thing.id == asked.c.id)).options(*thing.title_loading())
        for row in db.session.execute(statement).unique():
            yield from (thing for thing in row if thing is not None)


def _clear_values(numbers: Sequence[int]) -> dict[tuple[int, str], str]:
    statement = select(PersonalValue.entry_id, PersonalValue.path, PersonalValue.value).where(PersonalValue.entry_id.in_(numbers))
    return {(row.entry_id, row.path): _clear(row.value) for row in db.session.execute(statement)}


def _clear(value: str) -> str:
    try:
        return str(json.loads(value))
    except SPOILED:
        return SPOILED_CHANGE[2]


def _named_owner(path: str) -> str:
    """`score_answer:7` of `score_answer:7.answer`, where changes of such rows bear the row's title."""
    owner = path.rpartition(".")[0]
    mapper = _mapper_of(owner.split(":", maxsplit=1)[0]) if owner else None
    return owner if mapper is not None and getattr(mapper.class_, "__names_its_changes__", False) else ""


def _is_quiet(path: str) -> bool:
    mapper = _mapper_of(path.split(":", maxsplit=1)[0])
    return mapper is not None and getattr(mapper.class_, "__quiet__", False)


_MAPPERS: dict[str, Any] = {}
"""By the name that the trail gives to rows: asked for every value of every entry on a page."""


def _mapper_of(kind: str) -> Any:
    if kind not in _MAPPERS:
        _MAPPERS.update({mapper.class_.subject_kind(): mapper for mapper in Base.registry.mappers})
    return _MAPPERS.get(kind)


def _column(subject: str, path: str) -> Column[Any] | None:
    """`name` on the subject itself, `unit_era:5.name` on a row that changed along."""
    owner, _, key = path.rpartition(".")
    return _column_of((owner or subject).split(":")[0], key)


@cache
def _column_of(kind: str, key: str) -> Column[Any] | None:
    """Also one that the rows no longer have (`__once_named__`): entries of those days go on naming it."""
    mapper = _mapper_of(kind)
    if mapper is None:
        return None
    found: Column[Any] | None = mapper.columns.get(key)
    return found if found is not None else getattr(mapper.class_, "__once_named__", {}).get(key)


@cache
def _target_kind(column: Column[Any]) -> str | None:
    for key in column.foreign_keys:
        target = key.column.table
        return next((m.class_.subject_kind() for m in Base.registry.mappers if m.local_table is target), None)
    return None
