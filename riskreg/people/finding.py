"""Units and figures by what people write for them in files."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.codes import fold_code
from riskreg.domain.italian import fold
from riskreg.domain.measures import Owner
from riskreg.domain.naming import bare, is_group, names_of
from riskreg.domain.register import OwnerKind
from riskreg.people.models import Figure, KnownName, OrgUnit
from riskreg.people.queries import active, reach


class Directory:
    """Every unit of a day and every figure, read at once. Who could be two is nobody."""

    def __init__(self, on: date) -> None:
        self._units: dict[str, set[int]] = defaultdict(set)
        self._bare: dict[str, set[int]] = defaultdict(set)
        self._figures: dict[str, set[int]] = defaultdict(set)
        for row in db.session.execute(select(OrgUnit.id, OrgUnit.code, OrgUnit.name).where(active(on))):
            for name in (fold_code(row.code), fold(row.name)):
                self._units[name].add(row.id)
            self._bare[bare(row.name)].add(row.id)
        for figure in db.session.execute(select(Figure.id, Figure.code, Figure.name)):
            for name in (fold(figure.code), *names_of(figure.name)):
                self._figures[name].add(figure.id)
        self._linked = dict(_linked(on))

    def unit(self, text: str) -> int | None:
        """By code or name; then by the name without the kind of office before it."""
        return _only(self._units.get(fold_code(text)) or self._units.get(fold(text)) or self._bare.get(bare(text)))

    def figure(self, text: str) -> int | None:
        return _only(self._figures.get(fold(text)))

    def owner(self, text: str) -> Owner:
        """By today's names; then as somebody once said of this name. Whoever is not recognised stays as written."""
        if (unit_id := self.unit(text)) is not None:
            return Owner(OwnerKind.UNIT, unit_id=unit_id)
        if (figure_id := self.figure(text)) is not None:
            return Owner(OwnerKind.FIGURE, figure_id=figure_id)
        if (linked := self._linked.get(fold(text))) is not None:
            return linked
        return Owner(OwnerKind.GROUP if is_group(text) else OwnerKind.UNLINKED, name=text)


def _linked(on: date) -> Iterator[tuple[str, Owner]]:
    """Names that were linked by hand. Of a unit that closed, whoever answers on that day for what it had."""
    rows = db.session.execute(select(KnownName.folded, KnownName.unit_id, KnownName.figure_id)).all()
    present = reach.chart(on).owners if any(row.unit_id is not None for row in rows) else {}
    for folded, unit_id, figure_id in rows:
        if unit_id is None:
            yield folded, Owner(OwnerKind.FIGURE, figure_id=figure_id)
        else:
            yield folded, Owner(OwnerKind.UNIT, unit_id=present[unit_id])


def _only(found: set[int] | None) -> int | None:
    return next(iter(found)) if found is not None and len(found) == 1 else None
