"""Italian numbers, percentages, dates, words and alphabetical order: tables of examples, then properties."""

import doctest
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from riskreg.domain import italian
from riskreg.domain.italian import (
    NBSP,
    Unreadable,
    fold,
    join_words,
    month_name,
    plural,
    read_date,
    read_number,
    read_percent,
    sort_key,
    tidy,
    write_date,
    write_long_date,
    write_moment,
    write_number,
    write_percent,
)


def test_every_example_in_the_docstrings_holds():
    failed, attempted = doctest.testmod(italian)
    assert failed == 0
    assert attempted >= 14


# --- Numbers ---------------------------------------------------------------------------------------------

NUMBERS = [
    ("1,4", "1.4"),
    ("1.250", "1250"),
    ("1.250,50", "1250.50"),
    ("1.250.500", "1250500"),
    ("1250", "1250"),
    ("1250,5", "1250.5"),
    ("-20.95", "-20.95"),
    ("9.5", "9.5"),
    ("3.1416", "3.1416"),
    ("-1.250", "-1250"),
    ("+10", "10"),
    ("\u221210", "-10"),
    ("\u201310,5", "-10.5"),
    ("- 10", "-10"),
    ("  7 ", "7"),
    ("\u00a07\u00a0", "7"),
    ("1 250", "1250"),
    ("1\u00a0250\u00a0500,75", "1250500.75"),
    ("1\u202f250", "1250"),
    ("007", "7"),
    ("0,250", "0.250"),
    ("-0", "0"),
    ("-0,00", "0"),
    ("9" * 24, "9" * 24),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_read_number(text, value):
    number = read_number(text)
    assert number == Decimal(value)
    assert isinstance(number, Decimal)
    assert str(number)[0] != "-" or number < 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "1.2.3",
        "1.25.000",
        "1.250.50",
        "1,250.50",
        "1,2,3",
        "12.34,5",
        "1 25",
        "1 250.500",
        "1.250 500",
        "12 3456",
        "0.250",
        "1250.500",
        ",5",
        "5,",
        "5.",
        ".5",
        "1_000",
        "1e3",
        "1E3",
        "inf",
        "-Infinity",
        "nan",
        "sNaN",
        "NaN123",
        "0x10",
        "١٢",
        "１２",
        "²",
        "½",
        "--1",
        "+-1",
        "1-",
        "(1)",
        "47%",
        "€ 5",
        "dieci",
        "n.d.",
        "-",
        "1\n2",
        "9" * 25,
        "9" * 5000,
    ],
)
def test_read_number_refuses(text):
    with pytest.raises(Unreadable) as refused:
        read_number(text)
    assert_is_a_sentence(refused.value)


def test_two_readings_are_told_apart():
    with pytest.raises(Unreadable, match="due modi"):
        read_number("0.250")
    with pytest.raises(Unreadable, match="due modi"):
        read_number("1250.500")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1250.5", None, "1.250,5"),
        ("1250.50", None, "1.250,5"),
        ("1.4", None, "1,4"),
        ("0.000001", None, "0,000001"),
        ("1E+3", None, "1.000"),
        ("1234567", None, "1.234.567"),
        ("-1250", None, "-1.250"),
        ("-0", None, "0"),
        ("100", None, "100"),
        ("5.745", 2, "5,75"),
        ("5.744999", 2, "5,74"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.5", 0, "1"),
        ("6", 2, "6,00"),
        ("-0.001", 2, "0,00"),
        ("999.995", 2, "1.000,00"),
    ],
)
def test_write_number(value, decimals, text):
    assert write_number(Decimal(value), decimals) == text


def test_write_number_takes_whole_numbers_but_no_floats():
    assert write_number(1250) == "1.250"
    assert write_number(7, 1) == "7,0"
    with pytest.raises(TypeError):
        write_number(1.5)
    with pytest.raises(TypeError):
        write_percent(0.5)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_write_number_refuses_what_is_no_number(value):
    with pytest.raises(ValueError, match="cannot be written"):
        write_number(Decimal(value))


def test_write_number_refuses_negative_decimals():
    with pytest.raises(ValueError, match="negative"):
        write_number(Decimal("1"), -1)


decimals = st.decimals(min_value=-(10**15), max_value=10**15, places=6, allow_nan=False, allow_infinity=False)


@given(decimals)
@example(Decimal("1.250"))
@example(Decimal("-0.0"))
def test_a_written_number_reads_back(number):
    assert read_number(write_number(number)) == number


@given(decimals, st.integers(min_value=0, max_value=5))
def test_a_rounded_number_reads_back_rounded(number, places):
    expected = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert read_number(write_number(number, places)) == expected


@given(decimals)
def test_ambient_precision_changes_nothing(number):
    written, share = write_number(number, 2), read_percent(write_number(number))
    with localcontext() as context:
        context.prec = 3
        assert write_number(number, 2) == written
        assert read_percent(write_number(number)) == share


@given(st.text())
@example("1.2.3")
@example("1,")
def test_any_text_is_a_number_or_a_sentence(text):
    try:
        number = read_number(text)
    except Unreadable as refused:
        assert_is_a_sentence(refused)
    else:
        assert number.is_finite()
        assert read_number(write_number(number)) == number


# --- Percentages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("47%", "0.47"),
        ("47 %", "0.47"),
        ("47\u00a0%", "0.47"),
        ("47", "0.47"),
        ("52,41 %", "0.5241"),
        ("0,5%", "0.005"),
        ("100%", "1"),
        ("120 %", "1.2"),
        ("-8%", "-0.08"),
        ("\u22128 %", "-0.08"),
        ("1.250%", "12.5"),
    ],
)
def test_read_percent(text, share):
    assert read_percent(text) == Decimal(share)


@pytest.mark.parametrize("text", ["", " ", "%", "47%%", "%47", "47 per cento", "0.250%", "nan%", "1e2%"])
def test_read_percent_refuses(text):
    with pytest.raises(Unreadable) as refused:
        read_percent(text)
    assert_is_a_sentence(refused.value)
    assert "percentuale" in refused.value.sentence


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        ("0.47", None, "47"),
        ("0.5241", None, "52,41"),
        ("0.90909090909", None, "90,91"),
        ("1", None, "100"),
        ("12.5", None, "1.250"),
        ("0", None, "0"),
        ("-0.08", None, "-8"),
        ("0.905", 0, "91"),
        ("0.9", 2, "90,00"),
    ],
)
def test_write_percent(share, places, text):
    assert write_percent(Decimal(share), places) == f"{text}{NBSP}%"


@given(st.decimals(min_value=-100, max_value=100, places=4))
def test_a_written_percentage_reads_back(share):
    assert read_percent(write_percent(share)) == share


# --- Dates -----------------------------------------------------------------------------------------------

LAST_DAY_OF_2025 = date(2025, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "31/12/2025",
        "31.12.2025",
        "31-12-2025",
        "2025-12-31",
        "2025/12/31",
        "31/12/25",
        "31.12.25",
        " 31/12/2025 ",
        "31 / 12 / 2025",
        "31\u201112\u20112025",
        "31 dicembre 2025",
        "31 Dicembre\u00a02025",
    ],
)
def test_read_date(text):
    assert read_date(text) == LAST_DAY_OF_2025


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/2/2026", date(2026, 2, 1)),
        ("29/02/2024", date(2024, 2, 29)),
        ("1º gennaio 2026", date(2026, 1, 1)),
        ("1° gennaio 2026", date(2026, 1, 1)),
        ("01/01/99", date(2099, 1, 1)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_read_date_of_other_days(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2025",
        "29/02/2025",
        "00/01/2025",
        "01/13/2025",
        "12/31/2025",
        "2025-02-30",
        "31/12-2025",
        "31/12",
        "31/12/205",
        "31/12/20255",
        "31-12-25",
        "25-12-31",
        "31/12/1899",
        "01/01/2200",
        "20251231",
        "31122025",
        "31 brumaio 2025",
        "dicembre 2025",
        "31/12/2025 10:00",
        "٣١/١٢/٢٠٢٥",
        "entro il 31/12/2025",
        "oggi",
    ],
)
def test_read_date_refuses(text):
    with pytest.raises(Unreadable) as refused:
        read_date(text)
    assert_is_a_sentence(refused.value)


def test_the_refusal_quotes_the_text_and_says_how_to_write_it():
    with pytest.raises(Unreadable) as refused:
        read_date("31/02/2025")
    assert str(refused.value) == ("«31/02/2025» non è una data: scrivi giorno/mese/anno, per esempio 31/12/2025.")


def test_a_refusal_does_not_repeat_a_whole_page():
    with pytest.raises(Unreadable) as refused:
        read_date("oggi\n" * 1000)
    assert len(refused.value.sentence) < 140
    assert "\n" not in refused.value.sentence


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


@given(days)
def test_a_written_date_reads_back(day):
    assert read_date(write_date(day)) == day
    assert read_date(write_long_date(day)) == day
    assert read_date(day.isoformat()) == day


@given(st.text())
def test_any_text_is_a_date_or_a_sentence(text):
    try:
        read_date(text)
    except Unreadable as refused:
        assert_is_a_sentence(refused)


def test_write_date_pads_days_months_and_years():
    assert write_date(date(2026, 1, 5)) == "05/01/2026"
    assert write_date(date(645, 3, 4)) == "04/03/0645"


def test_write_long_date():
    assert write_long_date(date(2026, 11, 21)) == "21 novembre 2026"
    assert write_long_date(date(2026, 1, 1)) == "1º gennaio 2026"
    assert write_long_date(date(2026, 8, 11)) == "11 agosto 2026"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 21, 9, 5, tzinfo=UTC), "21/11/2026, 10:05"),
        (datetime(2026, 7, 1, 9, 5, tzinfo=UTC), "01/07/2026, 11:05"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "01/01/2027, 00:30"),
        (datetime(2026, 11, 21, 10, 5, tzinfo=timezone(timedelta(hours=1))), "21/11/2026, 10:05"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29/03/2026, 01:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29/03/2026, 03:00"),
    ],
)
def test_write_moment_shows_the_clocks_of_rome(moment, text):
    assert write_moment(moment) == text


def test_write_moment_refuses_a_moment_without_zone():
    with pytest.raises(ValueError, match="time zone"):
        write_moment(datetime(2026, 11, 21, 10, 5, tzinfo=UTC).replace(tzinfo=None))


def test_month_names():
    assert [month_name(month) for month in range(1, 13)] == [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ]
    for month in (0, 13, -1):
        with pytest.raises(ValueError, match="no month"):
            month_name(month)


# --- Words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 misure"), (1, "1 misura"), (2, "2 misure"), (1250, "1.250 misure")],
)
def test_plural(count, text):
    assert plural(count, "misura", "misure") == text


def test_plural_has_its_own_words_for_none():
    assert plural(0, "misura", "misure", "nessuna misura") == "nessuna misura"
    assert plural(1, "misura", "misure", "nessuna misura") == "1 misura"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a e b"),
        (["a", "b", "c"], "a, b e c"),
        (["imprese", "enti"], "imprese ed enti"),
        (["imprese", "Enti"], "imprese ed Enti"),
        (["equità", "È"], "equità ed È"),
        (["imprese", "«enti»"], "imprese ed «enti»"),
        (["libri", "edizioni"], "libri e edizioni"),
        (["enti", "imprese"], "enti e imprese"),
        (["uno", "8"], "uno e 8"),
    ],
)
def test_join_words(words, text):
    assert join_words(words) == text
    assert join_words(tuple(words)) == text


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  UO   Gare ", "UO Gare"),
        ("Qualita\u0300", "Qualità"),
        ("UO\u00a0Gare\t\nB", "UO Gare B"),
        ("a\x00b", "a b"),
        ("perfor\u00admance", "performance"),
        ("\ufeffUO", "UO"),
        ("1º", "1º"),
        ("dell\u2019ente", "dell\u2019ente"),
    ],
)
def test_tidy(text, tidied):
    assert tidy(text) == tidied


def test_tidy_leaves_out_what_no_xml_can_hold():
    assert tidy("Uno\ufffe due\uffff") == "Uno due"


@given(st.text())
def test_tidy_once_is_enough(text):
    once = tidy(text)
    assert tidy(once) == once
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)


# --- Search text and alphabetical order ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Qualità", "qualita"),
        ("QUALITA\u0300", "qualita"),
        ("qualita'", "qualita"),
        ("dell'àncora", "dell ancora"),
        ("dell\u2019àncora", "dell ancora"),
        ("  UO\u00a0 Gare  ", "uo gare"),
        ("B.08", "b 08"),
        ("n. 41/2024", "n 41 2024"),
        ("D.Lgs. 33/2013, art. 5-bis", "d lgs 33 2013 art 5 bis"),
        ("1º", "1o"),
        ("perfor\u00admance", "performance"),
        ("STRASSE straße", "strasse strasse"),
        ("Łódź Ærø", "lodz aero"),
        ("ﬁne", "fine"),
        ("", ""),
        ("…", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_once_is_enough(text):
    once = fold(text)
    assert fold(once) == once


@given(st.text())
def test_fold_sees_no_difference_between_encodings_of_accents(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


# Latin letters only: ancient Greek writes one mark as a letter of its own in capitals.
@given(st.text(st.characters(max_codepoint=0x024F)))
def test_fold_sees_no_difference_between_cases(text):
    assert fold(text.casefold()) == fold(text)


IN_ORDER = [
    ["alfa", "àncora", "Beta"],
    ["ancora", "Ancora", "àncora", "Àncora", "áncora", "ancorare"],
    ["UO 2", "UO 10", "UO 10 bis", "UO 100"],
    ["A1", "A1.1", "A1.2", "A1.10", "A2", "A10", "STAFF"],
    ["B.08", "B.8 bis", "B.11", "C.1.1", "C.1.10", "C.2.1"],
    ["UO Acquisti", "UO Compliance", "UO Qualità", "UO Risorse", "URP"],
    ["di", "di più", "dia"],
    ["", "1", "2", "a", "z", "zz", "α", "β"],
    ["Area 1", "Area A"],
    ["perché", "perciò", "percorso", "però"],
    ["x9999999", "x10000000", "x" + "9" * 20, "x" + "1" + "0" * 20],
]


@pytest.mark.parametrize("texts", IN_ORDER)
def test_sort_key_puts_texts_in_dictionary_order(texts):
    upside_down = texts[::-1]
    assert sorted(upside_down, key=sort_key) == texts


def test_sort_key_ignores_how_accents_are_encoded():
    assert sort_key("Qualita\u0300") == sort_key("Qualità")


def test_sort_key_of_plain_small_words_is_the_words():
    assert sort_key("misura") == "misura"


words = st.text(alphabet="aAàÀáÁbzZñœø 01239.-'αж", max_size=12)


@given(words, words)
def test_sort_key_agrees_with_a_plain_reading_of_the_order(one, other):
    assert (sort_key(one) < sort_key(other)) == (dictionary_order(one) < dictionary_order(other))


@given(st.text())
def test_sort_key_holds_only_figures_and_small_letters(text):
    assert re.fullmatch("[0-9a-z]*", sort_key(text))


@given(st.text(), st.text())
def test_sort_key_agrees_with_search_on_which_texts_are_alike(one, other):
    if fold(one) != fold(other):
        assert sort_key(one) != sort_key(other)


def dictionary_order(text: str) -> tuple[object, ...]:
    """The order in words: compare words, then accents, then capitals. Slow, plain and written apart."""
    letters = unicodedata.normalize("NFC", text)
    plain = letters.lower().translate(str.maketrans("àáñø", "aano")).replace("œ", "oe")
    words = [
        [(0, int(run), "") if run.isdigit() else (1, 0, run) for run in re.findall(r"[0-9]+|[^0-9]+", word)]
        for word in re.sub(r"[^\w]", " ", plain).split()
    ]
    alphabetic = [char for char in letters if char.isalpha()]
    accents = [{"à": 2, "á": 3, "ñ": 5}.get(char.lower(), 1) for char in alphabetic]
    capitals = [2 if char.isupper() else 1 for char in alphabetic]
    return words, without_last_ones(accents), without_last_ones(capitals)


def without_last_ones(ranks: list[int]) -> list[int]:
    while ranks and ranks[-1] == 1:
        ranks = ranks[:-1]
    return ranks


def assert_is_a_sentence(refused: Unreadable) -> None:
    sentence = refused.sentence
    assert str(refused) == sentence
    assert isinstance(refused, ValueError)
    assert sentence.endswith(".")
    assert "crivi" in sentence or "usa " in sentence
    assert len(sentence) < 200
