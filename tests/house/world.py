"""Two areas, somebody with each role on the first, and an address for every route: here and elsewhere."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from sqlalchemy import Connection, func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from riskreg.assessments.models import Assessment
from riskreg.audit.models import AuditEntry
from riskreg.core import clock, mail
from riskreg.core.extensions import db
from riskreg.domain.performance.results import Period
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.domain.reorganisation import Line, StepKind
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.jobs import operations as jobs
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people import queries
from riskreg.people.models import OrgUnit
from riskreg.performance import queries as performance
from riskreg.performance.queries import rounds as round_rows
from riskreg.register import queries as register_rows
from tests.factories import Factory
from tests.house.rights import NO_ROLE, ON_BODY, PEOPLE, VISITOR
from tests.page import Client

OWN, ELSEWHERE = "own", "elsewhere"
PLACES = (OWN, ELSEWHERE)
EVENT_BY_EVENT = "assessments.answer_event"
KEEP_EVENT = "assessments.keep_event"
ASK = "comments.ask"
REVIEW_DOCUMENT = "reports.review_document"
DOCUMENTS = {
    REVIEW_DOCUMENT, "reports.sample_minutes", "reports.verification_minutes", "reports.monitoring_document", "reports.unit_monitoring_document",
    "reports.area_monitoring_document", "reports.coherence_document", "reports.opinion_document",
    "reports.performance_report_document",
}  # fmt: skip
OF_ADOPTED = {"plans.acknowledge", "plans.attach_act", "plans.readings", "plans.remind", "plans.reminders"}
"""What is about an edition that the body adopted; every other page of the plan is tried on a draft."""

ON_COHERENCE = {
    "performance.write_opinion",
    "performance.give_opinion",
    "performance.bring",
    "performance.carry",
    "reports.coherence_document",
}
"""What is about a year whose plan is adopted."""

ACT = "Determinazione n. 41 del 12/12/2024"

# A filled-in form that fits every page: were a guard missing, something would change.
FILLED_IN = {
    "section": "scheda", "name": "UO Presa", "code": "PRESA", "kind": "uo", "on": "01/01/2026", "act": ACT, "position": "1", "last_day": "31/12/2025",
    "given_name": "Mario", "family_name": "Presa", "email": "presa@camera.example", "password": "una frase di molte lettere",
    "role": "admin", "from_on": "01/01/2026", "to_on": "31/12/2026", "holder_name": "Mario Presa", "tax_code": "90000000002",
    "text": "Testo nuovo", "target": "nuova", "heir": "0", "parts-0-name": "UO Prima", "parts-0-code": "P1", "parts-1-name": "UO Seconda", "parts-1-code": "P2",
    "verso": "giu", "because": "Perché sì", "area_id": "1", "active_from": "01/01/2026", "family": "a", "measure_class": "codice", "timing": "continuous",
    "in_force_from": "01/01/2026", "owner_1": "group", "owner_1_name": "Tutti",
}  # fmt: skip


@dataclass(frozen=True)
class Corner:
    """What stands in one of the two areas."""

    area: OrgUnit
    unit: OrgUnit
    user_id: int
    grant_id: int
    delegation_id: int
    reorganisation_id: int
    line_id: int
    assessment_id: int
    by_event_id: int
    process_id: int
    phase_id: int
    event_id: int
    measure_id: int
    evidence_id: int
    link_id: int
    question_id: int


def rules(app: Flask) -> dict[str, Rule]:
    """Every route but the files of the look."""
    return {rule.endpoint: rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"}


def with_a_page(app: Flask) -> dict[str, Rule]:
    return {endpoint: rule for endpoint, rule in rules(app).items() if "GET" in (rule.methods or ())}


def caught_letter() -> str:
    """One letter in the catcher's folder; its name in addresses."""
    words = {
        "subject": "Prova",
        "text": "Prova.",
        "html": "<html lang='it'><title>Prova</title><h1>Prova</h1></html>",
        "message_id": "prova-1",
        "written_at": clock.now(),
    }
    with mail.opened() as post:
        post.send(mail.Letter("ada@camera.example", "Ada Prova", "Camera di prova", **words), lambda: True)
    return "prova-1"


class World:
    """Rows made once; every request is undone, so that none sees what another did."""

    def __init__(self, app: Flask, connection: Connection) -> None:
        self.app, self.connection, self.make = app, connection, Factory()
        self.make.body()
        self.numeric = self.make.methodology(published=True)
        self.by_event = self.make.methodology("pna_2013", published=True)
        self.corners = {place: self._corner(place) for place in PLACES}
        figure = self.make.figure()
        self.figure_id, self.term_id = figure.id, self.make.term(figure).id
        self.methodology = self.make.methodology("pna_2019", name="Bozza ordinale")
        self.acceptance_id = self.make.acceptance().id
        self.name_id = self.make.known_name(figure=figure).id
        self.edition = self.make.edition(2026, "MG.1", "MG.2")
        self.plan_line_id = self.edition.lines[0].id
        self.objective_id = self.make.objective(self.edition, "MG.1", self.make.measure(code="MS.1").code).id
        self.section_id = self.make.section(self.edition).id
        self.consultation = self.make.consultation(self.edition)
        self.contribution_id = self.make.contribution(self.consultation, person_name="Ugo Terzi").id
        processes = [register_rows.process(corner.process_id) for corner in self.corners.values()]
        self.campaign = self.make.campaign(2026, *processes, methodology=self.numeric)
        self.proposals = {place: self.make.proposal(self.campaign, one).id for place, one in zip(self.corners, processes, strict=True)}
        self.adopted = self.make.edition(2025, "MG.9", state="adopted")
        for corner in self.corners.values():
            self.make.judgment(register_rows.measure(corner.measure_id))
        self.checks = {place: self.make.check(register_rows.measure(corner.measure_id)).id for place, corner in self.corners.items()}
        self.looked = {place: self._looked(corner) for place, corner in self.corners.items()}
        self.indicators = {place: self._indicators(corner) for place, corner in self.corners.items()}
        self.rounds = self._rounds()
        self.goal_id = self.make.operational_objective().id
        self.opinion_id = self.make.opinion(2025).id
        self.make.opinion(2025, given=False)
        self.make.performance_report(2026)
        self.draw_id = self.make.draw().id
        self.make.plan_of_draw()
        self.persons: dict[str, Person | None] = {VISITOR: None}
        self.cookies: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.paths: dict[tuple[str, str, str], str] = {}
        self._keep(VISITOR, Client(app))
        for who in PEOPLE:
            if who != VISITOR:
                self._add_person(who)
        self.own_sessions = {who: self._session(person) for who, person in self.persons.items()}
        self.own_notices = {who: self._notice(person) for who, person in self.persons.items()}
        self.caught = caught_letter()
        self.own_jobs = {who: self._job(person) for who, person in self.persons.items()}
        self.own_imports = {who: self.make.batch(self._owner(person)).id for who, person in self.persons.items()}

    def _corner(self, place: str) -> Corner:
        area = self.make.unit(name=f"Area {place}", kind=UnitKind.AREA)
        unit, user = self.make.unit(name=f"UO {place}", parent=area), self.make.user()
        grant = self.make.grant(user, Role.REFERENTE, unit)
        lent = self.make.delegation(grant, self.make.user())
        parts = [Line(StepKind.SPLIT, unit.code, f"{unit.code}.{n}", f"UO {place} {n}", heir="sì" if n == 1 else "") for n in (1, 2)]
        planned = self.make.reorganisation(*parts, name=f"Riorganizzazione {place}")
        event = self.make.event(self.make.phase(self.make.process(unit=unit)))
        measure, phase = self.make.measure(event, owner=unit), event.phase
        assessed = self.make.assessment(event.phase.process, methodology=self.numeric).id
        by_event = self.make.assessment(event.phase.process, 2027, methodology=self.by_event).id
        proof = self.make.evidence(measure)
        register = (
            assessed,
            by_event,
            phase.process_id,
            phase.id,
            event.id,
            measure.id,
            proof.id,
            self.make.evidence_link(proof).id,
            self._question(assessed),
        )
        return Corner(area, unit, user.id, grant.id, lent.id, planned.id, planned.rows[0].id, *register)

    def _question(self, assessment_id: int) -> int:
        return self.make.question(db.session.get_one(Assessment, assessment_id)).id

    def _add_person(self, who: str) -> None:
        user = self.make.user(family_name=f"Con {who}")
        if who != NO_ROLE:
            self.make.grant(user, Role(who.removesuffix(ON_BODY)), self.make.root() if who.endswith(ON_BODY) else self.corners[OWN].area)
        self.persons[who] = queries.person(user, clock.today())
        self._keep(who, Client.signed_in(self.app, user))

    def _keep(self, who: str, client: Client) -> None:
        self.tokens[who] = client.token()
        found = client.http.get_cookie("riskreg")
        assert found is not None
        self.cookies[who] = f"riskreg={found.value}"

    def _session(self, person: Person | None) -> int:
        """One of theirs; the visitor's is another's."""
        user_id = person.user_id if person else self.corners[ELSEWHERE].user_id
        if person is None:
            Client.signed_in(self.app, queries.user(user_id))
        return queries.open_sessions_of(user_id, clock.now())[0].id

    def _owner(self, person: Person | None) -> int:
        """What would be the visitor's is another's."""
        return (person.user_id if person else None) or self.corners[ELSEWHERE].user_id

    def _job(self, person: Person | None) -> int:
        by = person or Person("user:1", self._owner(None))
        made = jobs.enqueue("trail:seal", {}, by=by, at=clock.now())
        db.session.commit()
        return made.id

    def _notice(self, person: Person | None) -> int:
        """What somebody was told; the visitor's is another's."""
        to = queries.user(person.user_id if person and person.user_id else self.corners[ELSEWHERE].user_id)
        made = notices.queue(to, Kind.JOB_DONE, {"job": "Prova", "outcome": "Fatto."}, by=COMMAND_LINE, at=clock.now())
        db.session.commit()
        return made.id

    def _looked(self, corner: Corner) -> dict[str, int]:
        """A check that may be chosen, and verifications: one to make, the others made with something to follow."""
        free, to_make, made = (
            self.make.check(self.make.measure(self.make.event(), owner=corner.unit), state="validated") for _each in range(3)
        )
        return {"monitoring.choose": free.id, "monitoring.verify": self.make.chosen(to_make).id, "": self.make.verified(made).id}

    def _indicators(self, corner: Corner) -> dict[str, int]:
        """With a result to verify; one whose verdict a person has said."""
        said = self.make.said(self.make.indicator(unit=corner.unit, result="60%"))
        self.make.indicator(unit=corner.unit, year=2025)
        found = self.make.linked(self.make.indicator(unit=corner.unit, result="52%"), register_rows.measure(corner.measure_id))
        return {"performance.take_verdict_back": said.id, "": found.id}

    def _rounds(self) -> dict[str, Any]:
        """The 3rd quarter with a plan to draw; of each corner a result to enter and one to verify. The 2nd with one that was drawn."""
        self.make.indicator("Servizi delle partecipate", owner="Azienda speciale")
        third, second = self.make.round(), self.make.round(Period.Q2)
        self.make.round_nudged(third)
        self.make.round_plan(third)
        found: dict[str, Any] = {}
        for place, each in enumerate(round_rows.asked(third)):
            corner = next((name for name, one in self.corners.items() if one.unit.id == each.request.unit_id), "")
            if not corner:
                self.make.given(third, verified=True, place=place)
            elif (corner, "answer") not in found:
                found[corner, "answer"] = each.request.id
            else:
                found[corner, ""] = self.make.given(third, place=place).request.id
        self.make.given(second, verified=True)
        return found | {"inspection": self.make.inspection(second).id}

    def arguments(self, rule: Rule, who: str, place: str) -> dict[str, Any]:
        """The parts of an address, by name; a new name must be taught here."""
        corner = self.corners[place]
        known = {
            "unit_id": corner.unit.id, "user_id": corner.user_id, "grant_id": corner.grant_id, "figure_id": self.figure_id,
            "term_id": self.term_id, "number": 1, "kind": "trail:verify",
            "token": "x" * 43,
            "session_id": self.own_sessions[who] if place == OWN and who != VISITOR else self.own_sessions[VISITOR],
            "notice_id": self.own_notices[who if place == OWN else VISITOR], "name": "pdf" if rule.endpoint in DOCUMENTS else self.caught,
            "reorganisation_id": corner.reorganisation_id, "line_id": corner.line_id, "word": "rinomina", "about": "role",
            "key": corner.grant_id, "delegation_id": corner.delegation_id, "which": "privacy",
            "assessment_id": corner.by_event_id if rule.endpoint in (EVENT_BY_EVENT, KEEP_EVENT) else corner.assessment_id, "process_id": corner.process_id, "phase_id": corner.phase_id, "event_id": corner.event_id, "measure_id": corner.measure_id,
            "area_id": self.make.area().id, "area_code": "B",
            "evidence_id": corner.evidence_id, "link_id": corner.link_id, "subject_id": corner.assessment_id if rule.endpoint == ASK else corner.measure_id, "question_id": corner.question_id,
            "proposal_id": self.proposals[place], "check_id": self.looked[place].get(rule.endpoint, self.checks[place]), "half": 2, "from_year": 2026, "from_half": 1,
            "verification_id": self.looked[place].get(rule.endpoint, self.looked[place][""]), "draw_id": self.draw_id,
            "job_id": self.own_jobs[who] if place == OWN and who != VISITOR else self.own_jobs[VISITOR],
            "batch_id": self.own_imports[who] if place == OWN and who != VISITOR else self.own_imports[VISITOR],
            "slug": "valutazione" if rule.endpoint == ASK else "misura" if rule.endpoint.startswith("evidence.") else "unita",
            "edition_id": (self.adopted if rule.endpoint in OF_ADOPTED else self.edition).id, "plan_line_id": self.plan_line_id, "contribution_id": self.contribution_id,
            "objective_id": self.objective_id, "section_id": self.section_id,
            "methodology_id": self.methodology.id, "code": "discrezionalita", "year": 2025 if rule.endpoint == "performance.close" or rule.endpoint in ON_COHERENCE else 2026, "what": "fase" if rule.endpoint.startswith("campaigns.") else "family", "ours": "a",
            "indicator_id": (indicator := self.indicators[place].get(rule.endpoint, self.indicators[place][""])), "row_id": performance.indicator(indicator).years[0].id,
            "strategic_area_id": self.make.strategic_area().id, "goal_id": self.goal_id, "section": "context", "opinion_id": self.opinion_id,
            "request_id": self.rounds[place, "answer" if rule.endpoint == "performance.answer" else ""], "inspection_id": self.rounds["inspection"], "term": "t3",
            "rule": "classe_vuota", "acceptance_id": self.acceptance_id, "name_id": self.name_id,
        }  # fmt: skip
        unknown = rule.arguments - known.keys()
        assert not unknown, f"{rule.endpoint}: tests/house/world.py does not know what to put for {sorted(unknown)}"
        return {name: known[name] for name in rule.arguments}

    def places(self, rule: Rule) -> tuple[str, ...]:
        of_somebody = {
            "unit_id",
            "user_id",
            "grant_id",
            "job_id",
            "notice_id",
            "session_id",
            "delegation_id",
            "reorganisation_id",
            "batch_id",
            "assessment_id",
            "process_id",
            "phase_id",
            "event_id",
            "measure_id",
            "evidence_id",
            "link_id",
            "subject_id",
            "proposal_id",
            "question_id",
            "check_id",
            "verification_id",
            "indicator_id",
            "row_id",
            "request_id",
        }
        return PLACES if rule.arguments & of_somebody else (OWN,)

    def path(self, rule: Rule, who: str, place: str) -> str:
        known = (rule.endpoint, who, place)
        if known not in self.paths:
            with self.app.test_request_context():
                self.paths[known] = url_for(rule.endpoint, **self.arguments(rule, who, place))
        return self.paths[known]

    def ask(self, who: str, method: str, path: str, data: dict[str, str] | None = None) -> TestResponse:
        """One request with that person's cookie, and nothing kept of what came back."""
        client = self.app.test_client(use_cookies=False)
        kwargs: dict[str, Any] = {"method": method, "headers": {"Cookie": self.cookies[who]}, "buffered": True}
        if method not in ("GET", "HEAD"):
            kwargs["data"] = {"csrf_token": self.tokens[who], **(data if data is not None else FILLED_IN)}
        response = contextvars.Context().run(client.open, path, **kwargs)
        db.session.expire_all()
        return response

    @contextmanager
    def undone(self) -> Iterator[None]:
        db.session.commit()
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            db.session.rollback()
            savepoint.rollback()
            db.session.expire_all()

    def entries(self) -> int:
        """How long the trail is."""
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
