"""The pages of a consultation: opened, contributions written and entered, answered, and the plan that waits for the answers."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.consultation import Outcome, Source
from riskreg.domain.roles import Role
from riskreg.plans import queries as plans
from riskreg.plans.models import Contribution
from riskreg.plans.operations import editions
from riskreg.plans.queries import consultation as queries

OPENING = {"from_on": "12/11/2026", "to_on": "30/11/2026", "name": "Dite la vostra", "notice": "Che cosa **manca**?", "published_at": "https://www.ente.example/c", "channels": "PEC"}  # fmt: skip


@pytest.fixture
def draft(make):
    return make.edition(2026, "MG.1")


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


def _last():
    return db.session.scalars(select(Contribution).order_by(Contribution.id.desc())).first()


def test_it_is_opened_from_the_edition_and_its_page_says_everything(compliance, draft):
    assert f"/piani/{draft.id}/consultazione" in compliance.get(f"/piani/{draft.id}").links
    assert f"/piani/{draft.id}/consultazione/apri" in compliance.get(f"/piani/{draft.id}/consultazione").links
    sent = compliance.post(f"/piani/{draft.id}/consultazione/apri", OPENING)
    page = compliance.get(sent.location)
    assert page.h1 == "Dite la vostra"
    for said in ("Aperta", "dal 12/11/2026 al 30/11/2026", "https://www.ente.example/c", "Ancora nessun contributo", "fino al 30/11/2026"):
        assert said in page.text
    assert "Dal 12/11/2026 al 30/11/2026" in compliance.get(f"/piani/{draft.id}").text
    assert "La bozza 2026–2028 è in consultazione fino al 30/11/2026: nessun contributo finora." in compliance.get("/piani").text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(compliance, draft):
    page = compliance.post(f"/piani/{draft.id}/consultazione/apri", OPENING | {"to_on": "01/11/2026"}, status=422)
    assert page.errors == {"to_on": "La fine viene prima dell'inizio (12/11/2026): correggi una delle due date."}
    assert page.value("name") == "Dite la vostra"


def test_somebody_with_a_role_writes_while_it_is_open_and_reads_the_answer(client_for, compliance, make, draft):
    make.consultation(draft, date(2026, 11, 12), date(2026, 11, 30))
    user = make.user(family_name="Lovelace")
    make.grant(user, Role.REFERENTE, make.unit())
    referente = client_for(user=user)
    assert f"/piani/{draft.id}/contributi/scrivi" in referente.get(f"/piani/{draft.id}/consultazione").links
    sent = referente.post(f"/piani/{draft.id}/contributi/scrivi", {"about": "Formazione", "text": "Più corsi."})
    page = referente.get(sent.location)
    assert "Più corsi." in page.text
    assert "Lovelace" not in page.tree.css_first("main").text()
    path = sent.location
    assert "Ada Lovelace" in compliance.get(path).text
    compliance.post(f"{path}/esito", {"outcome": "partly", "because": "Due in più, non tre."})
    page = referente.get(path)
    assert "Accolto in parte" in page.text
    assert "Due in più, non tre." in page.text
    assert not [link for link in page.links if "/esito" in link or "/modifica" in link or "/nome" in link]


def test_a_referente_sees_what_was_said_but_never_the_name_of_who_wrote(client_for, compliance, make, draft):
    found = make.consultation(draft)
    one = make.contribution(found, source=Source.ASSOCIATION, organisation="Consumatori Valdarena", person_name="Ugo Terzi")
    referente = client_for(Role.REFERENTE)
    for path in (f"/piani/{draft.id}/consultazione", f"/piani/contributi/{one.id}", f"/piani/{draft.id}/consultazione?formato=csv"):
        answer = referente.get(path).response.get_data(as_text=True)
        assert "Consumatori Valdarena" in answer
        assert "Terzi" not in answer
    assert "Terzi" not in compliance.get(f"/piani/{draft.id}/consultazione?formato=csv").response.get_data(as_text=True)
    assert "Ugo Terzi" in compliance.get(f"/piani/contributi/{one.id}").text


@pytest.mark.parametrize("role", [None, Role.ADMIN, Role.ORGANO])
def test_of_a_draft_nobody_else_reads_anything(client_for, make, draft, role):
    one = make.contribution(make.consultation(draft))
    client = client_for(role)
    for path in (f"/piani/{draft.id}/consultazione", f"/piani/contributi/{one.id}", f"/piani/{draft.id}/contributi/scrivi"):
        client.get(path, status=403)


def test_what_arrived_is_entered_with_the_measure_it_speaks_of(compliance, make, draft):
    make.consultation(draft, date(2026, 11, 2), date(2026, 11, 16))
    path = f"/piani/{draft.id}/contributi/nuovo"
    typed = {
        "received_on": "18/11/2026",
        "source": "business",
        "organisation": "Molini",
        "measure": "MG.1 Misura MG.1",
        "about": "tempi",
        "text": "Troppo tardi.",
    }
    page = compliance.post(path, typed, status=422)
    assert page.errors == {
        "late_because": "È fuori termine (la consultazione va dal 02/11/2026 al 16/11/2026): scrivi perché lo si accetta."
    }
    sent = compliance.post(path, typed | {"late_because": "PEC ferma", "ancora": "1"})
    assert sent.location.endswith("/contributi/nuovo")
    one = _last()
    assert (one.about, one.who, one.late_because) == ("MG.1 Misura MG.1 – tempi", "Molini (impresa)", "PEC ferma")
    page = compliance.get(f"/piani/{draft.id}/consultazione")
    assert "fuori termine" in page.text
    assert "1 contributo aspetta" not in page.text
    assert "Un contributo aspetta l'esito" in page.text
    compliance.post(
        f"/piani/contributi/{one.id}/modifica", typed | {"late_because": "PEC ferma", "measure": "", "about": one.about, "text": "Tardi."}
    )
    assert (_last().text, _last().about) == ("Tardi.", "MG.1 Misura MG.1 – tempi")


def test_each_filter_leaves_its_rows(compliance, make, draft):
    found = make.consultation(draft)
    make.contribution(found, outcome=Outcome.ACCEPTED, text="Pubblicare i tempi")
    make.contribution(found, source=Source.BUSINESS, organisation="Molini")
    for asked, number in (("esito=senza", "2"), ("esito=accepted", "1"), ("da=business", "2"), ("cerca=TEMPI", "1"), ("cerca=molini", "2")):
        assert [row[0] for row in compliance.get(f"/piani/{draft.id}/consultazione?{asked}").rows()] == [number], asked


def test_whoever_records_the_act_is_sent_to_the_contributions_without_an_answer(compliance, make, draft):
    found = make.consultation(draft, date(2026, 11, 2), date(2026, 11, 16))
    one = make.contribution(found)
    editions.propose(draft, **make._by())
    db.session.commit()
    sent = compliance.get(f"/piani/{draft.id}/adozione", status=302)
    page = compliance.get(sent.location.partition("#")[0])
    assert "un contributo alla consultazione è ancora senza esito" in page.text
    assert [row[0] for row in page.rows()] == ["1"]
    act = {"act_body": "Giunta", "act_number": "Delibera n. 5", "adopted_on": "21/11/2026"}
    refused = compliance.open(
        "POST", f"/piani/{draft.id}/adozione", data={"csrf_token": compliance.token(), "version": draft.version, **act}
    )
    assert refused.status == 422
    assert "ancora senza esito" in refused.text
    compliance.post(f"/piani/contributi/{one.id}/esito", {"outcome": "accepted", "because": "Sì."})
    compliance.post(f"/piani/{draft.id}/adozione", act)
    page = compliance.get(f"/piani/{draft.id}/consultazione")
    assert not [link for link in page.links if any(word in link for word in ("modifica", "nuovo", "scrivi", "elimina", "esito"))]
    compliance.get(f"/piani/{draft.id}/contributi/nuovo", status=422)


def test_no_act_is_asked_for_while_the_consultation_lasts(compliance, make, draft):
    make.consultation(draft, date(2026, 11, 2), date(2026, 11, 30))
    editions.propose(draft, **make._by())
    db.session.commit()
    page = compliance.get(f"/piani/{draft.id}")
    assert "L'atto si registra dopo la consultazione, che finisce il 30/11/2026." in page.text
    assert not [link for link in page.links if link.endswith("/adozione")]
    sent = compliance.get(f"/piani/{draft.id}/adozione", status=302)
    assert sent.location.endswith(f"/piani/{draft.id}/consultazione")
    assert "La consultazione sul piano finisce il 30/11/2026" in compliance.get(sent.location).text


def test_whoever_proposes_reads_how_far_the_consultation_is(client_for, make, draft):
    rpct = client_for(Role.RPCT)
    assert "Su questa edizione non è registrata." in rpct.get(f"/piani/{draft.id}/proponi").text
    make.contribution(make.consultation(draft, date(2026, 11, 2), date(2026, 11, 30)))
    page = rpct.get(f"/piani/{draft.id}/proponi")
    assert "Finisce il 30/11/2026." in page.text
    assert "1 contributo è ancora senza esito." in page.text


def test_what_is_over_without_an_answer_waits_on_the_first_page(compliance, client_for, make, draft):
    one = make.contribution(make.consultation(draft, date(2026, 11, 2), date(2026, 11, 16)))
    assert f"/piani/contributi/{one.id}/esito" in compliance.get("/").links
    assert "La consultazione sul Piano 2026–2028 è finita il 16/11/2026: manca l'esito di un contributo." in compliance.get("/piani").text
    assert "alla consultazione" not in client_for(Role.REFERENTE).get("/").text


def test_when_nobody_wrote_the_page_says_so(compliance, make, draft):
    make.consultation(draft, date(2026, 11, 2), date(2026, 11, 16))
    assert "Nessun contributo pervenuto" in compliance.get(f"/piani/{draft.id}/consultazione").text
    assert "Nessun contributo pervenuto" in compliance.get(f"/piani/{draft.id}").text


def test_the_name_is_forgotten_from_the_page_and_from_the_history(compliance, make, draft):
    one = make.contribution(make.consultation(draft), person_name="Ugo Terzi")
    history = f"/piani/{draft.id}/consultazione/cronologia"
    assert "Terzi" in compliance.get(history).text
    compliance.post(f"/piani/contributi/{one.id}/nome")
    assert "Terzi" not in compliance.get(history).text
    page = compliance.get(f"/piani/contributi/{one.id}")
    assert "Terzi" not in page.text
    assert "cancellato il 21/11/2026" in page.text


def test_one_entered_twice_is_taken_out_with_a_reason_and_an_empty_consultation_too(compliance, make, draft):
    found = make.consultation(draft)
    one = make.contribution(found)
    compliance.post(f"/piani/contributi/{one.id}/togli", {}, status=422)
    compliance.post(f"/piani/contributi/{one.id}/togli", {"because": "Registrato due volte"})
    compliance.post(f"/piani/{draft.id}/consultazione/elimina")
    assert queries.of_edition(draft) is None
    compliance.get(f"/piani/{draft.id}/contributi/nuovo", status=404)


def test_two_people_who_answer_at_once_do_not_overwrite_each_other(compliance, make, draft):
    one = make.contribution(make.consultation(draft))
    page = compliance.get(f"/piani/contributi/{one.id}/esito")
    compliance.post(f"/piani/contributi/{one.id}/esito", {"outcome": "accepted", "because": "Sì."})
    answer = compliance.send(page, 409, outcome="rejected", because="No.")
    assert "Sì." in answer.text
    assert _last().outcome == "accepted"


def test_everybody_reads_the_consultation_of_an_adopted_plan(client_for, make, draft):
    one = make.contribution(make.consultation(draft, date(2026, 11, 2), date(2026, 11, 16)), outcome=Outcome.ACCEPTED)
    editions.propose(draft, **make._by())
    editions.adopt(draft, editions.Act("Giunta", "Delibera n. 5", clock.today()), **make._by())
    db.session.commit()
    assert "È già previsto." in client_for().get(f"/piani/contributi/{one.id}").text


def test_a_contribution_about_a_measure_and_more_can_be_corrected(compliance, make, draft):
    """What it speaks of is longer than each of the two fields that it was typed in."""
    make.consultation(draft, date(2026, 11, 12), date(2026, 11, 30))
    path, measure = f"/piani/{draft.id}/contributi/nuovo", plans.lines(draft)[0].title
    more = ("e anche il regolamento " * 26).strip()
    compliance.post(path, {"source": "citizen", "received_on": "13/11/2026", "text": "Più corsi.", "measure": measure, "about": more})
    one = _last()
    assert one.about == f"{measure} – {more}"
    again = f"/piani/contributi/{one.id}/modifica"
    compliance.post(again, compliance.get(again).form() | {"text": "Più corsi per tutti."})
    assert _last().text == "Più corsi per tutti."
