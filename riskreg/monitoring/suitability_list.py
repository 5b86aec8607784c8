"""The specific measures of a year as a list to judge: what one may filter by, what a download says. Everything is read in suiting.py."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from riskreg.domain.monitoring.suitability import JUDGMENT_LABELS
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.register import FAMILY_LABELS
from riskreg.monitoring import hands, suiting, weighing
from riskreg.monitoring.queries import suitability as queries
from riskreg.monitoring.risk_list import day_of
from riskreg.monitoring.suiting import Judged, Line
from riskreg.register import listings as register
from riskreg.register.models import Measure
from riskreg.web.kept_lists import Heading, KeptPage, Sieve

TITLE, FILE_NAME = "Idoneità delle misure", "idoneita"
TO_JUDGE, ADVISED = "da_giudicare", "con_consigli"
AT_ONCE = 100
MOST_FOUND = 30
Keeps = Callable[[Line], bool]


def _of(one: Judged | None, name: str) -> str | None:
    return getattr(one, name) if one is not None else None


HEADINGS: tuple[Heading[Line], ...] = (
    Heading("Codice", lambda one: one.code),
    Heading("Misura", lambda one: one.name),
    Heading("Famiglia", lambda one: one.family_label),
    Heading("Processi", lambda one: ", ".join(one.processes)),
    Heading("Ultimo monitoraggio", lambda one: one.last),
    Heading("Sessioni in ritardo o non attuata", lambda one: one.late),
    Heading("Sessioni in cui è stata monitorata", lambda one: one.asked),
    Heading("Verifiche dell'anno", lambda one: ", ".join(one.verified)),
    Heading("Prima di aggiungere", lambda one: " ".join(one.advice)),
    Heading("Giudizio dell'anno prima", lambda one: _of(one.before, "label")),
    Heading("Giudizio", lambda one: _of(one.judged, "label")),
    Heading("Motivazione", lambda one: _of(one.judged, "motivation")),
    Heading("Che cosa ne segue", lambda one: _of(one.judged, "follow_label")),
    Heading("Si accorpa con", lambda one: _of(one.judged, "merges_with")),
)


@dataclass(frozen=True)
class Desk:
    """What one person sees of a year."""

    year: int
    years: Sequence[int]
    rows: Sequence[Line]
    on: date
    is_whole: bool

    @cached_property
    def to_judge(self) -> list[Line]:
        return [one for one in self.rows if one.judged is None]

    @property
    def quiet(self) -> list[Line]:
        """Of those to judge, the ones about which there is nothing to say: no advice, and neither late nor not done when it was asked last."""
        return [one for one in self.to_judge if not one.advice and not one.known.not_done_running]

    def judged_as(self, judgment: str) -> int:
        return sum(one.judged is not None and one.judged.judgment == judgment for one in self.rows)

    @cached_property
    def advised(self) -> int:
        return sum(bool(one.advice) for one in self.rows)

    def page(self, args: Mapping[str, str], path: str) -> KeptPage[Line]:
        here = {name: text for name, text in args.items() if (name, text) != ("anno", str(self.on.year))}
        return KeptPage(self.rows, self._sieves(), here, path)

    def _sieves(self) -> list[Sieve[Line]]:
        this_year = [("", str(self.on.year)), *((str(each), str(each)) for each in self.years if each != self.on.year)]
        states = [(TO_JUDGE, "Da giudicare"), *JUDGMENT_LABELS.items(), (ADVISED, "Con qualcosa da valutare")]
        return [
            Sieve("giudizio", "Giudizio", _standing, choices=states),
            Sieve("famiglia", "Famiglia", lambda text: lambda one: not text or one.family == text, choices=list(FAMILY_LABELS.items())),
            Sieve("area", "Area di rischio", _in_area, choices=register.area_choices()),
            Sieve("anno", "Anno", lambda _text: lambda _one: True, choices=this_year),
        ]


def _standing(text: str) -> Keeps:
    if not text:
        return lambda _one: True
    if text == TO_JUDGE:
        return lambda one: one.judged is None
    if text == ADVISED:
        return lambda one: bool(one.advice)
    return lambda one: one.judged is not None and one.judged.judgment == text


def _in_area(text: str) -> Keeps:
    return (lambda one: int(text) in one.areas) if text.isdecimal() else (lambda _one: True)


def desk(person: Person, year: str, on: date) -> Desk:
    """Of this year, unless the address names another; those in which this person has a part."""
    years = tuple(dict.fromkeys((on.year, *weighing.years(on))))
    asked = int(year) if year.isdecimal() and len(year) == 4 and int(year) in years else on.year
    reach = hands.reach_of(person, Permission.MONITORING_READ, on)
    rows = [one for one in suiting.of_year(asked, day_of(asked, on)) if _is_seen(one, reach)]
    return Desk(asked, years, rows, on, reach.units is None)


def _is_seen(one: Line, reach: hands.Reach) -> bool:
    return reach.units is None or bool(one.units & reach.units) or bool(one.offices & reach.offices)


def line(measure_id: int, year: int, on: date) -> Line | None:
    """One of them; None where it was not in force then."""
    return next((one for one in suiting.of_year(year, day_of(year, on)) if one.id == measure_id), None)


class Mergeable(NamedTuple):
    """What a measure could be merged with: those of the same events first, then those that were looked for."""

    beside: Sequence[tuple[str, str]]
    found: Sequence[tuple[str, str]]
    words: str


def mergeable(measure_id: int, words: str, chosen: int | None, on: date) -> Mergeable:
    """`chosen`: what was judged already, offered whatever was looked for."""
    beside = queries.beside(measure_id, on)
    found = queries.looked_for(measure_id, register.words_of("measure", Measure, words), on, MOST_FOUND) if words else []
    kept = queries.several([chosen]) if chosen is not None else []
    there = {one.id for one in beside}
    more = {one.id: one for one in (*kept, *found) if one.id not in there}
    return Mergeable(_named(beside), _named(more.values()), words)


def _named(those: Iterable[Measure]) -> list[tuple[str, str]]:
    return [(str(one.id), one.title) for one in those]
