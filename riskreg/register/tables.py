"""The register as files: the workbook that goes out and comes back, and the plain lists that come in by what people call things."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from riskreg.domain.permissions import Permission, Person
from riskreg.register import columns
from riskreg.register.operations.from_file import book, lists
from riskreg.register.operations.from_file.answers import measure_values
from riskreg.register.operations.from_file.places import process_values
from riskreg.register.operations.from_file.sheets import event_values
from riskreg.register.queries.reading import Seen
from riskreg.register.queries.whole import SHOWN, Whole
from riskreg.tables.kinds import Kind, columns_of, register

Rows = Iterable[Mapping[str, Any]]

MOST_ROWS = 80_000
"""Of all sheets together: most rows of a workbook that comes back say what is there already, and nobody waits for those."""


def _processes(by: Person, on: date) -> Rows:
    return (process_values(one) for one in Seen(by, on).processes if one.retired_on is None)


def _events(by: Person, on: date) -> Rows:
    return (event_values(one) for one in Seen(by, on).events if one.retired_on is None and one.phase.retired_on is None)


def _measures(by: Person, on: date) -> Rows:
    """Without process and event: they would say one where there may be several, and as they are they stay."""
    for one in Seen(by, on).measures:
        if one.in_force_to is None:
            yield measure_values(one) | {"process": "", "event": ""}


def _no_rows(_by: Person, _on: date) -> Rows:
    return ()


REGISTER = register(
    Kind(
        name="register", slug="registro", label="Registro", lead="Il file di Excel del registro, esportato da qui e modificato: aree, processi, fasi, eventi e misure insieme.",
        permission=Permission.REGISTER_MANAGE, columns=columns_of(columns.SHEETS), bring_in=book.bring_in, rows=_no_rows, home="register.list",
        home_permission=Permission.REGISTER_READ, most_rows=MOST_ROWS, sheets=columns.SHEETS, out="register.workbook", look=Whole, looks_at=SHOWN,
    )
)  # fmt: skip
PROCESSES = register(
    Kind(
        name="processes", slug="processi", label="Processi", lead="Un elenco di processi con i nomi di colonna che vuoi: riconosciuti dal codice.",
        permission=Permission.REGISTER_MANAGE, columns=columns.LISTED_PROCESS, bring_in=lists.processes, rows=_processes, home="register.list",
        home_permission=Permission.REGISTER_READ,
    )
)  # fmt: skip
EVENTS = register(
    Kind(
        name="events", slug="eventi", label="Eventi rischiosi", lead="Un elenco di eventi con il processo e la fase: le fasi che mancano vengono aggiunte.",
        permission=Permission.REGISTER_MANAGE, columns=columns.LISTED_EVENT, bring_in=lists.events, rows=_events, home="register.events",
        home_permission=Permission.REGISTER_READ,
    )
)  # fmt: skip
MEASURES = register(
    Kind(
        name="measures", slug="misure", label="Misure", lead="Un elenco di misure specifiche: i responsabili che non si riconoscono restano «da collegare».",
        permission=Permission.REGISTER_MANAGE, columns=columns.LISTED_MEASURE, bring_in=lists.measures, rows=_measures, home="measures.list",
        home_permission=Permission.REGISTER_READ,
    )
)  # fmt: skip

__all__ = ["EVENTS", "MEASURES", "PROCESSES", "REGISTER"]
