"""Indicators with paper and pencil: what a target of a year must say, how flags are read, which way is proposed."""

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.performance.computed import Computed, said
from riskreg.domain.performance.indicators import Flag, TargetState, check_target, check_weight, read_flags, write_flags
from riskreg.domain.performance.proposing import proposed
from riskreg.domain.performance.results import Period, ResultState, insist_changeable, insist_to_verify
from riskreg.domain.performance.verdicts import Asked, check_set, judged
from riskreg.domain.targets import Direction, Kind

DATA = Path(__file__).parent.parent / "data"
ROWS, TRUTH = (
    list(csv.DictReader(StringIO((DATA / f"{name}.csv").read_text(encoding="utf-8"))))
    for name in ("indicators_2025", "indicators_2025_verdicts")
)


def test_a_proposed_direction_never_turns_a_right_verdict_into_a_wrong_one():
    """Confirmed, each proposal may say what was left to a person; what a person knows to be reached is never called a miss, nor the other way."""
    found = [
        judged(
            Asked(row["target"], row["result"], 2025, proposed(row["target"], row["name"], row["algorithm"]), row["name"], row["algorithm"])
        )
        for row in ROWS
    ]
    wrong = [
        (truth["row"], one.kind.value, truth["verdict"])
        for one, truth in zip(found, TRUTH, strict=True)
        if one.kind is not Kind.MANUAL and truth["verdict"] not in (one.kind.value, "manual")
    ]
    assert wrong == []


def test_costs_are_never_proposed_to_grow():
    assert proposed("26%", "Incidenza oneri di funzionamento sugli oneri correnti") is not Direction.INCREASE


def test_without_a_result_nobody_is_judged():
    assert judged(Asked(">= 50%", " ", 2025)).kind is Kind.MANUAL


def test_what_changes_or_drops_a_target_has_an_act():
    for state in (TargetState.CHANGED, TargetState.REMOVED):
        with pytest.raises(RuleBroken, match="atto"):
            check_target(">= 60%", state, "", ">= 50%")
    check_target(">= 60%", TargetState.CHANGED, "Delibera n. 84", ">= 50%")
    check_target("", TargetState.REMOVED, "Delibera n. 84", ">= 50%")


def test_a_changed_target_is_another_one():
    with pytest.raises(RuleBroken, match="uguale a quello approvato"):
        check_target(">= 50%", TargetState.CHANGED, "Delibera n. 84", ">= 50%")


@pytest.mark.parametrize("weight", [Decimal(0), Decimal("-1"), Decimal("100.01")])
def test_a_weight_stands_between_nothing_and_a_hundred(weight):
    with pytest.raises(RuleBroken):
        check_weight(weight)
    check_weight(Decimal(100))


@pytest.mark.parametrize("flags", [frozenset(), frozenset(Flag), frozenset({Flag.PIRA}), frozenset({Flag.DIGITAL, Flag.ANTICORRUPTION})])
def test_flags_are_read_as_they_are_written(flags):
    assert read_flags(write_flags(flags)) == flags


def test_a_strange_flag_is_named():
    with pytest.raises(RuleBroken, match="«Q»"):
        read_flags("D Q")


def test_a_verified_result_stays_until_it_is_sent_back():
    with pytest.raises(WrongState, match="verificato"):
        insist_changeable(ResultState.VERIFIED, year_is_closed=False)
    for state in (None, ResultState.ENTERED, ResultState.RETURNED):
        insist_changeable(state, year_is_closed=False)


@pytest.mark.parametrize("state", [None, *ResultState])
def test_nothing_changes_in_a_closed_year(state):
    for insist in (insist_changeable, insist_to_verify):
        with pytest.raises(WrongState, match="chiuso"):
            insist(state, year_is_closed=True)


@pytest.mark.parametrize("state", [None, ResultState.RETURNED])
def test_there_must_be_something_to_verify(state):
    with pytest.raises(WrongState):
        insist_to_verify(state, year_is_closed=False)


@pytest.mark.parametrize(("kind", "because"), [(None, "x"), (Kind.MANUAL, "x"), (Kind.YES, "")])
def test_whoever_says_a_verdict_says_which_and_why(kind, because):
    with pytest.raises(RuleBroken):
        check_set(kind, because)


def test_every_period_counts_from_the_first_of_january():
    assert [each.ends_on(2025).month for each in Period] == [3, 6, 9, 12, 6, 12, 12]


def test_a_share_is_written_with_its_sign():
    """A target of «>= 90%» is compared with a percentage only."""
    assert (said(Computed.SPECIFIC_RATE, Decimal("90.909")), said(Computed.MEAN_RESIDUAL, Decimal("1.575"))) == ("90,91%", "1,58")
    assert judged(Asked(">= 90%", said(Computed.SPECIFIC_RATE, Decimal("90.909")), 2024)).kind is Kind.YES
