"""The second level as the office that makes it uses it: declared, drawn, explained, verified, followed up, told in minutes."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain import sampling
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.monitoring import queries
from riskreg.monitoring.models import Draw, Verification
from riskreg.monitoring.operations import closing
from riskreg.monitoring.waiting import open_ones
from riskreg.people import queries as people
from riskreg.waiting.crew import crew
from riskreg.waiting.sources import Asked
from tests.reports.review.reading import READERS

TODAY = date(2026, 11, 21)
LIST, PLAN, DRAW = "/monitoraggio/2026-2/verifiche", "/monitoraggio/2026-2/verifiche/piano", "/monitoraggio/2026-2/verifiche/estrai"
SEED = "lotto 14/07/2026: 7 21 33 48 90"
FOUND = {"looked_at": "Il registro.", "found": "Manca una firma."}
FOLLOW = {"follow_up": "Firmare.", "follow_up_by": "15/12/2026"}


@pytest.fixture
def office(client_for):
    return client_for(Role.COMPLIANCE)


@pytest.fixture
def checks(make):
    return [make.check(make.measure(kind=MeasureKind.GENERAL, code=f"MG{number:02}"), state="validated") for number in range(1, 6)]


def drawn(office, share="40"):
    office.send(office.get(PLAN), seed=SEED, share_general_formazione=share)
    return office.send(office.get(DRAW)).location


def last():
    return db.session.scalars(select(Verification).order_by(Verification.id.desc())).first()


def test_the_plan_is_declared_then_drawn_and_the_page_tells_how_to_do_it_again(checks, office):
    page = office.get(LIST)
    assert PLAN in page.links
    assert DRAW not in page.links, "nothing is drawn before a plan is declared"
    assert office.send(office.get(PLAN), seed=SEED, share_general_formazione="40").location == LIST
    page = office.get(LIST)
    assert SEED in page.text
    assert ["Generali: Formazione", "40 %", "5", "2"] in page.rows()
    answer = office.send(office.get(DRAW))
    page = office.get(answer.location)
    assert "L'estrazione si ripete uguale" in page.text
    assert ["Generali: Formazione", "5", "40 %", "2"] in page.rows()
    first = min((f"MG{number:02}" for number in range(1, 6)), key=lambda code: sampling.sign(SEED, code))
    assert f"printf '%s' '{SEED}|{first}' | sha256sum" in page.text
    assert sampling.sign(SEED, first) in page.text


def test_the_pages_say_what_was_known_when_the_seed_was_declared_and_how_long_the_draw_waited(make, checks, office):
    """Five were validated before anybody chose a seed; one more comes after."""
    office.send(office.get(PLAN), seed=SEED, share_general_formazione="40")
    assert "Alla dichiarazione del seme 5 schede su 5 erano già validate." in office.get(LIST).text
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        make.check(make.measure(kind=MeasureKind.GENERAL, code="MG06"), state="validated")
        assert "Alla dichiarazione del seme 5 schede su 6 erano già validate." in office.get(DRAW).text
        page = office.get(office.send(office.get(DRAW)).location)
    assert "5 schede su 6" in page.text
    assert "3 minuti" in page.text


def test_the_seed_may_be_left_to_riskreg(checks, office):
    office.send(office.get(PLAN), seed="", share_general_formazione="40")
    assert len(db.session.scalars(select(Draw.seed)).one()) == 20


@pytest.mark.parametrize(("typed", "words"), [({"share_general_formazione": "101"}, "da 0 a 100"), ({"seed": "corto"}, "seme"), ({"share_general_formazione": ""}, "percentuale")])  # fmt: skip
def test_a_plan_that_cannot_be_is_refused_at_its_field(checks, office, typed, words):
    page = office.send(office.get(PLAN), 422, **({"seed": SEED} | typed))
    assert words in " ".join(page.errors.values())


def test_the_frozen_list_is_taken_away_with_order_and_sign_of_each(checks, office):
    where = drawn(office)
    response = office.open("GET", f"{where}?formato=csv").response
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    assert rows[0][:6] == ["Parte del piano", "Quota (%)", "Ordine", "Chiave", "Segno (SHA-256)", "Estratta"]
    assert [row[2] for row in rows[1:]] == ["1", "2", "3", "4", "5"]
    assert [row[5] for row in rows[1:]] == ["sì", "sì", "no", "no", "no"]
    assert all(row[4] == sampling.sign(SEED, row[3]) for row in rows[1:])
    assert office.open("GET", f"{where}?formato=xlsx").response.mimetype.endswith("sheet")


def test_what_was_tampered_with_is_said(checks, office):
    where = drawn(office)
    one = db.session.scalars(select(Verification)).first()
    db.session.execute(db.text("DELETE FROM verification WHERE id = :id"), {"id": one.id})
    db.session.commit()
    assert "L'estrazione non si ripete" in office.get(where).text


def test_from_the_check_to_the_verification_and_back_open_again(make, office, client_for):
    unit = make.unit(name="UO Gare")
    author = make.user()
    make.grant(author, Role.REFERENTE, unit)
    check = make.check(
        make.measure(kind=MeasureKind.GENERAL, owner=unit), state="validated", by=people.person(author, TODAY)
    )  # fmt: skip
    page = office.get(f"/monitoraggio/schede/{check.id}")
    assert f"/monitoraggio/schede/{check.id}/verifica" in page.links
    answer = office.send(office.get(f"/monitoraggio/schede/{check.id}/verifica"), because="Una segnalazione.")
    one = last()
    assert answer.location == f"/monitoraggio/verifiche/{one.id}/esito"
    form = office.get(answer.location)
    assert "È nelle procedure di ogni giorno." in form.text, "what was declared stands above the form"
    assert office.send(form, 422, finding="negative", **FOUND).errors
    office.send(form, finding="negative", **FOUND, **FOLLOW)
    theirs = client_for(user=author)
    sheet = theirs.get(f"/monitoraggio/schede/{check.id}")
    assert "La verifica non l'ha confermata" in sheet.text
    assert "Manca una firma." in sheet.text
    assert f"/monitoraggio/schede/{check.id}/compila" in sheet.links
    read = theirs.get(f"/monitoraggio/verifiche/{one.id}")
    assert "Che cosa era dichiarato alla verifica" in read.text
    theirs.get(f"/monitoraggio/verifiche/{one.id}/esito", 403)
    assert f"/monitoraggio/schede/{check.id}/verifica" not in office.get(f"/monitoraggio/schede/{check.id}").links


def test_who_had_a_part_is_told_who_verifies_instead(make, client_for):
    mine = make.user()
    make.grant(mine, Role.COMPLIANCE, make.root())
    rpct = make.user(given_name="Renata", family_name="Monte")
    make.grant(rpct, Role.RPCT, make.root())
    check = make.check(make.measure(kind=MeasureKind.GENERAL), state="validated", by=people.person(mine, TODAY))
    one = make.chosen(check)
    page = client_for(user=mine).get(f"/monitoraggio/verifiche/{one.id}")
    assert "Non tocca a te" in page.text
    assert "Può farlo Renata Monte (RPCT)." in page.text
    assert f"/monitoraggio/verifiche/{one.id}/esito" not in page.links
    assert _waits(mine) == []
    assert _waits(rpct) == [("Verifica la scheda estratta", f"/monitoraggio/verifiche/{one.id}/esito", date(2027, 2, 10))]


def _waits(user):
    asked = Asked(TODAY, crew(TODAY), person=people.person(user, TODAY))
    mine = [item.task for item in open_ones(asked) if user.id in {one.user_id for one in asked.whose.of(item)}]
    return [(task.action, task.path, task.due_on) for task in mine if "verifiche" in task.path]


def test_what_must_be_done_waits_with_its_day_until_it_is_followed_up_also_after_the_close(make, office, checks):
    user = make.user()
    make.grant(user, Role.COMPLIANCE, make.root())
    one = make.verified(checks[0])
    closing.close(queries.of_semester(one.check.session.semester), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert _waits(user) == [("Controlla che sia stato risolto", f"/monitoraggio/verifiche/{one.id}/seguito", date(2026, 12, 15))]
    form = office.get(f"/monitoraggio/verifiche/{one.id}/seguito")
    assert office.send(form, 422, followed_on="22/11/2026", followed_how="Fatto.").errors
    office.send(form, followed_on="21/11/2026", followed_how="Firmate tutte.")
    assert "Firmate tutte." in office.get(f"/monitoraggio/verifiche/{one.id}").text
    assert _waits(user) == []


def test_each_number_opens_as_many_rows_and_the_file_has_the_same(make, office, checks):
    for check, finding in zip(checks, [Finding.POSITIVE, Finding.REMARKS, Finding.NEGATIVE], strict=False):
        make.verified(check, finding)
    make.chosen(checks[3])
    page, opened = office.get(LIST), 0
    for link in sorted({link for link in page.links if "#elenco" in link}):
        number = int(page.tree.css_first(f'a[href="{link}"]').text().split()[0])
        where = link.partition("#")[0]
        rows = [each for each in office.get(where).links if each.startswith("/monitoraggio/verifiche/")]
        assert len(rows) == number, link
        file = office.open("GET", f"{where}&formato=csv").response.get_data(as_text=True)
        assert len(file.strip().splitlines()) == number + 1
        opened += 1
    assert opened == 6


def test_a_unit_sees_the_verifications_of_its_own_measures_and_not_how_the_sample_was_drawn(make, office, client_for):
    mine, other = make.unit(name="UO Gare"), make.unit(name="UO Bilancio")
    ours, theirs = (make.check(make.measure(kind=MeasureKind.GENERAL, owner=unit), state="validated") for unit in (mine, other))
    where = drawn(office, "100")
    reader = client_for(Role.REFERENTE, mine)
    page = reader.get(LIST)
    assert ours.asked_name in page.text
    assert theirs.asked_name not in page.text
    assert SEED not in page.text
    reader.get(where, 403)
    foreign = db.session.scalar(select(Verification.id).where(Verification.check_id == theirs.id))
    reader.get(f"/monitoraggio/verifiche/{foreign}", 403)


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_the_minutes_say_what_was_declared_what_was_found_and_what_follows(make, office, checks, name):
    one = make.verified(checks[0])
    answer = office.open("GET", f"/monitoraggio/verifiche/{one.id}/verbale/{name}").response
    text = READERS[name](answer.data)
    for words in (
        "Verbale di verifica n.",
        "MG01",
        "È nelle procedure di ogni giorno.",
        "Due schede senza firma.",
        "Firmare le schede.",
        "15/12/2026",
        "Segnalata.",
    ):
        assert words in text
    drawn(office)
    text = READERS[name](office.open("GET", f"{LIST}/verbale/{name}").response.data)
    for words in (
        "Verbale delle verifiche a campione",
        SEED,
        "PROVVISORIO",
        "2 schede estratte su 4 validate e 1 scelta a mano",
        "Confermata con osservazioni",
    ):
        assert words in text


def test_there_are_no_minutes_of_what_nobody_has_verified(make, office, checks):
    one = make.chosen(checks[0])
    office.get(f"/monitoraggio/verifiche/{one.id}/verbale/pdf", 404)
    office.get(f"/monitoraggio/verifiche/{make.verified(checks[1]).id}/verbale/exe", 404)


def test_once_closed_what_was_never_verified_says_so(make, office, checks):
    one = make.chosen(checks[0])
    closing.close(queries.of_semester(one.check.session.semester), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert "è stato chiuso prima che qualcuno la verificasse" in office.get(f"/monitoraggio/verifiche/{one.id}").text
    page = office.get(LIST)
    assert "1 scheda estratta non è stata verificata" in page.text
    assert PLAN not in page.links


def test_the_list_says_whose_each_verification_is_and_shows_whoever_asks_only_their_own(client_for, make, checks):
    """Of one of them the office of whoever verifies answers: that one is the RPCT's."""
    user, rpct, unit = make.user(), make.user(), make.unit()
    for role, who, where in ((Role.COMPLIANCE, user, make.root()), (Role.RPCT, rpct, make.root()), (Role.REFERENTE, user, unit)):
        make.grant(who, role, where)
    own = make.check(make.measure(kind=MeasureKind.GENERAL, code="MG99", owner=unit), state="validated")
    theirs, barred, made = make.chosen(checks[0]), make.chosen(own), make.verified(checks[1], finding=Finding.POSITIVE)
    office = client_for(user=user)
    rows = {row[0]: row for row in office.get(LIST).rows()}
    assert user.title in rows["MG01"]
    assert rpct.title in rows["MG99"]
    assert not {user.title, rpct.title} & set(rows["MG02"]), "nobody has what is made"
    mine = office.get(f"{LIST}?tocca=me").links
    assert [f"/monitoraggio/verifiche/{each.id}" in mine for each in (theirs, barred, made)] == [True, False, False]


def test_what_nobody_verified_before_the_closing_is_called_so_everywhere(make, checks, office):
    left = make.chosen(checks[0])
    closing.close(left.check.session, by=COMMAND_LINE, at=clock.on_day(date(2027, 2, 11)))
    db.session.commit()
    for page in (LIST, f"/monitoraggio/verifiche/{left.id}", f"/monitoraggio/schede/{left.check_id}"):
        text = office.get(page).text
        assert "Non verificata" in text, page
        assert "Da verificare" not in text, page


def test_the_plan_is_declared_knowing_how_many_there_are_and_one_share_may_do_for_all(make, checks, office):
    make.check(make.measure(kind=MeasureKind.GENERAL, code="MG90"))
    page = office.get(PLAN)
    assert "6 schede chieste, 5 validate finora" in page.text
    office.send(page, seed=SEED, same="60")
    assert ["Generali: Formazione", "60 %", "5", "3"] in office.get(LIST).rows()
