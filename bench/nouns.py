"""What a large administration is made of: one function per noun, NOUNS in the order in which they need each other.

Those of the register stand in register.py. A new noun is one function: `grown.add(Model, tag=…, at=…, by=…, column=…)` makes a row and tells the trail of it,
`grown.tell(…)` what happened to it later. How many there are stands in grown.Size.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.grown import BIRTH, Grown
from bench.performance import indicators
from bench.register import REGISTER
from riskreg.audit.tags import Tag
from riskreg.core import clock, passwords, seeds
from riskreg.core.base import Base
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.italian import fold, sort_key
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import Succession, UnitKind
from riskreg.domain.work import JobState
from riskreg.jobs.models import Job
from riskreg.people.models import Body, Figure, FigureTerm, OrgUnit, RoleGrant, SignInSession, UnitEra, UnitSuccession, User
from riskreg.people.operations.sessions import token_hash

PASSWORD = "prova di carico lunga"
ROLES_ON_BODY = [
    *[Role.ADMIN] * 12, *[Role.COMPLIANCE] * 4, *[Role.RPCT] * 2, Role.ORGANO, Role.OIV, *[Role.PERFORMANCE] * 2, *[Role.URP] * 2,
]  # fmt: skip
GIVEN = [
    "Ada",
    "Bruno",
    "Carla",
    "Dario",
    "Elena",
    "Fabio",
    "Gina",
    "Ivo",
    "Lea",
    "Mauro",
    "Nora",
    "Oreste",
    "Pia",
    "Renzo",
    "Sara",
    "Tullio",
    "Vera",
    "Zeno",
]
FAMILY = [
    "Alba",
    "Brera",
    "Corsi",
    "Dossi",
    "Erba",
    "Forti",
    "Grana",
    "Lotti",
    "Monti",
    "Nanni",
    "Orsi",
    "Prato",
    "Riva",
    "Selva",
    "Torre",
    "Usai",
    "Valli",
    "Zorzi",
]
SUBJECTS = [
    "Registro imprese",
    "Albi e ruoli",
    "Metrologia",
    "Sanzioni",
    "Contributi",
    "Protocollo",
    "Personale",
    "Bilancio",
    "Acquisti",
    "Conciliazione",
]


def body(grown: Grown) -> None:
    grown.add(Body, tag=Tag.BODY_CHANGED, at=clock.on_day(BIRTH), name="Camera di commercio di Grandarena", short_name="Camera di Grandarena",
              kind="camera_di_commercio", tax_code="90000000002", city="Grandarena", province="GA")  # fmt: skip


def units(grown: Grown) -> None:
    """The body, an area for every twenty units, offices under the areas, some offices under offices."""
    _unit(grown, "ENTE", "Camera di commercio di Grandarena", UnitKind.BODY, None)
    areas = [_unit(grown, f"A{n}", f"Area {n}", UnitKind.AREA, 1) for n in range(1, max(2, grown.size.units // 20) + 1)]
    offices: list[int] = []
    while len(grown.of(OrgUnit)) < grown.size.units:
        number = len(offices) + 1
        parent = offices[-3] if number % 4 == 0 else areas[number % len(areas)]
        offices.append(_unit(grown, f"U{number}", f"UO {grown.random.choice(SUBJECTS)} {number}", UnitKind.UNIT, parent))
    for gone in offices[10::25]:
        _close(grown, gone, heir=gone - 1)


def _unit(grown: Grown, code: str, name: str, kind: UnitKind, parent_id: int | None) -> int:
    opened, number = BIRTH, len(grown.of(OrgUnit)) + 1
    act = f"Determinazione n. {number} del {BIRTH:%d/%m/%Y}"
    unit_id = grown.add(
        OrgUnit, tag=Tag.UNIT_OPENED, at=clock.on_day(opened), code=code, code_sort_key=code_sort_key(code), code_fold=fold_code(code),
        kind=kind.value, name=name, sort_key=sort_key(name), search_text=fold(name),
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
            grown.tell(OrgUnit, unit_id, Tag.UNIT_RENAMED, at=clock.on_day(start), by=_an_admin(grown), before=before, after=after)
    return unit_id


def _close(grown: Grown, unit_id: int, heir: int) -> None:
    last, row = date(2025, 6, 30), grown.row(OrgUnit, unit_id)
    row |= {"closed_on": last, "closing_act": "Determinazione n. 9 del 20/06/2025"}
    eras = grown.of(UnitEra)
    eras[max(place for place, era in enumerate(eras) if era["unit_id"] == unit_id)]["to_on"] = last
    for child in grown.of(OrgUnit):
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
    grown.tell(OrgUnit, unit_id, Tag.UNIT_CLOSED, at=clock.on_day(last), by=_an_admin(grown), after={"closed_on": last})


def _an_admin(grown: Grown) -> str:
    return f"user:{grown.random.randint(1, ROLES_ON_BODY.count(Role.ADMIN))}"


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
    """The first users hold the roles on the body, administrators with the register besides, so that they see the most; then heads of
    areas; everyone else looks after a unit or two."""
    kinds = [row["kind"] for row in grown.of(OrgUnit)]
    areas = [place for place, kind in enumerate(kinds, start=1) if kind == UnitKind.AREA]
    for user in range(1, grown.size.users + 1):
        place = user - 1 - len(ROLES_ON_BODY)
        if place < 0:
            _grant(grown, user, ROLES_ON_BODY[user - 1], 1)
            if ROLES_ON_BODY[user - 1] is Role.ADMIN:
                _grant(grown, user, Role.COMPLIANCE, 1)
        elif place < len(areas):
            _grant(grown, user, Role.DIRIGENTE, areas[place])
        else:
            for unit in {user % len(kinds) + 1, (user * 7) % len(kinds) + 1} - {1}:
                _grant(grown, user, Role.REFERENTE, unit, to_on=date(2026, 12, 31) if user % 10 == 0 else None)
        if user % 5 == 0:
            _grant(grown, user, Role.REFERENTE, 2, from_on=date(2020, 1, 1), to_on=date(2022, 12, 31))


def _grant(grown: Grown, user: int, role: Role, unit: int, *, from_on: date = date(2023, 1, 1), to_on: date | None = None) -> None:
    grown.add(RoleGrant, tag=Tag.ROLE_GRANTED, at=clock.on_day(from_on), by=_an_admin(grown), user_id=user, role=role.value, unit_id=unit,
              from_on=from_on, to_on=to_on, act="", version=1)  # fmt: skip


def figures(grown: Grown) -> None:
    for place, row in enumerate(seeds.rows("reference/figures.csv")):
        grown.add(Figure, tag=Tag.FIGURE_CREATED, at=clock.on_day(BIRTH), code=row["code"], name=row["label_it"], norm=row["norm"],
                  position=(place + 1) * 10, is_required=row["required"] == "yes", is_single=False, version=1)  # fmt: skip
    offices = len(grown.of(Figure))
    for number in range(grown.size.terms):
        start = date(2024, 1, 1) + timedelta(days=number)
        grown.add(
            FigureTerm, tag=Tag.FIGURE_APPOINTED, at=clock.on_day(start), by=_an_admin(grown), figure_id=number % offices + 1,
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
        by = _an_admin(grown)
        if grown.random.random() < 0.8:
            unit = grown.row(OrgUnit, grown.random.randint(2, grown.size.units))
            _change(grown, OrgUnit, unit, Tag.UNIT_CHANGED, at, by, position=grown.random.randrange(10, 100_000))
        else:
            user = grown.row(User, grown.random.randint(1, grown.size.users))
            _change(grown, User, user, Tag.USER_CHANGED, at, by, job_title=f"Funzionario {grown.random.randrange(1_000)}")


def _change(grown: Grown, model: type[Base], row: dict[str, Any], tag: Tag, at: datetime, by: str, **after: Any) -> None:
    grown.tell(model, row["id"], tag, at=at, by=by, before={key: row[key] for key in after}, after=after)
    row |= after | {"version": row["version"] + 1}


NOUNS: tuple[Callable[[Grown], None], ...] = (body, units, users, grants, figures, *REGISTER, indicators, sign_ins, jobs, daily_work)
