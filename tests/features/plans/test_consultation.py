"""The consultation on a draft: its period, who says what, the answers that the adoption waits for, and that it then stands for ever."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from riskreg.audit import queries as audit
from riskreg.audit.models import PersonalValue
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.consultation import Outcome, Source
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice as Told
from riskreg.people import queries as people
from riskreg.people.operations import users
from riskreg.plans.models import Consultation, Contribution
from riskreg.plans.operations import consultation, contributions, editions
from riskreg.plans.operations.consultation import Notice
from riskreg.plans.operations.contributions import Said
from riskreg.plans.operations.editions import Act
from riskreg.plans.queries import consultation as queries

TODAY = date(2026, 11, 21)
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 16)
ACT = Act("Giunta camerale", "Delibera n. 5", TODAY)


@pytest.fixture
def draft(make):
    return make.edition(2026, "MG.1")


@pytest.fixture
def over(make, draft):
    return make.consultation(draft, FIRST, LAST)


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


def _said(received_on=FIRST, **more):
    return Said(**({"received_on": received_on, "source": Source.CITIZEN, "text": "Pubblicate i verbali."} | more))


def _adopted(one, make):
    editions.propose(one, **make._by())
    editions.adopt(one, ACT, **make._by())
    db.session.commit()
    return one


def _notices():
    return list(db.session.scalars(select(Told).where(Told.kind == "plan:consulted")))


def test_whoever_may_take_part_is_told_when_it_opens(make, draft, compliance):
    office = make.unit(name="UO Gare")
    referente, oiv, _nobody, oiv_of_a_unit = (make.user() for _ in range(4))
    make.grant(referente, Role.REFERENTE, office)
    make.grant(oiv, Role.OIV)
    make.grant(oiv_of_a_unit, Role.OIV, office)
    consultation.open_consultation(draft, Notice(TODAY, TODAY + timedelta(days=9), "Dite la vostra"), **compliance)
    told = _notices()
    assert {notice.user_id for notice in told} == {referente.id, oiv.id}
    assert told[0].path == f"/piani/{draft.id}/consultazione"
    assert told[0].headline == "Consultazione sul Piano 2026–2028: fino al 30/11/2026"


def test_whoever_stands_in_for_somebody_is_told_too_and_each_only_once(make, draft, compliance):
    holder, deputy, colleague, later = (make.user() for _ in range(4))
    grant = make.grant(holder, Role.REFERENTE, make.unit())
    make.delegation(grant, deputy)
    make.delegation(make.grant(colleague, Role.DIRIGENTE, make.unit()), holder)
    make.delegation(grant, later, from_on=TODAY + timedelta(days=1))
    consultation.open_consultation(draft, Notice(TODAY, TODAY + timedelta(days=9), "Dite la vostra"), **compliance)
    assert sorted(notice.user_id for notice in _notices()) == sorted(each.id for each in (holder, deputy, colleague))


def test_what_is_written_down_when_it_is_over_tells_nobody(make, draft, compliance):
    make.grant(make.user(), Role.REFERENTE)
    consultation.open_consultation(draft, Notice(FIRST, LAST, "Dite la vostra"), **compliance)
    assert _notices() == []


def test_there_is_one_for_each_edition_and_none_for_what_is_decided(make, draft, over, compliance):
    with pytest.raises(WrongState, match="c'è già"):
        consultation.open_consultation(draft, Notice(FIRST, LAST, "Un'altra"), **compliance)
    decided = make.edition(2025, "MG.9", state="adopted")
    with pytest.raises(WrongState, match="è adottata"):
        consultation.open_consultation(decided, Notice(FIRST, LAST, "Tardi"), **compliance)


@pytest.mark.parametrize(
    ("notice", "field"),
    [
        (Notice(LAST, FIRST, "x"), "to_on"),
        (Notice(FIRST, LAST, " "), "name"),
        (Notice(FIRST, LAST, "x", address="www.ente"), "published_at"),
    ],
)
def test_a_notice_that_does_not_hold_is_refused_at_its_field(draft, compliance, notice, field):
    with pytest.raises(RuleBroken) as refusal:
        consultation.open_consultation(draft, notice, **compliance)
    assert refusal.value.field == field


def test_what_came_outside_the_period_needs_a_reason(over, compliance):
    for on in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        with pytest.raises(RuleBroken, match="fuori termine") as refusal:
            contributions.enter(over, _said(on), **compliance)
        assert refusal.value.field == "late_because"
    late = contributions.enter(over, _said(LAST + timedelta(days=1), late_because="PEC ferma per guasto"), **compliance)
    in_time = contributions.enter(over, _said(LAST, late_because="Non serve"), **compliance)
    assert (late.late_because, in_time.late_because) == ("PEC ferma per guasto", "")
    with pytest.raises(RuleBroken, match="non successivo a oggi"):
        contributions.enter(over, _said(TODAY + timedelta(days=1), late_because="x"), **compliance)


def test_the_period_moves_as_long_as_what_came_in_time_stays_in_time(over, compliance):
    contributions.enter(over, _said(FIRST), **compliance)
    with pytest.raises(RuleBroken, match=r"contributo n\. 1 è arrivato il 02/11/2026") as refusal:
        consultation.change(over, Notice(FIRST + timedelta(days=1), LAST, "Dite"), version=over.version, **compliance)
    assert refusal.value.field == "from_on"
    consultation.change(over, Notice(FIRST, TODAY, "Dite la vostra"), version=over.version, **compliance)
    assert over.to_on == TODAY
    with pytest.raises(Conflict):
        consultation.change(over, Notice(FIRST, LAST, "Tardi"), version=over.version - 1, **compliance)


def test_a_colleague_writes_only_while_it_is_open_and_is_a_dipendente(make, draft, over):
    by = {"by": make.person(Role.REFERENTE), "at": clock.now()}
    with pytest.raises(WrongState, match="è finita il 16/11/2026"):
        contributions.contribute(over, "Più corsi.", **by)
    consultation.change(over, Notice(TODAY, TODAY, "Oggi"), **make._by())
    made = contributions.contribute(over, "Più corsi.", about="Formazione", **by)
    assert (made.source, made.received_on, made.user_id, made.person_name, made.who) == (
        "employee",
        TODAY,
        by["by"].user_id,
        "",
        "Dipendente",
    )
    consultation.change(over, Notice(TODAY, TODAY + timedelta(days=2), "Oggi"), **make._by())
    for refused in (lambda who: contributions.change(made, _said(TODAY), **who), lambda who: contributions.drop(made, "x", **who)):
        with pytest.raises(WrongState, match="resta com'è"):
            refused(make._by())


@pytest.mark.parametrize("role", [Role.ADMIN, Role.ORGANO, Role.URP])
def test_who_may_not_read_the_draft_may_not_write_about_it(make, draft, role):
    found = make.consultation(draft)
    with pytest.raises(NotAllowed):
        contributions.contribute(found, "x", by=make.person(role), at=clock.now())


def test_only_those_who_write_the_draft_enter_and_answer(make, over):
    one = make.contribution(over)
    by = {"by": make.person(Role.REFERENTE), "at": clock.now()}
    for refused in (
        lambda: contributions.enter(over, _said(), **by), lambda: contributions.settle(one, Outcome.ACCEPTED, "Sì", **by),
        lambda: contributions.drop(one, "x", **by), lambda: contributions.forget_author(one, **by), lambda: consultation.drop(over, **by),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            refused()


def test_the_plan_is_not_adopted_while_somebody_has_no_answer(make, draft, over, compliance):
    one, other = make.contribution(over), make.contribution(over, outcome=Outcome.REJECTED)
    editions.propose(draft, **make._by())
    with pytest.raises(WrongState, match="un contributo alla consultazione è ancora senza esito"):
        editions.adopt(draft, ACT, **compliance)
    contributions.settle(one, Outcome.PARTLY, "Una parte c'è già.", **compliance)
    editions.adopt(draft, ACT, **compliance)
    assert draft.is_frozen
    assert (one.outcome_label, one.decided_by_id, other.outcome_label) == ("Accolto in parte", compliance["by"].user_id, "Non accolto")


def test_an_answer_needs_its_reason(over, make, compliance):
    with pytest.raises(RuleBroken, match="Scrivi perché") as refusal:
        contributions.settle(make.contribution(over), Outcome.ACCEPTED, "  ", **compliance)
    assert refusal.value.field == "because"


def test_the_body_does_not_decide_before_the_consultation_is_over(make, draft, compliance):
    make.consultation(draft, FIRST, TODAY)
    editions.propose(draft, **make._by())
    with pytest.raises(RuleBroken, match="finisce il 21/11/2026") as refusal:
        editions.adopt(draft, ACT, **compliance)
    assert refusal.value.field == "adopted_on"


def test_a_plan_is_adopted_when_nobody_said_anything_or_nobody_was_asked(make, draft, over):
    assert _adopted(draft, make).is_frozen
    assert _adopted(make.edition(2027, "MG.2"), make).is_frozen


def test_a_revision_starts_without_the_consultation(make, draft, over):
    revision = editions.revise(_adopted(draft, make), **make._by())
    assert queries.of_edition(revision) is None


def test_once_the_body_has_decided_operations_refuse_any_change(make, draft, over, compliance):
    one = make.contribution(over, outcome=Outcome.ACCEPTED)
    _adopted(draft, make)
    for refused in (
        lambda: consultation.change(over, Notice(FIRST, LAST, "x"), **compliance), lambda: consultation.drop(over, **compliance),
        lambda: contributions.enter(over, _said(), **compliance), lambda: contributions.change(one, _said(), **compliance),
        lambda: contributions.settle(one, Outcome.REJECTED, "x", **compliance), lambda: contributions.drop(one, "x", **compliance),
    ):  # fmt: skip
        with pytest.raises(WrongState, match="è adottata: la sua consultazione non cambia più"):
            refused()


def test_once_the_body_has_decided_the_database_refuses_too(make, draft, over):
    one = make.contribution(over, outcome=Outcome.ACCEPTED, person_name="Ugo Terzi")
    _adopted(draft, make)
    row = {"consultation_id": over.id, "number": 9, "received_on": FIRST, "source": "citizen", "text": "x", "late_because": "", "organisation": "",
           "person_name": "", "about": "", "because": "", "version": 1}  # fmt: skip
    for statement in (
        update(Consultation).where(Consultation.id == over.id).values(name="Altro"),
        delete(Consultation).where(Consultation.id == over.id),
        update(Contribution).where(Contribution.id == one.id).values(because="Altro"),
        update(Contribution).where(Contribution.id == one.id).values(outcome=None, decided_at=None),
        update(Contribution).where(Contribution.id == one.id).values(person_name="Un altro"),
        delete(Contribution).where(Contribution.id == one.id),
        insert(Contribution).values(row),
    ):
        with pytest.raises(DatabaseError, match="never changes"), db.session.begin_nested():
            db.session.connection().execute(statement)


def test_the_name_of_a_person_can_be_forgotten_before_and_after_the_body_decides(make, draft, over, compliance):
    before = make.contribution(over, outcome=Outcome.ACCEPTED, person_name="Ugo Terzi", organisation="")
    after = make.contribution(over, outcome=Outcome.ACCEPTED, person_name="Pia Quarti")
    contributions.forget_author(before, version=before.version, **compliance)
    _adopted(draft, make)
    contributions.forget_author(after, **compliance)
    db.session.commit()
    assert [(one.person_name, one.erased_at, one.text) for one in (before, after)] == [("", clock.now(), "Pubblicate i verbali.")] * 2
    kept = db.session.scalars(select(PersonalValue.value).where(PersonalValue.about.in_([before.subject, after.subject])))
    assert list(kept) == []
    assert not [entry for one in (before, after) for entry in audit.trail([one.subject]) if "Terzi" in entry.diff or "Quarti" in entry.diff]
    with pytest.raises(WrongState, match="nessun nome"):
        contributions.forget_author(before, **compliance)


def test_the_name_on_a_contribution_that_is_taken_out_goes_with_it(make, over, compliance):
    """Also one that was corrected before: without the row nobody could ask for it to be forgotten."""
    one = make.contribution(over, person_name="Ugo Terzi")
    subject = one.subject
    contributions.change(one, _said(person_name="Ugo Terzo"), **compliance)
    contributions.drop(one, "Registrato due volte", **compliance)
    db.session.commit()
    assert list(db.session.scalars(select(PersonalValue.value).where(PersonalValue.about == subject))) == []
    assert not [entry for entry in audit.trail([subject]) if "Terz" in entry.diff]


def test_what_it_speaks_of_fits_its_place(over, compliance):
    with pytest.raises(RuleBroken, match=r"1\.250"):
        contributions.enter(over, _said(about="x" * 1251), **compliance)


def test_a_name_that_was_forgotten_is_not_written_again(make, over, compliance):
    one = make.contribution(over, person_name="Ugo Terzi")
    contributions.forget_author(one, **compliance)
    with pytest.raises(RuleBroken, match="è stato cancellato"):
        contributions.change(one, _said(person_name="Ugo Terzi"), **compliance)


def test_a_colleague_who_is_erased_leaves_the_contribution_without_a_name(make, draft):
    found = make.consultation(draft)
    ada = make.user(family_name="Lovelace")
    make.grant(ada, Role.REFERENTE)
    one = contributions.contribute(found, "Più corsi.", by=people.person(ada, TODAY), at=clock.now())
    db.session.commit()
    users.disable_user(ada, **make._by())
    users.erase_person(ada, **make._by())
    assert "Lovelace" not in one.author
    assert one.text == "Più corsi."


def test_a_name_never_stands_in_what_everybody_reads(make, over):
    one = make.contribution(over, source=Source.ASSOCIATION, organisation="Consumatori Valdarena", person_name="Ugo Terzi")
    assert one.title == "Contributo n. 1: Consumatori Valdarena (associazione)"
    assert make.contribution(over, source=Source.CITIZEN, organisation="Casa mia", person_name="Ugo Terzi").who == "Cittadino"


def test_a_draft_goes_with_its_empty_consultation_but_not_with_what_people_said(make, draft, over, compliance):
    one = make.contribution(over)
    with pytest.raises(WrongState, match="è arrivato"):
        editions.drop(draft, **compliance)
    db.session.rollback()
    contributions.drop(one, "Registrato due volte", **compliance)
    db.session.commit()
    editions.drop(draft, **compliance)
    db.session.commit()
    assert db.session.scalars(select(Consultation)).all() == []


def test_an_empty_consultation_can_be_thrown_away(make, draft, over, compliance):
    one = make.contribution(over)
    with pytest.raises(WrongState, match="non si elimina"):
        consultation.drop(over, **compliance)
    contributions.drop(one, "Registrato due volte", **compliance)
    consultation.drop(over, **compliance)
    db.session.commit()
    assert queries.of_edition(draft) is None


def test_what_waits_is_what_is_over_and_not_answered_of_plans_not_decided(make, draft, over):
    make.contribution(over)
    make.contribution(over, outcome=Outcome.ACCEPTED)
    still_open = make.consultation(make.edition(2027), TODAY, TODAY)
    make.contribution(still_open)
    assert queries.unsettled_of(draft) == 1
    waits = db.session.scalars(select(Contribution).where(queries.waits_for_outcome(TODAY))).all()
    assert [one.consultation_id for one in waits] == [over.id]
    assert [(found.id, total, unsettled) for found, total, unsettled in queries.running()] == [(still_open.id, 1, 1), (over.id, 2, 1)]
