"""Semesters side by side: every number opens exactly the rows that it counts."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode, urlsplit

import pytest

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.monitoring.figures import Facet
from riskreg.domain.monitoring.trends import Change
from riskreg.domain.permissions import Permission
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.domain.semesters import Semester
from riskreg.monitoring import comparison, hands, pictures, places, queries, trends
from riskreg.monitoring.operations import closing
from riskreg.monitoring.shelf import Shelf
from riskreg.register import queries as register
from riskreg.register.models import Measure
from riskreg.register.operations import measures
from tests.features.monitoring.office import Office
from tests.monitoring_factory import DONE, LATE
from tests.page import Client
from tests.statements import counted


@pytest.fixture
def two(make):
    """2026-1, closed, and 2026-2, open: one done in both, one that was done and is late, one that nobody declared, one that is new."""
    measures = [make.measure(make.event(make.phase(make.process()))) for _ in range(3)]
    days = {"opens_on": date(2026, 7, 1), "answer_by": date(2026, 7, 20), "validate_by": date(2026, 8, 1), "verify_by": date(2026, 9, 1)}
    first = make.session(2026, 1, **days)
    for measure in measures[:2]:
        make.check(measure, state="validated", answer=replace(DONE, done_on=date(2026, 3, 1)))
    closing.close(first, **make._by())
    db.session.commit()
    make.session(2026, 2)
    new = make.measure(kind=MeasureKind.GENERAL, owner=make.unit(name="UO Nuova"))
    make.check(measures[0], state="validated", answer=DONE)
    make.check(measures[1], state="validated", answer=LATE)
    make.check(new, state="validated", answer=DONE)
    return measures


def pair():
    return comparison.Pair(*(queries.of_semester(Semester(2026, half)) for half in (1, 2)))


def test_what_got_worse_and_what_is_waited_for(two):
    found = comparison.by_change(comparison.passages(pair()))
    assert {each: number for each, number in found.items() if number} == {Change.SAME: 1, Change.WORSE: 1, Change.WAITING: 1, Change.NEW: 1}


@pytest.mark.parametrize("which", Change)
def test_each_number_opens_its_rows(two, client_for, which):
    number = comparison.by_change(comparison.passages(pair()))[which]
    page = client_for(Role.COMPLIANCE).get(f"/monitoraggio/andamento/2026-1/2026-2?cambiate={which.value}")
    found = re.search(r"(\d+) risultat[oi]", page.text)
    assert (int(found[1]) if found else 0) == number


def test_each_passage_opens_its_rows(two, client_for):
    client = client_for(Role.COMPLIANCE)
    for each in comparison.passages(pair()):
        page = client.get(f"/monitoraggio/andamento/2026-1/2026-2?passaggio={each.value}")
        assert int(re.search(r"(\d+) risultat[oi]", page.text)[1]) == each.number, each


@pytest.mark.one_database
@pytest.mark.parametrize("closed", [False, True])
def test_a_unit_and_an_office_of_the_same_code_are_two_lines_and_each_opens_its_rows(make, client_for, closed):
    unit, timetable = make.unit(code="SEG"), Timetable(Timing.CONTINUOUS)
    theirs = [make.measure(kind=MeasureKind.GENERAL, owner=unit, timetable=timetable) for _ in range(2)]
    alone = register.measure(make.measure(kind=MeasureKind.GENERAL, owner=unit, timetable=timetable).id)
    rows = measures.owned_by(alone, [Owner(OwnerKind.FIGURE, figure_id=make.figure(code="SEG").id)])
    record(Tag.MEASURE_CHANGED, alone, along=rows or [], **make._by())
    db.session.commit()
    one = make.session(2026, 1, opens_on=date(2026, 7, 1), closed=closed)
    point, client = trends.point(one, clock.now()), client_for(Role.COMPLIANCE)
    lines = [(key, tally.asked) for key, tally in point.figures.by_facet[Facet.UNIT]]
    assert sorted(asked for _key, asked in lines) == [1, len(theirs)]
    for key, asked in lines:
        page = client.get(f"/monitoraggio/2026-1?{urlencode(point.filter(Facet.UNIT, key))}")
        assert int(re.search(r"(\d+) risultat[oi]", page.text)[1]) == asked, key
    assert {row[2] for row in trends.cells([point], Facet.UNIT)} == {"SEG"}, "files show the code, not the key"


@pytest.mark.one_database
def test_what_a_closed_session_keeps_is_read_once_and_never_taken_for_another(make, monkeypatch):
    """Megabytes of a large body: not for each page again."""
    read = []
    monkeypatch.setattr(places, "_SHELF", Shelf(lambda text: read.append(text) or places.read(text), most=2))
    first, second, third = (make.session(2026 + number, 1, opens_on=date(2026, 7, 1), closed=True) for number in range(3))
    there = [places.kept(one) for one in (first, second, first, second)]
    assert len(read) == 2
    assert there[0] is there[2]
    assert set(there[1].checks) == {check.id for check in queries.checks(second)}
    with counted() as seen:
        places.kept(second)
    assert not [each for each in seen if "outcome" in each], "nor fetched"
    places.kept(third)
    places.kept(first)
    assert len(read) == 4, "no more than so many are kept in hand"


def test_the_file_says_what_changed(two, client_for):
    sent = client_for(Role.COMPLIANCE).ask("GET", "/monitoraggio/andamento/2026-1/2026-2?formato=csv&cambiate=peggiorate")
    text = sent.get_data(as_text=True)
    assert "Attuata" in text
    assert "In ritardo" in text
    assert "Peggiorata" in text
    assert two[1].code in text


@pytest.mark.parametrize("word", ["", *trends.FACETS])
def test_every_number_of_the_trend_opens_its_rows(two, client_for, word):
    """What is counted and what is listed are the same, in the closed session and in the open one."""
    client, facet = client_for(Role.COMPLIANCE), trends.FACETS.get(word)
    for point in trends.points(clock.now()):
        for line in trends.lines([point], facet):
            tally = line.tallies[0]
            for outcome, number in tally.by_outcome.items():
                asked = {**point.filter(facet, line.code), **trends.of_outcome(outcome)}
                page = client.get(f"/monitoraggio/{point.one.semester.slug}", query_string=asked)
                assert int(re.search(r"(\d+) risultat[oi]", page.text)[1]) == number, (point.label, line.name, outcome)


@pytest.mark.parametrize("word", ["", *trends.FACETS])
def test_the_page_is_there_and_its_links_lead_somewhere(two, client_for, word):
    client = client_for(Role.COMPLIANCE)
    page = client.get(f"/monitoraggio/andamento?per={word}")
    assert "provvisorio" in page.text
    for link in {each for each in page.links if urlsplit(each).path.startswith("/monitoraggio/2026-")}:
        client.get(link)


def test_what_nobody_could_answer_yet_is_no_failure(two, client_for):
    """Three of four are validated while it is open, and two of them done: two of three. The closed one stays two of three for ever."""
    found = trends.points(clock.now())
    whole = trends.lines(found, None)[0]
    shown = pictures.rates(found, None, whole, lambda _point, _filter: "")
    assert [[cell.text.replace("\u00a0", " ") for cell in row[:2]] for row in shown.rows] == [
        ["1° 2026", "66,67 %"],
        ["2° 2026", "66,67 %"],
    ]
    (closed, open_) = pictures.by_semester(found, None, whole, lambda _point, _filter: "").rows
    assert (closed[-3].text, closed[-2].text, closed[-1].text) == ("1", "0", "3"), "not monitored, to be validated, in all"
    assert (open_[-2].text, open_[-1].text) == ("1", "4")
    page = client_for(Role.OIV).get("/monitoraggio/andamento")
    assert page.rows()[-1][-1].startswith("2 su 3")


def test_before_anything_is_validated_there_is_no_share_of_it(make, client_for):
    make.session()
    page = client_for(Role.OIV).get("/monitoraggio/andamento")
    assert "nessuna ancora validata" in page.text
    assert "0,00" not in page.text


def test_two_semesters_are_compared_by_what_is_validated(two, client_for):
    page = client_for(Role.OIV).get("/monitoraggio/andamento/2026-1/2026-2")
    assert "Attuate, su quelle che si applicano: 66,67\u00a0% e 66,67\u00a0%." in page.text
    assert "Non ancora validata" in page.text


def test_who_does_not_read_the_checks_sees_numbers_without_links(two, client_for):
    page = client_for(Role.ORGANO).get("/monitoraggio/andamento")
    assert not [each for each in page.links if "/monitoraggio/2026-1" in each]


def test_the_table_of_the_trend_as_a_file(two, client_for):
    text = client_for(Role.OIV).ask("GET", "/monitoraggio/andamento?per=famiglia&formato=csv").get_data(as_text=True)
    assert "2026-1" in text
    assert "Controllo" in text


def test_with_one_session_there_is_nothing_to_compare(make, client_for):
    make.session()
    client = client_for(Role.COMPLIANCE)
    client.get("/monitoraggio/andamento/confronto", 404)
    client.get("/monitoraggio/andamento/2026-2/2026-2", 404)


def test_whoever_answers_for_a_unit_reads_the_trend_and_the_year_of_what_they_have_a_part_in(app, make):
    """Each number is that of the rows which it opens for them."""
    office = Office(make)
    make.edition(2026, "MG01", "MG02", state="adopted")
    mine, theirs = (db.session.scalars(db.select(Measure).where(Measure.code == code)).one() for code in ("MG01", "MG02"))
    for measure, unit in ((mine, office.unit), (theirs, office.elsewhere)):
        office.owned(measure, unit)
    one = make.session(
        2026, 1, opens_on=date(2026, 7, 1), answer_by=date(2026, 7, 20), validate_by=date(2026, 8, 1), verify_by=date(2026, 9, 1)
    )
    make.check(mine, state="validated", answer=replace(DONE, done_on=date(2026, 3, 1)))
    closing.close(one, **make._by())
    db.session.commit()
    make.session(2026, 2)
    owner = office.person(Role.REFERENTE)
    found = trends.points(clock.now(), hands.reach_of(owner, Permission.FIGURES_READ, clock.today()))
    assert [(point.figures.whole.asked, point.figures.whole.done) for point in found] == [(1, 1), (1, 0)]
    client = Client.signed_in(app, office.user(Role.REFERENTE))
    page = client.get("/monitoraggio/andamento")
    assert "/monitoraggio/andamento" in client.get("/monitoraggio").links
    assert "le tue unità hanno una parte" in page.text
    assert "/monitoraggio/andamento/confronto" not in page.links
    year = client.get("/monitoraggio/anni/2026").html
    assert "MG01" in year
    assert "MG02" not in year
    client.get("/monitoraggio/andamento/confronto", status=403)
    shown = client.get("/monitoraggio/andamento?per=unita").text
    assert office.unit.name in shown
    assert office.elsewhere.name not in shown
