"""The index that choices lead to is the one that the figures will say of the edition once they are made."""

import doctest
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import carry_forward, plan_comparison
from riskreg.domain.carry_forward import effects, tally
from riskreg.domain.plans import Choice, Listed, figures

YEAR = 2027
LINES = st.builds(
    Listed,
    is_new=st.booleans(),
    due_on=st.none() | st.sampled_from([date(YEAR, 12, 31), date(YEAR + 1, 6, 30)]),
    choice=st.sampled_from(Choice),
)
WAYS = {
    "consolidated": {"choice": Choice.CONFIRMED, "is_new": False},
    "new": {"choice": Choice.MODIFIED, "is_new": True},
    "out": {"choice": Choice.STEADY},
}


@given(st.lists(LINES, min_size=1, max_size=12))
def test_what_a_choice_leads_to_is_what_the_figures_then_say(lines):
    total = tally(YEAR, lines)
    assert total.index == figures(YEAR, lines).update_index_planned
    for place, line in enumerate(lines):
        for way, then in effects(total, line, YEAR).items():
            chosen = [*lines[:place], replace(line, **WAYS[way]), *lines[place + 1 :]]
            assert then.index == figures(YEAR, chosen).update_index_planned


def test_the_worked_example_of_the_documents():
    stays = [Listed(is_new=False)] * 12
    due = [Listed(is_new=True, due_on=date(2025, 12, 31))] * 19
    found = effects(tally(2025, [*stays, *due]), due[0], 2025)
    assert {way: then.said for way, then in found.items()} == {
        "consolidated": "18/13 = 1,38", "new": "19/12 = 1,58", "out": "18/12 = 1,50",
    }  # fmt: skip


def test_the_examples_beside_the_rules_hold():
    for module in (carry_forward, plan_comparison):
        failed, attempted = doctest.testmod(module)
        assert (failed, attempted > 0) == (0, True)
