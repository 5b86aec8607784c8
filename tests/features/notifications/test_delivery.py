"""The post, against a server on this machine: delivered, refused, put off, away; nothing lost, nothing twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core import clock, mail
from riskreg.core.extensions import db
from riskreg.core.mail_server import MailServer, Tls
from riskreg.domain.post import LATER_WAIT, LEASE, MOST_TRIES, PostState
from riskreg.notifications import delivery, queries
from tests.conftest import NOW
from tests.core.loglines import recorded
from tests.features.notifications.conftest import fresh, tell
from tests.features.notifications.server import Silent, free_port, use


def entries(tag: Tag) -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.tag == tag.value)) or 0


def text(message) -> str:
    return message.get_body(("plain",)).get_content()


def test_a_letter_is_delivered_once_and_the_trail_says_so(server, make):
    user = make.user(email="ada@camera.example", given_name="Ada", family_name="Prova")
    make.body()
    number = tell(user)
    assert delivery.send_due() == delivery.Delivery(sent=1)
    assert delivery.send_due() == delivery.Delivery()
    [message] = server.taken
    assert str(message["To"]) == "Ada Prova <ada@camera.example>"
    assert str(message["From"]) == "riskreg · Camera di prova <riskreg@riskreg.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "http://127.0.0.1:8000/lavori/1" in text(message)
    sent = fresh(number)
    assert (sent.state, sent.attempts, sent.settled_at, sent.lease) == (PostState.SENT, 1, NOW, None)
    assert entries(Tag.MAIL_SENT) == 1


def test_a_recipient_who_is_refused_is_not_tried_again_and_the_others_go(server, make):
    server.rcpt = ["550 5.1.1 mailbox unavailable"]
    wrong, right = tell(make.user(), "Primo"), tell(make.user(), "Secondo")
    assert delivery.send_due() == delivery.Delivery(sent=1, refused=1)
    refused = fresh(wrong)
    assert (refused.state, fresh(right).state) == (PostState.REFUSED, PostState.SENT)
    assert refused.last_error == "Il server di posta rifiuta il destinatario: 550 «5.1.1 mailbox unavailable»."
    assert entries(Tag.MAIL_REFUSED) == 1
    with clock.frozen(NOW + timedelta(days=10)):
        assert delivery.send_due().tried == 0


def test_what_is_put_off_goes_later_with_the_same_name(server, make):
    server.data = ["451 greylisted, come back"]
    number = tell(make.user())
    assert delivery.send_due().put_off == 1
    waiting = fresh(number)
    assert (waiting.state, waiting.attempts, waiting.next_try_at) == (PostState.WAITING, 1, NOW + timedelta(minutes=1))
    assert "451 «greylisted, come back»" in waiting.last_error
    with clock.frozen(NOW + timedelta(seconds=59)):
        assert delivery.send_due().tried == 0
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert delivery.send_due().sent == 1
    assert fresh(number).last_error == ""


def test_the_same_letter_has_the_same_name_and_the_same_day_at_every_attempt(server, make):
    """By the name a server knows that it has it already; after a person asks to send it again, it is another letter."""
    with mail.opened() as post:
        number = tell(make.user())
        letters = [delivery.letters.composed(fresh(number), "Ente") for _ in range(2)]
        for letter in letters:
            post.send(letter, lambda: True)
    assert server.ids[0] == server.ids[1]
    assert str(server.taken[0]["Date"]) == str(server.taken[1]["Date"])


def test_after_three_days_of_being_put_off_a_person_must_look(server, make):
    server.rcpt = ["450 busy"] * 100
    number, at = tell(make.user()), NOW
    for _ in range(MOST_TRIES):
        with clock.frozen(at):
            assert delivery.send_due().tried == 1
        at = fresh(number).next_try_at
    given_up = fresh(number)
    assert (given_up.state, given_up.attempts) == (PostState.REFUSED, MOST_TRIES)
    assert given_up.last_error.endswith(delivery.GIVEN_UP)
    assert timedelta(days=3) <= at - NOW <= timedelta(days=3, hours=6)


def test_a_server_that_is_down_loses_nothing_and_counts_no_attempt(server, make):
    server.stop()
    numbers = [tell(make.user()) for _ in range(3)]
    at = NOW
    for _ in range(20):
        with clock.frozen(at):
            assert delivery.send_due().trouble
            assert delivery.send_due().tried == 0, "the post rests"
        at = queries.office().next_try_at
    assert [(fresh(n).state, fresh(n).attempts) for n in numbers] == [(PostState.WAITING, 0)] * 3
    assert queries.office().failing_since == NOW
    assert queries.office().last_error == "Il server di posta rifiuta il collegamento: è spento o la porta è sbagliata."
    server.start()
    with clock.frozen(at):
        assert delivery.send_due().sent == 3
    db.session.rollback()
    assert (queries.office().failing_since, queries.office().worked_at) == (None, at)


def test_a_server_that_closes_in_the_middle_stops_the_batch(server, make):
    server.rcpt = ["250 OK", "421 shutting down"]
    numbers = [tell(make.user()) for _ in range(3)]
    done = delivery.send_due()
    assert (done.sent, done.put_off, done.refused) == (1, 0, 0)
    assert "421" in done.trouble
    assert [fresh(n).state for n in numbers] == [PostState.SENT, PostState.WAITING, PostState.WAITING]
    assert [fresh(n).attempts for n in numbers] == [1, 0, 0]
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert delivery.send_due().sent == 2
    assert len(server.taken) == 3


def test_a_letter_on_which_the_server_breaks_off_does_not_stop_those_behind_it_for_ever(server, make):
    server.data = ["hang up"]
    poison, other = tell(make.user(), "Veleno"), tell(make.user(), "Altro")
    assert delivery.send_due().put_off == 1
    server.data = []
    with clock.frozen(fresh(poison).next_try_at):
        assert delivery.send_due().sent == 2
    assert fresh(other).state == PostState.SENT


def test_a_conversation_that_breaks_off_is_never_the_last_word(server, make):
    number, at = tell(make.user()), NOW
    for _ in range(MOST_TRIES + 3):
        server.data = ["hang up"]
        with clock.frozen(at):
            delivery.send_due()
        at = max(fresh(number).next_try_at, queries.office().next_try_at)
    assert fresh(number).state == PostState.WAITING
    assert fresh(number).next_try_at - clock.now() > LATER_WAIT


def test_a_letter_in_the_hands_of_another_sender_is_left_alone_until_its_lease_is_over(server, make):
    number = tell(make.user())
    assert delivery._take() is not None
    assert delivery.send_due().tried == 0
    with clock.frozen(NOW + LEASE):
        assert delivery.send_due().sent == 1
    assert fresh(number).state == PostState.SENT


def test_whoever_wakes_up_after_the_lease_changes_nothing(server, make):
    number = tell(make.user())
    slow = delivery._take()
    with clock.frozen(NOW + LEASE):
        assert delivery.send_due().sent == 1
    server.rcpt = ["550 too late"]
    with mail.opened() as post:
        delivery._send(post, slow, "Ente", delivery.Delivery(), delivery.WORKER)
    assert fresh(number).state == PostState.SENT
    assert entries(Tag.MAIL_SENT) == 1


def test_nor_what_another_sender_holds_by_then(server, make):
    number = tell(make.user())
    slow = delivery._take()
    with clock.frozen(NOW + LEASE):
        quick = delivery._take()
        server.rcpt = ["550 too late"]
        with mail.opened() as post:
            delivery._send(post, slow, "Ente", delivery.Delivery(), delivery.WORKER)
    held = fresh(number)
    assert (held.state, held.lease, held.last_error) == (PostState.WAITING, quick.token, "")
    assert entries(Tag.MAIL_REFUSED) == 0


def test_no_transaction_is_open_while_a_server_takes_its_time(app, make):
    """An open reading alone would keep SQLite from emptying its write-ahead file after an erasure."""
    tell(make.user())
    seen = []

    class Watching:
        def send(self, _letter, is_wanted) -> None:
            seen.append(db.session().in_transaction())
            assert is_wanted()
            seen.append(db.session().in_transaction())

    delivery._send(Watching(), delivery._take(), "Ente", delivery.Delivery(), delivery.WORKER)
    assert seen == [False, False]


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(server, make, monkeypatch):
    real = delivery.letters.composed

    def fail_once(notice, body_name):
        if "Guasto" in notice.headline:
            raise KeyError("of a person: Ada")
        return real(notice, body_name)

    monkeypatch.setattr(delivery.letters, "composed", fail_once)
    broken, other = tell(make.user(), "Guasto"), tell(make.user(), "Altro")
    assert delivery.send_due() == delivery.Delivery(sent=1, put_off=1)
    assert (fresh(broken).state, fresh(other).state) == (PostState.WAITING, PostState.SENT)


def test_without_a_server_everything_waits(app, make, monkeypatch):
    use(app, None, monkeypatch)
    number = tell(make.user())
    assert delivery.send_due() == delivery.Delivery(trouble=mail.NOT_CONFIGURED)
    assert (fresh(number).state, fresh(number).attempts) == (PostState.WAITING, 0)


@pytest.mark.parametrize("tls", Tls)
def test_a_server_that_never_speaks_is_left_in_time(app, make, monkeypatch, tls):
    silent = Silent()
    use(app, MailServer("127.0.0.1", silent.port, tls), monkeypatch)
    number = tell(make.user())
    done = delivery.send_due(patience=0.2)
    silent.hang_up()
    assert done.trouble == "Il server di posta non risponde in tempo."
    assert fresh(number).attempts == 0


def test_a_server_without_encryption_gets_nothing_when_it_was_asked_for(server, make, app, monkeypatch):
    use(app, server.settings(tls=Tls.STARTTLS, user="riskreg", password="segreta"), monkeypatch)
    tell(make.user())
    assert "controlla RISKREG_MAIL_URL" in delivery.send_due().trouble
    assert server.asked == []


def test_many_letters_go_on_one_connection_in_the_order_in_which_they_were_written(server, make):
    user = make.user()
    for number in range(12):
        tell(user, f"N. {number}")
    assert delivery.send_all().sent == 12
    assert server.subjects == [f"Lavoro concluso: N. {number}" for number in range(12)]


def test_when_the_demo_s_clock_goes_back_nobody_waits_for_tomorrow(server, make):
    with clock.frozen(NOW + timedelta(hours=14)):
        written = tell(make.user())
        assert delivery._take() is not None
        tell(make.user())
    assert delivery.send_due().sent == 2
    assert fresh(written).state == PostState.SENT


def test_no_line_of_the_log_holds_an_address_a_name_or_a_word(server, make, app, monkeypatch):
    server.rcpt = ["550 no zefirina@camera.example here", "450 zefirina later"]
    user = make.user(email="zefirina@camera.example", given_name="Zefirina", family_name="Quaglia")
    with recorded() as log:
        for job in ("Segretissimo", "Altro", "Terzo"):
            tell(user, job)
        delivery.send_due()
        use(app, MailServer("127.0.0.1", free_port(), Tls.NONE, "riskreg", "password-segreta"), monkeypatch)
        tell(user, "Quarto")
        delivery.send_due()
    assert len(log.lines) == 5
    lowered = log.text.lower()
    assert [word for word in ("zefirina", "quaglia", "@", "segret", "terzo", "quarto") if word in lowered] == []
