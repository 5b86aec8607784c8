"""/cruscotto: the same figures, each opening its rows, for whoever may see them."""

import pytest

from riskreg.core import clock
from riskreg.domain.permissions import Role


@pytest.fixture
def two_years(make):
    for year in (2025, 2026):
        make.assessment(make.process(code="B.08"[: 3 if year == 2025 else 4]), year, approved=True)


def numbers(page):
    return {link.get_text(" ", strip=True): link["href"] for link in page.soup.select(".rr-figure-label a")}


def test_each_number_opens_its_rows(client_for, two_years):
    rpct = client_for(Role.RPCT)
    page = rpct.get("/cruscotto?anno=2025")
    assert "9,00" in page.text
    for number, address in numbers(page).items():
        rows = rpct.get(address).rows()
        if not number.startswith("9,00"):
            assert len(rows) == int(number.split()[0]), number
    assert numbers(page)["1 in fascia MEDIO"] == "/valutazioni?anno=2025&stato=approved&fascia=MEDIO"


def test_every_picture_has_its_table_and_every_link_leads_somewhere(client_for, two_years):
    rpct = client_for(Role.RPCT)
    page = rpct.get("/cruscotto")
    assert page.h1 == "Cruscotto 2026"
    figures = page.soup.select("figure.rr-picture")
    assert len(figures) == 3
    assert all(figure.find("table") and figure.find("svg") for figure in figures)
    for address in {link["href"] for figure in figures for link in figure.find_all("a")}:
        rpct.get(address)


def test_the_governing_body_reads_the_figures_and_is_offered_no_rows(client_for, two_years):
    page = client_for(Role.ORGANO).get("/cruscotto")
    assert not [link for link in page.links if link.startswith("/valutazioni")]
    assert "9,00" in page.text


def test_a_referente_sees_the_figures_of_their_units(make, client_for):
    mine = make.unit()
    make.assessment(make.process(unit=mine), 2026, approved=True)
    make.assessment(make.process(), 2026, approved=True)
    page = client_for(Role.REFERENTE, mine).get("/cruscotto?anno=2026")
    assert "Vedi solo i processi delle tue unità" in page.text
    assert "1 processo valutato" in numbers(page)


@pytest.mark.parametrize("year", ["1999", "x", "²²²²", "99999999"])
def test_a_year_without_assessments_says_so(client_for, year):
    page = client_for(Role.RPCT).get(f"/cruscotto?anno={year}")
    assert "non c'è ancora nessuna valutazione approvata" in page.text
    assert "Cruscotto 1999" in page.h1 or str(clock.today().year) in page.h1


def test_the_menu_leads_there(client_for):
    assert "/cruscotto" in client_for(Role.OIV).get("/").links
    assert "/cruscotto" not in client_for(Role.URP).get("/").links
