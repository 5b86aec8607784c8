"""Every night: ends of roles that nobody is ready for are told in time, once in each moment, also after missed nights."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import WORKER
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.jobs import operations
from riskreg.jobs.kinds import Work
from riskreg.jobs.models import Job
from riskreg.jobs.role_watch import NAME, watch_roles
from riskreg.notifications.models import Notice

TODAY = date(2026, 11, 21)


@dataclass
class Desk:
    """The worker's side, for one handler by itself."""

    wrote: list[bool] = field(default_factory=list)

    def tell(self, percent: int, note: str) -> None: ...

    def result_file(self, name: str, mime: str) -> None: ...

    def begin_writing(self) -> None:
        self.wrote.append(True)


def watch(day: date) -> str:
    at = clock.on_day(day, hour=6)
    with clock.frozen(at):
        said = watch_roles(Work(1, {}, WORKER, at, Desk()))
        db.session.commit()
    return said


def done(day: date) -> None:
    """The work of that morning, as the worker leaves it."""
    at = clock.on_day(day, hour=6)
    job = operations.enqueue(NAME, {}, by=WORKER, at=at, due_at=at)
    db.session.flush()
    db.session.execute(db.update(Job).where(Job.id == job.id).values(state="done"), execution_options={"untraced": "a test"})
    db.session.commit()


def told() -> list[str]:
    return [notice.body for notice in db.session.scalars(db.select(Notice).where(Notice.kind == "role:watch").order_by(Notice.id))]


@pytest.fixture
def office(make):
    area = make.unit(kind=UnitKind.AREA, name="Area Risorse")
    unit = make.unit(parent=area, name="UO Gare")
    make.grant(make.user(given_name="Tommaso", family_name="Olmo"), Role.DIRIGENTE, area)
    for role in (Role.ADMIN, Role.COMPLIANCE, Role.OIV):
        make.grant(make.user(family_name=role.label), role)
    return unit


def ends(make, office, day: date):
    return make.grant(make.user(given_name="Irene", family_name="Sala"), Role.REFERENTE, office, to_on=day)


@pytest.mark.parametrize(("days", "is_told"), [(31, False), (30, True), (29, False), (8, False), (7, True), (6, False)])
def test_an_end_is_told_a_month_and_a_week_before(make, office, days, is_told):
    ends(make, office, TODAY + timedelta(days=days))
    watch(TODAY)
    assert len(told()) == (2 if is_told else 0), "administrators and compliance, nobody else"


def test_an_end_that_left_a_gap_is_told_the_day_after_with_who_answers(make, office):
    ends(make, office, TODAY - timedelta(days=1))
    assert watch(TODAY) == "1 ruolo scoperto segnalato a 2 persone."
    assert "Irene Sala, fino al 20/11/2026. Intanto risponde Tommaso Olmo (Dirigente, Area Risorse)" in told()[0]


def test_nothing_is_told_where_somebody_is_ready(make, office):
    ends(make, office, TODAY + timedelta(days=7))
    make.grant(make.user(), Role.REFERENTE, office, from_on=TODAY + timedelta(days=8))
    assert watch(TODAY) == "Nessun ruolo resta scoperto."


def test_nights_that_were_missed_are_made_up_for_and_nothing_is_told_twice(make, office):
    ends(make, office, TODAY + timedelta(days=5))
    done(TODAY - timedelta(days=3))
    watch(TODAY)
    assert len(told()) == 2
    done(TODAY)
    watch(TODAY + timedelta(days=1))
    assert len(told()) == 2
