"""Many invited at once: those who wait and nobody else, each once, in few statements."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries
from riskreg.people.operations import links, users
from riskreg.people.queries import accounts
from tests.conftest import NOW
from tests.features.people.test_links import BY, NEW, choose, enter, path_in_the_last_letter
from tests.page import Client
from tests.statements import counted

PAGE = "/organizzazione/utenti/invita"


@pytest.fixture
def newcomers(make, client_for):
    """Three who wait, and others who do not: with a password, invited yesterday, disabled, locked. The administrator's page."""
    waiting = [make.user(email=f"{name}@camera.example", family_name=name.title(), password_hash=None) for name in ("alba", "bice", "cloe")]
    make.grant(waiting[0], Role.URP)
    make.user(email="gia.entrata@camera.example")
    links.send_link(make.user(email="gia.invitata@camera.example", password_hash=None), **BY)
    users.disable_user(make.user(email="via@camera.example", password_hash=None), **BY)
    users.lock_user(make.user(email="ferma@camera.example", password_hash=None), "Prova", **BY)
    db.session.commit()
    return waiting, client_for(Role.ADMIN)


def invited_addresses() -> list[str]:
    return sorted(db.session.scalars(select(Notice.address).where(Notice.kind == "account:invitation")))


def test_those_who_wait_are_listed_with_their_roles_and_written_to_together(newcomers, app):
    waiting, admin = newcomers
    page = admin.get(PAGE)
    assert [box["value"] for box in page.soup.select("input[name=people][checked]")] == [str(user.id) for user in waiting]
    assert "2 persone sono senza ruolo" in page.text
    admin.send(page, people=[str(user.id) for user in waiting])
    assert invited_addresses() == ["alba@camera.example", "bice@camera.example", "cloe@camera.example", "gia.invitata@camera.example"]
    said = db.session.scalars(select(Notice.body).where(Notice.user_id == waiting[0].id)).one()
    assert "- URP, " in said
    assert "ruol" not in db.session.scalars(select(Notice.body).where(Notice.user_id == waiting[1].id)).one()
    assert trail([waiting[1].subject])[0].tag == "user:link:made"
    choose(Client(app), path_in_the_last_letter(waiting[1]))
    assert enter(app, "bice@camera.example", NEW)


def test_whoever_is_unticked_gets_nothing_and_nobody_is_written_to_twice(newcomers):
    waiting, admin = newcomers
    page = admin.get(PAGE)
    admin.send(page, people=[str(waiting[0].id)])
    admin.send(page, people=[str(user.id) for user in waiting[:2]])
    assert invited_addresses() == ["alba@camera.example", "bice@camera.example", "gia.invitata@camera.example"]
    assert admin.send(admin.get(PAGE), 422, at=PAGE, people=[]).summary == ["A chi scrivere : Scegli almeno una persona."]


def test_whoever_was_not_offered_cannot_be_slipped_in(newcomers):
    """Not even by whoever writes the request by hand: a disabled user, somebody with a password."""
    _, admin = newcomers
    others = [str(queries.user_by_email(f"{name}@camera.example").id) for name in ("gia.entrata", "gia.invitata", "via", "ferma")]
    admin.send(admin.get(PAGE), people=others)
    assert invited_addresses() == ["gia.invitata@camera.example"]


def test_an_expired_invitation_is_called_back_and_made_anew(newcomers, client_for):
    with clock.frozen(NOW + timedelta(days=8)):
        admin = client_for(Role.ADMIN)
        user = queries.user_by_email("gia.invitata@camera.example")
        admin.send(admin.get(PAGE), people=[str(user.id)])
        old, new = accounts.links_of(user.id)
        assert (old.revoked_at is not None, new.is_good(clock.now())) == (True, True)


def test_the_more_are_written_to_the_more_letters_but_not_the_more_statements(app, make, client_for):
    """Expired invitations too: they are called back together."""
    took = []
    for round_, people in ((0, 2), (1, 8)):
        fresh = [make.user(password_hash=None).id for _ in range(people)]
        links.invite(fresh, **BY)
        db.session.commit()
        later = {"by": COMMAND_LINE, "at": NOW + timedelta(days=8 + round_)}
        with counted() as seen:
            assert links.invite(fresh, **later) == people
            db.session.commit()
        took.append(len(seen))
    assert took[0] == took[1]
