"""Measures as people meet them: found, read, followed until they are done."""

from datetime import date

import pytest

from riskreg.core.extensions import db
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.register import queries


def by_date(day):
    return Timetable(Timing.BY_DATE, day)


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


@pytest.fixture
def late(make):
    """A general one that was due a year ago."""
    return make.measure(kind=MeasureKind.GENERAL, name="Codice rivisto", timetable=by_date(date(2025, 12, 31)), indicator="Codice adottato")


def path(measure, more=""):
    return f"/misure/{measure.id}{more}"


def fresh(measure):
    db.session.expire_all()
    return queries.measure(measure.id)


def names(page):
    return [head.get_text(strip=True) for head in page.soup.select("table tbody th")]


# The list


def test_the_state_stands_on_the_list_on_the_sheet_and_in_the_file_in_the_same_words(compliance, late):
    assert "In ritardo" in compliance.get("/misure").rows()[0]
    assert "In ritardo" in compliance.get(path(late)).soup.main.get_text()
    assert "In ritardo" in compliance.ask("GET", "/misure?formato=csv").get_data(as_text=True)


def test_each_filter_leaves_its_own(make, compliance, late):
    figure = make.figure(name="Ufficiale dell'etica")
    event = make.event()
    make.measure(event, name="Registro", family="f", timetable=by_date(date(2026, 12, 10)))
    make.measure(event, name="Estrazione", owner=Owner(OwnerKind.UNLINKED, name="Uffici"), indicator="Sorteggi")
    make.measure(
        kind=MeasureKind.GENERAL,
        name="Patti",
        measure_class="ulteriori",
        owner=Owner(OwnerKind.FIGURE, figure_id=figure.id),
        indicator="Patti",
    )
    wanted = {
        "stato=in_ritardo": ["Codice rivisto"], "stato=in_scadenza": ["Registro"], "stato=in_vigore": ["Estrazione", "Patti"],
        "scadenza=2026-12": ["Registro"], "scadenza=2025-12": ["Codice rivisto"], "indicatore=senza": ["Registro"],
        "responsabile=da_collegare": ["Estrazione"], f"responsabile=figura-{figure.id}": ["Patti"], "obbligo=no": ["Patti"],
        "famiglia=f": ["Registro"], "classe=ulteriori": ["Patti"], "stato=attivata": [], "stato=finita": [],
    }  # fmt: skip
    assert {asked: sorted(names(compliance.get(f"/misure?{asked}"))) for asked in wanted} == wanted


def test_the_shortcuts_count_what_their_list_shows(make, compliance, late):
    make.measure(make.event(), name="Registro", owner=Owner(OwnerKind.UNLINKED, name="Uffici"))
    chips = compliance.get("/misure").soup.select("ul[aria-label='Elenchi più cercati'] a")
    shown = {link.get_text(" ", strip=True): names(compliance.get(link["href"])) for link in chips}
    assert shown == {
        "In ritardo (1)": ["Codice rivisto"],
        "Senza indicatore (1)": ["Registro"],
        "Responsabili da collegare (1)": ["Registro"],
    }


def test_a_referente_counts_only_what_they_see(make, client_for):
    mine = make.unit()
    make.measure(make.event(make.phase(make.process(unit=mine))), name="Mia")
    make.measure(make.event(), name="Altrui")
    page = client_for(Role.REFERENTE, mine).get("/misure")
    assert names(page) == ["Mia"]
    assert "Senza indicatore (1)" in page.soup.main.get_text(" ", strip=True)


# Activation, deadline, steps


def test_an_activation_is_recorded_read_and_taken_back(compliance, late):
    compliance.send(compliance.get(path(late, "/attivazione")), on="20/12/2025", because="Delibera 12/2025")
    page = compliance.get(path(late))
    assert "Delibera 12/2025" in page.text
    assert "Attivata il 20/12/2025" in page.soup.main.get_text(" ", strip=True)
    compliance.get(path(late, "/scadenza"))
    compliance.send(compliance.get(path(late, "/attivazione/annulla")), because="Era un'altra")
    assert fresh(late).activation is None
    assert "Attivazione della misura annullata" in compliance.get(path(late, "/cronologia")).text


def test_an_activation_ahead_of_time_is_refused_at_its_field(compliance, late):
    page = compliance.send(compliance.get(path(late, "/attivazione")), status=422, on="22/11/2026", because="Delibera")
    assert "non successivo a oggi" in page.errors["on"]


def test_a_deadline_moves_with_its_reason_and_both_days_are_seen(compliance, late):
    compliance.send(compliance.get(path(late, "/scadenza")), status=422, due_on="30/06/2027", because="")
    compliance.send(compliance.get(path(late, "/scadenza")), due_on="30/06/2027", because="Il testo è dal Garante")
    both = "31/12/2025 → , spostata al 30/06/2027"
    assert both in compliance.get(path(late)).soup.main.get_text(" ", strip=True)
    assert both in compliance.get("/misure").soup.main.get_text(" ", strip=True)
    assert "Il testo è dal Garante" in compliance.get(path(late)).text
    refused = compliance.send(compliance.get(path(late, "/modifica")), status=422, due_on="30/09/2027")
    assert "Sposta la scadenza" in refused.errors["due_on"]


def test_who_moved_it_first_is_seen_by_the_second(compliance, late):
    mine = compliance.get(path(late, "/scadenza"))
    compliance.send(compliance.get(path(late, "/scadenza")), due_on="30/06/2027", because="Prima")
    compliance.send(mine, status=409, due_on="31/07/2027", because="Seconda")
    assert fresh(late).due_on == date(2027, 6, 30)


def test_steps_are_added_without_scripts_ticked_with_a_day_and_taken_away(compliance, late):
    page = compliance.get(path(late, "/tappe"))
    page = compliance.send(page, status=200, riga="aggiungi")
    compliance.send(page, **{"rows-0-name": "Bozza", "rows-0-due_on": "31/12/2026"})
    page = compliance.send(compliance.get(path(late, "/tappe")), status=422, **{"rows-0-done_on": "22/11/2026"})
    assert "non successivo a oggi" in page.errors["rows-0-done_on"]
    compliance.send(page, **{"rows-0-done_on": "20/11/2026"})
    assert "Raggiunta il 20/11/2026" in compliance.get(path(late)).text
    page = compliance.send(compliance.get(path(late, "/tappe")), status=200, riga="togli-0")
    compliance.send(page)
    assert fresh(late).milestones == []


def test_the_form_says_whether_the_law_asks_for_it_and_what_it_takes(make, compliance):
    page = compliance.get("/misure/nuova")
    told = {
        "measure_class": "ulteriori",
        "timing": "continuous",
        "owner_1": "group",
        "owner_1_name": "Tutti",
        "sustainability": "Un'ora al mese",
    }
    answer = compliance.send(page, name="Per classe", **told)
    text = compliance.get(answer.location).soup.main.get_text(" ", strip=True)
    assert "Obbligo Ulteriore" in text
    assert "Un'ora al mese" in text
    answer = compliance.send(page, name="Per scelta", duty="obbligatoria", **told)
    assert "Obbligo Obbligatoria" in compliance.get(answer.location).soup.main.get_text(" ", strip=True)
    compliance.send(compliance.get(f"{answer.location}/modifica"), duty="ulteriore")
    assert "Obbligo Ulteriore" in compliance.get(answer.location).soup.main.get_text(" ", strip=True)


def test_who_only_answers_for_it_sees_no_button(make, client_for):
    asked = make.unit()
    measure = make.measure(make.event(), owner=asked, timetable=by_date(date(2026, 12, 31)))
    reader = client_for(Role.REFERENTE, asked)
    text = reader.get(path(measure)).text
    assert not [word for word in ("Registra l'attivazione", "Sposta la scadenza", "Aggiungi le tappe") if word in text]
    for act in ("attivazione", "attivazione/annulla", "scadenza", "tappe"):
        reader.get(path(measure, f"/{act}"), status=403)


# Elsewhere


def test_the_first_page_counts_what_its_list_shows(make, compliance, late):
    make.measure(make.event(), name="Registro", owner=Owner(OwnerKind.UNLINKED, name="Uffici"))
    page = compliance.get("/")
    links = {link.get_text(" ", strip=True): link["href"] for link in page.soup.select("main a") if "/misure?" in link["href"]}
    assert {label: names(compliance.get(url)) for label, url in links.items()} == {
        "1 misura in ritardo in tutto l'ente": ["Codice rivisto"],
        "1 misura con responsabili da collegare": ["Registro"],
    }


def test_who_only_reads_is_not_asked_to_act(client_for, late):
    assert "misura in ritardo" not in client_for(Role.OIV).get("/").text


def test_the_sheet_of_the_process_says_the_same_state_and_both_days(make, compliance):
    event = make.event()
    measure = make.measure(event, timetable=by_date(date(2026, 6, 30)))
    where = f"/registro/processi/{event.phase.process_id}"
    assert "In ritardo" in compliance.get(where).soup.select_one(".rr-measures li").get_text()
    compliance.send(compliance.get(path(measure, "/scadenza")), due_on="30/06/2027", because="Rinvio")
    text = compliance.get(where).soup.select_one(".rr-measures li").get_text(" ", strip=True)
    assert "Da attuare" in text
    assert "Entro il 30/06/2026 → , spostata al 30/06/2027" in text


def test_two_people_at_the_steps_see_both_lists(compliance, late):
    opened = compliance.get(path(late, "/tappe"))
    mine = compliance.send(opened, status=200, riga="aggiungi")
    theirs = compliance.send(compliance.get(path(late, "/tappe")), status=200, riga="aggiungi")
    compliance.send(theirs, **{"rows-0-name": "Bozza altrui"})
    clash = compliance.send(mine, status=409, **{"rows-0-name": "Bozza mia"})
    assert "Bozza altrui" in clash.text
    assert [step.name for step in fresh(late).milestones] == ["Bozza altrui"]
