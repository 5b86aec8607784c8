"""The draw of what is verified: the same today, in ten years and on any machine; all of what must be, a share of the rest; never by luck of the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken
from riskreg.domain.monitoring.strata import Place, strata_of, stratum_of
from riskreg.domain.sampling import Row, Stratum, checked_seed, checked_shares, draw, fingerprint, how_many, key_of, sign

SEED = "lotto 14/07/2026: 7 21 33 48 90"
SIGNS = {
    "MG04": "c888a087af381a987cb363a7d0751329ce5a69f04f38fc13f730a4ed6119a799",
    "MG11": "f3f1b8e7363b228095f15a66c479dd0da3daba2f585390ed6e4901a66cde6635",
    "MG23": "ac187eeb1cc4797771ad1001750eea821081b88524c152da928b705eb86743c8",
    "MG40": "6d42baf5d1ecc492876eb9cc0d682675ac69bd3a88ab051c8f59c01427ae6d90",
    "MG41": "99999f5c6e4838a81b315291c489399afbd035ee06b78191ef6fb87d51ce5992",
    "B.08.M1@B.08": "ace062e6920c6b711bfdd019d1e44dee4800200133dab0c175461557aedab753",
    "B.08.M2@B.08": "4fdc00591b0a0d0fc4876e463013e89a8e6c3a9fe8ee05b3097612f7d21ec5de",
    "A.01.M1@A.01": "8116fd4389aa1dec2c5f50383395cac5a5133ab0e6f9fcf0ae444ab49faf07b9",
    "B.01.M1@B.01": "e433deccbb47451c092a8eefd40ce9aa537b07a1136a29f47275b76bd43056f5",
    "D.01.M3@D.01": "3aa37598a3f439e93c093e798ab306f87931551e6e31835a9879d6716c8195b1",
    "G.03.M2@G.03": "b2e39c66551ef37c0fb282c342b2e788b880e97083f81a88fe58c304cd14ee5d",
}
"""Worked with `printf '%s' 'lotto 14/07/2026: 7 21 33 48 90|MG04' | sha256sum`, and so on: never with the code that is tried."""

PLAN = (
    Stratum("top", "ALTO", 100, "è la fascia più alta"), Stratum("band_2_medio", "MEDIO", 40), Stratum("general_ulteriori", "Ulteriori", 20),
)  # fmt: skip
LIST = [
    *(Row(key, "top") for key in ("B.08.M1@B.08", "B.08.M2@B.08")),
    *(Row(key, "band_2_medio") for key in ("A.01.M1@A.01", "B.01.M1@B.01", "D.01.M3@D.01", "G.03.M2@G.03")),
    *(Row(key, "general_ulteriori") for key in ("MG04", "MG11", "MG23", "MG40", "MG41")),
]


@pytest.mark.parametrize("key", SIGNS)
def test_a_sign_is_the_sha_256_that_anybody_can_work_out(key):
    assert sign(SEED, key) == SIGNS[key]


def test_the_worked_draw():
    """Both of the top band; two of four (40 % of them is 1.6); one of five: the first by their signs."""
    assert [each.taken for each in draw(SEED, LIST, PLAN)] == [
        ("B.08.M2@B.08", "B.08.M1@B.08"), ("D.01.M3@D.01", "A.01.M1@A.01"), ("MG40",),
    ]  # fmt: skip


def test_another_seed_draws_others():
    assert [each.taken for each in draw(SEED + "!", LIST, PLAN)] != [each.taken for each in draw(SEED, LIST, PLAN)]


def test_the_frozen_list_has_a_fingerprint_that_anybody_can_work_out():
    """Lines `part|key`, in byte order, parted by a newline."""
    assert fingerprint(LIST) == "f635ccaececd2a194b0c712cf6cb7b3076af201383165f0b647d83efdc3372e2"
    assert fingerprint(LIST) != fingerprint(LIST[:-1])


STRATA = st.lists(st.integers(0, 100), min_size=1, max_size=5).map(
    lambda shares: tuple(Stratum(f"s{place}", f"Parte {place}", percent) for place, percent in enumerate(shares))
)
SEEDS = st.text(min_size=6, max_size=40)


@st.composite
def plans(make):
    strata = make(STRATA)
    keys = make(st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=30))
    return strata, [Row(key, make(st.sampled_from(strata)).code) for key in keys]


@given(SEEDS, plans(), st.randoms())
def test_the_order_in_which_the_list_is_read_changes_nothing(seed, planned, luck):
    strata, rows = planned
    shuffled = luck.sample(rows, len(rows))
    assert draw(seed, shuffled, strata) == draw(seed, rows, strata)
    assert fingerprint(shuffled) == fingerprint(rows)


@given(SEEDS, plans())
def test_of_each_part_its_share_rounded_up_and_nothing_else(seed, planned):
    strata, rows = planned
    for part in draw(seed, rows, strata):
        listed = {row.key for row in rows if row.stratum == part.stratum.code}
        taken = set(part.taken)
        assert taken <= listed
        assert len(taken) == len(part.taken) == how_many(len(listed), part.stratum.percent)
        assert len(taken) * 100 >= len(listed) * part.stratum.percent > (len(taken) - 1) * 100 or not taken
        assert part.stratum.percent != 100 or taken == listed


@given(SEEDS, plans())
def test_a_greater_share_only_adds(seed, planned):
    """Nobody is let go by a share that was raised."""
    strata, rows = planned
    more = [Stratum(each.code, each.label, min(100, each.percent + 20)) for each in strata]
    for before, after in zip(draw(seed, rows, strata), draw(seed, rows, more), strict=True):
        assert set(before.taken) <= set(after.taken)


def test_nothing_has_two_chances():
    with pytest.raises(ValueError, match="twice"):
        draw(SEED, [Row("MG04", "top"), Row("MG04", "top")], PLAN)


def test_the_same_measure_in_two_processes_is_two_things():
    assert key_of("B.08.M1", "B.08") != key_of("B.08.M1", "B.09")


# The plan


@pytest.mark.parametrize(
    ("place", "code", "percent"),
    [
        (Place(False, "a", 4, "ALTO", is_top=True), "top", 100),
        (Place(False, "a"), "unjudged", 100),
        (Place(False, "a", 3, "MEDIO-ALTO"), "band_3_medio_alto", 20),
        (Place(True, "pantouflage"), "general_pantouflage", 20),
        (Place(True, "codice", 4, "ALTO", is_top=True), "general_codice", 20),
    ],
)
def test_a_specific_measure_is_counted_by_band_and_a_general_one_by_class(place, code, percent):
    assert (stratum_of(place).code, stratum_of(place).percent) == (code, percent)


@pytest.mark.parametrize("code", ["top", "unjudged"])
def test_the_top_band_and_what_nobody_judged_are_verified_whole_whatever_is_asked(code):
    places = [Place(False, "a", 4, "ALTO", is_top=True), Place(False, "a"), Place(True, "codice")]
    assert checked_shares(strata_of(places, {"general_codice": 0}))
    with pytest.raises(RuleBroken, match="per intero"):
        checked_shares(strata_of(places, {code: 99}))


def test_the_riskiest_first_then_the_classes_in_their_order():
    places = [
        Place(True, "ulteriori"), Place(True, "codice"), Place(False, "a", 1, "BASSO"), Place(False, "b", 3, "MEDIO-ALTO"), Place(False, "a"),
        Place(False, "a", 4, "ALTO", is_top=True), Place(False, "c", 3, "MEDIO-ALTO"),
    ]  # fmt: skip
    assert [each.code for each in strata_of(places)] == [
        "top", "unjudged", "band_3_medio_alto", "band_1_basso", "general_codice", "general_ulteriori",
    ]  # fmt: skip


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_is_a_percentage(percent):
    with pytest.raises(RuleBroken, match="da 0 a 100") as refused:
        checked_shares([Stratum("band_1_basso", "BASSO", percent)])
    assert refused.value.field == "share_band_1_basso"


def test_a_plan_that_verifies_nothing_is_no_plan():
    with pytest.raises(RuleBroken, match="non si verifica nulla"):
        checked_shares([Stratum("band_1_basso", "BASSO", 0)])


@pytest.mark.parametrize(("typed", "fine"), [("12345", False), (" 123456 ", True), ("x" * 100, True), ("x" * 101, False), ("", False)])
def test_a_seed_is_long_enough_to_be_nobodys_choice(typed, fine):
    if fine:
        assert checked_seed(typed) == typed.strip()
    else:
        with pytest.raises(RuleBroken, match="seme"):
            checked_seed(typed)
