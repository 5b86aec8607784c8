"""Implementation over the semesters: as closed sessions kept it, as open ones stand; in the whole or by class, family, area, whoever signs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.figures import COUNTED, UNMONITORED, Facet, SessionFigures, Tally
from riskreg.domain.monitoring.summary import validated_only
from riskreg.monitoring import figures, places
from riskreg.monitoring.hands import Reach
from riskreg.monitoring.models import Session
from riskreg.monitoring.places import Places, Where
from riskreg.monitoring.shelf import Shelf

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

    def spoken(self, tally: Tally) -> Tally:
        """What may be compared: while it is open, only what is validated, since what nobody could answer yet is no outcome."""
        return validated_only(tally) if self.is_provisional else tally

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
            return {"responsabile": code}
        return {{Facet.CLASS: "classe", Facet.FAMILY: "famiglia", Facet.KIND: "tipo"}[facet]: code}

    @property
    def codes_of_signers(self) -> Mapping[str, str]:
        """As units and offices are called in files."""
        return {each.signer: each.code for each in self.places.checks.values()}


def of_outcome(outcome: str) -> Mapping[str, str]:
    """The filter of those that are counted under an outcome."""
    return {"stato": "non_monitorate"} if outcome == UNMONITORED else {"stato": State.VALIDATED.value, "esito": outcome}


def points(at: datetime, reach: Reach | None = None) -> list[Point]:
    """The oldest first. Two queries at most for all that are closed, those of `places.now` for each that is open; for whoever reads only a part
    (`reach`), one more for each."""
    today = at.astimezone(ROME).date()
    statement = select(Session).where(Session.opens_on <= today)
    found = db.session.scalars(statement.order_by(Session.year.desc(), Session.half.desc()).limit(MOST)).all()
    if _is_part(reach):
        return [point(one, at, reach) for one in reversed(found)]
    kept = _SHELF.of([one for one in found if one.is_closed])
    return [Point(one, *kept[one.id]) if one.id in kept else _counted(one, at) for one in reversed(found)]


def point(one: Session, at: datetime, reach: Reach | None = None) -> Point:
    if _is_part(reach):
        here = places.kept(one) if one.is_closed else places.now(one, at)
        return Point(one, figures.counted(one, here, reach), here)
    return Point(one, *_SHELF.one(one)) if one.is_closed else _counted(one, at)


def _is_part(reach: Reach | None) -> bool:
    return reach is not None and reach.units is not None


def _counted(one: Session, at: datetime) -> Point:
    where = places.now(one, at)
    return Point(one, figures.counted(one, where), where)


def _read(outcome: str) -> tuple[SessionFigures, Places]:
    """Of the places only one for each area and for each that signs: eight semesters stand in hand at once."""
    first: dict[tuple[Facet, str], Where] = {}
    for each in places.read(outcome).checks.values():
        first.setdefault((Facet.AREA, each.area_code), each)
        first.setdefault((Facet.UNIT, each.signer), each)
    return figures.read(outcome), Places({each.check_id: each for each in first.values()})


_SHELF = Shelf(_read, most=64)


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


HEADS = ("Semestre", "Provvisorio", "Codice", "Voce", *COUNTED.values(), "Non ancora validate", "Chieste", "Con prove", "Attuate %")


def cells(found: Sequence[Point], facet: Facet | None) -> list[list[object]]:
    """For a file: a row for each line and semester."""
    rows: list[list[object]] = []
    codes: dict[str, str] = {}
    for point in found if facet is Facet.UNIT else ():
        codes |= point.codes_of_signers
    for line in lines(found, facet):
        for point, tally in zip(found, line.tallies, strict=True):
            if tally is not None:
                spoken = point.spoken(tally)
                counts = [*(spoken.of(outcome) for outcome in COUNTED), tally.asked - spoken.asked]
                said = "sì" if point.is_provisional else "no"
                rows.append(
                    [
                        point.one.semester.slug,
                        said,
                        codes.get(line.code, line.code),
                        line.name,
                        *counts,
                        tally.asked,
                        tally.shown,
                        spoken.rate,
                    ]
                )
    return rows
