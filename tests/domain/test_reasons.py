"""Every question with its answer, and the sums that anybody can do again."""

import doctest
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.core.places import SEEDS
from riskreg.domain.scoring import reasons
from riskreg.domain.scoring.calculation import Unscored
from riskreg.domain.scoring.methodology import Axis
from riskreg.domain.scoring.reasons import explain, limits, worth
from riskreg.domain.scoring.text import from_plain


def ready(name):
    return from_plain(json.loads((SEEDS / "methodology" / f"{name}.json").read_text(encoding="utf-8")))


OURS, PNA_2019 = ready("riskreg"), ready("pna_2019")


def ours(figures):
    return dict(zip([each.code for each in OURS.criteria], figures, strict=True))


def test_the_examples():
    assert doctest.testmod(reasons).failed == 0


def test_every_answer_stands_with_its_words_and_its_points():
    probability, impact = explain(OURS, ours("4323343222"), "buona").axes
    assert (probability.value, impact.value) == ("19/6, circa 3,17", "2,25")
    first = probability.given[0]
    assert (first.criterion, first.worth) == ("Interesse esterno", "4")
    assert first.answer.startswith("Rilevante")
    assert len(impact.given) == 4


def test_rounding_is_said_where_it_happens():
    steps = {line.label: (line.how, line.result) for line in explain(OURS, ours("4212133334"), "buona").steps}
    assert steps["Rischio residuo"] == ("169/24 × 0,40", "169/60, circa 2,82; arrotondato, 2,82")
    assert {line.label: line.result for line in explain(OURS, ours("4323343222"), "buona").steps}["Rischio residuo"] == "2,85"


def test_without_an_answer_there_are_no_sums_but_the_others_stand():
    answers = ours("4323343222")
    del answers["opacita"]
    found = explain(OURS, answers, None)
    assert isinstance(found.result, Unscored)
    assert (found.steps, found.score, found.effectiveness) == ((), None, None)
    assert found.missing == ("Opacità", "Efficacia delle misure in atto")
    assert [each.answer is None for each in found.axes[0].given] == [False, False, False, True, False, False]


def test_levels_are_told_by_their_names():
    found = explain(PNA_2019, dict.fromkeys([each.code for each in PNA_2019.criteria], "alto"), "assente")
    assert [axis.value for axis in found.axes] == ["Alto", "Alto"]
    assert worth(PNA_2019, "medio") == "Medio"
    assert limits(PNA_2019.bands[0]) == ""


@given(st.lists(st.integers(0, 5), min_size=10, max_size=10), st.sampled_from([each.code for each in OURS.effectiveness]))
def test_the_sums_come_to_the_score(figures, step):
    """Whatever the answers, the fractions that are written give the residual when one does the sum again."""
    found = explain(OURS, ours([str(each) for each in figures]), step)
    how = next(line.how for line in found.steps if line.label == "Rischio residuo")
    left, right = (Fraction(part.replace(".", "").replace(",", ".")) for part in how.split(" × "))
    assert left == found.score.inherent
    assert abs(left * right - Fraction(found.score.residual)) <= Fraction(1, 200)


@pytest.mark.parametrize("axis", Axis)
def test_how_answers_combine_is_said(axis):
    told = {one.axis: one.how for one in explain(OURS, {}, None).axes}
    assert told[axis] == "media delle risposte"
