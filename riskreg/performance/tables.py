"""Indicators as files, with target and result of a year."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from riskreg.domain.permissions import Permission, Person
from riskreg.performance.columns import COLUMNS
from riskreg.performance.operations import from_file
from riskreg.tables.kinds import Kind, register


def _rows(_by: Person, _on: date) -> Iterable[Mapping[str, Any]]:
    """Every year of every indicator whose target stands as it was approved or changed."""
    for one in from_file.known():
        for row in one.years:
            if not row.is_removed:
                yield from_file.shown(one, row.year)


def _of_the_address(asked: Mapping[str, str]) -> Mapping[str, str]:
    """The year from whose page the file is sent."""
    text = asked.get("anno", "")
    return {"Anno": text} if text.isdecimal() and len(text) == 4 else {}


INDICATORS = register(
    Kind(
        name="indicators", slug="indicatori", label="Indicatori di performance",
        lead="Obiettivi e indicatori con target e risultato di un anno: riconosciuti dalla chiave, o da parte del piano, area, obiettivo, codice e nome.",
        permission=Permission.PERFORMANCE_MANAGE, columns=COLUMNS, bring_in=from_file.bring_in, rows=_rows, home="performance.list",
        given=_of_the_address, home_permission=Permission.PERFORMANCE_READ,
    )
)  # fmt: skip
