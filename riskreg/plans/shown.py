"""The figures of an edition as its page shows them: each number with the filters that leave exactly its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from riskreg.domain.italian import write_number
from riskreg.domain.plans import PlanFigures, Rate
from riskreg.domain.register import GENERAL_CLASSES
from riskreg.plans.listings import BY, IN_PLAN, NEW, STAYS

GENERAL = {"tipo": "general", "scelta": IN_PLAN}
SPECIFIC = {"tipo": "specific", "scelta": IN_PLAN}


class Number(NamedTuple):
    """A count of rows, and the filters of the edition's page that show them; None where they are not the edition's yet."""

    value: int
    label: str
    filters: Mapping[str, str] | None


def _number(value: int, one: str, many: str, filters: Mapping[str, str] | None) -> Number:
    return Number(value, one if value == 1 else many, filters)


class Ratio(NamedTuple):
    """A fraction with the rows above and below it, in words."""

    name: str
    value: str
    top: Number
    bottom: Number
    note: str = ""


@dataclass(frozen=True)
class Shown:
    numbers: Sequence[Number]
    indices: Sequence[Ratio]
    rates: Sequence[Ratio] = field(default_factory=tuple)


def shown(found: PlanFigures, on: date, *, is_draft: bool = False) -> Shown:
    """A draft lists no specific measures: it takes those of the register on the day of the proposal."""
    year = found.year
    specific = (
        _number(found.specific, "misura specifica nel registro", "misure specifiche nel registro", None)
        if is_draft
        else _number(found.specific, "misura specifica", "misure specifiche", SPECIFIC)
    )
    consolidated = _number(found.consolidated, "misura generale consolidata", "misure generali consolidate", GENERAL | {"novita": STAYS})
    new = GENERAL | {"novita": NEW}
    numbers = [
        _number(found.general, "misura generale", "misure generali", GENERAL),
        consolidated,
        _number(found.new, "misura generale nuova", "misure generali nuove", new),
        *(
            _number(count, f"nuova da attuare nel {each}", f"nuove da attuare nel {each}", new | {"scadenza": str(each)})
            for each, count in found.new_by_year.items()
        ),
        specific,
    ]
    due = _number(
        found.new_by_year.get(year, 0), f"nuova con scadenza nel {year}", f"nuove con scadenza nel {year}", new | {"scadenza": str(year)}
    )
    done = _number(found.activated, f"nuova attivata nel {year}", f"nuove attivate nel {year}", new | {"attivata": str(year)})
    indices = [Ratio("Indice di aggiornamento previsto", _index(found.update_index_planned), due, consolidated, _why_not(found))]
    rates: list[Ratio] = []
    if year <= on.year:  # before its first year nothing can have been done yet
        so_far = f"Provvisorio: il {year} finisce il 31/12." if year == on.year else ""
        indices.append(
            Ratio("Indice di aggiornamento conseguito", _index(found.update_index), done, consolidated, so_far or _why_not(found))
        )
        rates = _rates(found, is_draft=is_draft)
    return Shown([one for one in numbers if one.value or one.filters == GENERAL], indices, rates)


def _why_not(found: PlanFigures) -> str:
    return "" if found.consolidated else "Senza misure consolidate non si può calcolare."


def _rates(found: PlanFigures, *, is_draft: bool) -> list[Ratio]:
    """How much of what was due in the year was done in it."""
    year = found.year
    due = GENERAL | {"novita": NEW, "scadenza": str(year)}
    in_the_year = f"con scadenza nel {year}"
    every = [
        ("Misure generali", found.general_rate, in_the_year, due),
        *((GENERAL_CLASSES[name], rate, in_the_year, due | {"classe": name}) for name, rate in found.by_class.items()),
        (
            "Misure specifiche",
            Rate(0, 0) if is_draft else found.specific_rate,
            f"da applicare nel {year}",
            SPECIFIC | {"programmata": str(year)},
        ),
    ]
    return [_rate(name, rate, planned, filters, year) for name, rate, planned, filters in every if rate.planned]


def _rate(name: str, rate: Rate, planned: str, filters: Mapping[str, str], year: int) -> Ratio:
    percent = "" if rate.percent is None else f"{write_number(rate.percent, 2)} %"
    done = _number(rate.done, "attivata entro l'anno", "attivate entro l'anno", {**filters, "attivata": f"{BY}{year}"})
    return Ratio(name, percent, done, _number(rate.planned, planned, planned, filters))


def _index(value: Decimal | None) -> str:
    return "—" if value is None else write_number(value, 2)
