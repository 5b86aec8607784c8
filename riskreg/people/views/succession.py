"""On the page that asks once more before a unit ends: what becomes of each role on it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import request

from riskreg.people import queries
from riskreg.people.operations.succession import ENDS, Fate, Fates

ALL, OVER = "tutte", "finisce"


class RoleAsked(NamedTuple):
    """One role, what may become of it, and what is proposed."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


def roles_asked(unit_ids: Sequence[int], last_day: date, successors: Sequence[str], proposed: str) -> list[RoleAsked]:
    """`successors` by name, in their places; `proposed` is a place, or that the role ends."""
    places = [(str(place), f"Passa a {name}") for place, name in enumerate(successors)]
    several = [(ALL, "Passa a tutte le nuove unità")] if len(places) > 1 else []
    options = [*places, *several, (OVER, "Finisce con l'unità")]
    return [RoleAsked(_name(grant), _label(grant), options, proposed) for grant in queries.grants_beyond(unit_ids, last_day)]


def _name(grant: Any) -> str:
    return f"role_{grant.id}"


def _label(grant: Any) -> str:
    return f"{grant.user.title}, {grant.role_label} ({grant.unit.code} {grant.unit.name})"


def fates_sent(how_many: int, proposed: str) -> Fates:
    """What the page sends back; before it was asked, what is proposed."""
    sent = {int(name.removeprefix("role_")): value for name, value in request.form.items() if _is_role(name)}
    return Fates({grant_id: _fate(value, how_many) for grant_id, value in sent.items()}, _fate(proposed, how_many))


def _is_role(name: str) -> bool:
    return name.startswith("role_") and name.removeprefix("role_").isdecimal()


def _fate(value: str, how_many: int) -> Fate:
    if value == ALL:
        return Fate(tuple(range(how_many)))
    return Fate((int(value),)) if value.isdecimal() and len(value) < 5 and int(value) < how_many else ENDS
