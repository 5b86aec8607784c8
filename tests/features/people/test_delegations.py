"""Standing in: who may lend a role to whom, what the deputy may do, what the trail says of it, and how it ends."""

from datetime import date, timedelta

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE, Permission, acting, may
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.people import deputies, queries, responsibility
from riskreg.people.operations import delegations, figures, units, users
from riskreg.people.queries import figures as offices
from tests.page import Client

TODAY = date(2026, 11, 21)
TOMORROW, NEXT_WEEK = TODAY + timedelta(days=1), TODAY + timedelta(days=7)


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def as_person(user, day=TODAY):
    db.session.expire_all()
    return queries.person(user, day)


@pytest.fixture
def area(make):
    return make.unit(kind=UnitKind.AREA, name="Area Risorse")


@pytest.fixture
def boss(make, area):
    user = make.user(given_name="Tommaso", family_name="Olmo")
    make.grant(user, Role.DIRIGENTE, area)
    return user


@pytest.fixture
def colleague(make):
    return make.user(given_name="Miriam", family_name="Dolmo")


def test_a_deputy_holds_the_role_on_those_days_and_no_others(make, area, boss, colleague):
    make.delegation(boss.grants[0], colleague, from_on=TOMORROW, to_on=NEXT_WEEK)
    held = {
        day: (Role.DIRIGENTE, area.id) in as_person(colleague, day).roles
        for day in (TODAY, TOMORROW, NEXT_WEEK, NEXT_WEEK + timedelta(days=1))
    }
    assert list(held.values()) == [False, True, True, False]
    assert as_person(colleague, TOMORROW).own_roles == frozenset()
    assert (Role.DIRIGENTE, area.id) in as_person(boss, TOMORROW).roles, "the holder keeps it"


def test_a_delegation_ends_with_the_role(make, boss, colleague):
    make.delegation(boss.grants[0], colleague, to_on=NEXT_WEEK)
    users.end_role(boss.grants[0], TODAY, **by())
    db.session.commit()
    assert as_person(colleague, TODAY).roles
    assert not as_person(colleague, TOMORROW).roles


def test_a_revoked_delegation_is_over_at_once_and_only_once(make, boss, colleague):
    lent = make.delegation(boss.grants[0], colleague)
    delegations.revoke(lent, by=queries.person(boss, TODAY), at=clock.now())
    db.session.commit()
    assert not as_person(colleague).roles
    with pytest.raises(WrongState, match="già stata revocata"):
        delegations.revoke(lent, **by())


def test_only_the_holder_or_an_administrator_there_lends_a_role(make, area, boss, colleague):
    other = make.person(Role.ADMIN, make.unit(kind=UnitKind.AREA))
    for who in (queries.person(colleague, TODAY), other, make.person(Role.COMPLIANCE)):
        with pytest.raises(NotAllowed):
            delegations.delegate(boss.grants[0], colleague, from_on=TODAY, to_on=NEXT_WEEK, by=who, at=clock.now())
    delegations.delegate(boss.grants[0], colleague, from_on=TODAY, to_on=NEXT_WEEK, by=make.person(Role.ADMIN, area), at=clock.now())


def test_a_deputy_cannot_lend_what_was_lent(make, boss, colleague):
    make.delegation(boss.grants[0], colleague)
    with pytest.raises(NotAllowed):
        delegations.delegate(boss.grants[0], make.user(), from_on=TODAY, to_on=NEXT_WEEK, by=as_person(colleague), at=clock.now())


@pytest.mark.parametrize("role", Role)
def test_which_roles_may_be_lent(make, colleague, role):
    grant = make.grant(make.user(), role)
    if role in (Role.DIRIGENTE, Role.REFERENTE):
        assert make.delegation(grant, colleague)
    else:
        with pytest.raises(RuleBroken):
            make.delegation(grant, colleague)


def test_the_rpct_is_stood_in_for_by_whom_the_act_of_appointment_names(make, colleague):
    rpct = make.user()
    grant = make.grant(rpct, Role.RPCT)
    with pytest.raises(RuleBroken, match="non indica un sostituto"):
        make.delegation(grant, colleague)
    named = make.user(given_name="Elsa", family_name="Vice")
    make.term(make.figure(code="rpct"), holder=rpct, deputy_id=named.id)
    with pytest.raises(RuleBroken, match="Elsa Vice"):
        make.delegation(grant, colleague)
    assert make.delegation(grant, named)


@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "from_on", "da oggi in poi"),
        ({"from_on": NEXT_WEEK, "to_on": TOMORROW}, "to_on", "viene prima"),
        ({"to_on": date(2027, 2, 1)}, "to_on", "non può durare di più"),
    ],
)
def test_a_delegation_has_days_that_make_sense(make, colleague, days, field, words):
    grant = make.grant(make.user(), Role.REFERENTE, to_on=date(2027, 1, 31))
    with pytest.raises(RuleBroken, match=words) as refusal:
        make.delegation(grant, colleague, **days)
    assert refusal.value.field == field


def test_neither_oneself_nor_twice_nor_to_who_is_out(make, boss, colleague):
    make.delegation(boss.grants[0], colleague, to_on=NEXT_WEEK)
    gone = make.user()
    users.disable_user(gone, **by())
    for deputy, words in ((boss, "un'altra persona"), (colleague, "già questa delega"), (gone, "non ha più accesso")):
        with pytest.raises(RuleBroken, match=words):
            make.delegation(boss.grants[0], deputy, to_on=TOMORROW)


def test_whoever_leaves_stands_in_for_nobody_and_lends_nothing(make, boss, colleague):
    make.delegation(boss.grants[0], colleague)
    users.disable_user(colleague, **by())
    users.enable_user(colleague, **by())
    db.session.commit()
    assert not as_person(colleague).roles
    other = make.user()
    make.delegation(boss.grants[0], other)
    users.disable_user(boss, **by())
    db.session.commit()
    assert not as_person(other).roles


def test_a_role_that_never_begins_takes_its_delegations_along(make, colleague):
    user = make.user()
    coming = make.grant(user, Role.REFERENTE, from_on=NEXT_WEEK)
    make.delegation(coming, colleague, from_on=NEXT_WEEK)
    users.disable_user(user, **by())
    db.session.commit()
    assert deputies.delegations(received_by=colleague.id) == []


def test_both_are_told_and_what_a_machine_loads_is_told_to_nobody(make, boss, colleague):
    make.delegation(boss.grants[0], colleague)
    assert told() == []
    other = make.user()
    lent = delegations.delegate(boss.grants[0], other, from_on=TODAY, to_on=NEXT_WEEK, by=queries.person(boss, TODAY), at=clock.now())
    delegations.revoke(lent, by=queries.person(boss, TODAY), at=clock.now())
    assert [(notice.user_id, notice.kind) for notice in told()] == [
        (other.id, "delegation:given"), (boss.id, "delegation:given"), (other.id, "delegation:revoked"), (boss.id, "delegation:revoked"),
    ]  # fmt: skip
    assert "Sostituisci Tommaso Olmo" in told()[0].headline
    assert "ti sostituisce" in told()[1].headline


def told() -> list[Notice]:
    return list(db.session.scalars(db.select(Notice).order_by(Notice.id)))


def test_the_trail_says_in_whose_place_it_was_done_and_who_did_it(app, make, boss):
    """The RPCT's deputy adds an office: only the lent role allows it."""
    rpct, deputy = make.user(given_name="Renata", family_name="Monte"), make.user(given_name="Elsa", family_name="Vice")
    grant = make.grant(rpct, Role.RPCT)
    make.term(make.figure(code="rpct"), holder=rpct, deputy_id=deputy.id)
    make.delegation(grant, deputy)
    client = Client.signed_in(app, deputy)
    client.send(client.get("/organizzazione/figure/nuova"), name="Energy manager", code="energy")
    entry = reading.shown(trail([offices.by_code("energy").subject]))[0]
    assert entry.who == "Elsa Vice, in sostituzione di Renata Monte"
    users.end_role(grant, TODAY - timedelta(days=1), **by())
    db.session.commit()
    client.get("/organizzazione/figure/nuova", 403)


def test_with_a_role_of_ones_own_nothing_is_done_in_anybodys_place(make):
    rpct, deputy = make.user(), make.user()
    grant = make.grant(rpct, Role.RPCT)
    make.grant(deputy, Role.COMPLIANCE)
    make.term(make.figure(code="rpct"), holder=rpct, deputy_id=deputy.id)
    make.delegation(grant, deputy)
    person = as_person(deputy)
    figures.add_figure(code="x", name="Figura", by=acting(person, Permission.FIGURE_MANAGE), at=clock.now())
    db.session.commit()
    assert "sostituzione" not in reading.shown(trail([offices.by_code("x").subject]))[0].who
    assert may(person, Permission.USER_READ)


def test_deputies_answer_too_but_not_for_whom_they_stand_in_for(make, area, boss, colleague):
    unit = make.unit(parent=area)
    make.delegation(boss.grants[0], colleague)
    rpct = make.user()
    make.grant(rpct, Role.RPCT)
    assert responsibility.validator_of(unit.id, make.user().id, TODAY).users == (boss, colleague)
    assert responsibility.validator_of(unit.id, boss.id, TODAY).users == (rpct,)


def test_a_role_passes_to_another_unit_with_its_deputies(make, area, boss, colleague):
    make.delegation(boss.grants[0], colleague, to_on=NEXT_WEEK)
    into = make.unit(kind=UnitKind.AREA)
    units.merge([area], into, on=TODAY, act="Determinazione n. 9", **by())
    db.session.commit()
    assert as_person(colleague, NEXT_WEEK).roles == {(Role.DIRIGENTE, into.id)}
    assert not as_person(colleague, NEXT_WEEK + timedelta(days=1)).roles


def test_whom_to_ask_includes_who_stands_in(make, area, boss, colleague):
    make.delegation(boss.grants[0], colleague, to_on=NEXT_WEEK)
    assert set(queries.people_with(Permission.HISTORY_READ, area.id, TODAY)) == {boss, colleague}
    assert queries.people_with(Permission.HISTORY_READ, area.id, NEXT_WEEK + timedelta(days=1)) == [boss]


def test_why_somebody_was_away_goes_with_them(make, boss, colleague):
    """Not even the chain keeps it in clear: the reason of an absence may be nobody's business."""
    lent = make.delegation(boss.grants[0], colleague, act="Motivi di famiglia")
    assert "Motivi di famiglia" in str(reading.shown(trail([lent.subject]))[0].changes)
    assert "famiglia" not in trail([lent.subject])[0].diff
    users.disable_user(boss, **by())
    users.erase_person(boss, **by())
    db.session.commit()
    assert lent.act == ""
    assert "Motivi di famiglia" not in str(reading.shown(trail([lent.subject]))[0].changes)


# Pages


def test_a_dirigente_names_a_deputy_and_takes_it_back(app, boss, colleague):
    client = Client.signed_in(app, boss)
    page = client.get("/profilo/deleghe/nuova")
    answer = client.send(page, deputy_id=str(colleague.id), to_on="30/11/2026", act="Ferie")
    shown = client.get(answer.location)
    assert "Sostituzione registrata: chi ti sostituisce riceve un avviso." in shown.text
    assert shown.rows()[0][:2] == ["Miriam Dolmo", "Dirigente"]
    lent = deputies.delegations(given_by=boss.id)[0]
    assert "Miriam Dolmo" in Client.signed_in(app, boss).get(f"/organizzazione/unita/{lent.grant.unit_id}").text
    other = Client.signed_in(app, colleague)
    assert "al posto di Tommaso Olmo" in other.get("/profilo").text
    other.get(f"/organizzazione/deleghe/{lent.id}/revoca", 403)
    client.send(client.get(f"/organizzazione/deleghe/{lent.id}/revoca"))
    assert "Revocata" in client.get("/profilo/deleghe").text


def test_whoever_has_nothing_to_lend_is_told_so(client_for):
    client = client_for(Role.OIV)
    assert "Non hai ruoli che si delegano" in client.get("/profilo/deleghe").text
    assert "Non hai ruoli che si delegano" in client.get("/profilo/deleghe/nuova").text


def test_an_administrator_names_a_deputy_for_who_is_away(client_for, boss, colleague):
    admin = client_for(Role.ADMIN)
    path = f"/organizzazione/utenti/{boss.id}"
    assert f"{path}/ruoli/{boss.grants[0].id}/delega" in admin.get(path).links
    admin.send(admin.get(f"{path}/ruoli/{boss.grants[0].id}/delega"), deputy_id=str(colleague.id), to_on="30/11/2026")
    assert "Sostituti" in admin.get(path).text
    assert "Sostituisce" in admin.get(f"/organizzazione/utenti/{colleague.id}").text


def test_the_likely_deputies_come_first_and_each_says_what_they_are(make, app, area, boss):
    unit = make.unit(parent=area, name="UO Gare")
    peer, near, far = (make.user(given_name="Anna", family_name=name) for name in ("Zeta", "Yama", "Alfa"))
    make.grant(peer, Role.DIRIGENTE, make.unit(kind=UnitKind.AREA, name="Area Servizi"))
    make.grant(near, Role.REFERENTE, unit)
    make.user(given_name="Ugo", family_name="Abete", password_hash=None)
    locked = make.user(given_name="Ivo", family_name="Acero")
    users.lock_user(locked, "Telefono rubato", **by())
    db.session.commit()
    page = Client.signed_in(app, boss).get("/profilo/deleghe/nuova")
    offered = [option.get_text(strip=True) for option in page.soup.select("#deputy_id option")][1:]
    assert offered == [
        "Zeta Anna: Dirigente, Area Servizi",
        "Yama Anna: Referente di processo, UO Gare",
        f"{far.list_name}: nessun ruolo",
        "Abete Ugo: nessun ruolo (non può ancora entrare in riskreg)",
    ]


def test_a_second_deputy_in_the_same_days_is_asked_once_more(make, app, boss, colleague):
    make.delegation(boss.grants[0], make.user(given_name="Anna", family_name="Riva"), from_on=TOMORROW, to_on=NEXT_WEEK)
    client = Client.signed_in(app, boss)
    page = client.get("/profilo/deleghe/nuova")
    asked = client.send(page, 200, deputy_id=str(colleague.id), to_on="30/11/2026", sure=False)
    assert "In quei giorni ti sostituisce già Anna Riva (dal 22/11/2026 al 28/11/2026)" in asked.text
    assert deputies.delegations(received_by=colleague.id) == []
    client.send(page, deputy_id=str(colleague.id), to_on="30/11/2026")
    assert len(deputies.delegations(received_by=colleague.id)) == 1


def test_after_the_others_days_nothing_is_asked(make, app, boss, colleague):
    make.delegation(boss.grants[0], make.user(), from_on=TODAY, to_on=TOMORROW)
    client = Client.signed_in(app, boss)
    client.send(client.get("/profilo/deleghe/nuova"), sure=False, deputy_id=str(colleague.id), from_on="23/11/2026", to_on="30/11/2026")


def test_a_deputy_who_works_under_the_lent_role_is_told_apart(make, app, area, boss, colleague):
    make.grant(colleague, Role.REFERENTE, make.unit(parent=area, name="UO Gare"))
    client = Client.signed_in(app, boss)
    asked = client.send(client.get("/profilo/deleghe/nuova"), 200, deputy_id=str(colleague.id), to_on="30/11/2026", sure=False)
    assert "Miriam Dolmo lavora in questa struttura (Referente di processo, UO Gare)" in asked.text
