"""/cruscotto: the same figures, each opening its rows, for whoever may see them."""

import pytest

from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.dashboards.figures import figures
from riskreg.domain.permissions import COMMAND_LINE, Role
from riskreg.register import queries as register
from riskreg.register.operations import processes


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
    assert numbers(page)["1 in fascia MEDIO"] == "/valutazioni?anno=2025&stato=approved&fascia=2+MEDIO"


def test_every_picture_has_its_table_and_every_link_leads_somewhere(client_for, two_years):
    rpct = client_for(Role.RPCT)
    page = rpct.get("/cruscotto")
    assert page.h1 == "Cruscotto 2026"
    figures = page.soup.select("figure.rr-picture")
    assert len(figures) == 3
    assert all(figure.find("table") and figure.find("svg") for figure in figures)
    for address in {link["href"] for figure in figures for link in figure.find_all("a")}:
        rpct.get(address)


def test_with_two_methodologies_each_number_opens_exactly_the_rows_it_counts(make, client_for):
    """BASSO is the mildest of one methodology, and the second of the other."""
    criteria = [each["code"] for each in seeds.document("methodology/pna_2019.json")["criteria"]]
    for level in ("basso", "alto"):
        process = make.process()
        event = make.event(make.phase(process))
        method = make.methodology("pna_2019", published=True)
        make.assessment(process, 2025, methodology=method, answers=dict.fromkeys(criteria, level), event=event, approved=True)
        make.rejudged(register.standing(process.id, 2025), "BASSO", 2)
    numeric = make.methodology(published=True)
    for answer in ("1", "3"):
        process = make.process()
        make.assessment(process, 2025, methodology=numeric, answers=dict.fromkeys(criteria, answer), approved=True)
    processes.move(process, area_id=make.area(code="Z").id, unit_id=process.unit_id, by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    found = figures(2025)
    assert sum(found.bands.values()) == sum(found.bands_computed.values()) == found.processes == 4
    assert found.bands["BASSO"] == 3
    rpct = client_for(Role.RPCT)
    page = rpct.get("/cruscotto?anno=2025")
    assert {"1 in fascia BASSO (grado 1)", "2 in fascia BASSO (grado 2)", "1 in fascia MEDIO"} <= set(numbers(page))
    for number, address in numbers(page).items():
        if not number.startswith("5,00"):
            assert len(rpct.get(address).rows()) == int(number.split()[0]), number
    assert "2 processi valutati in numeri" in page.text
    linked = [(cell.get_text(strip=True), cell.a["href"]) for cell in page.soup.select("figure.rr-picture td") if cell.a]
    tables = [(text, href) for text, href in linked if text.isdecimal() and "/valutazioni?" in href]
    assert tables
    for text, address in tables:
        assert len(rpct.get(address).rows()) == int(text), address


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
