"""Whether a measure is the right one: what a judgment must say, and what speaks for dropping or merging before anything is added."""

from datetime import date

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.suitability import (
    Follow,
    Judgment,
    Known,
    OfSession,
    advice,
    check_judgment,
    check_year,
    never_met,
    not_done_running,
    to_think_over,
)
from riskreg.domain.semesters import Semester

H2, H1, BEFORE, LONG_AGO = Semester(2026, 2), Semester(2026, 1), Semester(2025, 2), Semester(2025, 1)
TODAY = date(2026, 11, 21)

REFUSED = [
    (None, "Perché sì", Follow.KEEP, None, "judgment"),
    (Judgment.SUITABLE, "", Follow.KEEP, None, "motivation"),
    (Judgment.SUITABLE, "Perché sì", None, None, "follow"),
    (Judgment.STRENGTHEN, "Perché sì", Follow.KEEP, None, "follow"),
    (Judgment.UNSUITABLE, "Perché sì", Follow.KEEP, None, "follow"),
    (Judgment.UNSUITABLE, "Perché sì", Follow.MERGE, None, "merges_with"),
    (Judgment.UNSUITABLE, "Perché sì", Follow.MERGE, 1, "merges_with"),
]


@pytest.mark.parametrize(("judgment", "motivation", "follow", "other", "field"), REFUSED)
def test_a_judgment_says_why_and_what_follows(judgment, motivation, follow, other, field):
    with pytest.raises(RuleBroken) as refused:
        check_judgment(judgment, motivation, follow, other, own=1)
    assert refused.value.field == field


TAKEN = [(Judgment.SUITABLE, follow) for follow in Follow] + [
    (judged, follow) for judged in list(Judgment)[1:] for follow in list(Follow)[1:]
]


@pytest.mark.parametrize(("judgment", "follow"), TAKEN)
def test_the_others_are_taken(judgment, follow):
    check_judgment(judgment, "Perché sì", follow, 2 if follow is Follow.MERGE else None, own=1)


@pytest.mark.parametrize(
    ("year", "first", "last", "taken"),
    [
        (2026, date(2025, 1, 1), None, True), (2026, date(2026, 12, 31), None, True), (2026, date(2025, 1, 1), date(2026, 1, 1), True),
        (2027, date(2025, 1, 1), None, False), (2024, date(2025, 1, 1), None, False), (2026, date(2024, 1, 1), date(2025, 12, 31), False),
    ],
)  # fmt: skip
def test_a_year_is_judged_once_it_has_begun_and_of_what_was_in_force(year, first, last, taken):
    if taken:
        check_year(year, TODAY, first, last)
    else:
        with pytest.raises(WrongState):
            check_year(year, TODAY, first, last)


def said(semester: Semester, *outcomes: Outcome, **more) -> OfSession:
    return OfSession(semester, outcomes, **more)


DONE, LATE, NOT_DONE = Outcome.DONE, Outcome.LATE, Outcome.NOT_DONE


@pytest.mark.parametrize(
    ("those", "running"),
    [
        ([], 0), ([said(H1, DONE), said(BEFORE, LATE)], 0), ([said(H1, LATE), said(BEFORE, NOT_DONE)], 2), ([said(H1, DONE, LATE)], 1),
        ([said(H1, LATE), said(LONG_AGO, LATE)], 1), ([said(H2, LATE), said(H1, NOT_DONE), said(BEFORE, LATE), said(LONG_AGO, DONE)], 3),
    ],
)  # fmt: skip
def test_sessions_without_a_gap_are_counted(those, running):
    assert not_done_running(those) == running


def test_a_case_that_never_comes_takes_two_sessions():
    quiet, met = said(H1, Outcome.NOT_APPLICABLE, no_case=True), said(BEFORE, DONE)
    assert never_met([quiet, said(BEFORE, Outcome.NOT_APPLICABLE, no_case=True), met])
    assert not never_met([quiet])
    assert not never_met([quiet, met])


def test_advice_comes_before_anything_is_added():
    one = Known("M1", "a", frozenset({1}), not_done_running=3, is_too_much=True, failed=True, never_met=True)
    assert advice(one, [Known("M2", "b", frozenset({1})), Known("M3", "a", frozenset({2}))]) == [
        "Da 3 sessioni non è attuata: se non serve, si può togliere.",
        "Chi ne risponde la trova troppo onerosa per come è scritta: si può semplificare.",
        "Una verifica di quest'anno è andata male: così com'è non regge.",
        "Aspetta un caso che non si presenta da 2 sessioni: si può togliere, o dire meglio quando si applica.",
    ]
    assert advice(Known("M1", "a", frozenset({1}), not_done_running=1), []) == []


known = st.builds(Known, st.uuids().map(str), st.sampled_from("ab"), st.frozensets(st.integers(1, 4), max_size=3), st.integers(0, 3))


@for_any(st.lists(known, max_size=8, unique_by=lambda one: one.code))
def test_of_many_each_is_told_what_it_would_be_told_alone(those):
    assert to_think_over(those) == {one.code: found for one in those if (found := advice(one, those))}
