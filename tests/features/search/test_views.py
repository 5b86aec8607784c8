"""/cerca: what people see of what is found."""

import pytest

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import Role
from riskreg.search import kinds, queries
from riskreg.search import operations as search
from riskreg.search.kinds import Kind


@pytest.fixture
def chamber(make):
    make.body()
    make.unit(code="A2.2", name="UO Tenuta dell'Albo")
    make.user(given_name="Albo", family_name="Trovabile")
    make.figure(code="rpct", name="Responsabile dell'albo", norm="l. 190/2012")


@pytest.fixture
def secret(monkeypatch):
    """A kind whose things belong to units, on whose pages there are many."""
    monkeypatch.setattr(kinds._registry, "kinds", dict(kinds._registry.kinds))
    return kinds.register(
        Kind(
            "secret", label="Segreti", endpoint="people.unit", argument="unit_id", permission=Permission.REGISTER_READ, entries=lambda: (),
            place=1, of_units=True, anchor="segreto-",
        )
    )  # fmt: skip


def groups(page):
    return [heading.get_text() for heading in page.soup.select("main h2")]


def found(page):
    return [link.get_text(" ", strip=True) for link in page.soup.select(".rr-results a")]


def test_what_is_found_stands_by_kind_with_its_words_marked(client_for, chamber):
    page = client_for(Role.ADMIN).get("/cerca?testo=ALBO")
    assert groups(page) == ["Unità", "Figure", "Utenti"]
    assert found(page) == ["A2.2 UO Tenuta dell' Albo", "Responsabile dell' albo", "Trovabile Albo"]
    assert "3 risultati" in page.text
    assert [mark.get_text() for mark in page.soup.select("main a mark")] == ["Albo", "albo", "Albo"]
    assert f"/organizzazione/unita/{queries.hits(queries_for('albo'), {'unit': None}, 'unit', of=1, limit=1)[0].page_id}" in page.links


def queries_for(typed):
    from riskreg.domain.searching import question

    return question(typed)


def test_whoever_may_not_read_users_is_not_told_that_there_are_any(client_for, chamber):
    page = client_for(Role.REFERENTE).get("/cerca?testo=albo")
    assert groups(page) == ["Unità", "Figure"]
    assert "Utenti" not in page.text
    assert "Trovabile" not in str(client_for(Role.REFERENTE).get("/cerca?testo=trovabile&tipo=user").soup.find("main").find_all("a"))


def test_of_what_belongs_to_units_everybody_finds_their_own(client_for, make, chamber, secret):
    ours, theirs = make.unit(name="Nostra"), make.unit(name="Loro")
    for number, unit in enumerate((ours, theirs), start=1):
        search.index_many([search.Entry(f"secret:{number}", "secret", "", f"Pratica {unit.name}", "", unit.id, unit.id)])
    db.session.commit()
    page = client_for(Role.REFERENTE, unit=ours).get("/cerca?testo=pratica")
    assert found(page) == ["Pratica Nostra"]
    assert f"/organizzazione/unita/{ours.id}#segreto-1" in page.links
    assert f"{ours.code} Nostra" in page.text
    assert "Pratica" not in client_for(Role.ADMIN).get("/cerca?testo=pratica").soup.find("main").get_text().replace("«pratica»", "")
    assert found(client_for(Role.RPCT).get("/cerca?testo=pratica")) == ["Pratica Loro", "Pratica Nostra"]


def test_the_box_stands_on_every_page_and_keeps_what_was_typed(client_for, chamber):
    client = client_for(Role.ADMIN)
    box = client.get("/").soup.select_one("header form[role=search]")
    assert (box["action"], box["method"], box.find("input")["name"]) == ("/cerca", "get", "testo")
    assert client.get("/cerca?testo=%22 <b>").soup.select_one("header form[role=search] input")["value"] == '" <b>'


def test_whoever_has_not_signed_in_sees_no_box_and_finds_nothing(visitor):
    assert visitor.get("/privacy").soup.select_one("form[role=search]") is None
    assert visitor.open("GET", "/cerca?testo=albo").status in (302, 401)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/cerca", "almeno una parola o un codice"),
        ("/cerca?testo=%20%20", "almeno una parola o un codice"),
        ("/cerca?testo=...", "non contiene né lettere né cifre"),
        ("/cerca?testo=inesistente", "Nessun risultato"),
        ("/cerca?testo=inesistente+davvero", "togli una parola"),
    ],
)
def test_where_nothing_is_found_the_page_helps(client_for, chamber, address, said):
    assert said in client_for(Role.ADMIN).get(address).text


@pytest.mark.parametrize(
    "typed",
    [
        '" OR *',
        "a" * 10_000,
        "albo " * 2_000,
        "%00",
        "%00albo",
        "%F0%9F%98%80",
        "%FF%FE",
        "AND",
        "NEAR(",
        "'",
        "\\",
        "%25",
        "*",
        "^albo",
        "{",
        "-1",
    ],
)
def test_nothing_that_is_typed_breaks_the_page(client_for, chamber, typed):
    client_for(Role.ADMIN).get(f"/cerca?testo={typed}&tipo={typed[:50]}&pagina={typed[:50]}")


def test_many_of_one_kind_are_shown_page_by_page(client_for, make):
    for number in range(60):
        make.unit(code=f"Q{number:02}", name=f"Sportello {number:02}")
    client = client_for(Role.ADMIN)
    page = client.get("/cerca?testo=sportello")
    assert len(found(page)) == 5
    assert "Mostra tutti i 60 risultati" in page.text
    page = client.get("/cerca?testo=sportello&tipo=unit&pagina=3")
    assert found(page) == [f"Q{number} Sportello {number}" for number in range(50, 60)]
    assert "/cerca?testo=sportello&tipo=unit&pagina=2" in page.links
    assert found(client.get("/cerca?testo=sportello&tipo=unit&pagina=999")) == found(page)


def test_where_there_are_too_many_the_page_says_how_they_are_ordered(client_for, make, monkeypatch):
    monkeypatch.setattr(queries, "TOO_MANY", 1)
    for number in range(3):
        make.unit(code=f"Q{number}", name=f"Sportello {number}")
    assert "in ordine alfabetico" in client_for(Role.ADMIN).get("/cerca?testo=sportello").text
