"""The OIV's opinion on whether plan and performance go together (l. 190/2012 art. 1 c. 8-bis): written, then given for good."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date


class OpinionState(StrEnum):
    DRAFT = "draft"
    GIVEN = "given"


OPINION_STATE_LABELS: Mapping[str, str] = {"draft": "Bozza", "given": "Reso"}


class Outcome(StrEnum):
    COHERENT = "coherent"
    WITH_REMARKS = "with_remarks"
    NOT_COHERENT = "not_coherent"

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]

    @property
    def tone(self) -> str:
        return {"coherent": "ok", "with_remarks": "warning", "not_coherent": "danger"}[self]


OUTCOME_LABELS: Mapping[str, str] = {
    "coherent": "Coerente", "with_remarks": "Coerente con osservazioni", "not_coherent": "Non coerente",
}  # fmt: skip

NO_OUTCOME = "Scegli l'esito della verifica."
NO_REMARKS = "Scrivi le osservazioni: con questo esito chi legge deve sapere che cosa manca o che cosa va corretto."
NO_DAY = "Scrivi il giorno in cui l'OIV ha reso il parere."


def check_given(outcome: Outcome | None, observations: str, on: date | None, *, adopted_on: date, today: date) -> None:
    """What an opinion must say before it is given; a draft may lack anything.

    >>> check_given(Outcome.WITH_REMARKS, "", date(2026, 2, 10), adopted_on=date(2026, 1, 30), today=date(2026, 2, 12))
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: Scrivi le osservazioni: con questo esito chi legge deve sapere che cosa manca o che cosa va corretto.
    """
    if outcome is None:
        raise RuleBroken(NO_OUTCOME, "outcome")
    if outcome is not Outcome.COHERENT and not observations:
        raise RuleBroken(NO_REMARKS, "observations")
    if on is None:
        raise RuleBroken(NO_DAY, "given_on")
    if on > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi: il parere si registra quando è stato reso.", "given_on")
    if on < adopted_on:
        raise RuleBroken(f"Il piano è adottato dal {write_date(adopted_on)}: il parere su di esso non può essere di prima.", "given_on")


LOOKED_BACK = 1
"""Years: the check also serves to validate the report on performance, which comes by 30 June of the year after (d.lgs. 150/2009 art. 10 c. 1 lett. b)."""


def is_awaited(first_year: int, today: date) -> bool:
    """
    >>> is_awaited(2025, date(2026, 11, 21)), is_awaited(2024, date(2026, 11, 21))
    (True, False)
    """
    return first_year >= today.year - LOOKED_BACK
