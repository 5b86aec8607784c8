"""What a session asks about, what a declaration must hold, when a measure counts as activated."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken
from riskreg.domain.measure_life import Life
from riskreg.domain.monitoring import checks
from riskreg.domain.monitoring.activations import Pace, overdue_by, pace
from riskreg.domain.monitoring.checks import FLOW, Action, Answer, Asked, OfPeriod, Outcome, Reason, State
from riskreg.domain.monitoring.figures import UNMONITORED, Facet, Fact, counted
from riskreg.domain.monitoring.sessions import Calendar, is_asked, why_gone
from riskreg.domain.register import PERIOD_LABELS, Timing
from riskreg.domain.semesters import Semester, periods, semester_of

S1, S2 = Semester(2026, 1), Semester(2026, 2)
TODAY = date(2026, 7, 10)
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))

LIVES = [
    (Life(Timing.BY_DATE, date(2026, 1, 26), due_on=date(2026, 12, 31)), True, True),
    (Life(Timing.BY_DATE, date(2026, 1, 26), due_on=date(2026, 3, 31)), True, True),
    (Life(Timing.BY_DATE, date(2026, 1, 26), due_on=date(2027, 6, 30)), False, False),
    (Life(Timing.BY_DATE, date(2025, 1, 1), due_on=date(2025, 12, 31)), True, True),
    (Life(Timing.BY_DATE, date(2024, 1, 1), due_on=date(2024, 12, 31), activated_on=date(2024, 5, 1)), True, True),
    (Life(Timing.BY_DATE, date(2026, 1, 1), due_on=date(2027, 12, 31), activated_on=date(2026, 9, 1)), False, True),
    (Life(Timing.CONTINUOUS, date(2024, 1, 1)), True, True),
    (Life(Timing.CONTINUOUS, date(2026, 7, 1)), False, True),
    (Life(Timing.CONTINUOUS, date(2024, 1, 1), in_force_to=date(2025, 12, 31)), False, False),
    (Life(Timing.CONTINUOUS, date(2024, 1, 1), in_force_to=date(2026, 3, 31)), True, False),
    (Life(Timing.ON_EVENT, date(2024, 1, 1), in_force_to=date(2026, 9, 30)), True, True),
]


@pytest.mark.parametrize(("life", "first", "second"), LIVES)
def test_every_measure_in_force_or_due_that_year_is_asked_about_and_no_other(life, first, second):
    assert (is_asked(life, S1), is_asked(life, S2)) == (first, second)
    assert bool(why_gone(life, S1)) is not first, "what drops out has a reason, what stays has none"


@pytest.mark.parametrize("cadence", PERIOD_LABELS)
def test_the_periods_of_two_semesters_are_those_of_the_year_each_once(cadence):
    found = [*periods(cadence, S1), *periods(cadence, S2)]
    assert found[0].first_on == date(2026, 1, 1)
    assert found[-1].last_on == date(2026, 12, 31)
    for before, after in pairwise(found):
        assert after.first_on == before.last_on + timedelta(days=1)


def test_a_leap_february_is_whole():
    assert next(one.last_on for one in periods("bimonthly", Semester(2028, 1))) == date(2028, 2, 29)


@given(DAYS)
def test_every_day_is_of_one_semester(day):
    mine = semester_of(day)
    assert day in mine
    assert day not in mine.before
    assert day not in mine.after
    assert mine.before.after == mine


@pytest.mark.parametrize("wrong", ["answer_by", "validate_by", "verify_by"])
def test_the_days_of_a_session_are_in_their_order(wrong):
    days = {"opens_on": date(2026, 7, 1), "answer_by": date(2026, 7, 20), "validate_by": date(2026, 7, 31), "verify_by": date(2026, 9, 15)}
    with pytest.raises(RuleBroken) as refused:
        Calendar(**days | {wrong: date(2026, 6, 1)}).checked()
    assert refused.value.field == wrong


# What is signed

BY_DATE = Asked(Timing.BY_DATE, date(2026, 6, 30), date(2026, 1, 1))
OLD = Asked(Timing.CONTINUOUS, None, date(2024, 1, 1), date(2024, 5, 1))
DONE = Answer(Outcome.DONE, done_on=date(2026, 5, 1))
REFUSED = [
    ("nothing said", BY_DATE, Answer(), 1, "outcome"),
    ("done without evidence or a reason", BY_DATE, DONE, 0, "no_evidence_because"),
    ("done without a day", BY_DATE, Answer(Outcome.DONE), 1, "done_on"),
    ("done after the semester", BY_DATE, Answer(Outcome.DONE, done_on=date(2026, 7, 2)), 1, "done_on"),
    ("done tomorrow", BY_DATE, Answer(Outcome.DONE, done_on=date(2026, 7, 11)), 1, "done_on"),
    ("done before it began", BY_DATE, Answer(Outcome.DONE, done_on=date(2025, 12, 31)), 1, "done_on"),
    ("in time, past its day", BY_DATE, Answer(Outcome.ON_TRACK), 0, "outcome"),
    ("late without a reason", BY_DATE, Answer(Outcome.LATE), 0, "reason"),
    ("late for another reason, unsaid", BY_DATE, Answer(Outcome.LATE, reason=Reason.OTHER), 0, "reason_note"),
    ("late without a new day", BY_DATE, Answer(Outcome.LATE, reason=Reason.LAW), 0, "proposed_due_on"),
    ("late with a day that is gone", BY_DATE, Answer(Outcome.LATE, reason=Reason.LAW, proposed_due_on=TODAY), 0, "proposed_due_on"),
    ("not done before its day", Asked(Timing.BY_DATE, date(2026, 12, 31)), Answer(Outcome.NOT_DONE), 0, "outcome"),
    ("not applicable, nobody says why", OLD, Answer(Outcome.NOT_APPLICABLE), 0, "note"),
    ("how many cases", Asked(Timing.ON_EVENT, activated_on=date(2024, 1, 1)), DONE, 1, "cases"),
    ("no case", Asked(Timing.ON_EVENT, activated_on=date(2024, 1, 1)), Answer(Outcome.DONE, cases=0), 1, "outcome"),
    ("in how many", Asked(Timing.ON_EVENT, activated_on=date(2024, 1, 1)), Answer(Outcome.DONE, cases=3), 1, "complied"),
    ("not in all, and no word", Asked(Timing.ON_EVENT, activated_on=date(2024, 1, 1)), Answer(Outcome.DONE, cases=3, complied=2), 1, "criticality"),
    ("a period without an answer", OLD, Answer(Outcome.DONE, periods=(OfPeriod("gennaio"),)), 1, "periods"),
    ("a period skipped", OLD, Answer(Outcome.DONE, periods=(OfPeriod("gennaio", done=False), OfPeriod("febbraio", done=True))), 1, "criticality"),
    ("more than all of it", OLD, Answer(Outcome.ON_TRACK, progress=101), 0, "progress"),
    ("more complied than there were", OLD, Answer(Outcome.ON_TRACK, cases=1, complied=2), 0, "complied"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "answer", "evidence", "field"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_missing_keeps_a_check_from_being_signed_and_says_where(asked, answer, evidence, field):
    with pytest.raises(RuleBroken) as refused:
        checks.check_complete(answer, asked, S1, TODAY, evidence)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("asked", "answer", "evidence"),
    [
        (BY_DATE, DONE, 1),
        (BY_DATE, Answer(Outcome.DONE, done_on=date(2026, 5, 1), no_evidence_because="È nelle procedure."), 0),
        (BY_DATE, Answer(Outcome.LATE, reason=Reason.LAW, proposed_due_on=date(2026, 9, 30)), 0),
        (OLD, Answer(Outcome.NOT_DONE, reason=Reason.PEOPLE), 0),
        (OLD, Answer(Outcome.DONE, periods=(OfPeriod("gennaio", done=True),)), 1),
        (Asked(Timing.ON_EVENT), Answer(Outcome.NOT_APPLICABLE, cases=0), 0),
        (Asked(Timing.BY_DATE, date(2026, 12, 31)), Answer(Outcome.ON_TRACK), 0),
    ],
)
def test_what_is_whole_is_signed(asked, answer, evidence):
    checks.check_complete(answer, asked, S1, TODAY, evidence)


def test_before_the_semester_ends_a_day_that_has_not_come_is_no_delay():
    asked = Asked(Timing.BY_DATE, date(2026, 12, 15))
    checks.check_complete(Answer(Outcome.ON_TRACK), asked, S2, date(2026, 11, 21), 0)
    with pytest.raises(RuleBroken):
        checks.check_complete(Answer(Outcome.ON_TRACK), asked, S2, date(2027, 1, 10), 0)


def test_only_these_steps_are_taken():
    allowed = {(step.source, step.action): step.target for step in FLOW.steps}
    for state, action in product(State, Action):
        expected = {
            **{(one, Action.SEND): State.SENT for one in (State.DRAFT, State.RETURNED, State.REOPENED)},
            (State.SENT, Action.WITHDRAW): State.DRAFT, (State.SENT, Action.VALIDATE): State.VALIDATED,
            (State.SENT, Action.RETURN): State.RETURNED, (State.VALIDATED, Action.REOPEN): State.REOPENED,
        }.get((state, action))  # fmt: skip
        assert allowed.get((state, action)) == expected


# Activation


SAID = st.builds(checks.Said, st.sampled_from(State), st.sampled_from(Outcome), st.one_of(st.none(), DAYS))


@given(st.lists(SAID, max_size=6), st.randoms())
def test_a_measure_is_activated_once_all_its_processes_are_on_the_day_of_the_last(asked, chance):
    found = checks.activated_on(asked)
    where = [each for each in asked if (each.state, each.outcome) != (State.VALIDATED, Outcome.NOT_APPLICABLE)]
    if where and all((each.state, each.outcome) == (State.VALIDATED, Outcome.DONE) for each in where):
        assert found == max((each.done_on for each in where if each.done_on), default=None), "who only says that it holds names no day"
    else:
        assert found is None
    chance.shuffle(asked)
    assert checks.activated_on(asked) == found, "whichever came last"


@given(st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS), DAYS)
def test_each_measure_has_one_pace(due, activated, on):
    """Early and late ones are told apart by their days alone; what happens after the day that figures speak of has not happened."""
    found = pace(due, activated, on)
    known = activated if activated is not None and activated <= on else None
    if due is None:
        assert found is Pace.UNDATED
    elif known is None:
        assert found is (Pace.OVERDUE if due < on else Pace.WAITING)
    elif known > due:
        assert found is Pace.LATE
    else:
        assert found is (Pace.EARLY if known.year < due.year else Pace.IN_TIME)


@given(st.integers(2020, 2030), DAYS)
def test_nothing_is_overdue_before_its_day_is_over(year, today):
    last = overdue_by(year, today)
    assert last < today
    assert last <= date(year, 12, 31)


# Figures

OUTCOMES = st.one_of(st.none(), st.sampled_from(Outcome))
FACTS = st.builds(
    lambda group, outcome: Fact({Facet.KIND: ("general", "Generali"), Facet.CLASS: (group, group)}, outcome),
    st.sampled_from("abc"),
    OUTCOMES,
)


@given(st.lists(FACTS))
def test_the_parts_of_a_figure_make_the_whole(facts):
    found = counted(facts)
    for facet in (Facet.KIND, Facet.CLASS):
        tallies = [tally for _code, tally in found.by_facet[facet]]
        assert sum(tally.asked for tally in tallies) == found.whole.asked == len(facts)
        assert sum(tally.done for tally in tallies) == found.whole.done
    assert found.whole.of(UNMONITORED) == sum(fact.outcome is None for fact in facts)
    assert found.whole.implemented.planned == len([fact for fact in facts if fact.outcome is not Outcome.NOT_APPLICABLE])
