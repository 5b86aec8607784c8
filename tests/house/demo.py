"""The demo body in a database of its own, for tests that want pages as full as people see them."""

import shutil
from pathlib import Path

from flask import Flask, url_for
from werkzeug.routing import Rule

from riskreg import create_app
from riskreg.assessments import queries as assessments
from riskreg.assessments.models import Assessment
from riskreg.campaigns.models import Proposal
from riskreg.cli import setup
from riskreg.core import clock, schema, settings
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.performance.results import Period
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.semesters import Semester
from riskreg.jobs import operations as jobs
from riskreg.monitoring import queries as monitoring
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people import deputies, queries
from riskreg.people.models import User
from riskreg.people.queries import figures as offices
from riskreg.performance.models import Indicator
from riskreg.performance.queries import rounds
from riskreg.plans import queries as plans
from riskreg.register import queries as processes
from riskreg.register.queries.sheets import process_sheet
from riskreg.reorganisations.models import Reorganisation
from tests.databases import environment, made_once
from tests.factories import Factory
from tests.house.world import ASK, DOCUMENTS, EVENT_BY_EVENT, KEEP_EVENT, OF_ADOPTED, caught_letter
from tests.page import Client


def demo_database(folder: Path, shared: Path) -> str:
    """Its address, in `folder`; made once for everybody, in `shared`: it takes longer than the tests of it."""
    made_once(shared / "demo", _make_demo)
    shutil.copytree(shared / "demo", folder, dirs_exist_ok=True)
    return _demo_url(folder)


def _demo_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'demo.sqlite3'}"


def _make_demo(folder: Path) -> None:
    """Migrated, with the reference lists and the demo, as `riskreg setup --demo` leaves it."""
    app = create_app(environment(_demo_url(folder), folder))
    with app.app_context(), clock.frozen(clock.on_day(settings.DEMO_DAY)):
        schema.upgrade()
        with writing():
            setup.load(demo=True)
        db.session.remove()
        db.engine.dispose()


CAMPAIGNS = ("campaigns.", "reports.review_document")

ASKED = {"dashboards.search": {"testo": "a"}}
"""Pages that show nothing before they are asked something."""

OF_PUBLISHED = {"reports.performance_report", "reports.performance_report_document", "reports.performance_report_history"}
"""Pages of the Relazione sulla performance that everybody reads; the others are tried on a draft."""

ON_ITS_WAY = {
    "assessments.validate": "sent", "assessments.send_back": "sent", "assessments.withdraw": "sent", "assessments.approve": "validated",
}  # fmt: skip
"""Pages of an assessment that has been sent, or validated."""


class Demo:
    """The demo body with somebody signed in for each role, and an address for each route that shows much."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.unit = queries.unit_by_code("A2.3")
        self.area = queries.unit_by_code("A2")
        self.user = queries.user_by_email("samuele.pontelargo@camera.example")
        self.figure = offices.by_code("oiv")
        assert all((self.unit, self.area, self.user, self.figure))
        self.term = next(term for term in self.figure.terms if term.holds_on(clock.today()))
        self.grant = next(grant for grant in self.user.grants if grant.to_on is None)
        admin = queries.person(self.somebody(Role.ADMIN), clock.today())
        self.job = jobs.enqueue("trail:verify", {}, by=admin, at=clock.now())
        at = clock.now()
        told = self.somebody(Role.ADMIN)
        self.notice = notices.queue(told, Kind.JOB_FAILED, {"job": "Prova", "outcome": "No."}, path="/lavori", by=COMMAND_LINE, at=at)
        db.session.commit()
        self.caught = caught_letter()
        self.reorganisation = db.session.scalars(db.select(Reorganisation)).one()
        self.lent = deputies.delegations(given_by=self.somebody(Role.DIRIGENTE).id)[0]
        self.choice = queries.grants_beyond([queries.unit_by_code("A3.3").id], clock.today())[0].id
        sheet = process_sheet(processes.process_by_code("B.05").id)
        self.process, self.phase = sheet.process, sheet.phases[0]
        self.untouched = processes.process_by_code("B.11")  # of the open campaign, and nobody was asked about it
        self.risk = next(event for phase in sheet.phases for event in phase.events)
        self.measure = sheet.every_measure[0]
        Factory().judgment(self.measure)
        self.proof = Factory().evidence(self.measure, name="relazione.txt")
        Factory().evidence_download(self.proof, self.user)
        self.batch = Factory().batch(admin.user_id)
        self.draft = self._of_2027("B.05")
        self.question = Factory().question(self.draft)
        Factory().reply(self.question)
        self.ways = {state: self._of_2027(code).id for state, code in (("sent", "B.01"), ("validated", "A.03"))}
        self.checks = self._checks()
        self.looked = self._looked()
        self.signer = processes.process_by_code("B.07").unit
        self.proposal_id = db.session.scalars(db.select(Proposal.id).where(Proposal.state == "open")).one()
        by_event = Factory().methodology("pna_2013", name="Evento per evento", published=True)
        self.by_event = Factory().assessment(self.process, 2023, methodology=by_event)
        self.methodology = Factory().methodology("pna_2019", name="Bozza ordinale")
        self.accepted = Factory().acceptance("misura_in_ritardo")
        self.known_name = Factory().known_name(unit=self.unit)
        free = max(plans.years_to_open(clock.today()))
        for year in (free, free + 1):
            self.adopted = Factory().edition(year, f"MGX.{year}", state="adopted")
        self.indicators = self._indicators()
        self.opinion = Factory().opinion(2026)
        Factory().opinion(2026, given=False)
        for year, state in ((2021, "validated"), (2022, "draft"), (2026, "draft")):
            Factory().performance_report(year, state, closed=year < 2026)
        self.requests = self._requests()
        self.goal = Factory().operational_objective("Tutela del mercato e dei consumatori")
        self.reminded = Factory().reminder(self.adopted, self.user)
        self.edition = Factory().edition(free + 2, "MGX.3")
        self.objective = Factory().objective(self.edition, "MGX.3")
        self.section = Factory().section(self.edition, "{{misure generali}} misure, {{rischio medio}}.")
        consulted = Factory().consultation(self.edition)
        self.contribution, *_others = [Factory().contribution(consulted, person_name="Ugo Terzi") for _ in range(5)]

    def _checks(self) -> dict[str, int]:
        """Of the open session one with its author; for each step, one that waits for it."""
        one = monitoring.of_semester(Semester(2026, 2))
        assert one is not None
        found = {check.asked_code: check for check in monitoring.checks(one)}
        sent, late = found["MG68"].id, found["MG65"].id
        steps = dict.fromkeys(("monitoring.validate", "monitoring.send_back", "monitoring.withdraw"), sent)
        return {"": found["B.07.M3"].id, "monitoring.accept_date": late, **steps}

    def _looked(self) -> dict[str, int]:
        """Of the open session: one to verify, the others made, with something to follow; a draw, and a plan that waits for another."""
        make = Factory()
        risk = make.event(make.phase(self.process))
        free = [make.check(make.measure(risk, owner=self.unit), state="validated") for _each in range(3)]
        self.checks["monitoring.choose"] = free[0].id
        found = {"": make.verified(free[1]).id, "monitoring.verify": make.chosen(free[2]).id}
        self.draw_id = make.draw().id
        make.plan_of_draw()
        return found

    def _indicators(self) -> dict[str, Indicator]:
        """Of 2026 one with a result to verify, and one whose verdict a person has said; the demo's are of a year that is closed."""
        make = Factory()
        said = make.said(make.indicator("Corsi tenuti", ">= 10", unit=self.unit, result="12"))
        found = make.linked(make.indicator("Pratiche evase", ">= 50%", unit=self.unit, result="52%"), self.measure)
        make.indicator("Corsi tenuti tre anni fa", ">= 8", year=2023)
        return {"": found, "performance.take_verdict_back": said}

    def _requests(self) -> dict[str, int]:
        """Of the open round: one to enter, one to verify; and a sample declared, and in the round before one to look at."""
        make, one = Factory(), rounds.round_of(2026, Period.Q3)
        assert one is not None
        make.round_plan(one)
        drawn = make.round(Period.Q1, year=2023)
        make.given(drawn, verified=True)
        self.inspection = make.inspection(drawn)
        there = {each.state.value: each.request.id for each in rounds.asked(one)}
        return {"performance.answer": there["to_enter"], "": there["entered"]}

    def _of_2027(self, code: str) -> Assessment:
        found = assessments.of(processes.process_by_code(code).id, 2027)
        assert found is not None
        return found

    def somebody(self, role: Role) -> User:
        """The user that the start-up page prints for that role."""
        found = queries.user_by_email(f"{role.value}@camera.example")
        assert found is not None
        return found

    def client(self, role: Role) -> Client:
        return Client.signed_in(self.app, self.somebody(role))

    def path(self, rule: Rule) -> str:
        known = {
            "unit_id": (self.signer if rule.endpoint.startswith("reports.") else self.unit).id, "user_id": self.user.id, "grant_id": self.grant.id, "figure_id": self.figure.id,
            "term_id": self.term.id, "number": 100, "token": "x" * 43, "job_id": self.job.id, "notice_id": self.notice.id, "name": "pdf" if rule.endpoint in DOCUMENTS else self.caught,
            "kind": "trail:verify", "reorganisation_id": self.reorganisation.id, "line_id": self.reorganisation.rows[0].id, "word": "accorpa",
            "about": "role", "key": self.choice, "delegation_id": self.lent.id, "which": "privacy", "batch_id": self.batch.id,
            "slug": "valutazione" if rule.endpoint == ASK else "misura" if rule.endpoint.startswith("evidence.") else "unita", "evidence_id": self.proof.id,
            "link_id": Factory().evidence_link(self.proof).id, "subject_id": self.draft.id if rule.endpoint == ASK else self.measure.id, "question_id": self.question.id,
            "edition_id": (self.adopted if rule.endpoint in OF_ADOPTED else self.edition).id, "plan_line_id": self.edition.lines[0].id, "contribution_id": self.contribution.id,
            "objective_id": self.objective.id, "section_id": self.section.id,
            "methodology_id": self.methodology.id, "code": "discrezionalita", "year": 2023 if rule.endpoint == "performance.close" else 2025 if rule.endpoint in OF_PUBLISHED else 2027 if rule.endpoint.startswith(CAMPAIGNS) else 2026, "what": "fase" if rule.endpoint.startswith(CAMPAIGNS) else "family", "ours": "a",
            "assessment_id": self.ways.get(ON_ITS_WAY.get(rule.endpoint, ""), (self.by_event if rule.endpoint in (EVENT_BY_EVENT, KEEP_EVENT) else self.draft).id), "process_id": (self.untouched if rule.endpoint == "campaigns.leave_out" else self.process).id, "phase_id": self.phase.id, "event_id": self.risk.id, "measure_id": self.measure.id,
            "check_id": self.checks.get(rule.endpoint, self.checks[""]), "half": 2, "from_year": 2026, "from_half": 1,
            "verification_id": self.looked.get(rule.endpoint, self.looked[""]), "draw_id": self.draw_id, "proposal_id": self.proposal_id, "area_id": self.process.area_id, "area_code": "B", "rule": "responsabile_cessato", "acceptance_id": self.accepted.id, "name_id": self.known_name.id,
            "indicator_id": (indicator := self.indicators.get(rule.endpoint, self.indicators[""])).id, "row_id": indicator.years[0].id,
            "strategic_area_id": indicator.area_id, "goal_id": self.goal.id, "section": "context", "opinion_id": self.opinion.id,
            "request_id": self.requests.get(rule.endpoint, self.requests[""]), "inspection_id": self.inspection.id, "term": "t3",
        }  # fmt: skip
        unknown = rule.arguments - known.keys()
        assert not unknown, f"{rule.endpoint}: tests/house/demo.py does not know what to put for {sorted(unknown)}"
        with self.app.test_request_context():
            return url_for(rule.endpoint, **{name: known[name] for name in rule.arguments}, **ASKED.get(rule.endpoint, {}))
