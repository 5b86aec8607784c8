"""Where the rules about units look things up: the database, a question at a time, or a picture of all of it at once."""

from collections.abc import Iterable
from typing import Protocol

from riskreg.domain.codes import fold_code
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Scope
from riskreg.people.models import OrgUnit


class Chart(Protocol):
    """What the rules ask. `riskreg.people.queries` answers it too."""

    def unit(self, unit_id: int) -> OrgUnit: ...

    def unit_by_code(self, code: str) -> OrgUnit | None: ...

    def root_unit(self) -> OrgUnit | None: ...

    def lineage(self, unit_id: int | None) -> frozenset[int]: ...

    def last_position(self) -> int: ...


class Picture:
    """Every unit in memory, for whoever asks of thousands of them. It follows what happens to its units; units that are
    born are told to it."""

    def __init__(self, units: Iterable[OrgUnit]) -> None:
        self._units: dict[int, OrgUnit] = {}
        self._codes: dict[str, OrgUnit] = {}
        self._root: OrgUnit | None = None
        self._last_position = 0
        for unit in units:
            self.add(unit)

    def add(self, unit: OrgUnit) -> None:
        self._units[unit.id] = unit
        self.announce(unit)

    def announce(self, unit: OrgUnit) -> None:
        """Born, and not numbered yet: its code and its place are taken all the same."""
        self._codes[code_key(unit.code)] = unit
        self._last_position = max(self._last_position, unit.position)
        if unit.parent_id is None and self._root is None:
            self._root = unit

    def unit(self, unit_id: int) -> OrgUnit:
        try:
            return self._units[unit_id]
        except KeyError:
            raise Missing from None

    def unit_by_code(self, code: str) -> OrgUnit | None:
        return self._codes.get(code_key(code))

    def root_unit(self) -> OrgUnit | None:
        return self._root

    def lineage(self, unit_id: int | None) -> frozenset[int]:
        seen: set[int] = set()
        here = unit_id
        while here is not None and here not in seen:
            seen.add(here)
            found = self._units.get(here)
            here = found.parent_id if found else None
        return frozenset(seen)

    def last_position(self) -> int:
        return self._last_position

    def scope_of(self, unit_id: int) -> Scope:
        return Scope(lineage=self.lineage(unit_id))


def code_key(code: str) -> str:
    """Two codes with one key are one code, as `queries.unit_by_code` says."""
    return fold_code(code)
