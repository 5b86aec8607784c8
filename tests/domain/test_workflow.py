"""One engine: the table of transitions, and whose turn it is for every shape of owner, so that no path ends in front of nobody."""

import pytest

from riskreg.domain.assessments import FLOW, Action, State
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission
from riskreg.domain.responsibility import Holding, Holdings
from riskreg.domain.roles import Role
from riskreg.domain.seen import Seen, changes, from_facts
from riskreg.domain.workflow import Step, Workflow, insist_on_reason, to_approve, to_validate

BODY, AREA, UNIT = 1, 2, 3
PATH = (UNIT, AREA, BODY)
REFERENTE, DIRIGENTE, RPCT, DEPUTY, COMPLIANCE, GENERAL, OTHER = 30, 20, 10, 11, 12, 13, 40


def held(*those):
    return Holdings([Holding(*one) for one in those])


USUAL = ((REFERENTE, Role.REFERENTE, UNIT), (DIRIGENTE, Role.DIRIGENTE, AREA), (RPCT, Role.RPCT, BODY), (COMPLIANCE, Role.COMPLIANCE, BODY))
STANDS_IN = (DEPUTY, Role.RPCT, BODY, RPCT)

SHAPES = {
    "the referente alone": (USUAL, PATH, {REFERENTE}, DIRIGENTE, RPCT),
    "the dirigente owns it": (USUAL, PATH, {DIRIGENTE}, COMPLIANCE, RPCT),
    "the dirigente owns it, under a segretario generale": ((*USUAL, (GENERAL, Role.DIRIGENTE, BODY)), PATH, {DIRIGENTE}, GENERAL, RPCT),
    "the RPCT is the dirigente of the unit, with a deputy": (
        ((REFERENTE, Role.REFERENTE, UNIT), (RPCT, Role.DIRIGENTE, AREA), (RPCT, Role.RPCT, BODY), STANDS_IN), PATH, {REFERENTE}, RPCT, DEPUTY,
    ),
    "the RPCT is the dirigente of the unit, without a deputy": (
        ((REFERENTE, Role.REFERENTE, UNIT), (RPCT, Role.DIRIGENTE, AREA), (RPCT, Role.RPCT, BODY), (COMPLIANCE, Role.COMPLIANCE, BODY)),
        PATH, {REFERENTE}, COMPLIANCE, RPCT,
    ),
    "the RPCT is author, with a deputy": ((*USUAL, STANDS_IN), PATH, {RPCT}, DIRIGENTE, DEPUTY),
    "the RPCT is author, with another of the same role": ((*USUAL, (OTHER, Role.RPCT, BODY)), PATH, {RPCT}, DIRIGENTE, OTHER),
    "a unit right below the body, without a dirigente": (
        ((REFERENTE, Role.REFERENTE, UNIT), (RPCT, Role.RPCT, BODY), (COMPLIANCE, Role.COMPLIANCE, BODY)), (UNIT, BODY), {REFERENTE}, COMPLIANCE, RPCT,
    ),
    "the same, where the RPCT has a deputy": (
        ((REFERENTE, Role.REFERENTE, UNIT), (RPCT, Role.RPCT, BODY), STANDS_IN), (UNIT, BODY), {REFERENTE}, (RPCT, DEPUTY), (RPCT, DEPUTY),
    ),
    "nobody is dirigente any more": ((USUAL[0], *USUAL[2:]), PATH, {REFERENTE}, COMPLIANCE, RPCT),
    "a deputy of the dirigente": ((*USUAL, (OTHER, Role.DIRIGENTE, AREA, DIRIGENTE)), PATH, {REFERENTE}, (DIRIGENTE, OTHER), RPCT),
    "the deputy is the author": ((*USUAL, (REFERENTE, Role.DIRIGENTE, AREA, DIRIGENTE)), PATH, {REFERENTE}, DIRIGENTE, RPCT),
    "a deputy wrote in the place of the dirigente": ((*USUAL, (OTHER, Role.DIRIGENTE, AREA, DIRIGENTE)), PATH, {OTHER, DIRIGENTE}, COMPLIANCE, RPCT),
    "a deputy may not judge the work of whoever they stand in for": ((*USUAL, (OTHER, Role.DIRIGENTE, AREA, DIRIGENTE)), PATH, {DIRIGENTE}, COMPLIANCE, RPCT),
    "compliance's own": (USUAL, PATH, {COMPLIANCE}, DIRIGENTE, RPCT),
    "compliance's own, its dirigente the RPCT, under a segretario generale": (
        ((COMPLIANCE, Role.COMPLIANCE, BODY), (RPCT, Role.DIRIGENTE, AREA), (RPCT, Role.RPCT, BODY), (GENERAL, Role.DIRIGENTE, BODY)),
        PATH, {COMPLIANCE}, GENERAL, RPCT,
    ),
    "the segretario generale's own": ((*USUAL, (GENERAL, Role.DIRIGENTE, BODY)), (BODY,), {GENERAL}, COMPLIANCE, RPCT),
}  # fmt: skip
"""Who holds what; the units from the owner up; the authors; who validates; who approves."""


def as_people(expected):
    return expected if isinstance(expected, tuple) else (expected,)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_owner_has_one_road_to_the_end(shape):
    holdings, path, authors, validates, approves = SHAPES[shape]
    first = to_validate(path, held(*holdings), authors)
    assert first.user_ids == as_people(validates)
    assert not set(first.user_ids) & authors, "nobody validates their own work"
    for validator in first.user_ids:
        last = to_approve(path, held(*holdings), {*authors, validator})
        assert set(last.user_ids) == set(as_people(approves)) - {validator}
        assert last.user_ids, "somebody is left to approve"
        assert not set(last.user_ids) & {*authors, validator}


def test_when_nobody_is_left_the_role_that_is_lacking_is_named():
    alone = held((RPCT, Role.RPCT, BODY))
    assert to_validate(PATH, alone, {RPCT}).lacking is Role.DIRIGENTE
    assert to_validate(PATH, alone, {OTHER}).user_ids == (RPCT,), "rather than nobody, whoever is left: then another must be named"
    assert to_approve(PATH, alone, {OTHER, RPCT}).lacking is Role.RPCT
    assert to_validate((), held(), set()).lacking is Role.DIRIGENTE


TABLE = {
    (State.DRAFT, Action.SEND): State.SENT,
    (State.RETURNED, Action.SEND): State.SENT,
    (State.SENT, Action.VALIDATE): State.VALIDATED,
    (State.SENT, Action.RETURN): State.RETURNED,
    (State.SENT, Action.WITHDRAW): State.DRAFT,
    (State.VALIDATED, Action.APPROVE): State.APPROVED,
    (State.VALIDATED, Action.RETURN): State.RETURNED,
    (State.SENT, Action.CHANGE): State.DRAFT,
    (State.VALIDATED, Action.CHANGE): State.DRAFT,
    (State.VALIDATED, Action.REJUDGE): State.SENT,
    (State.APPROVED, Action.VOID): State.DRAFT,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_a_step_is_taken_from_the_right_state_only(state, action):
    if (state, action) in TABLE:
        assert FLOW.step(state, action).target == TABLE[state, action]
        return
    with pytest.raises(WrongState) as refused:
        FLOW.step(state, action)
    assert refused.value.message.endswith(".")


def test_from_every_state_a_way_leads_to_the_end():
    reached = {State.APPROVED}
    while more := {State(step.source) for step in FLOW.steps if step.target in reached} - reached:
        reached |= more
    assert reached == set(State)


def test_what_riskreg_does_by_itself_nobody_asks_for():
    asked = {step.action for state in State for step in FLOW.next_actions(state, lambda _permission: True)}
    assert asked == {Action.SEND, Action.WITHDRAW, Action.VALIDATE, Action.RETURN, Action.APPROVE}
    assert FLOW.next_actions(State.SENT, lambda permission: permission is Permission.PLAN_EDIT) == ()


def test_a_return_owes_a_reason():
    with pytest.raises(RuleBroken, match="Scrivi il motivo"):
        insist_on_reason(FLOW.step(State.SENT, Action.RETURN), "  \n")
    with pytest.raises(RuleBroken, match="troppo lungo"):
        insist_on_reason(FLOW.step(State.SENT, Action.RETURN), "x" * 2_001)
    assert insist_on_reason(FLOW.step(State.DRAFT, Action.SEND), "") == ""


def test_a_reason_is_as_long_as_its_writer_sees_it():
    """A browser sends two letters for the end of a line."""
    text = "\r\n".join(["x" * 99] * 20)
    assert len(insist_on_reason(FLOW.step(State.SENT, Action.RETURN), text)) == 1_999
    with pytest.raises(RuleBroken, match="troppo lungo"):
        insist_on_reason(FLOW.step(State.SENT, Action.RETURN), f"{text}xx")


@pytest.mark.parametrize(
    ("state", "action"), [(State.SENT, Action.CHANGE), (State.VALIDATED, Action.CHANGE), (State.APPROVED, Action.VOID)]
)
def test_what_riskreg_itself_says_of_why_is_as_long_as_it_must_be(state, action):
    assert len(insist_on_reason(FLOW.step(state, action), "x" * 20_000)) == 20_000


def test_of_many_that_came_the_first_are_named_and_the_others_counted():
    came = {str(number): f"Evento {number}" for number in range(1, 12)}
    (said,) = changes(Seen({}, {}, []), Seen({}, came, []))
    assert said == "ci sono eventi in più: " + ", ".join(f"«Evento {number}»" for number in range(1, 9)) + " e altri 3"
    (said,) = changes(Seen({}, {}, list(came.values())), Seen({}, {}, []))
    assert said.endswith("«Evento 8» e altre 3")


def test_another_noun_brings_its_own_table():
    """Monitoring, results and reports: the same engine."""
    flow = Workflow("check", (Step("open", "answer", "answered"),), {"open": "Da fare", "answered": "Risposta"}, {"answer": "Risposta"})
    assert flow.step("open", "answer").target == "answered"
    with pytest.raises(WrongState, match="«Risposta»"):
        flow.step("answered", "answer")


NOW = Seen({"": {"opacita": "3"}}, {"1": "Favori"}, ["M1 Rotazione"])


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (NOW, []),
        (Seen({"": {"opacita": "4"}}, NOW.events, NOW.measures), ["sono cambiate le risposte"]),
        (Seen(NOW.answers, {"1": "Favori", "2": "Ritardi"}, NOW.measures), ["un evento non c'è più: «Ritardi»"]),
        (Seen(NOW.answers, {}, NOW.measures), ["c'è un evento in più: «Favori»"]),
        (Seen(NOW.answers, {"1": "Favoritismi"}, NOW.measures), ["si chiama in un altro modo «Favoritismi», ora «Favori»"]),
        (Seen(NOW.answers, NOW.events, []), ["c'è una misura in vigore in più: «M1 Rotazione»"]),
        (Seen(NOW.answers, NOW.events, [*NOW.measures, "M2", "M3"]), ["alcune misure non sono più in vigore: «M2» e «M3»"]),
    ],
)
def test_what_has_changed_is_said_in_words(then, said):
    assert changes(then, NOW) == said
    assert changes(from_facts(then.as_facts()), NOW) == said


def test_what_nobody_wrote_down_is_not_compared():
    assert from_facts({}) is None
