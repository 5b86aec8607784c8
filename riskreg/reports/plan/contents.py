"""All that the documents of an edition of the plan say, and nothing of how they look.

Words are kept as they are said (the name of a family, not its letter alone; «Entro il 30/06/2026»), so that the same contents say the same
for ever. `SCHEMA` numbers the form: whoever changes it adds to `UPGRADES` how the form before becomes the new one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from riskreg.domain.plans import YEARS
from riskreg.reports.plan.coding import Plain, from_plain, to_plain

SCHEMA = 1

UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By the number of a schema: its contents, as those of the next one."""


@dataclass(frozen=True, slots=True)
class BodySaid:
    """The body when the contents were gathered."""

    name: str = ""
    kind: str = ""
    tax_code: str = ""
    address: str = ""
    website: str = ""
    pec: str = ""


@dataclass(frozen=True, slots=True)
class EditionSaid:
    number: int
    """Which edition it is among those of riskreg."""

    first_year: int
    revision: int
    name: str
    """ "2026–2028, revisione 1" """

    state: str
    is_final: bool
    """The body has decided: else every page says BOZZA."""

    note: str = ""
    proposed_on: date | None = None
    act_body: str = ""
    act_number: str = ""
    adopted_on: date | None = None
    published_on: date | None = None
    published_at: str = ""

    @property
    def last_year(self) -> int:
        return self.first_year + YEARS - 1


@dataclass(frozen=True, slots=True)
class Done:
    """How many of how many; `percent` is None where there is nothing to measure."""

    what: str
    done: int
    planned: int
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class InYear:
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """The figures of the edition for its first year (`domain/plans.py`)."""

    general: int
    consolidated: int
    new: int
    new_by_year: tuple[InYear, ...]
    activated: int
    update_index_planned: Decimal | None
    update_index: Decimal | None
    general_rate: Done
    specific_rate: Done
    by_class: tuple[Done, ...]
    specific: int
    """Specific measures on the sheets of the processes, each once."""


@dataclass(frozen=True, slots=True)
class BandSaid:
    """A band of risk. `rank` grows with the risk; `top` is the highest rank of its methodology."""

    name: str
    rank: int
    top: int
    needs_treatment: bool = False


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """What the processes of an area came to in the year; `judged` follows the order of the bands."""

    code: str
    name: str
    processes: int
    mean_residual: Decimal | None
    judged: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """Of the edition's first year. `judged`, `computed` and the rows and columns of `crossed` (before the measures, after them) follow
    the order of the bands, the mildest first."""

    year: int
    assessed: int
    mean_residual: Decimal | None
    why_no_mean: str
    bands: tuple[BandSaid, ...] = ()
    judged: tuple[int, ...] = ()
    computed: tuple[int, ...] = ()
    crossed: tuple[tuple[int, ...], ...] = ()
    areas: tuple[AreaFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """A methodology that the year was measured with; before there is one, the one in use. `rules` are its text (domain/scoring/text.py)."""

    name: str
    kind: str
    source: str
    published_on: date | None
    rules: Plain


@dataclass(frozen=True, slots=True)
class FactorSaid:
    letter: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventSaid:
    """`number` counts the events of a process: measures name them by it."""

    number: int
    name: str
    description: str = ""
    factors: tuple[FactorSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseSaid:
    name: str
    description: str = ""
    events: tuple[EventSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecificSaid:
    """A specific measure on the sheet of a process: as the edition lists it, else as the register has it."""

    code: str
    name: str
    description: str
    family: str
    is_mandatory: bool
    indicator: str
    target: str
    timing: str
    due_on: date | None
    owners: tuple[str, ...]
    """The first is the capofila."""

    events: tuple[int, ...]
    choice: str = ""
    """What the edition does with it; empty where it does not list it."""


@dataclass(frozen=True, slots=True)
class Value:
    """What an axis came to: a number, or the name of a level."""

    number: Decimal | None
    word: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSaid:
    """What the answers came to, for the process as a whole or for one of its events."""

    event: str
    probability: Value
    impact: Value
    inherent: Value
    effectiveness: str
    residual: Decimal | None
    band: str


@dataclass(frozen=True, slots=True)
class AssessedSaid:
    """The approved assessment of the edition's first year."""

    method: str
    inherent_band: BandSaid
    computed_band: BandSaid
    band: BandSaid
    residual: Decimal | None
    motivation: str
    judgment: str
    approved_on: date | None
    scores: tuple[ScoreSaid, ...]


@dataclass(frozen=True, slots=True)
class ProcessSaid:
    code: str
    name: str
    description: str
    input: str
    output: str
    unit: str
    dirigente: str
    """The structure whose dirigente answers: the unit or the nearest one above it that has one; empty where none has. Never a person's name."""

    phases: tuple[PhaseSaid, ...]
    measures: tuple[SpecificSaid, ...]
    assessed: AssessedSaid | None


@dataclass(frozen=True, slots=True)
class AreaSaid:
    code: str
    name: str
    processes: tuple[ProcessSaid, ...]


@dataclass(frozen=True, slots=True)
class GeneralSaid:
    """A general measure as the edition lists it."""

    code: str
    name: str
    description: str
    novelty: str
    choice: str
    is_mandatory: bool
    indicator: str
    target: str
    timing: str
    due_on: date | None
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassSaid:
    name: str
    measures: tuple[GeneralSaid, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the edition before listed and this one no longer does: still in force, or gone."""

    code: str
    name: str
    kind: str
    choice: str
    because: str


@dataclass(frozen=True, slots=True)
class MeasureNamed:
    """As the edition lists it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SpecificNamed:
    """A specific measure, with the processes whose sheets say the rest of it."""

    code: str
    name: str
    processes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveSaid:
    """A strategic objective with the measures in the plan that serve it: general ones in the order of the plan, specific ones by code."""

    code: str
    name: str
    description: str
    source: str
    measures: tuple[MeasureNamed, ...]
    specific: tuple[SpecificNamed, ...]


@dataclass(frozen=True, slots=True)
class SectionSaid:
    """A section in the body's own words; figures stand in it with their values. `place`: where it stands (`domain/narrative.py`)."""

    place: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ContributionSaid:
    """Never with the name of a person: `who` is the organisation, or the kind alone."""

    number: int
    received_on: date
    kind: str
    who: str
    is_late: bool
    late_because: str
    about: str
    text: str
    outcome: str
    """Empty while there is none."""

    because: str


@dataclass(frozen=True, slots=True)
class ConsultationSaid:
    """How stakeholders were heard before the body decided."""

    from_on: date
    to_on: date
    name: str
    notice: str
    published_at: str
    channels: str
    is_over: bool
    """When the contents were gathered."""

    contributions: tuple[ContributionSaid, ...]


@dataclass(frozen=True, slots=True)
class PlanContents:
    gathered_at: datetime
    """The register is read as it stood then."""

    body: BodySaid
    edition: EditionSaid
    figures: PlanFigures
    register: RegisterFigures
    methods: tuple[Method, ...]
    areas: tuple[AreaSaid, ...]
    classes: tuple[ClassSaid, ...]
    left_out: tuple[LeftOut, ...]
    objectives: tuple[ObjectiveSaid, ...]
    sections: tuple[SectionSaid, ...]
    consultation: ConsultationSaid | None = None
    """None where nobody was consulted, or it was not written down."""

    @property
    def processes(self) -> int:
        return sum(len(area.processes) for area in self.areas)


def to_json(contents: PlanContents) -> str:
    """One line, the same for the same contents."""
    return json.dumps({"schema": SCHEMA, **to_plain(contents)}, ensure_ascii=False, separators=(",", ":"))


class UnknownSchema(ValueError):
    """Written by a newer riskreg than this one, or not by riskreg."""


def from_json(text: str) -> PlanContents:
    """Of this schema or of one before it."""
    plain = json.loads(text)
    schema: int = plain.pop("schema", 0) if isinstance(plain, dict) else 0
    while schema in UPGRADES:
        plain, schema = UPGRADES[schema](plain), schema + 1
    if schema != SCHEMA:
        raise UnknownSchema(f"contents of schema {schema}: this riskreg reads up to {SCHEMA}")
    return from_plain(PlanContents, plain)
