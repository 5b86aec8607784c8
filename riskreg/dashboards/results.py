"""/cerca: what somebody finds, as the page shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy import ColumnElement

from riskreg.domain import prose, searching
from riskreg.domain.italian import plural, write_number
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.searching import Piece
from riskreg.people.queries import choices, reach
from riskreg.search import kinds, queries
from riskreg.search.kinds import Kind
from riskreg.search.queries import Hit

TEXT, KIND, PAGE = "testo", "tipo", "pagina"
FIRST = 5
"""Of each kind, where several are shown."""

PAGE_SIZE = 25


class ShownHit(NamedTuple):
    """One thing that was found, with the words marked that were looked for."""

    url: str
    code: Sequence[Piece]
    title: Sequence[Piece]
    unit: str
    snippet: Sequence[Piece]
    past: str = ""
    """What it is no longer, in a word."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind. `total` is what can be shown; where there are too many, there are more."""

    kind: Kind
    total: int
    url: str
    is_too_many: bool
    hits: Sequence[ShownHit] = ()

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def counted(self) -> str:
        return f"oltre {write_number(self.total)}" if self.is_too_many else write_number(self.total)


@dataclass(frozen=True)
class Found:
    """What the page says. `chosen`: the one kind that is shown, page by page; none of them: the first few of each."""

    typed: str
    asked: searching.Question
    groups: Sequence[Group]
    chosen: Group | None
    number: int
    all_url: str

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def said(self) -> str:
        said = plural(self.total, "risultato", "risultati", "Nessun risultato")
        return f"Più di {said}" if any(group.is_too_many for group in self.groups) else said

    # For the pager

    @property
    def pages(self) -> int:
        return -(-self.chosen.total // PAGE_SIZE) if self.chosen else 1

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return min(self.number * PAGE_SIZE, self.chosen.total) if self.chosen else 0

    def page_url(self, number: int) -> str:
        return _url(self.typed, self.chosen.kind.name if self.chosen else "", number)


def found(person: Person, args: Mapping[str, str], on: date) -> Found:
    typed = args.get(TEXT, "").replace("\0", "").strip()[: searching.LONGEST_QUESTION]
    asked, seen = searching.question(typed), _seen_by(person, on)
    counts = queries.counts(asked, seen)
    groups = [
        Group(kind, min(counts[kind.name], queries.TOO_MANY), _url(typed, kind.name), counts[kind.name] > queries.TOO_MANY)
        for kind in kinds.all_kinds()
        if kind.name in counts
    ]
    chosen = next((group for group in groups if group.kind.name == args.get(KIND)), None)
    page = Found(typed, asked, groups, chosen, 1, _url(typed))
    past = {kind.name: kind.past(on) for kind in kinds.all_kinds() if kind.past is not None}
    if chosen is None:
        first = queries.first_hits(asked, seen, counts, each=FIRST, past=past)
        units = _units(hit for some in first.values() for hit in some)
        return replace(page, groups=[_with(group, first[group.kind.name], asked, units) for group in groups])
    page = replace(page, number=min(max(1, _whole(args.get(PAGE, "1"))), page.pages))
    offset = (page.number - 1) * PAGE_SIZE
    hits = queries.hits(asked, seen, chosen.kind.name, of=counts[chosen.kind.name], limit=PAGE_SIZE, offset=offset, past=past)
    return replace(page, chosen=_with(chosen, hits, asked, _units(hits)))


def _seen_by(person: Person, on: date) -> queries.Reach:
    """Of each kind that this person may see: of which units."""
    seen = [kind for kind in kinds.all_kinds() if may(person, kind.permission)]
    within: dict[Permission, frozenset[int] | None] = {
        permission: reach.units_within(person, permission, on) for permission in {kind.permission for kind in seen if kind.of_units}
    }
    reached: dict[str, frozenset[int] | ColumnElement[bool] | None] = {}
    for kind in seen:
        units = within[kind.permission] if kind.of_units else None
        reached[kind.name] = kind.within(units) if kind.within is not None and units is not None else units
    return reached


def _units(hits: Iterable[Hit]) -> Mapping[int, str]:
    return choices.unit_labels({hit.unit_id for hit in hits if hit.unit_id is not None})


def _with(group: Group, hits: Sequence[Hit], asked: searching.Question, units: Mapping[int, str]) -> Group:
    return replace(group, hits=[_shown(group.kind, hit, asked.words, units) for hit in hits])


def _shown(kind: Kind, hit: Hit, words: Sequence[str], units: Mapping[int, str]) -> ShownHit:
    return ShownHit(
        url=url_for(kind.endpoint, _anchor=kind.place_on_page(hit.subject), **{kind.argument: hit.page_id}),  # type: ignore[arg-type]
        code=searching.pieces(hit.code, words),
        title=searching.pieces(hit.title, words),
        unit=units.get(hit.unit_id or 0, ""),
        snippet=searching.snippet(prose.in_line(hit.text), words),
        past=kind.past_word if hit.is_past else "",
    )


def _url(typed: str, kind: str = "", number: int = 1) -> str:
    told = {TEXT: typed, KIND: kind, PAGE: str(number) if number > 1 else ""}
    return f"{url_for('dashboards.search')}?{urlencode({name: value for name, value in told.items() if value})}"


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 1
