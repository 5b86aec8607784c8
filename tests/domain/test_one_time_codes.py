"""RFC 4226 and RFC 6238, with their own tables; a code is good once and near its time."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.one_time_codes import (
    DRIFT,
    STEP,
    code,
    key_address,
    key_text,
    matching_step,
    recovery_read,
    recovery_text,
    step_of,
)

KEY = b"12345678901234567890"
# RFC 4226, appendix D.
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
# RFC 6238, appendix B, SHA-1.
TOTP = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("counter", "expected"), list(enumerate(HOTP)))
def test_the_table_of_rfc_4226(counter, expected):
    assert code(KEY, counter) == expected


@pytest.mark.parametrize(("seconds", "expected"), TOTP)
def test_the_table_of_rfc_6238(seconds, expected):
    assert code(KEY, step_of(moment(seconds)), digits=8) == expected


@given(st.integers(min_value=100, max_value=10**10), st.integers(min_value=-5, max_value=5))
def test_a_code_is_good_one_step_before_and_after_and_no_more(seconds, off):
    at = moment(seconds)
    typed = code(KEY, max(step_of(at) + off, 0))
    found = matching_step(KEY, typed, at, after=-1)
    if abs(off) <= DRIFT:
        assert found is not None
    else:
        assert found is None or code(KEY, found) == typed, "two steps may share a code, once in a million"


def test_a_code_is_good_once():
    at = moment(1_000 * STEP)
    step = matching_step(KEY, code(KEY, 1_000), at, after=0)
    assert step == 1_000
    assert matching_step(KEY, code(KEY, 1_000), at, after=step) is None
    assert matching_step(KEY, code(KEY, 999), at, after=step) is None, "nor is one from before it"
    assert matching_step(KEY, code(KEY, 1_001), at, after=step) == 1_001


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "abcdef", "２８７０８２", "287\u00a0082\n1", "à" * 6])
def test_what_is_no_code_matches_nothing(typed):
    assert matching_step(KEY, typed, moment(30), after=-1) is None


def test_spaces_as_apps_show_them_are_nothing():
    assert matching_step(KEY, " 287 082 ", moment(30), after=-1) == 1


def test_the_address_says_what_apps_need():
    parts = urlsplit(key_address(KEY, "ada@camera.example", "riskreg Camera di prova"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/riskreg%20Camera%20di%20prova:ada@camera.example")
    assert parse_qs(parts.query) == {
        "secret": [key_text(KEY).replace(" ", "")], "issuer": ["riskreg Camera di prova"], "digits": ["6"], "period": ["30"],
    }  # fmt: skip


@given(st.binary(min_size=7, max_size=7))
def test_a_recovery_code_is_read_however_it_was_copied(chance):
    text = recovery_text(chance)
    for typed in (text, text.upper(), text.replace("-", ""), f"  {text.replace('-', ' ')} ", text.replace("-", "\u2013")):
        assert recovery_read(typed) == text
