"""Lists on the server: sorted, filtered, paged, with everything in the address, and the same rows in every file."""

import csv
import io
from datetime import date
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from riskreg.core import clock
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people.operations import units

UNITS = "/organizzazione/unita"
FORMULAS = ['=HYPERLINK("http://evil.example";"Apri")', "+39 0461", "-1+1", "@SUM(A1)"]


@pytest.fixture
def reader(client_for):
    return client_for(Role.REFERENTE)


def names(page) -> list[str]:
    return [row[1] for row in page.rows()]


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_a_list_sorts_by_its_own_column_and_turns_round(make, reader):
    for name in ("UO Gamma", "UO alfa", "UO Beta"):
        make.unit(name=name)
    page = reader.get(UNITS)
    assert names(page) == ["Camera di prova", "UO alfa", "UO Beta", "UO Gamma"]
    turned = next(str(link["href"]) for link in page.soup.select("thead a") if "Denominazione" in link.get_text())
    assert names(reader.get(turned)) == ["UO Gamma", "UO Beta", "UO alfa", "Camera di prova"]
    head = reader.get(turned).soup.select_one("th[aria-sort]")
    assert (head["aria-sort"], head.get_text(" ", strip=True)) == ("descending", "Denominazione ▼")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"cerca": "provveditor"}, ["UO Provveditorato"]),
        ({"cerca": "PROVVEDITORATO uo"}, ["UO Provveditorato"]),
        ({"cerca": "qualita"}, ["UO Qualità"]),
        ({"cerca": "z9"}, ["UO Provveditorato"]),
        ({"cerca": "100%"}, []),
        ({"cerca": "_"}, []),
        ({"tipo": "area"}, ["Area Uno"]),
        ({"stato": "chiuse"}, ["UO Finita"]),
        ({"stato": "attive", "cerca": "uo"}, ["UO Provveditorato", "UO Qualità"]),
    ],
    ids=str,
)
def test_a_list_shows_what_the_filters_leave(make, reader, typed, found):
    make.unit(name="UO Provveditorato", code="Z9")
    make.unit(name="UO Qualità")
    make.unit(name="Area Uno", kind=UnitKind.AREA)
    closed(make, "UO Finita")
    page = reader.get(UNITS, query_string=typed)
    assert names(page) == found
    if found == []:
        assert "Nessun risultato con questi filtri" in page.text


@pytest.mark.parametrize("typed", ["niente", "4", "UO", "altro"])
def test_a_choice_that_is_none_never_means_everything(make, reader, typed):
    """A saved address, a list that has lost that choice: nothing is shown, it is said why, and one link leads out."""
    make.unit(name="UO Gare")
    page = reader.get(UNITS, query_string={"tipo": typed, "cerca": "gare"})
    assert page.rows() == []
    assert f"Filtro non riconosciuto: «{typed}»" in page.text
    way_out = next(str(link["href"]) for link in page.soup.select("main a") if link.get_text(strip=True) == "Togli il filtro segnato")
    assert query(way_out) == {"cerca": ["gare"]}, "the filters that were understood hold"
    assert names(reader.get(way_out)) == ["UO Gare"]
    file = reader.open("GET", f"{UNITS}?tipo={typed}&formato=csv")
    assert (file.status, file.is_html) == (422, True), "nor in a file"


def closed(make, name: str):
    from riskreg.core import clock
    from riskreg.core.extensions import db
    from riskreg.domain.permissions import COMMAND_LINE
    from riskreg.people.operations import units

    unit = make.unit(name=name)
    units.close(unit, None, last_day=date(2025, 12, 31), act="Determinazione n. 1", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    return unit


def test_pages_are_of_fifty_rows_and_keep_the_filters_and_the_order(make, reader):
    for place in range(60):
        make.unit(name=f"UO Serie {place}")
    first = reader.get(UNITS, query_string={"cerca": "serie", "ordina": "name", "verso": "disc"})
    assert (len(first.rows()), names(first)[0]) == (50, "UO Serie 59")
    following = next(str(link["href"]) for link in first.soup.select("a[rel=next]"))
    assert query(following) == {"cerca": ["serie"], "ordina": ["name"], "verso": ["disc"], "pagina": ["2"]}
    second = reader.get(following)
    assert (len(second.rows()), names(second)[-1]) == (10, "UO Serie 0")
    assert "Da 51 a 60 di 60" in second.text


def test_sorting_again_keeps_the_filters_and_goes_back_to_the_first_page(make, reader):
    page = reader.get(UNITS, query_string={"cerca": "uo", "pagina": "2"})
    for link in page.soup.select("thead a"):
        assert query(str(link["href"]))["cerca"] == ["uo"]
        assert "pagina" not in query(str(link["href"]))


def test_the_filter_form_keeps_the_order(make, reader):
    make.unit()
    page = reader.get(UNITS, query_string={"ordina": "code", "verso": "disc"})
    kept = {str(tag["name"]): str(tag["value"]) for tag in page.soup.select("form.rr-filters input[type=hidden]")}
    assert kept == {"ordina": "code", "verso": "disc"}


def test_each_filter_can_be_taken_away_alone(make, reader):
    make.unit(name="UO Gare")
    page = reader.get(UNITS, query_string={"cerca": "gare", "tipo": "uo"})
    chips = {chip.get_text(" ", strip=True): query(str(chip["href"])) for chip in page.soup.select("a.rr-chip")}
    assert chips == {
        "Togli il filtro Codice o denominazione: gare": {"tipo": ["uo"]},
        "Togli il filtro Tipo: Unità organizzativa": {"cerca": ["gare"]},
    }
    assert (page.value("cerca"), page.value("tipo")) == ("gare", "uo")


GARBAGE = [
    "pagina=zero", "pagina=0", "pagina=-1", "pagina=99999999999999999999", "pagina=1.5", "pagina=²", "pagina=",
    "ordina=password_hash", "ordina=name;drop table org_unit", "verso=%00", "ordina=%F0%9F%92%A9&verso=disc", "formato=pdf", "formato=",
    "cerca=%00", "cerca=%ff%fe", "cerca=" + "a" * 3000, "cerca=%25%5f%5c", "cerca='", "cerca=<script>", "tipo=x&tipo=uo", "stato[]=1",
    "dal=31/02/2026", "dal=ieri", "al=31/12/2100", "dal=01/01/2000", "chi=%00", "oggetto=:", "oggetto=a:b:c", "oggetto=org_unit:%00",
    "evento=x", "ruolo=x", "lavoro=x", "giorno=x", "giorno=99/99/9999", "giorno=%00",
]  # fmt: skip
LISTS = [UNITS, "/organizzazione/utenti", "/registro-attivita", "/lavori", "/organizzazione"]


@pytest.mark.parametrize("path", LISTS)
def test_no_address_made_by_hand_breaks_a_list(make, client_for, path):
    client = client_for(Role.ADMIN)
    make.unit()
    for typed in GARBAGE:
        page = client.open("GET", f"{path}?{typed}")
        assert page.status == 200, f"{path}?{typed}: {page.status}"
        assert "<script>" not in str(page.soup.main or "")


@pytest.mark.parametrize(
    "path", ["/organizzazione/unita/99999999999999999999999", "/registro-attivita/99999999999999999999", "/lavori/9999999999"]
)
def test_a_number_that_no_row_has_is_a_page_that_does_not_exist(client_for, path):
    assert client_for(Role.ADMIN).get(path, status=404).h1 == "La pagina non esiste"


# Files


def read_csv(answer) -> list[list[str]]:
    text = answer.response.get_data()
    assert text.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read accents"
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))


def read_xlsx(answer) -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(answer.response.get_data()))
    return list(book.active.iter_rows(values_only=True))


def test_a_csv_has_all_the_rows_that_the_filters_leave_not_one_page_of_them(make, reader):
    for place in range(60):
        make.unit(name=f"UO Serie {place}")
    make.unit(name="UO Altra")
    answer = reader.get(UNITS, query_string={"cerca": "serie", "ordina": "name", "verso": "disc", "formato": "csv"})
    heads, *rows = read_csv(answer)
    assert heads == ["Codice", "Denominazione", "Tipo", "Struttura superiore", "Attiva dal", "Fino al"]
    assert [row[1] for row in rows] == [f"UO Serie {place}" for place in reversed(range(60))]
    assert rows[0][4] == "01/01/2020"
    assert answer.response.headers["Content-Disposition"] == "attachment; filename=unita.csv"
    assert answer.response.headers["Cache-Control"] == "no-store"


def test_a_workbook_has_the_same_rows_with_dates_that_are_dates(make, reader):
    make.unit(name="UO Qualità")
    answer = reader.get(UNITS, query_string={"cerca": "qualità", "formato": "xlsx"})
    _heads, row = read_xlsx(answer)
    assert row[1] == "UO Qualità"
    assert row[4].date() == date(2020, 1, 1)
    assert answer.response.headers["Content-Type"].startswith("application/vnd.openxmlformats")


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_looks_like_a_formula_comes_out_as_text(make, reader, name):
    make.unit(name=name, code="FORMULA")
    shown = reader.get(UNITS, query_string={"cerca": "FORMULA", "formato": "csv"})
    (text,) = (row[1] for row in read_csv(shown)[1:])
    assert text == f"'{name}", "the apostrophe keeps a spreadsheet from computing it"
    book = openpyxl.load_workbook(io.BytesIO(reader.get(UNITS, query_string={"cerca": "FORMULA", "formato": "xlsx"}).response.get_data()))
    cell = book.active.cell(2, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_the_page_offers_the_files_with_the_filters_that_hold(make, reader):
    make.unit(name="UO Gare")
    page = reader.get(UNITS, query_string={"cerca": "gare"})
    assert [query(str(link["href"])) for link in page.soup.select(".rr-downloads a")] == [
        {"cerca": ["gare"], "formato": ["csv"]}, {"cerca": ["gare"], "formato": ["xlsx"]},
    ]  # fmt: skip


def test_the_trail_is_not_downloaded_from_its_page(client_for):
    """It has an export of its own, which leaves a trace."""
    page = client_for(Role.ADMIN).get("/registro-attivita?formato=csv")
    assert page.is_html
    assert not page.soup.select(".rr-downloads")


def test_an_empty_list_says_what_to_do_next(client_for):
    page = client_for(Role.OIV).get("/lavori")
    assert "Nessun lavoro" in page.text
    assert not page.soup.select("form.rr-filters")


@pytest.mark.parametrize("turn", ["", "&verso=disc"])
def test_what_has_no_value_comes_last_on_every_database(make, reader, turn):
    closed = make.unit(name="UO Chiusa")
    make.unit(name="UO Aperta")
    units.close(closed, None, last_day=date(2025, 12, 31), act="Atto n. 1", by=COMMAND_LINE, at=clock.now())
    assert names(reader.get(f"{UNITS}?ordina=closed_on{turn}"))[0] == "UO Chiusa"
