"""Makers of what a semester asks of measures; Factory has all the others."""

from datetime import date

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import Answer, Outcome, Reason
from riskreg.domain.monitoring.sessions import Calendar
from riskreg.domain.monitoring.suitability import Follow, Judgment
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import Person
from riskreg.domain.register import MeasureKind
from riskreg.domain.semesters import Semester
from riskreg.monitoring import queries, sample
from riskreg.monitoring.hands import Place
from riskreg.monitoring.models import Check, CheckContribution, CheckNudge, Draw, Session, Suitability, Verification
from riskreg.monitoring.operations import answering, closing, judging, moving, nudging, opening, sampling, verifying
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.queries import verification as looked
from riskreg.register.models import Measure

DONE = Answer(Outcome.DONE, done_on=date(2026, 9, 1), no_evidence_because="È nelle procedure di ogni giorno.")
LATE = Answer(Outcome.LATE, reason=Reason.PEOPLE)


class MonitoringFactory:
    def session(
        self, year: int = 2026, half: int = 2, *, opens_on: date = date(2026, 11, 1), answer_by: date = date(2026, 12, 20),
        validate_by: date = date(2027, 1, 10), verify_by: date = date(2027, 2, 10), closed: bool = False,
    ) -> Session:  # fmt: skip
        """Open on the day of the tests, about every measure that is there, or one that is made."""
        calendar = Calendar(opens_on, answer_by, validate_by, verify_by)
        if db.session.scalar(db.select(Measure.id).limit(1)) is None:
            self.measure(self.event())
        made = opening.open_session(Semester(year, half), opening.Sheet(calendar), **self._by())
        db.session.commit()
        if closed:
            closing.close(made, **self._by())
            db.session.commit()
        return made

    def check(self, measure: Measure | None = None, *, state: str = "draft", answer: Answer = DONE, by: Person | None = None) -> Check:
        """Of the open session, which is made where there is none; brought to a state by a machine, or signed by somebody."""
        found = measure or self.measure(self.event())
        one = next(iter(queries.at_work(clock.today())), None) or self.session()
        if not queries.checks(one, [found.id]):
            opening.bring_up_to_date(one, **self._by())
            db.session.commit()
        made = queries.check(queries.checks(one, [found.id])[0].id)
        if state != "draft":
            answering.answer(made, Given(answer), **(self._by() | ({"by": by} if by else {})))
            moving.send(made, quietly=True, **(self._by() | ({"by": by} if by else {})))
        if state in ("validated", "reopened"):
            moving.validate(made, quietly=True, **self._by())
        if state == "returned":
            moving.send_back(made, "Manca il verbale.", quietly=True, **self._by())
        db.session.commit()
        return made

    def contribution_to(self, one: Check, place: Place, note: str = "Abbiamo formato due colleghi.") -> CheckContribution:
        made = answering.contribute(one, place, Outcome.DONE, note, **self._by())
        db.session.commit()
        return made

    def check_nudge(self, one: Check) -> CheckNudge:
        nudging.nudge(one.session, [one.id], **self._by())
        db.session.commit()
        return db.session.scalars(db.select(CheckNudge).order_by(CheckNudge.id.desc())).first()

    def judgment(self, measure: Measure, year: int = 2026) -> Suitability:
        made = judging.judge(measure, year, judging.Given(Judgment.SUITABLE, "Regge.", Follow.KEEP), **self._by())
        db.session.commit()
        return made

    def chosen(self, one: Check, because: str = "Segnalata.") -> Verification:
        """To be made."""
        made = sampling.choose(queries.check(one.id), because, **self._by())
        db.session.commit()
        return looked.verification(made.id)

    def verified(self, one: Check, finding: Finding = Finding.REMARKS) -> Verification:
        """With something to be done, where it is not all in order."""
        follow = ("Firmare le schede.", date(2026, 12, 15)) if finding is not Finding.POSITIVE else ()
        given = verifying.Found(finding, "Il registro degli atti.", "Due schede senza firma.", *follow)
        made = verifying.verify(self.chosen(one), given, quietly=True, **self._by())
        db.session.commit()
        return made

    def plan_of_draw(self, seed: str = "un altro seme") -> Draw:
        """Declared for the open session, all of everything; it waits for its draw."""
        one = queries.at_work(clock.today())[0]
        shares = {each.code: 100 for each in sample.parts(one)}
        made = sampling.declare(one, seed, shares, "Validate dopo." if looked.draws(one) else "", **self._by())
        db.session.commit()
        return made

    def draw(self, seed: str = "seme di prova") -> Draw:
        """All that is validated in the open session and that nobody has chosen; one that is made, where there is nothing."""
        self.check(self.measure(kind=MeasureKind.GENERAL), state="validated")
        made = sampling.draw(self.plan_of_draw(seed), **self._by())
        db.session.commit()
        return made
