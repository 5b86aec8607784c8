"""One process, or several, among many: offered area by area and looked for by code, name or area, on every page that chooses."""

from collections.abc import Collection, Iterable
from itertools import chain, islice
from typing import Any

from flask import request

from riskreg.domain.italian import join_words
from riskreg.domain.searching import LONGEST_QUESTION, entry_words, is_hit, question
from riskreg.register.open_work import open_work

FEW = 30
"""Processes among which one finds one's way without searching."""

SEARCH = "trova"
"""The button that only narrows what is offered: nothing is checked yet, and what was typed stays."""

ByArea = dict[str, list[tuple[str, str]]]


class Among:
    """What a form offers of these processes: those whose code, name or area begin with the words that were typed, and those that are
    chosen already; all of them, where no word was typed. Drawn by `register/_among.html`."""

    button = SEARCH

    def __init__(self, by_area: ByArea, chosen: Collection[str] = ()) -> None:
        self.words = request.values.get("parole", "").strip()[:LONGEST_QUESTION]
        self.choices = _called(by_area, self.words, chosen)
        self.many, self.shown = (sum(map(len, those.values())) for those in (by_area, self.choices))
        self.is_long = self.many > FEW
        self.has_chosen = any(value in chosen for those in self.choices.values() for value, _title in those)
        self.opens = bool(self.words) and self.shown <= FEW  # what was looked for is not to be looked for again under its headings

    @property
    def first(self) -> list[tuple[str, str]]:
        """Of what was found, as many as one reads."""
        return list(islice(chain.from_iterable(self.choices.values()), FEW))

    def called(self, value: str) -> str:
        """The title of one that is offered, empty where it is not."""
        return next((title for those in self.choices.values() for each, title in those if each == value), "")

    @property
    def is_searching(self) -> bool:
        return SEARCH in request.form


def _called(by_area: ByArea, words: str, chosen: Collection[str]) -> ByArea:
    asked = question(words)
    if not asked.words:
        return by_area
    found = {
        area: [(value, title) for value, title in those if value in chosen or is_hit(asked, entry_words("", title, area))]
        for area, those in by_area.items()
    }
    return {area: those for area, those in found.items() if those}


def by_area(processes: Iterable[Any], first: Any = None) -> ByArea:
    """Under the heading of their area, that of the process from whose page one comes before the others; without that process."""
    found: ByArea = {first.area.title: []} if first else {}
    for one in processes:
        if one is not first:
            found.setdefault(one.area.title, []).append((str(one.id), one.title))
    return {area: those for area, those in found.items() if those}


def with_open_work(offered: ByArea) -> ByArea:
    """Beside each, what somebody has begun about it."""
    begun = {
        key: [work.said for work in works] for key, works in open_work([int(key) for those in offered.values() for key, _ in those]).items()
    }
    said = {str(key): f" ({join_words(those)})" for key, those in begun.items() if those}
    return {area: [(key, title + said.get(key, "")) for key, title in those] for area, those in offered.items()}
