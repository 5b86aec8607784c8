"""Forms: what is wrong stands at its field and in the summary, what was typed stays, and two people never overwrite each other."""

import re
from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people import queries
from riskreg.people.operations import units
from tests.house.rights import fills_in
from tests.house.world import FILLED_IN, OWN, World, rules
from tests.page import Page

GARBAGE = {
    "too long": "x" * 5000,
    "a NUL": "a\0b",
    "no number": "9" * 60,
    "strange letters": "\N{PILE OF POO} \u202e \ufeff",
    "html": "<script>alert(1)</script>",
    "a trick": "' OR 1=1; --",
    "a day that is not": "31/02/2026",
    "the last day": "31/12/2100",
    "negative": "-1",
}


REACH_THE_DATABASE = {
    "sqlite": {"no number": "number", "the last day": "date"},
    "postgresql": {"too long": "text", "a NUL": "text", "no number": "number"},
}
"""Alone in a form that is otherwise right, they get past the form in a field of that sort, and that database might not take them: SQLite
keeps any text, PostgreSQL more days than we have."""


@pytest.fixture
def admin(client_for):
    return client_for(Role.ADMIN)


@pytest.fixture
def unit(make):
    return make.unit(name="UO Gare", code="A2.2")


@pytest.mark.one_database
def test_a_wrong_form_says_so_at_each_field_and_in_the_summary(admin, unit):
    page = admin.send(admin.get("/organizzazione/unita/nuova"), 422, name="UO Nuova", on="31/02/2026")
    assert page.title.startswith("Errore: Nuova unità")
    assert page.errors["code"] == "Scrivi il codice dell'unità."
    assert page.errors["kind"] == "Scegli il tipo di unità."
    assert "31/02/2026" in page.errors["on"]
    assert page.soup.select_one(".rr-error-summary h2").get_text() == f"Controlla {len(page.errors)} campi"
    linked = {str(link["href"]).removeprefix("#") for link in page.soup.select(".rr-error-summary a")}
    assert linked == set(page.errors)
    assert all(page.soup.find(id=target) for target in linked)


@pytest.mark.one_database
def test_each_field_is_tied_to_its_hint_and_its_error(admin):
    page = admin.send(admin.get("/organizzazione/unita/nuova"), 422)
    code = page.soup.find(id="code")
    assert (code["aria-describedby"], code["aria-invalid"]) == ("code-aiuto code-errore", "true")


@pytest.mark.one_database
def test_what_was_typed_stays_as_it_was_typed(admin, unit):
    typed = {
        "name": " UO Nuova ",
        "kind": "uo",
        "parent_id": str(unit.id),
        "is_staff": "y",
        "position": "sette",
        "on": "1 gennaio 26",
        "act": "Det. n. 1",
    }
    page = admin.send(admin.get("/organizzazione/unita/nuova"), 422, **typed)
    sent = page.form()
    assert sent["name"].strip() == "UO Nuova"
    assert {name: sent[name] for name in typed if name != "name"} == {name: text for name, text in typed.items() if name != "name"}
    assert page.errors["position"] == "Scrivi un numero intero, per esempio 10."


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31/12/2025", date(2025, 12, 31)),
        ("31.12.25", date(2025, 12, 31)),
        ("2025-12-31", date(2025, 12, 31)),
        ("1 gennaio 2026", date(2026, 1, 1)),
    ],
)
def test_a_date_is_taken_as_people_write_it(admin, make, typed, day):
    admin.send(
        admin.get("/organizzazione/unita/nuova"),
        name="UO Nuova",
        code="N",
        kind="uo",
        parent_id=str(make.root().id),
        on=typed,
        act="Det. n. 1",
    )
    assert queries.unit_by_code("N").opened_on == day


@pytest.mark.one_database
def test_a_refusal_of_a_rule_stands_at_the_field_it_is_about(admin, unit):
    page = admin.send(
        admin.get("/organizzazione/unita/nuova"),
        422,
        name="UO Doppia",
        code="A2.2",
        kind="uo",
        parent_id=str(unit.id),
        on="01/01/2026",
        act="Det. n. 1",
    )
    assert page.errors == {"code": "Il codice A2.2 è già di UO Gare: scegline uno diverso."}
    assert page.value("name") == "UO Doppia"


@pytest.mark.one_database
def test_a_refusal_about_the_whole_form_stands_in_the_summary(admin, make):
    root = make.root()
    path = f"/organizzazione/unita/{root.id}/chiudi"
    page = admin.send(admin.get(path), 422, last_day="31/12/2025", act="Det. n. 1")
    assert page.summary == ["L'ente non si chiude: è la radice dell'organigramma."]
    assert page.errors == {}


@pytest.mark.one_database
def test_a_text_that_does_not_fit_is_refused_with_its_limit(admin, unit):
    path = f"/organizzazione/unita/{unit.id}/rinomina"
    page = admin.send(admin.get(path), 422, name="x" * 301, on="01/01/2025", act="y" * 301)
    assert page.errors == dict.fromkeys(("name", "act"), "Il testo è troppo lungo: usa al massimo 300 caratteri.")
    done = admin.send(admin.get(path), 302, name="x" * 300, on="01/01/2025", act="y" * 300)
    assert done.status == 302


@pytest.mark.one_database
def test_a_choice_that_was_not_offered_is_refused_in_italian(admin, unit):
    page = admin.send(admin.get("/organizzazione/unita/nuova"), 422, kind="ente", parent_id="999999")
    assert page.errors["kind"] == page.errors["parent_id"] == "Scegli una voce dell'elenco."


# Two people on one sheet


@pytest.fixture
def overtaken(admin, unit):
    """The page of somebody who opened the form before somebody else saved."""
    path = f"/organizzazione/unita/{unit.id}/modifica"
    opened = admin.get(path)
    units.change_sheet(unit, code="DI-LORO", is_staff=True, position=7, version=None, by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    return admin.send(opened, 409, code="MIO", position="3")


def test_whoever_comes_second_sees_both_texts_side_by_side(overtaken, unit):
    assert overtaken.soup.select_one(".rr-conflict h2").get_text() == "Qualcuno ha salvato mentre scrivevi"
    compared = [[cell.get_text(strip=True) for cell in row.select("th, .rr-pre")] for row in overtaken.soup.select(".rr-compare tbody tr")]
    assert compared == [["Codice", "MIO", "DI-LORO"], ["Ordine nell'organigramma", "3", "7"]], "only what both changed"
    assert overtaken.value("code") == "MIO", "the form keeps one's own"
    assert db.session.get(queries.OrgUnit, unit.id).code == "DI-LORO", "nobody's text is overwritten"


def test_saving_again_with_open_eyes_works(admin, overtaken, unit):
    admin.send(overtaken)
    saved = db.session.get(queries.OrgUnit, unit.id)
    assert (saved.code, saved.is_staff, saved.position) == ("MIO", True, 3), "what only the other changed is theirs"


@pytest.mark.one_database
def test_what_cannot_be_undone_is_asked_once_more(admin, unit):
    path = f"/organizzazione/unita/{unit.id}/chiudi"
    asked = admin.send(admin.get(path), 200, sure=False, last_day="31/12/2025", act="Det. n. 1")
    assert asked.asks_once_more
    assert db.session.get(queries.OrgUnit, unit.id).closed_on is None, "asking does nothing"
    back = admin.open("POST", path, data=asked.form() | {"rivedi": "1"})
    assert (back.value("last_day"), back.value("act")) == ("31/12/2025", "Det. n. 1"), "the way back keeps what was typed"
    admin.open("POST", path, data=asked.form() | {"confermato": "1"})
    assert db.session.get(queries.OrgUnit, unit.id).closed_on is not None


@pytest.mark.one_database
def test_leaving_the_version_out_skips_no_check(admin, unit):
    path = f"/organizzazione/unita/{unit.id}/modifica"
    page = admin.send(admin.get(path), 422, version="", code="DI-NASCOSTO")
    assert page.summary == ["Il modulo non è completo: ricarica la pagina e scrivi di nuovo le modifiche."]
    assert db.session.get(queries.OrgUnit, unit.id).code != "DI-NASCOSTO"


@pytest.mark.one_database
def test_a_form_without_its_version_or_with_a_wrong_one_is_refused(admin, unit):
    path = f"/organizzazione/unita/{unit.id}/modifica"
    page = admin.send(admin.get(path), 422, version="tre", code="X")
    assert any("Ricarica la pagina" in line for line in page.summary)
    assert admin.send(admin.get(path), 409, version="999", code="X").soup.select_one(".rr-conflict")


# Whatever is sent


@pytest.fixture
def world(app):
    return World(app, db.engines[None])


def forms_of(world: World) -> list[tuple[str, str, dict[str, str], set[str]]]:
    """Who, where, a form well filled in, and which of its fields are typed, for every form of the house."""
    found = []
    for endpoint, rule in rules(world.app).items():
        if "POST" in (rule.methods or ()) and "GET" in (rule.methods or ()):
            who = fills_in(endpoint)
            path = world.path(rule, who, OWN)
            page = Page(world.ask(who, "GET", path))
            names = page.form().keys() - {"csrf_token", "version"}
            found.append((who, path, {name: FILLED_IN.get(name, "") for name in names}, typed_in(page)))
    return found


def typed_in(page: Page) -> set[str]:
    """Where people write, what the page itself sends along, and boxes with a row's number; a choice from a list never gets past
    the form when it was not offered."""
    controls = page.soup.select("main form[method=post] textarea, main form[method=post] input:not([type=radio])")
    boxes = {str(one["name"]) for one in controls if one.get("type") == "checkbox" and not str(one.get("value", "")).isdecimal()}
    return {str(one["name"]) for one in controls if one.has_attr("name")} - boxes - {"csrf_token"}


def sorts_of(filled_in: str | None) -> set[str]:
    """What a field is about, by what it is usually filled in with; of the others, anything."""
    if filled_in is None:
        return {"number", "date", "text"}
    if re.fullmatch(r"[0-9]+", filled_in):
        return {"number"}
    return {"date"} if re.fullmatch(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", filled_in) else {"text"}


def test_no_form_breaks_whatever_is_sent(world, database):
    """All fields of each form at once, which no database is asked about; and, of what reaches it, each typed field in turn, on both."""
    wrong = []
    all_at_once = database == "sqlite"
    for who, path, form, typed in forms_of(world):
        for kind, garbage in GARBAGE.items():
            alone = [name for name in sorted(typed) if REACH_THE_DATABASE[database].get(kind) in sorts_of(FILLED_IN.get(name))]
            for data in (*([dict.fromkeys(form, garbage)] if all_at_once else []), *({**form, name: garbage} for name in alone)):
                with world.undone():
                    answer = world.ask(who, "POST", path, data)
                if answer.status_code not in (302, 403, 409, 410, 422):  # 409: another version; 410: a link that is no longer good
                    wrong.append(f"{path}: {answer.status_code} to {kind} in {[name for name in data if data[name] == garbage]}")
                if b"<script>alert" in answer.data:
                    wrong.append(f"{path}: gives scripts back")
    assert not wrong, "\n".join(wrong[:20])
