"""Makers of what a year asks of processes: assessments and campaigns; Factory has all the others."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from riskreg.assessments import operations as assessments
from riskreg.assessments.models import Assessment
from riskreg.campaigns import queries as campaign_rows
from riskreg.campaigns.models import Campaign, Confirmation, Nudge, Proposal
from riskreg.campaigns.operations import confirming, nudging, proposing
from riskreg.campaigns.operations import opening as campaigns
from riskreg.campaigns.operations.proposing import Place as About
from riskreg.comments import operations as comments
from riskreg.comments import subjects as asked_about
from riskreg.comments.models import Question, Reply
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.campaigns import Calendar, ProposalKind
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.people import queries
from riskreg.people.models import User
from riskreg.register.models import Process, RiskEvent


class YearFactory:
    def assessment(
        self, process: Process | None = None, year: int = 2026, *, methodology: MethodologyVersion | None = None,
        answers: Mapping[str, str] | None = None, effectiveness: str = "assente", event: RiskEvent | None = None, approved: bool = False, state: str = "",
    ) -> Assessment:  # fmt: skip
        """A blank draft; with answers when they are given, or all of 3 (residual 9,00: MEDIO) where it is brought to a state."""
        method = methodology or next(iter(methodologies.in_force()), None) or self.methodology(published=True)
        made = assessments.open_assessment(process or self.process(), year, method, **self._by())
        if answers or approved or state:
            given = answers or {each.code: "3" for each in methodologies.as_domain(method).criteria}
            assessments.answer(made, given, effectiveness, event_id=event.id if event else None, by=COMMAND_LINE, at=clock.now())
        db.session.commit()
        return self.brought(made, state or "approved") if approved or state else made

    def brought(self, one: Assessment, state: str) -> Assessment:
        """Through each step of the way, by a machine: "sent", "validated", "approved"; "returned" with a reason."""
        by = self._by()
        assessments.send(one, **by)
        if state in ("validated", "approved"):
            assessments.validate(one, **by)
        if state == "approved":
            assessments.approve(one, **by)
        if state == "returned":
            assessments.send_back(one, "Manca il giudizio.", **by)
        db.session.commit()
        return one

    def question(
        self, one: Assessment, text: str = "Da dove viene questa risposta?", *, section: str = "scheda", by: Person | None = None
    ) -> Question:
        about = asked_about.About(asked_about.named("assessment"), one.id)
        made = comments.ask(about, section, text, **(self._by() | ({"by": by} if by else {})))
        db.session.commit()
        return made

    def reply(self, one: Question, text: str = "Dal verbale di marzo.", *, resolves: bool = False, by: Person | None = None) -> Reply:
        made = comments.answer(one, text, resolves=resolves, **(self._by() | ({"by": by} if by else {})))
        db.session.commit()
        return made

    def campaign(
        self, year: int = 2027, *processes: Process, methodology: MethodologyVersion | None = None, opens_on: date = date(2026, 10, 1),
        send_by: date = date(2026, 11, 30), validate_by: date = date(2026, 12, 10), approve_by: date = date(2026, 12, 20),
    ) -> Campaign:  # fmt: skip
        """Open on the day of the tests, for these processes, or for one."""
        method = methodology or next(iter(methodologies.in_force()), None) or self.methodology(published=True)
        asked = {one.id for one in processes or (self.process(),)}
        calendar = Calendar(opens_on, send_by, validate_by, approve_by)
        made = campaigns.open_campaign(year, method, campaigns.Sheet(calendar), asked, **self._by())
        db.session.commit()
        return made

    def proposal(self, one: Campaign, process: Process, *, name: str = "Fase di prova", by: Person = COMMAND_LINE) -> Proposal:
        made = proposing.propose(one, ProposalKind.PHASE, About(process), name, "Serve.", **(self._by() | {"by": by}))
        db.session.commit()
        return made

    def nudge(self, one: Campaign, process: Process) -> Nudge:
        nudging.nudge(one, [process.id], **self._by())
        db.session.commit()
        return db.session.scalars(select(Nudge).order_by(Nudge.id.desc())).first()

    def confirmation(self, one: Campaign, process: Process, user: User) -> Confirmation:
        """Of a process that was approved the year before."""
        by = self._by() | {"by": queries.person(user, clock.today())}
        confirming.confirm(campaign_rows.row(one.id, process.id), **by)
        db.session.commit()
        return db.session.scalars(select(Confirmation).order_by(Confirmation.id.desc())).first()
