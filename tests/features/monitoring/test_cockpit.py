"""The cockpit: who has how much left, area by area; each number opens exactly its rows, while the session is open and ever after."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.register import MeasureKind, Timing
from riskreg.domain.roles import Role
from riskreg.monitoring import cockpit, listings, queries
from riskreg.monitoring.operations import closing, moving
from tests.features.monitoring.office import Office
from tests.page import Client

ALWAYS = Timetable(Timing.CONTINUOUS)


@pytest.fixture
def office(make):
    return Office(make)


def _rows(one, person, on, **asked):
    listing = listings.checks(one, person, on, asked["stato"], listings.kept(one))
    conditions = [each.asked(asked[each.name]) for each in listing.filters if asked.get(each.name)]
    return db.session.scalars(listing.statement.where(*conditions)).unique().all()


def _numbers(part):
    return (part.asked, part.to_send, part.came_back, part.sent, part.validated)


def _laid_out(office):
    """Of the unit: one to send, one sent back, one validated; of another a general one that was not sent; and one that nobody answers for."""
    done, back = office.validated(), office.sent()
    moving.send_back(back, "Manca il verbale.", **office.by(Role.DIRIGENTE))
    for measure in (
        office.measure(),
        office.general(owner=office.elsewhere),
        office.make.measure(kind=MeasureKind.GENERAL, timetable=ALWAYS),
    ):
        office.make.check(measure)
    db.session.commit()
    return queries.session(done.session_id)


@pytest.mark.parametrize("is_closed", [False, True])
def test_units_and_areas_say_who_has_how_much_left_and_each_number_opens_its_rows(office, is_closed):
    one, compliance, on = _laid_out(office), office.person(Role.COMPLIANCE, "body"), date(2027, 2, 11)
    if is_closed:
        closing.close(one, by=compliance, at=clock.on_day(on))
        db.session.commit()
    board = cockpit.board(one, compliance, on, listings.kept(one))
    assert {part.label: _numbers(part) for part in board.signers} == {
        "UO Gare": (3, 2, 1, 0, 1), "UO Altra": (1, 1, 0, 0, 0), "Camera di prova": (1, 1, 0, 0, 0),
    }  # fmt: skip
    assert sum(part.asked for part in board.areas) == board.asked
    assert board.areas[-1].value == "nessuna"
    assert board.areas[-1].asked == 2
    assert sum(part.late for part in board.signers) == sum(part.late for part in board.areas) == 4
    for part in (*board.signers, *board.areas):
        for state, number in (
            ("", part.asked), ("da_inviare", part.to_send), ("da_correggere", part.came_back), ("sent", part.sent), ("validated", part.validated),
            ("in_ritardo", part.late),
        ):  # fmt: skip
            assert len(_rows(one, compliance, on, **{part.filter: part.value, "stato": state})) == number, (part.label, state)


@pytest.mark.one_database
def test_the_links_of_the_cockpit_list_as_many_as_they_say(app, office):
    one = _laid_out(office)
    client = Client.signed_in(app, office.user(Role.COMPLIANCE, "body"))
    page = client.get(f"/monitoraggio/{one.semester.slug}")
    links = re.findall(
        r'href="(/monitoraggio/[\d-]+\?[^"#]*(?:responsabile|area)=[^"#]*)#schede">(\d+)</a>', page.html.replace("&amp;", "&")
    )
    assert len(links) >= 10
    for address, number in links:
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked.keys() <= {"responsabile", "area", "stato"}
        assert len(set(re.findall(r"/monitoraggio/schede/(\d+)\"", client.get(address).html))) == int(number), address


@pytest.mark.one_database
def test_whoever_reads_a_part_counts_only_that_part(office):
    one, referente = _laid_out(office), office.person(Role.REFERENTE)
    assert [part.label for part in cockpit.board(one, referente, clock.today()).signers] == ["UO Gare"]


@pytest.mark.one_database
def test_nothing_is_called_unmonitored_while_there_is_time_and_checks_are_not_called_measures(app, office):
    """One of the measures stands in two processes."""
    one = _laid_out(office)
    events = [office.make.event(office.make.phase(office.make.process(unit=office.unit))) for _each in range(2)]
    office.make.measure(*events, owner=office.unit)
    client, page = Client.signed_in(app, office.user(Role.COMPLIANCE, "body")), f"/monitoraggio/{one.semester.slug}"
    client.post(f"{page}/aggiorna", status=302)
    read = client.get(page).text
    assert "Sono 7 schede di 6 misure" in read
    assert "non ancora validate" in read
    assert "non monitorate" not in read.lower()
    closing.close(queries.session(one.id), by=office.person(Role.COMPLIANCE, "body"), at=clock.on_day(date(2027, 2, 11)))
    db.session.commit()
    assert "schede non monitorate" in client.get(page).text
