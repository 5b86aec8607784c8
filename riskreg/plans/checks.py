"""What does not hold together in an edition, for whoever is about to propose it. What finds it stands above the plan, and says here how."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from riskreg.plans.models import Edition


@dataclass(frozen=True)
class OpenRule:
    """A rule that something breaks and nobody accepted: what it is called, why it matters, what breaks it."""

    title: str
    why: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class OpenFindings:
    """`said` counts them by severity («2 gravi, 3 da guardare con attenzione»); empty where there are none. The worst first."""

    said: str = ""
    rules: tuple[OpenRule, ...] = ()


Check = Callable[[Edition, date], OpenFindings]
_checks: list[Check] = []


def finds(check: Check) -> Check:
    _checks.append(check)
    return check


def of(one: Edition, on: date) -> OpenFindings:
    return _checks[0](one, on) if _checks else OpenFindings()
