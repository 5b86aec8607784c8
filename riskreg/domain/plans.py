"""The three-year plan, edition by edition: its states, what becomes of each measure, the figures read from it.

PIAO, section 2.3 (d.m. 132/2022): three years, renewed every year; measures that stay (*consolidate*) and measures that come (*nuove*).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import Unreadable, join_words, tidy, write_date
from riskreg.domain.register import GENERAL_CLASSES

YEARS = 3
FIRST_EDITION, LAST_EDITION = 2013, 2100
"""L. 190/2012 is of November 2012: the first plan begins in 2013."""

CENT = Decimal("0.01")


class State(StrEnum):
    """`bozza → proposta → adottata → pubblicata`; a proposal may be withdrawn."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS: Mapping[str, str] = {"draft": "Bozza", "proposed": "Proposta", "adopted": "Adottata", "published": "Pubblicata"}
STATE_TONES: Mapping[str, str] = {"draft": "neutral", "proposed": "warning", "adopted": "ok", "published": "ok"}

FROZEN = frozenset({State.ADOPTED, State.PUBLISHED})
"""What the body has decided: it never changes again, a revision follows it."""

FOLLOWING: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PROPOSED}),
    State.PROPOSED: frozenset({State.DRAFT, State.ADOPTED}),
    State.ADOPTED: frozenset({State.PUBLISHED}),
    State.PUBLISHED: frozenset(),
}


def check_step(now: State, then: State) -> None:
    """
    >>> check_step(State.DRAFT, State.ADOPTED)
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.WrongState: L'edizione è in stato «bozza»: da qui può diventare solo «proposta».
    """
    if then in FOLLOWING[now]:
        return
    possible = [f"«{state.label.lower()}»" for state in State if state in FOLLOWING[now]]
    onwards = f"da qui può diventare solo {join_words(possible)}." if possible else "non cambia più."
    raise WrongState(f"L'edizione è in stato «{now.label.lower()}»: {onwards}")


class Choice(StrEnum):
    """What an edition does with a measure of the edition before, or that it is of this one."""

    CONFIRMED = "confirmed"
    MODIFIED = "modified"
    NEW = "new"
    STEADY = "steady"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return CHOICE_LABELS[self]


CHOICE_LABELS: Mapping[str, str] = {
    "confirmed": "Confermata",
    "modified": "Modificata",
    "new": "Nuova nel piano",
    "steady": "A regime, fuori piano",
    "removed": "Tolta",
}

OUT_OF_PLAN = frozenset({Choice.STEADY, Choice.REMOVED})
"""Still in force but no longer listed; or no longer there."""

NEEDS_A_REASON = frozenset({Choice.REMOVED})


def edition_name(first_year: int) -> str:
    """
    >>> edition_name(2025)
    '2025–2027'
    """
    return f"{first_year}–{first_year + YEARS - 1}"


def revision_in_file_name(revision: int) -> str:
    """
    >>> revision_in_file_name(1), revision_in_file_name(0)
    ('-rev1', '')
    """
    return f"-rev{revision}" if revision else ""


def read_edition(text: str) -> int:
    """The first year of an edition as people write it.

    >>> read_edition("2025-2027"), read_edition("2025 – 2027"), read_edition("2026-28"), read_edition("2025")
    (2025, 2025, 2026, 2025)
    """
    found = re.fullmatch(r"(\d{4})(?:\s*[-–—/]\s*(\d{4}|\d{2}))?", tidy(text))
    if found is None:
        raise Unreadable("Scrivi il triennio dell'edizione, per esempio 2025-2027.")
    first, last = int(found[1]), found[2]
    if not FIRST_EDITION <= first <= LAST_EDITION:
        raise Unreadable(f"Scrivi un triennio che comincia fra il {FIRST_EDITION} e il {LAST_EDITION}.")
    if last is not None and int(last) not in (first + YEARS - 1, (first + YEARS - 1) % 100):
        raise Unreadable(f"Un'edizione dura tre anni: {first}-{first + YEARS - 1}.")
    return first


def check_act(adopted_on: date, proposed_on: date | None, today: date) -> None:
    """The day of the act that adopts."""
    if adopted_on > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi: l'adozione si registra quando è avvenuta.", "adopted_on")
    if proposed_on is not None and adopted_on < proposed_on:
        raise RuleBroken(
            f"Il piano è stato proposto il {write_date(proposed_on)}: l'atto di adozione non può essere di prima.", "adopted_on"
        )


SIGNED = (b"\x30\x80", b"\x30\x82", b"\x30\x83", b"\x30\x84")
"""How a signed envelope (CAdES, .p7m) begins."""


def kind_of_act(content: bytes) -> tuple[str, str]:
    """What the file of an act is, and how its name ends: a PDF, or one in the envelope of its signature.

    >>> kind_of_act(b"%PDF-1.7 ...")
    ('application/pdf', 'pdf')
    >>> kind_of_act(b"Delibera")
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: L'atto si allega in PDF, anche firmato (.p7m): questo file è di un altro tipo.
    """
    if content.startswith(b"%PDF-"):
        return "application/pdf", "pdf"
    if content.startswith(SIGNED):
        return "application/pkcs7-mime", "pdf.p7m"
    raise RuleBroken("L'atto si allega in PDF, anche firmato (.p7m): questo file è di un altro tipo.", "file")


def choice_after_change(choice: Choice) -> Choice:
    """Who changes what is confirmed modifies it; what is new stays new."""
    return Choice.MODIFIED if choice is Choice.CONFIRMED else choice


# Figures


@dataclass(frozen=True)
class Listed:
    """A general measure as an edition lists it, with what became of it since."""

    is_new: bool
    due_on: date | None = None
    activated_on: date | None = None
    measure_class: str | None = None
    choice: Choice = Choice.CONFIRMED

    @property
    def is_in_plan(self) -> bool:
        return self.choice not in OUT_OF_PLAN


def is_planned_in(year: int, in_force_from: date, due_on: date | None) -> bool:
    """Whether a specific measure was to be applied in a year: one with a deadline in that year; one without (continuous, periodic, at an
    event) in each year that it is in force.

    >>> is_planned_in(2024, date(2024, 3, 1), None), is_planned_in(2024, date(2024, 3, 1), date(2025, 6, 30))
    (True, False)
    >>> is_planned_in(2024, date(2025, 1, 1), None)
    False
    """
    return in_force_from.year <= year and (due_on is None or due_on.year == year)


def is_taken_by(first_year: int, on: date, in_force_from: date, in_force_to: date | None) -> bool:
    """Whether a plan that is proposed on that day takes a specific measure of the register: it has not ended, and begins within the three years.

    >>> is_taken_by(2024, date(2024, 1, 22), date(2026, 1, 1), None), is_taken_by(2024, date(2024, 1, 22), date(2027, 1, 1), None)
    (True, False)
    """
    return (in_force_to is None or in_force_to >= on) and in_force_from.year < first_year + YEARS


@dataclass(frozen=True)
class Specific:
    """The specific measures of an edition: how many it lists; of those to be applied in its first year, how many were by its end."""

    listed: int = 0
    planned: int = 0
    done: int = 0


@dataclass(frozen=True)
class Rate:
    """How many of how many; none where there is nothing to measure."""

    done: int
    planned: int

    @property
    def percent(self) -> Decimal | None:
        """
        >>> Rate(21, 22).percent, Rate(0, 0).percent
        (Decimal('95.45'), None)
        """
        return (Decimal(self.done * 100) / self.planned).quantize(CENT, ROUND_HALF_UP) if self.planned else None


@dataclass(frozen=True)
class PlanFigures:
    """Of the edition whose first year it is. Indices are exact to two decimals; None where they cannot be had."""

    year: int
    general: int
    consolidated: int
    new: int
    new_by_year: Mapping[int, int]
    activated: int
    """New measures activated in the year, whatever their deadline: once in their life."""

    general_rate: Rate
    """Of the new general ones due in the year, those activated by its end."""

    specific_rate: Rate
    """Of the specific ones to be applied in the year, those activated by its end."""

    by_class: Mapping[str, Rate]
    specific: int = 0

    @property
    def update_index_planned(self) -> Decimal | None:
        return index(self.new_by_year.get(self.year, 0), self.consolidated)

    @property
    def update_index(self) -> Decimal | None:
        return index(self.activated, self.consolidated)


def index(new: int, consolidated: int) -> Decimal | None:
    """*Indice di aggiornamento annuale della strategia anticorruzione*: new measures over those that stay.

    >>> index(19, 12), index(21, 12), index(3, 0)
    (Decimal('1.58'), Decimal('1.75'), None)
    """
    return (Decimal(new) / consolidated).quantize(CENT, ROUND_HALF_UP) if consolidated else None


def figures(year: int, measures: Iterable[Listed], specific: Specific = Specific()) -> PlanFigures:
    """`measures`: the general ones, one by one; the specific ones are thousands, and come counted."""
    general = [one for one in measures if one.is_in_plan]
    new = [one for one in general if one.is_new]
    due = [one for one in new if is_due_in(one, year)]
    years = sorted({one.due_on.year for one in new if one.due_on is not None})
    return PlanFigures(
        year=year,
        general=len(general),
        consolidated=len(general) - len(new),
        new=len(new),
        new_by_year={each: sum(is_due_in(one, each) for one in new) for each in years},
        activated=sum(is_activated_in(one, year) for one in new),
        general_rate=_rate(due, year),
        specific_rate=Rate(specific.done, specific.planned),
        by_class={
            each: _rate([one for one in due if one.measure_class == each], year)
            for each in GENERAL_CLASSES
            if any(one.measure_class == each for one in due)
        },
        specific=specific.listed,
    )


def is_due_in(one: Listed, year: int) -> bool:
    return one.due_on is not None and one.due_on.year == year


def is_activated_in(one: Listed, year: int) -> bool:
    return one.activated_on is not None and one.activated_on.year == year


def _rate(due: Sequence[Listed], year: int) -> Rate:
    """What is done after the end of the year was not done in it."""
    return Rate(sum(one.activated_on is not None and one.activated_on.year <= year for one in due), len(due))
