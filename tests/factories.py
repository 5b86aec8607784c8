"""One maker per table: valid by default, a keyword to differ. Rows are made by the operations, so they leave a trail."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import begin_writing
from riskreg.domain.permissions import COMMAND_LINE, Person, Role
from riskreg.domain.reorganisation import Line
from riskreg.domain.vocabulary import UnitKind
from riskreg.imports import operations as imports
from riskreg.imports.models import ImportBatch
from riskreg.people import queries
from riskreg.people.models import Body, Delegation, Figure, FigureTerm, OrgUnit, RoleGrant, User
from riskreg.people.operations import body, delegations, figures, units, users
from riskreg.people.operations.door import Attempt
from riskreg.people.operations.units import NewUnit
from riskreg.reorganisations.models import Reorganisation
from riskreg.reorganisations.operations import drafting
from riskreg.search import operations as search
from riskreg.tables import kinds, mapping, reading
from riskreg.tables.columns import recognises

PASSWORD = "una frase lunga abbastanza"
ATTEMPT = Attempt("account", "network", timedelta(0), ())
"""One that was let through, for operations that judge it."""

UNITS_FILE = "Codice;Denominazione;Tipo;Con effetto dal;Atto\r\nN1;UO Nuova;uo;01/01/2026;Determinazione n. 1\r\n"
"""Refused, for want of a structure to stand under."""


class Factory:
    """Makes what a test needs and says nothing about the rest."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _by(self) -> dict[str, Any]:
        """Whoever asks for it is about to write: with real commits SQLite wants the lock first."""
        if isinstance(db.session.get_bind(), Engine):
            db.session.rollback()
            begin_writing()
        return {"by": COMMAND_LINE, "at": clock.now()}

    def root(self) -> OrgUnit:
        return queries.root_unit() or self.unit(code="ENTE", name="Camera di prova", kind=UnitKind.BODY, parent=None)

    def unit(
        self, *, code: str | None = None, name: str | None = None, kind: UnitKind = UnitKind.UNIT, parent: OrgUnit | str | None = "root",
        on: date = date(2020, 1, 1), act: str = "Determinazione n. 1 del 01/01/2020",
    ) -> OrgUnit:  # fmt: skip
        number = next(self._numbers)
        above = self.root() if parent == "root" else parent
        new = NewUnit(
            code=code or f"U{number}", name=name or f"UO di prova {number}", kind=kind, parent_id=above.id if above else None, position=0
        )  # type: ignore[union-attr]
        made = units.open_unit(new, on=on, act=act, **self._by())
        db.session.commit()
        return made

    def user(self, *, email: str | None = None, given_name: str = "Ada", family_name: str | None = None, **more: Any) -> User:
        number = next(self._numbers)
        more.setdefault("password_hash", quick_hash())
        made = users.create_user(
            email=email or f"persona{number}@camera.example",
            given_name=given_name,
            family_name=family_name or f"Prova {number}",
            **more,
            **self._by(),
        )
        db.session.commit()
        return made

    def grant(
        self, user: User, role: Role, unit: OrgUnit | None = None, *, from_on: date = date(2024, 1, 1), to_on: date | None = None
    ) -> RoleGrant:
        made = users.grant_role(user, role, (unit or self.root()).id, from_on=from_on, to_on=to_on, **self._by())
        db.session.commit()
        return made

    def delegation(
        self, grant: RoleGrant, deputy: User, *, from_on: date | None = None, to_on: date = date(2026, 12, 31), act: str = "Ferie"
    ) -> Delegation:
        made = delegations.delegate(grant, deputy, from_on=from_on or clock.today(), to_on=to_on, act=act, **self._by())
        db.session.commit()
        return made

    def reorganisation(self, *lines: Line, name: str = "Nuovo assetto", on: date = date(2026, 11, 1)) -> Reorganisation:
        made = drafting.create(name, "Determinazione n. 41 del 12/10/2026", on, **self._by())
        if lines:
            drafting.add_lines(made, lines, by=COMMAND_LINE, at=clock.now())
        db.session.commit()
        return made

    def person(self, role: Role | None = None, unit: OrgUnit | None = None) -> Any:
        """Somebody with a role, as operations take them."""
        user = self.user()
        if role is not None:
            self.grant(user, role, unit)
        return queries.person(user, clock.today())

    def figure(self, *, code: str | None = None, name: str = "Responsabile di prova", **more: Any) -> Figure:
        made = figures.add_figure(code=code or f"figura-{next(self._numbers)}", name=name, **more, **self._by())
        db.session.commit()
        return made

    def term(
        self, figure: Figure, *, holder: User | None = None, name: str = "", from_on: date = date(2025, 1, 1), **more: Any
    ) -> FigureTerm:
        holder_id = holder.id if holder else None
        made = figures.appoint(
            figure, holder_id=holder_id, holder_name=name if holder_id else name or "Persona Esterna", deputy_id=more.pop("deputy_id", None),
            act="Delibera n. 1 del 01/01/2025", from_on=from_on, **more, **self._by(),
        )  # fmt: skip
        db.session.commit()
        return made

    def body(self, **facts: str) -> Body:
        known = {"name": "Camera di prova", "kind": "camera_di_commercio", "tax_code": "90000000001"}
        made = body.write_body(known | facts, **self._by())
        db.session.commit()
        return made

    def entry(self, subject: str = "process:1", **more: Any) -> None:
        """Something to be found."""
        facts = {
            "kind": "process",
            "code": "B.08",
            "title": "Firma digitale",
            "text": "Rilascio dei dispositivi",
            "unit_id": None,
            "page_id": 1,
        }
        search.index(subject, **(facts | more))

    def batch(self, owner_id: int | None, kind: str = "units", content: str = UNITS_FILE) -> ImportBatch:
        """A file that somebody sent, previewed and not confirmed."""
        by = Person(f"user:{owner_id}", owner_id, is_machine=True) if owner_id else COMMAND_LINE
        known, raw, at = kinds.named(kind), content.encode(), clock.now()
        assert known is not None
        table = reading.read(raw, recognises(known.columns))
        mapped = mapping.guessed(known.columns, table, {})
        rows = mapping.rows(table, known.columns, mapped)
        verdicts = imports.on_paper(known, rows, by=by, at=at)
        self._by()
        made = imports.receive(known, "unità.csv", raw, table, by=by, at=at)
        imports.keep_preview(made, table, mapped, rows, verdicts, by=by, at=at)
        db.session.commit()
        return made


_quick: list[str] = []


def quick_hash() -> str:
    """A real argon2 hash of PASSWORD with the smallest costs; signing in with it works."""
    if not _quick:
        from argon2 import PasswordHasher

        _quick.append(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
    return _quick[0]
