"""The effect on risk as a list: a process a row, what one may filter by, what a download says. Read as assessments are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from riskreg.domain.exact import half_up
from riskreg.domain.monitoring.effect import Covering, Event
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.scoring.calculation import NumericScore, Score
from riskreg.monitoring import weighing
from riskreg.monitoring.weighing import Weighed
from riskreg.people.queries import reach
from riskreg.register import listings as register
from riskreg.web.kept_lists import Heading, KeptPage, Sieve

TITLE, FILE_NAME = "Effetto sul rischio", "effetto-sul-rischio"
WORSE, WEAKER, AS_ASSESSED = "peggiora", "meno-efficaci", "come-valutato"
SEEN_WORSE, TOO_LOW = "per-il-monitoraggio", "previsto-troppo-basso"
UNCOVERED, UNSEEN = "cause-scoperte", "misure-che-non-contano"
Keeps = Callable[[Weighed], bool]


def _before(one: Score) -> Decimal | None:
    return half_up(one.inherent) if isinstance(one, NumericScore) else None


def _after(one: Score) -> Decimal | None:
    return one.residual if isinstance(one, NumericScore) else None


HEADINGS: tuple[Heading[Weighed], ...] = (
    Heading("Codice", lambda one: one.code),
    Heading("Processo", lambda one: one.name),
    Heading("Area di rischio", lambda one: one.area),
    Heading("Unità", lambda one: one.unit),
    Heading("Valutazione", lambda one: one.year),
    Heading("Rischio inerente", lambda one: _before(one.effect.planned)),
    Heading("Fascia del rischio inerente", lambda one: one.effect.planned.inherent_band.name),
    Heading("Residuo previsto", lambda one: _after(one.effect.planned)),
    Heading("Fascia prevista", lambda one: one.effect.planned_band.name),
    Heading("Residuo verificato", lambda one: _after(one.effect.found)),
    Heading("Fascia verificata", lambda one: one.effect.found_band.name),
    Heading("Efficacia dichiarata", lambda one: one.effect.planned.effectiveness.name),
    Heading("Efficacia verificata", lambda one: one.effect.found.effectiveness.name),
    Heading("Peggiora", lambda one: "sì" if one.effect.is_worse else "no"),
    Heading("Peggiora per il monitoraggio", lambda one: "sì" if one.effect.is_seen_worse else "no"),
    Heading("Previsto troppo basso", lambda one: "sì" if one.effect.is_planned_too_low else "no"),
    Heading("Che cosa manca", lambda one: one.effect.missing_said),
    Heading("Perché", lambda one: "; ".join(each.why for each in one.effect.scores if each.is_weaker)),
    Heading("Monitoraggio", lambda one: one.session),
)


@dataclass(frozen=True)
class Desk:
    """What one person sees of a year."""

    year: int
    years: Sequence[int]
    rows: Sequence[Weighed]
    on: date

    @cached_property
    def worse(self) -> int:
        return sum(one.effect.is_worse for one in self.rows)

    @cached_property
    def seen_worse(self) -> int:
        return sum(one.effect.is_seen_worse for one in self.rows)

    @cached_property
    def too_low(self) -> int:
        return sum(one.effect.is_planned_too_low for one in self.rows)

    @cached_property
    def risen(self) -> int:
        """Those that come out in a higher band."""
        return sum(one.effect.weight[0] > 0 for one in self.rows)

    @property
    def uncovered(self) -> int:
        return sum(one.effect.uncovered > 0 for one in self.rows)

    @property
    def as_assessed(self) -> int:
        return sum(not one.effect.is_weaker for one in self.rows)

    def page(self, args: Mapping[str, str], path: str) -> KeptPage[Weighed]:
        here = {name: text for name, text in args.items() if (name, text) != ("anno", str(self.on.year))}
        return KeptPage(self.rows, self._sieves(), here, path)

    def _sieves(self) -> list[Sieve[Weighed]]:
        this_year = [("", str(self.on.year)), *((str(each), str(each)) for each in self.years if each != self.on.year)]
        return [
            Sieve("esito", "Esito", _turned_out, choices=[
                (WORSE, "Peggiora"), (SEEN_WORSE, "Peggiora per il monitoraggio"), (TOO_LOW, "Previsto troppo basso: manca una misura"), (WEAKER, "Misure meno efficaci di quanto dichiarato"), (AS_ASSESSED, "Come valutato"),
                (UNCOVERED, "Con cause a cui non risponde nessuna misura"), (UNSEEN, "Con misure che non contano"),
            ]),
            Sieve("area", "Area di rischio", _in_area, choices=register.area_choices()),
            Sieve("unita", "Unità e quelle sotto", self._below, choices=register.unit_choices(self.on)),
            Sieve("anno", "Anno", lambda _text: _any, choices=this_year),
        ]  # fmt: skip

    def _below(self, text: str) -> Keeps:
        if not text.isdecimal():
            return _any
        held = reach.chart(self.on).held_under(int(text))
        return lambda one: one.unit_id in held


def _any(_one: Weighed) -> bool:
    return True


def _turned_out(text: str) -> Keeps:
    kept: Mapping[str, Keeps] = {
        WORSE: lambda one: one.effect.is_worse, SEEN_WORSE: lambda one: one.effect.is_seen_worse,
        TOO_LOW: lambda one: one.effect.is_planned_too_low, WEAKER: lambda one: one.effect.is_weaker,
        AS_ASSESSED: lambda one: not one.effect.is_weaker, UNCOVERED: lambda one: one.effect.uncovered > 0,
        UNSEEN: lambda one: one.effect.unseen > 0,
    }  # fmt: skip
    return kept.get(text, _any)


def _in_area(text: str) -> Keeps:
    return (lambda one: one.area_id == int(text)) if text.isdecimal() else _any


def desk(person: Person, year: str, on: date) -> Desk:
    """Of this year, unless the address names another; of the processes whose assessments this person reads."""
    asked, years = asked_year(year, on)
    units = reach.units_within(person, Permission.ASSESSMENT_READ, on)
    rows = [one for one in weighing.of_all(asked, day_of(asked, on)) if units is None or one.unit_id in units]
    return Desk(asked, years, rows, on)


def asked_year(year: str, on: date) -> tuple[int, Sequence[int]]:
    years = weighing.years(on)
    return (int(year) if year.isdecimal() and len(year) == 4 and int(year) in years else on.year), years


def day_of(year: int, today: date) -> date:
    """A year that is past is looked at on its last day."""
    return today if year == today.year else date(year, 12, 31)


def measures_of(events: Sequence[Event]) -> list[tuple[Covering, list[str]]]:
    """Every measure of a process once, with the events that it answers; those that do not count first."""
    found: dict[int, tuple[Covering, list[str]]] = {}
    for event in events:
        for measure in event.measures:
            found.setdefault(measure.id, (measure, []))[1].append(event.name)
    return sorted(found.values(), key=lambda each: each[0].counts)
