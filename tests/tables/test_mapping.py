"""Their columns, our columns: what the headings say by themselves, what must be asked, what was said the last time."""

from datetime import date

import pytest

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import Unreadable
from riskreg.tables.columns import Column, day, label_in, one_of, recognises, whole_number, yes_or_no
from riskreg.tables.mapping import doubts, guessed, refuse_shared, rows
from riskreg.tables.reading import Line, Table

COLUMNS = (
    Column("code", "Codice", needed="Scrivi il codice.", synonyms=("Sigla",)),
    Column("name", "Denominazione", empty="", synonyms=("Nome", "Ufficio")),
    Column("from_on", "Dal", parse=day),
)


def table(*headings: str, lines: tuple[tuple[str, ...], ...] = (), faults: dict | None = None) -> Table:
    return Table(headings, tuple(Line(number, cells) for number, cells in enumerate(lines, start=2)), faults or {})


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (("Codice", "Denominazione", "Dal"), {"code": 0, "name": 1, "from_on": 2}),
        (("DAL", "  denominazione ", "còdice"), {"code": 2, "name": 1, "from_on": 0}),
        (("Sigla", "Ufficio", "Boh"), {"code": 0, "name": 1}),
        (("code", "from_on"), {"code": 0, "from_on": 1}),
        (("Nome", "Denominazione", "Codice"), {"code": 2, "name": 1}),
        (("Codice", "Codice", "Nome"), {"name": 2}),
        (("", "", ""), {}),
    ],
    ids=["ours", "in any order and dress", "as others say", "as the code says", "the likeliest first", "twice the same", "none"],
)
def test_what_the_headings_say_by_themselves(headings, found):
    assert guessed(COLUMNS, table(*headings), {}) == found


def test_what_was_said_the_last_time_comes_first():
    theirs = table("Codice", "Matricola", "Dal")
    assert guessed(COLUMNS, theirs, {"code": "Matricola"})["code"] == 1
    assert guessed(COLUMNS, theirs, {"code": "Altro"})["code"] == 0
    assert recognises(COLUMNS, ["Matricola"])("MATRICOLA")
    assert not recognises(COLUMNS)("Matricola")


def test_a_person_is_asked_what_the_headings_leave_open():
    twice = table("Sigla", "Sigla", "Nome")
    assert doubts(COLUMNS, twice, guessed(COLUMNS, twice, {}), {}) == ["Più colonne del file si chiamano «Sigla»: scegli quale è «Codice»."]
    none = table("Nome")
    assert doubts(COLUMNS, none, guessed(COLUMNS, none, {}), {}) == ["Nel file non si trova la colonna «Codice»."]
    assert doubts(COLUMNS, table("Codice"), {"code": 0}, {}) == []


PEOPLE = (
    Column("email", "E-mail", needed="Scrivi l'indirizzo."),
    Column("family_name", "Cognome", needed_for="per gli utenti nuovi"),
    Column("given_name", "Nome", needed_for="per gli utenti nuovi", synonyms=("Nome proprio",)),
)


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (("E-mail", "Cognome del dipendente", "Nome del dipendente"), {"email": 0, "family_name": 1, "given_name": 2}),
        (("E-mail", "Nome", "Nome del responsabile"), {"email": 0, "given_name": 1}),
        (("Nome del capo", "Nome del dipendente"), {}),
        (("Nome proprio e cognome",), {"given_name": 0}),
        (("Denominazione", "Prenome"), {}),
        (("La sua e-mail",), {"email": 0}),
    ],
    ids=["words within", "an exact one first", "two that resemble", "the longest name", "whole words only", "with a hyphen"],
)
def test_headings_of_more_words_are_guessed_and_asked(headings, found):
    theirs = table(*headings)
    assert guessed(PEOPLE, theirs, {}) == found
    resembling = [name for name, place in found.items() if headings[place] not in ("E-mail", "Nome", "Cognome")]
    asked = doubts(PEOPLE, theirs, found, {})
    assert sum("sembra la colonna" in sentence for sentence in asked) == len(resembling)


def test_what_some_rows_need_is_listed_with_the_rest_and_stops_nobody_by_itself():
    assert doubts(PEOPLE, table("E-mail"), {"email": 0}, {}) == []
    assert doubts(PEOPLE, table("Boh"), {}, {}) == [
        "Nel file non si trova la colonna «E-mail».",
        "Nel file non si trova la colonna «Cognome», che serve per gli utenti nuovi.",
        "Nel file non si trova la colonna «Nome», che serve per gli utenti nuovi.",
    ]


def test_one_column_is_not_read_twice():
    with pytest.raises(RuleBroken, match="«Codice» e «Denominazione» leggono la stessa colonna"):
        refuse_shared(COLUMNS, {"code": 0, "name": 0})
    refuse_shared(COLUMNS, {"code": 0, "name": 1})


def test_every_wrong_cell_of_a_row_is_said_at_once():
    (row,) = rows(table("C", "N", "D", lines=(("", "UO", "32/13/2026"),)), COLUMNS, {"code": 0, "name": 1, "from_on": 2})
    assert [name for name, _ in row.refusals] == ["code", "from_on"]
    assert row.values == {"name": "UO"}


def test_a_fault_counts_only_in_a_column_that_is_read():
    theirs = table("C", "Somma", lines=(("A1", "5"),), faults={(2, 1): "formula"})
    assert rows(theirs, COLUMNS, {"code": 0})[0].refusals == ()
    assert rows(theirs, COLUMNS, {"code": 0, "name": 1})[0].refusals == (("name", "formula"),)
    whole = table("C", lines=(("A1",),), faults={(2, -1): "troppe celle"})
    assert rows(whole, COLUMNS, {"code": 0})[0].refusals == (("", "troppe celle"),)


def test_a_column_that_the_file_does_not_have_says_nothing_an_empty_cell_says_empty():
    (row,) = rows(table("C", "N", lines=(("A1", ""),)), COLUMNS, {"code": 0, "name": 1})
    assert row.values == {"code": "A1", "name": ""}
    assert row.given("from_on", date(2026, 1, 1)) == date(2026, 1, 1)


@pytest.mark.parametrize(("text", "value"), [("10", 10), ("1.250", 1250), ("-3", -3), ("2,0", 2)])
def test_whole_numbers(text, value):
    assert whole_number(text) == value


@pytest.mark.parametrize("text", ["dieci", "1,5", "1e3", "9" * 30, "2000000", "12.5"])
def test_what_is_no_whole_number(text):
    with pytest.raises(Unreadable):
        whole_number(text)


@pytest.mark.parametrize(("text", "value"), [("sì", True), ("SI", True), ("x", True), ("vero", True), ("no", False), ("FALSO", False)])
def test_yes_and_no(text, value):
    assert yes_or_no(text) is value


def test_words_of_a_list_by_code_or_by_label():
    kinds = {"uo": "Unità organizzativa", "area": "Area dirigenziale"}
    assert [one_of(kinds)(text) for text in ("UO", "unita organizzativa", " Area dirigenziale ")] == ["uo", "uo", "area"]
    with pytest.raises(Unreadable, match="«Unità organizzativa» e «Area dirigenziale»"):
        one_of(kinds)("ufficio")
    with pytest.raises(Unreadable):
        yes_or_no("forse")
    assert (label_in(kinds)("uo"), label_in(kinds)(None)) == ("Unità organizzativa", "")
