"""/registro-attivita: what those who control see of what everybody did."""

from datetime import UTC, datetime

import pytest

from riskreg.audit.operations import note
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE, WORKER, Person
from riskreg.domain.roles import Role
from riskreg.people.operations import users

READERS = (Role.ADMIN, Role.COMPLIANCE)


def happened(tag: Tag, subject: str, at: datetime, by: Person = COMMAND_LINE, **facts: object) -> None:
    note(tag, subject, by=by, at=at, facts=facts)
    db.session.commit()


def subjects(page) -> list[str]:
    return [row[-1] for row in page.rows()]


@pytest.mark.parametrize("role", Role)
def test_compliance_and_administrators_read_the_whole_trail_and_nobody_else(client_for, role):
    status = 200 if role in READERS else 403
    client = client_for(role)
    for path in ("/registro-attivita", "/registro-attivita/1"):
        client.get(path, status=status)


def test_a_visitor_is_led_to_the_door(visitor):
    assert visitor.get("/registro-attivita", status=302).location.startswith("/entra")


def test_days_begin_at_midnight_in_rome(client_for):
    """23:30 in London is already the day after in Rome: an inspector who asks for a day gets the body's day."""
    admin = client_for(Role.ADMIN)
    for hour, name in ((22, "job:1"), (23, "job:2")):
        happened(Tag.JOB_FAILED, name, datetime(2026, 5, 9, hour - 1, 30, tzinfo=UTC))
    find = f"/registro-attivita?evento={Tag.JOB_FAILED}&oggetto=job"
    assert subjects(admin.get(f"{find}&dal=10/05/2026")) == ["job:2"]
    assert subjects(admin.get(f"{find}&al=09/05/2026")) == ["job:1"]
    assert subjects(admin.get(f"{find}&dal=9 maggio 2026&al=10/05/2026")) == ["job:2", "job:1"]


def test_the_trail_is_filtered_by_what_by_whom_and_on_what(client_for, make):
    admin = client_for(Role.ADMIN)
    ada = make.user(given_name="Zoraide", family_name="Àncora")
    happened(Tag.JOB_QUEUED, "job:1", clock.now(), Person(f"user:{ada.id}", ada.id))
    happened(Tag.JOB_FINISHED, "job:1", clock.now(), WORKER)
    happened(Tag.JOB_FINISHED, "job:11", clock.now(), WORKER)

    def found(query: str) -> list[list[str]]:
        return [row[2:] for row in admin.get(f"/registro-attivita?{query}").rows()]

    by_ada = ["Zoraide Àncora", "Lavoro richiesto", "job:1"]
    by_worker = ["riskreg (lavoro automatico)", "Lavoro concluso", "job:1"]
    assert found("oggetto=job:1") == [by_worker, by_ada]
    assert found("chi=zoraide ancora") == found(f"chi=user:{ada.id}") == found("evento=job:work:queued") == [by_ada]
    assert found("evento=job:work:finished&oggetto=job:1") == [by_worker]
    assert len(found("chi=automatico&oggetto=job")) == 2


@pytest.mark.parametrize("query", ["dal=31/02/2026", "al=domani", "evento=nothing", "oggetto=%25", "pagina=0", "pagina=x", "ordina=diff"])
def test_an_address_written_by_hand_is_no_error(client_for, query):
    client_for(Role.ADMIN).get(f"/registro-attivita?{query}")


def test_an_entry_says_who_what_before_after_and_its_place_in_the_chain(client_for, make):
    admin = client_for(Role.COMPLIANCE)
    user = make.user(given_name="Zelda", family_name="Quarzi")
    users.change_user(
        user,
        email=str(user.email),
        given_name="Zelda",
        family_name="Verdi",
        job_title="",
        version=user.version,
        by=COMMAND_LINE,
        at=clock.now(),
    )
    db.session.commit()
    (newest, *_) = admin.get(f"/registro-attivita?oggetto={user.subject}").rows()
    page = admin.get(f"/registro-attivita/{newest[0].replace('.', '')}")
    assert page.h1 == "Scheda dell'utente modificata"
    assert page.rows() == [["Cognome", "Quarzi", "Verdi"]]
    assert "riga di comando" in page.text


def test_an_entry_that_does_not_exist_is_not_found(client_for):
    client_for(Role.ADMIN).get("/registro-attivita/999999", status=404)


def test_secrets_are_never_shown(client_for, make):
    admin = client_for(Role.ADMIN)
    user = make.user()
    users.set_password(user, "un'altra frase molto lunga", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    (newest, *_) = admin.get(f"/registro-attivita?oggetto={user.subject}&evento=user:password:set").rows()
    page = admin.get(f"/registro-attivita/{newest[0].replace('.', '')}")
    assert "argon2" not in str(page.soup)


def test_a_name_without_letters_is_nobodys(client_for):
    assert client_for(Role.ADMIN).get("/registro-attivita?chi=...").rows() == []


@pytest.mark.parametrize("name", ["dal", "al"])
def test_a_day_that_cannot_be_read_is_said_at_its_filter_and_no_row_is_shown(client_for, name):
    page = client_for(Role.ADMIN).get(f"/registro-attivita?{name}=boh")
    assert page.rows() == []
    assert "non è una data" in page.errors[f"filtro-{name}"]
    assert page.soup.find(id=f"filtro-{name}")["aria-invalid"] == "true"
    assert not page.soup.select(".rr-chip")
