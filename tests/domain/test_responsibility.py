"""Who answers where a role is missing: examples by hand, and that nothing ever waits for somebody who is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.responsibility import NEEDED_HERE, STAND_INS, Answer, Holding, Holdings, How, Place, answers, gaps, path_of, validator
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind

BODY, AREA, OFFICE, OTHER = 1, 2, 3, 4
PATH = (OFFICE, AREA, BODY)
REF, DIR, DIR_ABOVE, RPCT, COMPLIANCE, ADMIN, DEPUTY, STAND_IN = 10, 11, 12, 13, 14, 15, 16, 17
EVERYBODY = [
    Holding(REF, Role.REFERENTE, OFFICE),
    Holding(DIR, Role.DIRIGENTE, AREA),
    Holding(DIR_ABOVE, Role.DIRIGENTE, BODY),
    Holding(RPCT, Role.RPCT, BODY),
    Holding(COMPLIANCE, Role.COMPLIANCE, BODY),
    Holding(ADMIN, Role.ADMIN, BODY),
]


def without(*gone: int) -> Holdings:
    return Holdings([one for one in EVERYBODY if one.user_id not in gone], [DEPUTY])


@pytest.mark.parametrize(
    ("gone", "who", "how"),
    [
        ((), REF, How.HERE),
        ((REF,), DIR, How.ANOTHER_ROLE),
        ((REF, DIR), DIR_ABOVE, How.ANOTHER_ROLE),
        ((REF, DIR, DIR_ABOVE), RPCT, How.ANOTHER_ROLE),
        ((REF, DIR, DIR_ABOVE, RPCT), DEPUTY, How.DEPUTY),
    ],
)
def test_a_missing_referente_is_answered_for_further_and_further_up(gone, who, how):
    found = answers(Role.REFERENTE, PATH, without(*gone))
    assert (found.user_ids, found.how) == ((who,), how)


def test_after_the_rpct_and_the_deputy_comes_compliance():
    found = answers(Role.DIRIGENTE, PATH, Holdings([Holding(COMPLIANCE, Role.COMPLIANCE, BODY)]))
    assert (found.user_ids, found.how) == ((COMPLIANCE,), How.ANOTHER_ROLE)


@pytest.mark.parametrize(
    ("signer", "who"),
    [(REF, DIR), (DIR, DIR_ABOVE), (DIR_ABOVE, DIR)],
    ids=["a referente's", "a dirigente's", "what the dirigente above signs for this office"],
)
def test_validation_goes_to_the_first_dirigente_who_did_not_sign(signer, who):
    assert validator(signer, PATH, without()).user_ids == (who,)


def test_with_no_dirigente_above_validation_goes_to_the_rpct_and_for_the_rpcts_own_to_the_deputy():
    alone = without(DIR, DIR_ABOVE)
    assert validator(REF, PATH, alone).user_ids == (RPCT,)
    assert validator(RPCT, PATH, alone).user_ids == (DEPUTY,)


def test_a_deputy_does_not_validate_for_whoever_lent_them_the_role():
    held = Holdings(
        [Holding(DIR, Role.DIRIGENTE, AREA), Holding(STAND_IN, Role.DIRIGENTE, AREA, in_place_of=DIR), Holding(RPCT, Role.RPCT, BODY)]
    )
    assert validator(REF, PATH, held).user_ids == (DIR, STAND_IN)
    assert validator(DIR, PATH, held).user_ids == (RPCT,)


def test_the_very_last_is_who_can_give_the_role_and_that_settles_nothing():
    found = answers(Role.RPCT, PATH, Holdings([Holding(ADMIN, Role.ADMIN, BODY)]))
    assert (found.how, found.user_ids, found.is_settled) == (How.PROVIDES, (ADMIN,), False)
    assert not answers(Role.RPCT, PATH, Holdings([])).is_settled


def test_the_mark_changes_with_the_answer():
    assert Answer(How.HERE, Role.URP, 1, (2,)).mark != Answer(How.HERE, Role.URP, 1, (2, 3)).mark


KINDS = {
    BODY: Place(UnitKind.BODY, None),
    AREA: Place(UnitKind.AREA, BODY),
    OFFICE: Place(UnitKind.UNIT, AREA),
    OTHER: Place(UnitKind.OUTSIDE, BODY),
}


def missing(*gone: int) -> set[tuple[int, Role]]:
    return {(gap.unit_id, gap.role) for gap in gaps(KINDS, without(*gone))}


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ((), set()),
        ((REF,), {(OFFICE, Role.REFERENTE)}),
        ((DIR,), {(AREA, Role.DIRIGENTE)}),
        ((RPCT, COMPLIANCE), {(BODY, Role.RPCT), (BODY, Role.COMPLIANCE)}),
    ],
    ids=["all there", "an office", "an area, though the secretary general could answer", "the body"],
)
def test_where_a_role_is_missing(gone, expected):
    assert missing(*gone) == expected


def test_an_office_straight_under_the_body_needs_a_dirigente_somewhere_above():
    units = {BODY: Place(UnitKind.BODY, None), OFFICE: Place(UnitKind.UNIT, BODY)}
    held = [Holding(REF, Role.REFERENTE, OFFICE), Holding(RPCT, Role.RPCT, BODY), Holding(COMPLIANCE, Role.COMPLIANCE, BODY)]
    assert {(gap.unit_id, gap.role) for gap in gaps(units, Holdings(held))} == {(OFFICE, Role.DIRIGENTE)}
    assert gaps(units, Holdings([*held, Holding(DIR, Role.DIRIGENTE, BODY)])) == []


@st.composite
def bodies(draw: st.DrawFn) -> tuple[dict[int, Place], list[Holding]]:
    size = draw(st.integers(1, 12))
    units = {0: Place(UnitKind.BODY, None)}
    for unit in range(1, size):
        units[unit] = Place(draw(st.sampled_from([UnitKind.AREA, UnitKind.UNIT])), draw(st.integers(0, unit - 1)))
    roles = st.sampled_from([role for role in Role if role is not Role.ADMIN])
    held = draw(st.lists(st.builds(Holding, st.integers(1, 6), roles, st.integers(0, size - 1)), max_size=12))
    return units, held


@given(bodies())
def test_a_role_is_missing_where_nobody_holds_it_there_nor_where_it_would_be_enough(body):
    """The same as asking who answers, unit by unit: where the answer is not the role itself, on the unit or above it."""
    units, held = body
    expected = set()
    for unit, place in units.items():
        path = path_of(unit, units)
        areas_above = [each for each in path[1:] if units[each].kind is UnitKind.AREA]
        for role in NEEDED_HERE[place.kind]:
            how = answers(role, path, Holdings(held)).how
            enough = {How.HERE, How.ABOVE} if place.kind is UnitKind.UNIT else {How.HERE}
            said_of_the_area = role is Role.DIRIGENTE and place.kind is UnitKind.UNIT and areas_above
            if how not in enough and not said_of_the_area:
                expected.add((unit, role))
    assert {(gap.unit_id, gap.role) for gap in gaps(units, Holdings(held))} == expected


@given(bodies(), st.sampled_from(list(STAND_INS)), st.integers(1, 6))
def test_nobody_answers_without_a_role_on_the_path_and_never_for_themselves(body, role, signer):
    """With an administrator on the body there is always somebody to turn to: no path dead-ends."""
    units, held = body
    keys = Holding(99, Role.ADMIN, 0)
    for unit in units:
        path = path_of(unit, units)
        found = answers(role, path, Holdings([*held, keys]), without={signer})
        assert found.user_ids
        assert signer not in found.user_ids
        assert path[-1] == 0
        roles = {(one.user_id, one.role, one.unit_id) for one in (*held, keys)}
        assert all((user_id, found.role, found.unit_id) in roles for user_id in found.user_ids)
        assert found.unit_id in path
