"""With real commits and several hands at once: nobody sends twice, nobody waits for the post."""

import threading

import pytest
from sqlalchemy import func, select

from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.core.mail_server import MailServer, Tls
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.post import PostState
from riskreg.domain.roles import Role
from riskreg.domain.work import JobState
from riskreg.jobs import operations as jobs
from riskreg.jobs import queries as job_queries
from riskreg.jobs import worker
from riskreg.notifications import delivery, queries
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.notifications.models import Notice
from riskreg.notifications.postman import Postman
from riskreg.people import queries as people
from tests.conftest import NOW
from tests.factories import Factory
from tests.features.notifications.conftest import fresh, tell
from tests.features.notifications.server import Silent, running, use

ENOUGH = 60


def test_two_senders_at_once_never_send_the_same_letter(real_app, monkeypatch):
    """Each holds its letter at the server until the other has come with its own."""
    user = Factory().user()
    numbers = [tell(user, f"N. {number}") for number in range(20)]
    with running() as server:
        use(real_app, server.settings(), monkeypatch)
        senders = [threading.Thread(target=send, args=(real_app,)) for _ in range(3)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(ENOUGH)
        left_over = delivery.send_all()  # whoever found the database busy leaves the rest for the next round
    assert sorted(server.subjects) == sorted(f"Lavoro concluso: N. {number}" for number in range(20))
    assert len(set(server.ids)) == 20
    assert {fresh(number).state for number in numbers} == {PostState.SENT}
    assert left_over.refused == 0
    assert verify().is_whole


def send(app) -> None:
    with app.app_context():
        delivery.send_all()
        db.session.remove()


@pytest.mark.parametrize("becomes", ["erased", "withdrawn"])
def test_a_letter_that_is_stopped_while_a_server_thinks_about_the_recipient_does_not_leave(real_app, monkeypatch, becomes):
    """Its reader is erased, or it is no longer true; those behind it go, on the same connection, each to its own."""
    make = Factory()
    gone, stays = make.user(email="ada@camera.example"), make.user(email="bea@camera.example")
    stopped, other = tell(gone, "Riservato", about="job:7"), tell(stays, "Altro")

    def stop() -> None:
        server.before_accepting = None
        with real_app.app_context():
            with writing():
                if becomes == "erased":
                    notices.forget(gone.id, by=COMMAND_LINE, at=NOW)
                else:
                    notices.withdraw("job:7", Kind.JOB_DONE, by=COMMAND_LINE, at=NOW)
            db.session.remove()

    with running() as server:
        use(real_app, server.settings(), monkeypatch)
        server.before_accepting = stop
        done = delivery.send_due()
    assert server.asked == ["ada@camera.example", "bea@camera.example"]
    assert server.subjects == ["Lavoro concluso: Altro"]
    assert (done.sent, done.refused, done.put_off, done.trouble) == (1, 0, 0, "")
    assert (fresh(stopped).state, fresh(other).state) == (PostState.WITHDRAWN, PostState.SENT)


def test_while_a_server_keeps_a_letter_everybody_else_can_write(real_app, monkeypatch):
    """Nothing is locked during the conversation: a change made meanwhile is committed before the server answers."""
    user, made = Factory().user(), []
    number = tell(user)

    def change_meanwhile() -> None:
        with real_app.app_context():
            made.append(tell(queries.account(user_id), "Meanwhile"))
            db.session.remove()

    user_id = user.id
    with running() as server:
        server.before_taking = lambda: None if made else change_meanwhile()
        use(real_app, server.settings(), monkeypatch)
        assert delivery.send_all().sent == 2
    assert fresh(number).state == fresh(made[0]).state == PostState.SENT


def test_a_server_that_hangs_holds_up_no_job_and_leaving_is_quick(real_app, monkeypatch):
    make = Factory()
    user = make.user()
    make.grant(user, Role.ADMIN)
    number = tell(user)
    by = people.person(user, NOW.date())
    with writing():
        jobs.plan_scheduled(NOW)
        job_id = jobs.enqueue("trail:verify", {}, by=by, at=NOW).id
    silent = Silent()
    use(real_app, MailServer("127.0.0.1", silent.port, Tls.NONE), monkeypatch)
    with Postman(real_app) as postman:
        assert silent.met.wait(ENOUGH), "the postman never came to the server"
        worker.run(real_app, threading.Event(), once=True)
        db.session.rollback()
        assert job_queries.job(job_id).state == JobState.DONE
        silent.hang_up()
    assert not postman._thread.is_alive()
    assert (fresh(number).state, fresh(number).attempts) == (PostState.WAITING, 0)


def test_the_postman_brings_what_is_written_while_he_walks(real_app, monkeypatch):
    user, came = Factory().user(), threading.Event()
    with running() as server:
        server.before_taking = came.set
        use(real_app, server.settings(), monkeypatch)
        with Postman(real_app, poll=0.01):
            number = tell(user)
            assert came.wait(ENOUGH)
    assert fresh(number).state == PostState.SENT


def test_a_postman_outlives_a_round_that_fails(real_app, monkeypatch):
    rounds, twice = [], threading.Event()

    def fail(**_more):
        rounds.append(1)
        if len(rounds) > 1:
            twice.set()
        raise RuntimeError("the database is away")

    monkeypatch.setattr(delivery, "send_due", fail)
    with Postman(real_app, poll=0.01):
        assert twice.wait(ENOUGH)


def test_the_count_and_the_due_are_found_by_index(real_app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("how PostgreSQL reads a table of three rows says nothing")
    for statement, index in (
        (queries.unread(7), "ix_notice_user_id_in_app_read_at"),
        (select(func.count()).select_from(Notice).where(queries.ready(NOW)), "ix_notice_state_next_try_at"),
    ):
        text = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row) for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
        assert index in plan, plan
