"""Who has had a part in a check, and so neither validates nor verifies it: also whoever only put there what shows it."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed
from riskreg.domain.measures import Timetable
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.sessions import Calendar
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.domain.semesters import Semester
from riskreg.evidence import operations as evidence
from riskreg.evidence import pieces
from riskreg.evidence import queries as shown
from riskreg.evidence.pieces import Sent
from riskreg.evidence.subjects import About
from riskreg.monitoring import hands, proofs, queries, turns
from riskreg.monitoring.operations import answering, closing, moving, opening, verifying
from riskreg.monitoring.operations.answering import Given
from riskreg.people import queries as people
from tests.features.monitoring.office import DONE, Office

SOON = Calendar(date(2026, 11, 21), date(2026, 12, 20), date(2027, 1, 10), date(2027, 2, 10))
ALWAYS = Timetable(Timing.CONTINUOUS)
SHOWN = replace(DONE, no_evidence_because="")
FINE = verifying.Found(Finding.POSITIVE, "Il registro.", "Tutto in ordine.")


@pytest.fixture
def office(make):
    return Office(make)


def _attached(office, one, who):
    office.make.evidence(one, by=office.person(*who))


def _replaced(office, one, who):
    made = office.make.evidence(one)
    with pieces.taken([Sent("verbale.txt", BytesIO(b"Verbale firmato"))], most=2**20) as (piece,):
        evidence.replace(shown.row(made.id), piece, "Mancava la firma.", version=None, **office.by(*who))
    db.session.commit()


def _used_again(office, one, who):
    made = office.make.evidence(one.measure)
    evidence.reuse(shown.row(made.id), About(proofs.KIND, one.id), **office.by(*who))
    db.session.commit()


def _put_back(office, one, who):
    made = office.make.evidence(one.measure)
    link = evidence.reuse(shown.row(made.id), About(proofs.KIND, one.id), **office.by(Role.REFERENTE))
    evidence.withdraw(link, "Da rifare.", **office.by(Role.REFERENTE))
    evidence.reuse(shown.row(made.id), About(proofs.KIND, one.id), **office.by(*who))
    db.session.commit()


WAYS = (_attached, _replaced, _used_again, _put_back)


def _sent(office, one):
    one = queries.check(one.id)
    answering.answer(one, Given(SHOWN), **office.by(Role.REFERENTE))
    moving.send(one, **office.by(Role.REFERENTE))
    db.session.commit()
    return queries.check(one.id)


@pytest.mark.parametrize("put", WAYS)
def test_nobody_validates_what_only_their_own_evidence_shows(office, put):
    one = office.make.check(office.general(timetable=ALWAYS))
    put(office, one, (Role.DIRIGENTE, "own"))
    one = _sent(office, one)
    with pytest.raises(NotAllowed):
        moving.validate(one, **office.by(Role.DIRIGENTE))


@pytest.mark.one_database
@pytest.mark.parametrize("put", WAYS)
def test_nobody_verifies_what_they_showed_themselves(office, put):
    one = office.make.check(office.general(timetable=ALWAYS))
    put(office, one, (Role.COMPLIANCE, "body"))
    one = _sent(office, one)
    moving.validate(one, **office.by(Role.DIRIGENTE))
    db.session.commit()
    chosen = office.make.chosen(one)
    with pytest.raises(NotAllowed):
        verifying.verify(chosen, FINE, **office.by(Role.COMPLIANCE, "body"))
    verifying.verify(chosen, FINE, **office.by(Role.RPCT, "body"))


@pytest.mark.one_database
def test_a_part_in_something_else_is_no_part_in_this(office):
    """Whoever attached a proof to the measure, or changed it before somebody used it here, did nothing of this check."""
    one, other = office.make.check(office.measure(ALWAYS)), office.make.check(office.measure(ALWAYS))
    made = office.make.evidence(one.measure, by=office.person(Role.DIRIGENTE))
    evidence.reuse(shown.row(made.id), About(proofs.KIND, one.id), **office.by(Role.REFERENTE))
    _attached(office, other, (Role.DIRIGENTE, "own"))
    one = _sent(office, one)
    assert turns.makers([one])[one.id] == {office.users[Role.REFERENTE, "own"]}
    moving.validate(one, **office.by(Role.DIRIGENTE))


def test_what_came_over_from_before_is_the_work_of_whoever_wrote_it_and_of_nobody_who_brought_it(office):
    """Two semesters later too; whoever closed the sessions in between wrote nothing of it."""
    make, measure, writer = office.make, office.general(timetable=ALWAYS), office.make.user()
    make.grant(writer, Role.REFERENTE, office.unit)
    first = make.session(2025, 2)
    one = queries.check(queries.checks(first, [measure.id])[0].id)
    answering.answer(one, Given(replace(SHOWN, done_on=date(2025, 12, 1))), by=people.person(writer, clock.today()), at=clock.now())
    db.session.commit()
    _attached(office, one, (Role.DIRIGENTE, "own"))
    for number in (2025, 2), (2026, 1):
        closing.close(queries.of_semester(Semester(*number)), "Si chiude prima.", **office.by(Role.COMPLIANCE, "body"))
        db.session.commit()
        following = Semester(*number).after
        opening.open_session(following, opening.Sheet(SOON), **office.by(Role.COMPLIANCE, "body"))
        db.session.commit()
    one = queries.check(queries.checks(queries.of_semester(Semester(2026, 2)), [measure.id])[0].id)
    assert turns.makers([one])[one.id] == {writer.id, office.users[Role.DIRIGENTE, "own"]}
    moving.send(one, **office.by(Role.REFERENTE))
    db.session.commit()
    with pytest.raises(NotAllowed):
        moving.validate(queries.check(one.id), **office.by(Role.DIRIGENTE))
    moving.validate(queries.check(one.id), **office.by(Role.COMPLIANCE, "body"))


def test_only_whoever_answered_or_signed_takes_it_back(office):
    """Not those who contributed, nor those who put there what shows it."""
    one = office.make.check(office.owned(office.measure(ALWAYS), office.unit, office.elsewhere))
    answering.contribute(one, hands.of(one).contribute[0], Outcome.DONE, "Fatto.", **office.by(Role.REFERENTE, "elsewhere"))
    _attached(office, one, (Role.DIRIGENTE, "own"))
    one = _sent(office, one)
    for who in ((Role.REFERENTE, "elsewhere"), (Role.DIRIGENTE, "own")):
        with pytest.raises(NotAllowed, match="La ritira chi ha risposto o l'ha inviata"):
            moving.withdraw(one, **office.by(*who))
    moving.withdraw(one, **office.by(Role.REFERENTE))
