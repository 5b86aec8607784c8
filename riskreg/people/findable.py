"""What of units, users and offices can be found by searching; told to the index by the operations that change them."""

from collections.abc import Iterator

from riskreg.domain.permissions import Permission
from riskreg.people import queries
from riskreg.people.models import Figure, OrgUnit, User
from riskreg.people.queries import figures as offices
from riskreg.search import kinds, operations
from riskreg.search.kinds import Kind
from riskreg.search.operations import Entry

UNIT, FIGURE, USER = "unit", "figure", "user"


def index_units(*units: OrgUnit) -> None:
    operations.index_many(map(_unit, units))


def index_figures() -> None:
    """All of them: which ones this body has follows its kind, and who was ever appointed."""
    shown = offices.listed(offices.kind_of_body())
    operations.index_many(map(_figure, shown))
    operations.forget_all_but(FIGURE, [figure.subject for figure in shown])


def index_users(*users: User) -> None:
    operations.index_many(map(_user, users))


def forget_user(user: User) -> None:
    operations.forget(user.subject)


def _unit(unit: OrgUnit) -> Entry:
    """Also by the names it bore: whoever holds an old act knows no other."""
    names = {era.name for era in unit.eras} - {unit.name}
    before = f"Già {', '.join(sorted(names))}." if names else ""
    # Everybody reads the chart (d.lgs. 33/2013 art. 13): units belong to no unit.
    return Entry(unit.subject, UNIT, unit.code, unit.name, f"{unit.kind_label}. {before}".strip(), None, unit.id)


def _figure(figure: Figure) -> Entry:
    return Entry(figure.subject, FIGURE, "", figure.name, figure.norm, None, figure.id, also=figure.code)


def _user(user: User) -> Entry:
    text = " · ".join(word for word in (user.job_title, user.email) if word)
    return Entry(user.subject, USER, "", user.list_name, text, None, user.id)


def _all_units() -> Iterator[Entry]:
    return map(_unit, queries.units_with_eras())


def _all_figures() -> Iterator[Entry]:
    return map(_figure, offices.listed(offices.kind_of_body()))


def _all_users() -> Iterator[Entry]:
    return map(_user, queries.users_not_erased())


kinds.register(
    Kind(
        UNIT, label="Unità", endpoint="people.unit", argument="unit_id", permission=Permission.ORGANISATION_READ, entries=_all_units,
        place=70,
    )
)  # fmt: skip
kinds.register(
    Kind(
        FIGURE, label="Figure", endpoint="people.figure", argument="figure_id", permission=Permission.ORGANISATION_READ,
        entries=_all_figures, place=80,
    )
)  # fmt: skip
kinds.register(
    Kind(USER, label="Utenti", endpoint="people.user", argument="user_id", permission=Permission.USER_READ, entries=_all_users, place=90)
)
