"""What a measure must say of itself: when it is done, who answers for it, since when and until when."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, tidy, write_date
from riskreg.domain.register import MeasureKind, OwnerKind, Timing


@dataclass(frozen=True)
class Timetable:
    """When a measure is done. Each kind of timing has its own detail, and no other."""

    timing: Timing
    due_on: date | None = None
    period: str | None = None
    occasion: str = ""

    def checked(self) -> "Timetable":
        """The same, or a refusal with its field.

        >>> Timetable(Timing.BY_DATE).checked()
        Traceback (most recent call last):
            ...
        riskreg.domain.errors.RuleBroken: Scrivi entro quale giorno va attuata la misura.
        """
        if self.timing is Timing.BY_DATE and self.due_on is None:
            raise RuleBroken("Scrivi entro quale giorno va attuata la misura.", "due_on")
        if self.timing is Timing.PERIODIC and self.period is None:
            raise RuleBroken("Scegli ogni quanto si ripete la misura.", "period")
        if self.timing is Timing.ON_EVENT and not tidy(self.occasion):
            raise RuleBroken("Scrivi a quale evento si attua la misura, per esempio «per ogni gara».", "occasion")
        kind = self.timing.label.lower()
        if self.timing is not Timing.BY_DATE and self.due_on is not None:
            raise RuleBroken(f"Una misura «{kind}» non ha una scadenza: togli la data, oppure scegli «entro una data».", "due_on")
        if self.timing is not Timing.PERIODIC and self.period is not None:
            raise RuleBroken(f"Una misura «{kind}» non ha una cadenza: toglila, oppure scegli «periodica».", "period")
        if self.timing is not Timing.ON_EVENT and tidy(self.occasion):
            raise RuleBroken(f"Una misura «{kind}» non aspetta un evento: toglilo, oppure scegli «a evento».", "occasion")
        return Timetable(self.timing, self.due_on, self.period, tidy(self.occasion))


@dataclass(frozen=True)
class Owner:
    """Who answers for a measure: a unit, a figure, or a name as it was written."""

    kind: OwnerKind
    unit_id: int | None = None
    figure_id: int | None = None
    name: str = ""

    @property
    def key(self) -> tuple[str, int | None, int | None, str]:
        return (self.kind.value, self.unit_id, self.figure_id, fold(self.name))


def checked_owners(owners: Sequence[Owner]) -> tuple[Owner, ...]:
    """In their order: the first is *capofila* and signs, the others contribute."""
    if not owners:
        raise RuleBroken("Indica chi risponde della misura: il primo è il capofila.", "owner_1")
    seen = set()
    found = []
    for place, owner in enumerate(owners, start=1):
        field = f"owner_{place}"
        one = _checked_owner(owner, field)
        if one.key in seen:
            raise RuleBroken("Questo responsabile c'è già: indicalo una volta sola.", field)
        seen.add(one.key)
        found.append(one)
    return tuple(found)


def _checked_owner(owner: Owner, field: str) -> Owner:
    if owner.kind is OwnerKind.UNIT:
        if owner.unit_id is None:
            raise RuleBroken("Scegli l'unità che risponde della misura.", field)
        return Owner(owner.kind, unit_id=owner.unit_id)
    if owner.kind is OwnerKind.FIGURE:
        if owner.figure_id is None:
            raise RuleBroken("Scegli la figura che risponde della misura.", field)
        return Owner(owner.kind, figure_id=owner.figure_id)
    if not tidy(owner.name):
        raise RuleBroken("Scrivi il nome di chi risponde della misura.", f"{field}_name")
    return Owner(owner.kind, name=tidy(owner.name))


def check_kind(kind: MeasureKind, family: str | None, measure_class: str | None) -> None:
    """A specific measure has a family (PNA 2019), a general one the class of the plan it answers to."""
    if kind is MeasureKind.SPECIFIC and family is None:
        raise RuleBroken("Scegli la famiglia della misura.", "family")
    if kind is MeasureKind.SPECIFIC and measure_class is not None:
        raise RuleBroken("La classe è delle misure generali: una specifica ha la famiglia.", "measure_class")
    if kind is MeasureKind.GENERAL and measure_class is None:
        raise RuleBroken("Scegli la classe della misura.", "measure_class")
    if kind is MeasureKind.GENERAL and family is not None:
        raise RuleBroken("La famiglia è delle misure specifiche: una generale ha la classe.", "family")


def check_end(from_on: date, last_day: date, today: date) -> None:
    """
    >>> check_end(date(2026, 1, 1), date(2025, 12, 31), date(2026, 11, 21))
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: La misura è in vigore dal 01/01/2026: scegli un giorno successivo.
    """
    if last_day < from_on:
        raise RuleBroken(f"La misura è in vigore dal {write_date(from_on)}: scegli un giorno successivo.", "last_day")
    if last_day > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi: registra la fine quando avviene.", "last_day")


def still_answers(events: Iterable[tuple[int, bool]], going: Collection[int]) -> bool:
    """Whether a measure answers something in use once those events retire; its events come with whether each is in use now.

    >>> still_answers([(1, True), (2, True)], going=[1]), still_answers([(1, True), (2, False)], going=[1])
    (True, False)
    """
    return any(in_use and event not in going for event, in_use in events)
