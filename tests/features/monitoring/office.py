"""A unit under an area, with somebody of each role there, elsewhere and on the whole body; and measures that they answer for."""

from datetime import date

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.monitoring.checks import Answer, Outcome
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.monitoring import queries
from riskreg.monitoring.operations import answering, moving
from riskreg.monitoring.operations.answering import Given
from riskreg.people import queries as people
from riskreg.register import queries as register
from riskreg.register.operations import measures

TODAY = date(2026, 11, 21)
DUE = Timetable(Timing.BY_DATE, date(2026, 12, 31))
DONE = Answer(Outcome.DONE, done_on=date(2026, 10, 1), no_evidence_because="È nelle procedure di ogni giorno.")


class Office:
    def __init__(self, make):
        self.make = make
        self.area, other = make.unit(name="Area Risorse", kind=UnitKind.AREA), make.unit(name="Area Altra", kind=UnitKind.AREA)
        self.unit, self.elsewhere = make.unit(name="UO Gare", parent=self.area), make.unit(name="UO Altra", parent=other)
        self.users = {}
        for role, own, away in ((Role.REFERENTE, self.unit, self.elsewhere), (Role.DIRIGENTE, self.area, other)):
            self._add(role, "own", own)
            self._add(role, "elsewhere", away)
        for role in (Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.ADMIN):
            self._add(role, "body", make.root())

    def _add(self, role, where, unit):
        user = self.make.user()
        self.make.grant(user, role, unit)
        self.users[role, where] = user.id

    def user(self, role, where="own"):
        return people.user(self.users[role, where])

    def person(self, role, where="own"):
        return people.person(self.user(role, where), clock.today())

    def by(self, role, where="own"):
        return {"by": self.person(role, where), "at": clock.now()}

    def measure(self, timetable=DUE, **more):
        """Specific, on an event of a process of the unit."""
        event = self.make.event(self.make.phase(self.make.process(unit=self.unit)))
        return self.make.measure(event, owner=self.unit, timetable=timetable, **more)

    def general(self, owner=None, timetable=DUE, **more):
        return self.make.measure(kind=MeasureKind.GENERAL, owner=owner or self.unit, timetable=timetable, **more)

    def sent(self, measure=None, answer=DONE, role=Role.REFERENTE):
        one = self.make.check(measure or self.measure())
        answering.answer(one, Given(answer), **self.by(role))
        moving.send(one, **self.by(role))
        db.session.commit()
        return queries.check(one.id)

    def validated(self, measure=None, answer=DONE):
        one = self.sent(measure, answer)
        moving.validate(one, **self.by(Role.DIRIGENTE))
        db.session.commit()
        return queries.check(one.id)

    def owned(self, measure, *units):
        """By these, the first as capofila."""
        found = register.measure(measure.id)
        rows = measures.owned_by(found, [Owner(OwnerKind.UNIT, unit_id=unit.id) for unit in units])
        record(Tag.MEASURE_CHANGED, found, by=COMMAND_LINE, at=clock.now(), along=rows or [])
        db.session.commit()
        return found
