"""Nobody sees a button that would be refused: each role walks every page it can reach, and tries every link and every form."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from riskreg.assessments import operations as judging
from riskreg.assessments import queries as assessed
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.one_time_codes import code, step_of
from riskreg.domain.permissions import ANYWHERE, COMMAND_LINE, Permission, Person, may
from riskreg.domain.register import OwnerKind, Timing
from riskreg.domain.reorganisation import Line, StepKind
from riskreg.domain.roles import Role
from riskreg.domain.scoring.calculation import EFFECTIVENESS
from riskreg.domain.scoring.versions import Kind
from riskreg.jobs import kinds
from riskreg.jobs import operations as jobs
from riskreg.methodology.models import MethodologyVersion
from riskreg.methodology.operations import drafting as drafts
from riskreg.people import queries
from riskreg.people.models import User
from riskreg.people.operations import second_factors, users
from riskreg.people.operations.sessions import himself
from riskreg.register import queries as register
from riskreg.register.models import RiskEvent
from riskreg.register.operations import areas, measure_life, measures, processes
from riskreg.reorganisations.operations import applying, drafting
from tests.conftest import NOW
from tests.databases import rolled_back
from tests.factories import ATTEMPT, Factory
from tests.house.demo import Demo
from tests.house.rights import DOORS, ON_BODY
from tests.house.world import rules, with_a_page
from tests.page import Client, Page

ALIKE = 5
MANY = {
    "people.unit": 40,
    "people.user": 40,
    "methodology.detail": 10,
    "assessments.detail": 10,
    "monitoring.check": 20,
    "people.figure": 40,
    "plans.detail": 30,
    "plans.line": 20,
    "plans.readings": 30,
    "measures.detail": 40,
}
"""So many pages of a kind are opened; of every link, opened or not, the guard behind it is asked."""

Address = tuple[str, tuple[str, ...]]


@dataclass
class Walk:
    """What one person meets from the front door on."""

    app: Flask
    client: Client
    person: Person
    answers: dict[tuple[str, tuple[Any, ...]], bool] = field(default_factory=dict)
    seen: set[Address] = field(default_factory=set)
    visited: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def go(self, *first: str) -> None:
        """From the front door, the nearest first; before that, what stands on `first` and could be missed among many of its kind."""
        waiting = deque((start, "the front door") for start in (*first, "/"))
        while waiting:
            path, came_from = waiting.popleft()
            address = key(path)
            endpoint, arguments = self.match(path, "GET")
            if address in self.seen:
                continue
            self.seen.add(address)
            if not self.may_open(endpoint, arguments):
                self.refused.append(f"the link to {path}, on {came_from}")
            if self.visited[endpoint] >= MANY.get(endpoint, ALIKE):
                continue
            self.visited[endpoint] += 1
            answer = self.client.ask("GET", path)
            if answer.status_code in (401, 403, 404, 405, 500):
                self.refused.append(f"{path}, from {came_from}: {answer.status_code}")
                continue
            if "attachment" in answer.headers.get("Content-Disposition", "") or "sandbox" in answer.headers.get(
                "Content-Security-Policy", ""
            ):
                continue  # a document brings its own look, and is tried where it is drawn
            if "Location" in answer.headers:
                waiting.append((urljoin(path, answer.headers["Location"]), path))
            page = Page(answer)
            if page.is_html:
                self.titles[page.title].add(endpoint)
            waiting += [(urljoin(path, link), path) for link in page.links if is_ours(link)]
            waiting += [(urljoin(path, action or path), path) for action in page.forms("get")]
            self.try_forms(page, path)

    def try_forms(self, page: Page, path: str) -> None:
        for leads in page.forms("post"):
            action = urljoin(path, leads or path)
            endpoint, arguments = self.match(action, "POST")
            if not self.may_open(endpoint, arguments):
                self.refused.append(f"the form to {action}, on {path}")

    def may_open(self, endpoint: str, arguments: dict[str, Any]) -> bool:
        """Asked once of each place: the walkers change nothing."""
        place = endpoint, tuple(sorted(arguments.items()))
        if place not in self.answers:
            self.answers[place] = self._may_open(endpoint, arguments)
        return self.answers[place]

    def _may_open(self, endpoint: str, arguments: dict[str, Any]) -> bool:
        guard = self.app.view_functions[endpoint].guard
        if endpoint == "jobs.ask":  # the guard lets everybody ask; what kind of work it is decides
            known = kinds.named(arguments["kind"])
            return known is not None and known.permission is not None and may(self.person, known.permission)
        return guard.permission is None or may(self.person, guard.permission, guard.scope(**arguments) if guard.scope else ANYWHERE)

    def match(self, path: str, method: str) -> tuple[str, dict[str, Any]]:
        try:
            return self.app.url_map.bind("localhost").match(urlsplit(path).path, method=method)
        except HTTPException as wrong:
            raise AssertionError(f"a link to {path}: {wrong}") from wrong


def is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.scheme and not parts.netloc and bool(parts.path or parts.query) and not parts.path.startswith("/static/")


def key(path: str) -> Address:
    """A list is visited once per kind of address, not once per value of its filters."""
    parts = urlsplit(path)
    return parts.path, tuple(sorted({name for name, _ in parse_qsl(parts.query)}))


def fill(demo: Demo) -> tuple[Factory, list[str]]:
    """Something of everything: people in every state, a job in every state that a page can make."""
    make, at = Factory(), clock.now()
    admin = queries.person(demo.somebody(Role.ADMIN), clock.today())
    gone = make.user(family_name="Andata")
    users.disable_user(gone, by=admin, at=at)
    erased = queries.user_by_email("amedeo.grottascura@camera.example")
    users.erase_person(erased, by=admin, at=at)
    locked, guarded = make.user(family_name="Bloccata"), make.user(family_name="Protetta")
    users.lock_user(locked, "Prova", by=admin, at=at)
    put_on_second_factor(guarded)
    make.figure(name="Figura mai nominata", is_required=True)
    make.term(
        make.figure(name="Figura di una volta", position=2000), name="Persona Andata", from_on=date(2020, 1, 1), to_on=date(2021, 1, 1)
    )
    renamed = Line(StepKind.RENAME, "A2.2", new_name="UO Gare e contratti")
    make.reorganisation(renamed, name="Da dichiarare pronta")
    applying.make_ready(make.reorganisation(renamed, name="Da applicare"), by=admin, at=at)
    applying.make_ready(make.reorganisation(renamed, name="Pronta", on=date(2027, 3, 1)), by=admin, at=at)
    drafting.cancel(make.reorganisation(name="Annullata"), by=admin, at=at)
    make.batch(admin.user_id)  # after the erasure, which takes every file along
    make.methodology("riskreg", name="Metodologia pronta")
    drafts.draft(Kind.NUMERIC, "Metodologia vuota", by=COMMAND_LINE, at=at)
    proposed = make.edition(demo.edition.first_year + 1, "MGX.4", state="proposed")
    make.consultation(proposed)
    consulted = [f"/piani/{one.id}/consultazione" for one in (demo.edition, proposed, make.edition(demo.edition.first_year + 2))]
    line = f"/piani/misure/{demo.edition.lines[-1].id}"
    rare = [
        f"/piani/{proposed.id}",
        line,
        f"{line}/togli",
        f"/piani/{demo.adopted.id}/presa-visione",
        *consulted,
        *fill_the_register(make, demo),
    ]
    for role in Role:
        asker = queries.person(demo.somebody(role), clock.today())
        jobs.enqueue("trail:seal", {}, by=asker, at=at)
        jobs.cancel(jobs.enqueue("jobs:tidy", {}, by=asker, at=at), by=asker, at=at)
    db.session.commit()
    return make, rare


def fill_the_register(make: Factory, demo: Demo) -> list[str]:
    """What is past, and assessments begun, of a process as a whole and of each of its events: their pages, which among many others a
    walk could miss."""
    at = clock.now()
    event = make.event(make.phase(make.process(name="Processo con un evento")))
    by_event = make.assessment(
        event.phase.process, 2027, methodology=make.methodology("pna_2019", name="Metodologia per ogni evento", published=True)
    )
    whole = make.assessment(make.process(name="Processo da valutare"), 2027, methodology=demo.draft.methodology)
    measure, process = make.measure(event), make.process(name="Processo di una volta")
    measures.end(measure, last_day=clock.today() - timedelta(days=1), because="Prova", by=COMMAND_LINE, at=at)
    processes.retire(process, on=clock.today(), because="Prova", by=COMMAND_LINE, at=at)
    areas.retire(make.area(code="Z", name="Area di una volta"), by=COMMAND_LINE, at=at)
    due = make.measure(event, timetable=Timetable(Timing.BY_DATE, clock.today()), owner=Owner(OwnerKind.UNLINKED, name="Ufficio di prova"))
    done = make.measure(event)
    measure_life.activate(done, on=clock.today(), because="Prova", by=COMMAND_LINE, at=at)
    lives = [f"/misure/{one.id}" for one in (measure, due, done)]
    asked = assessed.of(register.process_by_code("B.02").id, 2027)
    untouched = f"/campagne/2027/processi/{register.process_by_code('B.11').id}"
    to_open = ["/campagne/nuova", "/monitoraggio/apri"]  # their lists lead there while there is one to open; the demo has them all
    to_open.append("/monitoraggio/2026-2/chiudi")  # led to from the last day of its semester on
    compared = demo.path(rules(demo.app)["monitoring.compared"])  # two semesters chosen in a form
    checks = [f"/monitoraggio/schede/{number}" for number in [*demo.checks.values(), *checks_on_their_way(make)]]
    ways = on_their_way(make, whole.methodology)
    return [
        *(f"/valutazioni/{number}" for number in (by_event.id, whole.id, asked.id, *ways)),
        *to_open,
        compared,
        *checks,
        untouched,
        *lives,
        f"/registro/processi/{process.id}",
    ]


def on_their_way(make: Factory, methodology: MethodologyVersion) -> list[int]:
    """Assessments that wait for somebody: validated, returned, sent by compliance (who may take it back), and sent by the only dirigente
    above, so that compliance validates it."""
    made = [make.assessment(register.process_by_code(code), 2027, methodology=methodology, state=state) for code, state in (("A.06", "validated"), ("E.02", "returned"), ("B.07", "returned"))]  # fmt: skip
    made.append(make.assessment(year=2027, methodology=methodology, state="returned"))
    for one, email in ((made[2], "compliance@camera.example"), (made[3], "federico.torrebianca@camera.example")):
        given = assessed.answers_of(one.scores[0])
        why = dict.fromkeys((*given, EFFECTIVENESS), "Prova.")
        judging.answer(one, given, one.scores[0].effectiveness, reasons=why, by=COMMAND_LINE, at=clock.now())
        sender = queries.person(queries.user_by_email(email), clock.today())
        judging.send(one, by=sender, at=clock.now())
    return [one.id for one in made]


def checks_on_their_way(make: Factory) -> list[int]:
    """The numbers of those that wait for compliance: to be sent again together with others, signed by the only dirigente above, validated and not
    verified yet; and of one that compliance signed, and may take back."""

    def risk(name: str) -> RiskEvent:
        return make.event(make.phase(make.process(name=name)))

    shared = make.check(make.measure(risk("Processo con una misura di altri"), owner=make.unit()), state="returned")
    above = queries.person(queries.user_by_email("federico.torrebianca@camera.example"), clock.today())
    signed = make.check(make.measure(risk("Processo di chi sta in cima")), state="sent", by=above)
    done = make.check(make.measure(risk("Processo in ordine"), owner=make.unit()), state="validated")
    by = queries.person(queries.user_by_email("compliance@camera.example"), clock.today())
    mine = make.check(make.measure(risk("Processo firmato da altri"), owner=make.unit()), state="sent", by=by)
    return [shared.id, signed.id, done.id, mine.id]


def of_indicators(demo: Demo) -> list[str]:
    """With a result to verify, with a verdict that a person has said, and a year that may be closed: none of them is among the first of its list."""
    reports = [f"/performance/relazioni/{year}" for year in (2021, 2022, 2026)]  # validated, ready to be approved, begun
    return [*(f"/performance/indicatori/{one.id}" for one in demo.indicators.values()), "/performance?anno=2023", *reports]


def put_on_second_factor(user: User) -> None:
    key, at = second_factors.new_key(), clock.now()
    second_factors.enable(user, key, code(key, step_of(at)), ATTEMPT, keep_token=None, by=himself(user), at=at)


@pytest.fixture(scope="module")
def full(demo_app: Flask) -> Iterator[tuple[Demo, Factory, list[str]]]:
    """Walkers only look, so that all of them may walk through one and the same body."""
    with clock.frozen(NOW), rolled_back(demo_app), demo_app.app_context():
        demo = Demo(demo_app)
        yield demo, *fill(demo)
        db.session.remove()


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "no role")
def test_nobody_meets_a_link_or_a_button_that_would_be_refused(full, role):
    demo, make, rare = full
    first = {Role.COMPLIANCE: [*rare, *of_indicators(demo)], Role.PERFORMANCE: of_indicators(demo)}
    walk = walked(demo, demo.somebody(role) if role else make.user(), first.get(role, ()))
    assert not walk.refused, "\n".join(walk.refused)
    assert walk.visited["people.unit"] > 30, "the walk must get somewhere"
    shared = {title: pages for title, pages in walk.titles.items() if len(pages) > 1}
    assert not shared, "two pages with one title cannot be told apart in a list of tabs"
    pages = with_a_page(demo.app).keys()
    for_admins = {endpoint for endpoint in pages if Role.ADMIN + ON_BODY in DOORS[endpoint].own}
    if role is Role.ADMIN:
        assert for_admins - walk.visited.keys() == REACHED_OTHERWISE.keys(), "a page that no link leads to is found by nobody"
    if role is Role.COMPLIANCE:
        for_others = {endpoint for endpoint in pages if Role.COMPLIANCE + ON_BODY not in DOORS[endpoint].own}
        left = pages - for_admins - for_others - walk.visited.keys() - FOR_A_PART.keys()
        assert not sorted(left), "nor is one that an administrator may not open"
    if role is Role.PERFORMANCE:
        for_it = {
            endpoint
            for endpoint in pages
            if DOORS[endpoint].own >= PERFORMANCE_ONLY and Role.COMPLIANCE + ON_BODY not in DOORS[endpoint].own
        }
        assert not sorted(for_it - for_admins - walk.visited.keys()), "nor is one of the unit of performance"


@pytest.mark.parametrize("role", Role)
def test_nor_does_whoever_has_the_role_on_one_area_only(full, role):
    demo, make, _rare = full
    user = make.user()
    make.grant(user, role, queries.unit_by_code("A2"))
    walk = walked(demo, user)
    assert not walk.refused, "\n".join(walk.refused)


PERFORMANCE_ONLY = frozenset({Role.PERFORMANCE + ON_BODY})
FOR_A_PART = {"reports.own_monitoring_report": "whoever reads the whole is led to the report of the whole"}
REACHED_OTHERWISE = {
    "people.enter_code": "the second step of the door",
    "people.enter_recovery_code": "as above",
    "people.forgotten_password": "from the door",
    "people.letter_asked": "as above",
    "people.open_link": "from a mail",
    "people.choose_password": "as above",
    "people.disable_second_factor": "this administrator has none",
    "people.renew_recovery_codes": "as above",
    "people.recovery_codes": "shown once, when they are made",
    "people.recovery_codes_file": "as above",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "gallery.components": "for who builds pages",
    "people.sign_in": "whoever is in needs no door",
    "people.new_delegation": "an administrator's role is not lent; whoever has one that may be is offered it",
    "performance.of_year": "from what proves a result, which an administrator does not read",
    "jobs.result": "no job of the demo has left a file",
}


def walked(demo: Demo, user: User, first: Sequence[str] = ()) -> Walk:
    walk = Walk(demo.app, Client.signed_in(demo.app, user), queries.person(user, clock.today()))
    walk.go(*first)
    return walk


def test_the_menu_offers_what_may_be_opened_and_nothing_else(full):
    demo, *_more = full
    for role in Role:
        page = demo.client(role).get("/")
        person = queries.person(demo.somebody(role), clock.today())
        shown = {str(link["href"]) for link in page.soup.select("nav.rr-menu a")}
        assert ("/organizzazione/utenti" in shown) == may(person, Permission.USER_READ)
        assert ("/registro-attivita" in shown) == may(person, Permission.TRAIL_READ)
