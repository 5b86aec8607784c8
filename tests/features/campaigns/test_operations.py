"""A campaign from its opening to its end: who is asked, told, nudged, given more time; what is confirmed, proposed, kept."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from riskreg.assessments import queries as assessments
from riskreg.assessments.operations import answer, approve, judge, open_assessment, send, send_back, validate
from riskreg.campaigns import hands, queries, reviewing, unchanged
from riskreg.campaigns.models import CampaignProcess, Nudge
from riskreg.campaigns.operations import closing, confirming, extending, nudging, opening, proposing
from riskreg.campaigns.operations.proposing import Place
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.campaigns import Calendar, ProposalKind, Standing, is_late
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.measures import Timetable
from riskreg.domain.permissions import COMMAND_LINE, WORKER
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.people.queries import reach
from riskreg.register.models import RiskEvent
from riskreg.register.operations import processes
from riskreg.waiting.crew import crew

TODAY = date(2026, 11, 21)
DAYS = Calendar(date(2026, 11, 21), date(2026, 12, 10), date(2026, 12, 15), date(2026, 12, 20))


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def owner(make):
    """Somebody who answers for the processes of a unit."""
    unit = make.unit(name="UO Gare")
    user = make.user(given_name="Irene")
    make.grant(user, Role.REFERENTE, unit)
    return user, unit


def _self(user):
    return {"by": people.person(user, TODAY), "at": clock.now()}


def _letters(kind):
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def _row(one, process):
    return queries.row(one.id, process.id)


def test_opening_asks_about_every_process_at_work_in_the_year_and_tells_who_answers_once(make, owner, compliance):
    user, unit = owner
    first, second = make.process(unit=unit), make.process(unit=unit)
    method = make.methodology(published=True)
    one = opening.open_campaign(2027, method, opening.Sheet(DAYS, "Rileggete le fasi."), **compliance)
    assert queries.process_ids(one) == {first.id, second.id}
    letters = _letters("campaign:opened")
    assert [letter.user_id for letter in letters] == [user.id]
    assert first.code in letters[0].body
    assert second.code in letters[0].body
    assert "Rileggete le fasi." in letters[0].body


def test_a_campaign_that_opens_later_tells_people_on_that_day_and_only_once(make, owner, compliance):
    _user, unit = owner
    make.process(unit=unit)
    later = Calendar(date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 15), date(2026, 12, 20))
    one = opening.open_campaign(2027, make.methodology(published=True), opening.Sheet(later), **compliance)
    assert (_letters("campaign:opened"), opening.tell(one, by=WORKER, at=clock.now())) == ([], 0)
    first_day = clock.now() + timedelta(days=10)
    assert opening.tell(one, by=WORKER, at=first_day) == 1
    assert opening.tell(one, by=WORKER, at=first_day + timedelta(days=1)) == 0


def test_days_that_people_were_told_are_not_taken_back(make, compliance):
    one = make.campaign(2027)
    told = one.calendar
    for field, day in (("validate_by", date(2026, 12, 9)), ("approve_by", date(2026, 12, 19))):
        with pytest.raises(RuleBroken, match="non può avere meno tempo") as refused:
            opening.change(one, opening.Sheet(replace(told, **{field: day})), **compliance)
        assert refused.value.field == field
    opening.change(one, opening.Sheet(replace(told, approve_by=date(2027, 1, 8))), **compliance)
    assert one.calendar == replace(told, approve_by=date(2027, 1, 8))


def test_before_it_opens_its_days_move_but_never_to_one_that_has_passed(make, owner, compliance):
    user, unit = owner
    one = make.campaign(2027, make.process(unit=unit), opens_on=date(2026, 11, 25))
    with pytest.raises(RuleBroken, match="già passato") as refused:
        opening.change(one, opening.Sheet(replace(one.calendar, opens_on=date(2026, 11, 1), send_by=date(2026, 11, 20))), **compliance)
    assert refused.value.field == "send_by"
    opening.change(one, opening.Sheet(replace(one.calendar, send_by=date(2026, 11, 28))), **compliance)
    assert (one.told_at, _letters("campaign:opened")) == (None, [])
    opening.change(one, opening.Sheet(replace(one.calendar, opens_on=TODAY)), **compliance)
    assert one.told_at is not None
    assert [letter.user_id for letter in _letters("campaign:opened")] == [user.id], "on the day it opens, not the morning after"


def test_a_year_has_one_campaign(make, compliance):
    make.campaign(2027)
    with pytest.raises(RuleBroken, match="La campagna 2027 c'è già"):
        opening.open_campaign(2027, make.methodology(published=True), opening.Sheet(DAYS), **compliance)


@pytest.mark.parametrize("role", [Role.REFERENTE, Role.DIRIGENTE, Role.OIV, Role.ORGANO, Role.ADMIN])
def test_only_compliance_and_the_rpct_run_campaigns(make, role):
    one = make.campaign()
    acts = {"by": make.person(role), "at": clock.now()}
    row = db.session.scalars(select(CampaignProcess)).one()
    for act in (
        lambda: opening.open_campaign(2026, one.methodology, opening.Sheet(DAYS), **acts),
        lambda: opening.change(one, opening.Sheet(one.calendar), **acts),
        lambda: opening.add_processes(one, [1], **acts),
        lambda: opening.leave_out(row, "No", **acts),
        lambda: extending.extend_all(one, date(2026, 12, 5), "No", **acts),
        lambda: extending.extend(one, [row.process_id], date(2026, 12, 5), "No", **acts),
        lambda: nudging.nudge(one, [row.process_id], **acts),
        lambda: closing.close(one, **acts),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_lateness_in_the_list_is_what_the_rule_says(make):
    """Each standing, with and without a day of its own, on each side of each day."""
    asked = {standing: make.process() for standing in Standing}
    one = make.campaign(2027, *asked.values(), send_by=date(2026, 11, 1), validate_by=date(2026, 11, 10), approve_by=date(2026, 11, 18))
    for standing, process in asked.items():
        if standing is not Standing.NOT_STARTED:
            make.assessment(process, 2027, state="" if standing is Standing.DRAFT else standing.value)
    rows = list(db.session.scalars(select(CampaignProcess)))
    standings = {_row(one, process).id: standing for standing, process in asked.items()}
    chart, seen = reach.chart(TODAY), set()
    for own, offset in product((None, date(2026, 10, 30), date(2026, 11, 1), date(2026, 11, 9)), range(-3, 30)):
        for row in rows:
            row.send_by = own
        db.session.flush()
        on = date(2026, 11, 1) + timedelta(days=offset)
        late = queries.rows(one, chart).where(queries.is_late(one.calendar, on)).with_only_columns(CampaignProcess.id)
        expected = {row_id for row_id, standing in standings.items() if is_late(standing, one.calendar, on, own)}
        assert set(db.session.scalars(late)) == expected, (own, on)
        seen |= {standings[row_id] for row_id in expected}
    assert seen == set(Standing) - {Standing.APPROVED}, "each was late on some day"
    db.session.rollback()


def test_who_is_late_is_asked_once_a_day_with_a_dated_row_of_each_sheet(make, owner, compliance):
    user, unit = owner
    first, second = make.process(unit=unit), make.process(unit=unit)
    one = make.campaign(2027, first, second, send_by=date(2026, 11, 10))
    sent = nudging.nudge(one, [first.id, second.id], "Serve entro venerdì.", **compliance)
    assert sent == (1, 2)
    letter = _letters("campaign:nudged")
    assert [each.user_id for each in letter] == [user.id]
    assert "Serve entro venerdì." in letter[0].body
    assert {(each.row.process_id, each.on, each.standing, each.due_on) for each in db.session.scalars(select(Nudge))} == {
        (first.id, TODAY, "not_started", date(2026, 11, 10)), (second.id, TODAY, "not_started", date(2026, 11, 10)),
    }  # fmt: skip
    with pytest.raises(RuleBroken, match="già stati sollecitati oggi"):
        nudging.nudge(one, [first.id, second.id], **compliance)
    tomorrow = compliance | {"at": clock.now() + timedelta(days=1)}
    assert nudging.nudge(one, [first.id], **tomorrow) == (1, 1)


def test_a_sheet_that_nobody_owns_is_asked_of_whoever_stands_above(make, compliance):
    area = make.unit(name="Area Contratti")
    boss = make.user()
    make.grant(boss, Role.DIRIGENTE, area)
    process = make.process(unit=make.unit(parent=area))
    one = make.campaign(2027, process)
    assert [list(sheet.users) for sheet in hands.waiting(one, TODAY)] == [[boss]]


def test_a_sheet_waits_for_those_whose_first_page_shows_it_and_for_nobody_who_could_not_fill_it_in(make):
    """An administrator only gives the role to somebody; whom an act names in the RPCT's place has no role by that."""
    process = make.process()
    one = make.campaign(2027, process)

    def waits_for():
        db.session.expire_all()
        (sheet,) = hands.waiting(one, TODAY)
        ids = {user.id for user in sheet.users}
        assert ids == {each.user_id for each in crew(TODAY).on_unit(Role.REFERENTE, process.unit_id)}
        assert {user.id for user in hands.owners(one, TODAY)} == ids
        return ids, sheet.names

    make.grant(make.user(), Role.ADMIN)
    assert waits_for() == (set(), "nessuno: assegna il ruolo")
    make.term(make.figure(code="rpct"), holder=make.user(), deputy_id=make.user().id)
    assert waits_for() == (set(), "nessuno: assegna il ruolo")
    office = make.user(given_name="Carla", family_name="Ufficio")
    make.grant(office, Role.COMPLIANCE)
    assert waits_for() == ({office.id}, "Carla Ufficio")


def test_more_time_for_all_moves_the_later_days_along_and_tells_those_who_have_not_sent(make, owner, compliance):
    user, unit = owner
    one = make.campaign(2027, make.process(unit=unit), send_by=date(2026, 11, 30))
    extending.extend_all(one, date(2026, 12, 7), "Chiusura degli uffici", **compliance)
    assert (one.send_by, one.validate_by, one.approve_by) == (date(2026, 12, 7), date(2026, 12, 17), date(2026, 12, 27))
    assert [(each.user_id, "Chiusura degli uffici." in each.body) for each in _letters("campaign:extended")] == [(user.id, True)]


def test_nothing_is_asked_of_anybody_where_the_campaign_is_closed_or_has_not_begun(make, owner):
    """Nobody has it in hand, and nobody is told to give somebody the role: there is nothing to do."""
    user, unit = owner
    sent, own = make.process(unit=unit), make.process(unit=unit)
    make.assessment(sent, 2027, state="sent")
    one = make.campaign(2027, sent, own, opens_on=date(2026, 11, 25))
    assert [(list(sheet.users), sheet.names) for sheet in hands.waiting(one, TODAY)] == [([], ""), ([user], user.title)]
    opening.change(one, opening.Sheet(replace(one.calendar, opens_on=TODAY)), by=COMMAND_LINE, at=clock.now())
    assert [sheet.names for sheet in hands.waiting(one, TODAY)] == ["nessuno: assegna il ruolo", user.title]
    closing.close(one, by=COMMAND_LINE, at=clock.now())
    assert [(list(sheet.users), sheet.names) for sheet in hands.waiting(one, TODAY)] == [([], ""), ([], "")]
    db.session.rollback()


def test_more_time_for_some_leaves_the_others_their_day(make, owner, compliance):
    _user, unit = owner
    first, second = make.process(unit=unit), make.process(unit=unit)
    one = make.campaign(2027, first, second, send_by=date(2026, 11, 30))
    assert extending.extend(one, [first.id], date(2026, 12, 7), "Ferie", **compliance) == 1
    assert {sheet.process.id: sheet.due_on for sheet in hands.waiting(one, TODAY)} == {
        first.id: date(2026, 12, 7),
        second.id: date(2026, 11, 30),
    }
    with pytest.raises(RuleBroken, match="già il 07/12/2026"):
        extending.extend(one, [first.id], date(2026, 12, 7), "Ferie", **compliance)


def test_more_time_for_all_never_leaves_less_to_whoever_was_given_some_before(make, owner, compliance):
    _user, unit = owner
    first, second, third = (make.process(unit=unit) for _each in range(3))
    one = make.campaign(2027, first, second, third, send_by=date(2026, 11, 30))
    extending.extend(one, [first.id], date(2026, 12, 3), "Ferie", **compliance)
    extending.extend(one, [second.id], date(2026, 12, 9), "Ferie lunghe", **compliance)
    extending.extend_all(one, date(2026, 12, 7), "Chiusura degli uffici", **compliance)
    db.session.commit()
    assert [sheet.due_on for sheet in hands.waiting(one, TODAY)] == [date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 7)]
    assert [_row(one, each).has_more_time for each in (first, second, third)] == [False, True, False]
    assert queries.progress(one, date(2026, 12, 7)).late == 0
    assert queries.progress(one, date(2026, 12, 8)).late == 2
    with pytest.raises(RuleBroken, match="già il 07/12/2026"):
        extending.extend(one, [first.id], date(2026, 12, 5), "Ferie", **compliance)


def test_a_process_born_later_comes_in_and_one_that_nobody_has_begun_goes(make, owner, compliance):
    _user, unit = owner
    first = make.process(unit=unit)
    one = make.campaign(2027, first)
    second = make.process(unit=unit)
    assert opening.add_processes(one, [first.id, second.id], **compliance) == 1
    opening.leave_out(_row(one, second), "È del Comune", **compliance)
    assert queries.process_ids(one) == {first.id}
    make.assessment(first, 2027)
    with pytest.raises(WrongState, match="ha già cominciato"):
        opening.leave_out(_row(one, first), "Sbaglio", **compliance)


# «Nulla è cambiato»


@pytest.fixture
def assessed(make, owner):
    """A process approved for 2026, and the campaign of 2027."""
    _user, unit = owner
    process = make.process(unit=unit)
    last = make.assessment(process, 2026, approved=True)
    return make.campaign(2027, process), process, last


def test_confirming_writes_every_answer_of_the_year_before(owner, assessed):
    user, _unit = owner
    one, process, last = assessed
    row = _row(one, process)
    made = confirming.confirm(row, **_self(user))
    db.session.commit()
    assert made.year == 2027
    assert assessments.answers_of(made.scores[0]) == assessments.answers_of(last.scores[0])
    assert assessments.outcome(made).computed == assessments.outcome(last).computed
    confirmed = db.session.execute(queries.rows(one, reach.chart(TODAY))).one()
    assert confirmed.confirmed_id is not None


def test_a_late_measure_keeps_the_sheet_from_being_confirmed(make, owner):
    user, unit = owner
    process = make.process(unit=unit)
    late = make.measure(make.event(make.phase(process)), name="Rotazione", timetable=Timetable(Timing.BY_DATE, due_on=date(2026, 11, 1)))
    make.assessment(process, 2026, approved=True)
    row = _row(make.campaign(2027, process), process)
    assert unchanged.why_not(row, unchanged.last_approved(row), TODAY) == [f"Una misura è in ritardo o non è stata attuata: {late.title}."]
    with pytest.raises(RuleBroken, match=r"Questa scheda non si può confermare com'era\. Una misura è in ritardo"):
        confirming.confirm(row, **_self(user))


def test_a_confirmed_sheet_whose_answers_change_is_confirmed_no_more(make, owner, assessed):
    user, _unit = owner
    one, process, last = assessed
    made = confirming.confirm(_row(one, process), **_self(user))
    db.session.commit()
    assert queries.progress(one, TODAY).confirmed == 1
    answer(made, dict(assessments.answers_of(last.scores[0])) | {"opacita": "1"}, "assente", reasons={"opacita": "Meno."}, **_self(user))
    db.session.commit()
    assert queries.confirmation_of(process.id, 2027) is None
    confirming.confirm(_row(one, process), **_self(user))
    db.session.commit()
    assert queries.progress(one, TODAY).confirmed == 1


def test_a_process_that_retires_meanwhile_is_asked_about_no_more(make, owner, compliance):
    _user, unit = owner
    process, other = make.process(unit=unit), make.process(unit=unit)
    one = make.campaign(2027, process, other)
    processes.retire(process, on=TODAY, because="Non si fa più", **compliance)
    db.session.commit()
    assert [sheet.process.id for sheet in hands.waiting(one, TODAY)] == [other.id]
    assert queries.progress(one, TODAY).total == 1
    assert [each.id for each in queries.gone(one)] == [process.id]


def test_answers_that_stay_though_a_measure_is_late_are_explained_in_the_judgment(make, owner):
    user, unit = owner
    process = make.process(unit=unit)
    make.measure(make.event(make.phase(process)), name="Rotazione", timetable=Timetable(Timing.BY_DATE, due_on=date(2026, 11, 1)))
    make.assessment(process, 2026, approved=True)
    made = confirming.begin(_row(make.campaign(2027, process), process), **_self(user))
    _answer(made, _self(user))
    with pytest.raises(
        RuleBroken, match=r"Le risposte sono tutte quelle del 2026, ma: Una misura è in ritardo.* Scrivi nel giudizio sintetico"
    ):
        send(made, **_self(user))
    judge(made, None, "", "La rotazione parte a gennaio: intanto firma in due.", **_self(user))
    assert send(made, **_self(user)).state == "sent"


def test_an_answer_that_changes_says_why_before_it_is_sent(make, owner, assessed):
    user, _unit = owner
    one, process, last = assessed
    made = confirming.begin(_row(one, process), **_self(user))
    given = dict(assessments.answers_of(last.scores[0])) | {"opacita": "1"}
    answer(made, given, "assente", **_self(user))
    with pytest.raises(RuleBroken, match="Manca per: «Opacità»"):
        send(made, **_self(user))
    answer(made, given, "assente", reasons={"opacita": "Gli atti si pubblicano subito."}, **_self(user))
    assert send(made, **_self(user)).state == "sent"


def test_an_event_that_came_after_the_last_approval_is_named(make, owner):
    _user, unit = owner
    process = make.process(unit=unit)
    last = make.assessment(process, 2026, approved=True)
    event = make.event(make.phase(process), name="Accordi")
    row = _row(make.campaign(2027, process), process)
    event.added_on = last.approved_at.date() + timedelta(days=1)
    assert unchanged.why_not(row, last, TODAY) == ["È cambiato un evento rischioso: «Accordi» è nuovo."]
    db.session.rollback()


def test_two_years_confirmed_running_are_followed_by_answers(make, owner):
    user, unit = owner
    process = make.process(unit=unit)
    make.assessment(process, 2024, approved=True)
    for year in (2025, 2026):
        one = make.campaign(year, process)
        made = confirming.confirm(_row(one, process), **_self(user))
        db.session.commit()
        for step in (validate, approve):
            step(made, by=COMMAND_LINE, at=clock.now())
        db.session.commit()
        db.session.commit()
    row = _row(make.campaign(2027, process), process)
    assert unchanged.why_not(row, unchanged.last_approved(row), TODAY) == [
        "È già stata confermata senza cambiamenti per due anni di seguito: quest'anno si risponde di nuovo."
    ]


def test_a_colleague_of_another_unit_confirms_nothing(make, assessed):
    one, process, _last = assessed
    with pytest.raises(NotAllowed):
        confirming.confirm(_row(one, process), by=make.person(Role.REFERENTE, make.unit()), at=clock.now())


def test_a_confirmed_sheet_that_comes_back_is_confirmed_again_or_answered_and_then_no_longer_counts_as_unchanged(owner, assessed):
    user, _unit = owner
    one, process, _last = assessed
    row = _row(one, process)
    made = confirming.confirm(row, **_self(user))
    db.session.commit()
    send_back(made, "Rileggete la terza risposta.", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert confirming.confirm(row, **_self(user)).state == "sent"
    db.session.commit()
    assert queries.progress(one, TODAY).confirmed == 1
    send_back(made, "Rileggete la terza risposta.", by=COMMAND_LINE, at=clock.now())
    given = assessments.answers_of(made.scores[0])
    first = next(iter(given))
    answer(
        made,
        given | {first: "1" if given[first] != "1" else "2"},
        made.scores[0].effectiveness,
        reasons={first: "Meno casi."},
        **_self(user),
    )
    send(made, **_self(user))
    db.session.commit()
    assert db.session.execute(queries.rows(one, reach.chart(TODAY))).one().confirmed_id is None
    assert (queries.progress(one, TODAY).sent, queries.progress(one, TODAY).confirmed) == (1, 0)


# The days hold for the sheets


def test_before_it_opens_and_after_it_is_closed_no_sheet_changes(make, owner, compliance):
    user, unit = owner
    process = make.process(unit=unit)
    one = make.campaign(2027, process, opens_on=date(2026, 11, 25))
    with pytest.raises(WrongState, match="si apre il 25/11/2026"):
        open_assessment(process, 2027, **_self(user))
    opening.change(one, opening.Sheet(replace(one.calendar, opens_on=TODAY)), **compliance)
    made = open_assessment(process, 2027, **_self(user))
    closing.close(one, **compliance)
    with pytest.raises(WrongState, match="La campagna 2027 è chiusa"):
        _answer(made, _self(user))


def _answer(one, acts):
    answer(one, {each.code: "3" for each in assessments.methodology_of(one).criteria}, "assente", **acts)


# Proposals


def test_an_accepted_event_enters_the_register_and_its_author_is_told(make, owner, compliance):
    user, unit = owner
    process = make.process(unit=unit)
    phase = make.phase(process)
    one = make.campaign(2027, process)
    made = proposing.propose(one, ProposalKind.EVENT, Place(process, phase=phase), "Accordi fra concorrenti", "Segnalazione", **_self(user))
    db.session.flush()
    proposing.accept(made, **compliance)
    assert db.session.get(RiskEvent, made.made_id).name == "Accordi fra concorrenti"
    assert [(each.user_id, each.headline) for each in _letters("proposal:decided")] == [
        (user.id, "Proposta accolta: Accordi fra concorrenti")
    ]
    with pytest.raises(WrongState, match="già stata decisa"):
        proposing.decline(made, "No", **compliance)


def test_a_proposal_is_declined_with_a_reason_and_withdrawn_by_its_author_alone(make, owner, compliance):
    user, unit = owner
    one = make.campaign(2027, make.process(unit=unit))
    made = proposing.propose(one, ProposalKind.PROCESS, Place(unit=unit), "Gestione dei parcheggi", "Lo facciamo da un anno", **_self(user))
    db.session.flush()
    with pytest.raises(RuleBroken, match="Scrivi perché non la accogli"):
        proposing.decline(made, " ", **compliance)
    with pytest.raises(WrongState, match="solo chi l'ha fatta"):
        proposing.withdraw(made, **compliance)
    proposing.withdraw(made, **_self(user))


def test_a_campaign_closes_once_every_proposal_has_an_answer_and_keeps_what_came_of_it(make, owner, compliance, assessed):
    user, unit = owner
    one, process, _last = assessed
    made = proposing.propose(one, ProposalKind.PROCESS, Place(unit=unit), "Parcheggi", "Li gestiamo", **_self(user))
    db.session.flush()
    with pytest.raises(RuleBroken, match="1 proposta aspetta"):
        closing.close(one, **compliance)
    proposing.decline(made, "Non è nostro", **compliance)
    closing.close(one, **compliance)
    db.session.commit()
    before = reviewing.review(one, TODAY)
    process.name = "Un altro nome"
    assert reviewing.review(one, TODAY) == before == reviewing.read(reviewing.written(before))
    assert before.sheets[0].before is not None
    assert before.sheets[0].now is None
    db.session.rollback()
    with pytest.raises(WrongState, match="è chiusa"):
        nudging.nudge(one, [process.id], **compliance)
