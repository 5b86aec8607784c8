"""The chain as anyone can recompute it: the page docs/domain/trail.md and the code say the same."""

import hashlib
import json
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import trail

PAGE = Path(__file__).parents[2] / "docs/domain/trail.md"
ROME_IN_WINTER = timezone(timedelta(hours=1))
MOMENT = datetime(2026, 11, 21, 9, 30, 0, 7, tzinfo=UTC)

EXAMPLE = {
    "why": "Determinazione n. 41\ndel 12/12/2024",
    "before": {"weight": Decimal("1.50"), "name": "UO Qualità"},
    "after": {
        "name": 'UO Qualita\u0300 e "stile"',
        "weight": Decimal(2),
        "due_on": date(2026, 12, 31),
        "checked_at": MOMENT.astimezone(ROME_IN_WINTER),
        "is_staff": True,
        "parent_id": None,
    },
}


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def entries() -> list[list[str]]:
    return [block.split("\n") for block in blocks("entry")]


# The worked example of the page


def test_the_hashes_of_the_page_are_those_of_its_lines_alone():
    """With nothing of ours but SHA-256: what an inspector does at a terminal."""
    assert len(blocks("entry")) == 2
    assert [hashlib.sha256(block.encode()).hexdigest() for block in blocks("entry")] == blocks("hash")[:2]


def test_the_code_gives_the_hashes_of_the_page():
    for lines, hash_ in zip(entries(), blocks("hash"), strict=False):
        number, at, actor, tag, subject, diff, previous = lines
        assert trail.link(int(number), datetime.fromisoformat(at), actor, tag, subject, diff, previous) == hash_


def test_the_code_writes_the_diff_of_the_page():
    assert trail.canonical(EXAMPLE) == entries()[1][5]


def test_the_second_entry_of_the_page_follows_the_first():
    assert entries()[0][6] == trail.FIRST
    assert entries()[1][6] == blocks("hash")[0]


def test_the_personal_mark_is_that_of_the_page():
    salt, value = blocks("personal")[0].split("\n")
    assert trail.personal_mark(salt, value) == {"personal": blocks("hash")[2]}


# The canonical form


class Fruit(StrEnum):
    PEAR = "pera"


class Grade(Enum):
    HIGH = Decimal("8.50")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "a": {"d": 2, "c": 3}}, '{"a":{"c":3,"d":2},"b":1}'),
        ({"à": 1, "z": 2, "B": 3, "10": 4, "9": 5}, '{"10":4,"9":5,"B":3,"z":2,"à":1}'),
        ({2: "due"}, '{"2":"due"}'),
        ("qualita\u0300", '"qualità"'),
        ({"qualita\u0300": "e\u0301"}, '{"qualità":"é"}'),
        ("n. 1º – dell’ente 🏛", '"n. 1º – dell’ente 🏛"'),
        ('"\\\n\t\x00', '"\\"\\\\\\n\\t\\u0000"'),
        (Decimal("1.50"), '"1.50"'),
        (Decimal("1E+2"), '"100"'),
        (Decimal("0.000001"), '"0.000001"'),
        (10**30, "1" + "0" * 30),
        (True, "true"),
        (None, "null"),
        (date(2026, 1, 5), '"2026-01-05"'),
        (datetime(2026, 7, 1, 11, 0, tzinfo=timezone(timedelta(hours=2))), '"2026-07-01T09:00:00.000000Z"'),
        (MOMENT, '"2026-11-21T09:30:00.000007Z"'),
        (Fruit.PEAR, '"pera"'),
        (Grade.HIGH, '"8.50"'),
        ((1, [Decimal(2)]), '[1,["2"]]'),
    ],
)
def test_each_value_has_one_written_form(value, text):
    assert trail.canonical(value) == text


@pytest.mark.parametrize(
    "value",
    [1.5, 0.0, float("nan"), Decimal("NaN"), Decimal("Infinity"), b"bytes", {1, 2}, object(), {"deep": [{"er": 0.1}]}],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(TypeError, match="no canonical form"):
        trail.canonical(value)


def test_a_moment_without_its_zone_is_refused_because_it_would_depend_on_the_machine():
    with pytest.raises(ValueError, match="zone"):
        trail.canonical(MOMENT.replace(tzinfo=None))


# Surrogates alone are no text: neither a browser nor a database can hand us one.
texts = st.text(st.characters(exclude_categories=("Cs",)))
columns = st.text("abc_:.1", max_size=5)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | texts
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(columns, inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(columns, values, max_size=6))
def test_the_order_in_which_facts_are_given_does_not_matter(facts):
    assert trail.canonical(dict(reversed(facts.items()))) == trail.canonical(facts)


@given(values)
def test_any_value_is_one_line_that_json_reads_back(value):
    written = trail.canonical(value)
    assert "\n" not in written
    assert trail.canonical(json.loads(written)) == written


@given(texts)
def test_how_accents_were_typed_does_not_matter(text):
    assert trail.canonical(unicodedata.normalize("NFD", text)) == trail.canonical(unicodedata.normalize("NFC", text))


@given(st.integers(min_value=-720, max_value=840), st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1900 < moment.year < 2200))
def test_a_moment_reads_the_same_from_every_zone(minutes, moment):
    elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))
    assert trail.moment_text(elsewhere) == trail.moment_text(moment)
    assert datetime.fromisoformat(trail.moment_text(moment)) == moment


# The link

lines = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n"))
parts = st.tuples(
    st.integers(min_value=1),
    st.datetimes(timezones=st.just(UTC)),
    lines,
    lines,
    lines,
    lines,
    st.text("0123456789abcdef", min_size=64, max_size=64),
)


@given(parts, parts, st.integers(min_value=0, max_value=6))
def test_changing_any_of_the_seven_parts_changes_the_hash(entry, other, place):
    changed = (*entry[:place], other[place], *entry[place + 1 :])
    assert (trail.link(*changed) == trail.link(*entry)) == (other[place] == entry[place])


@given(parts, parts)
def test_two_different_entries_never_share_a_hash(entry, other):
    assert (trail.link(*entry) == trail.link(*other)) == (entry == other)


@pytest.mark.parametrize("place", [2, 3, 4, 5, 6])
def test_a_line_break_cannot_move_words_from_one_part_to_the_next(place):
    entry: list[object] = [1, MOMENT, "user:1", "tag", "body:1", "{}", trail.FIRST]
    entry[place] = f"{entry[place]}\nuser:2"
    with pytest.raises(ValueError, match="line break"):
        trail.link(*entry)  # type: ignore[arg-type]


@given(values, values, st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_personal_mark_fits_one_value_only(value, other, salt):
    same = trail.canonical(value) == trail.canonical(other)
    assert (trail.personal_mark(salt, value) == trail.personal_mark(salt, other)) == same


@given(st.text(max_size=40), st.sampled_from(["00" * 16, "ff" * 16]))
def test_without_its_salt_a_personal_mark_tells_nothing(name, salt):
    """The same name twice gives two different marks: nobody can look names up in a table of hashes."""
    assert trail.personal_mark(salt, name) != trail.personal_mark("0f" * 16, name)
