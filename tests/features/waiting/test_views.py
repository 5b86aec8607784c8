"""The first page: what waits for me and nothing else, each row one click from the very form; what I want by mail; when people are reminded."""

from datetime import date, timedelta

import pytest

from riskreg.core.transactions import writing
from riskreg.domain.measures import Timetable
from riskreg.domain.permissions import WORKER
from riskreg.domain.register import MeasureKind, Timing
from riskreg.domain.roles import Role
from riskreg.methodology import queries as methodologies
from riskreg.notifications import queries as notices
from riskreg.people import queries as people
from riskreg.waiting import operations, queries
from tests.conftest import NOW

TODAY = date(2026, 11, 21)


def due(days):
    return Timetable(Timing.BY_DATE, TODAY + timedelta(days=days))


def rows(page):
    """Of each row the link, by its words, without what is said to screen readers alone."""
    return [(li.css_first("a").text(deep=False).strip(), li.css_first("a").attributes["href"]) for li in page.tree.css(".rr-work > li")]


def groups(page):
    return [head.text().split("(")[0].strip() for head in page.tree.css("main section h2")]


@pytest.fixture
def unit(make):
    return make.unit(name="UO Gare")


def a_measure(make, unit, days=7, **more):
    return make.measure(make.event(make.phase(make.process(unit=unit))), owner=unit, timetable=due(days), **more)


@pytest.mark.parametrize("role", [Role.ORGANO, Role.OIV, Role.URP, Role.PERFORMANCE, Role.REFERENTE, Role.DIRIGENTE])
def test_where_nothing_waits_the_page_says_so_kindly(client_for, role):
    page = client_for(role).get("/")
    assert page.status == 200
    assert rows(page) == []
    assert "Oggi non ti aspetta niente" in page.html
    assert "Che cosa puoi fare" not in page.html, "nothing else competes with what waits"


def test_rows_stand_by_date_each_one_click_from_its_form(make, client_for, unit):
    late, near, far = a_measure(make, unit, -3), a_measure(make, unit, 5), a_measure(make, unit, 90)
    page = client_for(Role.REFERENTE, unit).get("/")
    assert [url for _words, url in rows(page)] == [f"/misure/{one.id}/attivazione" for one in (late, near, far)]
    assert groups(page) == ["In ritardo", "Oggi e nei prossimi 7 giorni", "Più avanti"]
    assert "1 cosa è in ritardo e 1 cosa scade entro 7 giorni." in page.html
    assert client_for(Role.REFERENTE, unit).get(rows(page)[0][1]).status == 200


def test_whoever_answers_for_a_measure_of_other_processes_is_led_to_its_sheet(make, client_for, unit):
    """They may not record its activation: the form would refuse them."""
    general = make.measure(kind=MeasureKind.GENERAL, owner=unit, timetable=due(3))
    client = client_for(Role.REFERENTE, unit)
    assert rows(client.get("/")) == [("Verifica a che punto è la misura", f"/misure/{general.id}")]
    assert client.get(f"/misure/{general.id}").status == 200
    client.get(f"/misure/{general.id}/attivazione", status=403)


def test_no_row_of_anybody_leads_to_a_refusal(make, client_for, unit):
    a_measure(make, unit, -30), make.measure(kind=MeasureKind.GENERAL, owner=unit, timetable=due(3))
    make.assessment(make.process(unit=unit))
    make.edition(2026, "MG.1"), make.edition(2025, "MG.9", state="adopted")
    seen = 0
    for role in Role:
        for place in (None, unit):
            client = client_for(role, place)
            for _words, url in rows(client.get("/")):
                assert client.get(url).status in (200, 302), (role, url)
                seen += 1
    assert seen > 15


def test_what_one_answers_for_in_somebodys_place_says_whose_it_is(make, client_for, unit):
    holder, deputy = make.user(given_name="Rita", family_name="Gara"), make.user()
    make.delegation(make.grant(holder, Role.REFERENTE, unit), deputy)
    a_measure(make, unit)
    mine = make.unit()
    make.grant(deputy, Role.REFERENTE, mine)
    own = a_measure(make, mine, 3)
    client = client_for(user=deputy)
    assert len(rows(client.get("/"))) == 2
    assert "Per conto di Rita Gara" in client.get("/").html
    assert [url for _w, url in rows(client.get("/?di=mio"))] == [f"/misure/{own.id}/attivazione"]
    only = client.get("/?di=altri")
    assert len(rows(only)) == 1
    assert "Per conto di Rita Gara" in only.html
    assert "Solo mio" not in client_for(user=holder).get("/").html


def test_an_assessment_waits_for_whoever_has_it_in_hand(make, client_for, unit):
    method = make.methodology(published=True)
    every = {each.code: "3" for each in methodologies.as_domain(method).criteria}
    todo = make.assessment(make.process(unit=unit), methodology=method, answers={"opacita": "3"})
    ready = make.assessment(make.process(unit=unit), methodology=method, answers=every)
    seen = make.assessment(make.process(unit=unit), methodology=method, state="validated")
    make.assessment(make.process(unit=unit), methodology=method, approved=True)
    assert rows(client_for(Role.REFERENTE, unit).get("/")) == [
        ("Completa la valutazione", f"/valutazioni/{todo.id}/risposte"), ("Rileggi e invia la valutazione", f"/valutazioni/{ready.id}/invia"),
    ]  # fmt: skip
    assert rows(client_for(Role.REFERENTE, make.unit()).get("/")) == []
    found = dict(rows(client_for(Role.RPCT).get("/?cosa=assessment")))
    assert found["Leggi e approva la valutazione"] == f"/valutazioni/{seen.id}/approva"


def test_where_events_are_scored_one_by_one_the_form_is_that_of_the_first_left(make, client_for, unit):
    process = make.process(unit=unit)
    phase = make.phase(process)
    first = make.event(phase)
    make.event(phase)
    one = make.assessment(process, methodology=make.methodology("pna_2013", published=True))
    client = client_for(Role.REFERENTE, unit)
    assert rows(client.get("/")) == [("Completa la valutazione", f"/valutazioni/{one.id}/eventi/{first.id}")]
    assert client.get(rows(client.get("/"))[0][1]).status == 200


def test_an_edition_waits_step_by_step(make, client_for):
    edition = make.edition(2026, "MG.1")
    assert ("Completa il piano e proponilo all'organo", f"/piani/{edition.id}/proponi") in rows(client_for(Role.RPCT).get("/"))
    assert ("Completa la bozza del piano", f"/piani/{edition.id}") in rows(client_for(Role.COMPLIANCE).get("/"))
    make.adopted(edition)
    found = rows(client_for(Role.COMPLIANCE).get("/"))
    assert ("Registra quando e dove il piano è pubblicato", f"/piani/{edition.id}/pubblicazione") in found
    assert ("Leggi il piano e conferma di averlo letto", f"/piani/{edition.id}") in found


def test_many_rows_are_shown_a_few_at_a_time(make, client_for, unit):
    for _each in range(14):
        a_measure(make, unit)
    client = client_for(Role.REFERENTE, unit)
    page = client.get("/")
    assert (len(rows(page)), "Mostra tutte: 14" in page.html) == (12, True)
    assert len(rows(client.get("/?gruppo=entro_7_giorni"))) == 14


@pytest.mark.parametrize("typed", ["?cosa=inesistente", "?di=%00", "?gruppo=x", "?cosa=measure&di=mio&gruppo=in_ritardo"])
def test_what_is_typed_in_the_address_harms_nothing(client_for, typed):
    assert client_for(Role.REFERENTE).get(f"/{typed}").status == 200


def test_the_overview_keeps_roles_and_links(make, client_for, unit):
    page = client_for(Role.REFERENTE, unit).get("/panoramica")
    assert "Il tuo ruolo" in page.html
    assert "Che cosa puoi fare" in page.html


# What I want by mail


def test_each_chooses_what_comes_by_mail_and_finds_the_choice_again(make, client_for):
    user = make.user()
    client = client_for(user=user)
    page = client.get("/profilo/avvisi")
    assert len(page.tree.css("input[name=topics][checked]")) == 4
    saved = client.post("/profilo/avvisi", {"topics": ["piano"]})
    assert saved.location.endswith("/profilo/avvisi")
    assert [one.attributes["value"] for one in client.get("/profilo/avvisi").tree.css("input[name=topics][checked]")] == ["piano"]
    assert [topic.value for topic in notices.topics_by_mail(user.id)] == ["piano"]
    assert len(notices.topics_by_mail(make.user().id)) == 4, "nobody else's"


# When people are reminded


def test_the_rules_are_shown_as_they_are_and_kept(make, client_for):
    client = client_for(Role.COMPLIANCE)
    page = client.get("/organizzazione/promemoria")
    assert [page.tree.css_first(f"[name={name}]").attributes["value"] for name in ("first", "second", "third")] == ["14", "7", "1"]
    typed = {"first": "10", "second": "", "third": "2", "late_every": "5", "escalate_after": "20"}
    assert client.post("/organizzazione/promemoria", typed).location.endswith("/promemoria")
    found = queries.rules()
    assert (found.before, found.late_every, found.escalate_after) == ((10, 2), 5, 20)
    assert client.get("/organizzazione/promemoria").tree.css_first("[name=second]").attributes["value"] == "2"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": ""}, "Scrivi quanti giorni prima"), ({"first": "100"}, "vanno da 0 a 90"), ({"late_every": "0"}, "da 1 a 60"),
        ({"escalate_after": "dieci"}, "numero"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_with_a_sentence(client_for, typed, said):
    whole = {"first": "14", "second": "7", "third": "1", "late_every": "7", "escalate_after": "15"}
    page = client_for(Role.ADMIN).post("/organizzazione/promemoria", whole | typed, status=422)
    assert said in page.html


def test_the_letter_leads_back_to_the_page_and_is_shown_among_the_notices(make, client_for, unit):
    user = make.user()
    make.grant(user, Role.REFERENTE, unit)
    a_measure(make, unit)
    with writing():
        operations.remind(by=WORKER, at=NOW)
    assert "Il tuo lavoro: 1 in scadenza" in client_for(user=user).get("/avvisi").html
    assert queries.of_person(people.person(user, TODAY), TODAY)
