"""How results come in: quarter by quarter, by half year, by year; entered, verified, closed."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import WrongState


class Period(StrEnum):
    """What a result speaks of; all of them count from 1 January."""

    Q1 = "q1"
    Q2 = "q2"
    Q3 = "q3"
    Q4 = "q4"
    H1 = "h1"
    H2 = "h2"
    YEAR = "year"

    @property
    def label(self) -> str:
        return PERIOD_LABELS[self]

    @property
    def is_final(self) -> bool:
        """The result of the year, which the verdict is about."""
        return self is Period.YEAR

    def ends_on(self, year: int) -> date:
        """
        >>> Period.Q1.ends_on(2025), Period.H2.ends_on(2025)
        (datetime.date(2025, 3, 31), datetime.date(2025, 12, 31))
        """
        month, day = {"q1": (3, 31), "q2": (6, 30), "h1": (6, 30), "q3": (9, 30)}.get(self.value, (12, 31))
        return date(year, month, day)


PERIOD_LABELS: Mapping[str, str] = {
    "q1": "1° trimestre", "q2": "2° trimestre", "q3": "3° trimestre", "q4": "4° trimestre", "h1": "1° semestre", "h2": "2° semestre",
    "year": "Anno",
}  # fmt: skip


class ResultState(StrEnum):
    ENTERED = "entered"
    RETURNED = "returned"
    VERIFIED = "verified"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return RESULT_STATE_LABELS[self]

    @property
    def tone(self) -> str:
        return {"entered": "info", "returned": "warning", "verified": "ok", "closed": "neutral"}[self]


RESULT_STATE_LABELS: Mapping[str, str] = {"entered": "Inserito", "returned": "Restituito", "verified": "Verificato", "closed": "Chiuso"}

WITH_AUTHOR = frozenset((ResultState.ENTERED, ResultState.RETURNED))
"""Whoever enters it may still change it."""

CLOSED = "L'anno è chiuso: i risultati non cambiano più."
KEPT = "La rilevazione è chiusa: i suoi risultati non cambiano più."
VERIFIED = "Il risultato è verificato: per cambiarlo, chi l'ha verificato lo restituisce."
NOTHING = "Non c'è ancora un risultato da verificare."


def _insist_open(state: ResultState | None, *, year_is_closed: bool, is_kept: bool) -> None:
    """`is_kept`: by a round that was closed."""
    if year_is_closed:
        raise WrongState(CLOSED)
    if is_kept or state is ResultState.CLOSED:
        raise WrongState(KEPT)


def insist_changeable(state: ResultState | None, *, year_is_closed: bool, is_kept: bool = False) -> None:
    _insist_open(state, year_is_closed=year_is_closed, is_kept=is_kept)
    if state is ResultState.VERIFIED:
        raise WrongState(VERIFIED)


def insist_to_return(state: ResultState | None, *, year_is_closed: bool, is_kept: bool = False) -> None:
    """Also of a verified one."""
    _insist_open(state, year_is_closed=year_is_closed, is_kept=is_kept)
    if state not in (ResultState.ENTERED, ResultState.VERIFIED):
        raise WrongState("Si restituisce un risultato inserito o verificato, finché l'anno è aperto.")


def insist_to_verify(state: ResultState | None, *, year_is_closed: bool, is_kept: bool = False) -> None:
    _insist_open(state, year_is_closed=year_is_closed, is_kept=is_kept)
    if state is ResultState.VERIFIED:
        raise WrongState("Il risultato è già verificato.")
    if state is not ResultState.ENTERED:
        raise WrongState(NOTHING)
