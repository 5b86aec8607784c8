"""What does not hold together in an edition, for whoever is about to propose it. What finds it stands above the plan, and says here how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from riskreg.domain.permissions import Person
from riskreg.plans.models import Edition


@dataclass(frozen=True)
class Breaking:
    """What breaks a rule, and the page where this reader mends it; no endpoint where there is none that they may open."""

    title: str
    endpoint: str = ""
    arguments: Mapping[str, str | int] = field(default_factory=dict)


class OpenRule(NamedTuple):
    """A rule that something breaks and nobody accepted: what it is called, why it matters, what breaks it."""

    title: str
    why: str
    breaking: tuple[Breaking, ...]


class OpenFindings(NamedTuple):
    """`said` counts them by severity («2 gravi, 3 da guardare con attenzione»); empty where there are none. The worst first."""

    said: str = ""
    rules: tuple[OpenRule, ...] = ()


Check = Callable[[Edition, date, Person], OpenFindings]
_checks: list[Check] = []


def finds(check: Check) -> Check:
    _checks.append(check)
    return check


def of(one: Edition, on: date, reader: Person) -> OpenFindings:
    return _checks[0](one, on, reader) if _checks else OpenFindings()
