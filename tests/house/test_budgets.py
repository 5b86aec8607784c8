"""A page takes so many queries and no more, written per route in budgets.json, however many rows there are."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.jobs import operations as jobs
from riskreg.people import queries
from tests.conftest import NOW
from tests.databases import rolled_back
from tests.factories import Factory
from tests.house.demo import Demo
from tests.house.rights import DOORS, ON_BODY
from tests.house.world import rules, with_a_page
from tests.page import Client
from tests.statements import counted

FILE = Path(__file__).with_name("budgets.json")
BUDGETS: dict[str, int] = json.loads(FILE.read_text())
AT_THE_DOOR = (
    "people.sign_in", "people.enter_code", "people.enter_recovery_code", "people.forgotten_password", "people.letter_asked", "people.open_link",
    "people.choose_password", "health.alive", "health.ready",
)  # fmt: skip

SEE_THE_MOST = (Role.ADMIN, Role.COMPLIANCE, Role.RPCT, Role.PERFORMANCE, Role.OIV)
READS = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


class Lookers:
    """Somebody of each role, signed in once: whoever sees the most of those who may. An administrator decides nothing in the register;
    the door is opened as a visitor."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.clients: dict[Role, Client] = {}
        self.warm: set[str] = set()

    def queries_of(self, endpoint: str) -> list[str]:
        client, path = self._who(endpoint), self.demo.path(rules(self.demo.app)[endpoint])
        if endpoint not in self.warm:
            client.ask("GET", path)  # the first time templates are compiled, and the cookie says when it was seen
            self.warm.add(endpoint)
        with counted(READS) as seen:
            answer = client.ask("GET", path)
        assert answer.status_code in (200, 302, 404, 410), f"{path}: {answer.status_code}"
        return seen

    def _who(self, endpoint: str) -> Client:
        if endpoint in AT_THE_DOOR:
            return Client(self.demo.app)
        role = next((role for role in SEE_THE_MOST if role + ON_BODY in DOORS[endpoint].own), Role.ADMIN)
        if role not in self.clients:
            self.clients[role] = self.demo.client(role)
        return self.clients[role]


def test_every_page_has_a_budget(demo_app):
    pages = with_a_page(demo_app).keys()
    assert not sorted(pages - BUDGETS.keys()), f"write how many queries they take in {FILE.name}"
    assert not sorted(BUDGETS.keys() - pages), f"{FILE.name} speaks of pages that are gone"


@pytest.fixture(scope="module")
def lookers(demo_app: Flask) -> Iterator[Lookers]:
    with clock.frozen(NOW), rolled_back(demo_app), demo_app.app_context():
        yield Lookers(Demo(demo_app))
        db.session.remove()


@pytest.mark.parametrize("endpoint", BUDGETS)
def test_a_page_stays_in_its_budget(lookers, endpoint):
    seen = lookers.queries_of(endpoint)
    assert len(seen) <= BUDGETS[endpoint], "\n".join([f"{len(seen)} queries, {BUDGETS[endpoint]} in the budget:", *seen])


def test_no_page_takes_more_queries_when_there_are_more_rows(lookers):
    with rolled_back(lookers.demo.app):
        grown = grow(lookers)
    assert not grown, "\n".join(grown)


def grow(lookers: Lookers) -> list[str]:
    """The pages that ask more of more rows."""
    demo = lookers.demo
    # The trail first: it shows the last fifty entries, and soon those would be the test's own sign-ins.
    pages = sorted(with_a_page(demo.app), key=lambda endpoint: not endpoint.startswith("audit."))
    make = Factory()
    more_rows(demo, make, range(2))  # so that before as after there is each kind of thing, and the same roles
    before = {endpoint: lookers.queries_of(endpoint) for endpoint in pages}
    more_rows(demo, make, range(2, 30))
    after = {endpoint: lookers.queries_of(endpoint) for endpoint in pages}
    return [
        f"{endpoint}: {len(before[endpoint])} -> {len(after[endpoint])}"
        for endpoint in pages
        if len(after[endpoint]) > len(before[endpoint])
    ]


def more_rows(demo: Demo, make: Factory, places: range) -> None:
    """Units under units, users with roles, office-holders, jobs; and more of each on the very things that the pages show."""
    day = date(2024, 1, 1)
    by = queries.person(demo.somebody(Role.ADMIN), clock.today())
    for place in places:
        unit = make.unit(code=f"N{place}", parent=demo.unit if place % 2 else demo.area, on=date(2025, 2, 1))
        user = make.user()
        make.grant(user, Role.REFERENTE, unit, from_on=date(2025, 2, 1))
        make.grant(user, Role.DIRIGENTE, demo.unit, from_on=date(2025, 2, 1), to_on=date(2026, 12, 31))
        make.grant(demo.user, Role.REFERENTE, unit, from_on=date(2025, 2, 1))
        make.grant(demo.somebody(Role.ADMIN), Role.REFERENTE, unit, from_on=date(2025, 2, 1))
        make.term(make.figure(is_single=False), holder=user, from_on=day, deputy_id=demo.user.id)
        make.term(demo.figure, name=f"Persona Esterna {place}", from_on=day)
        make.methodology(published=bool(place % 2))
        make.assessment(make.process(unit=demo.unit), 2027, approved=bool(place % 2))
        make.measure(make.event(make.phase(demo.process), a="Nota", d=""), owner=unit)
        make.measure(make.event(demo.phase, b=""), make.event(make.phase(make.process(unit=unit))), demo.risk, owner=demo.unit)
        make.area(code=f"N{place}", name="Area propria")
        jobs.enqueue("trail:seal", {"n": place}, by=by if place % 2 else COMMAND_LINE, at=clock.now())
    db.session.commit()
