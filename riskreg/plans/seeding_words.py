"""The demo's strategic objectives and texts: what each year adds to what the edition before had, written as people write it."""

from collections.abc import Iterable
from datetime import datetime

from riskreg.core import seeds
from riskreg.domain.codes import fold_code
from riskreg.domain.narrative import Place
from riskreg.domain.permissions import Person
from riskreg.domain.register import MeasureKind
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionObjective, ObjectiveMeasure
from riskreg.plans.operations import objectives, sections
from riskreg.plans.operations.objectives import ObjectiveText
from riskreg.plans.operations.sections import SectionText
from riskreg.plans.queries import objectives as objectives_of
from riskreg.plans.queries import sections as sections_of
from riskreg.register import queries as register

Row = dict[str, str]


def write(one: Edition, *, by: Person, at: datetime) -> None:
    for row in seeds.rows("demo/objectives.csv"):
        if int(row["first_year"]) == one.first_year:
            _objective(one, row, by=by, at=at)
    for row in seeds.rows("demo/sections.csv"):
        if int(row["first_year"]) == one.first_year:
            _section(one, row, by=by, at=at)


def _objective(one: Edition, row: Row, *, by: Person, at: datetime) -> None:
    """What a row leaves empty stays as the edition before had it; the measures are those that it adds."""
    there = objectives_of.codes(one).get(fold_code(row["code"]))
    text = ObjectiveText(
        name=row["name"] or (there.name if there else ""), code=row["code"], description=row["description"] or (there.description if there else ""),
        source=row["source"] or (there.source if there else ""),
    )  # fmt: skip
    found = objectives.change(there, text, by=by, at=at) if there else objectives.add(one, text, by=by, at=at)
    _link(one, found, row, by=by, at=at)


def _link(one: Edition, found: EditionObjective, row: Row, *, by: Person, at: datetime) -> None:
    """General ones by the code of the line, specific ones by their own."""
    listed = {line.code: line.measure_id for line in queries.lines(one)}
    general, specific = (objectives_of.links_to(found, kind) for kind in (MeasureKind.GENERAL, MeasureKind.SPECIFIC))
    objectives.link(found, [*_numbers(general), *(listed[code] for code in row["measures"].split())], by=by, at=at)
    adds = [_specific(code) for code in row["specific"].split()]
    if adds:
        objectives.link_specific(found, [*_numbers(specific), *adds], by=by, at=at)


def _numbers(links: Iterable[ObjectiveMeasure]) -> list[int]:
    return [link.measure_id for link in links]


def _specific(code: str) -> int:
    found = register.measure_by_code(code)
    if found is None:
        raise LookupError(f"the demo's objectives name a measure that is not there: {code}")
    return found.id


def _section(one: Edition, row: Row, *, by: Person, at: datetime) -> None:
    """One of the same heading is written anew."""
    text = SectionText(row["heading"], seeds.content(f"demo/sections/{row['file']}.txt").decode(), Place(row["place"]))
    there = next((each for each in sections_of.sections(one) if each.heading == row["heading"]), None)
    if there is None:
        sections.add(one, text, by=by, at=at)
    else:
        sections.change(there, text, by=by, at=at)
