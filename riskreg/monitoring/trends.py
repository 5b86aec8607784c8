"""Implementation over the semesters: as closed sessions kept it, as open ones stand; in the whole or by class, family, area, whoever signs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import undefer

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.figures import COUNTED, UNMONITORED, Facet, SessionFigures, Tally
from riskreg.monitoring import figures, places
from riskreg.monitoring.hands import Reach
from riskreg.monitoring.models import Session
from riskreg.monitoring.places import Places

MOST = 8
"""Semesters, the last ones: four years."""

FACETS: Mapping[str, Facet] = {
    "classe": Facet.CLASS, "famiglia": Facet.FAMILY, "area": Facet.AREA, "unita": Facet.UNIT, "tipo": Facet.KIND,
}  # fmt: skip
"""By their word in an address."""

WHOLE = Tally("Tutte le misure")


class Point(NamedTuple):
    """A session with its figures; `rows`: the filter of its list of checks behind each code of each facet."""

    one: Session
    figures: SessionFigures
    places: Places

    @property
    def label(self) -> str:
        return self.one.semester.label

    @property
    def is_provisional(self) -> bool:
        return not self.one.is_closed

    def tally(self, facet: Facet | None, code: str) -> Tally | None:
        """In the whole, where no facet is named; None where there was nothing of it."""
        if facet is None:
            return self.figures.whole
        return dict(self.figures.by_facet[facet]).get(code)

    def filter(self, facet: Facet | None, code: str) -> Mapping[str, str]:
        """What the list of checks is asked for, to show those that are counted."""
        if facet is None:
            return {}
        if facet is Facet.AREA:
            known = next((each.area_id for each in self.places.checks.values() if each.area_code == code), None)
            return {"area": str(known)} if known is not None else {}
        if facet is Facet.UNIT:
            return {"responsabile": next((each.signer for each in self.places.checks.values() if each.code == code), "")}
        return {{Facet.CLASS: "classe", Facet.FAMILY: "famiglia", Facet.KIND: "tipo"}[facet]: code}


def of_outcome(outcome: str) -> Mapping[str, str]:
    """The filter of those that are counted under an outcome."""
    return {"stato": "non_monitorate"} if outcome == UNMONITORED else {"stato": State.VALIDATED.value, "esito": outcome}


def points(at: datetime, reach: Reach | None = None) -> list[Point]:
    """The oldest first. One query for all that are closed, those of `places.now` for each that is open; for whoever reads only a part (`reach`), one
    more for each."""
    today = at.astimezone(ROME).date()
    statement = select(Session).where(Session.opens_on <= today).options(undefer(Session.outcome))
    found = db.session.scalars(statement.order_by(Session.year.desc(), Session.half.desc()).limit(MOST)).all()
    return [point(one, at, reach) for one in reversed(found)]


def point(one: Session, at: datetime, reach: Reach | None = None) -> Point:
    if reach is not None and reach.units is not None:
        here = places.read(one.outcome) if one.is_closed else places.now(one, at)
        return Point(one, figures.counted(one, here, reach), here)
    if one.is_closed:
        return Point(one, figures.read(one.outcome), places.read(one.outcome))
    where = places.now(one, at)
    return Point(one, figures.counted(one, where), where)


class Line(NamedTuple):
    """A class, an area, a unit over the semesters: its tally in each, or None."""

    code: str
    name: str
    tallies: Sequence[Tally | None]


def lines(found: Sequence[Point], facet: Facet | None) -> list[Line]:
    """Called as in the last semester in which there was something of it; classes and families in their order, the others by code."""
    if facet is None:
        return [Line("", WHOLE.name, [point.figures.whole for point in found])]
    names: dict[str, str] = {}
    for point in found:
        names |= {code: tally.name for code, tally in point.figures.by_facet[facet]}
    order = {code: place for place, code in enumerate(figures.ORDER.get(facet, ()))}
    codes = sorted(names, key=lambda code: (order.get(code, len(order)), names[code].lower()))
    return [Line(code, names[code], [point.tally(facet, code) for point in found]) for code in codes]


HEADS = ("Semestre", "Provvisorio", "Codice", "Voce", *COUNTED.values(), "Chieste", "Con prove", "Attuate %")


def cells(found: Sequence[Point], facet: Facet | None) -> list[list[object]]:
    """For a file: a row for each line and semester."""
    rows: list[list[object]] = []
    for line in lines(found, facet):
        for point, tally in zip(found, line.tallies, strict=True):
            if tally is not None:
                counts = [tally.of(outcome) for outcome in COUNTED]
                said = "sì" if point.is_provisional else "no"
                rows.append([point.one.semester.slug, said, line.code, line.name, *counts, tally.asked, tally.shown, tally.rate])
    return rows
