"""The findings as a list: what one may filter by, what a download says, what stands beside each on the page."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from riskreg.coherence import queries
from riskreg.coherence.addresses import Place, place_of
from riskreg.coherence.queries import Found, KnownProcess
from riskreg.domain.codes import fold_code
from riskreg.domain.coherence import RULE, RULES, Finding, Rule, Severity
from riskreg.domain.italian import write_moment
from riskreg.domain.permissions import Permission, Person
from riskreg.people.queries import reach
from riskreg.register import listings as register
from riskreg.web.kept_lists import Heading, KeptPage, Sieve

ACCEPTED, ALL = "accettate", "tutte"
TITLE, FILE_NAME = "Controlli di coerenza", "controlli"
Keeps = Callable[[Found], bool]

HEADINGS: tuple[Heading[Found], ...] = (
    Heading("Gravità", lambda one: one.rule.severity.label),
    Heading("Regola", lambda one: one.rule.title),
    Heading("Dove", lambda one: one.finding.title),
    Heading("Segnalazione", lambda one: one.finding.sentence),
    Heading("Perché conta", lambda one: one.rule.why),
    Heading("Norma", lambda one: one.rule.norm),
    Heading("Che cosa fare", lambda one: one.rule.remedy),
    Heading("Stato", lambda one: "Aperta" if one.is_open else "Accettata"),
    Heading("Accettata perché", lambda one: one.accepted.because if one.accepted else None),
    Heading("Accettata da", lambda one: one.accepted.by if one.accepted else None),
    Heading("Accettata il", lambda one: write_moment(one.accepted.at) if one.accepted else None),
)


class Counted(NamedTuple):
    """A rule with how many of its findings are open, and how many accepted."""

    rule: Rule
    open: int
    accepted: int


@dataclass(frozen=True)
class Desk:
    """What one person sees of a year's check."""

    year: int
    years: Sequence[int]
    found: Sequence[Found]
    processes: Mapping[int, KnownProcess]
    units: Collection[int] | None
    on: date

    @cached_property
    def counts(self) -> list[Counted]:
        """Of every rule, those too that find nothing; the worst first."""
        given = Counter((one.finding.rule, one.is_open) for one in self.found)
        return [Counted(rule, given[rule.code, True], given[rule.code, False]) for rule in RULES]

    @property
    def rules(self) -> list[Counted]:
        return [one for one in self.counts if one.open or one.accepted]

    def open_of(self, severity: Severity) -> int:
        return sum(one.open for one in self.counts if one.rule.severity is severity)

    @property
    def accepted(self) -> int:
        return sum(one.accepted for one in self.counts)

    def page(self, args: Mapping[str, str], path: str, rule: str = "") -> KeptPage[Found]:
        """With a rule: its open findings, for whoever accepts them. An address that names this year says what one that names none does."""
        found = [one for one in self.found if one.finding.rule == rule and one.is_open] if rule else self.found
        here = {name: text for name, text in args.items() if (name, text) != ("anno", str(self.on.year))}
        return KeptPage(found, self._sieves(only_open=bool(rule)), here, path)

    def groups(self, page: KeptPage[Found]) -> list[tuple[Rule, list[Found]]]:
        """The rows of a page, rule by rule."""
        return [(RULE[code], list(those)) for code, those in groupby(page.rows, key=lambda one: one.finding.rule)]

    def place(self, one: Found) -> Place | None:
        return place_for(one.finding, self.units, self.processes)

    def readable(self, one: Found) -> tuple[int, ...]:
        """The processes that it is about and whose sheet this person may open."""
        return _readable(one.finding, self.units, self.processes)

    def sheets(self, one: Found) -> list[KnownProcess]:
        """Where it is about several sheets, those."""
        return [self.processes[each] for each in self.readable(one)] if len(one.finding.processes) > 1 else []

    def _sieves(self, *, only_open: bool) -> list[Sieve[Found]]:
        severities = [(each.value, each.label) for each in Severity]
        this_year = [("", str(self.on.year)), *((str(each), str(each)) for each in self.years if each != self.on.year)]
        common = [
            Sieve("area", "Area di rischio", self._in_area, choices=register.area_choices()),
            Sieve("unita", "Unità e quelle sotto", self._below, choices=register.unit_choices(self.on)),
            Sieve("processo", "Codice del processo", self._of_process, kind="text"),
            Sieve("anno", "Primo anno del piano", lambda _text: _any, choices=this_year),
        ]
        if only_open:
            return [*common, Sieve("su", "Su che cosa", lambda text: lambda one: not text or one.finding.subject == text, kind="text")]
        return [
            Sieve("gravita", "Gravità", lambda text: lambda one: not text or one.rule.severity == text, choices=severities),
            Sieve("regola", "Regola", lambda text: lambda one: not text or one.finding.rule == text, choices=self._rules_to_choose),
            *common[:3],
            Sieve("stato", "Stato", _in_state, choices=[("", "Aperte"), (ACCEPTED, "Accettate"), (ALL, "Aperte e accettate")]),
            common[3],
        ]

    @property
    def _rules_to_choose(self) -> list[tuple[str, str]]:
        return [(rule.code, rule.title) for rule in RULES]

    def _in_area(self, text: str) -> Keeps:
        if not text.isdecimal():
            return _any
        area, itself = int(text), f"risk_area:{text}"
        return lambda one: one.finding.where == itself or any(self.processes[each].area_id == area for each in one.finding.processes)

    def _below(self, text: str) -> Keeps:
        if not text.isdecimal():
            return _any
        held = reach.chart(self.on).held_under(int(text))
        return lambda one: not held.isdisjoint(one.finding.units)

    def _of_process(self, text: str) -> Keeps:
        code = fold_code(text)
        return (lambda one: any(self.processes[each].code_fold == code for each in one.finding.processes)) if code else _any


def place_for(finding: Finding, units: Collection[int] | None, processes: Mapping[int, KnownProcess]) -> Place | None:
    """Where somebody mends it who may read the sheets of these units; None stands for all."""
    return place_of(finding, _readable(finding, units, processes))


def _readable(finding: Finding, units: Collection[int] | None, processes: Mapping[int, KnownProcess]) -> tuple[int, ...]:
    return tuple(each for each in finding.processes if units is None or processes[each].unit_id in units)


def _any(_one: Found) -> bool:
    return True


def _in_state(text: str) -> Keeps:
    return _any if text == ALL else lambda one: one.is_open == (text != ACCEPTED)


def desk(person: Person, year: str, on: date) -> Desk:
    """Of this year, unless the address names another."""
    years = queries.years(on)
    asked = int(year) if year.isdecimal() and int(year) in years else on.year
    units = reach.units_within(person, Permission.REGISTER_READ, on)
    return Desk(asked, years, queries.seen_by(person, asked, on), queries.processes(), units, on)
