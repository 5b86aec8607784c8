"""The second level: the sample declared, frozen and drawn; nobody verifies their own; what is not confirmed is open again; minutes keep what they saw."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.monitoring.checks import Answer, Outcome
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.monitoring import declared, queries, sample
from riskreg.monitoring.models import Draw, Verification
from riskreg.monitoring.operations import answering, closing, moving, sampling, verifying
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.operations.verifying import Found
from riskreg.monitoring.queries import verification as looked
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.register.operations import measure_life
from tests.monitoring_factory import DONE

TODAY = date(2026, 11, 21)
SEED = "lotto 14/07/2026: 7 21 33 48 90"
GOOD = Found(Finding.POSITIVE, "Il registro.", "Tutto in ordine.")
REMARKS = Found(Finding.REMARKS, "Il registro.", "Manca una firma.", "Firmare.", TODAY + timedelta(days=30))
BAD = Found(Finding.NEGATIVE, "Tre pratiche.", "In due manca la scheda.", "Completare le schede.", TODAY + timedelta(days=30))


def now(by):
    return {"by": by, "at": clock.now()}


@pytest.fixture
def office(make):
    return make.person(Role.COMPLIANCE)


@pytest.fixture
def general(make):
    """Twelve general measures of one class, validated."""

    def made(number, state="validated"):
        return make.check(make.measure(kind=MeasureKind.GENERAL, code=f"MG{number:02}"), state=state)

    return [made(number) for number in range(1, 13)]


@pytest.fixture
def one(general):
    return queries.session(general[0].session_id)


def planned(one, by, seed=SEED, shares=None, **more):
    made = sampling.declare(one, seed, shares if shares is not None else {"general_formazione": 25}, **more, **now(by))
    db.session.commit()
    return made


def drawn(one, by, **more):
    made = sampling.draw(planned(one, by, **more), **now(by))
    db.session.commit()
    return made


def codes(draw):
    return [row.key for row in sample.rows_of(draw) if row.check_id in looked.of_draw(draw)]


def first(draw):
    return looked.verification(db.session.scalar(select(Verification.id).where(Verification.draw_id == draw.id).order_by(Verification.id)))


def chosen(check, by, because="Segnalata."):
    made = sampling.choose(queries.check(check.id), because, **now(by))
    db.session.commit()
    return looked.verification(made.id)


# The sample


def test_the_same_list_and_seed_draw_the_same_on_every_database(general, one, office):
    """Written down once and for all: 25 % of twelve, the first three by the SHA-256 of seed and code."""
    by_hand = sorted((f"MG{n:02}" for n in range(1, 13)), key=lambda code: hashlib.sha256(f"{SEED}|{code}".encode()).hexdigest())
    draw = drawn(one, office)
    assert sorted(codes(draw)) == sorted(by_hand[:3]) == ["MG03", "MG08", "MG09"]
    assert draw.fingerprint == hashlib.sha256("\n".join(f"general_formazione|MG{n:02}" for n in range(1, 13)).encode()).hexdigest()


def test_the_seed_is_declared_before_the_list_is_frozen(general, one, office, make):
    plan = planned(one, office)
    assert (plan.declared_by_id, plan.is_drawn, plan.rows) == (office.user_id, False, "")
    late = make.check(make.measure(kind=MeasureKind.GENERAL, code="MG99"), state="validated")
    sampling.draw(plan, **now(office))
    db.session.commit()
    assert late.id in {row.check_id for row in sample.rows_of(plan)}, "validated after the plan, before the draw"
    assert plan.drawn_at >= plan.declared_at


def test_riskreg_makes_a_seed_that_nobody_chose(general, one, office):
    assert len({planned(one, office, seed="").seed, sampling.made_seed(), sampling.made_seed()}) == 3


def test_until_the_draw_the_plan_changes_and_the_trail_keeps_each_version(general, one, office):
    plan = planned(one, office)
    again = planned(one, office, seed="un altro seme", shares={"general_formazione": 50}, version=plan.version)
    assert again.id == plan.id
    assert [each.percent for each in sample.plan_of(plan)] == [50]
    assert len(audit.of_tag(plan.subject, Tag.DRAW_CHANGED)) == 1
    with pytest.raises(Conflict):
        sampling.declare(one, SEED, {}, version=1, **now(office))


def test_drawn_nothing_of_it_changes_any_more(general, one, office):
    draw = drawn(one, office)
    with pytest.raises(WrongState, match="già stata fatta"):
        sampling.draw(draw, **now(office))


def test_only_what_is_validated_at_that_moment_is_listed(general, one, office, make):
    make.check(make.measure(kind=MeasureKind.GENERAL, code="MG90"), state="sent")
    make.check(make.measure(kind=MeasureKind.GENERAL, code="MG91"))
    assert {row.key for row in sample.rows_of(drawn(one, office))} == {f"MG{number:02}" for number in range(1, 13)}


def test_all_of_the_top_band_and_of_what_nobody_judged(make, office):
    """Whatever the plan says of the others."""
    top, low, unknown = make.process(), make.process(), make.process()
    make.assessment(top, 2026, approved=True, answers=_answers("5"))
    make.assessment(low, 2026, approved=True, answers=_answers("1"))
    those = {}
    for name, process in (("top", top), ("low", low), ("unknown", unknown)):
        those[name] = [make.check(make.measure(make.event(make.phase(process))), state="validated").id for _ in range(4)]
    one = queries.session(queries.check(those["top"][0]).session_id)
    draw = drawn(one, office, shares={each.code: 25 for each in sample.parts(one) if not each.must} | {"top": 100, "unjudged": 100})
    taken = set(looked.of_draw(draw))
    assert set(those["top"]) <= taken
    assert set(those["unknown"]) <= taken
    assert len(taken & set(those["low"])) == 1


def _answers(number):
    names = (
        "interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita", "economico", "organizzativo",
        "reputazionale", "servizio",
    )  # fmt: skip
    return dict.fromkeys(names, number)


def test_a_further_draw_says_why_has_another_seed_and_lists_only_who_came_later(general, one, office, make):
    before = drawn(one, office)
    late = make.check(make.measure(kind=MeasureKind.GENERAL, code="MG50"), state="validated")
    with pytest.raises(RuleBroken, match="perché ne serve un'altra"):
        sampling.declare(one, "un altro seme", {"general_formazione": 100}, **now(office))
    with pytest.raises(RuleBroken, match="è già servito"):
        sampling.declare(one, before.seed, {"general_formazione": 100}, "Validata dopo.", **now(office))
    draw = drawn(one, office, seed="un altro seme", shares={"general_formazione": 100}, because="Validata dopo.")
    assert looked.of_draw(draw) == [late.id], "those that were listed and not drawn have no second chance to be, nor to be left out"


def test_with_nothing_to_list_or_to_take_nothing_is_drawn(make, office):
    make.check(make.measure(kind=MeasureKind.GENERAL, code="MG01"), state="sent")
    make.check(make.measure(kind=MeasureKind.GENERAL, measure_class="codice", code="MG02"))
    one = queries.at_work(TODAY)[0]
    plan = planned(one, office, shares={"general_formazione": 0, "general_codice": 50})
    with pytest.raises(RuleBroken, match="Non c'è nessuna scheda validata"):
        sampling.draw(plan, **now(office))
    moving.validate(queries.check(queries.checks(one)[0].id), quietly=True, **now(COMMAND_LINE))
    with pytest.raises(RuleBroken, match="non esce nessuna scheda"):
        sampling.draw(plan, **now(office))


def test_a_part_that_came_in_after_the_plan_is_asked_about_before_the_draw(general, one, office, make):
    plan = planned(one, office)
    make.check(make.measure(kind=MeasureKind.GENERAL, measure_class="codice", code="MG70"), state="validated")
    with pytest.raises(RuleBroken, match="Codice di comportamento"):
        sampling.draw(plan, **now(office))


def test_the_draw_is_done_again_from_what_was_kept_and_says_where_it_does_not_agree(general, one, office):
    draw = drawn(one, office)
    assert sample.Again(draw).differs(looked.of_draw(draw)) == ""
    assert "schede diverse" in sample.Again(draw).differs(looked.of_draw(draw)[1:])
    taken = looked.of_draw(draw)
    draw.rows = draw.rows.replace("MG05", "MG5X")
    with db.session.no_autoflush:  # the database would refuse it
        assert "impronta" in sample.Again(draw).differs(taken)
    db.session.rollback()


@pytest.mark.parametrize("role", [Role.REFERENTE, Role.DIRIGENTE, Role.OIV])
def test_who_may_draw_choose_and_verify(general, one, office, make, role):
    draw, other = drawn(one, office), make.person(role)
    for act in (
        lambda: sampling.declare(one, SEED, {}, **now(other)),
        lambda: sampling.draw(draw, **now(other)),
        lambda: sampling.choose(general[0], "Perché sì.", **now(other)),
        lambda: verifying.verify(first(draw), GOOD, **now(other)),
        lambda: verifying.follow(first(draw), TODAY, "Fatto.", **now(other)),
    ):
        with pytest.raises(NotAllowed):
            act()


# By hand


def test_one_chosen_by_hand_says_why_and_only_once(general, office):
    with pytest.raises(RuleBroken, match="perché la verifichi"):
        sampling.choose(general[0], "  ", **now(office))
    assert chosen(general[0], office).chosen_because == "Segnalata."
    with pytest.raises(WrongState, match="già fra quelle"):
        sampling.choose(general[0], "Ancora.", **now(office))


def test_what_was_chosen_is_not_drawn_too(general, one, office):
    chosen(general[0], office)
    assert general[0].id not in {row.check_id for row in sample.rows_of(drawn(one, office))}


def test_only_what_is_validated_is_chosen(make, office):
    with pytest.raises(WrongState, match="validato"):
        sampling.choose(make.check(state="sent"), "Segnalata.", **now(office))


# What is found


def test_a_finding_is_recorded_with_what_was_declared_then(general, office):
    one = verifying.verify(chosen(general[0], office), GOOD, **now(office))
    db.session.commit()
    assert (one.finding, one.verified_by_id) == ("positive", office.user_id)
    assert ("A che punto è", "Attuata") in declared.kept(one).pairs
    assert queries.check(general[0].id).state == "validated"
    with pytest.raises(WrongState, match="già fatta"):
        verifying.verify(one, BAD, **now(office))


def test_one_that_is_not_confirmed_opens_the_check_takes_its_activation_back_and_tells_who_answered(make, office):
    author = make.person(Role.REFERENTE)
    check = make.check(make.measure(kind=MeasureKind.GENERAL), state="validated", by=author)
    assert check.measure.activation is not None
    verifying.verify(chosen(check, office), BAD, **now(office))
    db.session.commit()
    after = queries.check(check.id)
    assert (after.state, after.validated_at, after.measure.activation) == ("reopened", None, None)
    told = db.session.scalars(select(Notice).where(Notice.kind == "check:reopened")).one()
    assert told.user_id == author.user_id
    assert "In due manca la scheda." in told.body
    assert "Completare le schede." in told.body


def test_an_activation_that_the_check_did_not_write_stays(make, office):
    measure = make.measure(kind=MeasureKind.GENERAL)
    measure_life.activate(measure, on=date(2025, 3, 1), because="Determina 12/2025.", **now(COMMAND_LINE))
    db.session.commit()
    check = make.check(measure, state="validated", answer=Answer(Outcome.DONE, no_evidence_because="Procedura."))
    verifying.verify(chosen(check, office), BAD, **now(office))
    db.session.commit()
    assert queries.check(check.id).measure.activation is not None


def test_mended_and_validated_again_it_is_verified_once_more_and_the_first_minutes_keep_what_they_saw(make, office):
    author = make.person(Role.REFERENTE)
    check = make.check(make.measure(kind=MeasureKind.GENERAL), state="validated", by=author)
    before = verifying.verify(chosen(check, office), BAD, **now(office))
    db.session.commit()
    with pytest.raises(WrongState, match="validato"):
        sampling.choose(queries.check(check.id), "Ancora.", **now(office))
    open_again = queries.check(check.id)
    answering.answer(
        open_again,
        Given(Answer(Outcome.DONE, note="Ora ci sono tutte.", done_on=DONE.done_on, no_evidence_because="Agli atti.")),
        **now(author),
    )
    moving.send(open_again, quietly=True, **now(author))
    moving.validate(open_again, quietly=True, **now(COMMAND_LINE))
    db.session.commit()
    assert [row.id for row in _failed(check)] == [check.id]
    after = verifying.verify(chosen(check, office, "Corretta."), GOOD, **now(office))
    db.session.commit()
    assert _failed(check) == [], "the last word counts"
    assert dict(declared.kept(looked.verification(before.id)).pairs).get("Nota") is None
    assert dict(declared.kept(after).pairs)["Nota"] == "Ora ci sono tutte."
    assert queries.check(check.id).measure.activation is not None


def _failed(check):
    from riskreg.monitoring.models import Check

    return list(db.session.scalars(select(Check).where(Check.session_id == check.session_id, looked.went_badly())))


def test_remarks_leave_it_validated_and_tell_what_must_be_done_by_when(make, office):
    author = make.person(Role.REFERENTE)
    check = make.check(make.measure(kind=MeasureKind.GENERAL), state="validated", by=author)
    verifying.verify(chosen(check, office), REMARKS, **now(office))
    db.session.commit()
    assert queries.check(check.id).state == "validated"
    told = db.session.scalars(select(Notice).where(Notice.kind == "check:verified")).one()
    assert told.user_id == author.user_id
    assert "Firmare." in told.body
    assert "21/12/2026" in told.body


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Found(None, "x", "x"), "finding"),
        (Found(Finding.POSITIVE, "", "x"), "looked_at"),
        (Found(Finding.POSITIVE, "x", " "), "found"),
        (Found(Finding.REMARKS, "x", "x"), "follow_up"),
        (Found(Finding.NEGATIVE, "x", "x", "x"), "follow_up_by"),
        (Found(Finding.NEGATIVE, "x", "x", "x", TODAY - timedelta(days=1)), "follow_up_by"),
        (Found(Finding.POSITIVE, "x", "x", "", TODAY), "follow_up"),
    ],
)
@pytest.mark.one_database
def test_minutes_say_what_was_looked_at_what_came_of_it_and_what_follows(make, office, given, field):
    one = chosen(make.check(state="validated"), office)
    with pytest.raises(RuleBroken) as refused:
        verifying.verify(one, given, **now(office))
    assert refused.value.field == field


# Nobody verifies their own


def test_whoever_declared_or_validated_does_not_verify(make):
    mine, judge, rpct = make.person(Role.COMPLIANCE), make.person(Role.COMPLIANCE), make.person(Role.RPCT)
    make.grant(people.user(judge.user_id), Role.DIRIGENTE)
    judge = people.person(people.user(judge.user_id), TODAY)
    check = make.check(make.measure(kind=MeasureKind.GENERAL), state="sent", by=mine)
    moving.validate(check, quietly=True, **now(judge))
    db.session.commit()
    one = chosen(check, rpct)
    with pytest.raises(NotAllowed, match="hai lavorato anche tu"):
        verifying.verify(one, GOOD, **now(mine))
    with pytest.raises(NotAllowed, match="l'hai validata tu"):
        verifying.verify(one, GOOD, **now(judge))
    assert verifying.verify(one, GOOD, **now(rpct)).finding == "positive"


def test_what_compliance_answers_for_is_for_the_rpct(make):
    unit = make.unit(name="UO Compliance")
    mine, rpct = make.person(Role.COMPLIANCE), make.person(Role.RPCT)
    make.grant(people.user(mine.user_id), Role.REFERENTE, unit)
    mine = people.person(people.user(mine.user_id), TODAY)
    check = make.check(make.measure(kind=MeasureKind.GENERAL, owner=unit), state="validated")
    one = chosen(check, mine)
    with pytest.raises(NotAllowed, match="risponde il tuo ufficio"):
        verifying.verify(one, GOOD, **now(mine))
    assert verifying.verify(one, GOOD, **now(rpct)).finding == "positive"


def test_where_everybody_else_is_out_whoever_validated_may_verify(make):
    """The RPCT is often the dirigente above UO Compliance too: no check waits for ever."""
    mine, rpct = make.person(Role.COMPLIANCE), make.person(Role.RPCT)
    check = make.check(make.measure(kind=MeasureKind.GENERAL), state="sent", by=mine)
    moving.validate(check, quietly=True, **now(rpct))
    db.session.commit()
    one = chosen(check, rpct)
    with pytest.raises(NotAllowed, match="hai lavorato anche tu"):
        verifying.verify(one, GOOD, **now(mine))
    assert verifying.verify(one, GOOD, **now(rpct)).finding == "positive"


def test_what_the_rpct_declared_is_for_whoever_stands_in(make):
    rpct, deputy = make.person(Role.RPCT), make.user()
    check = make.check(make.measure(kind=MeasureKind.GENERAL), state="validated", by=rpct)
    one = chosen(check, rpct)
    make.term(make.figure(code="rpct"), holder=people.user(rpct.user_id), deputy_id=deputy.id)
    make.delegation(people.user(rpct.user_id).grants[0], deputy)
    with pytest.raises(NotAllowed, match="hai lavorato anche tu"):
        verifying.verify(one, GOOD, **now(rpct))
    assert verifying.verify(one, GOOD, **now(people.person(people.user(deputy.id), TODAY))).finding == "positive"


# After


def test_what_was_asked_for_is_followed_up_once_with_how(make, office):
    one = verifying.verify(chosen(make.check(state="validated"), office), REMARKS, **now(office))
    db.session.commit()
    for day, how, field in (
        (None, "Fatto.", "followed_on"),
        (TODAY + timedelta(days=1), "Fatto.", "followed_on"),
        (TODAY, " ", "followed_how"),
    ):
        with pytest.raises(RuleBroken) as refused:
            verifying.follow(one, day, how, **now(office))
        assert refused.value.field == field
    verifying.follow(one, TODAY, "Firmata.", **now(office))
    db.session.commit()
    assert (one.followed_on, one.followed_how) == (TODAY, "Firmata.")
    with pytest.raises(WrongState, match="già registrato"):
        verifying.follow(one, TODAY, "Ancora.", **now(office))


def test_once_the_session_is_closed_nothing_is_found_or_drawn_but_what_was_asked_is_followed_up(general, one, office):
    draw = drawn(one, office)
    made, left = (looked.verification(number) for number in _of(draw)[:2])
    verifying.verify(made, REMARKS, **now(office))
    db.session.commit()
    closing.close(one, **now(COMMAND_LINE))
    db.session.commit()
    for act in (
        lambda: verifying.verify(left, GOOD, **now(office)),
        lambda: sampling.choose(general[0], "Tardi.", **now(office)),
        lambda: sampling.declare(one, "un altro seme", {}, "Tardi.", **now(office)),
    ):
        with pytest.raises(WrongState):
            act()
    assert verifying.follow(made, TODAY, "Firmata.", **now(office)).followed_on == TODAY


def _of(draw):
    return list(db.session.scalars(select(Verification.id).where(Verification.draw_id == draw.id).order_by(Verification.id)))


def test_every_step_leaves_its_mark(general, one, office):
    draw = drawn(one, office)
    made = verifying.verify(first(draw), REMARKS, **now(office))
    verifying.follow(made, TODAY, "Firmata.", **now(office))
    db.session.commit()
    assert {entry.tag for entry in audit.trail([draw.subject, made.subject])} == {
        "draw:plan:declared", "draw:sample:drawn", "verification:finding:recorded", "verification:follow:recorded",
    }  # fmt: skip
    assert db.session.scalars(select(Draw)).one().fingerprint
