"""What measures take off the risk: whether each counts, cause by cause, on numbers and on levels; worked tables of docs/domain/effect.md."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from riskreg.domain.measure_life import Life
from riskreg.domain.monitoring import effect as rules
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.counting import Declared, Failed, counted
from riskreg.domain.monitoring.effect import Cause, Covering, Event, Given, effect
from riskreg.domain.register import Factor, Family, Timing
from riskreg.domain.scoring.calculation import score
from riskreg.domain.scoring.methodology import Grain, Methodology
from riskreg.domain.scoring.text import from_plain
from riskreg.domain.semesters import Semester
from tests.house.sources import ROOT

ON = date(2026, 11, 21)
H2, H1, BEFORE = Semester(2026, 2), Semester(2026, 1), Semester(2025, 2)
LIFE = Life(Timing.CONTINUOUS, date(2025, 1, 1))
VALIDATED = datetime(2026, 7, 20, 9, tzinfo=UTC)


def method(name: str = "riskreg") -> Methodology:
    return from_plain(json.loads((ROOT / f"seeds/methodology/{name}.json").read_text(encoding="utf-8")))


NUMERIC, ORDINAL = method("riskreg"), method("pna_2019")


def declared(semester: Semester = H1, outcome: Outcome = Outcome.DONE, *, closed: bool = True, shown: bool = True, **more) -> Declared:
    return Declared(semester, closed, outcome, more.pop("validated_at", VALIDATED), is_shown=shown, **more)


def nothing(semester: Semester = H1, *, closed: bool = True, **more) -> Declared:
    return Declared(semester, closed, **more)


NO_CASE = {"outcome": Outcome.NOT_APPLICABLE, "cases": 0, "shown": False}
LATER, EARLIER = (Failed(datetime(2026, month, 5, tzinfo=UTC), date(2026, month, 5), "Il registro è vuoto.") for month in (9, 5))

COUNTS = [
    ("declared done, and shown", LIFE, [declared()], None, ""),
    ("nobody validated it", LIFE, [nothing()], None, "non monitorata nel 1° semestre 2026"),
    ("nobody asked about it", LIFE, [], None, "non monitorata nel 1° semestre 2026"),
    ("only an earlier session has it", LIFE, [declared(BEFORE)], None, "non monitorata nel 1° semestre 2026"),
    ("out of the monitoring", LIFE, [nothing(dropped_because="Finita.")], None, "fuori dal monitoraggio del 1° semestre 2026"),
    ("on track", LIFE, [declared(outcome=Outcome.ON_TRACK)], None, "in corso nei tempi, non ancora attuata"),
    ("late", LIFE, [declared(outcome=Outcome.LATE)], None, "dichiarata in ritardo"),
    ("not done", LIFE, [declared(outcome=Outcome.NOT_DONE)], None, "dichiarata non attuata"),
    ("not applicable for another reason", LIFE, [declared(outcome=Outcome.NOT_APPLICABLE)], None, "dichiarata non applicabile"),
    ("done, and nothing shows it", LIFE, [declared(shown=False, no_evidence_because="È a voce.")], None, "senza prove"),
    ("a verification went badly since", LIFE, [declared()], LATER, "verifica negativa del 05/09/2026"),
    ("it was validated again afterwards", LIFE, [declared()], EARLIER, ""),
    ("over", Life(Timing.CONTINUOUS, date(2025, 1, 1), date(2026, 9, 30)), [declared()], None, "non più in vigore dal 30/09/2026"),
    ("not begun", Life(Timing.CONTINUOUS, date(2027, 1, 1)), [declared()], None, "in vigore solo dal 01/01/2027"),
    ("validated in the open session", LIFE, [declared(H2, closed=False), nothing()], None, ""),
    ("late in the open session, done in the last", LIFE, [declared(H2, Outcome.LATE, closed=False), declared()], None, "dichiarata in ritardo"),
    ("still to be answered in the open session", LIFE, [nothing(H2, closed=False), declared()], None, ""),
    ("reopened: the check before the verification does not count", LIFE, [nothing(H2, closed=False), declared()], LATER, "verifica negativa del 05/09/2026"),
    ("no case came: the semester before speaks", LIFE, [declared(**NO_CASE), declared(BEFORE)], None, ""),
    ("no case came, and before it was late", LIFE, [declared(**NO_CASE), declared(BEFORE, Outcome.LATE)], None, "dichiarata in ritardo"),
    ("no case came, and before nobody validated", LIFE, [declared(**NO_CASE), nothing(BEFORE)], None, "non monitorata nel 2° semestre 2025"),
    ("no case ever came", LIFE, [declared(**NO_CASE), declared(BEFORE, **NO_CASE)], None, "il caso a cui si applica non si è ancora presentato: nessuno l'ha vista all'opera"),
]  # fmt: skip


@pytest.mark.parametrize(("life", "those", "failed", "why_not"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_a_measure_counts_only_where_somebody_saw_it_at_work(life, those, failed, why_not):
    found = counted(life, those, H1, failed, ON)
    assert found.why_not == why_not
    assert found.counts is (why_not == "")


def test_which_session_spoke_is_said():
    assert counted(LIFE, [declared(H2, closed=False), declared()], H1, None, ON).semester == H2
    found = counted(LIFE, [declared(**NO_CASE), declared(BEFORE)], H1, None, ON)
    assert (found.semester, found.said) == (BEFORE, "nel 1° semestre 2026 il caso non si è presentato: vale il 2° semestre 2025")
    assert counted(LIFE, [declared(shown=False, no_evidence_because="È a voce.")], H1, None, ON).said == "È a voce."


def test_where_no_session_is_closed_yet_only_what_is_validated_counts():
    assert counted(LIFE, [declared(H1, closed=False)], None, None, ON).counts
    assert counted(LIFE, [nothing(H1, closed=False)], None, None, ON).why_not == "non monitorata"


# Cause by cause


def measure(number: int, family: str, why_not: str = "") -> Covering:
    return Covering(number, f"M{number}", family, why_not)


def result(methodology: Methodology, effectiveness: str, answer: int = 3):
    """Every question answered alike."""
    answers = {each.code: each.answers[min(answer, len(each.answers) - 1)].code for each in methodology.criteria}
    found = score(methodology, answers, effectiveness)
    assert found.effectiveness.code == effectiveness
    return found


def of_process(methodology: Methodology, effectiveness: str, *events: Event, answer: int = 3, judged: rules.Judged = rules.NOBODY):
    whole = [Given(None, "", result(methodology, effectiveness, answer))]
    return effect(methodology, whole, {each.id: each for each in events}, judged)


CONTROLS, FEW, SKILLS = Factor.NO_CONTROLS, Factor.FEW_HANDS, Factor.NO_SKILLS
ALL_SEEN = Event(1, "Favori", (CONTROLS, FEW), (measure(1, "a"), measure(2, "g")))

STEPS = [
    # what is declared, the events, what is verified: 9,00 is what answers of 3 come to
    ("all seen", "buona", [ALL_SEEN], "buona", "3.60"),
    ("one of two causes lost", "buona", [Event(1, "Favori", (CONTROLS, FEW), (measure(1, "a"), measure(2, "g", "senza prove")))], "assente", "9.00"),
    ("one strong measure beside a cause that nothing answers", "ottima", [Event(1, "Favori", (CONTROLS, FEW), (measure(1, "a"),))], "assente", "9.00"),
    ("half of the measures of a cause", "buona", [Event(1, "Favori", (CONTROLS,), (measure(1, "a"), measure(2, "a", "senza prove")))], "scarsa", "7.20"),
    ("two thirds of ottima", "ottima", [Event(1, "Favori", (CONTROLS,), (measure(1, "a"), measure(2, "a"), measure(3, "a", "x")))], "sufficiente", "5.40"),
    ("no causes named: all the measures of the event", "buona", [Event(1, "Favori", (), (measure(1, "a"), measure(2, "f", "x")))], "scarsa", "7.20"),
    ("no causes, no measures", "scarsa", [Event(1, "Favori", (), ())], "assente", "9.00"),
    ("a family that answers none of the causes answers them all", "buona", [Event(1, "Favori", (CONTROLS, FEW), (measure(1, "i"),))], "buona", "3.60"),
    ("the weakest of two events", "buona", [ALL_SEEN, Event(2, "Ritardi", (SKILLS,), (measure(3, "f", "x"),))], "assente", "9.00"),
    ("no event at all", "buona", [], "assente", "9.00"),
    ("nothing declared, nothing lost", "assente", [Event(1, "Favori", (CONTROLS,), ())], "assente", "9.00"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "events", "verified", "residual"), [row[1:] for row in STEPS], ids=[row[0] for row in STEPS])
def test_the_effectiveness_is_that_of_the_weakest_cause(said, events, verified, residual):
    found = of_process(NUMERIC, said, *events)
    assert found.scores[0].verified.code == verified
    assert found.found.residual == Decimal(residual)
    assert found.is_weaker is (verified != said)


def test_a_score_says_how_it_was_come_to():
    found = of_process(NUMERIC, "buona", Event(1, "Favori", (CONTROLS,), (measure(1, "a"), measure(2, "a", "senza prove"))))
    one = found.scores[0]
    assert rules.formula(found.planned) == "9,00 × 0,40 (efficacia «buona») = 3,60, fascia BASSO"
    assert rules.formula(found.found) == "9,00 × 0,80 (efficacia «scarsa») = 7,20, fascia MEDIO"
    assert rules.steps_said(one, NUMERIC) == (
        "L'efficacia dichiarata, «buona», sta 3 gradini sopra «assente». Vale la causa meno coperta, «mancanza di controlli»: conta 1 misura su 2; 1/2 di 3 gradini fa 1, per difetto: «scarsa»."
    )  # fmt: skip
    assert rules.suggestion(one, "1° semestre 2026") == (
        "Dal monitoraggio del 1° semestre 2026: efficacia verificata «scarsa» (dichiarata «buona»), perché per «mancanza di controlli» di «Favori» conta 1 misura su 2 (M2 senza prove)."
    )  # fmt: skip
    assert found.missing_said == "1 misura che non conta"


def test_what_is_missing_in_the_plan_is_told_apart_from_what_was_not_seen():
    found = of_process(NUMERIC, "buona", Event(1, "Favori", (CONTROLS, FEW), (measure(1, "a", "senza prove"),)))
    assert (found.uncovered, found.unseen) == (1, 1)
    assert found.missing_said == "1 causa senza misure; 1 misura che non conta"
    uncovered = of_process(NUMERIC, "buona", Event(1, "Favori", (FEW,), ()))
    assert "non risponde nessuna misura" in rules.steps_said(uncovered.scores[0], NUMERIC)
    assert rules.suggestion(of_process(NUMERIC, "buona", ALL_SEEN).scores[0], "1° semestre 2026").endswith("«buona», come dichiarata.")


UNCOVERED = Event(1, "Favori", (CONTROLS, FEW), (measure(1, "a"),))
UNSEEN = Event(2, "Ritardi", (CONTROLS,), (measure(2, "a", "senza prove"),))


@pytest.mark.parametrize(
    ("those", "seen_worse", "planned_too_low"),
    [
        ([ALL_SEEN], False, False),
        ([UNSEEN], True, False),
        ([UNCOVERED], False, True),
        ([], False, True),
        ([UNCOVERED, UNSEEN], False, True),  # whatever is done about the second, the first keeps it where it is
    ],
)
@pytest.mark.parametrize("methodology", [NUMERIC, ORDINAL], ids=["numeric", "ordinal"])
def test_worse_for_the_monitoring_and_worse_for_the_plan_are_two_things(methodology, those, seen_worse, planned_too_low):
    found = of_process(methodology, methodology.effectiveness[-1].code, *those, answer=3 if methodology is NUMERIC else 9)
    assert (found.is_seen_worse, found.is_planned_too_low) == (seen_worse, planned_too_low)
    assert found.is_worse is (seen_worse or planned_too_low)


def test_a_process_may_be_both():
    """The plan leaves the first event at 9,00; of the second, twice as grave, one measure of two was not seen."""
    given = [Given(1, "Favori", result(NUMERIC, "buona")), Given(2, "Ritardi", result(NUMERIC, "buona", 4))]
    lost = Event(2, "Ritardi", (CONTROLS,), (measure(2, "a", "senza prove"), measure(3, "a")))
    found = effect(NUMERIC, given, {1: UNCOVERED, 2: lost})
    assert [each.residual for each in (found.planned, found.at_best, found.found)] == [Decimal("6.40"), Decimal("9.00"), Decimal("12.80")]
    assert found.is_seen_worse
    assert found.is_planned_too_low


def test_levels_are_weighed_by_their_table():
    best = ORDINAL.effectiveness[-1].code
    whole, lost = (of_process(ORDINAL, best, event, answer=9) for event in (ALL_SEEN, Event(1, "Favori", (CONTROLS,), ())))
    assert whole.found == whole.planned
    assert lost.found.band == lost.found.inherent_band, "where nothing is seen at work, the risk is what it was before the measures"
    assert lost.found.band.rank > lost.planned.band.rank
    assert lost.is_worse
    assert (lost.inherent_said, lost.found_said) == ("", "")
    assert rules.formula(lost.found).startswith("rischio inerente ")


def test_event_by_event_each_has_its_own_and_the_worst_counts():
    method_ = method("riskreg")
    given = [Given(1, "Favori", result(method_, "buona", 4)), Given(2, "Ritardi", result(method_, "buona", 2))]
    mild = Event(2, "Ritardi", (SKILLS,), (measure(3, "f", "senza prove"),))
    found = effect(method_, given, {1: ALL_SEEN, 2: mild})
    assert [each.verified.code for each in found.scores] == ["buona", "assente"]
    assert found.planned.residual == found.found.residual == Decimal("6.40"), "16 × 0,40 still is more than 4,00 × 1,00"
    assert found.is_weaker
    assert not found.is_worse


def test_an_event_that_left_the_process_stays_as_it_was_assessed_and_one_that_came_is_named():
    given = [Given(1, "Favori", result(NUMERIC, "buona")), Given(7, "Perdite", result(NUMERIC, "buona"))]
    found = effect(NUMERIC, given, {1: ALL_SEEN, 9: Event(9, "Nuovo", (), ())})
    assert [each.left for each in found.scores] == ["", rules.GONE]
    assert not found.is_weaker
    assert found.unscored == ("Nuovo",)


def test_a_process_without_a_score_has_no_effect():
    assert effect(NUMERIC, [], {}) is None


def test_the_band_that_somebody_judged_stands_until_less_is_verified():
    bands = [each.code for each in NUMERIC.bands]
    lost = Event(1, "Favori", (CONTROLS,), (measure(1, "a", "x"),))
    raised = of_process(NUMERIC, "buona", ALL_SEEN, judged=(bands[2], bands[0]))
    assert (raised.planned_band.code, raised.found_band.code) == (bands[2], bands[2])
    raised_and_lost = of_process(NUMERIC, "buona", lost, judged=(bands[2], bands[0]))
    assert raised_and_lost.found_band.code == bands[2], "9,00 would be milder than what was judged"
    lapsed = of_process(NUMERIC, "buona", ALL_SEEN, judged=(bands[3], bands[1]))
    assert lapsed.planned_band.code == bands[0], "judged when the computed band was another"
    lowered = of_process(NUMERIC, "scarsa", lost, judged=(bands[0], bands[1]))
    assert (lowered.planned_band.code, lowered.found_band.code) == (bands[0], bands[1])


# Whatever the register holds

families = st.sampled_from([each.value for each in Family])
measures = st.builds(Covering, st.integers(1, 30), st.just("M"), families, st.sampled_from(["", "senza prove", "non monitorata"]))
events = st.builds(
    Event, st.integers(1, 6), st.just("Evento"), st.lists(st.sampled_from(list(Factor)), unique=True, max_size=4).map(tuple),
    st.lists(measures, max_size=6, unique_by=lambda one: one.id).map(tuple),
)  # fmt: skip
several = st.lists(events, max_size=4, unique_by=lambda one: one.id)


@pytest.mark.parametrize("methodology", [NUMERIC, ORDINAL], ids=["numeric", "ordinal"])
@pytest.mark.parametrize("grain", list(Grain))
@for_any(several, st.data())
def test_what_is_verified_is_never_better_than_what_was_declared(methodology, grain, those, data):
    said = st.sampled_from([each.code for each in methodology.effectiveness])
    numbers = [None] if grain is Grain.PROCESS else data.draw(st.lists(st.integers(1, 8), min_size=1, max_size=5, unique=True))
    given = [Given(number, "x", result(methodology, data.draw(said), data.draw(st.integers(0, 5)))) for number in numbers]
    judged = data.draw(
        st.tuples(st.sampled_from([each.code for each in methodology.bands]), st.sampled_from([each.code for each in methodology.bands]))
    )
    found = effect(methodology, given, {each.id: each for each in those}, judged)
    scale = list(methodology.effectiveness)
    for each in found.scores:
        assert scale.index(each.verified) <= scale.index(each.declared)
        assert each.result.band.rank >= each.given.result.band.rank
        assert bool(each.why) is each.is_weaker
        assert rules.steps_said(each, methodology)
    assert found.found_band.rank >= found.planned_band.rank
    assert found.weight >= (0, Decimal(0))
    assert found.is_worse is (found.is_seen_worse or found.is_planned_too_low)


@for_any(several.filter(bool), st.sampled_from(["scarsa", "sufficiente", "buona", "ottima"]))
def test_a_cause_that_nothing_answers_is_never_hidden(those, said):
    found = of_process(NUMERIC, said, *those)
    causes: tuple[Cause, ...] = found.scores[0].causes
    if any(not cause.counting for cause in causes):
        assert found.scores[0].verified == NUMERIC.effectiveness[0]
        assert any(not cause.counting for cause in found.scores[0].weakest)
    if all(each.counts for event in those for each in event.measures) and all(cause.measures for cause in causes):
        assert not found.is_weaker
