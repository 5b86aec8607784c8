"""The effect on risk as it is read: the last session, in that very process, in bulk; and what it says to whoever assesses next."""

from datetime import date
from decimal import Decimal

import pytest

from riskreg.assessments import operations, verified
from riskreg.assessments import queries as assessments
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.campaigns import unchanged
from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.monitoring.checks import Answer, Outcome
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.register import Timing
from riskreg.monitoring import suggesting, weighing
from riskreg.register.operations import measures
from tests.features.assessments import world
from tests.features.monitoring import seen
from tests.statements import counted

ON = date(2026, 11, 21)


def of(process, year=2026, on=ON):
    return weighing.of_process(process.id, year, on)


def reasons(process):
    return {measure.code: measure.why_not for event in of(process).events for measure in event.measures}


@pytest.fixture
def there(make):
    return seen.process(make)


def test_before_any_session_has_spoken_there_is_nothing_to_compare(make, there):
    process, _event, _measure = there
    assert of(process) is None
    make.session()
    assert of(process) is None
    assert weighing.of_all(2026, ON) == ()


def test_declared_validated_and_shown_it_holds_what_was_assessed(make, there):
    process, _event, measure = there
    session = make.session(2026, 1)
    seen.declared(make, session, measure)
    found = of(process)
    assert (found.effect.planned.residual, found.effect.found.residual) == (Decimal("3.60"), Decimal("3.60"))
    assert not found.effect.is_weaker
    assert found.session == "1° semestre 2026"
    seen.closed(make, session)
    assert of(process).effect.found.residual == Decimal("3.60")


@pytest.mark.parametrize(
    ("what", "why_not"),
    [("silent", "non monitorata nel 1° semestre 2026"), ("unshown", "senza prove"), ("late", "dichiarata in ritardo"), ("failed", "verifica negativa del 21/11/2026"), ("confirmed", "")],
)  # fmt: skip
def test_whatever_nobody_saw_at_work_loses_its_credit(make, there, what, why_not):
    process, event, measure = there
    other = make.measure(event, name="Seconda firma")
    session = make.session(2026, 1)
    seen.declared(make, session, other)
    if what != "silent":
        one = seen.declared(make, session, measure, shown=what != "unshown", answer=seen.LATE if what == "late" else None)
    if what in ("failed", "confirmed"):
        seen.failed(make, one, finding=Finding.NEGATIVE if what == "failed" else Finding.REMARKS)
    seen.closed(make, session)
    assert reasons(process) == {other.code: "", measure.code: why_not}
    assert of(process).effect.found.residual == Decimal("7.20" if why_not else "3.60"), "one of two: one step of three"


def test_what_is_validated_in_the_open_session_takes_the_place_of_the_last(make, there):
    process, _event, measure = there
    seen.closed(make, make.session(2026, 1))
    assert reasons(process)[measure.code] == "non monitorata nel 1° semestre 2026"
    after = make.session(2026, 2)
    assert reasons(process)[measure.code] == "non monitorata nel 1° semestre 2026", "nobody has validated anything yet"
    seen.declared(make, after, measure)
    assert reasons(process)[measure.code] == ""
    assert of(process).session == "2° semestre 2026"


def test_a_measure_of_two_processes_counts_in_each_by_its_own_check(make, there):
    process, event, measure = there
    other, elsewhere, own = seen.process(make, method=assessments.of(process.id, 2026).methodology)

    measures.link(measure, [event, elsewhere], **make._by())
    db.session.commit()
    session = make.session(2026, 1)
    seen.declared(make, session, measure, process=process)
    seen.closed(make, session)
    assert reasons(process)[measure.code] == ""
    assert reasons(other) == {measure.code: "non monitorata nel 1° semestre 2026", own.code: "non monitorata nel 1° semestre 2026"}


def test_a_measure_that_came_to_an_end_is_named_and_does_not_count(make, there):
    process, _event, measure = there
    session = make.session(2026, 1)
    seen.declared(make, session, measure)
    seen.closed(make, session)
    by = make._by()
    measure.in_force_to, measure.ended_because = date(2026, 10, 31), "Superata."
    record(Tag.MEASURE_ENDED, measure, **by)
    db.session.commit()
    assert reasons(process) == {measure.code: "non più in vigore dal 31/10/2026"}
    assert of(process, on=date(2026, 10, 31)).effect.is_weaker is False, "on its last day it still counted"


def test_a_past_year_is_looked_at_with_its_own_sessions_and_assessment(make):
    process, _event, measure = seen.process(make, year=2025)
    before = make.session(2025, 2)
    seen.declared(make, before, measure)
    seen.closed(make, before)
    after = make.session(2026, 1)
    seen.declared(make, after, measure, answer=seen.LATE)
    seen.closed(make, after)
    assert of(process, 2025, date(2025, 12, 31)).effect.is_weaker is False
    assert of(process, 2026, ON).effect.is_worse
    assert of(process, 2024, ON) is None, "nothing was approved by then"


def test_levels_too(make):
    method = world.methodology(make, "pna_2019")
    one = make.process()
    event = make.event(make.phase(one))
    measure = make.measure(event)
    content = assessments.methodologies.as_domain(method)
    answers = {each.code: each.answers[-1].code for each in content.criteria}
    make.assessment(one, methodology=method, answers=answers, effectiveness=content.effectiveness[-1].code, event=event, approved=True)
    session = make.session(2026, 1)
    seen.declared(make, session, measure, shown=False)
    found = of(one)
    assert found.effect.found.band == found.effect.planned.inherent_band
    assert found.effect.is_worse


def test_event_by_event_a_score_is_weighed_by_the_measures_of_its_event(make):
    method = world.methodology(make, grain="event")
    one = make.process()
    phase = make.phase(one)
    first, second = make.event(phase, name="Favori"), make.event(phase, name="Ritardi")
    kept, lost = make.measure(first), make.measure(second)
    for event in (first, second):
        made = assessments.of(one.id, 2026) or make.assessment(one, methodology=method)

        operations.answer(made, dict.fromkeys(world.answers(), "3"), "buona", event_id=event.id, **make._by())
        db.session.commit()
    make.brought(made, "approved")
    session = make.session(2026, 1)
    seen.declared(make, session, kept)
    seen.closed(make, session)
    found = of(one)
    assert {each.given.name: each.verified.code for each in found.effect.scores} == {"Favori": "buona", "Ritardi": "assente"}
    assert reasons(one) == {kept.code: "", lost.code: "non monitorata nel 1° semestre 2026"}
    told = verified.of_score(one.id, second.id, 2027, ON)
    assert [each.sentence for each in told] == [
        f"Per «Ritardi», dal monitoraggio del 1° semestre 2026: efficacia verificata «assente» (dichiarata «buona»), perché per «mancanza di controlli» di «Ritardi» la misura prevista non conta ({lost.code} non monitorata nel 1° semestre 2026)."
    ]  # fmt: skip


def test_as_many_queries_for_many_processes_as_for_one(make, there):
    _process, _event, measure = there
    method = db.session.scalars(db.select(assessments.Assessment)).first().methodology
    session = make.session(2026, 1)
    seen.declared(make, session, measure)
    counts = []
    for many in (0, 6):
        for _place in range(many):
            seen.process(make, method=method)
        db.session.expire_all()
        with counted(("SELECT", "WITH")) as statements:
            rows = weighing._weighed(2026, ON, None)
        counts.append((len(rows), len(statements)))
    assert [rows for rows, _statements in counts] == [1, 7]
    assert counts[0][1] == counts[1][1] <= 12


def test_the_worse_come_first(make, there):
    process, _event, measure = there
    other, _event, _measure = seen.process(make, effectiveness="ottima", method=assessments.of(process.id, 2026).methodology)
    session = make.session(2026, 1)
    seen.declared(make, session, measure)
    seen.closed(make, session)
    assert [one.process_id for one in weighing.of_all(2026, ON)] == [other.id, process.id]


def test_what_somebody_can_mend_now_comes_before_what_only_a_plan_can(make, there):
    """Though more risk is left where the plan has no measure."""
    process, _event, _measure = there
    method = assessments.of(process.id, 2026).methodology
    bare, _event, without = seen.process(make, effectiveness="ottima", method=method, a="", d="")
    session = make.session(2026, 1)
    seen.declared(make, session, without)
    seen.closed(make, session)
    found = weighing.of_all(2026, ON)
    assert [(one.process_id, one.effect.is_seen_worse, one.effect.is_planned_too_low) for one in found] == [
        (process.id, True, False), (bare.id, False, True),
    ]  # fmt: skip


# What it says to whoever assesses next


def test_whoever_assesses_next_reads_it_and_no_answer_changes(make, there):
    process, _event, measure = there
    session = make.session(2026, 1)
    seen.declared(make, session, measure, shown=False)
    seen.closed(make, session)
    (told,) = verified.of_process(process.id, 2027, ON)
    assert told.sentence == (
        f"Dal monitoraggio del 1° semestre 2026: efficacia verificata «assente» (dichiarata «buona»), perché per «mancanza di controlli» di «Favori» la misura prevista non conta ({measure.code} senza prove)."
    )  # fmt: skip
    assert told.is_less
    assert verified.of_process(process.id, 2026, ON) == [], "the assessment of 2026 is the one that is compared"
    assert assessments.of(process.id, 2026).scores[0].effectiveness == "buona"


def test_of_what_was_never_effective_nothing_is_said(make):
    process, _event, measure = seen.process(make, effectiveness="assente")
    session = make.session(2026, 1)
    seen.declared(make, session, measure)
    assert verified.of_process(process.id, 2027, ON) == []


def test_a_verification_that_went_badly_since_speaks_against_nothing_changed(make, there):
    process, _event, measure = there
    session = make.session(2026, 1)
    one = seen.declared(make, session, measure)
    assert suggesting.failed_since([process.id], ON) == {}
    seen.failed(make, one, finding=Finding.REMARKS)
    assert suggesting.failed_since([process.id], ON) == {}
    seen.failed(make, one)
    said = [f"La verifica del 21/11/2026 non ha confermato la misura {measure.code} (1° semestre 2026): «Il registro è vuoto»."]
    assert suggesting.failed_since([process.id], ON) == {process.id: said}
    assert suggesting.failed_since([process.id], date(2026, 11, 22)) == {}, "whoever approved later knew of it"
    assert suggesting.failed_since in unchanged._asked


def test_a_case_that_never_came_leaves_the_semester_before_to_speak(make):

    process, event, always = seen.process(make)
    measure = make.measure(event, name="Doppia firma sopra soglia", timetable=Timetable(Timing.ON_EVENT, occasion="gara"))
    before = make.session(2025, 2)
    seen.declared(make, before, measure, answer=Answer(Outcome.DONE, done_on=date(2025, 7, 1), cases=2, complied=2))
    seen.closed(make, before)
    session = make.session(2026, 1)
    seen.declared(make, session, measure, answer=Answer(Outcome.NOT_APPLICABLE, cases=0), shown=False)
    seen.declared(make, session, always)
    found = {each.code: each for event in of(process).events for each in event.measures}
    assert found[measure.code].counts
    assert found[measure.code].said == "nel 1° semestre 2026 il caso non si è presentato: vale il 2° semestre 2025"
