"""What tired people met on the pages of the register, and must not meet again."""

from datetime import date, timedelta

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.register import queries
from riskreg.register.operations import areas, phases, processes
from riskreg.register.queries.sheets import process_sheet
from tests.features.register.test_processes import by


@pytest.fixture
def unit(make):
    return make.unit(name="UO Gare")


@pytest.fixture
def process(make, unit):
    return make.process(name="Affidamenti", unit=unit)


@pytest.fixture
def event(make, process):
    return make.event(make.phase(process, name="Preventivi"), name="Affidamento ripetuto")


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


def sheet(process, more=""):
    return f"/registro/processi/{process.id}{more}"


def fresh(process):
    db.session.expire_all()
    return process_sheet(process.id)


# Long texts


def test_a_text_that_is_too_long_is_never_cut_but_comes_back_whole(compliance, process):
    form = compliance.get(sheet(process, "/modifica"))
    area = form.soup.find("textarea", id="description")
    assert (area.get("maxlength"), area["data-longest"]) == (None, "10000"), "the browser would cut what is pasted without a word"
    assert form.soup.select_one("[data-counts=description]")["aria-live"] == "polite"
    answer = compliance.send(form, 422, description="x" * 10_001)
    assert answer.errors["description"] == "Il testo è troppo lungo: usa al massimo 10.000 caratteri."
    assert len(answer.value("description")) == 10_001


def test_lines_count_once_though_browsers_send_two_signs_for_their_end(compliance, process):
    compliance.send(compliance.get(sheet(process, "/ritira")), because="\r\n".join(["x" * 99] * 20))
    assert fresh(process).process.retired_on == clock.today()


# Two people


def test_a_clash_says_who_came_first_and_lets_theirs_stay_field_by_field(make, client_for, process, unit):
    tina = make.user(given_name="Tina", family_name="Capo")
    make.grant(tina, Role.REFERENTE, unit)
    mine, hers = client_for(Role.COMPLIANCE), client_for(user=tina)
    opened = mine.get(sheet(process, "/modifica"))
    hers.send(hers.get(sheet(process, "/modifica")), name="Affidamenti di Tina", input="Richiesta di Tina")
    clash = mine.send(opened, 409, name="Affidamenti miei", input="Richiesta mia")
    said = clash.soup.select_one(".rr-conflict").get_text(" ", strip=True)
    assert "Tina Capo ha salvato delle modifiche (21/11/2026" in said
    assert "un'altra persona" not in said
    assert [box["value"] for box in clash.soup.select(".rr-conflict input[type=checkbox]")] == ["name", "input"]
    mine.send(clash, at=sheet(process, "/modifica"), tieni=["name"])
    now = fresh(process).process
    assert (now.name, now.input) == ("Affidamenti di Tina", "Richiesta mia")


def test_two_people_on_different_fields_of_an_area_lose_nothing(compliance, client_for, make):
    area, colleague = make.area(code="Z", name="Altro"), client_for(Role.COMPLIANCE)
    path = f"/registro/aree/{area.id}/modifica"
    opened = compliance.get(path)
    colleague.send(colleague.get(path), source="Statuto")
    compliance.send(opened, name="Altre attività")
    db.session.expire_all()
    assert (area.name, area.source) == ("Altre attività", "Statuto")


# The sheet and its measures


def test_the_sheet_says_by_what_a_measure_is_seen_and_since_when(make, compliance, process, event):
    make.measure(event, name="Registro inviti", indicator="Inviti registrati\n\n- tutti", target="100%", in_force_from=date(2025, 2, 1))
    text = compliance.get(sheet(process)).soup.select_one(".rr-measures li").get_text(" ", strip=True)
    assert "Indicatore: Inviti registrati tutti. · Target: 100% · In vigore dal 01/02/2025" in text


def test_a_measure_that_ends_today_is_in_force_until_today_and_one_that_ended_says_so(make, compliance, process, event):
    one = make.measure(event, name="Registro inviti")
    path = f"/misure/{one.id}"
    answer = compliance.send(compliance.get(f"{path}/termina"), because="Sostituita")
    page = compliance.get(answer.location)
    assert "La misura è in vigore fino a oggi, 21/11/2026." in page.text
    assert "Misura non più in vigore" not in page.text
    assert "In vigore dal 01/01/2025 fino a oggi, 21/11/2026" in page.text
    two = make.measure(event, name="Vecchia")
    compliance.send(compliance.get(f"/misure/{two.id}/termina"), because="Sostituita", last_day="20/11/2026")
    ended = next(li for li in compliance.get(sheet(process)).soup.select(".rr-measures li") if "Vecchia" in li.get_text())
    assert "Non più in vigore" in ended.get_text()
    assert "Era in vigore dal 01/01/2025 al 20/11/2026" in ended.get_text(" ", strip=True)


def test_whoever_answers_for_a_measure_of_others_reads_why_it_is_not_theirs_to_change(make, client_for, event, compliance):
    mine = make.unit(name="UO Bilancio")
    make.process(unit=mine)
    measure = make.measure(event, owner=mine)
    page = client_for(Role.REFERENTE, mine).get(f"/misure/{measure.id}")
    assert "Non puoi modificare questa misura" in page.text
    assert "UO Gare" in page.text
    assert "Non puoi modificare" not in compliance.get(f"/misure/{measure.id}").text
    assert "Non puoi modificare" not in client_for(Role.OIV).get(f"/misure/{measure.id}").text


# What was retired


def test_what_search_finds_is_on_the_sheet_and_says_that_it_is_past(make, compliance, process, event):
    phases.retire(queries.phase(event.phase_id), **by())
    db.session.commit()
    page = compliance.get(sheet(process))
    assert page.soup.find(id=f"fase-{event.phase_id}")
    assert "Affidamento ripetuto" in page.soup.find(id=f"evento-{event.id}").get_text()
    found = compliance.get("/cerca?testo=affidamento+ripetuto")
    assert found.soup.select_one(".rr-result-title .rr-badge").get_text(strip=True) == "ritirato"
    assert f"{sheet(process)}#evento-{event.id}" in found.links
    assert not compliance.get("/cerca?testo=affidamenti").soup.select(".rr-result-title .rr-badge")


def test_search_quotes_texts_without_their_marks(make, compliance, unit):
    make.process(name="Concorsi", unit=unit, description="## Come si fa\n- bando telematico\n- prova orale")
    quoted = compliance.get("/cerca?testo=telematico").soup.select_one(".rr-results").get_text(" ", strip=True)
    assert "bando telematico ; prova orale." in quoted or "bando telematico; prova orale." in quoted
    assert "##" not in quoted
    assert "- " not in quoted


# Building a sheet


def test_phases_events_and_measures_are_added_one_after_the_other(make, compliance, process, event):
    answer = compliance.send(compliance.get(sheet(process, "/fasi/nuova")), name="Bando", after="0", ancora="1")
    page = compliance.get(answer.location)
    assert page.h1 == "Nuova fase"
    compliance.send(page, at=answer.location, name="Nomina")
    assert [phase.name for phase in fresh(process).phases] == ["Bando", "Nomina", "Preventivi"]
    answer = compliance.send(compliance.get(f"/registro/fasi/{event.phase_id}/eventi/nuovo"), name="Frazionamento", ancora="1")
    assert compliance.get(answer.location).h1 == "Nuovo evento rischioso"
    form = compliance.get(sheet(process, f"/misure/nuova?evento={event.id}"))
    at = sheet(process, f"/misure/nuova?evento={event.id}")
    answer = compliance.send(form, at=at, name="Controllo", family="a", timing="continuous", ancora="1")
    again = compliance.get(answer.location)
    assert again.h1 == "Nuova misura"
    assert again.soup.select_one(f"input[name=events][value='{event.id}']").has_attr("checked")


def test_fields_that_matter_only_sometimes_are_all_there_without_a_script(compliance, process, event):
    page = compliance.get(sheet(process, "/misure/nuova"))
    shown_when = {tag["id"]: tag["data-shown-when"] for tag in page.soup.select("[data-shown-when]")}
    assert shown_when["due_on"] == "timing=by_date"
    assert shown_when["owner_1_name"] == "owner_1=group outside unlinked"
    assert not page.soup.select(".rr-field[hidden]")
    notes = compliance.get(f"/registro/eventi/{event.id}/modifica").soup.select("textarea[data-shown-when]")
    assert len(notes) == 9


def test_a_phase_that_is_sent_to_nothing_says_so_at_its_own_question(make, compliance, process, event):
    other = make.phase(process, name="Ordine")
    parts = {"parts-0-name": "Uno", "parts-1-name": "Due", f"goes_{event.phase_id}": "2", f"goes_{other.id}": "0"}
    answer = compliance.send(compliance.get(sheet(process, "/dividi")), 422, because="Divisi", **parts)
    assert answer.errors == {
        f"goes_{event.phase_id}": "«Preventivi» va in «Terzo», che non ha un nome: scrivilo, oppure scegli dove altro va."
    }


# Areas, and moving between them


def test_a_moved_process_takes_the_next_code_of_its_new_area_or_keeps_its_own(make, compliance, process, unit):
    area = make.area(code="D", name="Contributi")
    make.process(code="D.11", area=area, unit=unit)
    form = compliance.get(sheet(process, "/sposta"))
    assert "D Contributi (codice D.12)" in form.text
    assert compliance.send(form, 422, area_id=str(area.id)).errors == {"because": "Scrivi perché il processo si sposta."}
    compliance.send(form, area_id=str(area.id), because="Riordino")
    assert fresh(process).process.code == "D.12"
    assert "Con effetto dal 21/11/2026. Riordino" in compliance.get(sheet(process, "/cronologia")).text
    back = make.area(code="E", name="Entrate")
    compliance.send(compliance.get(sheet(process, "/sposta")), area_id=str(back.id), because="Riordino", renumber="resta")
    assert (fresh(process).process.code, fresh(process).process.area_id) == ("D.12", back.id)


def test_an_area_in_use_is_not_offered_to_be_retired(make, compliance, process):
    page = compliance.get(f"/registro/aree/{process.area_id}/ritira")
    assert not page.forms("post")[1:], "nothing to confirm"
    assert "ci sono ancora processi" in page.text
    assert sheet(process) in page.links
    later = make.process(area=make.area(code="Z", name="Altro"), active_from=clock.today() + timedelta(days=9))
    assert sheet(later) in compliance.get(f"/registro/aree/{later.area_id}/ritira").links


def test_a_process_of_a_retired_area_says_what_comes_first(compliance, process):
    processes.retire(process, on=clock.today(), because="Finito", **by())
    areas.retire(process.area, **by())
    db.session.commit()
    page = compliance.get(sheet(process, "/riattiva"))
    assert "riattivala prima del processo" in page.text
    assert "/registro/aree" in page.links
    assert "Vuoi riattivare" not in page.text


def test_an_area_has_its_cronologia(make, compliance, client_for):
    area = make.area(code="Z", name="Altro")
    compliance.send(compliance.get(f"/registro/aree/{area.id}/modifica"), name="Altre attività")
    assert f"/registro/aree/{area.id}/cronologia" in client_for(Role.OIV).get("/registro/aree").links
    page = compliance.get(f"/registro/aree/{area.id}/cronologia")
    assert "Area di rischio modificata" in page.text
    assert "Torna alle aree" in page.text


# Offers that lead nowhere, and lists too long to read


def test_whoever_reads_nothing_is_offered_nothing(make, client_for):
    empty = client_for(Role.REFERENTE, make.unit())
    assert "/registro/excel" not in empty.get("/registro").links
    page = empty.get("/valutazioni/nuova")
    assert "Non c'è nessun processo che puoi valutare" in page.text
    assert not page.soup.select("[name=process_id]")


@pytest.fixture
def many(make, unit):
    """More than one finds one's way among."""
    return [make.process(name=f"Concessione {number}", unit=unit) for number in range(31)]


def offered(page) -> dict[str, str]:
    return {box["value"]: page.soup.find("label", attrs={"for": box["id"]}).text for box in page.soup.select("input[name=target_id]")}


def test_a_phase_finds_its_new_process_among_many(make, compliance, process, many, unit):
    wanted, phase = make.process(name="Varianti in corso d'opera", unit=unit), make.phase(process)
    path = f"/registro/fasi/{phase.id}/sposta"
    page = compliance.get(path)
    assert len(offered(page)) == 32, "all of them, but the one where it stands"
    page = compliance.send(page, 200, sure=False, target_id=str(many[3].id), parole="varianti", trova="1")
    assert set(offered(page)) == {str(wanted.id), str(many[3].id)}, "what is found, and what was chosen already"
    assert "2 processi trovati su 32, con quelli già scelti" in page.text
    assert not page.errors
    assert len(page.soup.select("details.rr-choice-group:not([open])")) == 0, "what was found is not hidden under a heading"
    assert queries.phase(phase.id).process_id == process.id, "nothing moves by searching"
    compliance.send(page, at=path, target_id=str(wanted.id))
    assert queries.phase(phase.id).process_id == wanted.id


def test_and_says_so_where_nothing_is_called_so_or_nothing_was_chosen(make, compliance, process, many):
    path = f"/registro/fasi/{make.phase(process).id}/sposta"
    page = compliance.send(compliance.get(path), 200, sure=False, parole="zzz", trova="1")
    assert "Nessun processo trovato su 31." in page.text
    assert "Prova con meno parole" in page.text
    assert compliance.send(compliance.get(path), 422).errors == {"target_id": "Scegli in quale processo va la fase."}


def test_among_few_there_is_nothing_to_search(make, compliance, process, unit):
    make.process(unit=unit)
    page = compliance.get(f"/registro/fasi/{make.phase(process).id}/sposta")
    assert not page.soup.find(id="parole")
    assert len(offered(page)) == 1


def test_what_was_chosen_and_typed_stays_while_one_searches_whom_to_join(make, compliance, process, many, unit):
    wanted = make.process(name="Varianti in corso d'opera", unit=unit)
    path = sheet(process, "/accorpa")
    page = compliance.send(
        compliance.get(path), 200, sure=False, others=[str(many[3].id)], because="Doppione", parole="varianti", trova="1"
    )
    assert {box["value"] for box in page.soup.select("input[name=others]")} == {str(many[3].id), str(wanted.id)}
    assert page.value("because") == "Doppione"
    assert not page.errors


def test_among_many_processes_one_searches_first(make, compliance, process, unit, monkeypatch):
    monkeypatch.setattr("riskreg.register.views.among.FEW", 1)
    monkeypatch.setattr("riskreg.register.views.events.FEW", 1)
    wanted, other = make.process(name="Varianti in corso d'opera", unit=unit), make.process(name="Collaudi", unit=unit)
    page = compliance.get(sheet(process, "/accorpa?parole=varianti"))
    assert [box["value"] for box in page.soup.select("input[name=others]")] == [str(wanted.id)]
    assert "1 processo trovato su 2" in page.text
    event, there, elsewhere = make.event(make.phase(process)), make.phase(wanted), make.phase(other)
    path = f"/registro/eventi/{event.id}/sposta"
    offered = {option["value"] for option in compliance.get(path).soup.select("#target_id option")}
    assert not offered & {str(there.id), str(elsewhere.id)}
    searched = compliance.get(f"{path}?parole=varianti")
    assert "1 processo trovato su 2" in searched.text
    assert [link for link in searched.links if "processo=" in link] == [f"{path}?processo={wanted.id}"]
    page = compliance.get(f"{path}?processo={wanted.id}")
    assert f"Qui sotto ci sono anche le fasi di {wanted.title}." in page.text
    assert str(there.id) in {option["value"] for option in page.soup.select("#target_id option")}
    compliance.send(page, at=f"{path}?processo={wanted.id}", target_id=str(there.id))
    assert queries.event(event.id).phase_id == there.id


def test_the_events_of_another_process_are_offered_to_a_measure_once_it_is_found(make, compliance, process, unit, monkeypatch):
    monkeypatch.setattr("riskreg.register.views.among.FEW", 1)
    measure = make.measure(make.event(make.phase(process)))
    wanted, _other = make.process(name="Varianti in corso d'opera", unit=unit), make.process(name="Collaudi", unit=unit)
    event = make.event(make.phase(wanted))
    path = f"/misure/{measure.id}/eventi"
    [found] = [link for link in compliance.get(f"{path}?parole=varianti").links if "processo=" in link]
    page = compliance.get(found)
    assert str(event.id) in {box["value"] for box in page.soup.select("input[name=events]")}
