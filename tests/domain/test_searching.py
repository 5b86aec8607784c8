"""What is found by which words, with pencil and paper."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import searching
from riskreg.domain.searching import EXACT_CODE, IN_TEXT, IN_TITLE, LONGEST_WORD, TITLE_BEGINS, entry_words, is_hit, question

PLAIN = re.compile(r"[0-9]+|[a-z][a-z0-9]*")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dell'Àrea", ["dell", "area"]),
        ("dell’area e dellʼarea", ["dell", "area", "e"]),
        ("A2.2-bis", ["a2", "2", "bis"]),
        ("12bis 12-bis", ["12", "bis"]),
        ("1e5 0x1F 3D", ["1", "e5", "0", "x1f", "3", "d"]),
        ("ŁÓDŹ Straße", ["lodz", "strasse"]),
        ("n.\u00a02² ½", ["n", "22", "1", "2"]),
        ("Процесс", ["zz00043fzz000440zz00043ezz000446zz000435zz000441zz000441"[:LONGEST_WORD]]),
        ("Qualita\u0300", ["qualita"]),
        ("\0 …!\t", []),
        ("", []),
    ],
)
def test_a_text_becomes_its_words(text, words):
    assert searching.words(text) == words


@given(st.text())
def test_words_are_plain_whatever_the_text(text):
    """Letters a-z and figures, never both kinds beginning with a figure: databases have nothing to decide about them."""
    found = searching.words(text)
    assert all(PLAIN.fullmatch(word) and len(word) <= LONGEST_WORD for word in found)
    assert len(found) == len(set(found))
    assert searching.words(searching.joined(text)) == found, "said again, they are the same"


@given(st.text(), st.text(), st.text())
def test_everything_is_found_by_itself(code, title, text):
    """By its code, by its title, by any word of its text; and by the beginning of each."""
    kept = entry_words(code, title, text)
    for typed in (code, title, *searching.words(text)):
        asked = question(typed)
        assert not asked.words or is_hit(asked, kept)
        assert not asked.words or is_hit(question(" ".join(word[: len(word) // 2 + 1] for word in asked.words)), kept)


@given(st.text(), st.text())
def test_more_words_never_find_more(title, typed):
    asked = question(typed)
    fewer = asked._replace(words=asked.words[:-1])
    assert not is_hit(asked, searching.joined(title)) or not fewer.words or is_hit(fewer, searching.joined(title))


@given(st.text(st.characters(codec="ascii")))
def test_case_does_not_matter(typed):
    assert question(typed.upper()).words == question(typed.lower()).words


def test_what_is_endless_is_cut_and_still_answered():
    assert len(question("x" * 10_000).words[0]) == LONGEST_WORD
    assert len(question(" ".join(f"w{n}" for n in range(1_000))).words) == searching.MOST_ASKED
    assert len(entry_words("", "", " ".join(f"w{n}" for n in range(20_000))).split()) == searching.MOST_WORDS
    assert is_hit(question("y" * 90), entry_words("", "y" * 95, ""))


@pytest.mark.parametrize("typed", ["B.08", "b.08", "b08", "B 08", "B-08", "b.0", "08"])
def test_a_code_is_found_however_it_is_typed(typed):
    assert is_hit(question(typed), entry_words("B.08", "Firma digitale", ""))


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("B08", EXACT_CODE),
        ("b.08", EXACT_CODE),
        ("firma", TITLE_BEGINS),
        ("Firma dig", TITLE_BEGINS),
        ("dig firma", IN_TITLE),
        ("rilascio", IN_TEXT),
    ],
)
def test_the_nearest_comes_first(typed, place):
    assert searching.place(question(typed), searching.code_key("B.08"), searching.title_key("Firma digitale")) == place


# What is shown


@given(st.text(), st.text())
def test_marking_changes_no_letter(text, typed):
    assert "".join(piece.text for piece in searching.pieces(text, question(typed).words)) == text


@given(st.text(max_size=400), st.text(max_size=20), st.integers(20, 200))
def test_a_snippet_stays_short_and_says_what_the_text_says(text, typed, length):
    shown = "".join(piece.text for piece in searching.snippet(text, question(typed).words, length=length))
    assert len(shown) <= length + len("…  …") + 2
    assert set(shown.removeprefix("… ").removesuffix(" …").split()) <= set(searching.tidy(text).split()) or len(shown) >= length // 2


def test_a_snippet_shows_the_first_word_that_was_looked_for():
    text = "Una frase lunga. " * 40 + "Il conflitto di interessi va dichiarato. " + "Altra frase. " * 40
    shown = searching.snippet(text, question("interess").words)
    assert [piece.text for piece in shown if piece.is_marked] == ["interessi"]
    assert shown[0].text.startswith("… ")
    assert shown[-1].text.endswith(" …")


def test_only_words_that_begin_so_are_marked():
    marked = [
        piece.text
        for piece in searching.pieces("Firma, conferma e FIRME dell'Albo (art.12bis)", ["firm", "albo", "bis"])
        if piece.is_marked
    ]
    assert marked == ["Firma", "FIRME", "Albo", "12bis"]
