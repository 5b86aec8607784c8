"""The pages of presa visione: the button, who has read and who has not, the reminder with its text, the record of reminders."""

import pytest
from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.plans.operations import readings
from tests.page import words


@pytest.fixture
def adopted(make):
    return make.edition(2026, "MG.1", state="adopted")


@pytest.fixture
def rpct(client_for):
    return client_for(Role.RPCT)


def test_whoever_works_here_reads_confirms_and_is_no_longer_asked(client_for, adopted):
    client = client_for()
    asked = "Leggi il piano e conferma di averlo letto"
    assert asked in client.get("/").text
    page = client.get(f"/piani/{adopted.id}")
    assert "Non hai ancora confermato" in page.text
    assert f"/piani/{adopted.id}/letto" in page.forms("post")
    client.post(f"/piani/{adopted.id}/letto")
    page = client.get(f"/piani/{adopted.id}")
    assert "Hai confermato di averlo letto il 21/11/2026" in page.text
    assert f"/piani/{adopted.id}/letto" not in page.forms("post")
    assert asked not in client.get("/").text


def test_a_draft_asks_nobody_and_another_edition_that_took_its_place_is_asked_instead(client_for, rpct, make, adopted):
    draft = make.edition(2027)
    assert f"/piani/{draft.id}/letto" not in rpct.get(f"/piani/{draft.id}").forms("post")
    rpct.get(f"/piani/{draft.id}/presa-visione", status=422)
    client_for().post(f"/piani/{draft.id}/letto", status=403)
    following = make.edition(2028, "MG.9", state="adopted")
    client = client_for()
    assert f"/piani/{adopted.id}/letto" not in client.get(f"/piani/{adopted.id}").forms("post")
    assert f"/piani/{following.id}/letto" in client.get(f"/piani/{following.id}").forms("post")
    assert "È stata sostituita dal Piano 2028–2030" in rpct.get(f"/piani/{adopted.id}/presa-visione").text


def test_each_number_opens_exactly_its_rows(rpct, make, adopted):
    office = make.unit(name="UO Gare")
    for has_read in (True, False, False):
        user = make.user()
        make.grant(user, Role.REFERENTE, office)
        if has_read:
            readings.acknowledge(adopted, by=people.person(user, clock.today()), at=clock.now())
    db.session.commit()
    page = rpct.get(f"/piani/{adopted.id}/presa-visione")
    links = [(int(words(link)), link.attributes["href"]) for link in page.tree.css("td a[href*='unita=']")]
    cards = [
        (int(words(card.css_first(".rr-figure-number"))), card.css_first("a").attributes["href"]) for card in page.tree.css(".rr-figure")
    ]
    assert [number for number, _link in cards] == [1, 3]
    assert sorted(number for number, _link in links) == [1, 1, 2]
    for number, link in [*links, *cards]:
        found = rpct.get(link.partition("#")[0]).tree.css_first(".rr-count")
        assert int(words(found).split()[0]) == number, link


def test_the_list_is_filtered_by_name_and_comes_as_a_file(rpct, make, adopted):
    make.reading(adopted, make.user(given_name="Ada", family_name="Àncora"))
    page = rpct.get(f"/piani/{adopted.id}/presa-visione?cerca=ancora")
    assert [row[0] for row in page.rows() if row[0].startswith("Àncora")] == ["Àncora Ada"]
    file = rpct.get(f"/piani/{adopted.id}/presa-visione?formato=csv&stato=letto").response.get_data(as_text=True)
    assert "Àncora Ada" in file
    assert "21/11/2026" in file
    assert file.count("\n") == 2


def test_a_dirigente_sees_their_own_people_and_asks_nobody(client_for, make, adopted):
    area, beside = make.unit(name="Area Acquisti"), make.unit(name="Area Paghe")
    for name, unit in (("Dentro", area), ("Fuori", beside)):
        make.grant(make.user(family_name=name), Role.REFERENTE, unit)
    client = client_for(Role.DIRIGENTE, area)
    page = client.get(f"/piani/{adopted.id}/presa-visione")
    assert "Dentro" in page.text
    assert "Fuori" not in page.text
    assert not [link for link in page.links if "sollecit" in link]
    client.get(f"/piani/{adopted.id}/presa-visione/sollecito", status=403)
    client.get(f"/piani/{adopted.id}/presa-visione/solleciti", status=403)


def test_the_reminder_shows_its_text_ticks_those_due_and_stays_written(rpct, make, adopted):
    ada, eva = make.user(family_name="Àncora"), make.user(family_name="Zeta")
    path = f"/piani/{adopted.id}/presa-visione/sollecito"
    page = rpct.get(path)
    assert "Da leggere: Piano 2026–2028" in page.text
    assert "Con l'atto «Delibera n. 5» del 21/11/2026" in page.text
    ticked = {box.attributes["value"] for box in page.tree.css("input[name=people][checked]")}
    assert {str(ada.id), str(eva.id)} <= ticked
    one = rpct.get(f"{path}?chi={ada.id}")
    assert [box.attributes["value"] for box in one.tree.css("input[name=people][checked]")] == [str(ada.id)]
    sent = rpct.post(path, {"people": [str(ada.id)]})
    assert sent.location.endswith("/presa-visione")
    assert [notice.user_id for notice in db.session.scalars(select(Notice).where(Notice.kind == "plan:to_read"))] == [ada.id]
    again = rpct.get(path)
    assert "già sollecitato oggi" in again.text
    assert str(ada.id) not in {box.attributes["value"] for box in again.tree.css("input[name=people][checked]")}
    rpct.post(path, {"people": [str(ada.id)]}, status=422)
    record = rpct.get(f"/piani/{adopted.id}/presa-visione/solleciti").rows()
    assert [row[1] for row in record] == ["Àncora Ada"]
    assert record[0][0].startswith("21/11/2026")


def test_a_reminder_to_nobody_is_refused_with_a_sentence(rpct, make, adopted):
    page = rpct.post(f"/piani/{adopted.id}/presa-visione/sollecito", {}, status=422)
    assert page.errors["people"] == "Scegli almeno una persona."
