"""From hand to hand: who may take which step from which state, what binds a judgment to what was seen, who is told."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from riskreg.assessments import operations, queries, seeing, turns
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.assessments import FLOW, Action, State
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE, Permission, acting
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.jobs.kinds import Work, named
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.register import queries as register
from riskreg.register.operations import events
from riskreg.workflow import queries as ways
from riskreg.workflow.guards import changed
from tests.features.assessments import world
from tests.house.test_budgets import counted

AT = clock.on_day(date(2026, 11, 21))
MACHINE = {"by": COMMAND_LINE, "at": AT}


class Office:
    """An area with a unit, another beside it, and somebody of each role: on the unit (or its area), elsewhere, on the whole body."""

    def __init__(self, make):
        self.make = make
        area, other = make.unit(kind=UnitKind.AREA), make.unit(kind=UnitKind.AREA)
        self.unit, self.elsewhere = make.unit(parent=area), make.unit(parent=other)
        self.users = {}
        for role, own, away in ((Role.REFERENTE, self.unit, self.elsewhere), (Role.DIRIGENTE, area, other)):
            self._add(role, "own", own)
            self._add(role, "elsewhere", away)
        for role in (Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.ADMIN):
            self._add(role, "body", make.root())
        self.process = world.process(make, self.unit)
        self.ours = world.methodology(make)

    def _add(self, role, where, unit):
        user = self.make.user()
        self.make.grant(user, role, unit)
        self.users[role, where] = user

    def person(self, role, where):
        return people.person(people.user(self.users[role, where].id), clock.today())

    def assessment(self, state="draft", author=(Role.REFERENTE, "own"), process=None):
        by = self.person(*author)
        one = operations.open_assessment(process or self.process, 2026, self.ours, by=by, at=AT)
        operations.answer(one, world.answers(), "buona", by=by, at=AT)
        db.session.commit()
        if state != "draft":
            operations.send(one, by=by, at=AT)
        if state == "returned":
            operations.send_back(one, "Manca il giudizio.", **MACHINE)
        if state in ("validated", "approved"):
            operations.validate(one, by=self.person(Role.DIRIGENTE, "own"), at=AT)
        if state == "approved":
            operations.approve(one, by=self.person(Role.RPCT, "body"), at=AT)
        db.session.commit()
        return one


@pytest.fixture
def office(make):
    return Office(make)


DO = {
    Action.SEND: operations.send,
    Action.WITHDRAW: operations.withdraw,
    Action.VALIDATE: operations.validate,
    Action.RETURN: lambda one, **how: operations.send_back(one, "Manca il giudizio.", **how),
    Action.APPROVE: operations.approve,
}
PAGES = {
    Action.SEND: "invia",
    Action.WITHDRAW: "ritira",
    Action.VALIDATE: "valida",
    Action.RETURN: "restituisci",
    Action.APPROVE: "approva",
}
AUTHOR, BOSS, RPCT, OFFICE = (Role.REFERENTE, "own"), (Role.DIRIGENTE, "own"), (Role.RPCT, "body"), (Role.COMPLIANCE, "body")
WRITERS = {AUTHOR, BOSS, RPCT, OFFICE}
MAY = {
    (State.DRAFT, Action.SEND): WRITERS,
    (State.RETURNED, Action.SEND): WRITERS,
    (State.SENT, Action.WITHDRAW): {AUTHOR},
    (State.SENT, Action.VALIDATE): {BOSS},
    (State.SENT, Action.RETURN): {BOSS},
    (State.VALIDATED, Action.APPROVE): {RPCT},
    (State.VALIDATED, Action.RETURN): {RPCT},
}
"""Of what the referente of the unit answered and sent, under a dirigente: everybody else is refused, everywhere."""

EVERYBODY = [
    AUTHOR, (Role.REFERENTE, "elsewhere"), BOSS, (Role.DIRIGENTE, "elsewhere"), OFFICE, RPCT, (Role.OIV, "body"), (Role.ADMIN, "body"),
]  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", DO)
def test_each_step_is_taken_by_whoever_may_and_by_nobody_else(office, state, action):
    one = office.assessment(state)
    for who in EVERYBODY:
        nested, by = db.session.begin_nested(), office.person(*who)
        if who in MAY.get((state, action), ()):
            assert DO[action](one, by=by, at=AT).state == FLOW.step(state, action).target
            last = ways.path(FLOW, one.id)[0]
            assert (last.action, last.state, last.by_id, last.at) == (action, one.state, by.user_id, AT)
        else:
            with pytest.raises((NotAllowed, WrongState)):
                DO[action](one, by=by, at=AT)
        nested.rollback()
        db.session.expire_all()
        assert one.state == state


@pytest.mark.parametrize("state", State)
def test_the_sheet_offers_the_steps_that_the_pages_take(office, client_for, state):
    """Each button exactly where the operation would say yes; a page asked for by hand refuses and changes nothing."""
    one = office.assessment(state)
    here = f"/valutazioni/{one.id}"
    for who in EVERYBODY:
        browser = client_for(user=office.users[who])
        reads = who[0] is not Role.ADMIN and who[1] != "elsewhere"
        sheet = browser.get(here, 200 if reads else 403)
        offered = {action for action, page in PAGES.items() if f"{here}/{page}" in sheet.links} if reads else set()
        assert offered == {action for action in DO if who in MAY.get((state, action), ())}, who
        for action in DO.keys() - offered:
            data = {"csrf_token": browser.token(), "version": str(one.version), "reason": "Prova."}
            status = browser.open("POST", f"{here}/{PAGES[action]}", data=data).status
            assert status in (403, 422), (who, action, status)
            db.session.expire_all()
            assert one.state == state


@pytest.mark.parametrize(
    ("state", "who", "page", "said"),
    [
        ("sent", AUTHOR, "invia", "già inviata"),
        ("validated", BOSS, "valida", "già validata"),
        ("approved", RPCT, "approva", "già approvata"),
        ("draft", BOSS, "restituisci", "lo stato è «Bozza»"),
        ("draft", AUTHOR, "ritira", "lo stato è «Bozza»"),
    ],
)
def test_whoever_comes_too_late_finds_the_sheet_and_the_reason(office, client_for, state, who, page, said):
    one, browser = office.assessment(state), client_for(user=office.users[who])
    here = f"/valutazioni/{one.id}"
    assert browser.get(f"{here}/{page}", 302).location == here
    assert said in " ".join(browser.get(here).messages)
    answer = browser.open("POST", f"{here}/{page}", data={"csrf_token": browser.token(), "version": str(one.version), "reason": "Prova."})
    assert (answer.status, here in answer.links) == (422, True)


def test_every_page_of_the_way_is_walked_with_one_return(office, client_for):
    one = office.assessment()
    author, boss, rpct = (client_for(user=office.users[who]) for who in (AUTHOR, BOSS, RPCT))
    here = f"/valutazioni/{one.id}"
    author.post(f"{here}/invia", {})
    assert "Manca il giudizio." not in boss.get(f"{here}/valida").text
    boss.post(f"{here}/restituisci", {"reason": ""}, 422)
    boss.post(f"{here}/restituisci", {"reason": "Manca il giudizio."})
    sheet = author.get(here)
    assert "È stata restituita" in sheet.text
    assert "«Manca il giudizio.»" in sheet.text
    author.post(f"{here}/invia", {})
    boss.post(f"{here}/valida", {})
    rpct.post(f"{here}/approva", {})
    db.session.expire_all()
    assert one.is_approved
    way = ["Approvata", "Validata", "Inviata", "Restituita", "Inviata"]
    assert [stage.what for stage in ways.path(FLOW, one.id)] == way
    heads = [each.get_text(" ", strip=True) for each in author.get(here).soup.select(".rr-timeline-head")]
    assert [each.split(" ")[0] for each in heads] == way
    assert {row.kind for row in db.session.scalars(db.select(Notice).where(Notice.about == one.subject))} == {
        "assessment:to_validate", "assessment:to_approve", "assessment:returned", "assessment:approved",
    }  # fmt: skip


def told(one, kind):
    rows = db.session.scalars(db.select(Notice).where(Notice.about == one.subject, Notice.kind == kind))
    return {row.user_id for row in rows}


def test_whoever_is_next_is_told_and_the_author_when_it_comes_back(office):
    one = office.assessment("validated")
    assert told(one, "assessment:to_validate") == {office.users[BOSS].id}
    assert told(one, "assessment:to_approve") == {office.users[RPCT].id}
    operations.send_back(one, "Rivedi l'impatto.", by=office.person(*RPCT), at=AT)
    assert told(one, "assessment:returned") == {office.users[AUTHOR].id}
    notice = db.session.scalars(db.select(Notice).where(Notice.kind == "assessment:returned")).one()
    assert "«Rivedi l'impatto.»" in notice.body


# --- Nobody judges their own work, and nothing waits for nobody --------------------------------------------


def test_who_sends_what_another_wrote_is_an_author_too(office):
    one = office.assessment()
    operations.send(one, by=office.person(*BOSS), at=AT)
    with pytest.raises(NotAllowed, match="nessuno valida il proprio lavoro"):
        operations.validate(one, by=office.person(*BOSS), at=AT)
    assert turns.of([one], clock.today())[one.id].user_ids == (office.users[OFFICE].id,), "the RPCT is the last that could approve"


def test_what_the_dirigente_answered_goes_past_them(office):
    one = office.assessment("sent", author=BOSS)
    operations.validate(one, by=office.person(*OFFICE), at=AT)
    assert operations.approve(one, by=office.person(*RPCT), at=AT).is_approved


def test_a_deputy_of_the_dirigente_validates_and_the_row_says_in_whose_place(office, make):
    one = office.assessment("sent")
    user = make.user()
    make.delegation(office.users[BOSS].grants[0], user)
    deputy = people.person(people.user(user.id), clock.today())
    operations.validate(one, by=acting(deputy, Permission.ASSESSMENT_VALIDATE, register.scope_of(one.process, clock.today())), at=AT)
    last = ways.path(FLOW, one.id)[0]
    assert (last.by_id, last.for_whom) == (user.id, office.users[BOSS].title)


def test_when_nobody_is_left_the_page_says_which_role_and_those_who_give_it_are_told(office, make, client_for):
    """The RPCT answered, and nobody stands in for them."""
    one = office.assessment("sent", author=RPCT)
    operations.validate(one, by=office.person(*BOSS), at=AT)
    db.session.commit()
    sheet = client_for(user=office.users[OFFICE]).get(f"/valutazioni/{one.id}").text
    assert "È ferma: manca chi la approva" in sheet
    assert "un amministratore dà il ruolo di RPCT a un'altra persona" in sheet
    assert told(one, "assessment:stuck") == {office.users[OFFICE].id, office.users[Role.ADMIN, "body"].id}
    with pytest.raises(NotAllowed, match="nessuno approva il proprio lavoro"):
        operations.approve(one, by=office.person(*RPCT), at=AT)
    another = make.person(Role.RPCT)
    assert operations.approve(one, by=another, at=AT).approved_by_id == another.user_id


def test_the_refusal_says_whose_turn_it_is(office):
    one = office.assessment("sent")
    with pytest.raises(NotAllowed, match=f"Non tocca a te: la valida {office.users[BOSS].title}"):
        operations.validate(one, by=office.person(*RPCT), at=AT)


def test_two_who_act_on_the_same_version_do_not_both(office):
    one = office.assessment("sent")
    seen = one.version
    operations.withdraw(one, version=seen, by=office.person(*AUTHOR), at=AT)
    db.session.commit()
    with pytest.raises(Conflict):
        operations.validate(one, version=seen, by=office.person(*BOSS), at=AT)


def test_what_is_not_finished_is_not_sent(office):
    one = operations.open_assessment(office.process, 2026, office.ours, by=office.person(*AUTHOR), at=AT)
    with pytest.raises(RuleBroken, match=r"Non si può ancora inviare\. Manca: "):
        operations.send(one, by=office.person(*AUTHOR), at=AT)


# --- A judgment holds for what was seen --------------------------------------------------------------------


@pytest.mark.parametrize("state", ["sent", "validated"])
def test_an_answer_that_changes_brings_it_back_to_its_author_and_says_so(office, state):
    one = office.assessment(state)
    operations.answer(one, world.answers(opacita="5"), "buona", by=office.person(*AUTHOR), at=AT)
    db.session.commit()
    assert (one.state, one.sent_at, one.validated_at) == ("draft", None, None)
    last = ways.path(FLOW, one.id)[0]
    assert (last.action, last.why, last.by_id) == ("change", "Sono cambiate le risposte.", office.users[AUTHOR].id)


@pytest.mark.parametrize(("state", "judges"), [("sent", {BOSS}), ("validated", {BOSS, RPCT})])
def test_those_whose_work_an_answer_undoes_are_told_but_for_whoever_changed_it(office, state, judges):
    one = office.assessment(state)
    operations.answer(one, world.answers(opacita="5"), "buona", by=office.person(*OFFICE), at=AT)
    assert told(one, "assessment:fell_back") == {office.users[who].id for who in (AUTHOR, *judges)}
    again = office.assessment(state, process=world.process(office.make, office.unit))
    operations.answer(again, world.answers(opacita="5"), "buona", by=office.person(*AUTHOR), at=AT)
    assert told(again, "assessment:fell_back") == {office.users[who].id for who in judges}


def test_the_same_answers_saved_again_bring_nothing_back(office):
    one = office.assessment("validated")
    operations.answer(one, world.answers(), "buona", by=office.person(*AUTHOR), at=AT)
    assert one.state == "validated"


def test_a_judgment_alone_goes_back_to_whoever_validates(office):
    one = office.assessment("validated")
    operations.judge(one, "medio", "Due segnalazioni.", "", by=office.person(*RPCT), at=AT)
    assert (one.state, one.validated_at) == ("sent", None)
    assert one.sent_at is not None
    operations.judge(one, "medio_alto", "Tre segnalazioni.", "", by=office.person(*RPCT), at=AT)
    assert one.state == "sent"


def add_event(office, make):
    return make.event(office.process.phases[0], name="Evento nuovo")


def retire_event(office, make):
    return world.retire(office.process.phases[0].events[1], make)


def add_measure(office, make):
    return world.measure(make, office.process, name="Doppia firma")


CHANGES = {
    "un evento in più: «Evento nuovo»": add_event,
    "un evento non c'è più: «Evento 2»": retire_event,
    "misura in vigore in più": add_measure,
}


@pytest.mark.parametrize("said", CHANGES)
@pytest.mark.parametrize(("state", "who", "act"), [("sent", BOSS, operations.validate), ("validated", RPCT, operations.approve)])
def test_what_the_register_changed_stops_whoever_judges_and_the_page_says_it(office, make, client_for, said, state, who, act):
    one = office.assessment(state)
    CHANGES[said](office, make)
    with pytest.raises(RuleBroken, match=said):
        act(one, by=office.person(*who), at=AT)
    db.session.rollback()
    sheet = client_for(user=office.users[who]).get(f"/valutazioni/{one.id}").text
    assert said in sheet
    assert "questa notte torna da sola in bozza" in sheet


def tonight():
    kind = named("assessments:look")
    assert kind is not None
    said = kind.handler(Work(1, {}, COMMAND_LINE, AT, Desk()))
    db.session.commit()
    return said


class Desk:
    def tell(self, percent, note):
        pass

    def begin_writing(self):
        pass


@pytest.mark.parametrize("state", ["sent", "validated"])
def test_every_night_what_is_under_way_and_no_longer_so_goes_back(office, make, state):
    one = office.assessment(state)
    assert tonight() == "Nessuna valutazione è cambiata da quando è stata vista."
    add_event(office, make)
    assert tonight() == "1 valutazione è tornata in bozza."
    last = ways.path(FLOW, one.id)[0]
    assert (one.state, last.who, last.by_id) == ("draft", "riskreg (sistema)", None)
    assert "c'è un evento in più: «Evento nuovo»" in last.why
    assert told(one, "assessment:fell_back") == {office.users[AUTHOR].id}
    assert tonight() == "Nessuna valutazione è cambiata da quando è stata vista."


@pytest.mark.parametrize("state", ["sent", "validated", "approved"])
def test_many_long_names_keep_nobody_from_being_looked_at_tonight(office, make, open_year, state):
    """Ten events of the longest name in one process; another one, with a short name, in the next."""
    first, second = office.assessment(state), office.assessment(state, process=world.process(make, office.unit))
    for number in range(10):
        make.event(office.process.phases[0], name=f"{number} {'n' * 498}")
    make.event(second.process.phases[0], name="Evento nuovo")
    assert tonight() == "2 valutazioni sono tornate in bozza."
    assert (first.state, second.state) == ("draft", "draft")
    assert ways.path(FLOW, first.id)[0].why.endswith("e altri 2.")
    assert told(first, "assessment:fell_back") == {office.users[AUTHOR].id}


def test_what_is_approved_says_what_has_changed_since_and_stays(office, make, client_for):
    one = office.assessment("approved")
    add_measure(office, make)
    assert tonight().startswith("Nessuna")
    assert one.is_approved
    sheet = client_for(user=office.users[AUTHOR]).get(f"/valutazioni/{one.id}").text
    assert "Dopo l'approvazione è cambiato il registro" in sheet
    assert "misura in vigore in più" in sheet


@pytest.fixture
def open_year(monkeypatch):
    monkeypatch.setattr(seeing, "_open_years", [lambda _on: frozenset({2026})])


def test_while_its_year_is_open_an_approval_is_voided_by_what_the_register_changes(office, make, open_year):
    one = office.assessment("approved")
    assert register.standing(office.process.id, 2026) is not None
    assert tonight().startswith("Nessuna"), "nothing has changed yet"
    add_event(office, make)
    assert tonight() == "1 valutazione è tornata in bozza."
    assert (one.state, one.approved_at, one.approved_by_id) == ("draft", None, None)
    assert register.standing(office.process.id, 2026) is None, "figures count it no more"
    last = ways.path(FLOW, one.id)[0]
    assert (last.what, last.who) == ("Approvazione annullata", "riskreg (sistema)")
    assert last.why == "Dopo l'approvazione è cambiato il registro: c'è un evento in più: «Evento nuovo»."
    operations.send(one, by=office.person(*AUTHOR), at=AT)
    operations.validate(one, by=office.person(*BOSS), at=AT)
    assert operations.approve(one, by=office.person(*RPCT), at=AT).is_approved
    db.session.commit()
    assert register.standing(office.process.id, 2026) is not None


def test_a_closed_year_is_never_opened_again(office, make, monkeypatch):
    monkeypatch.setattr(seeing, "_open_years", [lambda _on: frozenset({2027})])
    one = office.assessment("approved")
    add_event(office, make)
    assert tonight().startswith("Nessuna")
    assert one.is_approved


# --- Said by the database too ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "statement"),
    [
        ("draft", "UPDATE assessment SET state = 'elsewhere'"),
        ("draft", "UPDATE assessment SET state = 'sent'"),
        ("sent", "UPDATE assessment SET state = 'validated'"),
        ("sent", "UPDATE assessment SET state = 'returned'"),
        ("validated", "UPDATE assessment SET state = 'approved'"),
        ("validated", "UPDATE assessment SET validated_by_id = author_id"),
        ("validated", "UPDATE assessment SET validated_by_id = sent_by_id"),
        ("validated", "UPDATE assessment SET approved_by_id = author_id"),
        ("validated", "UPDATE assessment SET approved_by_id = validated_by_id"),
        ("approved", "UPDATE assessment SET state = 'draft', approved_at = NULL, sent_at = NULL, validated_at = NULL"),
        ("sent", "UPDATE transition SET reason = 'altro'"),
        ("sent", "DELETE FROM transition"),
    ],
)
def test_the_database_refuses_what_no_operation_would_do(office, state, statement):
    office.assessment(state)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.connection().execute(text(statement))


def test_the_guards_of_the_way_stand_as_they_were_made(app):
    assert changed(db.session.connection()) == []


# --- Many at once ------------------------------------------------------------------------------------------


def several(office, state):
    return [office.assessment(state, process=world.process(office.make, office.unit)) for _each in range(3)]


@pytest.mark.parametrize(
    ("state", "who", "page", "end"), [("sent", BOSS, "valida", "validated"), ("validated", RPCT, "approva", "approved")]
)
def test_many_are_judged_at_once_and_those_that_cannot_say_why(office, make, client_for, state, who, page, end):
    first, second, third = several(office, state)
    make.event(second.process.phases[0], name="Evento nuovo")
    browser = client_for(user=office.users[who])
    path = f"/valutazioni/insieme/{page}"
    shown = browser.get(path)
    assert "rischio residuo 2,85, fascia BASSO" in shown.text
    assert second.process.title in shown.text
    assert "c'è un evento in più: «Evento nuovo»" in shown.text
    browser.post(path, {"chosen": [f"{first.id}.{first.version}", f"{second.id}.{second.version}"]})
    said = browser.get("/valutazioni?stato=draft").text
    assert f"1 valutazione {end[:-1].replace('validate', 'validata').replace('approve', 'approvata')}." in said
    assert f"{second.title} è rimasta com'è: Non si può" in said
    db.session.expire_all()
    assert [one.state for one in (first, second, third)] == [end, state, state]
    assert ways.path(FLOW, first.id)[0].by_id == office.users[who].id


@pytest.mark.one_database
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", [Action.VALIDATE, Action.APPROVE])
def test_in_bulk_each_may_what_they_may_one_by_one(office, client_for, state, action):
    """Also when the number is sent by hand: whoever is not asked moves nothing, and where the map has no such right there is no page."""
    one = office.assessment(state)
    path, allowed = f"/valutazioni/insieme/{PAGES[action]}", MAY.get((state, action), set())
    for who in sorted(EVERYBODY, key=lambda who: who in allowed):
        browser = client_for(user=office.users[who])
        page = browser.open("GET", path)
        assert page.status in ((200,) if who in allowed else (200, 403)), who
        offered = page.value("chosen") is not None
        assert offered == (who in allowed), who
        data = {"csrf_token": browser.token(), "chosen": f"{one.id}.{one.version}"}
        status = browser.open("POST", path, data=data).status
        db.session.expire_all()
        if who in allowed:
            assert (status, one.state) == (302, FLOW.step(state, action).target)
        else:
            assert status in (403, 422), who
            assert one.state == state, who


def test_what_changed_meanwhile_is_left_and_named_and_the_others_are_done(office, client_for):
    first, second, third = several(office, "sent")
    browser = client_for(user=office.users[BOSS])
    chosen = [f"{one.id}.{one.version}" for one in (first, second, third)]
    assert {f"/valutazioni/{one.id}" for one in (first, second, third)} <= set(browser.get("/valutazioni/insieme/valida").links)
    operations.judge(second, "medio", "Due segnalazioni.", "", by=office.person(*AUTHOR), at=AT)
    operations.withdraw(third, by=office.person(*AUTHOR), at=AT)
    db.session.commit()
    browser.post("/valutazioni/insieme/valida", {"chosen": chosen})
    said = browser.get("/valutazioni?stato=sent").text
    assert "1 valutazione validata." in said
    assert f"{second.title} è rimasta com'è: Nel frattempo un'altra persona l'ha cambiata: aprila" in said
    assert "1 di quelle che avevi segnato non aspetta più te" in said
    db.session.expire_all()
    assert (first.state, second.state, third.state) == ("validated", "sent", "draft")


def test_where_none_of_them_is_done_nothing_is_said_to_be_well(office, client_for):
    one = office.assessment("sent")
    browser, chosen = client_for(user=office.users[BOSS]), f"{one.id}.{one.version}"
    operations.judge(one, "medio", "Due segnalazioni.", "", by=office.person(*AUTHOR), at=AT)
    db.session.commit()
    browser.post("/valutazioni/insieme/valida", {"chosen": chosen})
    sheet = browser.get("/valutazioni?stato=sent")
    assert "Nessuna valutazione validata." in sheet.text
    assert not sheet.soup.select(".alert-success")


@pytest.mark.parametrize("sent", ["niente", "1", "7.", ".7", "-1.2", "9" * 5_000 + ".1", "²." + "²"])
@pytest.mark.one_database
def test_a_tick_that_no_page_offered_is_refused_in_a_sentence(office, client_for, sent):
    office.assessment("sent")
    page = client_for(user=office.users[BOSS]).post("/valutazioni/insieme/valida", {"chosen": sent}, 422)
    assert "non aspettano più te" in page.text


def test_looking_at_many_takes_as_many_queries_for_ten_as_for_one(office, client_for):
    browser = client_for(user=office.users[BOSS])

    def taken():
        browser.get("/valutazioni/insieme/valida")
        with counted() as seen:
            browser.get("/valutazioni/insieme/valida")
        return len(seen)

    office.assessment("sent")
    one = taken()
    for _each in range(9):
        office.assessment("sent", process=world.process(office.make, office.unit))
    assert taken() <= one


def test_whoever_waits_for_nothing_reads_so(office, client_for):
    office.assessment("sent", author=RPCT)
    assert (
        "Nessuna valutazione aspetta che tu la validi."
        in client_for(user=office.users[Role.DIRIGENTE, "elsewhere"]).get("/valutazioni/insieme/valida").text
    )


def test_the_list_tells_those_that_wait_for_me(office, client_for):
    one = office.assessment("sent")
    office.assessment("draft", process=world.process(office.make, office.unit))
    boss, rpct = client_for(user=office.users[BOSS]), client_for(user=office.users[RPCT])
    assert [row[0] for row in boss.get("/valutazioni?stato=da_validare").rows()] == [one.process.code]
    assert rpct.get("/valutazioni?stato=da_validare").rows() == []
    assert len(boss.get("/valutazioni?stato=sent").rows()) == 1
    assert f"/valutazioni/{one.id}/valida" in boss.get("/").links


def test_what_is_under_way_may_be_taken_away_only_by_taking_it_back_first(office):
    one = office.assessment("sent")
    with pytest.raises(WrongState, match="prima ritirala"):
        operations.drop(one, by=office.person(*AUTHOR), at=AT)
    operations.withdraw(one, by=office.person(*AUTHOR), at=AT)
    operations.drop(one, by=office.person(*AUTHOR), at=AT)
    assert queries.of(office.process.id, 2026) is None


def test_an_event_that_goes_is_said_by_its_name_of_then(office):
    one = office.assessment("sent")
    event = office.process.phases[0].events[0]
    events.retire(event, by=office.person(*AUTHOR), at=AT)
    assert any(event.name in each for each in seeing.changed_since(one, ways.path(FLOW, one.id)[0], clock.today()))
