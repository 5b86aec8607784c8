"""Two editions in words: nothing is lost or invented between them, and of a long text only what changed is told."""

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import text_comparison
from riskreg.domain.text_comparison import LONGEST, Section, compare, marked, passages, passages_of

WORDS = st.text("abc àé,.5-\n|#", max_size=60)
SECTIONS = st.lists(
    st.builds(Section, st.sampled_from(["Contesto", "contesto", "Metodo", "–"]), st.sampled_from(["opening", "closing"]), WORDS), max_size=5
)


def told(found):
    """Before and after, with what differs between signs."""
    return [tuple(one and "".join(f"[{piece.words}]" if piece.differs else piece.words for piece in one.pieces) for one in (each.before, each.after)) for each in found]  # fmt: skip


@given(WORDS, WORDS)
def test_both_sides_are_whole_and_what_is_not_marked_is_the_same(before, after):
    then, now = marked(before, after)
    assert ("".join(each.words for each in then), "".join(each.words for each in now)) == (before, after)
    assert [each.words for each in then if not each.differs] == [each.words for each in now if not each.differs]
    assert any(each.differs for each in (*then, *now)) == (before != after)
    for side in (then, now):
        assert all(one.words and not (one.differs and other.differs) for one, other in pairwise(side))


@given(WORDS, WORDS)
def test_from_the_earlier_text_what_changed_leads_to_the_later(before, after):
    """Taking away what went and putting in what came: nothing else is different."""
    found = passages(before, after)
    went = [("".join(each.words for each in one.before.pieces)) for one in found if one.before]
    came = [("".join(each.words for each in one.after.pieces)) for one in found if one.after]
    then, now = ([one.words for one in passages_of(text)] for text in (before, after))
    for those, side in ((went, then), (came, now)):
        left = list(side)
        for words in those:
            left.remove(words)
        side[:] = left
    assert then == now


@given(WORDS)
def test_a_text_is_the_same_as_itself(text):
    assert passages(text, text) == ()


@given(SECTIONS, SECTIONS)
def test_every_section_is_told_once(before, after):
    found = compare(before, after)
    assert len(found.added) + len(found.changed) + found.same == len(after)
    assert len(found.removed) + len(found.changed) + found.same == len(before)


@given(SECTIONS)
def test_an_edition_is_the_same_as_itself(those):
    found = compare(those, those)
    assert (found.is_empty, found.same) == (True, len(those))


@given(SECTIONS, SECTIONS)
def test_what_came_one_way_goes_the_other(before, after):
    there, back = compare(before, after), compare(after, before)
    assert (len(there.added), len(there.removed), there.same) == (len(back.removed), len(back.added), back.same)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Sono 1.234 processi.", "Sono 1.250 processi.", [("Sono [1.234] processi.", "Sono [1.250] processi.")]),
        ("Uno.\n\nDue.\n\nTre.", "Uno.\n\nTre.", [("[Due.]", None)]),
        ("- uno\n- due", "- uno\n- altro\n- due", [(None, "[altro]")]),
        ("Il rischio medio è 5,75.", "Il rischio medio del 2026 è 6,02.", [("Il rischio medio è [5,75].", "Il rischio medio [del 2026 ]è [6,02].")]),
        ("L'ente ha due sedi.", "La banca è chiusa oggi.", [("[L'ente ha due sedi.]", None), (None, "[La banca è chiusa oggi.]")]),
        ("Prima\ne poi", "Prima e poi", [("Prima[\n]e poi", "Prima[ ]e poi")]),
        ("| a | b |\n| 1 | 2 |", "| a | b |\n| 1 | 3 |", [("1 · [2]", "1 · [3]")]),
        ("- uno\n\n- due", "- uno\n- due", []),
    ],
)  # fmt: skip
def test_of_a_long_text_only_what_changed_is_told(before, after, said):
    assert told(passages(before, after)) == said


def test_a_heading_that_became_a_paragraph_is_told():
    (found,) = passages("## Sedi", "Sedi")
    assert (found.before.kind, found.after.kind) == ("Titolo", "")


def test_a_paragraph_that_came_before_one_that_was_rewritten_does_not_take_its_place():
    before = "La formazione riguarda tutto il personale ogni anno."
    after = "Il codice è stato rivisto da poco.\n\nLa formazione riguarda tutto il personale due volte ogni anno."
    assert told(passages(before, after)) == [
        (None, "[Il codice è stato rivisto da poco.]"),
        ("La formazione riguarda tutto il personale ogni anno.", "La formazione riguarda tutto il personale [due volte ]ogni anno."),
    ]


OPENING, CLOSING = "opening", "closing"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Section("Il contesto", OPENING, "Uno."), Section("il  Contesto", OPENING, "Due.")),
        (Section("Il contesto", OPENING, "Uno."), Section("Il contesto", CLOSING, "Uno.")),
        (Section("Il contesto", OPENING, "Uno."), Section("Lo scenario", OPENING, "Uno.")),
        (Section("Il contesto", OPENING, "5,75", "{{rischio medio}}"), Section("Lo scenario", CLOSING, "6,02", "{{rischio medio}}")),
    ],
)
def test_the_same_section_is_known_by_its_heading_or_else_by_its_text(before, after):
    found = compare([before], [after])
    assert ([(each.before, each.after) for each in found.changed], found.added, found.removed) == ([(before, after)], (), ())


def test_a_heading_in_its_place_comes_before_the_same_heading_elsewhere():
    first, second = Section("Metodo", OPENING, "Uno."), Section("Metodo", CLOSING, "Due.")
    found = compare([first, second], [Section("Metodo", CLOSING, "Tre.")])
    assert (found.changed[0].before, found.removed) == (second, (first,))


def test_of_two_with_one_heading_each_stays_with_its_text():
    first, second = Section("Metodo", OPENING, "Uno."), Section("Metodo", OPENING, "Due.")
    assert compare([first, second], [second]).removed == (first,)


def test_where_only_figures_moved_it_is_known():
    old, new = (Section("Rischio", OPENING, f"È {value}.", "È {{rischio medio}}.") for value in ("5,75", "6,02"))
    assert compare([old], [new]).changed[0].only_figures
    assert not compare([old], [Section("Rischio", OPENING, "Era 5,75.", "Era {{rischio medio}}.")]).changed[0].only_figures


def test_texts_beyond_what_is_set_side_by_side_are_still_told_whole():
    before = " ".join(f"a{number}" for number in range(LONGEST + 1))
    (then, now) = marked(f"Inizio {before} fine", "Inizio e fine")
    assert [each.words for each in now] == ["Inizio ", "e", " fine"]
    assert "".join(each.words for each in then if each.differs) == before
    many = passages("\n\n".join(f"Uno {n}" for n in range(100)), "\n\n".join(f"Due {n}" for n in range(90)))
    assert (sum(each.before is not None for each in many), sum(each.after is not None for each in many)) == (100, 90)


def test_the_examples_beside_the_rules_hold():
    failed, attempted = doctest.testmod(text_comparison)
    assert (failed, attempted > 0) == (0, True)
