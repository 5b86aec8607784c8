"""The public pages: everybody reads them, the body writes them, and they never turn into something else."""

from datetime import date

import pytest

from riskreg.audit.queries import trail
from riskreg.audit.reading import shown
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.dashboards import queries as dashboards
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import PublicPage
from riskreg.pages import operations, queries
from tests.page import Client

SLUGS = [page.value for page in PublicPage]
WAITING = "pagina pubblica da completare"


def write(text: str, slug: str = "privacy", by=COMMAND_LINE, **more):
    page = operations.write_page(slug, text, by=by, at=clock.now(), **more)
    db.session.commit()
    return page


@pytest.mark.parametrize("page", PublicPage)
def test_everybody_finds_them_at_the_foot_of_every_page(visitor, page):
    assert f"/{page}" in visitor.get("/entra").links
    assert visitor.get(f"/{page}").h1 == page.label


@pytest.mark.parametrize("slug", SLUGS)
def test_before_anybody_writes_there_is_a_draft_that_says_so(visitor, make, slug):
    make.body(name="Camera di commercio di Prova", pec="protocollo@pec.prova.example")
    page = visitor.get(f"/{slug}")
    assert "Questa pagina è una bozza" in page.text
    assert "Camera di commercio di Prova" in page.text
    assert "mailto:protocollo@pec.prova.example" in page.links
    assert "{" not in page.text


@pytest.mark.parametrize("slug", SLUGS)
def test_without_the_sheet_of_the_body_the_draft_says_what_is_missing(visitor, slug):
    assert "DA COMPLETARE: nome dell'ente" in visitor.get(f"/{slug}").text


def test_the_accessibility_statement_has_the_parts_that_the_model_asks_for(visitor):
    headings = [heading.get_text() for heading in visitor.get("/accessibilita").soup.select("main h2")]
    assert headings == [
        "Stato di conformità", "Contenuti non accessibili", "Redazione della dichiarazione", "Informazioni sul sito",
        "Segnalazioni e recapiti", "Procedura di attuazione",
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.ADMIN])
def test_the_body_writes_its_own(client_for, visitor, role):
    client = client_for(role)
    form = client.get("/privacy/modifica")
    assert "DA COMPLETARE" in form.value("text"), "one starts from the draft"
    client.post("/privacy/modifica", {"text": "## Titolare\r\n\r\n- La Camera <b>di prova</b>\r\n- https://www.prova.example"})
    page = visitor.get("/privacy")
    assert page.soup.select_one("main h2").get_text() == "Titolare"
    assert "La Camera <b>di prova</b>" in page.text
    assert page.soup.select("main b") == []
    assert "https://www.prova.example" in page.links
    assert "bozza" not in page.text
    assert "Aggiornata il 21/11/2026." in page.text


def test_a_page_with_something_left_to_complete_is_still_a_draft(visitor):
    write("Titolare: [DA COMPLETARE]")
    assert "Questa pagina è una bozza" in visitor.get("/privacy").text


def test_who_only_reads_sees_no_button(client_for, visitor):
    for client in (visitor, client_for(Role.REFERENTE), client_for(Role.RPCT)):
        assert "/privacy/modifica" not in client.get("/privacy").links


def test_the_trail_keeps_every_text_and_who_wrote_it(client_for, make):
    write("Primo testo")
    client_for(Role.COMPLIANCE).post("/privacy/modifica", {"text": "Secondo testo"})
    page = client_for(Role.ADMIN).get("/privacy/cronologia")
    assert "Primo testo" in page.text
    assert "Secondo testo" in page.text
    last = shown(trail([queries.row("privacy").subject]))[0]
    assert ("Testo", "Primo testo", "Secondo testo") in last.changes
    assert last.what == "Pagina pubblica modificata"


def test_an_unwritten_page_has_an_empty_history(client_for):
    assert client_for(Role.ADMIN).get("/contatti/cronologia").status == 200


def test_two_people_never_overwrite_each_other(client_for):
    write("Primo testo")
    first, second = client_for(Role.ADMIN), client_for(Role.COMPLIANCE)
    form = first.get("/privacy/modifica").form()
    second.post("/privacy/modifica", {"text": "Di chi arriva prima"})
    late = first.open(
        "POST", "/privacy/modifica", data={"csrf_token": first.token(), "version": form["version"], "text": "Di chi arriva dopo"}
    )
    assert late.status == 409
    assert late.value("text").strip() == "Di chi arriva dopo"
    assert queries.page("privacy").text == "Di chi arriva prima"


def test_an_old_version_is_refused_by_the_operation_too(app):
    page = write("Primo testo")
    write("Secondo testo", version=page.version)
    with pytest.raises(Conflict):
        write("Terzo testo", version=1)


@pytest.mark.parametrize(
    ("text", "words"), [("  \n\n\u200b ", "Scrivi il testo"), ("x" * 20_001, "troppo lungo")], ids=["nothing", "too much"]
)
def test_a_text_that_is_none_or_too_long_is_refused_at_its_field(app, text, words):
    with pytest.raises(RuleBroken, match=words) as refusal:
        operations.write_page("privacy", text, by=COMMAND_LINE, at=clock.now())
    assert refusal.value.field == "text"


def test_the_form_keeps_what_was_typed_when_it_is_refused(client_for):
    page = client_for(Role.ADMIN).post("/contatti/modifica", {"text": ""}, status=422)
    assert page.errors == {"text": "Scrivi il testo della pagina."}


def test_who_may_not_is_refused_by_the_operation(make):
    with pytest.raises(NotAllowed):
        operations.write_page("privacy", "x", by=make.person(Role.RPCT), at=clock.now())


def test_another_page_cannot_be_made_up(visitor, app):
    assert visitor.get("/altro", 404).status == 404
    with pytest.raises(ValueError, match="altro"):
        operations.write_page("altro", "x", by=COMMAND_LINE, at=clock.now())


def test_what_is_left_to_complete_waits_for_whoever_may_write(make):
    person = make.person(Role.COMPLIANCE)

    def waiting() -> dict[str, int]:
        return {thing.one: thing.count for thing in dashboards.waiting(person, date(2026, 11, 21))}

    assert waiting()[WAITING] == 3
    write("Testo intero")
    write("Manca [DA COMPLETARE]", "contatti")
    assert waiting()[WAITING] == 2
    for slug in SLUGS:
        write("Testo intero", slug, version=(queries.row(slug).version if queries.row(slug) else None))
    assert WAITING not in waiting()
    assert WAITING not in {thing.one for thing in dashboards.waiting(make.person(Role.OIV), date(2026, 11, 21))}


def test_the_pages_are_drawn_for_whoever_is_signed_in_too(app, make):
    assert Client.signed_in(app, make.user()).get("/contatti").h1 == "Contatti"


def test_the_editor_says_what_is_missing_and_shows_the_page_before_it_is_saved(client_for):
    client = client_for(Role.ADMIN)
    text = "## Titolare\r\n\r\nPEC: [DA COMPLETARE: PEC]. Scrivi a urp@ente.example\r\n\r\n- uno\r\n- \r\n- Durata: [DA COMPLETARE]"
    page = client.open("POST", "/privacy/modifica", data={"csrf_token": client.token(), "text": text, "anteprima": "1"})
    assert page.status == 200
    assert [item.get_text() for item in page.soup.select(".rr-alert li")] == ["PEC", "Durata: …"]
    look = page.soup.select_one("section[aria-labelledby=anteprima]")
    assert [tag.get_text(strip=True) for tag in look.select("li")] == ["uno", "Durata: [DA COMPLETARE]"]
    assert look.select_one("a")["href"] == "mailto:urp@ente.example"
    assert page.value("text").replace("\r\n", "\n").lstrip("\n") == text.replace("\r\n", "\n")
    assert queries.row("privacy") is None, "looking keeps nothing"
