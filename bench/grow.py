"""A large administration in a scratch database, the same for the same scale and seed, with a trail that verifies.

    python -m bench.grow /tmp/large --scale 10

One function per noun; NOUNS says in which order they come. Rows go in with plain inserts, because 100,000 operations
would take an hour; the trail is chained with the same function as the real one, so that `riskreg trail verify` agrees.
A new noun is one function: `grown.add(Model, tag=…, at=…, by=…, column=…)` makes the row and tells the trail of it.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select, text

from bench.places import TODAY, environment
from riskreg import create_app
from riskreg.audit import operations as trail_operations
from riskreg.audit import seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.audit.tags import Tag
from riskreg.audit.tracing import traced_columns
from riskreg.core import clock, passwords, schema, seeds
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain import trail
from riskreg.domain.italian import fold, sort_key
from riskreg.domain.permissions import COMMAND_LINE, Role
from riskreg.domain.vocabulary import Succession, UnitKind
from riskreg.domain.work import JobState
from riskreg.jobs.models import Job
from riskreg.people.models import Body, Figure, FigureTerm, OrgUnit, RoleGrant, SignInSession, UnitEra, UnitSuccession, User
from riskreg.people.operations.sessions import token_hash

LARGE = 10
"""The scale that the limits speak of; 1 is the small one that growth is measured from."""

SEED = 20261121
PASSWORD = "prova di carico lunga"
BATCH = 5_000
BIRTH = date(2018, 1, 8)
ROLES_ON_BODY = [
    *[Role.ADMIN] * 12, *[Role.COMPLIANCE] * 4, *[Role.RPCT] * 2, Role.ORGANO, Role.OIV, *[Role.PERFORMANCE] * 2, *[Role.URP] * 2,
]  # fmt: skip
GIVEN = ["Ada", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Gina", "Ivo", "Lea", "Mauro", "Nora", "Oreste", "Pia", "Renzo", "Sara", "Tullio", "Vera", "Zeno"]
FAMILY = ["Alba", "Brera", "Corsi", "Dossi", "Erba", "Forti", "Grana", "Lotti", "Monti", "Nanni", "Orsi", "Prato", "Riva", "Selva", "Torre", "Usai", "Valli", "Zorzi"]
SUBJECTS = ["Registro imprese", "Albi e ruoli", "Metrologia", "Sanzioni", "Contributi", "Protocollo", "Personale", "Bilancio", "Acquisti", "Conciliazione"]


@dataclass(frozen=True)
class Size:
    """How much there is of each noun. Never fewer than a full page of a list: growth compares 50 rows with 50 rows."""

    units: int
    users: int
    terms: int
    sign_ins: int
    jobs: int
    entries: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        def times(each: int, least: int) -> int:
            return max(least, round(each * scale))

        return cls(
            units=times(40, 60), users=times(50, 60), terms=times(10, 10), sign_ins=times(100, 10), jobs=times(50, 10), entries=times(10_000, 600)
        )  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """An entry of the trail that has no number yet."""

    at: datetime
    actor: str
    tag: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    about: str


@dataclass
class Grown:
    """Rows by table, and what the trail will say of them."""

    size: Size
    random: Random
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    facts: list[Fact] = field(default_factory=list)

    def add(
        self, model: type[Base], *, tag: Tag | None = None, at: datetime | None = None, by: str = COMMAND_LINE.actor, **columns: Any
    ) -> int:
        rows = self.rows[_table(model)]
        row = {"id": len(rows) + 1, **columns}
        rows.append(row)
        if tag is not None and at is not None:
            self.tell(model, row["id"], tag, at=at, by=by, after={k: v for k, v in columns.items() if k in _traced(model)})
        return int(row["id"])

    def tell(
        self,
        model: type[Base],
        row_id: int,
        tag: Tag,
        *,
        at: datetime,
        by: str,
        after: Mapping[str, Any],
        before: Mapping[str, Any] | None = None,
    ) -> None:
        subject = f"{model.subject_kind()}:{row_id}"
        owner = self.row(model, row_id).get("user_id") if model is not User else None
        self.facts.append(Fact(at, by, tag.value, subject, before or {}, after, f"user:{owner}" if owner else subject))

    def row(self, model: type[Base], row_id: int) -> dict[str, Any]:
        return self.rows[_table(model)][row_id - 1]

    def day(self, first: date = BIRTH, last: date = TODAY) -> date:
        return first + timedelta(days=self.random.randrange(max(1, (last - first).days)))

    def moment(self, first: date = BIRTH) -> datetime:
        return clock.on_day(self.day(first), hour=8) + timedelta(seconds=self.random.randrange(10 * 3600))

    def an_admin(self) -> str:
        return f"user:{self.random.randint(1, ROLES_ON_BODY.count(Role.ADMIN))}"


def _table(model: type[Base]) -> Table:
    return inspect(model).local_table  # type: ignore[no-any-return]


_TRACED: dict[type[Base], dict[str, Any]] = {}


def _traced(model: type[Base]) -> dict[str, Any]:
    if model not in _TRACED:
        _TRACED[model] = dict(traced_columns(inspect(model)))
    return _TRACED[model]


# One function per noun


def body(grown: Grown) -> None:
    grown.add(Body, tag=Tag.BODY_CHANGED, at=clock.on_day(BIRTH), name="Camera di commercio di Grandarena", short_name="Camera di Grandarena",
              kind="camera_di_commercio", tax_code="90000000002", city="Grandarena", province="GA")  # fmt: skip


def units(grown: Grown) -> None:
    """The body, an area for every twenty units, offices under the areas, some offices under offices."""
    _unit(grown, "ENTE", "Camera di commercio di Grandarena", UnitKind.BODY, None)
    areas = [_unit(grown, f"A{n}", f"Area {n}", UnitKind.AREA, 1) for n in range(1, max(2, grown.size.units // 20) + 1)]
    offices: list[int] = []
    while len(grown.rows[_table(OrgUnit)]) < grown.size.units:
        number = len(offices) + 1
        parent = offices[-3] if number % 4 == 0 else areas[number % len(areas)]
        offices.append(_unit(grown, f"U{number}", f"UO {grown.random.choice(SUBJECTS)} {number}", UnitKind.UNIT, parent))
    for gone in offices[10::25]:
        _close(grown, gone, heir=gone - 1)


def _unit(grown: Grown, code: str, name: str, kind: UnitKind, parent_id: int | None) -> int:
    opened, number = BIRTH, len(grown.rows[_table(OrgUnit)]) + 1
    act = f"Determinazione n. {number} del {BIRTH:%d/%m/%Y}"
    unit_id = grown.add(
        OrgUnit, tag=Tag.UNIT_OPENED, at=clock.on_day(opened), code=code, kind=kind.value, name=name, sort_key=sort_key(name), search_text=fold(name),
        parent_id=parent_id, is_staff=number % 9 == 0, position=number * 10, opened_on=opened, closed_on=None, opening_act=act, closing_act="", version=1,
    )  # fmt: skip
    turns = [opened, *sorted({grown.day(date(2019, 1, 1), date(2024, 1, 1)) for _ in range(number % 3)})]
    for place, start in enumerate(turns):
        is_last = place == len(turns) - 1
        end = None if is_last else turns[place + 1] - timedelta(days=1)
        grown.add(
            UnitEra,
            unit_id=unit_id,
            from_on=start,
            to_on=end,
            name=name if is_last else f"{name} (già {place + 1})",
            parent_id=parent_id,
            act=act,
        )
        if place:
            before, after = {"name": f"{name} (già {place})"}, {"name": name if is_last else f"{name} (già {place + 1})"}
            grown.tell(OrgUnit, unit_id, Tag.UNIT_RENAMED, at=clock.on_day(start), by=grown.an_admin(), before=before, after=after)
    return unit_id


def _close(grown: Grown, unit_id: int, heir: int) -> None:
    last, row = date(2025, 6, 30), grown.row(OrgUnit, unit_id)
    row |= {"closed_on": last, "closing_act": "Determinazione n. 9 del 20/06/2025"}
    eras = grown.rows[_table(UnitEra)]
    eras[max(place for place, era in enumerate(eras) if era["unit_id"] == unit_id)]["to_on"] = last
    for child in grown.rows[_table(OrgUnit)]:
        if child["parent_id"] == unit_id:
            child["parent_id"] = heir
    grown.add(
        UnitSuccession,
        unit_id=unit_id,
        successor_id=heir,
        kind=Succession.CLOSED.value,
        is_heir=True,
        from_on=last + timedelta(days=1),
        act="",
    )
    grown.tell(OrgUnit, unit_id, Tag.UNIT_CLOSED, at=clock.on_day(last), by=grown.an_admin(), after={"closed_on": last})


def users(grown: Grown) -> None:
    """One password for all, so that the slow hash is made once."""
    shared = passwords.hashed(PASSWORD)
    for number in range(1, grown.size.users + 1):
        given, family = GIVEN[number % len(GIVEN)], f"{FAMILY[number // len(GIVEN) % len(FAMILY)]} {number}"
        name = f"{family} {given}"
        is_gone = number > len(ROLES_ON_BODY) and number % 40 == 0
        grown.add(
            User, tag=Tag.USER_CREATED, at=grown.moment(), email=email_of(number), given_name=given, family_name=family,
            job_title="Funzionario", sort_key=sort_key(name), search_text=fold(f"{name} {given} {family}"), password_hash=shared,
            disabled_at=datetime(2026, 3, 2, 9, tzinfo=UTC) if is_gone else None, version=1,
        )  # fmt: skip


def email_of(number: int) -> str:
    return f"persona{number}@camera.example"


def grants(grown: Grown) -> None:
    """The first users hold the roles on the body; then heads of areas; everyone else looks after a unit or two."""
    kinds = [row["kind"] for row in grown.rows[_table(OrgUnit)]]
    areas = [place for place, kind in enumerate(kinds, start=1) if kind == UnitKind.AREA]
    for user in range(1, grown.size.users + 1):
        place = user - 1 - len(ROLES_ON_BODY)
        if place < 0:
            _grant(grown, user, ROLES_ON_BODY[user - 1], 1)
        elif place < len(areas):
            _grant(grown, user, Role.DIRIGENTE, areas[place])
        else:
            for unit in {user % len(kinds) + 1, (user * 7) % len(kinds) + 1} - {1}:
                _grant(grown, user, Role.REFERENTE, unit, to_on=date(2026, 12, 31) if user % 10 == 0 else None)
        if user % 5 == 0:
            _grant(grown, user, Role.REFERENTE, 2, from_on=date(2020, 1, 1), to_on=date(2022, 12, 31))


def _grant(grown: Grown, user: int, role: Role, unit: int, *, from_on: date = date(2023, 1, 1), to_on: date | None = None) -> None:
    grown.add(RoleGrant, tag=Tag.ROLE_GRANTED, at=clock.on_day(from_on), by=grown.an_admin(), user_id=user, role=role.value, unit_id=unit,
              from_on=from_on, to_on=to_on, act="", version=1)  # fmt: skip


def figures(grown: Grown) -> None:
    for place, row in enumerate(seeds.rows("reference/figures.csv")):
        grown.add(Figure, tag=Tag.FIGURE_CREATED, at=clock.on_day(BIRTH), code=row["code"], name=row["label_it"], norm=row["norm"],
                  position=(place + 1) * 10, is_required=row["required"] == "yes", is_single=False, version=1)  # fmt: skip
    offices = len(grown.rows[_table(Figure)])
    for number in range(grown.size.terms):
        start = date(2024, 1, 1) + timedelta(days=number)
        grown.add(
            FigureTerm, tag=Tag.FIGURE_APPOINTED, at=clock.on_day(start), by=grown.an_admin(), figure_id=number % offices + 1,
            holder_id=number % grown.size.users + 1, holder_name="", deputy_id=None, act=f"Delibera n. {number + 1}", from_on=start,
            to_on=date(2026, 12, 31) if number % 2 else None, note="", version=1,
        )  # fmt: skip


def sign_ins(grown: Grown) -> None:
    """Over and done with: those who measure sign in by themselves."""
    for number in range(grown.size.sign_ins):
        opened, user = grown.moment(date(2025, 1, 1)), number % grown.size.users + 1
        session = grown.add(
            SignInSession, tag=Tag.SESSION_OPENED, at=opened, by=f"user:{user}", user_id=user, token_hash=token_hash(f"grown {number}"),
            opened_at=opened, expires_at=opened + timedelta(hours=12), ended_at=opened + timedelta(hours=1),
        )  # fmt: skip
        ended = opened + timedelta(hours=1)
        grown.tell(SignInSession, session, Tag.SESSION_ENDED, at=ended, by=f"user:{user}", after={"ended_at": ended})


def jobs(grown: Grown) -> None:
    for number in range(grown.size.jobs):
        owner, asked = number % ROLES_ON_BODY.count(Role.ADMIN) + 1, grown.moment(date(2026, 1, 1))
        ended, outcome = asked + timedelta(seconds=20), "La catena è integra: 1.000 registrazioni."
        job = grown.add(
            Job, tag=Tag.JOB_QUEUED, at=asked, by=f"user:{owner}", kind="trail:verify", arguments="{}", owner_id=owner, queued_at=asked, due_at=asked,
            state=JobState.QUEUED.value, attempts=1, progress=100, progress_note="", finished_at=ended, outcome="",
        )  # fmt: skip
        grown.row(Job, job).update(state=JobState.DONE.value, outcome=outcome)
        after = {"state": JobState.DONE.value, "outcome": outcome}
        grown.tell(Job, job, Tag.JOB_FINISHED, at=ended, by="worker", before={"state": JobState.QUEUED.value, "outcome": ""}, after=after)


def daily_work(grown: Grown) -> None:
    """Sheets changed over the years, until the trail is as long as it should be; the rows say what the last change said."""
    missing = grown.size.entries - len(grown.facts) - 1  # the chain's own first entry
    for at in sorted(grown.moment() for _ in range(missing)):
        by = grown.an_admin()
        if grown.random.random() < 0.8:
            unit = grown.row(OrgUnit, grown.random.randint(2, grown.size.units))
            _change(grown, OrgUnit, unit, Tag.UNIT_CHANGED, at, by, position=grown.random.randrange(10, 100_000))
        else:
            user = grown.row(User, grown.random.randint(1, grown.size.users))
            _change(grown, User, user, Tag.USER_CHANGED, at, by, job_title=f"Funzionario {grown.random.randrange(1_000)}")


def _change(grown: Grown, model: type[Base], row: dict[str, Any], tag: Tag, at: datetime, by: str, **after: Any) -> None:
    grown.tell(model, row["id"], tag, at=at, by=by, before={key: row[key] for key in after}, after=after)
    row |= after | {"version": row["version"] + 1}


NOUNS: tuple[Callable[[Grown], None], ...] = (body, units, users, grants, figures, sign_ins, jobs, daily_work)


# Into the database


def grow(scale: float = LARGE, seed: int = SEED) -> Grown:
    """Into the empty database of the running application; seals the trail's head as a commit would."""
    if db.session.scalar(select(func.count()).select_from(OrgUnit)) or trail_operations.queries.head():
        raise SystemExit("The database is not empty: bench grows only in one of its own.")
    db.session.rollback()
    grown = Grown(Size.of(scale), Random(seed))
    for noun in NOUNS:
        noun(grown)
    with db.engine.begin() as connection:
        for table in [table for table in Base.metadata.sorted_tables if table in grown.rows]:
            _insert(connection, table, iter(grown.rows[table]))
        head = _insert_trail(connection, grown)
        _count_on(connection, [*grown.rows, _table(PersonalValue)])
    seals.keep_head(*head)
    trail_operations.seal_now(clock.now())
    return grown


def _insert_trail(connection: Connection, grown: Grown) -> tuple[int, str]:
    start = Fact(clock.on_day(BIRTH, hour=0), COMMAND_LINE.actor, Tag.CHAIN_STARTED.value, "trail:1", {}, {}, "")
    entries: list[dict[str, Any]] = []
    personal: list[dict[str, Any]] = []
    previous = trail.FIRST
    for number, fact in enumerate(sorted([start, *grown.facts], key=lambda fact: fact.at), start=1):
        model = _MODELS.get(fact.subject.partition(":")[0])
        sides = [(side, values) for side, values in (("before", fact.before), ("after", fact.after))]
        told = {side: _told(grown, model, side, values, fact.about, number, personal) for side, values in sides}
        diff = trail.canonical(told)
        hash_ = trail.link(number, fact.at, fact.actor, fact.tag, fact.subject, diff, previous)
        entries.append({"id": number, "at": fact.at, "actor": fact.actor, "tag": fact.tag, "subject": fact.subject, "diff": diff,
                        "previous_hash": previous, "hash": hash_})  # fmt: skip
        previous = hash_
    _insert(connection, _table(AuditEntry), iter(entries))
    _insert(connection, _table(PersonalValue), iter(personal))
    return len(entries), previous


_MODELS = {mapper.class_.subject_kind(): mapper.class_ for mapper in Base.registry.mappers}


def _told(
    grown: Grown, model: type[Base] | None, side: str, values: Mapping[str, Any], about: str, number: int, personal: list[dict[str, Any]]
) -> dict[str, Any]:
    """As operations.record would say it: secrets hidden, personal values as salted hashes, kept in clear beside the chain."""
    told: dict[str, Any] = {}
    for key, value in values.items():
        info = _traced(model)[key] if model else {}
        if "secret" in info:
            told[key] = None if value is None else {"secret": True}
        elif "personal" in info and value is not None:
            salt = grown.random.randbytes(16).hex()
            told[key] = trail.personal_mark(salt, value)
            personal.append({"id": len(personal) + 1, "entry_id": number, "path": f"{side}.{key}", "about": about, "salt": salt,
                             "value": trail.canonical(value)})  # fmt: skip
        else:
            told[key] = trail.plain(value)
    return told


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _count_on(connection: Connection, tables: list[Table]) -> None:
    """PostgreSQL gives ids from sequences that know nothing of ours, and plans better when it has looked at the rows."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"))
    connection.execute(text("ANALYZE"))


def grow_in(folder: Path, scale: float = LARGE, url: str | None = None) -> None:
    """A new data folder with a grown database in it, or at `url`."""
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty: bench never grows where somebody's data may be.")
    with create_app(environment(folder, url)).app_context():
        schema.upgrade()
        grow(scale)
        db.session.remove()
        db.engine.dispose()


def main() -> int:
    parser = argparse.ArgumentParser(description="Grow a large administration in a new folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=LARGE, help="10 is the large one that the limits speak of")
    parser.add_argument("--database", help="an empty database to grow in, instead of SQLite in the folder")
    asked = parser.parse_args()
    begun = time.perf_counter()
    grow_in(asked.folder, asked.scale, asked.database)
    print(f"{Size.of(asked.scale)} in {time.perf_counter() - begun:.1f} s; sign in as {email_of(1)}, password «{PASSWORD}»")
    return 0


if __name__ == "__main__":
    sys.exit(main())
