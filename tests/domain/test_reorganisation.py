"""A reorganisation as a list: what a row may say, what goes together, what is wrong and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken
from riskreg.domain.reorganisation import (
    HEADS,
    WORDS,
    Line,
    StepKind,
    check_step,
    checked,
    endings,
    read_rows,
    steps,
    touched,
)

HEAD = ["tipo", "codice", "nuovo codice", "nuova denominazione", "sotto", "erede"]


def read(*rows: list[str]) -> list[Line]:
    lines, wrong = read_rows([HEAD, *rows])
    assert not wrong, [error.said for error in wrong]
    return lines


def said(*rows: list[str]) -> list[str]:
    return [error.said for error in read_rows([HEAD, *rows])[1]]


def test_a_list_as_people_write_it():
    lines = read(
        ["Accorpa", "A2.5", "A2.3", "UO Acquisti", "A2", ""],
        ["accorpamento", "A2.6", "a2.3", "", "", ""],
        ["", "", "", "", "", ""],
        ["dividi", "A1.7", "A1.2", "UO Infrastrutture", "", "Sì"],
        ["dividi", "A1.7", "A1.6", "UO Servizi digitali", "", ""],
        ["sposta", "A4.4", "", "", "A3", ""],
        ["rinomina", "A1.4", "", "UO Sportello unico", "", ""],
        ["chiudi", "A1.8", "", "", "", "A1.5"],
        ["istituisci", "", "A6", "Area Ambiente", "CAMERA", ""],
    )
    assert [step.said for step in steps(lines)] == [
        "Accorpa A2.5 e A2.6 in A2.3 UO Acquisti",
        "Dividi A1.7 in A1.2 UO Infrastrutture (eredita) e A1.6 UO Servizi digitali",
        "Sposta A4.4 sotto A3",
        "Rinomina A1.4 in «UO Sportello unico»",
        "Chiudi A1.8; subentra A1.5",
        "Istituisci A6 Area Ambiente sotto CAMERA",
    ]


def test_columns_in_any_order_and_only_those_that_are_needed():
    lines, wrong = read_rows([["Sotto", "TIPO", "Codice"], ["A3", "sposta", "A4.4"]])
    assert (lines, wrong) == ([Line(StepKind.MOVE, "A4.4", under="A3")], [])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["sposta", "", "", "", "A3", ""], "Riga 2, colonna «codice»: Indica l'unità che si sposta."),
        (["sposta", "A1", "", "", "", ""], "Riga 2, colonna «sotto»: Indica sotto quale struttura va."),
        (["trasloca", "A1", "", "", "", ""], "Riga 2, colonna «tipo»: Scrivi accorpa, dividi, sposta, rinomina, chiudi o istituisci."),
        (["sposta", "A1", "", "", "A3", "A4"], "Riga 2, colonna «erede»: In una riga «sposta» la colonna «erede» resta vuota."),
        (
            ["rinomina", "A1", "", "x" * 301, "", ""],
            "Riga 2, colonna «nuova denominazione»: Il testo è troppo lungo: usa al massimo 300 caratteri.",
        ),
    ],
)
def test_a_wrong_row_says_where_and_how_to_mend_it(row, expected):
    assert said(row) == [expected]


def test_every_wrong_row_is_said_at_once():
    assert [text.partition(":")[0] for text in said(["sposta"], ["chiudi", "A1"], ["boh"])] == [
        "Riga 2, colonna «codice»",
        "Riga 2, colonna «sotto»",
        "Riga 4, colonna «tipo»",
    ]


@pytest.mark.parametrize(
    ("heads", "words"),
    [
        (["codice"], "Manca"),
        (["tipo", "colore"], "Colonna sconosciuta"),
        (["tipo", "tipo"], "due volte"),
        ([], "vuoto"),
    ],
)
def test_heads_that_are_not_the_lists_are_refused(heads, words):
    lines, wrong = read_rows([heads, ["sposta", "A1"]] if heads else [])
    assert not lines
    assert words in wrong[0].said


def test_a_list_without_rows_and_one_too_long_are_refused():
    assert "nessuna riga" in read_rows([HEAD])[1][0].said
    assert "troppo lungo" in read_rows([HEAD, *[["chiudi", f"A{n}"] for n in range(501)]])[1][0].said


def test_a_split_needs_two_parts_and_one_heir():
    one = Line(StepKind.SPLIT, "A1", "A1.1", "UO Prima", heir="sì")
    two = Line(StepKind.SPLIT, "A1", "A1.2", "UO Seconda")
    check_step(steps([one, two])[0])
    for lines in (
        [one],
        [two, Line(StepKind.SPLIT, "A1", "A1.3", "UO Terza")],
        [one, Line(StepKind.SPLIT, "A1", "A1.2", "UO Seconda", heir="x")],
    ):
        with pytest.raises(RuleBroken):
            check_step(steps(lines)[0])


def test_who_comes_after_each_unit_that_ends():
    lines = [
        Line(StepKind.MERGE, "A1", "A9"),
        Line(StepKind.MERGE, "A9", "A9"),
        Line(StepKind.SPLIT, "B1", "B2", "UO Due"),
        Line(StepKind.SPLIT, "B1", "B3", "UO Tre", heir="b3"),
        Line(StepKind.CLOSE, "C1"),
    ]
    assert [(one.code, one.successors, one.heir) for one in endings(steps(lines))] == [
        ("A1", ("A9",), 0),
        ("B1", ("B2", "B3"), 1),
        ("C1", (), None),
    ]
    assert touched(lines) == {"A1", "A9", "B1", "B2", "B3", "C1"}


cells = st.text(max_size=12) | st.sampled_from([*WORDS, "A1", "A2", "sì"])


@given(st.lists(st.lists(cells, max_size=8), max_size=6))
def test_whatever_is_pasted_is_read_or_refused_in_words(rows):
    lines, wrong = read_rows([list(HEADS.values()), *rows])
    assert all(error.said and error.row > 0 for error in wrong)
    for line in lines:
        assert checked(line) == line
    assert sorted(place for step in steps(lines) for place in step.places) == list(range(len(lines)))
    assert all(step.said for step in steps(lines))
