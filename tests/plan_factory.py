"""Makers of what stands in an edition of the plan; Factory has all the others."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.consultation import Outcome, Source
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.narrative import Place
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.people import queries
from riskreg.people.models import User
from riskreg.plans.models import Consultation, Contribution, Edition, EditionObjective, EditionReading, EditionSection, ReadingReminder
from riskreg.plans.operations import consultation, contributions, editions, lines, objectives, readings, sections
from riskreg.plans.operations.consultation import Notice
from riskreg.plans.operations.contributions import Said
from riskreg.plans.operations.editions import Act
from riskreg.plans.operations.objectives import ObjectiveText
from riskreg.plans.operations.sections import SectionText
from riskreg.register import queries as register
from riskreg.register.operations.measures import MeasureText


class PlanFactory:
    def edition(self, first_year: int = 2026, *codes: str, state: str = "draft") -> Edition:
        """With a new general measure due in its first year for each code; "adopted" by the body of the root."""
        owner = [Owner(OwnerKind.UNIT, unit_id=self.root().id)]
        by = self._by()
        one = editions.open_edition(first_year, **by)
        for code in codes:
            text = MeasureText(f"Misura {code}", MeasureKind.GENERAL, Timetable(Timing.BY_DATE, date(first_year, 12, 31)), date(first_year, 1, 1), code, measure_class="trasparenza")  # fmt: skip
            lines.list_new(one, text, owner, **by)
        if state != "draft":
            editions.propose(one, **by)
        if state in ("adopted", "published"):
            editions.adopt(one, Act("Giunta camerale", "Delibera n. 5", clock.today()), **by)
        db.session.commit()
        return one

    def adopted(self, one: Edition) -> Edition:
        """A draft, proposed and adopted."""
        by = self._by()
        editions.propose(one, **by)
        editions.adopt(one, Act("Giunta camerale", "Delibera n. 5", clock.today()), **by)
        db.session.commit()
        return one

    def objective(self, edition: Edition | None = None, *codes: str, name: str | None = None) -> EditionObjective:
        """Of a draft, served by its lines with these codes, and by specific measures of the register with others of them."""
        one, by = edition or self.edition(), self._by()
        made = objectives.add(one, ObjectiveText(name or f"Obiettivo di prova {next(self._numbers)}"), **by)
        if codes:
            listed = {line.code: line.measure_id for line in one.lines}
            objectives.link(made, [listed[code] for code in codes if code in listed], **by)
            objectives.link_specific(made, [register.measure_by_code(code).id for code in codes if code not in listed], **by)
        db.session.commit()
        return made

    def section(
        self, edition: Edition | None = None, text: str = "Testo di prova.", *, heading: str | None = None, place: Place = Place.OPENING
    ) -> EditionSection:
        one = edition or self.edition()
        made = sections.add(one, SectionText(heading or f"Titolo di prova {next(self._numbers)}", text, place), **self._by())
        db.session.commit()
        return made

    def consultation(self, one: Edition, first: date | None = None, last: date | None = None, **more: str) -> Consultation:
        """On a draft: of the ten days up to today, unless told."""
        today = clock.today()
        notice = Notice(first or today - timedelta(days=9), last or today, **({"name": "Consultazione sulla bozza"} | more))
        made = consultation.open_consultation(one, notice, **self._by())
        db.session.commit()
        return made

    def contribution(self, found: Consultation, *, outcome: Outcome | None = None, **more: Any) -> Contribution:
        what = {"received_on": found.from_on, "source": Source.CITIZEN, "text": "Pubblicate i verbali."} | more
        by = self._by()
        made = contributions.enter(found, Said(**what), **by)
        if outcome is not None:
            contributions.settle(made, outcome, "È già previsto.", **by)
        db.session.commit()
        return made

    def reading(self, one: Edition, user: User | None = None) -> EditionReading:
        """Somebody confirms that they have read an adopted edition."""
        reader = user or self.user()
        made = readings.acknowledge(one, by=queries.person(reader, clock.today()), at=self._by()["at"])
        db.session.commit()
        return made

    def reminder(self, one: Edition, user: User | None = None) -> ReadingReminder:
        asked = user or self.user()
        readings.remind(one, [asked.id], **self._by())
        db.session.commit()
        return db.session.scalars(
            select(ReadingReminder).where(ReadingReminder.user_id == asked.id).order_by(ReadingReminder.id.desc())
        ).first()
