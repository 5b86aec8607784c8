"""The general measures of editions as files."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from riskreg.domain.italian import Unreadable
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.plans import edition_name, read_edition
from riskreg.domain.register import MeasureKind
from riskreg.plans import queries
from riskreg.plans.columns import COLUMNS
from riskreg.plans.operations import from_file
from riskreg.tables.kinds import Kind, register


def _rows(_by: Person, _on: date) -> Iterable[Mapping[str, Any]]:
    """What the open drafts list."""
    for one in queries.editions():
        if one.is_draft:
            for line in queries.lines(one):
                if line.kind == MeasureKind.GENERAL:
                    yield {
                        "edition": one.first_year, "code": line.code, "measure_class": line.measure_class, "name": line.name, "indicator": line.indicator,
                        "target": line.target, "timing": line.timing, "due_on": line.due_on, "period": line.period, "occasion": line.occasion,
                        "owners": tuple(owner.title for owner in line.owners), "novelty": "new" if line.is_new else "consolidated",
                        "is_mandatory": line.is_mandatory,
                    }  # fmt: skip


def _of_the_address(asked: Mapping[str, str]) -> Mapping[str, str]:
    """The edition from whose page the file is sent."""
    try:
        return {"Edizione": edition_name(read_edition(asked.get("edizione", "")))}
    except Unreadable:
        return {}


PLAN_MEASURES = register(
    Kind(
        name="plan_measures", slug="misure-del-piano", label="Misure generali del piano",
        lead="Le misure generali di un'edizione: riconosciute da edizione e codice; un'edizione che manca viene aperta in bozza.",
        permission=Permission.PLAN_EDIT, columns=COLUMNS, bring_in=from_file.bring_in, rows=_rows, home="plans.list", given=_of_the_address,
        home_permission=Permission.PLAN_DRAFT_READ,
    )
)  # fmt: skip

__all__ = ["PLAN_MEASURES"]
