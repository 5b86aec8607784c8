"""All that the check of coherence says, and nothing of how it looks. Offices and units, no people."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from riskreg.reports.plan.coding import from_plain, to_plain

SCHEMA = 1
"""Of the contents that opinions keep: a later one still reads those written before."""


@dataclass(frozen=True, slots=True)
class IndicatorSaid:
    """An indicator in the year."""

    key: int
    code: str
    name: str
    part: str
    area: str
    objective: str
    owners: str
    target: str
    is_removed: bool
    result: str
    verdict: str
    because: str
    is_set_by_a_person: bool
    attained: Decimal | None

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def verdict_said(self) -> str:
        if self.is_removed:
            return "Target eliminato"
        return f"{self.verdict} (deciso da una persona)" if self.is_set_by_a_person else self.verdict


@dataclass(frozen=True, slots=True)
class MeasureSaid:
    """A measure of the plan with the indicators of the year that carry it."""

    key: int
    code: str
    name: str
    group: str
    is_general: bool
    activated_on: date | None
    indicators: tuple[IndicatorSaid, ...]

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class GoalSaid:
    """A strategic objective of the plan: what pursues it, and the measures that serve it."""

    title: str
    pursuing: tuple[str, ...]
    indicators: tuple[IndicatorSaid, ...]
    measures: tuple[MeasureSaid, ...]

    @property
    def has_counterpart(self) -> bool:
        return bool(self.indicators) or any(each.indicators for each in self.measures)


@dataclass(frozen=True, slots=True)
class PlanSaid:
    title: str
    first_year: int
    revision: int
    act: str
    act_body: str
    adopted_on: date


@dataclass(frozen=True, slots=True)
class OpinionSaid:
    outcome: str
    observations: str
    given_on: date
    protocol: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CoherenceContents:
    body: str
    year: int
    at: datetime
    """When it was gathered."""

    year_is_closed: bool
    """The results of the year do not change any more."""

    plan: PlanSaid
    goals: tuple[GoalSaid, ...]
    others: tuple[MeasureSaid, ...]
    """General measures that serve no strategic objective, and specific ones that an indicator carries."""

    loose: tuple[IndicatorSaid, ...]
    """Indicators of prevention (PPCT) that carry no measure and pursue no strategic objective."""

    opinion: OpinionSaid | None
    is_kept: bool = False
    """What an opinion keeps; else as things stand on that day."""

    @property
    def goals_alone(self) -> tuple[GoalSaid, ...]:
        return tuple(each for each in self.goals if not each.has_counterpart)

    @property
    def measures(self) -> tuple[MeasureSaid, ...]:
        """Each once, in the order in which they are told."""
        every = [each for goal in self.goals for each in goal.measures] + list(self.others)
        return tuple({each.key: each for each in every}.values())

    @property
    def measures_alone(self) -> tuple[MeasureSaid, ...]:
        """General ones: specific ones are hundreds, and their counterpart is the process."""
        return tuple(each for each in self.measures if each.is_general and not each.indicators)


def to_json(contents: CoherenceContents) -> bytes:
    return (
        json.dumps({"schema": SCHEMA, **to_plain(contents)}, ensure_ascii=False, indent=1) + "\n"
    ).encode()  # small enough to be read by a person


def from_json(content: bytes) -> CoherenceContents:
    plain = json.loads(content)
    if plain.pop("schema") != SCHEMA:
        raise ValueError("contents of a check of coherence written by another riskreg")
    return from_plain(CoherenceContents, plain)
