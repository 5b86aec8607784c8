"""Processes that become one: chosen, looked at before it is done, done at once."""

from datetime import date

import pytest

from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people.operations import units
from riskreg.register import queries
from riskreg.register.models import Process
from riskreg.register.operations import phases
from riskreg.register.operations.phases import PhaseText
from riskreg.register.queries.sheets import process_sheet
from tests.features.register.test_processes import by

PATH = "/registro/processi/accorpa"


@pytest.fixture
def three(make):
    """B.01 with two phases, one of them retired; B.02 with a phase, an event, a measure; C.01 of another unit, without any."""
    gare, acquisti = make.unit(name="UO Gare"), make.unit(name="UO Acquisti")
    b, c = make.area(code="B", name="Contratti"), make.area(code="C", name="Provvedimenti")
    one = make.process(code="B.01", name="Bandi", unit=gare, area=b, description="Primo paragrafo.", input="Richiesta")
    two = make.process(code="B.02", name="Ordini", unit=gare, area=b, description="Secondo paragrafo.", input="Richiesta")
    three = make.process(code="C.01", name="Altro", unit=acquisti, area=c)
    make.phase(one, name="Bando")
    phases.retire(make.phase(one, name="Superata"), **by())
    event = make.event(make.phase(two, name="Ordine"))
    measure = make.measure(event)
    db.session.commit()
    return {"one": one, "two": two, "three": three, "gare": gare, "b": b, "event": event, "measure": measure}


def filled(three, *names, **more):
    facts = {"others": [three[name].id for name in names], "name": "Acquisti", "area_id": three["b"].id, "unit_id": three["gare"].id}
    return facts | {"because": "Li svolge un solo ufficio"} | more


def press(keeper, asked, button: str):
    """One of the buttons of the page that asks once more, as a browser sends it."""
    data: dict[str, list[str]] = {button: ["1"]}
    for tag in asked.soup.select("main form input[type=hidden]"):
        data.setdefault(tag["name"], []).append(tag.get("value", ""))
    return keeper.open("POST", PATH, data=data)


def how_many() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Process))


def test_the_page_shows_what_goes_where_and_does_nothing_yet(client_for, three):
    keeper = client_for(Role.COMPLIANCE)
    page = keeper.send(keeper.get(PATH), 200, sure=False, **filled(three, "one", "two", "three"))
    assert "Vuoi accorpare B.01, B.02 e C.01 in B.03 Acquisti?" in page.text
    assert page.rows() == [["B.01", "Bando", "0", "0"], ["B.02", "Ordine", "1", "1"]]
    assert "Primo paragrafo. Secondo paragrafo." in page.soup.main.get_text(" ", strip=True)
    assert "Cambia unità: C.01 (UO Acquisti)." in page.soup.main.get_text(" ", strip=True)
    assert how_many() == 3
    assert three["one"].retired_on is None


def test_confirmed_it_is_done_whole(client_for, three):
    keeper = client_for(Role.COMPLIANCE)
    done = keeper.send(keeper.get(PATH), **filled(three, "one", "two", "three"))
    page = keeper.get(done.location)
    new = queries.process_by_code("B.03")
    assert page.h1 == "Acquisti"
    assert [phase.name for phase in process_sheet(new.id).phases] == ["Bando", "Ordine"]
    assert (new.description, new.input) == ("Primo paragrafo.\n\nSecondo paragrafo.", "Richiesta")
    assert {origin.title for origin in process_sheet(new.id).origins} == {"B.01 Bandi", "B.02 Ordini", "C.01 Altro"}
    assert {three[name].retired_on is not None for name in ("one", "two", "three")} == {True}
    assert three["measure"].in_force_to is None
    assert [phase.name for phase in process_sheet(three["one"].id).past_phases] == ["Superata"]


def test_what_is_written_of_the_new_one_stays(client_for, three):
    keeper = client_for(Role.COMPLIANCE)
    keeper.send(keeper.get(PATH), **filled(three, "one", "two", description="Tutto nuovo.", code="B.20"))
    assert queries.process_by_code("B.20").description == "Tutto nuovo."


def test_going_back_keeps_what_was_typed(client_for, three):
    keeper = client_for(Role.COMPLIANCE)
    asked = keeper.send(keeper.get(PATH), 200, sure=False, **filled(three, "one", "two"))
    form = press(keeper, asked, "rivedi")
    assert form.soup.select_one("#name")["value"] == "Acquisti"
    assert len(form.soup.select("input[name=others][checked]")) == 2
    assert how_many() == 3


@pytest.mark.parametrize(
    ("names", "words"), [(("one",), "Scegli almeno due processi"), ((), "Scegli almeno due processi da accorpare.")]
)  # fmt: skip
def test_one_process_is_no_merger(client_for, three, names, words):
    keeper = client_for(Role.COMPLIANCE)
    assert words in keeper.send(keeper.get(PATH), 422, **filled(three, *names)).text
    assert how_many() == 3


def test_a_code_of_another_is_refused_at_its_field_and_nothing_is_kept(client_for, three):
    keeper = client_for(Role.COMPLIANCE)
    page = keeper.send(keeper.get(PATH), 422, **filled(three, "one", "two", code="C.01"))
    assert "Il codice C.01 è già del processo «Altro»" in page.soup.select_one("#code-errore").get_text()
    assert three["one"].retired_on is None


def test_a_sheet_that_changed_after_it_was_looked_at_is_looked_at_again(client_for, three):
    """What was confirmed is what was shown, not what somebody added meanwhile."""
    keeper = client_for(Role.COMPLIANCE)
    asked = keeper.send(keeper.get(PATH), 200, sure=False, **filled(three, "one", "two"))
    phases.add(three["one"], PhaseText("Aggiunta"), **by())
    db.session.commit()
    again = press(keeper, asked, "confermato")
    assert again.status == 409
    assert how_many() == 3
    keeper.send(again)
    assert "Aggiunta" in [phase.name for phase in process_sheet(queries.process_by_code("B.03").id).phases]


def test_from_the_page_of_a_process_it_is_chosen_already(client_for, three):
    keeper = client_for(Role.COMPLIANCE)
    path = next(link for link in keeper.get(f"/registro/processi/{three['two'].id}/modifica").links if link.startswith(PATH))
    page = keeper.get(path)
    assert [box["value"] for box in page.soup.select("input[name=others][checked]")] == [str(three["two"].id)]
    assert [one.summary.get_text(" ", strip=True) for one in page.soup.select("details.rr-choice-group[open]")] == ["B Contratti (2)"]
    assert keeper.get(f"{PATH}?processo=boh").status == 200


def test_where_the_unit_is_closed_whoever_took_its_place_is_proposed(client_for, make, three):
    heir = make.unit(name="UO Erede")
    units.close(three["gare"], heir, last_day=date(2026, 11, 20), act="Determinazione n. 1", **by())
    db.session.commit()
    assert client_for(Role.COMPLIANCE).get(f"{PATH}?processo={three['two'].id}").value("unit_id") == str(heir.id)


def test_the_people_of_a_unit_that_loses_one_are_told_and_a_look_tells_nobody(client_for, make, three):
    make.grant(make.user(), Role.REFERENTE, queries.process(three["three"].id).unit)
    keeper = client_for(Role.COMPLIANCE)
    asked = keeper.send(keeper.get(PATH), 200, sure=False, **filled(three, "one", "three"))
    assert db.session.scalars(db.select(Notice)).all() == []
    press(keeper, asked, "confermato")
    assert "Non rispondi più del processo C.01" in db.session.scalars(db.select(Notice.headline)).all()[0]


def test_only_whoever_keeps_the_register_sees_the_way(client_for, make, three):
    assert PATH in " ".join(client_for(Role.COMPLIANCE).get("/registro").links)
    referente = client_for(Role.REFERENTE, three["gare"])
    assert PATH not in " ".join(referente.get("/registro").links)
    assert referente.get(PATH, 403).status == 403


def test_searching_among_many_keeps_what_is_chosen_and_typed_and_checks_nothing(client_for, three, make):
    for number in range(40):
        make.process(name=f"Concessione {number}", area=three["b"], unit=three["gare"])
    keeper = client_for(Role.COMPLIANCE)
    before = how_many()
    page = keeper.send(keeper.get(PATH), 200, sure=False, others=[str(three["one"].id)], name="Acquisti", parole="altro", trova="1")
    offered = {box["value"] for box in page.soup.select("input[name=others]")}
    assert offered == {str(three["one"].id), str(three["three"].id)}, "what is found, and what is chosen"
    assert page.soup.select_one(f"input[name=others][value='{three['one'].id}']").has_attr("checked")
    assert (page.value("name"), page.value("parole")) == ("Acquisti", "altro")
    assert not page.errors
    assert how_many() == before
