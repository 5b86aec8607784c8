"""What a letter says: once, in plain text and in HTML, and never more than it should."""

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from riskreg.core import links, mail, settings
from riskreg.core.mail_server import MailServer
from riskreg.domain.roles import ROLE_DUTIES
from riskreg.notifications import letters, queries
from riskreg.notifications.kinds import SHEETS, Kind
from riskreg.notifications.letters import SecretLink
from tests.conftest import NOW
from tests.features.notifications.conftest import fresh, tell
from tests.house.sources import python_files

FACTS = {
    "asked_by": "Ada Prova", "at": NOW, "job": "Verifica", "outcome": "Tutto bene.", "role": "RPCT", "duty": ROLE_DUTIES["rpct"],
    "unit": "Ente", "from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31), "other": "Ada Prova", "is_deputy": True,
    "ended": ["RPCT su Ente: Ada Prova, fino al 31/12/2026."], "ending": ["URP su Ente: Ada Prova, fino al 31/12/2026."],
    "name": "Nuovo assetto", "act": "Delibera n. 1", "effective_on": date(2026, 1, 1), "lines": ["sei RPCT su Ente"], "reasons": ["Ente è cambiato"],
    "body": "Camera di prova", "address": "ada@camera.example", "expires_at": NOW, "by_admin": True, "failures": 10, "until": NOW, "left": 9,
    "then": "Dal 01/01/2027 subentra Anna Ferrari.", "second_factor": True, "roles": ["RPCT, Ente, dal 01/01/2026"],
    "before": "ada@camera.example", "after": "ada.prova@camera.example", "heir": "UO Gare", "code": "B.08", "on": date(2026, 1, 1),
    "received": ["B.08 Affidamenti (UO Gare, prima UO Acquisti)"], "given": [], "between": [], "specific": 2,
    "plan": "Piano 2026–2028", "is_phase": True, "side": "received", "old": "B.01 Gare (UO Gare)", "new": "B.08 Affidamenti (UO Acquisti)", "old_code": "B.01", "new_code": "B.08",
    "campaign": "Campagna 2027", "instructions": "Rileggete le fasi.", "contributions": ["MG04 Formazione"], "message": "Serve entro venerdì.", "because": "Ferie dell'ufficio",
    "what": "Nuova fase", "todo": "Inviala di nuovo.", "accepted": True,
    "about": "B.08 Affidamenti, 2027", "section": "Impatto", "question": "Da dove viene?", "again": False, "answer": "Dal verbale.", "resolved": True,
    "process": "B.08 Affidamenti", "year": "2027", "reason": "Dopo l'invio è cambiato il registro.", "lacking": "Un amministratore assegna il ruolo.",
    "late": ["MS.1 Rotazione: registra l'attivazione"], "coming": [], "fresh": ["PE.3 Gare, 2026: completa la valutazione"], "above": [], "tidings": [],
    "check": "MG64 Procedura per le segnalazioni", "semester": "2° semestre 2026", "session": "Monitoraggio 2° semestre 2026",
    "found": "Manca una firma", "why": "La misura non è più in vigore dal 30/06/2026.", "follow_up": "Firmare le schede", "by_when": date(2026, 12, 15),
    "observations": "Manca un indicatore.",
    "report": "Relazione sulla performance 2025", "due": date(2026, 6, 30), "protocol": "Prot. 1234", "text": "Target poco chiari.", "refused": True,
    "late_count": 1, "coming_count": 0, "fresh_count": 1, "above_count": 0,
}  # fmt: skip


def composed(number: int) -> mail.Letter:
    return letters.composed(fresh(number), "Camera di prova")


def plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_said_in_italian_sentences_and_somebody_says_it(kind):
    said = letters.words(kind, FACTS)
    assert said.headline
    assert said.body.endswith((".", "!"))
    assert "{" not in said.headline + said.body
    assert SHEETS[kind].reason.startswith("Ricevi questo messaggio perché")
    assert any(f"Kind.{kind.name}" in path.read_text() for path in python_files() if path.name != "kinds.py"), "nobody writes it"


def test_plain_text_and_html_say_the_same(app, make):
    """Every word of the one, in the same order, stands in the other: the HTML adds its title and a word about its button."""
    row = fresh(tell(make.user(given_name="Àgata"), "Verifica <b>completa</b> & finale"))
    row.body += "\n\n- una & due\n- tre"
    letter = letters.composed(row, "Camera di prova")
    soup = BeautifulSoup(letter.html, "html.parser")
    assert soup.html["lang"] == "it"
    assert not soup.select("img, script, table, [style], [src]")
    page = soup.body.get_text(" ")
    text_words = plain_words(letter.text)
    rest = iter(plain_words(page))
    assert all(word in rest for word in text_words), "a word of the text is missing in the HTML, or stands elsewhere"
    assert "Verifica <b>completa</b> & finale" in letter.text
    assert [item.get_text() for item in soup.find_all("li")] == ["una & due", "tre"]
    assert soup.find("b") is None, "what people typed is text, not markup"
    address = "http://127.0.0.1:8000/lavori/1"
    assert [link["href"] for link in soup.find_all("a")] == [address, address]
    assert address in letter.text


def test_paragraphs_and_lists_are_kept_as_the_template_means_them():
    drawn = letters.blocks("Scadono due\nmisure:\n\n- una\n- l'altra\n\n\n\nApri riskreg.")
    assert [(block.lines, block.is_list) for block in drawn] == [
        (("Scadono due misure:",), False),
        (("una", "l'altra"), True),
        (("Apri riskreg.",), False),
    ]
    assert letters.blocks("\n\n".join(block.text for block in drawn)) == drawn, "what is kept reads the same again"


@pytest.mark.parametrize(
    "typed", ["Verifica\r\nBcc: altri@ente.example", "Verifica\n\nClicca qui", "Verifica\u2028\u2028Bcc: x", "a\0b\x1b[31m"]
)
def test_what_people_type_cannot_begin_a_head_a_line_or_a_paragraph_of_its_own(app, make, typed):
    number = tell(make.user(), typed)
    letter = composed(number)
    message = mail.composed(letter)
    raw = message.as_bytes().decode()
    assert message["Bcc"] is None
    assert not re.search(r"^Bcc:", raw, re.MULTILINE | re.IGNORECASE)
    assert "\n" not in letter.subject
    assert len(letters.blocks(fresh(number).body)) == 2, "the two paragraphs of the template, no more"


@pytest.mark.parametrize("name", ["Ada\r\nBcc: altri@ente.example", 'Ada" <altri@ente.example>, "x', "Àgata, Direzione; <x>"])
def test_a_name_stays_a_name(app, make, name):
    message = mail.composed(replace(composed(tell(make.user(email="ada@camera.example"))), to_name=name))
    [addressee] = message["To"].addresses
    assert addressee.addr_spec == "ada@camera.example"
    assert mail.message_from_bytes(message.as_bytes(), policy=mail.default_policy)["To"].addresses[0].addr_spec == "ada@camera.example"


@pytest.mark.parametrize(
    "address",
    ["ada@camera.example\r\nBcc: x@y.example", "ada camera@x.example", "àda@camera.example", "a..b@x.example", "", "x@y>,<z@w.example"],
)
def test_an_address_that_is_not_one_address_is_refused(app, make, address):
    with pytest.raises(mail.Refused, match="indirizzo"):
        mail.composed(replace(composed(tell(make.user())), to_address=address))


def secret(app) -> SecretLink:
    return SecretLink("invitation", links.new_nonce(), "/accesso/{token}")


def token_in(letter: mail.Letter) -> str:
    [token] = set(re.findall(r"/accesso/([\w-]+)", letter.text + letter.html))
    return token


def test_a_secret_link_stands_in_the_letter_and_nowhere_else(app, make):
    link = secret(app)
    number = tell(make.user(), secret_link=link)
    token = token_in(composed(number))
    assert token_in(composed(number)) == token, "a second attempt carries the same link"
    assert links.hash_of(token) == link.token_hash
    row = fresh(number)
    kept = " ".join(str(getattr(row, column.key)) for column in row.__table__.columns)
    assert token not in kept
    assert not row.in_app
    assert token != links.token_for("reset", link.nonce), "an invitation is good for nothing else"


def test_a_change_of_the_key_stops_a_link_that_would_open_nothing(app, make, monkeypatch):
    number = tell(make.user(), secret_link=secret(app))
    changed = replace(settings.current(), secret="another secret of at least thirty-two letters")
    monkeypatch.setitem(app.extensions, "riskreg.settings", changed)
    with pytest.raises(mail.Refused, match="chiave"):
        composed(number)


def test_a_link_without_its_place_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="token"):
        SecretLink("invitation", "00", "/accesso")


def test_a_message_of_a_newer_version_is_refused_not_guessed(app, make):
    row = fresh(tell(make.user()))
    row.kind = "plan:of_tomorrow"
    with pytest.raises(mail.Refused):
        letters.composed(row, "Ente")


def test_the_password_of_the_server_is_in_no_text_of_its_own():
    assert "segreta" not in repr(MailServer("posta.ente.example", 587, user="u", password="segreta"))


def test_the_digest_stands_for_what_was_said(app, make):
    number = tell(make.user())
    assert queries.is_as_recorded(fresh(number))
    row = fresh(number)
    row.body = "Tutt'altro."
    assert not queries.is_as_recorded(row)
    row.digest = row.present_digest()
    assert not queries.is_as_recorded(row), "nor when the row's own digest is made anew: the chain holds the first"
