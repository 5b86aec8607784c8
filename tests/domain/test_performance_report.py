"""The steps of the Relazione sulla performance: from which state, by whom, with what in hand."""

from datetime import date
from decimal import Decimal

import pytest

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.performance.report import FLOW, Act, Action, Judgment, Outcome, State, check_published
from riskreg.domain.performance.report_figures import counted
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.roles import Role

TODAY = date(2026, 6, 25)
ROADS = {
    ("draft", "approve"): "approved", ("approved", "validate"): "validated", ("approved", "refuse"): "refused", ("validated", "publish"): "published",
}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_state_has_its_roads_and_no_others(state, action):
    if (state.value, action.value) in ROADS:
        assert FLOW.step(state, action).target == ROADS[state.value, action.value]
    else:
        with pytest.raises(WrongState):
            FLOW.step(state, action)


WHO = {
    State.DRAFT: {Role.PERFORMANCE: ["approve"]}, State.APPROVED: {Role.OIV: ["validate", "refuse"]}, State.VALIDATED: {Role.PERFORMANCE: ["publish"]},
    State.REFUSED: {}, State.PUBLISHED: {},
}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", Role)
def test_each_role_is_offered_its_own_steps_only(state, role):
    person = Person("user:1", 1, frozenset({(role, 1)}), body_id=1)
    offered = [str(step.action) for step in FLOW.next_actions(state, lambda permission: may(person, permission))]
    assert offered == WHO[state].get(role, [])


def test_who_prepares_does_not_validate():
    prepares = Person("user:1", 1, frozenset({(Role.PERFORMANCE, 1)}), body_id=1)
    assert not may(prepares, Permission.PERFORMANCE_REPORT_VALIDATE)


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (Act("", "Deliberazione n. 1", date(2026, 5, 1)), "act_body"),
        (Act("Giunta", " ", date(2026, 5, 1)), "act_number"),
        (Act("Giunta", "Deliberazione n. 1", date(2026, 7, 1)), "approved_on"),
        (Act("Giunta", "Deliberazione n. 1", date(2025, 12, 31)), "approved_on"),
    ],
)
def test_an_approval_owes_organ_act_and_a_day_after_the_year(act, field):
    with pytest.raises(RuleBroken) as refused:
        act.checked(2025, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("judgment", "field"),
    [
        (Judgment(None, date(2026, 6, 1), "Prot. 1"), "outcome"),
        (Judgment(Outcome.VALIDATED, date(2026, 6, 1), ""), "oiv_protocol"),
        (Judgment(Outcome.VALIDATED, date(2026, 4, 1), "Prot. 1"), "oiv_on"),
        (Judgment(Outcome.VALIDATED, date(2026, 7, 1), "Prot. 1"), "oiv_on"),
        (Judgment(Outcome.WITH_REMARKS, date(2026, 6, 1), "Prot. 1"), "oiv_text"),
        (Judgment(Outcome.REFUSED, date(2026, 6, 1), "Prot. 1"), "oiv_text"),
    ],
)
def test_the_oiv_owes_an_outcome_a_protocol_and_its_reasons(judgment, field):
    with pytest.raises(RuleBroken) as refused:
        judgment.checked(date(2026, 5, 20), TODAY)
    assert refused.value.field == field


def test_it_is_not_published_before_it_is_validated():
    with pytest.raises(RuleBroken, match="15/06/2026"):
        check_published(date(2026, 6, 14), date(2026, 6, 15), TODAY)


def test_what_nobody_has_judged_is_in_no_share():
    tally = counted("x", [("yes", Decimal(60)), ("no", Decimal(20)), ("manual", Decimal(90)), ("yes", None)])
    assert (tally.whole, tally.judged, tally.share, tally.weighted) == (4, 3, Decimal("66.67"), Decimal("75.00"))


def test_without_weights_there_is_no_weighted_share():
    assert counted("x", [("yes", None)]).weighted is None
