"""The pages: my notices, the post, its test, the catcher."""

from datetime import timedelta

import pytest

from riskreg import create_app
from riskreg.core import clock, links, mail
from riskreg.core.transactions import writing
from riskreg.domain.post import PostState
from riskreg.domain.roles import Role
from riskreg.notifications import delivery, operations, queries
from riskreg.notifications.letters import SecretLink
from riskreg.people import queries as people
from tests.conftest import NOW
from tests.databases import environment
from tests.features.notifications.conftest import fresh, tell
from tests.features.notifications.server import use


def test_the_head_of_every_page_counts_what_i_have_not_read(client_for, make):
    user = make.user()
    client = client_for(user=user)
    assert "da leggere" not in client.get("/").soup.select_one(".rr-person").get_text()
    for job in ("Uno", "Due"):
        tell(user, job)
    tell(make.user(), "Di un altro")
    tell(user, "Riservato", secret_link=SecretLink("reset", links.new_nonce(), "/accesso/{token}"))
    assert client.get("/organizzazione/figure").soup.select_one(".rr-unread").get_text() == "da leggere: 2"


def test_my_notices_with_those_to_read_first(client_for, make):
    user = make.user()
    with clock.frozen(NOW - timedelta(days=2)):
        old = tell(user, "Vecchio")
    read, _new = tell(user, "Letto"), tell(user, "Nuovo")
    tell(make.user(), "Di un altro")
    client = client_for(user=user)
    client.post(f"/avvisi/{read}/letto")
    page = client.get("/avvisi")
    assert [row[0] for row in page.rows()] == ["Lavoro concluso: Nuovo", "Lavoro concluso: Vecchio", "Lavoro concluso: Letto"]
    assert page.soup.select_one(".rr-lead").get_text() == "2 avvisi da leggere."
    assert [row[0] for row in client.get("/avvisi?stato=letti").rows()] == ["Lavoro concluso: Letto"]
    assert fresh(old).read_at is None, "looking at the list reads nothing"


def test_opening_leads_to_what_it_is_about_and_marks_it_read(client_for, make):
    user = make.user()
    number = tell(user, path="/profilo")
    client = client_for(user=user)
    page = client.get(f"/avvisi/{number}")
    assert "Tutto bene." in page.text
    assert fresh(number).read_at is None
    assert client.open("POST", f"/avvisi/{number}/apri", data={"csrf_token": client.token()}).location == "/profilo"
    assert fresh(number).read_at == NOW


def test_all_are_marked_at_once(client_for, make):
    user = make.user()
    for _ in range(3):
        tell(user)
    client = client_for(user=user)
    client.open("POST", "/avvisi/letti", data={"csrf_token": client.token()})
    page = client.get("/avvisi")
    assert page.messages == ["Fatto: 3 avvisi segnati come letti."]
    assert {row[-1] for row in page.rows()} == {"Letto"}


def test_another_s_notice_is_nobody_else_s_not_even_the_administrator_s(client_for, make):
    number = tell(make.user())
    client = client_for(Role.ADMIN)
    client.get(f"/avvisi/{number}", status=403)
    assert client.open("POST", f"/avvisi/{number}/letto", data={"csrf_token": client.token()}).status == 403
    assert fresh(number).read_at is None


def test_the_post_shows_every_mail_with_its_state_and_why(server, client_for, make):
    server.rcpt = ["550 no such user", "250 OK", "450 later"]
    for job in ("Rifiutato", "Inviato", "Rimandato"):
        tell(make.user(), job)
    tell(make.user(), "Solo qui", by_mail=False)
    delivery.send_due()
    client = client_for(Role.ADMIN)
    page = client.get("/avvisi/posta")
    by_subject = {row[0].removeprefix("Lavoro concluso: "): row for row in page.rows()}
    assert {subject: row[3] for subject, row in by_subject.items()} == {
        "Rifiutato": "Rifiutata",
        "Inviato": "Inviata",
        "Rimandato": "In attesa",
    }
    assert "550 «no such user»" in by_subject["Rifiutato"][4]
    assert "Il server di posta risponde" in page.text
    assert [row[3] for row in client.get("/avvisi/posta?stato=refused").rows()] == ["Rifiutata"]
    assert client.get("/avvisi/posta?destinatario=nessuno").rows() == []
    assert client.get("/avvisi/posta?dal=22/11/2026").rows() == []


def test_the_post_says_that_the_server_is_away_since_when_and_what_waits(server, client_for, make):
    server.stop()
    with clock.frozen(NOW - timedelta(minutes=10)):
        tell(make.user())
        delivery.send_due()
    page = client_for(Role.ADMIN).get("/avvisi/posta")
    assert "La posta non parte dal 21/11/2026, 10:20" in page.text
    assert "è spento o la porta è sbagliata" in page.text
    assert "Il più vecchio è del 21/11/2026, 10:20" in page.text


def test_the_post_says_that_nothing_is_configured(app, client_for, make, monkeypatch):
    use(app, None, monkeypatch)
    tell(make.user())
    page = client_for(Role.ADMIN).get("/avvisi/posta")
    assert "La posta non è configurata" in page.text
    assert len(page.rows()) == 1


def test_a_mail_is_read_and_its_secret_link_is_not_shown(app, client_for, make):
    link = SecretLink("invitation", links.new_nonce(), "/accesso/{token}")
    number = tell(make.user(), secret_link=link)
    page = client_for(Role.ADMIN).get(f"/avvisi/posta/{number}")
    assert "Tutto bene." in page.text
    assert "collegamento riservato, che vede solo chi lo riceve" in page.text
    whole = page.response.get_data(as_text=True)
    assert [part for part in (links.token_for("invitation", link.nonce), link.nonce, link.token_hash) if part in whole] == []


def test_a_mail_that_somebody_altered_in_the_database_says_so(app, client_for, make):
    number = tell(make.user())
    client = client_for(Role.ADMIN)
    assert "alterato" not in client.get(f"/avvisi/posta/{number}").text
    with writing():
        queries.notice(number).body = "Tutt'altro."
    assert "Il messaggio è stato alterato" in client.get(f"/avvisi/posta/{number}").text


def test_what_is_told_in_riskreg_alone_is_not_in_the_post(app, client_for, make):
    number = tell(make.user(), by_mail=False)
    client = client_for(Role.ADMIN)
    client.get(f"/avvisi/posta/{number}", status=404)
    assert client.open("POST", f"/avvisi/posta/{number}/invia", data={"csrf_token": client.token()}).status == 404


def test_a_refused_mail_is_sent_again_from_its_page(server, client_for, make):
    server.rcpt = ["550 no such user"]
    number = tell(make.user())
    delivery.send_due()
    client = client_for(Role.ADMIN)
    again = client.open("POST", f"/avvisi/posta/{number}/invia", data={"csrf_token": client.token()}).location
    assert "In attesa" in client.get(again).text
    delivery.send_due()
    assert "Il server di posta ha preso in consegna il messaggio" in client.get(again).text
    assert f"/avvisi/posta/{number}" in client.get(again).links


def test_the_test_page_offers_my_address_and_shows_what_the_server_said(server, client_for, make):
    user = make.user(email="ada@camera.example")
    make.grant(user, Role.ADMIN)
    client = client_for(user=user)
    page = client.get("/avvisi/posta/prova")
    assert page.value("address") == "ada@camera.example"
    server.rcpt = ["554 relay access denied"]
    outcome = client.send(page).location
    assert "data-refresh-seconds" in client.get(outcome).response.get_data(as_text=True), "the page looks again by itself"
    delivery.send_due()
    shown = client.get(outcome)
    assert "Il server di posta rifiuta il destinatario: 554 «relay access denied»." in shown.text
    assert "data-refresh-seconds" not in shown.response.get_data(as_text=True)


@pytest.mark.parametrize("typed", ["", "ada", "ada@camera.example, eva@camera.example", "x" * 300 + "@camera.example"])
def test_the_test_page_keeps_what_cannot_be_an_address(app, client_for, typed):
    client = client_for(Role.ADMIN)
    answer = client.post("/avvisi/posta/prova", {"address": typed}, status=422)
    assert answer.errors["address"]
    assert answer.value("address") == typed


def test_no_slow_server_is_waited_for_by_a_page(app, client_for, monkeypatch):
    """The request only writes a row: nothing it does opens a connection."""

    def never(*_args, **_more):
        raise AssertionError("a page opened the post")

    monkeypatch.setattr(mail, "opened", never)
    client = client_for(Role.ADMIN)
    client.send(client.get("/avvisi/posta/prova"))


def test_the_front_door_of_who_looks_after_the_post_says_what_went_wrong(server, client_for, make):
    server.rcpt = ["550 no such user"]
    tell(make.user())
    delivery.send_due()
    with clock.frozen(NOW - timedelta(hours=2)):
        tell(make.user())
    page = client_for(Role.ADMIN).get("/")
    assert "1 messaggio di posta rifiutato negli ultimi 30 giorni" in page.text
    assert "1 messaggio di posta in attesa da più di un'ora" in page.text
    assert "posta" not in client_for(Role.REFERENTE).get("/").text


def test_the_catcher_shows_the_letter_as_it_would_have_arrived(app, client_for, make):
    user = make.user(email="eva@camera.example")
    link = SecretLink("invitation", links.new_nonce(), "/accesso/{token}")
    tell(user, "Con collegamento", secret_link=link)
    delivery.send_due()
    client = client_for(Role.ADMIN)
    page = client.get("/posta-di-prova")
    [where] = [href for href in page.links if "/posta-di-prova/riskreg-" in href and "Con collegamento" in client.get(href).h1][:1]
    letter = client.get(where)
    assert "eva@camera.example" in letter.text
    assert f"/accesso/{links.token_for('invitation', link.nonce)}" in letter.text, "whoever tries the product finds the invitation"
    html = client.get(f"{where}/html")
    policy = html.response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    assert "script" not in policy


@pytest.mark.parametrize("name", ["..", "%2e%2e%2friskreg", "niente", "riskreg-1.eml"])
def test_the_catcher_opens_no_other_file(app, client_for, name):
    client_for(Role.ADMIN).get(f"/posta-di-prova/{name}", status=404)


def test_in_production_there_is_no_catcher(tmp_path):
    env = environment(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path)
    env |= {"RISKREG_ENV": "production"}
    del env["RISKREG_TODAY"]
    app = create_app(env)
    assert "catcher" not in app.blueprints
    assert app.extensions["riskreg.settings"].mail is None
    demo = create_app(env | {"RISKREG_ENV": "demo"})
    assert demo.extensions["riskreg.settings"].mail.is_catcher
    assert "catcher" in demo.blueprints
    create_app(environment(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path))


def test_somebody_erased_shows_as_an_empty_letter(app, client_for, make):
    user = make.user()
    number = tell(user)
    with writing():
        operations.forget(user.id, by=people.person(user, clock.today()), at=NOW)
    page = client_for(Role.ADMIN).get(f"/avvisi/posta/{number}")
    assert page.h1 == "Testo cancellato"
    assert "cancellati con i dati della persona" in page.text
    assert fresh(number).state == PostState.WITHDRAWN
    assert not page.soup.select("main form")


def test_the_post_names_what_a_message_is_about_and_leads_there(client_for, make):
    reader = make.user()
    grant = make.grant(make.user(given_name="Irene", family_name="Sala"), Role.REFERENTE, make.unit(name="UO Gare"))
    number = tell(reader, path="/profilo", about=grant.subject)
    page = client_for(Role.ADMIN).get(f"/avvisi/posta/{number}")
    link = page.soup.find("a", string="Referente di processo, UO Gare: Irene Sala")
    assert link["href"] == f"/organizzazione/utenti/{grant.user_id}"
    assert "role_grant" not in page.text
    assert "/profilo" not in page.soup.select_one(".rr-letter").get_text()
