"""A semester from its opening to its end: what is asked, declared, signed, validated, returned; what it writes on measures; what is left."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.measure_life import Milestone
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.monitoring.checks import Answer, Outcome, Reason, State
from riskreg.domain.monitoring.sessions import Calendar
from riskreg.domain.permissions import COMMAND_LINE, WORKER
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.domain.semesters import Semester
from riskreg.jobs.kinds import Work, named
from riskreg.monitoring import asking, check_sheet, figures, guards, hands, places, proofs, queries, turns
from riskreg.monitoring.models import Check
from riskreg.monitoring.operations import answering, closing, moving, opening, together
from riskreg.monitoring.operations.answering import Given
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.register import queries as register
from riskreg.register.operations import measure_life, measures
from tests.features.monitoring.office import DONE, DUE, TODAY, Office

S2 = Semester(2026, 2)
DAYS = Calendar(date(2026, 11, 21), date(2026, 12, 20), date(2027, 1, 10), date(2027, 2, 10))
MACHINE = {"by": COMMAND_LINE, "at": clock.on_day(TODAY)}
AFTER = date(2027, 2, 11)
"""When nobody has time any more."""

ALWAYS = Timetable(Timing.CONTINUOUS)


@pytest.fixture
def office(make):
    return Office(make)


class Desk:
    """Where a job says how far it is, for tests."""

    def tell(self, percent, note):
        pass

    def begin_writing(self):
        pass


def _letters(kind):
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


# What is asked


def test_one_check_for_each_general_measure_and_one_for_each_process_of_a_specific_one(make, office):
    general, later = office.general(), office.general(timetable=Timetable(Timing.BY_DATE, date(2027, 6, 30)))
    first, second = (make.event(make.phase(make.process(unit=office.unit))) for _ in range(2))
    specific = make.measure(first, second, owner=office.unit)
    one = opening.open_session(S2, opening.Sheet(DAYS, "Scrivete."), **office.by(Role.COMPLIANCE, "body"))
    asked = {(check.measure_id, check.process_id) for check in queries.checks(one)}
    assert asked == {(general.id, None), (specific.id, first.phase.process.id), (specific.id, second.phase.process.id)}
    assert later.id not in {measure_id for measure_id, _process in asked}
    (letter,) = _letters("monitoring:opened")
    assert letter.user_id == office.user(Role.REFERENTE).id, "one letter to whoever signs, however many the measures"
    with pytest.raises(RuleBroken, match="c'è già"):
        opening.open_session(S2, opening.Sheet(DAYS), **office.by(Role.COMPLIANCE, "body"))


def test_what_was_asked_stays_as_it_was_and_who_answers_follows_the_measure(make, office):
    measure = office.general(name="Procedura", target="100%")
    one = queries.check(queries.checks(make.session())[0].id)
    to = office.owned(measure, office.elsewhere)
    measure_life.reschedule(to, to=date(2026, 12, 15), because="Si anticipa.", **MACHINE)
    db.session.commit()
    one = queries.check(one.id)
    assert (one.asked_name, one.asked_target, one.asked_due_on) == ("Procedura", "100%", date(2026, 12, 31))
    assert hands.of(one).signs.unit_id == office.elsewhere.id
    with pytest.raises(NotAllowed):
        answering.answer(one, Given(DONE), **office.by(Role.REFERENTE))
    answering.answer(one, Given(DONE), **office.by(Role.REFERENTE, "elsewhere"))


def test_a_measure_that_comes_gets_its_check_and_one_that_goes_drops_out_with_the_reason(make, office):
    gone, moved, kept = office.general(timetable=ALWAYS), office.general(), office.general()
    one = make.session()
    validated = make.check(kept, state="validated")
    measures.end(register.measure(gone.id), last_day=date(2026, 6, 30), because="Non serve più.", **MACHINE)
    measures.end(register.measure(kept.id), last_day=date(2026, 6, 30), because="Non serve più.", **MACHINE)
    measure_life.reschedule(register.measure(moved.id), to=date(2027, 3, 31), because="Serve più tempo.", **MACHINE)
    new = office.general()
    db.session.commit()
    named("monitoring:keep").handler(Work(1, {}, WORKER, MACHINE["at"], Desk()))
    found = {check.measure_id: check for check in queries.every_check(one)}
    assert found[gone.id].dropped_because == "La misura non è più in vigore dal 30/06/2026."
    assert "31/03/2027" in found[moved.id].dropped_because
    assert found[new.id].dropped_on is None
    assert found[validated.measure_id].dropped_on is None, "what is validated stays as it was said"
    assert gone.id not in {check.measure_id for check in queries.checks(one)}
    measure_life.reschedule(register.measure(moved.id), to=date(2026, 12, 31), because="Si fa in tempo.", **MACHINE)
    opening.bring_up_to_date(one, by=WORKER, at=MACHINE["at"])
    assert db.session.get(Check, found[moved.id].id).dropped_on is None, "and comes back with its measure"


def test_periodic_measures_ask_for_each_period_of_the_semester(make, office):
    measure = office.general(timetable=Timetable(Timing.PERIODIC, period="quarterly"))
    one = make.check(measure)
    assert [period.label for period in one.periods] == ["luglio–settembre 2026", "ottobre–dicembre 2026"]
    given = Given(
        Answer(Outcome.DONE, done_on=date(2026, 9, 30), no_evidence_because="Nel registro."), {one.periods[0].first_on: (True, "100%", "")}
    )
    answering.answer(one, given, **office.by(Role.REFERENTE))
    with pytest.raises(RuleBroken, match="ottobre–dicembre 2026"):
        moving.send(one, **office.by(Role.REFERENTE))


# From hand to hand


def test_a_check_goes_from_the_owner_to_the_dirigente_back_and_on_and_activates_its_measure(office):
    one = office.sent()
    (to_validate,) = _letters("check:to_validate")
    assert to_validate.user_id == office.user(Role.DIRIGENTE).id
    moving.send_back(one, "Manca il verbale.", **office.by(Role.DIRIGENTE))
    (returned,) = _letters("check:returned")
    assert returned.user_id == office.user(Role.REFERENTE).id
    answering.answer(one, Given(DONE), **office.by(Role.REFERENTE))
    moving.send(one, **office.by(Role.REFERENTE))
    assert one.measure.activation is None, "nothing is activated before somebody else has looked"
    moving.validate(one, **office.by(Role.DIRIGENTE))
    db.session.commit()
    measure = register.measure(one.measure_id)
    assert (measure.activation.on, measure.activation.source) == (date(2026, 10, 1), f"monitoring_check:{one.id}")
    assert one.state == State.VALIDATED


ROLES = [
    (Role.REFERENTE, "own"), (Role.REFERENTE, "elsewhere"), (Role.DIRIGENTE, "own"), (Role.DIRIGENTE, "elsewhere"), (Role.COMPLIANCE, "body"),
    (Role.RPCT, "body"), (Role.OIV, "body"), (Role.ADMIN, "body"),
]  # fmt: skip
STEPS = {
    "answer": ({"draft", "returned"}, {(Role.REFERENTE, "own"), (Role.DIRIGENTE, "own"), (Role.COMPLIANCE, "body"), (Role.RPCT, "body")}),
    "send": ({"draft", "returned"}, {(Role.REFERENTE, "own"), (Role.DIRIGENTE, "own"), (Role.COMPLIANCE, "body"), (Role.RPCT, "body")}),
    "withdraw": ({"sent"}, {(Role.REFERENTE, "own")}),
    "validate": ({"sent"}, {(Role.DIRIGENTE, "own")}),
    "send_back": ({"sent"}, {(Role.DIRIGENTE, "own")}),
}


@pytest.mark.parametrize("state", ["draft", "sent", "returned", "validated"])
@pytest.mark.parametrize("who", ROLES, ids="-".join)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_by_whom_the_map_names_from_the_right_state_and_by_nobody_else(office, state, who, step):
    one = office.make.check(office.measure())
    answering.answer(one, Given(DONE), **office.by(Role.REFERENTE))
    if state != "draft":
        moving.send(one, **office.by(Role.REFERENTE))
    if state == "returned":
        moving.send_back(one, "Manca il verbale.", **office.by(Role.DIRIGENTE))
    if state == "validated":
        moving.validate(one, **office.by(Role.DIRIGENTE))
    db.session.commit()
    states, people = STEPS[step]
    run = {
        "answer": lambda by: answering.answer(one, Given(DONE), **by), "send": lambda by: moving.send(one, **by),
        "withdraw": lambda by: moving.withdraw(one, **by), "validate": lambda by: moving.validate(one, **by),
        "send_back": lambda by: moving.send_back(one, "Manca.", **by),
    }[step]  # fmt: skip
    if state in states and who in people:
        run(office.by(*who))
    else:
        with pytest.raises((NotAllowed, WrongState)):
            run(office.by(*who))


def test_nobody_validates_what_they_answered_contributed_or_sent(make, office):
    dirigente = office.by(Role.DIRIGENTE)
    one = make.check(office.measure())
    answering.answer(one, Given(DONE), **dirigente)
    moving.send(one, **office.by(Role.REFERENTE))
    db.session.commit()
    with pytest.raises(NotAllowed, match="nessuno valida il proprio lavoro"):
        moving.validate(one, **dirigente)
    assert office.user(Role.DIRIGENTE).id not in turns.of([one], TODAY)[one.id].user_ids
    assert turns.of([one], TODAY)[one.id].user_ids, "and it ends in front of somebody else"
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE monitoring_check SET state = 'validated', validated_at = sent_at, validated_by_id = sent_by_id"))


def test_the_others_who_answer_contribute_and_only_the_capofila_signs(make, office):
    one = make.check(office.owned(office.general(), office.unit, office.elsewhere))
    (other,) = hands.of(one).contribute
    answering.contribute(one, other, Outcome.DONE, "Formati due colleghi.", **office.by(Role.REFERENTE, "elsewhere"))
    with pytest.raises(NotAllowed):
        answering.answer(one, Given(DONE), **office.by(Role.REFERENTE, "elsewhere"))
    answering.answer(one, Given(DONE), **office.by(Role.REFERENTE))
    moving.send(one, **office.by(Role.REFERENTE))
    with pytest.raises(WrongState):
        answering.contribute(one, other, Outcome.DONE, "Anche un terzo.", **office.by(Role.REFERENTE, "elsewhere"))
    assert [each.note for each in queries.contributions(one.id)] == ["Formati due colleghi."]


def test_whoever_holds_the_office_answers_without_any_role(make, office):
    holder = make.user()
    rasa = make.figure(name="RASA")
    make.term(rasa, holder=holder)
    one = make.check(office.general(owner=Owner(OwnerKind.FIGURE, figure_id=rasa.id)))
    answering.answer(one, Given(DONE), by=people.person(holder, TODAY), at=MACHINE["at"])
    moving.send(one, by=people.person(holder, TODAY), at=MACHINE["at"])
    assert one.state == State.SENT
    with pytest.raises(NotAllowed):
        answering.answer(make.check(office.general()), Given(DONE), by=people.person(holder, TODAY), at=MACHINE["at"])


def test_two_people_on_one_check_never_overwrite_each_other(make, office):
    one = make.check(office.measure())
    version = one.version
    answering.answer(one, Given(Answer(Outcome.ON_TRACK)), version=version, **office.by(Role.REFERENTE))
    db.session.commit()
    with pytest.raises(Conflict):
        answering.answer(one, Given(DONE), version=version, **office.by(Role.DIRIGENTE))


def test_many_are_validated_at_once_and_one_that_moved_is_left_and_named(office):
    first, second = office.sent(), office.sent()
    seen = {first.id: first.version, second.id: second.version}
    moving.withdraw(second, **office.by(Role.REFERENTE))
    db.session.commit()
    done = together.validate(seen, **office.by(Role.DIRIGENTE))
    assert [bool(each.refusal) for each in done] == [False, True]
    assert queries.check(first.id).state == State.VALIDATED
    assert queries.check(second.id).state == State.DRAFT


# What it writes


def test_a_measure_of_two_processes_is_activated_when_both_have_it_on_the_day_of_the_last(make, office):
    events = [make.event(make.phase(make.process(unit=office.unit))) for _ in range(2)]
    measure = make.measure(*events, owner=office.unit, timetable=DUE)
    one = make.session()
    days = (date(2026, 9, 1), date(2026, 10, 15))
    for check, day in zip(queries.checks(one), days, strict=True):
        assert register.measure(measure.id).activation is None
        found = queries.check(check.id)
        answering.answer(found, Given(Answer(Outcome.DONE, done_on=day, no_evidence_because="Nel registro.")), **MACHINE)
        moving.send(found, **MACHINE)
        moving.validate(found, **MACHINE)
        db.session.commit()
    assert register.measure(measure.id).activation.on == days[1]


def test_what_somebody_recorded_meanwhile_is_not_written_over(office):
    one = office.sent()
    measure_life.activate(register.measure(one.measure_id), on=date(2026, 11, 2), because="Delibera n. 9.", **MACHINE)
    moving.validate(one, **office.by(Role.DIRIGENTE))
    db.session.commit()
    activation = register.measure(one.measure_id).activation
    assert (activation.on, activation.source) == (date(2026, 11, 2), "")


def test_a_new_day_is_only_proposed_until_whoever_keeps_the_plan_accepts_it(office):
    late = Answer(Outcome.LATE, reason=Reason.LAW, reason_note="Si attende il decreto", proposed_due_on=date(2027, 6, 30))
    one = office.validated(office.measure(), late)
    assert one.measure.due_on == date(2026, 12, 31)
    with pytest.raises(NotAllowed):
        moving.accept_date(one, **office.by(Role.DIRIGENTE))
    moving.accept_date(one, **office.by(Role.COMPLIANCE, "body"))
    db.session.commit()
    measure = register.measure(one.measure_id)
    assert measure.due_on == date(2027, 6, 30)
    assert "Si attende il decreto" in measure.deadlines[-1].because
    assert one.asked_due_on == date(2026, 12, 31), "what was asked stays"


def test_a_day_that_was_proposed_long_ago_is_not_accepted_any_more(office):
    """Neither once it has passed, nor over a deadline that somebody has moved since."""
    late = Answer(Outcome.LATE, reason=Reason.LAW, proposed_due_on=date(2027, 1, 31))
    past, moved, first = (office.validated(office.measure(), late) for _ in range(3))
    keeper = office.person(Role.COMPLIANCE, "body")
    with pytest.raises(RuleBroken, match="31/01/2027, è passata"):
        moving.accept_date(queries.check(past.id), by=keeper, at=clock.on_day(date(2027, 1, 31)))
    measure_life.reschedule(register.measure(moved.measure_id), to=date(2027, 3, 31), because="Serve più tempo.", **MACHINE)
    db.session.commit()
    assert not check_sheet.shown(queries.check(moved.id), keeper, hands.scope(moved, keeper, TODAY), TODAY).accepts_date
    with pytest.raises(RuleBroken, match="spostata al 31/03/2027"):
        moving.accept_date(queries.check(moved.id), by=keeper, at=clock.now())
    assert register.measure(moved.measure_id).due_on == date(2027, 3, 31)
    assert check_sheet.shown(queries.check(first.id), keeper, hands.scope(first, keeper, TODAY), TODAY).accepts_date
    moving.accept_date(queries.check(first.id), by=keeper, at=clock.now())


def test_a_deadline_that_moved_before_the_signature_keeps_nothing_from_being_accepted(make, office):
    measure = register.measure(office.measure().id)
    measure_life.reschedule(measure, to=date(2026, 12, 20), because="Si anticipa.", by=COMMAND_LINE, at=clock.on_day(date(2026, 11, 3)))
    db.session.commit()
    one = office.validated(measure, Answer(Outcome.LATE, reason=Reason.LAW, proposed_due_on=date(2027, 1, 31)))
    moving.accept_date(one, **office.by(Role.COMPLIANCE, "body"))
    assert one.measure.due_on == date(2027, 1, 31)


def test_steps_are_ticked_by_whoever_signs(office):
    measure = register.measure(office.measure().id)
    measure_life.set_milestones(measure, [Milestone("Bozza del regolamento")], **MACHINE)
    db.session.commit()
    one = office.make.check(measure)
    (step,) = one.measure.milestones
    answering.answer(one, Given(Answer(Outcome.ON_TRACK), steps={step.id: date(2026, 11, 3)}), **office.by(Role.REFERENTE))
    db.session.commit()
    assert register.measure(measure.id).milestones[0].done_on == date(2026, 11, 3)


# The end


def test_closing_keeps_the_figures_and_nothing_changes_any_more(make, office):
    done, undone = office.validated(), office.sent()
    one = done.session
    closing.close(one, by=office.person(Role.COMPLIANCE, "body"), at=clock.on_day(AFTER))
    db.session.commit()
    kept = figures.of(one, clock.now())
    assert (kept.whole.asked, kept.whole.done, kept.whole.of("unmonitored")) == (2, 1, 1)
    assert kept == figures.counted(one, places.now(one, clock.now()))
    for change in (
        lambda: moving.validate(undone, **office.by(Role.DIRIGENTE)), lambda: answering.answer(undone, Given(DONE), **MACHINE),
        lambda: closing.close(one, **MACHINE), lambda: opening.bring_up_to_date(one, **MACHINE),
    ):  # fmt: skip
        with pytest.raises(WrongState):
            change()
        db.session.rollback()
    for statement in (
        "UPDATE monitoring_check SET note = 'x'",
        "DELETE FROM monitoring_check",
        "UPDATE monitoring_session SET outcome = '{}'",
    ):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(text(statement))
    assert guards.changed(db.session.connection()) == []


def test_a_semester_that_has_not_ended_is_not_closed_and_one_that_may_still_be_validated_says_why(office):
    waits, compliance = office.sent(), office.person(Role.COMPLIANCE, "body")
    one = waits.session
    for on in (TODAY, date(2026, 12, 30)):
        with pytest.raises(WrongState, match="al 31/12/2026"):
            closing.close(one, "Perché sì.", by=compliance, at=clock.on_day(on))
        db.session.rollback()
    for on, because in ((date(2026, 12, 31), ""), (one.validate_by, " ")):
        with pytest.raises(RuleBroken) as refused:
            closing.close(one, because, by=compliance, at=clock.on_day(on))
        assert refused.value.field == "because"
        db.session.rollback()
    closing.close(one, "Il Consiglio si riunisce prima.", by=compliance, at=clock.on_day(one.validate_by))
    db.session.commit()
    assert one.closed_because == "Il Consiglio si riunisce prima."


def test_where_nothing_waits_or_the_time_is_over_nobody_is_asked_why_it_is_closed(office):
    done = office.validated()
    closing.close(done.session, by=office.person(Role.COMPLIANCE, "body"), at=clock.on_day(date(2026, 12, 31)))
    assert done.session.is_closed
    assert done.session.closed_because == ""


def test_a_late_answer_goes_to_the_next_session_with_what_shows_it(make, office):
    measure = office.measure(ALWAYS)
    one = opening.open_session(
        Semester(2026, 1), opening.Sheet(Calendar(date(2026, 7, 1), date(2026, 7, 20), date(2026, 7, 31), date(2026, 9, 1))), **MACHINE
    )
    was = queries.check(queries.checks(one, [measure.id])[0].id)
    make.evidence(was, name="verbale.txt")
    answering.answer(was, Given(Answer(Outcome.ON_TRACK, note="Quasi finita.")), **MACHINE)
    db.session.commit()
    closing.close(one, **MACHINE)
    db.session.commit()
    now = queries.check(queries.checks(make.session(), [measure.id])[0].id)
    assert (now.outcome, now.note, now.state) == ("on_track", "Quasi finita.", State.DRAFT)
    assert now.carried_from_id == was.id
    assert proofs.how_many([now.id]) == {now.id: 1}
    assert queries.check(was.id).state == State.DRAFT, "where it was said late it stays unmonitored"


def test_what_the_plan_leaves_out_is_asked_about_unless_somebody_says_no(make):
    measure = make.measure(kind=MeasureKind.GENERAL)
    assert [each.measure.id for each in asking.wanted(S2, with_steady=True)] == [measure.id]


def test_a_value_that_misses_its_target_is_explained_before_it_is_signed(office):
    one = office.make.check(office.measure(target=">= 90%"))
    answering.answer(one, Given(replace(DONE, value="80%")), **office.by(Role.REFERENTE))
    with pytest.raises(RuleBroken) as refused:
        moving.send(one, **office.by(Role.REFERENTE))
    assert refused.value.field == "criticality"
    answering.answer(one, Given(replace(DONE, value="80%", criticality="Manca una gara.")), **office.by(Role.REFERENTE))
    moving.send(one, **office.by(Role.REFERENTE))
    assert one.verdict.kind.value == "no"
