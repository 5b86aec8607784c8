"""Units that come in from a file: opened, renamed, moved, changed, by the rules of `operations.units`.

A file says how the chart should look; the acts that lead there are found by comparing. Units come before those under
them, whatever the order of the rows: first those that are born, storey by storey, then names, then places from the top
of the new chart downwards, so that no unit is ever asked to stand under one that still stands under it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import ANYWHERE, Permission, insist
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import findable, queries
from riskreg.people.charts import Picture, code_key
from riskreg.people.models import OrgUnit
from riskreg.people.operations.units import NewUnit, born, moved, renamed, rewritten
from riskreg.tables.verdicts import Row, Verdict, Verdicts

COLUMNS = {"parent_id": "parent_code"}
"""Where the rules speak of a field that the file calls otherwise."""

UNKNOWN = "Nessuna unità ha il codice «{}», né tra quelle che ci sono né in questo file."


def bring_in(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    if not desk.on_paper:
        one_at_a_time(ORGANISATION_QUEUE)
    return _Units(rows, desk).judged()


class _Units:
    def __init__(self, rows: Sequence[Row], desk: Gathering) -> None:
        self.desk = desk
        self.chart = Picture(queries.units_with_eras())
        self.verdicts = Verdicts(rows, self._title)
        self.numbers = {_key(row): row.number for row in reversed(rows)}
        self.known: dict[int, OrgUnit] = {}
        self.depths: dict[int, int] = {}

    def judged(self) -> list[Verdict]:
        self.verdicts.refuse_repeated(_key, "Questo codice", "code")
        self._recognise()
        self.depths = self._storeys()
        for storey in self._births():
            self._open(storey)
        self._rename()
        self._move()
        self._rewrite()
        findable.index_units(*self.desk.written(OrgUnit))
        return self.verdicts.all()

    def _title(self, row: Row) -> str:
        unit = self.known.get(row.number)
        name = row.texts.get("name") or (unit.name if unit else "")
        return f"{row.texts.get('code', '')} {name}".strip()

    def _recognise(self) -> None:
        for row in self.verdicts.left():
            unit = self.chart.unit_by_code(row.values["code"])
            if unit is None:
                continue
            self.known[row.number] = unit
            self.verdicts.judged_on(row, f"{unit.subject}@{unit.version}")
            if row.given("kind", unit.kind) != unit.kind:
                sentence = f"{unit.name} è «{unit.kind_label}», e il tipo non cambia: se è diventata altro, chiudila e istituisci la nuova."
                self.verdicts.refuse(row, sentence, "kind")

    # Where each unit will stand

    def _storeys(self) -> dict[int, int]:
        """How far from the top each row's unit will stand; rows that would hold each other up are refused."""
        rows = {_key(row): row for row in self.verdicts.left()}
        depths: dict[str, int] = {}
        for start in rows:
            path: dict[str, int] = {}
            here: str | None = start
            while here is not None and here not in depths and here not in path:
                path[here] = len(path)
                here = self._parent_key(here, rows)
            if here is not None and here in path:
                self._refuse_ring([rows[key] for key in list(path)[path[here] :] if key in rows])
            above = depths.get(here, 0) if here is not None else 0
            for steps, key in enumerate(reversed(path), start=1):
                depths[key] = above + steps
        return {row.number: depths[key] for key, row in rows.items()}

    def _parent_key(self, key: str, rows: dict[str, Row]) -> str | None:
        row = rows.get(key)
        if row is not None and "parent_code" in row.values:
            return code_key(row.values["parent_code"]) or None
        unit = self.chart.unit_by_code(key)
        if unit is None or unit.parent_id is None:
            return None
        return code_key(self.chart.unit(unit.parent_id).code)

    def _refuse_ring(self, ring: list[Row]) -> None:
        codes = ", ".join(row.texts["code"] for row in ring)
        for row in ring:
            self.verdicts.refuse(
                row, f"Le strutture superiori girano in tondo ({codes}): una di loro deve stare sotto un'altra unità.", "parent_code"
            )

    def _parent(self, row: Row) -> OrgUnit | None:
        code = row.values["parent_code"]
        if not code:
            return None
        found = self.chart.unit_by_code(code)
        if found is None and (number := self.numbers.get(code_key(code))) is not None:
            raise RuleBroken(f"La struttura superiore è alla riga {number}, che è rifiutata.", "parent_id")
        if found is None:
            raise RuleBroken(UNKNOWN.format(code), "parent_id")
        return found

    # Acts

    def _births(self) -> Iterator[list[Row]]:
        storeys = defaultdict(list)
        for row in self.verdicts.left():
            if row.number not in self.known:
                storeys[self.depths[row.number]].append(row)
        for depth in sorted(storeys):
            yield storeys[depth]

    def _open(self, storey: list[Row]) -> None:
        made = [self.verdicts.try_to(row, self._born, row, columns=COLUMNS) for row in storey]
        self.desk.close()
        for unit in made:
            if unit is not None:
                self.chart.add(unit)

    def _born(self, row: Row) -> OrgUnit:
        parent = self._parent(row) if "parent_code" in row.values else None
        insist(self.desk.by, Permission.UNIT_MANAGE, self.chart.scope_of(parent.id) if parent else ANYWHERE)
        if row.values.get("kind") is None:
            raise RuleBroken("Scegli il tipo di unità.", "kind")
        new = NewUnit(
            code=row.values["code"], name=row.values.get("name", ""), kind=UnitKind(row.values["kind"]),
            parent_id=parent.id if parent else None, is_staff=row.given("is_staff", False), position=row.values.get("position"),
        )  # fmt: skip
        on, act = _act(row)
        unit = born(new, on, act, self.chart)
        self.chart.announce(unit)
        self.desk.record(Tag.UNIT_OPENED, unit, along=unit.eras)
        self.verdicts.creates(row)
        return unit

    def _those_known(self) -> Iterator[tuple[Row, OrgUnit]]:
        for row in sorted(self.verdicts.left(), key=lambda row: self.depths[row.number]):
            if row.number in self.known:
                yield row, self.known[row.number]

    def _rename(self) -> None:
        for row, unit in self._those_known():
            if row.values.get("name", unit.name) != unit.name:
                self.verdicts.try_to(row, self._renamed, row, unit, columns=COLUMNS)
        self.desk.close()

    def _renamed(self, row: Row, unit: OrgUnit) -> None:
        insist(self.desk.by, Permission.UNIT_MANAGE, self.chart.scope_of(unit.id))
        before, (on, act) = unit.name, _act(row)
        eras = renamed(unit, row.values["name"], on=on, act=act, at=self.desk.at)
        self.desk.record(Tag.UNIT_RENAMED, unit, why=act, along=eras)
        self._say(row, "name", before, unit.name)

    def _move(self) -> None:
        for row, unit in self._those_known():
            if "parent_code" in row.values:
                self.verdicts.try_to(row, self._moved, row, unit, columns=COLUMNS)
        self.desk.close()

    def _moved(self, row: Row, unit: OrgUnit) -> None:
        parent = self._parent(row)
        if unit.parent_id == (parent.id if parent else None):
            return
        insist(self.desk.by, Permission.UNIT_MANAGE, self.chart.scope_of(unit.id))
        insist(self.desk.by, Permission.UNIT_MANAGE, self.chart.scope_of(parent.id) if parent else ANYWHERE)
        before = self.chart.unit(unit.parent_id).code if unit.parent_id else ""
        on, act = _act(row)
        eras = moved(unit, parent.id if parent else None, on=on, act=act, at=self.desk.at, chart=self.chart)
        self.desk.record(Tag.UNIT_MOVED, unit, why=act, along=eras)
        self._say(row, "parent_code", before, parent.code if parent else "")

    def _say(self, row: Row, name: str, before: Any, after: Any) -> None:
        """What an act changes, with its day and the act itself."""
        self.verdicts.changes(row, name, before, after)
        for each in ("on", "act"):
            self.verdicts.changes(row, each, None, row.values[each])

    def _rewrite(self) -> None:
        for row, unit in self._those_known():
            staff, position = row.given("is_staff", unit.is_staff), row.given("position", unit.position)
            if (staff, position) != (unit.is_staff, unit.position):
                self.verdicts.try_to(row, self._rewritten, row, unit, columns=COLUMNS)
        self.desk.close()

    def _rewritten(self, row: Row, unit: OrgUnit) -> None:
        insist(self.desk.by, Permission.UNIT_MANAGE, self.chart.scope_of(unit.id))
        before = {"is_staff": unit.is_staff, "position": unit.position}
        after = {name: row.given(name, stood) for name, stood in before.items()}
        rewritten(unit, code=unit.code, is_staff=after["is_staff"], position=after["position"], chart=self.chart)
        self.desk.record(Tag.UNIT_CHANGED, unit)
        for name, stood in before.items():
            if after[name] != stood:
                self.verdicts.changes(row, name, stood, after[name])


def _key(row: Row) -> str:
    return code_key(row.texts.get("code", ""))


def _act(row: Row) -> tuple[date, str]:
    """From which day and by which act: asked only of rows that need them."""
    on: date | None = row.values.get("on")
    act: str = row.values.get("act", "")
    if on is None:
        raise RuleBroken("Scrivi da quale giorno ha effetto.", "on")
    if not act:
        raise RuleBroken("Indica l'atto che lo dispone.", "act")
    return on, act
