"""What a planned measure would bring: the same sums as ever, with a better effectiveness where it is at work."""

from dataclasses import replace
from decimal import Decimal

import pytest

from riskreg.domain.scoring.methodology import Grain
from riskreg.domain.scoring.what_if import Given, choices, if_done, today
from tests.domain.test_scoring import OURS, PNA_2013, PNA_2019

EACH_EVENT = replace(OURS, grain=Grain.EVENT)


def points(worth):
    return {each.code: str(worth) for each in OURS.criteria}


def whole(effectiveness="assente", worth=3):
    """The process scored as a whole: of 3 everywhere, inherent 9,00."""
    return [Given(None, "", points(worth), effectiveness)]


def figures(outcome):
    return outcome.result.residual, outcome.computed.name


@pytest.mark.parametrize(
    ("chosen", "residual", "band"),
    [("scarsa", "7.20", "MEDIO"), ("sufficiente", "5.40", "MEDIO"), ("buona", "3.60", "BASSO"), ("ottima", "1.80", "BASSO")],
)
def test_the_process_as_a_whole_with_a_better_effectiveness(chosen, residual, band):
    assert figures(today(OURS, whole())) == (Decimal("9.00"), "MEDIO")
    assert figures(if_done(OURS, whole(), {7}, chosen)) == (Decimal(residual), band)


def test_only_what_is_better_than_today_is_offered_the_least_better_first():
    assert [each.code for each in choices(OURS, whole("sufficiente"), {7})] == ["buona", "ottima"]
    assert choices(OURS, whole("ottima"), {7}) == ()
    assert choices(PNA_2013, [Given(None, "", {}, "nei_criteri")], {7}) == (), "it does not weigh the effectiveness by itself"


def test_levels_go_by_their_table():
    top = {each.code: max(each.answers, key=lambda answer: PNA_2019.level(answer.worth).rank).code for each in PNA_2019.criteria}
    given = [Given(None, "", top, "assente")]
    before, then = today(PNA_2019, given), if_done(PNA_2019, given, set(), "adeguata")
    assert before.computed.code == "altissimo"
    assert then.computed.code == "alto"


def by_event():
    """4 everywhere with an effectiveness of 0,60 is 9,60; 3 everywhere with none is 9,00."""
    return [Given(1, "Grave", points(4), "sufficiente"), Given(2, "Meno grave", points(3), "assente")]


def test_event_by_event_only_those_it_answers_change_and_the_process_takes_the_worst():
    assert figures(today(EACH_EVENT, by_event())) == (Decimal("9.60"), "MEDIO-ALTO")
    assert figures(if_done(EACH_EVENT, by_event(), {1}, "buona")) == (Decimal("9.00"), "MEDIO"), "now the other one counts"
    assert figures(if_done(EACH_EVENT, by_event(), {2}, "ottima")) == (Decimal("9.60"), "MEDIO-ALTO"), "the worst stays as it is"
    assert figures(if_done(EACH_EVENT, by_event(), {1, 2}, "ottima")) == (Decimal("3.20"), "BASSO")


def test_no_event_gets_worse_for_a_measure():
    then = if_done(EACH_EVENT, by_event(), {1, 2}, "scarsa")
    assert [each.explained.effectiveness.code for each in then.scored] == ["sufficiente", "scarsa"]


def test_each_event_has_its_own_choices():
    assert [each.code for each in choices(EACH_EVENT, by_event(), {1})] == ["buona", "ottima"]
    assert choices(EACH_EVENT, by_event(), {1, 2})[0].code == "scarsa"
    assert choices(EACH_EVENT, by_event(), {9}) == ()
