"""Units from a file: the acts that lead to the chart it describes, by the rules of the pages, row by row."""

from datetime import date

import pytest

from riskreg.audit.queries import trail
from riskreg.audit.reading import shown
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from tests.features.imports.conftest import outcomes, refusals

ACT = {"on": "01/06/2026", "act": "Determinazione n. 61 del 30/05/2026"}


@pytest.fixture
def chart(make):
    """An area with two units, and another area."""
    first = make.unit(code="A1", name="Area Uno", kind=UnitKind.AREA)
    make.unit(code="A1.1", name="UO Gare", parent=first)
    make.unit(code="A1.2", name="UO Bandi", parent=first)
    make.unit(code="A2", name="Area Due", kind=UnitKind.AREA)
    return first


def unit(code: str):
    found = queries.unit_by_code(code)
    assert found is not None
    return found


def test_new_units_come_in_whatever_the_order_of_the_rows(chart, sender):
    page = sender("units").bring_in(
        {"code": "A3.1.1", "name": "Ufficio Protocollo", "kind": "uo", "parent_code": "A3.1", "is_staff": "sì", **ACT},
        {"code": "A3.1", "name": "UO Affari generali", "kind": "Unità organizzativa", "parent_code": "A3", **ACT},
        {"code": "A3", "name": "Area Tre", "kind": "area", "parent_code": "ENTE", **ACT},
    )
    assert outcomes(page) == {"Da creare": 3, "Da modificare": 0, "Già così": 0, "Rifiutata": 0}
    assert [unit(code).parent.code for code in ("A3.1.1", "A3.1", "A3")] == ["A3.1", "A3", "ENTE"]
    office = unit("A3.1.1")
    assert (office.is_staff, office.opened_on, office.opening_act) == (True, date(2026, 6, 1), ACT["act"])
    assert [(era.from_on, era.name, era.parent_id) for era in office.eras] == [(date(2026, 6, 1), "Ufficio Protocollo", unit("A3.1").id)]
    assert {node.unit.code for node in queries.tree(date(2026, 5, 31))[0].children} == {"A1", "A2"}, "they did not stand before their day"


def test_a_new_name_and_a_new_place_leave_what_was_before(chart, sender):
    page = sender("units").bring_in({"code": "A1.1", "name": "UO Acquisti", "parent_code": "A2", **ACT})
    assert "UO Gare" in page.text
    moved = unit("A1.1")
    assert (moved.name, moved.parent.code, moved.name_on(date(2026, 5, 31))) == ("UO Acquisti", "A2", "UO Gare")
    assert [era.to_on for era in moved.eras] == [date(2026, 5, 31), None]
    assert [entry.what for entry in shown(trail([moved.subject]))] == ["Unità spostata", "Denominazione modificata", "Unità istituita"]
    assert {entry.why for entry in shown(trail([moved.subject]))[:2]} == {ACT["act"]}


def test_what_needs_no_act_needs_none(chart, sender):
    sender("units").bring_in({"code": "A1.1", "is_staff": "sì", "position": "1.250"})
    assert (unit("A1.1").is_staff, unit("A1.1").position) == (True, 1250)
    sender("units").bring_in({"code": "A1.1", "is_staff": "", "position": "7"})
    assert (unit("A1.1").is_staff, unit("A1.1").position) == (True, 7), "an empty cell leaves things as they are"


def test_again_is_no_change(chart, sender):
    rows = [
        {"code": "A4", "name": "Area Quattro", "kind": "area", "parent_code": "ENTE", "position": "", **ACT},
        {"code": "A1.1", "name": "UO Acquisti", "kind": "uo", "parent_code": "A4", "position": "5", **ACT},
    ]
    sender("units").bring_in(*rows)
    assert outcomes(sender("units").preview(*rows)) == {"Da creare": 0, "Da modificare": 0, "Già così": 2, "Rifiutata": 0}


def test_parent_and_child_may_change_places(chart, sender, make):
    """In whatever order the rows stand, no step asks a unit to stand under one that still stands under it."""
    make.unit(code="A1.1.1", name="Ufficio", parent=unit("A1.1"))
    for rows in (
        [{"code": "A1.1", "parent_code": "A1.1.1", **ACT}, {"code": "A1.1.1", "parent_code": "A1", **ACT}],
        [{"code": "A1.1", "parent_code": "A1", **ACT}, {"code": "A1.1.1", "parent_code": "A1.1", **ACT}],
    ):
        sender("units").bring_in(*rows)
        assert [unit(row["code"]).parent.code for row in rows] == [row["parent_code"] for row in rows]


def test_a_ring_is_refused_whole_and_who_hangs_on_it_too(chart, sender):
    page = sender("units").preview(
        {"code": "A1", "name": "Area Uno", "kind": "area", "parent_code": "A1.1", **ACT},
        {"code": "A1.1", "name": "UO Gare", "kind": "uo", "parent_code": "A1", **ACT},
        {"code": "N1", "name": "UO Prima", "kind": "uo", "parent_code": "N2", **ACT},
        {"code": "N2", "name": "UO Seconda", "kind": "uo", "parent_code": "N1", **ACT},
        {"code": "N3", "name": "UO Terza", "kind": "uo", "parent_code": "N1", **ACT},
    )
    assert [number for number, _ in refusals(page)] == [2, 3, 4, 5, 6]
    assert all("in tondo" in said for _, said in refusals(page)[:4])
    assert "alla riga 4, che è rifiutata" in refusals(page)[4][1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"code": "", "name": "X"}, "Codice (colonna A): Scrivi il codice dell'unità."),
        ({"code": "N1", "kind": "uo", "parent_code": "A1", **ACT}, "Scrivi la denominazione dell'unità."),
        ({"code": "N1", "name": "X", "parent_code": "A1", **ACT}, "Scegli il tipo di unità."),
        ({"code": "N1", "name": "X", "kind": "ufficio", "parent_code": "A1", **ACT}, "«ufficio»: Scrivi una di queste voci: «Ente», «Area dirigenziale»"),
        ({"code": "N1", "name": "X", "kind": "uo", "parent_code": "", **ACT}, "Scegli la struttura sotto cui sta l'unità."),
        ({"code": "N1", "name": "X", "kind": "uo", "parent_code": "Z9", **ACT}, "Nessuna unità ha il codice «Z9»"),
        ({"code": "N1", "name": "X", "kind": "uo", "parent_code": "A1", "act": "Atto"}, "Scrivi da quale giorno ha effetto."),
        ({"code": "N1", "name": "X", "kind": "uo", "parent_code": "A1", "on": "01/06/2026"}, "Indica l'atto che lo dispone."),
        ({"code": "N1", "name": "X", "kind": "uo", "parent_code": "A1", "on": "01/01/2019", "act": "Atto"}, "Area Uno non è attiva il 01/01/2019"),
        ({"code": "N1", "name": "X", "kind": "ente", "parent_code": "", **ACT}, "L'organigramma ha già l'ente come radice"),
        ({"code": "N1", "name": "x" * 301, "kind": "uo", "parent_code": "A1", **ACT}, "usa al massimo 300 caratteri"),
        ({"code": "A1.1", "name": "UO Acquisti"}, "Scrivi da quale giorno ha effetto."),
        ({"code": "A1.1", "name": "UO Acquisti", "on": "01/06/2026"}, "Indica l'atto che lo dispone."),
        ({"code": "A1.1", "name": "UO Acquisti", "on": "22/11/2026", "act": "Atto"}, "Scegli una data non successiva a oggi"),
        ({"code": "A1.1", "name": "UO Acquisti", "on": "01/01/2019", "act": "Atto"}, "UO Gare non è attiva il 01/01/2019"),
        ({"code": "A1.1", "name": "", **ACT}, "Scrivi la denominazione dell'unità."),
        ({"code": "A1.1", "kind": "area"}, "il tipo non cambia"),
        ({"code": "A1.1", "parent_code": "", **ACT}, "Scegli la struttura sotto cui sta l'unità."),
        ({"code": "ENTE", "parent_code": "A1", **ACT}, "in tondo"),
        ({"code": "A1.1", "position": "dieci"}, "Scrivi un numero intero"),
        ({"code": "A1.1", "is_staff": "forse"}, "Scrivi «sì» oppure «no»."),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_refused_at_its_cell_and_nothing_comes_in(chart, sender, row, said):
    before = len(queries.units())
    somebody = sender("units")
    page = somebody.preview(row)
    ((number, sentence),) = refusals(page)
    assert (number, outcomes(page)["Rifiutata"]) == (2, 1)
    assert said in sentence
    refused = somebody.confirm(page, 422)
    assert "righe rifiutate" in refused.text
    assert len(queries.units()) == before


def test_the_good_rows_do_not_come_in_without_the_bad_one(chart, sender):
    somebody = sender("units")
    page = somebody.preview({"code": "A1.1", "position": "7"}, {"code": "A1.2", "position": "sette"})
    assert outcomes(page) == {"Da creare": 0, "Da modificare": 1, "Già così": 0, "Rifiutata": 1}
    somebody.confirm(page, 422)
    assert unit("A1.1").position != 7


def test_one_code_twice_is_refused_at_the_second(chart, sender):
    page = sender("units").preview({"code": "A1.1", "position": "7"}, {"code": "A1.1", "position": "8"})
    assert refusals(page) == [(3, "Codice (colonna A), «A1.1»: Questo codice è già alla riga 2: lascia una riga sola.")]


def test_a_closed_unit_is_not_renamed(chart, sender, make):
    from riskreg.people.operations import units

    units.close(unit("A1.2"), None, last_day=date(2026, 10, 31), act="Atto", **make._by())
    page = sender("units").preview({"code": "A1.2", "name": "UO Altra", **ACT})
    assert "ha cessato l'attività il 31/10/2026" in refusals(page)[0][1]


def test_an_administrator_of_one_area_brings_in_only_there(chart, sender, make):
    """Rows about the other area that change nothing are no harm: files are of the whole body."""
    area = sender("units", Role.ADMIN, chart)
    page = area.preview(
        {"code": "A1.1", "name": "UO Acquisti", "parent_code": "A1", **ACT},
        {"code": "A2", "name": "Area Due", "parent_code": "ENTE"},
    )
    assert outcomes(page) == {"Da creare": 0, "Da modificare": 1, "Già così": 1, "Rifiutata": 0}
    area.confirm(page)
    assert unit("A1.1").name == "UO Acquisti"
    page = area.preview(
        {"code": "A2", "name": "Area Presa", "parent_code": "ENTE", **ACT},
        {"code": "N1", "name": "X", "kind": "uo", "parent_code": "A2", **ACT},
        {"code": "A1.1", "name": "UO Acquisti", "parent_code": "A2", **ACT},
        {"code": "N2", "name": "X", "kind": "uo", "parent_code": "N3", **ACT},
        {"code": "N3", "name": "X", "kind": "uo", "parent_code": "A1", **ACT},
    )
    assert [number for number, said in refusals(page) if "per cui non hai un ruolo" in said] == [2, 3, 4]
    assert outcomes(page)["Da creare"] == 2, "under a new unit of one's own area one may"
