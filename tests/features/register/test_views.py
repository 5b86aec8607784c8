"""The register as people meet it: they read it, write it, and are stopped where it is not theirs."""

from datetime import timedelta

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.register import queries
from riskreg.register.operations import measures
from riskreg.register.queries.sheets import process_sheet


@pytest.fixture
def area(make):
    return make.unit(name="Area Risorse", kind=UnitKind.AREA)


@pytest.fixture
def unit(make, area):
    return make.unit(name="UO Gare", parent=area)


@pytest.fixture
def process(make, unit):
    return make.process(name="Affidamenti diretti", unit=unit, description="Primo paragrafo\n\n- un punto", input="Richiesta")


@pytest.fixture
def event(make, process):
    return make.event(make.phase(process, name="Preventivi"), name="Affidamento ripetuto", a="Due soli addetti")


def sheet(process, more=""):
    return f"/registro/processi/{process.id}{more}"


def fresh(process):
    db.session.expire_all()
    return process_sheet(process.id)


def test_the_sheet_reads_top_to_bottom(make, client_for, process, event, unit, area):
    make.grant(make.user(given_name="Tina", family_name="Capo"), Role.DIRIGENTE, area)
    make.measure(event, name="Registro degli inviti", owner=unit)
    make.standing(process, 2024, residual="6.02")
    make.standing(process, 2025, residual="9.50", band="MEDIO-ALTO", rank=3)
    page = client_for(Role.REFERENTE, unit).get(sheet(process))
    order = ["Affidamenti diretti", "Contratti pubblici", "UO Gare", "Tina Capo", "MEDIO-ALTO rischio residuo 9,50, valutazione 2025", "Richiesta",
             "Primo paragrafo", "1. Preventivi", "Affidamento ripetuto", "(a) Mancanza di controlli Due soli addetti", "Registro degli inviti",
             "Valutazioni anno per anno", "2025", "2024", "6,02"]  # fmt: skip
    text, place = page.soup.main.get_text(" ", strip=True), 0
    for words in order:
        place = text.find(words, place)
        assert place >= 0, words
    assert [item.get_text(strip=True) for item in page.soup.select(".rr-prose li")] == ["un punto"]


def badges(page, event):
    return [badge.get_text(strip=True) for badge in page.soup.select(f"#evento-{event.id} .rr-badge")]


def test_an_event_without_measures_in_force_says_so_as_the_lists_do(make, client_for, process, event):
    compliance = client_for(Role.COMPLIANCE)
    assert badges(compliance.get(sheet(process)), event) == ["Senza misure"]
    measure = make.measure(event)
    assert badges(compliance.get(sheet(process)), event) == ["In vigore"]
    assert compliance.get("/registro?misure=senza").rows() == []
    measures.end(measure, last_day=clock.today() - timedelta(days=1), because="Superata", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert "Senza misure in vigore" in badges(compliance.get(sheet(process)), event)
    assert len(compliance.get("/registro?misure=senza").rows()) == 1


def test_a_band_that_was_moved_says_so_in_the_list_and_on_the_sheet(make, client_for, process):
    make.rejudged(make.standing(process, 2026, residual="12.00", band="MEDIO-ALTO", rank=3), "MEDIO", 2)
    compliance = client_for(Role.COMPLIANCE)
    (row,) = compliance.get("/registro").rows()
    assert "giudicata MEDIO (calcolata MEDIO-ALTO)" in row
    assert "2026" in row
    assert "giudicata MEDIO (calcolata MEDIO-ALTO)" in compliance.get(sheet(process)).soup.main.get_text(" ", strip=True)


def test_a_band_looks_alike_in_the_list_on_the_sheet_and_in_its_methodology(make, client_for, process):
    """Of three bands the highest is as dark as of four."""
    make.standing(process, 2026, band="ALTO", rank=3, top=3)
    compliance = client_for(Role.COMPLIANCE)
    for address in ("/registro", sheet(process)):
        assert compliance.get(address).soup.select_one(".rr-band")["class"] == ["rr-band", "rr-band-4"], address


def test_what_somebody_may_not_change_has_no_button(client_for, process, event):
    page = client_for(Role.OIV).get(sheet(process))
    assert not page.soup.select("main form")
    assert not [link for link in page.links if "modifica" in link or "nuov" in link]


@pytest.mark.parametrize("role", [Role.REFERENTE, Role.DIRIGENTE])
def test_the_people_of_another_unit_neither_read_nor_write_the_sheet(make, client_for, process, event, role):
    stranger = client_for(role, make.unit())
    for more in ("", "/modifica", "/fasi/nuova", "/misure/nuova", "/cronologia"):
        stranger.get(sheet(process, more), status=403)
    stranger.get(f"/registro/eventi/{event.id}/modifica", status=403)
    stranger.get(f"/registro/fasi/{event.phase_id}/dividi", status=403)
    assert "Affidamenti diretti" not in stranger.get("/registro").text


def test_a_referente_builds_a_sheet_from_nothing(make, client_for, process, unit):
    referente = client_for(Role.REFERENTE, unit)
    referente.send(referente.get(sheet(process, "/fasi/nuova")), name="Richiesta d'acquisto", description="Chi chiede")
    phase = fresh(process).phases[0]
    referente.send(
        referente.get(f"/registro/fasi/{phase.id}/eventi/nuovo"), name="Frazionamento", factor_c="y", note_c="Soglie che cambiano"
    )  # fmt: skip
    event = fresh(process).phases[0].events[0]
    assert {one.factor: one.note for one in event.factors} == {"c": "Soglie che cambiano"}
    form = referente.get(sheet(process, f"/misure/nuova?evento={event.id}"))
    typed = {
        "name": "Controllo a campione",
        "family": "a",
        "timing": "periodic",
        "period": "quarterly",
        "owner_2": "group",
        "owner_2_name": "RUP",
    }
    referente.send(form, at=sheet(process, "/misure/nuova"), **typed)
    measure = fresh(process).measures[event.id][0]
    assert [owner.title for owner in measure.owners] == ["UO Gare", "RUP"]
    assert measure.timing_label == "Trimestrale"


def test_timing_that_contradicts_itself_is_refused_at_its_field_and_nothing_typed_is_lost(client_for, process, event):
    compliance = client_for(Role.COMPLIANCE)
    form = compliance.get(sheet(process, f"/misure/nuova?evento={event.id}"))
    answer = compliance.send(
        form, 422, at=sheet(process, "/misure/nuova"), name="Misura", family="a", timing="continuous", due_on="31/12/2026"
    )
    assert "non ha una scadenza" in answer.errors["due_on"]
    assert answer.value("name") == "Misura"


def test_phases_and_events_go_up_and_down_with_a_button(make, client_for, process, event):
    make.phase(process, name="Ordine")
    compliance = client_for(Role.COMPLIANCE)
    last = process_sheet(process.id).phases[1]
    compliance.post(f"/registro/fasi/{last.id}/ordine", {"verso": "su"})
    assert [phase.name for phase in fresh(process).phases] == ["Ordine", "Preventivi"]
    make.event(event.phase, name="Secondo")
    compliance.post(f"/registro/eventi/{event.id}/ordine", {"verso": "giu"})
    assert [one.name for one in fresh(process).phases[1].events] == ["Secondo", "Affidamento ripetuto"]


def test_compliance_adds_moves_divides_joins_retires_and_revives_processes(make, client_for, process, event):
    compliance, other = client_for(Role.COMPLIANCE), make.unit(name="UO Altra")
    compliance.send(compliance.get("/registro/processi/nuovo"), name="Varianti", area_id=str(process.area_id), unit_id=str(other.id))
    new = queries.process_by_code("B.02")
    compliance.send(compliance.get(sheet(new, "/sposta")), unit_id=str(process.unit_id), because="Riordino")
    compliance.send(compliance.get(sheet(new, "/accorpa")), others=[str(process.id)], because="Accorpati")
    assert [phase.name for phase in fresh(new).phases] == ["Preventivi"]
    assert "Processo ritirato" in compliance.get(sheet(process)).text
    parts = {"parts-0-name": "Varianti piccole", "parts-1-name": "Varianti grandi", f"goes_{event.phase_id}": "1"}
    compliance.send(compliance.get(sheet(new, "/dividi")), because="Divise", **parts)
    page = compliance.get(sheet(queries.process_by_code("B.04")))
    assert "Preventivi" in page.text
    assert "deriva da" in page.text
    compliance.send(compliance.get(sheet(process, "/riattiva")))
    compliance.send(compliance.get(sheet(process, "/ritira")), because="Non serve più")
    assert fresh(process).process.retired_because == "Non serve più"


def test_a_referente_does_not_touch_what_makes_the_register(client_for, process, unit):
    referente = client_for(Role.REFERENTE, unit)
    for path in ("/registro/processi/nuovo", "/registro/aree/nuova", "/misure/nuova", *(sheet(process, f"/{act}") for act in ("sposta", "dividi", "accorpa", "ritira"))):  # fmt: skip
        referente.get(path, status=403)


def test_phases_and_events_are_moved_divided_joined_and_retired_from_their_pages(make, client_for, process, event):
    compliance = client_for(Role.COMPLIANCE)
    target, phase = make.phase(make.process(name="Altro")), event.phase_id
    compliance.send(compliance.get(f"/registro/eventi/{event.id}/sposta"), target_id=str(target.id))
    compliance.send(compliance.get(f"/registro/eventi/{event.id}/sposta"), target_id=str(phase))
    compliance.send(compliance.get(f"/registro/eventi/{event.id}/dividi"), **{"parts-0-name": "Uno", "parts-1-name": "Due"})
    one, two = fresh(process).events(fresh(process).phases[0])
    compliance.send(compliance.get(f"/registro/eventi/{one.id}/accorpa"), others=[str(two.id)])
    compliance.send(compliance.get(f"/registro/eventi/{one.id}/ritira"))
    compliance.post(f"/registro/eventi/{one.id}/riattiva")
    parts = {"parts-0-name": "Prima metà", "parts-1-name": "Seconda metà", f"goes_{one.id}": "1"}
    compliance.send(compliance.get(f"/registro/fasi/{phase}/dividi"), **parts)
    first, second = fresh(process).phases
    assert [each.name for each in fresh(process).events(second)] == ["Uno"]
    compliance.send(compliance.get(f"/registro/fasi/{first.id}/accorpa"), others=[str(second.id)])
    compliance.send(compliance.get(f"/registro/fasi/{first.id}/sposta"), target_id=str(target.process_id))
    compliance.send(compliance.get(f"/registro/fasi/{first.id}/ritira"))
    compliance.post(f"/registro/fasi/{first.id}/riattiva")
    assert [each.name for each in process_sheet(target.process_id).phases] == [target.name, "Prima metà"]


def test_a_measure_is_read_by_those_it_asks_something_of_and_changed_by_those_who_keep_the_sheet(make, client_for, process, event, unit):
    asked = make.unit(name="UO Contratti")
    measure = make.measure(event, owner=asked)
    path = f"/misure/{measure.id}"
    owner = client_for(Role.REFERENTE, asked)
    page = owner.get(path)
    assert "Modifica" not in page.text
    assert event.name in page.text
    assert not [link for link in page.links if "/registro/processi/" in link], "a sheet that is not theirs to open"
    owner.get(f"{path}/modifica", status=403)
    client_for(Role.REFERENTE, make.unit()).get(path, status=403)
    keeper = client_for(Role.REFERENTE, unit)
    keeper.send(keeper.get(f"{path}/modifica"), target="100%")
    keeper.send(keeper.get(f"{path}/termina"), last_day="20/11/2026", because="Assorbita")
    assert "Non più in vigore" in keeper.get(path).text
    keeper.send(keeper.get(f"{path}/riattiva"))
    assert "Misura di nuovo in vigore" in keeper.get(f"{path}/cronologia").text


def test_a_measure_is_tied_to_events_of_another_process_too(make, client_for, event):
    measure, other = make.measure(event), make.event(name="Altro evento")
    compliance = client_for(Role.COMPLIANCE)
    path = f"/misure/{measure.id}/eventi"
    page = compliance.get(f"{path}?processo={other.phase.process_id}")
    compliance.send(page, events=[str(event.id), str(other.id)])
    assert "Altro evento" in compliance.get(f"/misure/{measure.id}").text


def test_a_general_measure_has_a_class_and_no_events(client_for):
    compliance = client_for(Role.COMPLIANCE)
    page = compliance.get("/misure/nuova")
    answer = compliance.send(
        page, name="Formazione annuale", measure_class="formazione", timing="continuous", owner_1="group", owner_1_name="Tutti i dipendenti"
    )
    page = compliance.get(answer.location)
    assert "Tutti i dipendenti" in page.text
    assert "Eventi a cui risponde" not in page.text


def test_areas_are_added_changed_retired_and_revived(make, client_for):
    compliance = client_for(Role.COMPLIANCE)
    compliance.send(compliance.get("/registro/aree/nuova"), code="Z", name="Area nostra")
    area = queries.area_by_code("Z")
    compliance.send(compliance.get(f"/registro/aree/{area.id}/modifica"), name="Area propria")
    compliance.send(compliance.get(f"/registro/aree/{area.id}/ritira"))
    assert ["Z", "Area propria", "—", "0", "ritirata dal 21/11/2026", "Cronologia dell'area Z Riattiva l'area Z"] in compliance.get(
        "/registro/aree"
    ).rows()
    compliance.post(f"/registro/aree/{area.id}/riattiva")
    busy = make.process().area_id
    assert "ci sono ancora processi" in compliance.post(f"/registro/aree/{busy}/ritira", {"version": "1"}, 422).text


def test_the_history_of_a_sheet_tells_of_its_phases_and_events_too(client_for, process, event):
    page = client_for(Role.COMPLIANCE).get(sheet(process, "/cronologia"))
    for words in ("Processo aggiunto", "Fase aggiunta", "Evento rischioso aggiunto"):
        assert words in page.text


def test_filters_stand_in_the_address_and_in_the_downloads(make, client_for, process, event):
    make.process(name="Tutt'altro")
    compliance = client_for(Role.COMPLIANCE)
    assert [row[1] for row in compliance.get("/registro?cerca=RIPETUTO").rows()] == ["Affidamenti diretti"]
    file = compliance.ask("GET", "/registro?fattore=a&formato=csv").get_data(as_text=True)
    assert "Affidamenti diretti" in file
    assert "Tutt'altro" not in file
    assert compliance.get("/registro/eventi?misure=senza").rows()[0][2] == "Affidamento ripetuto"
