"""Passaggio di consegne: a role does not end leaving work to nobody, whoever ends it and however it ends."""

from datetime import date, timedelta

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.responsibility import How
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.people import belongings, queries, responsibility
from riskreg.people.belongings import Hands, Item, Kind
from riskreg.people.operations import units, users
from riskreg.people.operations.handovers import Handover
from tests.page import Client

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def papers(monkeypatch):
    """A feature of later: cards that stand in people's hands, by role and unit. It joins with one function."""
    cards: dict[int, list[int]] = {}

    def of_person(hands: Hands, _on: date) -> list[Item]:
        return [
            Item(key, f"Scheda {key}", "people.unit", {"unit_id": owner[1]}) for key, owner in cards.items() if owner[0] == hands.user_id
        ]

    def to_person(key: int, user_id: int, *, by, at) -> None:
        cards[key] = [user_id, cards[key][1]]

    monkeypatch.setattr(belongings._registry, "kinds", dict(belongings._registry.kinds))
    belongings.register(Kind("card", "scheda aperta", "schede aperte", of_person=of_person, to_person=to_person))
    return cards


@pytest.fixture
def boss(make):
    return make.person(Role.ADMIN)


@pytest.fixture
def office(make):
    """An area with its dirigente and an office with one referente."""
    area = make.unit(kind=UnitKind.AREA, name="Area Risorse")
    unit = make.unit(parent=area, name="UO Gare")
    dirigente, referente = make.user(given_name="Tommaso", family_name="Olmo"), make.user(given_name="Irene", family_name="Sala")
    make.grant(dirigente, Role.DIRIGENTE, area)
    grant = make.grant(referente, Role.REFERENTE, unit)
    return unit, grant, dirigente


def end(grant, boss, day=TODAY, **handover):
    return users.end_role(grant, day, handover=Handover(**handover), by=boss, at=clock.now())


def test_a_role_does_not_end_before_somebody_says_who_answers(office, boss):
    _unit, grant, _ = office
    with pytest.raises(RuleBroken, match="Scegli chi risponde come Referente di processo su UO Gare dal 22/11/2026") as refusal:
        end(grant, boss)
    assert refusal.value.field == "heir"


def test_it_may_stay_to_those_whom_the_page_showed(office, boss):
    unit, grant, dirigente = office
    answer = responsibility.after([grant], TOMORROW)[grant.id]
    assert (answer.users, answer.answer.how) == ((dirigente,), How.ANOTHER_ROLE)
    assert answer.said == "Tommaso Olmo (Dirigente, Area Risorse)"
    end(grant, boss, left_to=answer.answer.mark)
    assert grant.to_on == TODAY
    assert responsibility.responsible(unit.id, Role.REFERENTE, TOMORROW).users == (dirigente,)


def test_but_not_to_others_than_those(make, office, boss):
    _unit, grant, dirigente = office
    shown = responsibility.after([grant], TOMORROW)[grant.id].answer.mark
    users.end_role(dirigente.grants[0], TODAY, by=COMMAND_LINE, at=clock.now())
    make.grant(make.user(given_name="Nuova", family_name="Dirigente"), Role.DIRIGENTE)
    with pytest.raises(RuleBroken, match="ora sarebbe Nuova Dirigente"):
        end(grant, boss, left_to=shown)


def test_the_heir_gets_the_same_role_from_the_day_after(make, office, boss):
    unit, grant, _ = office
    heir = make.user()
    end(grant, boss, heir=heir)
    db.session.commit()
    assert [(one.role, one.unit_id, one.from_on) for one in heir.grants] == [("referente", unit.id, TOMORROW)]


def test_an_heir_who_has_the_role_already_keeps_it(make, office, boss):
    unit, grant, _ = office
    heir = make.user()
    make.grant(heir, Role.REFERENTE, unit)
    end(grant, boss)  # nothing is asked: a colleague has the same role
    assert len(heir.grants) == 1


def test_nobody_inherits_from_themselves(office, boss):
    _unit, grant, _ = office
    with pytest.raises(RuleBroken, match="un'altra persona"):
        end(grant, boss, heir=grant.user)


def test_where_nobody_could_answer_an_heir_is_needed(make, boss):
    unit = make.unit()
    grant = make.grant(make.user(), Role.REFERENTE, unit)
    with pytest.raises(RuleBroken, match="nessuno può rispondere"):
        end(grant, boss)


def test_what_waits_by_name_goes_to_the_heir_or_to_whoever_answers(make, office, boss, papers):
    unit, grant, dirigente = office
    papers.update({1: [grant.user_id, unit.id]})
    heir = make.user()
    end(grant, boss, heir=heir)
    assert papers[1][0] == heir.id
    end(
        heir.grants[0],
        boss,
        TOMORROW,
        left_to=responsibility.after(heir.grants, TOMORROW + timedelta(days=1))[heir.grants[0].id].answer.mark,
    )
    assert papers[1][0] == dirigente.id


def test_a_colleague_with_the_same_role_takes_what_waits(make, office, boss, papers):
    unit, grant, _ = office
    papers.update({1: [grant.user_id, unit.id]})
    colleague = make.user()
    make.grant(colleague, Role.REFERENTE, unit)
    end(grant, boss)
    assert papers[1][0] == colleague.id


def test_whoever_leaves_hands_over_each_role(make, office, boss, papers):
    unit, grant, dirigente = office
    other = make.unit(parent=queries.unit(unit.parent_id))
    second = make.grant(grant.user, Role.REFERENTE, other)
    papers.update({1: [grant.user_id, unit.id]})
    heir = make.user()
    with pytest.raises(RuleBroken) as refusal:
        users.disable_user(grant.user, handed={grant.id: Handover(heir=heir)}, by=boss, at=clock.now())
    assert refusal.value.field == f"heir_{second.id}"
    db.session.rollback()
    mark = responsibility.after([grant, second], TODAY, without_users=[grant.user_id])[second.id].answer.mark
    handed = {grant.id: Handover(heir=heir), second.id: Handover(left_to=mark)}
    users.disable_user(grant.user, handed=handed, by=boss, at=clock.now())
    db.session.commit()
    assert responsibility.responsible(unit.id, Role.REFERENTE, TODAY).users == (heir,)
    assert responsibility.responsible(other.id, Role.REFERENTE, TODAY).users == (dirigente,)
    assert papers[1][0] == heir.id


def test_a_role_on_a_unit_that_is_gone_asks_nothing(make, office, boss):
    unit, grant, _ = office
    units.close(unit, None, last_day=YESTERDAY, act="Determinazione n. 9", by=COMMAND_LINE, at=clock.now())
    assert grant.to_on == YESTERDAY


def test_machines_are_not_asked(office):
    _unit, grant, _ = office
    users.end_role(grant, TODAY, by=COMMAND_LINE, at=clock.now())
    assert grant.to_on == TODAY


def test_what_is_in_somebodys_hands_is_told_by_whoever_keeps_it(make, office, papers):
    unit, grant, dirigente = office
    figure = make.figure(name="RASA")
    make.term(figure, holder=grant.user, deputy_id=dirigente.id)
    make.delegation(grant, dirigente)
    papers.update({7: [grant.user_id, unit.id]})
    found = {one.kind.name: [item.title for item in one.items] for one in belongings.in_hands(Hands(grant.user_id), TODAY)}
    assert found["office"] == ["RASA"]
    assert found["card"] == ["Scheda 7"]
    assert len(found["delegation"]) == 1
    assert {one.kind.name for one in belongings.in_hands(Hands(dirigente.id), TODAY)} == {"delegation_received", "office_deputy"}
    assert "office" not in {one.kind.name for one in belongings.in_hands(Hands(grant.user_id, Role.REFERENTE, unit.id), TODAY)}
    below = belongings.of_units([unit.id, unit.parent_id], TODAY)
    assert [one.counted for one in below[unit.parent_id]] == ["1 unità sottostante"]
    assert [one.counted for one in below[unit.id]] == ["1 delega"]


def test_two_kinds_do_not_share_a_name(papers):
    with pytest.raises(ValueError, match="card"):
        belongings.register(Kind("card", "x", "y"))


# Pages


def test_the_page_lists_what_is_open_and_asks_for_the_heir(make, client_for, office, papers):
    unit, grant, dirigente = office
    papers.update({5: [grant.user_id, unit.id]})
    admin = client_for(Role.ADMIN)
    path = f"/organizzazione/utenti/{grant.user_id}/ruoli/{grant.id}/termina"
    page = admin.get(path)
    assert "1 scheda aperta" in page.text
    assert "Resta a Tommaso Olmo (Dirigente, Area Risorse)" in page.text
    refused = admin.send(page, 422, heir="")
    assert refused.errors == {"heir": "Scegli chi risponde come Referente di processo su UO Gare dal 22/11/2026."}
    admin.send(refused, heir=f"utente:{dirigente.id}")
    db.session.expire_all()
    assert grant.to_on == TODAY
    assert {one.role for one in queries.user(dirigente.id).grants} == {"dirigente", "referente"}


def test_the_page_for_another_day_asks_about_that_day(make, client_for, office):
    unit, grant, _ = office
    heir = make.user(given_name="Elsa", family_name="Nuova")
    make.grant(heir, Role.REFERENTE, unit, from_on=date(2027, 1, 1))
    admin = client_for(Role.ADMIN)
    path = f"/organizzazione/utenti/{grant.user_id}/ruoli/{grant.id}/termina"
    admin.send(admin.get(path), 422, to_on="30/12/2026", heir="")
    admin.send(admin.get(path), to_on="31/12/2026", heir="")


def test_disabling_asks_for_each_role(client_for, office):
    _unit, grant, dirigente = office
    admin = client_for(Role.ADMIN)
    path = f"/organizzazione/utenti/{grant.user_id}/disattiva"
    page = admin.get(path)
    admin.send(page, 422)
    admin.send(page, **{f"heir_{grant.id}": f"utente:{dirigente.id}"})
    assert not queries.user(grant.user_id).can_sign_in


def test_uncovered_roles_and_those_about_to_be(make, client_for, office):
    _unit, grant, dirigente = office
    make.grant(make.user(), Role.RPCT)
    make.grant(make.user(), Role.COMPLIANCE)
    admin = client_for(Role.ADMIN)
    assert "Nessun ruolo scoperto" in admin.get("/organizzazione/ruoli-scoperti").text
    users.end_role(grant, TODAY + timedelta(days=5), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    soon = admin.get("/organizzazione/ruoli-scoperti")
    assert [
        "Irene Sala",
        "Referente di processo",
        "UO Gare",
        "26/11/2026",
        "Tommaso Olmo (Dirigente, Area Risorse) senza titolare",
    ] in soon.rows()
    with clock.frozen(clock.on_day(TODAY + timedelta(days=6))):
        gaps = responsibility.uncovered(clock.today())
    assert [(gap.unit.name, gap.role, gap.meanwhile.users) for gap in gaps] == [("UO Gare", Role.REFERENTE, (dirigente,))]


def test_the_front_door_of_who_can_mend_it_counts_them(make, client_for):
    make.unit(kind=UnitKind.AREA)
    page = client_for(Role.ADMIN).get("/")
    assert "/organizzazione/ruoli-scoperti" in page.links
    assert "ruoli scoperti" in page.text


def test_everybody_reads_who_comes_after(make, app, boss, office):
    """The page that ended it, the person's page, the unit's, the Cronologia and the letter; the chain keeps no name."""
    unit, grant, _dirigente = office
    heir = make.user(given_name="Anna", family_name="Ferrari")
    admin = Client.signed_in(app, queries.user(boss.user_id))
    path = f"/organizzazione/utenti/{grant.user_id}"
    page = admin.get(f"{path}/ruoli/{grant.id}/termina")
    shown = admin.get(admin.send(page, to_on="30/11/2026", heir=f"utente:{heir.id}").location)
    assert "Il ruolo finisce il 30/11/2026; dal 01/12/2026 subentra Anna Ferrari." in shown.text
    assert "30/11/2026, poi Anna Ferrari" in shown.text
    assert "Chi comincerà" in (there := admin.get(f"/organizzazione/unita/{unit.id}").text)
    assert "Anna Ferrari" in there.split("Chi comincerà")[1]
    assert "Dal 01/12/2026 subentra Anna Ferrari." in admin.get(f"{path}/cronologia").text
    entry = trail([grant.subject])[0]
    assert "Ferrari" not in entry.diff
    letter = db.session.scalars(db.select(Notice).where(Notice.kind == "role:ended")).one()
    assert "finisce il 30/11/2026. Dal 01/12/2026 subentra Anna Ferrari." in letter.body


def test_whoever_it_falls_to_is_named_too(make, app, boss, office):
    _unit, grant, _dirigente = office
    answer = responsibility.after([grant], TOMORROW)[grant.id]
    end(grant, boss, left_to=answer.answer.mark)
    db.session.commit()
    assert reading.shown(trail([grant.subject]))[0].why == "Dal 22/11/2026 risponde Tommaso Olmo."
