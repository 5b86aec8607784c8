"""What fell short, and how the years go: numbers, and the rows that they open."""

from decimal import Decimal

import pytest

from riskreg.core import clock
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.targets import Kind
from riskreg.performance import queries, trends
from riskreg.performance.operations import targets
from riskreg.performance.operations.indicators import Place
from tests.page import Client

PAGE = "/performance/andamento"


@pytest.fixture
def reader(app, make):
    user = make.user()
    make.grant(user, Role.OIV, make.root())
    return Client.signed_in(app, user)


def two_areas(make):
    """2025: of one area 60 ≥ 50 and 20 < 50, of another 49 < 50; one target waits for its result. 2026: one that nobody has judged yet."""
    first, second = make.strategic_area("Regolazione"), make.strategic_area("Territorio")
    make.indicator("Certificati", ">= 50", year=2025, result="60", place=Place(first))
    make.indicator("Ispezioni", ">= 50", year=2025, result="20", place=Place(first))
    make.indicator("Visitatori", ">= 50", year=2025, result="49", place=Place(second))
    make.indicator("Imprese nuove", ">= 50", year=2025, place=Place(second))
    make.indicator("Mediazioni", ">= 50", year=2026, place=Place(second))


def test_the_share_reached_is_of_those_that_have_a_verdict(make):
    two_areas(make)
    past, now = trends.points(2026)
    assert (past.found.whole.verdicts, past.found.whole.judged, past.found.whole.rate) == (
        {"yes": 1, "no": 2, "partial": 0, "manual": 1}, 3, Decimal("33.33"),
    )  # fmt: skip
    assert now.found.whole.rate is None
    by_area = trends.rows([past, now], trends.FACETS["area"])
    assert [(row.name, [line.rate if line else None for line in row.lines]) for row in by_area] == [
        ("Regolazione", [Decimal("50.00"), None]),
        ("Territorio", [Decimal("0.00"), None]),
    ]


def test_years_to_come_are_no_trend(make):
    two_areas(make)
    make.indicator("Progetti", ">= 5", year=2028)
    assert [point.year for point in trends.points(2026)] == [2025, 2026]


def test_the_farthest_from_its_target_stands_first_and_what_a_person_says_counts(make):
    two_areas(make)
    assert [row.indicator.name for row in trends.short_of(2025)] == ["Ispezioni", "Visitatori"]
    missed = trends.short_of(2025)[0].indicator
    make.said(missed, Kind.PARTIAL, "Le ispezioni mancate erano sospese per legge.", 2025)
    assert [(row.indicator.name, row.stands) for row in trends.short_of(2025)] == [("Visitatori", "no"), ("Ispezioni", "partial")]


def test_a_dropped_target_falls_short_of_nothing(make):
    two_areas(make)
    row = queries.year_of(trends.short_of(2025)[0].indicator, 2025)
    targets.remove(row, "Delibera n. 12 del 10/06/2025", by=COMMAND_LINE, at=clock.now())
    assert [each.indicator.name for each in trends.short_of(2025)] == ["Visitatori"]
    assert trends.points(2026)[0].found.whole.whole == 3


@pytest.mark.one_database
def test_every_number_opens_as_many_indicators(make, reader):
    two_areas(make)
    page = reader.get(f"{PAGE}?anno=2025")
    links = {(link["href"], link.get_text(strip=True)) for link in page.soup.select("main td a[href*='/performance?']")}
    assert links
    for href, text in links:
        listed = reader.get(href.partition("#")[0])
        shown = len(listed.soup.select("main tbody tr:has(a[href*='/performance/indicatori/'])"))
        assert str(shown) == text.split()[0], href


@pytest.mark.one_database
def test_the_page_opens_on_the_last_year_with_a_verdict_and_says_what_fell_short(make, reader):
    two_areas(make)
    page = reader.get(PAGE)
    assert "Scostamenti del 2025" in page.text
    assert "2 target non sono stati raggiunti" in page.text
    assert "20 < 50: non raggiunto" in page.text
    assert "nel 2026 non c'è un esito" in reader.get(f"{PAGE}?anno=2026").text


@pytest.mark.one_database
def test_without_any_target_the_page_says_what_will_be_there(reader):
    assert "Non ci sono ancora indicatori" in reader.get(PAGE).text


@pytest.mark.one_database
def test_the_table_goes_out_with_all_verdicts(make, reader):
    two_areas(make)
    lines = reader.get(f"{PAGE}?per=area&formato=csv").response.get_data(as_text=True).splitlines()
    assert "2025;no;Regolazione;1;1;0;0;2;2;50" in lines
