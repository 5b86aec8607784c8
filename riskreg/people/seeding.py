"""Reference lists and the demo body, brought in through the same operations that people use, trail included."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from riskreg.core import clock, passwords, seeds
from riskreg.core.extensions import db
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from riskreg.people.demo_users import DEMO_PASSWORD
from riskreg.people.models import OrgUnit, User
from riskreg.people.operations import body, delegations, figures, units, users
from riskreg.people.operations.units import NewUnit
from riskreg.people.queries import figures as offices

Step = tuple[date, int, Callable[[datetime], object]]
Row = dict[str, str]


def load_reference(at: datetime) -> None:
    """The offices that the law asks for. What is there already stays as the body changed it."""
    for place, row in enumerate(seeds.rows("reference/figures.csv")):
        if offices.by_code(row["code"]) is None:
            figures.add_figure(
                code=row["code"], name=row["label_it"], norm=row["norm"], is_required=row["required"] == "yes",
                is_single=row["single"] == "yes", position=(place + 1) * 10, body_kinds=row["body_kinds"], by=COMMAND_LINE, at=at,
            )  # fmt: skip


def load_root(at: datetime) -> None:
    """A body without a demo starts from one unit, itself: roles need something to stand on."""
    if queries.root_unit() is None:
        new = NewUnit(code="ENTE", name="Ente", kind=UnitKind.BODY, parent_id=None)
        units.open_unit(new, on=at.astimezone(clock.ROME).date(), act="", by=COMMAND_LINE, at=at)


def load_demo(at: datetime) -> None:
    """The invented chamber, replayed in the order in which it happened."""
    body.write_body(seeds.document("demo/body.json"), by=COMMAND_LINE, at=clock.on_day(date(2018, 2, 1)))
    for day, _order, happens in sorted((*_units(), *_history(), *_people(), *_offices(), *_delegations()), key=lambda step: step[:2]):
        happens(clock.on_day(day))
        db.session.flush()
    _disable(at)


def is_demo() -> bool:
    """The demo's own root is there."""
    first = seeds.rows("demo/units.csv")[0]
    return queries.unit_by_code(first["code"]) is not None


def _new_unit(row: Row) -> NewUnit:
    return NewUnit(
        code=row["code"], name=row["name"], kind=UnitKind(row["kind"]), is_staff=row["staff"] == "yes", position=int(row["order"]),
        parent_id=_unit(row["parent_code"]).id if row["parent_code"] else None,
    )  # fmt: skip


def _unit(code: str) -> OrgUnit:
    found = queries.unit_by_code(code)
    if found is None:
        raise LookupError(f"the demo names a unit that does not exist: {code}")
    return found


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _units() -> Iterator[Step]:
    history = seeds.rows("demo/units_history.csv")
    born_of_split = {code for row in history if row["kind"] == "split" for code in row["successor_codes"].split(";")}
    for row in seeds.rows("demo/units.csv"):
        if row["code"] not in born_of_split:
            yield _day(row["from_on"]), 0, partial(_open, row)


def _open(row: Row, at: datetime) -> None:
    units.open_unit(_new_unit(row), on=_day(row["from_on"]), act=row["act"], by=COMMAND_LINE, at=at)


def _history() -> Iterator[Step]:
    described = {row["code"]: row for row in seeds.rows("demo/units.csv")}
    for row in seeds.rows("demo/units_history.csv"):
        yield _day(row["on"]), 1, partial(_happen, row, described)


def _happen(row: Row, described: dict[str, Row], at: datetime) -> None:
    on, act = _day(row["on"]), row["act"]
    here = [_unit(code) for code in row["unit_codes"].split(";")]
    after = row["successor_codes"].split(";") if row["successor_codes"] else []
    match row["kind"]:
        case "renamed":
            units.rename(here[0], row["new_name"], on=on, act=act, by=COMMAND_LINE, at=at)
        case "moved":
            units.move(here[0], _unit(row["new_parent_code"]).id, on=on, act=act, by=COMMAND_LINE, at=at)
        case "merged":
            units.merge(here, _unit(after[0]), on=on, act=act, by=COMMAND_LINE, at=at)
        case "split":
            parts = [_new_unit(described[code]) for code in after]
            units.split(here[0], parts, heir=after.index(row["heir_code"]), on=on, act=act, by=COMMAND_LINE, at=at)
        case "closed":
            units.close(here[0], _unit(after[0]), last_day=on - units.A_DAY, act=act, by=COMMAND_LINE, at=at)
        case other:
            raise LookupError(f"the demo's history has an unknown kind on {write_date(on)}: {other}")


def _people() -> Iterator[Step]:
    """Each user appears with their first role or office; one hash serves all, since the password is printed anyway."""
    grants = seeds.rows("demo/grants.csv")
    known_since: dict[str, date] = {}
    for row in (*grants, *seeds.rows("demo/figures.csv")):
        for email in (row.get("email"), row.get("holder_email"), row.get("deputy_email")):
            if email:
                known_since[email] = min(_day(row["from_on"]), known_since.get(email, date.max))
    shared = passwords.hashed(DEMO_PASSWORD)
    for row in seeds.rows("demo/users.csv"):
        yield known_since[row["email"]], 2, partial(_create, row, shared)
    for row in grants:
        yield _day(row["from_on"]), 3, partial(_grant, row)


def _create(row: Row, shared: str, at: datetime) -> None:
    users.create_user(
        email=row["email"], given_name=row["given_name"], family_name=row["family_name"], job_title=row["job_title"],
        password_hash=shared, by=COMMAND_LINE, at=at,
    )  # fmt: skip


def _grant(row: Row, at: datetime) -> None:
    users.grant_role(
        _user(row["email"]), Role(row["role"]), _unit(row["unit_code"]).id, from_on=_day(row["from_on"]),
        to_on=_day(row["to_on"]) if row["to_on"] else None, by=COMMAND_LINE, at=at,
    )  # fmt: skip


def _user(email: str) -> User:
    found = queries.user_by_email(email)
    if found is None:
        raise LookupError(f"the demo names a user that does not exist: {email}")
    return found


def _offices() -> Iterator[Step]:
    for row in seeds.rows("demo/figures.csv"):
        yield _day(row["from_on"]), 4, partial(_appoint, row)


def _appoint(row: Row, at: datetime) -> None:
    figure = offices.by_code(row["figure_code"])
    if figure is None:
        raise LookupError(f"the demo names an office that is not in the reference list: {row['figure_code']}")
    figures.appoint(
        figure, holder_id=_user(row["holder_email"]).id if row["holder_email"] else None, holder_name=row["holder_name"],
        deputy_id=_user(row["deputy_email"]).id if row["deputy_email"] else None, act=row["act"], from_on=_day(row["from_on"]),
        to_on=_day(row["to_on"]) if row["to_on"] else None, by=COMMAND_LINE, at=at,
    )  # fmt: skip


def _delegations() -> Iterator[Step]:
    for row in seeds.rows("demo/delegations.csv"):
        yield _day(row["named_on"]), 5, partial(_delegate, row)


def _delegate(row: Row, at: datetime) -> None:
    holder, unit, day = _user(row["email"]), _unit(row["unit_code"]), _day(row["from_on"])
    grant = next(one for one in holder.grants if one.role == row["role"] and one.unit_id == unit.id and one.as_grant().holds_on(day))
    delegations.delegate(grant, _user(row["deputy_email"]), from_on=day, to_on=_day(row["to_on"]), act=row["act"], by=COMMAND_LINE, at=at)


def _disable(at: datetime) -> None:
    for row in seeds.rows("demo/users.csv"):
        if row["disabled"] == "yes":
            users.disable_user(_user(row["email"]), by=COMMAND_LINE, at=at)
