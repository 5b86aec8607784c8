"""/cruscotto: the same figures, each opening its rows, for whoever may see them."""

import pytest

from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.dashboards.figures import figures
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.methodology import queries as methodologies
from riskreg.register import queries as register
from riskreg.register.operations import processes
from riskreg.register.operations.processes import Place


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
    processes.move(process, Place(make.area(code="Z").id, process.unit_id, clock.today(), "Prova"), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    found = figures(2025)
    assert sum(found.bands.values()) == sum(found.bands_computed.values()) == found.processes == 4
    assert found.bands["BASSO"] == 3
    rpct = client_for(Role.RPCT)
    page = rpct.get("/cruscotto?anno=2025")
    assert {"1 in fascia BASSO (grado 1)", "2 in fascia BASSO (grado 2)", "1 in fascia MEDIO (grado 2)"} <= set(numbers(page))
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
    assert "1 processo valutato su 1" in numbers(page)


@pytest.mark.parametrize("year", ["1999", "x", "²²²²", "99999999"])
def test_a_year_without_assessments_says_so(client_for, year):
    page = client_for(Role.RPCT).get(f"/cruscotto?anno={year}")
    assert "non c'è ancora nessuna valutazione approvata" in page.text
    assert "Cruscotto 1999" in page.h1 or str(clock.today().year) in page.h1


def test_the_menu_leads_there(client_for):
    assert "/cruscotto" in client_for(Role.OIV).get("/").links
    assert "/cruscotto" not in client_for(Role.URP).get("/").links


@pytest.fixture
def begun(make):
    """All of 2025, one process of 2026."""
    ten = [make.process() for _each in range(10)]
    for process in ten:
        make.assessment(process, 2025, approved=True)
    make.assessment(ten[0], 2026, approved=True)


def test_an_unfinished_year_is_not_what_the_page_opens_on_and_says_what_it_is(client_for, begun):
    rpct = client_for(Role.RPCT)
    page = rpct.get("/cruscotto")
    assert page.h1 == "Cruscotto 2025"
    assert "10 processi valutati su 10" in numbers(page)
    assert "Anno provvisorio" not in page.text
    last = page.soup.select("figure.rr-picture")[-1]
    assert "2026: 9,00, provvisorio: 1 processo valutato su 10" in [title.get_text() for title in last.select("svg title")]
    assert [row.get_text(" ", strip=True) for row in last.select("tbody tr")] == [
        "2025 9,00",
        "2026 9,00 provvisorio: 1 processo valutato su 10",
    ]
    page = rpct.get("/cruscotto?anno=2026")
    assert "Anno provvisorio: 1 processo valutato su 10" in page.text
    assert "1 processo valutato su 10" in numbers(page)


def test_each_mean_opens_the_rows_that_it_is_of(client_for, begun):
    rpct = client_for(Role.RPCT)
    page = rpct.get("/cruscotto")
    links = {link["href"] for link in page.soup.select("figure.rr-picture")[-1].find_all("a")}
    assert links == {"/valutazioni?anno=2025&stato=approved", "/valutazioni?anno=2026&stato=approved"}
    assert len(rpct.get("/valutazioni?anno=2025&stato=approved").rows()) == 10


def test_every_number_of_an_area_opens_its_rows(make, client_for):
    area = make.area(code="D", name="Contributi")
    make.assessment(make.process(area=area), 2026, approved=True)
    make.assessment(make.process(), 2026, approved=True)
    rpct = client_for(Role.RPCT)
    row = next(
        row
        for row in rpct.get("/cruscotto?anno=2026").soup.select("table.rr-table tbody tr")
        if "D Contributi" in row.text and "9,00" in row.text
    )
    addresses = [link["href"] for link in row.find_all("a")]
    assert len(addresses) == len(row.select("th, td")) == 3
    for address in addresses:
        assert len(rpct.get(address).rows()) == 1


def test_bands_without_processes_are_shown_with_nought(make, client_for):
    """In the cards, in the table, in the legend and on the scale."""
    mine = make.unit()
    make.assessment(make.process(unit=mine), 2026, approved=True)
    page = client_for(Role.REFERENTE, mine).get("/cruscotto?anno=2026")
    cards = [card.get_text(" ", strip=True) for card in page.soup.select(".rr-figure-band")]
    assert [
        card[: len(start)]
        for card, start in zip(
            cards, ("0 in fascia BASSO", "1 1 in fascia MEDIO", "0 in fascia MEDIO-ALTO", "0 in fascia ALTO"), strict=True
        )
    ] == ["0 in fascia BASSO", "1 1 in fascia MEDIO", "0 in fascia MEDIO-ALTO", "0 in fascia ALTO"]
    assert {"BASSO, fino a 4", "ALTO, fino a 25"} <= {text.get_text() for text in page.soup.select("svg text")}
    shades = [next(name for name in card["class"] if name.startswith("rr-band-")) for card in page.soup.select(".rr-figure-band")]
    assert shades == ["rr-band-1", "rr-band-2", "rr-band-3", "rr-band-4"]


def test_where_two_bands_share_a_name_the_link_says_which(make, client_for):
    """One of numbers, one of levels: MEDIO is the second of four and the third of five."""
    make.assessment(make.process(), 2026, methodology=make.methodology(published=True), approved=True)
    rpct = client_for(Role.RPCT)
    process = make.process()
    levels = make.methodology("pna_2019", published=True)
    answers = {each.code: "medio" for each in methodologies.as_domain(levels).criteria}
    make.assessment(process, 2026, methodology=levels, answers=answers, event=make.event(make.phase(process)), approved=True)
    links = [
        link["href"] for link in rpct.get("/cruscotto?anno=2026").soup.select(".rr-figure-label a") if "MEDIO (grado" in link.get_text()
    ]
    assert len(links) == 2
    for link in links:
        assert len(rpct.get(link).rows()) == 1


def test_the_head_of_a_page_says_no_year_that_is_not_its_own(client_for, begun):
    page = client_for(Role.RPCT).get("/cruscotto?anno=2025")
    assert "Anno" not in page.soup.header.get_text()
    assert "Stampato il" in page.soup.footer.get_text()
