"""Telling, reading, sending again, forgetting."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.audit.verification import verify
from riskreg.core import clock, links, mail
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.post import PostState
from riskreg.domain.roles import Role
from riskreg.jobs import operations as jobs
from riskreg.notifications import delivery, operations, queries
from riskreg.notifications.kinds import Kind
from riskreg.notifications.letters import SecretLink
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.people.operations import users
from tests.conftest import NOW
from tests.factories import Factory
from tests.features.notifications.conftest import fresh, tell

BY = {"by": COMMAND_LINE, "at": NOW}


def person(user):
    return people.person(user, clock.today())


def of(user) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)))


def test_a_message_is_there_exactly_if_the_thing_happened(real_app):
    user = Factory().user()
    with pytest.raises(RuleBroken):
        tell_and_refuse(user)
    assert of(user) == []
    assert verify().is_whole


def tell_and_refuse(user) -> None:
    with writing():
        operations.queue(user, Kind.JOB_DONE, {"job": "A", "outcome": "B"}, **BY)
        raise RuleBroken("the thing was refused")


def test_whoever_has_no_address_is_told_in_riskreg_alone(app, make):
    user = make.user()
    row = fresh(tell(queries.Account(user.id, "Ada", None)))
    assert (row.state, row.in_app) == (PostState.IN_APP, True)
    assert delivery.send_due().tried == 0


@pytest.mark.parametrize("path", ["https://altrove.example", "//altrove.example", "/\\altrove.example", "profilo"])
def test_a_notice_never_leads_outside(app, make, path):
    user = make.user()
    with pytest.raises(ValueError, match="path of ours"):
        tell(user, path=path)


def test_only_who_it_is_for_marks_it_read(app, make):
    mine, other = make.user(), make.person(Role.ADMIN)
    row = fresh(tell(mine))
    with pytest.raises(NotAllowed):
        operations.mark_read(row, by=other, at=NOW)
    with writing():
        operations.mark_read(queries.notice(row.id), by=person(mine), at=NOW)
    with writing():
        operations.mark_read(queries.notice(row.id), by=person(mine), at=NOW + timedelta(hours=1))
    assert fresh(row.id).read_at == NOW, "the first time counts"


def test_all_at_once_touches_nobody_else_s(app, make):
    mine, other = make.user(), make.user()
    numbers, theirs = [tell(mine) for _ in range(3)], tell(other)
    with writing():
        assert operations.mark_all_read(by=person(mine), at=NOW) == 3
    assert all(fresh(number).read_at for number in numbers)
    assert fresh(theirs).read_at is None
    assert db.session.scalar(queries.unread(mine.id)) == 0
    assert db.session.scalar(queries.unread(other.id)) == 1


def test_a_message_called_back_before_it_left_does_not_leave(app, make):
    user = make.user()
    number, another = tell(user, about="user:7"), tell(user, about="user:8")
    with writing():
        assert operations.withdraw("user:7", Kind.JOB_DONE, **BY) == 1
    assert delivery.send_due().sent == 1
    assert (fresh(number).state, fresh(another).state) == (PostState.WITHDRAWN, PostState.SENT)
    assert db.session.scalar(queries.unread(user.id)) == 1, "nor is it shown in riskreg: it is no longer true"
    with writing():
        assert operations.withdraw("user:8", Kind.JOB_DONE, **BY) == 0, "what has left has left"


def test_sending_again_goes_to_the_address_of_today_and_leaves_the_first_as_it_was(server, make):
    admin = make.person(Role.ADMIN)
    user = make.user(email="vecchio@camera.example")
    link = SecretLink("invitation", links.new_nonce(), "/accesso/{token}")
    server.rcpt = ["550 no such user"]
    number = tell(user, secret_link=link)
    delivery.send_due()
    with writing():
        users.change_user(
            people.user(user.id), email="nuovo@camera.example", given_name="Ada", family_name="Prova", job_title="", version=None, **BY
        )
    with writing():
        again = operations.send_again(queries.notice(number), by=admin, at=NOW).id
    assert delivery.send_due().sent == 3, "with the two letters about the change of address"
    first, second = fresh(number), fresh(again)
    assert (first.state, first.address) == (PostState.REFUSED, "vecchio@camera.example")
    assert (second.state, second.again_of_id) == (PostState.SENT, number)
    assert sorted(server.asked) == ["nuovo@camera.example", "nuovo@camera.example", "vecchio@camera.example", "vecchio@camera.example"]
    texts = [taken.get_body(("plain",)).get_content() for taken in server.taken]
    assert sum(links.token_for("invitation", link.nonce) in text for text in texts) == 1
    assert queries.is_as_recorded(second)
    assert not second.in_app, "nobody is told twice in riskreg"


def test_what_waits_is_tried_at_once_even_while_the_post_rests(server, make):
    admin, user = make.person(Role.ADMIN), make.user()
    server.stop()
    number = tell(user)
    delivery.send_due()
    server.start()
    assert delivery.send_due().tried == 0
    with writing():
        assert operations.send_again(queries.notice(number), by=admin, at=NOW).id == number
    assert delivery.send_due().sent == 1


def test_sending_again_is_for_who_looks_after_the_post(app, make):
    number = tell(make.user())
    with pytest.raises(NotAllowed):
        operations.send_again(fresh(number), by=make.person(Role.COMPLIANCE), at=NOW)


def test_a_test_goes_where_it_was_asked_to_and_says_who_asked(server, make):
    admin = make.person(Role.ADMIN)
    with writing():
        number = operations.send_test("prova@altra.example", by=admin, at=NOW).id
    assert delivery.send_due().sent == 1
    assert server.asked == ["prova@altra.example"]
    assert not fresh(number).in_app
    with pytest.raises(RuleBroken) as refusal:
        operations.send_test("prova@altra.example\nBcc: x@y.example", by=admin, at=NOW)
    assert refusal.value.field == "address"
    with pytest.raises(NotAllowed):
        operations.send_test("prova@altra.example", by=make.person(Role.COMPLIANCE), at=NOW)


# Who tells what


def test_a_role_given_or_ended_by_a_person_is_told_to_whom_it_concerns(app, make):
    admin, user, unit = make.person(Role.ADMIN), make.user(), make.unit(name="UO Contratti")
    make.grant(make.user(), Role.REFERENTE, unit)  # a colleague stays: nothing is left to hand over
    with writing():
        grant = users.grant_role(user, Role.REFERENTE, unit.id, from_on=date(2026, 1, 1), by=admin, at=NOW)
        users.end_role(grant, date(2026, 12, 31), by=admin, at=NOW)
    given, ended = of(user)
    assert (given.kind, ended.kind) == (Kind.ROLE_GRANTED, Kind.ROLE_ENDED)
    assert "«Referente di processo» su UO Contratti, dal 01/01/2026" in given.body
    assert "31/12/2026" in ended.headline
    assert {given.state, ended.state} == {PostState.WAITING}


def test_what_a_machine_loads_writes_to_nobody(app, make):
    user = make.user()
    make.grant(user, Role.ADMIN)
    assert of(user) == []


@pytest.mark.parametrize("state", ["done", "failed"])
def test_whoever_asked_for_a_job_is_told_in_riskreg_how_it_went(app, make, state):
    admin = make.person(Role.ADMIN)
    with writing():
        job_id = jobs.enqueue("trail:verify", {}, by=admin, at=NOW).id
    with writing():
        assert jobs.take("lease", NOW) == job_id
    with writing():
        if state == "done":
            jobs.finish(job_id, "lease", outcome="La catena è integra.", at=NOW)
        else:
            jobs.give_up(job_id, "lease", sentence="La catena non è integra.", at=NOW)
    [told] = of(people.user(admin.user_id))
    assert (told.kind, told.path, told.state) == (f"job:{state}", f"/lavori/{job_id}", PostState.IN_APP)
    assert "integra" in told.body


# Forgetting


def everything_about_notices() -> str:
    rows = [tuple(map(str, row)) for row in db.session.execute(select(Notice.__table__))]
    rows += [tuple(map(str, row)) for row in db.session.execute(select(AuditEntry.__table__))]
    rows += [tuple(map(str, row)) for row in db.session.execute(select(PersonalValue.__table__))]
    return str(rows).lower()


def test_a_person_who_is_erased_leaves_nothing_in_the_post(server, make):
    admin = make.person(Role.ADMIN)
    user = make.user(email="zefirina@camera.example", given_name="Zefirina", family_name="Quagliarella")
    link = SecretLink("invitation", links.new_nonce(), "/accesso/{token}")
    sent = tell(user)
    server.rcpt = ["550 zefirina@camera.example unknown"]
    delivery.send_due()
    waiting, with_link = tell(user), tell(user, secret_link=link)
    digest = fresh(sent).digest
    assert "zefirina" in everything_about_notices()
    with writing():
        users.disable_user(people.user(user.id), by=admin, at=NOW)
        users.erase_person(people.user(user.id), by=admin, at=NOW)
    left = everything_about_notices()
    assert [word for word in ("zefirina", "quagliarella", link.nonce, link.token_hash) if word in left] == []
    assert digest in left, "the chain stays whole"
    assert [fresh(n).state for n in (sent, waiting, with_link)] == [PostState.REFUSED, PostState.WITHDRAWN, PostState.WITHDRAWN]
    assert fresh(sent).salt == "", "without the salt nobody can guess what the digest stood for"
    assert delivery.send_due().tried == 0
    assert verify().is_whole
    with pytest.raises(WrongState):
        operations.send_again(fresh(sent), by=admin, at=NOW)


def test_the_caught_letters_of_an_erased_person_go_and_the_others_stay(app, make):
    gone, kept = make.user(email="gone@camera.example"), make.user(email="kept@camera.example")
    tell(gone)
    tell(kept)
    delivery.send_due()
    assert {str(mail.read_caught(path)["To"].addresses[0].addr_spec) for path in mail.caught()} >= {"gone@camera.example"}
    with writing():
        operations.forget(gone.id, **BY)
    left = {str(mail.read_caught(path)["To"].addresses[0].addr_spec) for path in mail.caught()}
    assert "gone@camera.example" not in left
    assert "kept@camera.example" in left


def test_the_chain_never_holds_a_word_of_what_was_said(app, make):
    user = make.user(email="zefirina@camera.example", given_name="Zefirina", family_name="Quagliarella")
    tell(user, "Segretissimo")
    entries = str(list(db.session.scalars(select(AuditEntry.diff).where(AuditEntry.subject.startswith("notice:")))))
    assert [word for word in ("Segretissimo", "Zefirina", "camera.example") if word in entries] == []
    clear = str(list(db.session.scalars(select(PersonalValue.value).join(AuditEntry).where(AuditEntry.subject.startswith("notice:")))))
    assert clear == "[]", "nor does the table of clear values: the row alone holds them, and it can be emptied"
