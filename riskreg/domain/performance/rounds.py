"""Collection rounds: which results are asked in the course of a year, of whom, by when; how far one that was asked has come.

D.lgs. 150/2009 art. 6: the course of performance is looked at during the year, so that what strays is seen while it can be mended. Quarter by quarter the
units say how it goes, half year by half year the areas, at the end the whole body: the verdict belongs to the year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.performance.pace import keeps_pace, said_of
from riskreg.domain.performance.results import Period, ResultState
from riskreg.domain.targets import Kind, Verdict

QUARTERS = (Period.Q1, Period.Q2, Period.Q3, Period.Q4)
HALVES = (Period.H1, Period.H2)
BEFORE: Mapping[Period, Period] = {Period.Q2: Period.Q1, Period.Q3: Period.Q2, Period.Q4: Period.Q3, Period.H2: Period.H1}
"""Whose result is shown beside the form."""

ENTER_WITHIN, VERIFY_WITHIN = timedelta(days=20), timedelta(days=35)


def title_of(year: int, period: Period) -> str:
    """
    >>> title_of(2026, Period.Q3), title_of(2026, Period.YEAR)
    ('Rilevazione del 3° trimestre 2026', 'Rilevazione finale 2026')
    """
    return f"Rilevazione finale {year}" if period.is_final else f"Rilevazione del {period.label} {year}"


def slug_of(year: int, period: Period) -> str:
    """As an address says it.

    >>> slug_of(2026, Period.Q3), slug_of(2026, Period.YEAR)
    ('2026-t3', '2026-finale')
    """
    return f"{year}-{SLUGS[period]}"


SLUGS: Mapping[Period, str] = {
    Period.Q1: "t1", Period.Q2: "t2", Period.Q3: "t3", Period.Q4: "t4", Period.H1: "s1", Period.H2: "s2", Period.YEAR: "finale",
}  # fmt: skip
PERIOD_OF: Mapping[str, Period] = {slug: period for period, slug in SLUGS.items()}


# Whom


class Whom(NamedTuple):
    """A result that is asked: of which unit it speaks (None: of the whole body, or of those outside the chart), which unit gives it (None: the unit of
    performance), and whether its dirigente does."""

    unit_id: int | None
    answers_id: int | None
    of_area: bool = False


def asked_of(period: Period, units: Sequence[int], areas: Mapping[int, int], *, outsiders: bool) -> tuple[Whom, ...]:
    """Who is asked about an indicator: of a quarter each unit that answers for it, of a half year each area above these, of the year the capofila (the first
    unit). `units`: those that answer today, in their order; `outsiders`: also somebody that the chart does not have, for whom the unit of performance says it.

    >>> areas = {11: 1, 12: 1, 21: 2}
    >>> [each.unit_id for each in asked_of(Period.Q1, [11, 12, 21], areas, outsiders=True)]
    [11, 12, 21, None]
    >>> [each.unit_id for each in asked_of(Period.H1, [11, 12, 21], areas, outsiders=False)]
    [1, 2]
    >>> asked_of(Period.YEAR, [11, 12], areas, outsiders=True), asked_of(Period.YEAR, [], areas, outsiders=True)
    ((Whom(unit_id=None, answers_id=11, of_area=False),), (Whom(unit_id=None, answers_id=None, of_area=False),))
    """
    if period.is_final:
        return (Whom(None, units[0] if units else None),)
    is_half = period in HALVES
    found = dict.fromkeys(areas.get(each, each) if is_half else each for each in units)
    named = [Whom(each, each, is_half) for each in found]
    return (*named, Whom(None, None)) if outsiders or not named else tuple(named)


# By when


@dataclass(frozen=True)
class Calendar:
    """From when results are entered, by when they are entered and verified; each day included."""

    opens_on: date
    enter_by: date
    verify_by: date

    def checked(self, year: int, period: Period) -> "Calendar":
        """In their order, and not before there is something to say.

        >>> usual(2026, Period.Q3).checked(2026, Period.Q3).enter_by
        datetime.date(2026, 10, 20)
        """
        if self.opens_on < (ends := period.ends_on(year)):
            raise RuleBroken(f"I risultati arrivano fino al {write_date(ends)}: la rilevazione si apre da quel giorno in poi.", "opens_on")
        for first, second in zip(fields(self), fields(self)[1:], strict=False):
            before, after = getattr(self, first.name), getattr(self, second.name)
            if after < before:
                raise RuleBroken(
                    f"{_SAID[second.name]} non può venire prima del {write_date(before)} ({_SAID[first.name].lower()}).", second.name
                )
        return self


_SAID: Mapping[str, str] = {
    "opens_on": "L'apertura", "enter_by": "Il termine per inserire", "verify_by": "Il termine per verificare",
}  # fmt: skip


def usual(year: int, period: Period) -> Calendar:
    """What is proposed: from the day after the period.

    >>> usual(2026, Period.Q3)
    Calendar(opens_on=datetime.date(2026, 10, 1), enter_by=datetime.date(2026, 10, 20), verify_by=datetime.date(2026, 11, 4))
    """
    ends = period.ends_on(year)
    return Calendar(ends + timedelta(days=1), ends + ENTER_WITHIN, ends + VERIFY_WITHIN)


def check_more_time(before: Calendar, enter_by: date, verify_by: date, because: str) -> None:
    """Whoever works counts on a day: there is only more time, and it says why."""
    for name, was, will in (("enter_by", before.enter_by, enter_by), ("verify_by", before.verify_by, verify_by)):
        if will < was:
            raise RuleBroken(f"Chi lavora conta sul {write_date(was)}: si può solo dare più tempo.", name)
    if (enter_by, verify_by) == (before.enter_by, before.verify_by):
        raise RuleBroken(f"Il termine è già il {write_date(enter_by)}: scegli un giorno dopo.", "enter_by")
    if not because:
        raise RuleBroken("Scrivi perché si dà più tempo: resta scritto accanto al nuovo termine.", "because")


def closes_early(verify_by: date, today: date, waiting: int) -> bool:
    """Somebody may still enter or verify, and something waits for it: whoever closes says why.

    >>> closes_early(date(2026, 11, 4), date(2026, 11, 4), 2), closes_early(date(2026, 11, 4), date(2026, 11, 5), 2), closes_early(date(2026, 11, 4), date(2026, 11, 4), 0)
    (True, False, False)
    """
    return bool(waiting) and today <= verify_by


# How far


class AskedState(StrEnum):
    """Of a result that a round asks for. The last two: what was left when it was closed."""

    TO_ENTER = "to_enter"
    ENTERED = "entered"
    RETURNED = "returned"
    VERIFIED = "verified"
    CLOSED = "closed"
    MISSING = "missing"
    UNVERIFIED = "unverified"

    @property
    def label(self) -> str:
        return ASKED_LABELS[self]

    @property
    def tone(self) -> str:
        return ASKED_TONES[self]


TO_DO = (AskedState.TO_ENTER, AskedState.RETURNED)
"""It waits for whoever is asked."""

ASKED_LABELS: Mapping[str, str] = {
    "to_enter": "Da inserire", "entered": "Inserito", "returned": "Restituito", "verified": "Verificato", "closed": "Chiuso",
    "missing": "Mai inserito", "unverified": "Mai verificato",
}  # fmt: skip
ASKED_TONES: Mapping[str, str] = {
    "to_enter": "neutral", "entered": "info", "returned": "warning", "verified": "ok", "closed": "neutral", "missing": "danger", "unverified": "danger",
}  # fmt: skip


def state_of(reading: str | None, *, is_closed: bool) -> AskedState:
    """
    >>> state_of(None, is_closed=False).label, state_of("entered", is_closed=True).label, state_of("closed", is_closed=True).label
    ('Da inserire', 'Mai verificato', 'Chiuso')
    """
    if reading is None:
        return AskedState.MISSING if is_closed else AskedState.TO_ENTER
    if is_closed and reading in (ResultState.ENTERED, ResultState.RETURNED):
        return AskedState.UNVERIFIED
    return AskedState(reading)


def due_on(state: AskedState, enter_by: date, verify_by: date) -> date | None:
    """The day of the step that it waits for; None of what waits for nobody."""
    if state in TO_DO:
        return enter_by
    return verify_by if state is AskedState.ENTERED else None


def is_late(state: AskedState, enter_by: date, verify_by: date, today: date) -> bool:
    """
    >>> is_late(AskedState.TO_ENTER, date(2026, 10, 20), date(2026, 11, 4), date(2026, 10, 20)), is_late(AskedState.TO_ENTER, date(2026, 10, 20), date(2026, 11, 4), date(2026, 10, 21))
    (False, True)
    """
    due = due_on(state, enter_by, verify_by)
    return due is not None and due < today


# How it goes


class Standing(StrEnum):
    """An interim result beside the target of the year: no verdict, which belongs to the year."""

    ON_COURSE = "on_course"
    DEVIATES = "deviates"
    TO_WEIGH = "to_weigh"

    @property
    def label(self) -> str:
        return STANDING_LABELS[self]

    @property
    def tone(self) -> str:
        return STANDING_TONES[self]


STANDING_TONES: Mapping[str, str] = {"on_course": "ok", "deviates": "warning", "to_weigh": "neutral"}
STANDING_LABELS: Mapping[str, str] = {"on_course": "In linea", "deviates": "Scostamento", "to_weigh": "Da valutare"}


class HowItGoes(NamedTuple):
    standing: Standing
    said: str


def how_it_goes(found: Verdict, period: Period, year: int, share: Decimal | None = None, *, several: bool = False) -> HowItGoes:
    """What the rule says of the result as it is, against the target of the whole year, in words that say so. `found`: of verdicts.judged. `share`: of the
    target, where it adds up through the year (pace.adds_up). `several` units answer for it, and nobody knows whether each wrote its own piece: one that is
    behind the year is left to a person.

    >>> from riskreg.domain.performance.verdicts import Asked, judged
    >>> how_it_goes(judged(Asked(">= 50%", "40%", 2026)), Period.Q3, 2026).said
    "A oggi 40 % < 50 %, il target dell'anno: può ancora cambiare."
    >>> how_it_goes(judged(Asked(">= 50%", "52%", 2026)), Period.Q3, 2026).standing.label
    'In linea'
    >>> how_it_goes(judged(Asked(">= 2.100", "1.592", 2026)), Period.Q3, 2026, Decimal("0.7581")).standing.label
    'In linea'
    """
    said = found.reason.removesuffix(f": {found.kind.label}")
    if found.kind is Kind.MANUAL:
        return HowItGoes(Standing.TO_WEIGH, f"A oggi non si può dire: {said[:1].lower()}{said[1:]}.")
    if found.kind is Kind.YES:
        return HowItGoes(Standing.ON_COURSE, f"A oggi {said}, il target dell'anno.")
    if share is not None and keeps_pace(share, period):
        return HowItGoes(Standing.ON_COURSE, f"A oggi {said}, il target dell'anno: {said_of(share, period)}.")
    if share is not None and several:
        return HowItGoes(Standing.TO_WEIGH, f"A oggi {said}, il target dell'anno, di cui rispondono più unità: {said_of(share, period)}.")
    if share is not None:
        return HowItGoes(Standing.DEVIATES, f"A oggi {said}, il target dell'anno: {said_of(share, period)}.")
    may_change = "" if period.ends_on(year) == date(year, 12, 31) else ": può ancora cambiare"
    return HowItGoes(Standing.DEVIATES, f"A oggi {said}, il target dell'anno{may_change}.")


# What may be done

CLOSED = "Questa rilevazione è chiusa: i suoi risultati non cambiano più."
DROPPED = "Questo risultato non si chiede più in questa rilevazione."


def insist_on_open(opens_on: date, today: date, *, is_closed: bool) -> None:
    if is_closed:
        raise WrongState(CLOSED)
    if today < opens_on:
        raise WrongState(f"Questa rilevazione si apre il {write_date(opens_on)}: i risultati si inseriscono da quel giorno.")


def why_dropped(*, target_removed: bool, is_computed: bool, act: str = "") -> str:
    """Nothing where it is still asked; who is asked stays fixed.

    >>> why_dropped(target_removed=True, is_computed=False, act="Delibera n. 84")
    "Il target dell'anno è stato eliminato (Delibera n. 84)."
    """
    if target_removed:
        return f"Il target dell'anno è stato eliminato ({act})." if act else "Il target dell'anno è stato eliminato."
    return "Il risultato lo calcola riskreg dal registro: non si chiede più a nessuno." if is_computed else ""
