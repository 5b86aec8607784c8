"""What could answer an event is proposed from its factors, and nothing happens by itself."""

import pytest

from riskreg.core.extensions import db
from riskreg.domain.answers import ANSWERS
from riskreg.domain.register import Factor
from riskreg.domain.roles import Role
from riskreg.register import queries


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


def where(event):
    return f"/registro/eventi/{event.id}/misure/proposte"


def test_every_factor_has_an_answer():
    assert set(ANSWERS) == set(Factor)


def test_families_follow_the_factors_and_measures_come_from_events_with_the_same(make, compliance):
    bare, alike, other = make.event(a="", f=""), make.event(a="Due addetti"), make.event(d="")
    used = make.measure(alike, name="Controllo a campione", family="a")
    make.measure(alike, name="Formazione altrui", family="e")
    make.measure(other, name="Rotazione", family="g")
    text = compliance.get(where(bare)).soup.main.get_text(" ", strip=True)
    assert "Controllo : per «mancanza di controlli»" in text
    assert "Formazione : per «competenze inadeguate»" in text
    assert f"{used.code} Controllo a campione" in text
    assert "Formazione altrui" not in text, "its family does not answer the factor"
    assert "Rotazione" not in text


def test_an_event_without_measures_leads_to_its_proposals(make, compliance):
    event = make.event(a="")
    page = compliance.get(f"/registro/processi/{event.phase.process_id}")
    assert where(event) in page.links


def test_a_family_or_a_model_fills_in_the_form_and_nothing_is_saved(make, compliance):
    bare, alike = make.event(a=""), make.event(a="")
    make.measure(alike, name="Controllo a campione", family="a", indicator="% di atti visti", target="20%")
    page = compliance.get(where(bare))
    model = next(link for link in page.links if "modello=" in link)
    form = compliance.get(model)
    assert (form.value("name"), form.value("family"), form.value("indicator")) == ("Controllo a campione", "a", "% di atti visti")
    family = compliance.get(next(link for link in page.links if "famiglia=" in link))
    assert (family.value("family"), family.value("name")) == ("a", "")
    assert queries.links_of_events([bare.id]) == []
    compliance.send(form)
    (link,) = queries.links_of_events([bare.id])
    assert link.measure.name == "Controllo a campione"


def test_a_measure_that_is_there_is_tied_to_this_event_too(make, compliance):
    bare, alike = make.event(a=""), make.event(a="")
    measure = make.measure(alike, family="a")
    compliance.get(where(bare))
    compliance.post(f"/registro/eventi/{bare.id}/misure/{measure.id}/collega")
    db.session.expire_all()
    assert {link.event_id for link in queries.measure(measure.id).events} == {bare.id, alike.id}
    assert f"/misure/{measure.id}" not in compliance.get(where(bare)).links, "it answers this one already"


def test_who_may_not_change_the_measure_sees_no_button_to_tie_it(make, client_for):
    mine, theirs = make.unit(), make.unit()
    bare = make.event(make.phase(make.process(unit=mine)), a="")
    shared = make.measure(make.event(make.phase(make.process(unit=theirs)), a=""), family="a", owner=mine)
    hidden = make.measure(make.event(a=""), family="a")
    referente = client_for(Role.REFERENTE, mine)
    page = referente.get(where(bare))
    assert shared.code in page.text
    assert hidden.code not in page.text
    assert "Collega a questo evento" not in page.text
    referente.post(f"/registro/eventi/{bare.id}/misure/{shared.id}/collega", status=403)
    referente.get(where(make.event()), status=403)
