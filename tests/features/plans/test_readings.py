"""Presa visione: confirmed once and for good, counted with those who came later, asked again with a dated record."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from riskreg.audit import queries as audit
from riskreg.audit.models import PersonalValue
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.people.operations import users
from riskreg.plans.models import EditionReading, ReadingReminder
from riskreg.plans.operations import editions, readings
from riskreg.plans.operations.editions import Act
from riskreg.plans.queries import readings as queries

TODAY = date(2026, 11, 21)


@pytest.fixture
def adopted(make):
    return make.edition(2026, "MG.1", state="adopted")


@pytest.fixture
def rpct(make):
    return {"by": make.person(Role.RPCT), "at": clock.now()}


def _self(user):
    return {"by": people.person(user, TODAY), "at": clock.now()}


def _counted(one):
    found = queries.counted(one, queries.followed_by(one), None, TODAY)
    return found.read, found.asked, found.gone


def _asked(kind="plan:to_read"):
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def test_whoever_has_read_it_confirms_it_once_with_the_moment(make, adopted):
    ada = make.user()
    first = readings.acknowledge(adopted, **_self(ada))
    assert first.at == clock.now()
    again = readings.acknowledge(adopted, by=people.person(ada, TODAY), at=clock.now() + timedelta(days=1))
    assert (again is first, first.at) == (True, clock.now())
    db.session.commit()
    assert [entry.tag for entry in audit.trail([first.subject])] == ["edition:reading:confirmed"]


def test_what_is_not_decided_cannot_be_read_for_good_and_a_machine_reads_nothing(make, adopted):
    draft = make.edition(2027)
    with pytest.raises(WrongState, match="non è ancora adottata"):
        readings.acknowledge(draft, **_self(make.user()))
    with pytest.raises(WrongState, match="una persona, per sé"):
        readings.acknowledge(adopted, **make._by())


def test_the_database_takes_no_change_of_it(make, adopted):
    made = make.reading(adopted)
    for statement in (update(EditionReading).values(at=clock.now() - timedelta(days=9)), delete(EditionReading)):
        with pytest.raises(DatabaseError, match="has read"), db.session.begin_nested():
            db.session.connection().execute(statement.where(EditionReading.id == made.id))


def test_everybody_who_comes_in_is_asked_those_who_came_later_too(make, adopted):
    make.reading(adopted)
    assert _counted(adopted) == (1, 1, 0)
    make.user()
    assert _counted(adopted) == (1, 2, 0)
    users.disable_user(make.user(), **make._by())
    assert _counted(adopted) == (1, 2, 0)


def test_each_person_counts_once_in_the_unit_of_their_first_role(make, adopted):
    office, other = make.unit(name="UO Gare"), make.unit(name="UO Paghe")
    ada, eva = make.user(), make.user()
    make.grant(ada, Role.RPCT, from_on=date(2020, 1, 1))
    make.grant(ada, Role.REFERENTE, office, from_on=date(2024, 1, 1))
    make.grant(ada, Role.REFERENTE, other, from_on=date(2025, 1, 1))
    make.grant(eva, Role.REFERENTE, other)
    make.user()
    readings.acknowledge(adopted, **_self(ada))
    found = queries.counted(adopted, None, None, TODAY)
    assert [(each.name, each.read, each.asked) for each in found.units] == [("UO Gare", 1, 1), ("UO Paghe", 0, 1), ("Senza un ruolo", 0, 1)]
    only = queries.counted(adopted, None, {other.id}, TODAY)
    assert [(each.name, each.read, each.asked) for each in only.units] == [("UO Paghe", 0, 1)]


def test_each_revision_asks_again_and_what_it_replaced_asks_nobody(make, adopted, rpct):
    ada = make.user()
    make.grant(ada, Role.REFERENTE)
    readings.acknowledge(adopted, **_self(ada))
    assert queries.to_read(ada.id) is None
    revision = editions.revise(adopted, **make._by())
    editions.propose(revision, **make._by())
    editions.adopt(revision, Act("Giunta", "Delibera n. 9", TODAY), **make._by())
    assert queries.to_read(ada.id) is revision
    make.grant(make.user(), Role.REFERENTE, from_on=TODAY)
    for asks in (lambda: readings.acknowledge(adopted, **_self(ada)), lambda: readings.remind(adopted, [ada.id], **rpct)):
        with pytest.raises(WrongState, match="è stata sostituita: ora si legge il Piano 2026–2028, revisione 1"):
            asks()
    found = queries.counted(adopted, queries.followed_by(adopted), None, TODAY)
    assert (found.read, found.asked) == (1, 2), "ada and the rpct; whoever had no role before is not counted"


def test_erasing_a_person_keeps_the_count_and_takes_the_name(make, adopted, rpct):
    ada = make.user(given_name="Ada", family_name="Lovelace")
    readings.acknowledge(adopted, **_self(ada))
    eva = make.user(family_name="Ultima")
    readings.remind(adopted, [eva.id], **rpct)
    db.session.commit()
    for user in (ada, eva):
        users.disable_user(user, **make._by())
        users.erase_person(user, **make._by())
    found = queries.counted(adopted, None, None, TODAY)
    assert (found.read, found.gone) == (0, 1)
    row = db.session.execute(queries.people_of(adopted, None, None, TODAY).where(EditionReading.id.is_not(None))).one()
    assert "Lovelace" not in row.User.list_name
    assert row.read_at == clock.now()
    assert "Ultima" not in db.session.scalars(select(ReadingReminder)).one().title
    assert not list(db.session.scalars(select(PersonalValue).where(PersonalValue.about.in_([ada.subject, eva.subject]))))


def test_those_who_are_missing_are_told_once_with_a_dated_record_of_who_asked(make, adopted, rpct):
    ada, eva = make.user(), make.user()
    readings.acknowledge(adopted, **_self(ada))
    assert readings.remind(adopted, [ada.id, eva.id], **rpct) == 1
    record = db.session.scalars(select(ReadingReminder)).one()
    assert (record.user_id, record.by_id, record.on, record.at) == (eva.id, rpct["by"].user_id, TODAY, clock.now())
    told = _asked()
    assert [notice.user_id for notice in told] == [eva.id]
    assert (told[0].address, told[0].path) == (eva.email, f"/piani/{adopted.id}")
    assert told[0].headline == "Da leggere: Piano 2026–2028"
    assert "Delibera n. 5" in told[0].body
    db.session.commit()
    assert [entry.tag for entry in audit.trail([record.subject])] == ["edition:reading:reminded"]


def test_nobody_is_asked_twice_in_a_day_and_somebody_is_on_the_next(make, adopted, rpct):
    eva, ida = make.user(), make.user()
    readings.remind(adopted, [eva.id], **rpct)
    with pytest.raises(RuleBroken, match="già state sollecitate oggi"):
        readings.remind(adopted, [eva.id], **rpct)
    assert readings.remind(adopted, [eva.id, ida.id], **rpct) == 1
    tomorrow = rpct | {"at": clock.now() + timedelta(days=1)}
    assert readings.remind(adopted, [eva.id], **tomorrow) == 1
    assert len(_asked()) == 3


def test_who_has_read_it_or_is_gone_is_not_asked(make, adopted, rpct):
    gone = make.user()
    users.disable_user(gone, **make._by())
    with pytest.raises(RuleBroken, match="hanno già letto"):
        readings.remind(adopted, [gone.id, 10_000], **rpct)
    assert _asked() == []


@pytest.mark.parametrize("role", [Role.DIRIGENTE, Role.OIV, Role.ADMIN])
def test_only_those_who_answer_for_the_plan_ask(make, adopted, role):
    with pytest.raises(NotAllowed):
        readings.remind(adopted, [make.user().id], by=make.person(role), at=clock.now())
