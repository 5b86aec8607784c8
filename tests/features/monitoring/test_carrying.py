"""What was written in a semester and not validated goes to the next one; what somebody has already written there stays."""

from dataclasses import replace
from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, WrongState
from riskreg.domain.measures import Timetable
from riskreg.domain.monitoring.checks import Answer, Outcome, State
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.domain.semesters import Semester
from riskreg.evidence import operations as evidence
from riskreg.evidence import queries as pieces
from riskreg.evidence.subjects import About
from riskreg.monitoring import hands, proofs, queries
from riskreg.monitoring.operations import answering, closing
from riskreg.monitoring.operations.answering import Given
from tests.features.monitoring.office import DONE, TODAY, Office
from tests.statements import counted

MACHINE = {"by": COMMAND_LINE, "at": clock.on_day(TODAY)}
ALWAYS = Timetable(Timing.CONTINUOUS)
IN_JUNE = replace(DONE, done_on=date(2026, 6, 1))


@pytest.fixture
def office(make):
    return Office(make)


def _of(one, measure):
    return queries.check(queries.checks(one, [measure.id])[0].id)


def _answered(make, measure, answer=IN_JUNE, year=2026, half=1):
    one = _of(queries.session(make.session(year, half).id), measure)
    answering.answer(one, Given(answer), **MACHINE)
    db.session.commit()
    return one


def _closed(one):
    closing.close(queries.session(one.session_id), "Si chiude prima.", **MACHINE)
    db.session.commit()


# What somebody has written already


@pytest.mark.one_database
def test_a_note_without_an_outcome_is_not_written_over(make, office):
    measure = office.general(timetable=ALWAYS)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    answering.answer(there, Given(Answer(None, note="Già scritta nel secondo.")), **office.by(Role.REFERENTE))
    db.session.commit()
    _closed(late)
    there = queries.check(there.id)
    assert (there.note, there.outcome, there.carried_from_id) == ("Già scritta nel secondo.", None, None)


@pytest.mark.one_database
def test_where_a_colleague_has_contributed_nothing_comes_from_before(make, office):
    measure = office.owned(office.general(timetable=ALWAYS), office.unit, office.elsewhere)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    make.contribution_to(there, hands.of(there).contribute[0], "Nel secondo semestre.")
    _closed(late)
    there = queries.check(there.id)
    assert (there.outcome, there.carried_from_id) == (None, None)
    assert [each.note for each in queries.contributions(there.id)] == ["Nel secondo semestre."]


@pytest.mark.one_database
def test_where_nobody_has_written_the_late_answer_comes(make, office):
    measure = office.general(timetable=ALWAYS)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    _closed(late)
    there = queries.check(there.id)
    assert (there.outcome, there.carried_from_id) == (Outcome.DONE, late.id)


# All that was written


def test_words_without_an_outcome_and_contributions_come_along(make, office):
    noted, helped, shown, silent = (office.general(timetable=ALWAYS) for _ in range(4))
    office.owned(helped, office.unit, office.elsewhere)
    one = make.session(2026, 1)
    answering.answer(_of(one, noted), Given(Answer(None, note="Non so ancora come dirlo.")), **office.by(Role.REFERENTE))
    place = hands.of(_of(one, helped)).contribute[0]
    said = answering.contribute(_of(one, helped), place, Outcome.DONE, "Formati due.", **office.by(Role.REFERENTE, "elsewhere"))
    db.session.commit()
    make.evidence(_of(one, shown))
    author, written_at = said.by_id, said.at
    closing.close(queries.session(one.id), "Si chiude prima.", **office.by(Role.COMPLIANCE, "body"))
    db.session.commit()
    after = make.session()
    assert (_of(after, noted).note, _of(after, noted).state) == ("Non so ancora come dirlo.", State.DRAFT)
    (came,) = queries.contributions(_of(after, helped).id)
    assert (came.note, came.who, came.by_id, came.at) == ("Formati due.", "UO Altra", author, written_at)
    assert proofs.how_many([_of(after, shown).id]) == {_of(after, shown).id: 1}
    assert _of(after, silent).carried_from_id is None, "of what nobody touched there is nothing to carry"


@pytest.mark.one_database
@pytest.mark.parametrize("first", ["closed", "open"])
def test_a_semester_that_was_left_out_does_not_lose_what_was_written(make, office, first):
    measure = office.general(timetable=ALWAYS)
    late = _answered(make, measure, replace(DONE, done_on=date(2025, 11, 3)), 2025, 2)
    if first == "open":
        there = _of(make.session(), measure)
        _closed(late)
    else:
        _closed(late)
        there = _of(make.session(), measure)
    assert (queries.check(there.id).done_on, queries.check(there.id).carried_from_id) == (date(2025, 11, 3), late.id)


# What shows it


@pytest.mark.one_database
def test_a_proof_that_somebody_reused_already_does_not_keep_the_session_open(make, office):
    measure = office.general(timetable=ALWAYS)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    piece, other = make.evidence(late), make.evidence(late)
    evidence.reuse(piece, About(proofs.KIND, there.id), **office.by(Role.REFERENTE))
    db.session.commit()
    closing.close(queries.session(late.session_id), "Si chiude prima.", **office.by(Role.COMPLIANCE, "body"))
    db.session.commit()
    assert {one.id for one in pieces.standing_about(About(proofs.KIND, there.id))} == {piece.id, other.id}
    assert queries.check(there.id).outcome == Outcome.DONE


@pytest.mark.one_database
def test_a_proof_that_somebody_took_away_there_does_not_come_back(make, office):
    measure = office.general(timetable=ALWAYS)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    piece = make.evidence(late)
    link = evidence.reuse(piece, About(proofs.KIND, there.id), **MACHINE)
    db.session.commit()
    evidence.withdraw(link, "Riguarda un altro anno.", **office.by(Role.REFERENTE))
    db.session.commit()
    _closed(late)
    assert pieces.standing_about(About(proofs.KIND, there.id)) == []


@pytest.mark.one_database
def test_one_proof_of_several_checks_comes_along_to_each(make, office):
    first, second = office.general(timetable=ALWAYS), office.general(timetable=ALWAYS)
    late = _answered(make, first)
    also = _of(late.session, second)
    answering.answer(also, Given(IN_JUNE), **MACHINE)
    piece = make.evidence(late)
    evidence.reuse(piece, About(proofs.KIND, also.id), **MACHINE)
    db.session.commit()
    _closed(late)
    one = make.session()
    assert proofs.how_many([_of(one, first).id, _of(one, second).id]) == {_of(one, first).id: 1, _of(one, second).id: 1}


def test_carrying_costs_as_many_statements_for_many_as_for_a_few(make, office):
    those = [office.general(timetable=ALWAYS) for _ in range(12)]
    few, many = _cost(make, those, 2025, 2), _cost(make, those, 2026, 12)
    assert many == few


@pytest.mark.one_database
def test_proofs_pass_only_by_whoever_may_attach_and_to_what_is_open(make, office):
    late, sent = make.check(office.general(timetable=ALWAYS)), office.sent()
    make.evidence(late)
    pairs = {late.id: sent.id}
    with pytest.raises(NotAllowed):
        evidence.reuse_many(proofs.KIND, pairs, **office.by(Role.REFERENTE, "elsewhere"))
    with pytest.raises(WrongState):
        evidence.reuse_many(proofs.KIND, pairs, **office.by(Role.REFERENTE))


def _cost(make, those, year, late):
    """Of closing the first semester of a year while the second is open, with some late answers that a proof shows."""
    one = make.session(year, 1)
    for measure in those[:late]:
        there = _of(one, measure)
        answering.answer(there, Given(replace(IN_JUNE, done_on=date(2025, 6, 1))), **MACHINE)
        db.session.commit()
        make.evidence(there)
    make.session(year, 2)
    db.session.expire_all()
    with counted() as statements:
        closing.close(queries.session(one.id), "Si chiude prima.", **MACHINE)
        db.session.commit()
    assert sum(proofs.how_many([each.id for each in queries.checks(queries.of_semester(Semester(year, 2)))]).values()) == late
    return len(statements)
