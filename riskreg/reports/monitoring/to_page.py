"""The report as a page of riskreg: the same parts as the documents, for its template."""

from collections.abc import Iterator
from typing import NamedTuple

from riskreg.reports.plan.story import Bars, Matrix, NewPage, Part, Told, numbered
from riskreg.reports.plan.to_html import picture_of
from riskreg.web.pictures import Picture


class Shown(NamedTuple):
    """A part, by the name of its kind; with its caption, and its picture where it is one."""

    kind: str
    part: Part
    caption: str
    picture: Picture | None


def shown(told: Told) -> Iterator[Shown]:
    for place, (part, caption) in enumerate(numbered(told.parts), start=1):
        if not isinstance(part, NewPage):
            picture = picture_of(part, f"figura-{place}") if isinstance(part, Bars | Matrix) else None
            yield Shown(type(part).__name__.lower(), part, caption, picture)
