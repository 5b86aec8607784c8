"""No form is taken that was not ours, and nothing typed is lost when one is refused."""

import pytest

from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.people import queries

NAME = "UO con un nome nuovo"


@pytest.fixture
def admin(client_for):
    return client_for(Role.ADMIN)


@pytest.fixture
def rename(make):
    return f"/organizzazione/unita/{make.unit(name='UO Vecchia', code='V').id}/rinomina"


FORM = {"version": "1", "name": NAME, "on": "01/01/2025", "act": "Determinazione n. 2"}


@pytest.mark.parametrize("token", [None, "", "x", "IjEyMyI.Zw.abc"], ids=["none", "empty", "short", "forged"])
def test_a_form_without_our_token_is_refused_and_its_text_kept(admin, rename, token):
    admin.get(rename)
    page = admin.open("POST", rename, data=FORM if token is None else {**FORM, "csrf_token": token})
    assert page.status == 400
    assert queries.unit_by_code("V").name == "UO Vecchia"
    assert page.soup.find("input", value=NAME) is not None
    assert "invialo di nuovo" in page.text


def test_a_refused_form_is_taken_when_it_is_sent_again_from_the_error_page(admin, rename):
    page = admin.open("POST", rename, data=FORM)
    done = admin.open("POST", page.soup.select_one(".rr-typed form")["action"], data=page.form())
    assert done.status == 302
    db.session.expire_all()
    assert queries.unit_by_code("V").name == NAME


def test_a_token_of_another_persons_session_is_worth_nothing(client_for, rename):
    mine, theirs = client_for(Role.ADMIN), client_for(Role.ADMIN)
    assert mine.open("POST", rename, data={**FORM, "csrf_token": theirs.token()}).status == 400


@pytest.mark.parametrize("path", ["/esci", "/entra"])
def test_even_the_door_asks_for_a_token(admin, path):
    assert admin.open("POST", path, data={}).status == 400


def test_every_form_on_a_page_carries_a_token(admin, rename):
    for path in (rename, "/", "/organizzazione/utenti/nuovo", "/profilo/password"):
        page = admin.get(path)
        for form in page.soup.select("form[method=post]"):
            assert form.select_one("[name=csrf_token]"), f"{path}: {form.get('action')}"


def test_no_page_changes_anything_when_it_is_only_read(admin, make):
    """A link in a mail, a picture in a page: a GET must be harmless."""
    unit, user = make.unit(), make.user()
    before = db.session.scalar(db.select(db.func.count()).select_from(queries.OrgUnit))
    for path in (f"/organizzazione/unita/{unit.id}/chiudi?last_day=31/12/2025&act=x", f"/organizzazione/utenti/{user.id}/disattiva"):
        admin.get(path)
    db.session.expire_all()
    assert db.session.scalar(db.select(db.func.count()).select_from(queries.OrgUnit)) == before
    assert (unit.closed_on, user.disabled_at) == (None, None)
