"""Two people on one sheet: what they changed in different places merges, what they changed in the same place stands side by side."""

import pytest

from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.register import queries
from tests.page import Client


@pytest.fixture
def sheet(make):
    process = make.process(name="Affidamenti", description="Com'era")
    first, second = make.phase(process, name="Prima"), make.phase(process, name="Seconda", description="Testo")
    event = make.event(first, name="Evento", a="Nota")
    return {"process": process.id, "first": first.id, "second": second.id, "event": event.id, "measure": make.measure(event).id}


@pytest.fixture
def ada(client_for) -> Client:
    return client_for(Role.COMPLIANCE)


@pytest.fixture
def bruno(client_for) -> Client:
    return client_for(Role.RPCT)


def opened(client, path):
    """The page as somebody has it before their eyes."""
    return client.get(path)


def send(client, path, page, **changes):
    """Sent as it stands there, but for what they typed."""
    return client.open("POST", path, data=page.form() | changes)


def fresh():
    db.session.expire_all()
    return queries


def test_edits_to_different_sections_merge_without_asking_anybody(sheet, ada, bruno):
    mine, theirs = f"/registro/fasi/{sheet['first']}/modifica", f"/registro/eventi/{sheet['event']}/modifica"
    adas, brunos = opened(ada, mine), opened(bruno, theirs)
    assert send(bruno, theirs, brunos, name="Evento di Bruno").status == 302
    assert send(ada, mine, adas, name="Fase di Ada").status == 302
    assert fresh().phase(sheet["first"]).name == "Fase di Ada"
    assert queries.event(sheet["event"]).name == "Evento di Bruno"


def test_edits_to_different_fields_of_one_section_merge_too(sheet, ada, bruno):
    path = f"/registro/processi/{sheet['process']}/modifica"
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, description="La descrizione di Bruno")
    assert send(ada, path, adas, name="Il nome di Ada").status == 302
    process = fresh().process(sheet["process"])
    assert (process.name, process.description) == ("Il nome di Ada", "La descrizione di Bruno")


def test_edits_to_the_same_field_stand_side_by_side_and_nothing_typed_is_lost(sheet, ada, bruno):
    path = f"/registro/fasi/{sheet['second']}/modifica"
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, description="Il testo di Bruno")
    answer = send(ada, path, adas, description="Il testo di Ada", name="Nome di Ada")
    assert answer.status == 409
    compared = [text.get_text() for text in answer.soup.select(".rr-compare tbody tr :is(th, .rr-pre)")]
    assert compared == ["Descrizione", "Il testo di Ada", "Il testo di Bruno"]
    assert (answer.value("description"), answer.value("name")) == ("Il testo di Ada", "Nome di Ada")
    assert fresh().phase(sheet["second"]).description == "Il testo di Bruno"
    assert send(ada, path, answer).status == 302
    assert fresh().phase(sheet["second"]).description == "Il testo di Ada"


def test_a_long_text_with_lines_is_not_taken_for_a_change(sheet, ada, bruno):
    path = f"/registro/fasi/{sheet['second']}/modifica"
    text = "Primo paragrafo\r\n\r\n- uno\r\n- due\r\n"
    send(ada, path, opened(ada, path), description=text)
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, name="Nome di Bruno")
    assert send(ada, path, adas, description=adas.value("description").replace("\n", "\r\n")).status == 302
    assert fresh().phase(sheet["second"]).name == "Nome di Bruno"


def test_factors_and_notes_merge_one_by_one(sheet, ada, bruno):
    path = f"/registro/eventi/{sheet['event']}/modifica"
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, factor_b="y", note_b="Di Bruno")
    assert send(ada, path, adas, note_a="Di Ada").status == 302
    event = fresh().event(sheet["event"])
    assert {one.factor: one.note for one in event.factors} == {"a": "Di Ada", "b": "Di Bruno"}


def test_a_note_without_its_factor_is_not_lost_in_silence(sheet, ada):
    path = f"/registro/eventi/{sheet['event']}/modifica"
    answer = send(ada, path, opened(ada, path), note_d="Nota al fattore sbagliato")
    assert answer.status == 422
    assert answer.value("note_d") == "Nota al fattore sbagliato"
    assert "note_d" in answer.errors


def test_measures_have_a_version_of_their_own(sheet, ada, bruno):
    path = f"/misure/{sheet['measure']}/modifica"
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, indicator="L'indicatore di Bruno")
    assert send(ada, path, adas, target="100%").status == 302
    measure = fresh().measure(sheet["measure"])
    assert (measure.indicator, measure.target) == ("L'indicatore di Bruno", "100%")
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, name="Di Bruno")
    assert send(ada, path, adas, name="Di Ada").status == 409


def test_a_division_begun_before_a_phase_was_added_asks_where_it_goes(sheet, ada, bruno):
    path = f"/registro/processi/{sheet['process']}/dividi"
    adas = opened(ada, path)
    send(
        bruno,
        f"/registro/processi/{sheet['process']}/fasi/nuova",
        opened(bruno, f"/registro/processi/{sheet['process']}/fasi/nuova"),
        name="Terza",
    )
    goes = {f"goes_{sheet['first']}": "0", f"goes_{sheet['second']}": "1"}
    answer = send(ada, path, adas, **goes, **{"parts-0-name": "Uno", "parts-1-name": "Due", "because": "Divisi"})
    assert answer.status == 422
    assert fresh().process(sheet["process"]).retired_on is None


def test_a_phase_retired_meanwhile_takes_no_text_and_the_text_stays_in_the_form(sheet, ada, bruno):
    path = f"/registro/fasi/{sheet['second']}/modifica"
    adas = opened(ada, path)
    retire = f"/registro/fasi/{sheet['second']}/ritira"
    send(bruno, retire, opened(bruno, retire))
    answer = send(ada, path, adas, description="Il testo di Ada")
    assert answer.status == 422
    assert answer.value("description") == "Il testo di Ada"
    assert "riattivala" in " ".join(answer.summary)


def test_a_note_and_the_factor_it_is_about_are_taken_whole_from_one_of_two(sheet, ada, bruno):
    """Ada writes a note while Bruno takes its factor away: nothing of either goes without a word."""
    path = f"/registro/eventi/{sheet['event']}/modifica"
    adas, brunos = opened(ada, path), opened(bruno, path)
    without = {name: value for name, value in brunos.form().items() if name != "factor_a"} | {"note_a": ""}
    assert bruno.open("POST", path, data=without).status == 302
    answer = send(ada, path, adas, note_a="Una nota lunga di Ada")
    assert answer.status == 409
    assert answer.value("note_a") == "Una nota lunga di Ada"
    assert fresh().event(sheet["event"]).factors == []
    assert send(ada, path, answer).status == 302
    assert [(one.factor, one.note) for one in fresh().event(sheet["event"]).factors] == [("a", "Una nota lunga di Ada")]


def test_an_owner_and_its_name_are_taken_whole_from_one_of_two(sheet, ada, bruno, make):
    path = f"/misure/{sheet['measure']}/modifica"
    send(ada, path, opened(ada, path), owner_2="group", owner_2_name="Tutti")
    adas, brunos = opened(ada, path), opened(bruno, path)
    assert send(bruno, path, brunos, owner_2=f"unit:{make.unit().id}", owner_2_name="").status == 302
    answer = send(ada, path, adas, owner_2_name="Tutti i dirigenti")
    assert answer.status == 409
    assert "Tutti i dirigenti" in answer.text


def test_what_two_people_wrote_in_two_fields_is_checked_together(sheet, ada, bruno, monkeypatch):
    """A check over two fields is asked again when one of them comes from a colleague."""
    from riskreg.register.forms import PhaseForm

    def validate(form, extra_validators=None):
        right = super(PhaseForm, form).validate(extra_validators)
        if form.name.data == "Di Ada" and form.description.data == "Di Bruno":
            form.name.errors = ["Così no."]
            return False
        return right

    monkeypatch.setattr(PhaseForm, "validate", validate)
    path = f"/registro/fasi/{sheet['second']}/modifica"
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, description="Di Bruno")
    answer = send(ada, path, adas, name="Di Ada")
    assert answer.status == 422
    assert (answer.value("name"), answer.value("description")) == ("Di Ada", "Di Bruno")
    assert fresh().phase(sheet["second"]).name == "Seconda"


@pytest.mark.parametrize("seen", ["[" * 200_000, "{" * 600_000, '"x"', "[1]", '{"name": {"a": 1}}'])
def test_what_a_form_showed_may_be_anything_that_somebody_made_up(sheet, ada, bruno, seen):
    path = f"/registro/fasi/{sheet['second']}/modifica"
    adas, brunos = opened(ada, path), opened(bruno, path)
    send(bruno, path, brunos, name="Di Bruno")
    answer = send(ada, path, adas, name="Di Ada", seen=seen)
    assert answer.status in (409, 413)


@pytest.mark.parametrize("version", ["9" * 5_000, "9" * 10, "-1", "1e3", "uno"])
def test_a_version_that_nobody_gave_is_told_in_a_sentence(sheet, ada, version):
    path = f"/registro/fasi/{sheet['second']}/modifica"
    answer = send(ada, path, opened(ada, path), version=version)
    assert answer.status == 422
    assert "Ricarica la pagina" in answer.text
    assert "limit" not in answer.text
