"""The check as whoever fills it in, signs it or judges it reads it: nothing untrue, nothing missing one piece at a time, nothing lost."""

import io
from datetime import date

import pytest

from riskreg.core.extensions import db
from riskreg.domain.measure_life import Milestone
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.monitoring.checks import Answer, Outcome, Reason, State
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.register import OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.evidence import queries as evidence
from riskreg.monitoring import declared, proofs, queries
from riskreg.monitoring.operations import answering, closing, moving
from riskreg.monitoring.operations.answering import Given
from riskreg.register import queries as register
from riskreg.register.operations import measure_life
from tests.features.monitoring.office import Office
from tests.features.monitoring.test_operations import MACHINE
from tests.page import Client

pytestmark = pytest.mark.one_database

QUARTERLY = Timetable(Timing.PERIODIC, period="quarterly")
ON_EVENT = Timetable(Timing.ON_EVENT, occasion="ogni gara")


@pytest.fixture
def office(make):
    return Office(make)


@pytest.fixture
def as_(app, office):
    def signed_in(role, where="own"):
        return Client.signed_in(app, office.user(role, where))

    return signed_in


def page_of(one, step=""):
    return f"/monitoraggio/schede/{one.id}{step}"


def answered(office, answer, measure=None, **given):
    one = office.make.check(measure or office.measure())
    answering.answer(one, Given(answer, **given), **office.by(Role.REFERENTE))
    db.session.commit()
    return queries.check(one.id)


def state(one):
    db.session.expire_all()
    return queries.check(one.id).state


# What is signed


def test_the_page_that_signs_never_says_that_there_is_a_reason_where_nobody_wrote_one(office, as_):
    bare = answered(office, Answer(Outcome.DONE, done_on=date(2026, 10, 1)))
    page = as_(Role.REFERENTE).get(page_of(bare, "/invia"))
    assert "con il motivo" not in page.text
    assert "Nessuna prova allegata." in page.text
    said = office.sent(answer=Answer(Outcome.DONE, done_on=date(2026, 10, 1), no_evidence_because="È nelle prassi."))
    assert "Senza prove, con questo motivo: «È nelle prassi»." in as_(Role.DIRIGENTE).get(page_of(said, "/valida")).text


def test_all_that_is_missing_is_said_at_once_each_with_its_field_and_without_a_button(office, as_):
    one = answered(office, Answer(Outcome.LATE))
    client = as_(Role.REFERENTE)
    page = client.get(page_of(one, "/invia"))
    form = page_of(one, "/compila")
    assert {f"{form}#reason", f"{form}#proposed_due_on"} <= set(page.links)
    assert not page.tree.css("main form button"), "no button until it can work"
    assert page_of(one, "/invia") not in client.get(page_of(one)).links
    fields = client.get(form)
    for link in page.links:
        path, _hash, control = link.partition("#")
        if path == form and control:
            assert fields.tree.css_first(f"#{control}") is not None, control


def test_everything_that_is_signed_stands_above_the_button(office, as_):
    measure = register.measure(office.measure(target=">= 90%").id)
    measure_life.set_milestones(measure, [Milestone("Bozza del regolamento")], **MACHINE)
    db.session.commit()
    late = Answer(
        Outcome.LATE, value="80%", progress=40, note="Avviata.", criticality="Pochi addetti.", reason=Reason.OTHER, reason_note="Trasloco",
        proposed_due_on=date(2027, 3, 31),
    )  # fmt: skip
    one = answered(office, late, measure)
    proof = office.make.evidence(one, name="verbale.txt")
    page = as_(Role.REFERENTE).get(page_of(one, "/invia"))
    for words in ("In ritardo", "80%", "40", "Avviata.", "Pochi addetti.", "Altro", "Trasloco", "31/03/2027", "Bozza del regolamento"):
        assert words in page.text, words
    assert f"/prove/{proof.id}" in page.links
    on_event = answered(office, Answer(Outcome.DONE, cases=4, complied=3), office.measure(ON_EVENT))
    assert "4, applicata in 3" in as_(Role.REFERENTE).get(page_of(on_event, "/invia")).text


def test_from_one_signature_to_the_next_check_and_from_one_judgment_to_the_next(office, as_):
    answer = Answer(Outcome.ON_TRACK, note="Avviata.")
    first, second = answered(office, answer), answered(office, answer)
    owner, boss = as_(Role.REFERENTE), as_(Role.DIRIGENTE)
    page = owner.get(page_of(first, "/invia"))
    assert "Firma e passa alla prossima (1)" in page.text
    assert owner.send(page, prossimo="1").location == page_of(second, "/compila")
    page = owner.get(page_of(second, "/invia"))
    assert "passa alla prossima" not in page.text, "there is no other"
    assert owner.send(page).location == page_of(second)
    page = boss.get(page_of(second, "/valida"))
    assert "Valida e passa alla prossima (1)" in page.text
    assert boss.send(page, prossimo="1").location == page_of(first, "/valida")
    assert state(second) == State.VALIDATED


# The form


def test_who_must_mend_reads_on_the_form_why_it_came_back(office, as_):
    one = office.sent()
    moving.send_back(one, "Manca il verbale del 3 ottobre.", **office.by(Role.DIRIGENTE))
    db.session.commit()
    for step in ("", "/compila", "/invia"):
        assert "Manca il verbale del 3 ottobre." in as_(Role.REFERENTE).get(page_of(one, step)).text, step


def test_after_a_verification_that_went_badly_the_form_says_what_is_due_and_by_when(make, office, as_):
    one = office.validated()
    found = make.verified(one, Finding.NEGATIVE)
    client = as_(Role.REFERENTE)
    for step in ("", "/compila"):
        page = client.get(page_of(one, step))
        assert found.found in page.text
        assert found.follow_up in page.text
        assert "15/12/2026" in page.text
        assert f"/monitoraggio/verifiche/{found.id}/verbale/pdf" in page.links
    assert client.open("GET", f"/monitoraggio/verifiche/{found.id}/verbale/pdf").status == 200
    client.get(f"/monitoraggio/verifiche/{found.id}")


def test_the_semester_before_stands_beside_the_form(make, office, as_):
    measure = office.measure(Timetable(Timing.CONTINUOUS))
    before = _asked(make.session(2026, 1), measure)
    answering.answer(
        before,
        Given(
            Answer(Outcome.NOT_DONE, value="40%", progress=30, note="Solo avviata.", criticality="Software vecchio.", reason=Reason.MONEY)
        ),
        **MACHINE,
    )
    db.session.commit()
    now = _asked(make.session(), measure)
    page = as_(Role.REFERENTE).get(page_of(now, "/compila"))
    beside = page.tree.css_first(".rr-beside-side").text()
    for words in ("Non attuata", "40%", "30 %", "Solo avviata.", "Software vecchio.", "Mancano risorse economiche"):
        assert words in beside, words


def _asked(session, measure):
    return queries.check(queries.checks(session, [measure.id])[0].id)


def test_evidence_is_attached_in_the_form_itself_and_stays_when_the_rest_is_refused(office, as_):
    one = office.make.check(office.measure())
    client = as_(Role.REFERENTE)
    page = client.get(page_of(one, "/compila"))
    typed = {
        "outcome": "done", "done_on": "31/02/2026", "note": "Fatta a ottobre.", "protocols": "12345/2026 del 12/03/2026",
        "files": (io.BytesIO(b"Il verbale."), "verbale.txt"),
    }  # fmt: skip
    refused = client.send(page, 422, **typed)
    assert "Fatta a ottobre." in refused.text
    assert "verbale.txt" in refused.text
    assert "12345/2026" in refused.text
    assert refused.value("protocols") == "", "it is kept already: sent again it would be refused"
    answer = client.send(refused, done_on="01/10/2026", firma="1")
    assert answer.location == page_of(one, "/invia"), "nothing is missing"
    assert proofs.how_many([one.id]) == {one.id: 2}


def test_a_file_that_is_refused_loses_nothing_of_what_was_typed(office, as_):
    one = office.make.check(office.measure())
    client = as_(Role.REFERENTE)
    refused = client.send(
        client.get(page_of(one, "/compila")), 422, outcome="done", note="La nota.", files=(io.BytesIO(b"MZ\x90"), "programma.exe")
    )
    assert "programma.exe" in refused.errors["files"]
    assert "La nota." in refused.text
    assert proofs.how_many([one.id]) == {}


def test_whoever_answers_for_an_office_alone_is_not_offered_files_that_would_be_refused(make, office, app):
    holder = make.user()
    rasa = make.figure(name="RASA")
    make.term(rasa, holder=holder)
    one = make.check(office.general(owner=Owner(OwnerKind.FIGURE, figure_id=rasa.id)))
    client = Client.signed_in(app, holder)
    page = client.get(page_of(one, "/compila"))
    assert page.tree.css_first("#files") is None
    answer = client.send(
        page, outcome="done", done_on="01/10/2026", no_evidence_because="È a voce.", protocols="1/2026 del 01/10/2026", firma="1"
    )
    assert answer.location == page_of(one, "/invia")
    assert proofs.how_many([one.id]) == {}


def test_what_is_missing_when_one_wants_to_sign_is_said_on_the_form_and_what_was_typed_is_kept(office, as_):
    one = office.make.check(office.measure())
    client = as_(Role.REFERENTE)
    answer = client.send(client.get(page_of(one, "/compila")), outcome="done", note="La nota.", firma="1")
    assert answer.location == page_of(one, "/compila")
    page = client.get(answer.location)
    assert "Scrivi da quale giorno la misura è attuata." in page.text
    assert page.value("note").strip() == "La nota."


# A period that has not ended


def test_a_period_declared_done_before_its_end_is_said_to_whoever_signs_validates_and_verifies(office, as_):
    measure = office.general(timetable=QUARTERLY)
    one = office.make.check(measure)
    third, last = (period.first_on for period in one.periods)
    answering.answer(
        one, Given(Answer(Outcome.DONE, done_on=date(2026, 9, 30), no_evidence_because="Nel registro."), {third: (True, "", ""), last: (True, "", "")}),
        **office.by(Role.REFERENTE),
    )  # fmt: skip
    db.session.commit()
    told = "ottobre–dicembre 2026 finisce il 31/12/2026: risulta dichiarato prima della fine del periodo."
    signing = as_(Role.REFERENTE).get(page_of(one, "/invia"))
    assert told in signing.text
    assert "luglio–settembre 2026 finisce" not in signing.text
    moving.send(one, **office.by(Role.REFERENTE))
    db.session.commit()
    boss = as_(Role.DIRIGENTE)
    assert told in boss.get(page_of(one, "/valida")).text
    assert told in boss.get("/monitoraggio/schede/valida").text
    said = "attuata, dichiarata il 21/11/2026, prima della fine del periodo"
    assert said in as_(Role.COMPLIANCE, "body").get(page_of(one)).text
    assert said in dict(declared.pairs_of(queries.check(one.id))).values(), "and the verification keeps it"


# Whoever validates


def test_many_are_validated_with_their_verdict_and_proofs_in_sight_and_none_ticked(office, as_):
    good = Answer(Outcome.ON_TRACK, value="95%", note="Nota buona.")
    poor = Answer(Outcome.DONE, done_on=date(2026, 10, 1), value="80%", criticality="Manca una gara.", no_evidence_because="È a voce.")
    first = answered(office, good, office.measure(target=">= 90%"))
    proof = office.make.evidence(first, name="verbale.txt")
    moving.send(first, **office.by(Role.REFERENTE))
    second = office.sent(office.measure(target=">= 90%"), poor)
    boss = as_(Role.DIRIGENTE)
    page = boss.get("/monitoraggio/schede/valida")
    assert not page.tree.css("input[name=chosen][checked]")
    for words in ("95 % ≥ 90 %", "80 % < 90 %", "Nota buona.", "Manca una gara.", "È a voce"):
        assert words in page.text, words
    assert {f"/prove/{proof.id}", page_of(first), page_of(second)} <= set(page.links)
    assert "Segna almeno una scheda." in boss.send(page, 422).text
    assert state(first) == state(second) == State.SENT


def test_whoever_will_validate_is_not_led_to_sign_and_knows_what_happens_if_they_do(office, as_):
    one = answered(office, Answer(Outcome.ON_TRACK, note="Avviata."))
    boss, owner = as_(Role.DIRIGENTE), as_(Role.REFERENTE)
    page = boss.get(page_of(one))
    assert "poi la validi tu" in page.text
    assert not [each for each in page.tree.css(".rr-page-header a") if "Firma" in each.text() or "scheda" in each.text()]
    for step in ("/compila", "/invia"):
        assert "la valida un'altra persona" in boss.get(page_of(one, step)).text, step
    for step in ("", "/compila", "/invia"):
        assert "la valida un'altra persona" not in owner.get(page_of(one, step)).text, step
    assert "Firma e invia" in owner.get(page_of(one)).text


# What came along from the semester before


@pytest.fixture
def carried(make, office):
    """Refuted in the first semester, closed as it was: its answer and its evidence are in the second."""
    measure = office.measure(Timetable(Timing.CONTINUOUS))
    first = make.session(
        2026, 1, opens_on=date(2026, 7, 1), answer_by=date(2026, 7, 20), validate_by=date(2026, 7, 31), verify_by=date(2026, 9, 1)
    )
    was = _asked(first, measure)
    proof = make.evidence(was, name="verbale.txt", by=office.person(Role.REFERENTE))
    given = Answer(Outcome.DONE, done_on=date(2026, 6, 1), value="100%")
    answering.answer(was, Given(given), **office.by(Role.REFERENTE))
    moving.send(was, **office.by(Role.REFERENTE))
    moving.validate(was, **office.by(Role.DIRIGENTE))
    db.session.commit()
    found = make.verified(was, Finding.NEGATIVE)
    closing.close(first, **office.by(Role.COMPLIANCE, "body"))
    db.session.commit()
    return _asked(make.session(), measure), proof, found


def test_what_a_verification_did_not_confirm_does_not_come_back_as_a_clean_draft(carried, office, as_):
    one, _proof, found = carried
    assert one.carried_from_id is not None
    client = as_(Role.REFERENTE)
    for step in ("", "/compila", "/invia"):
        page = client.get(page_of(one, step))
        assert "Nel 1° semestre 2026 la verifica non aveva confermato questa misura" in page.text, step
        assert found.found in page.text
        assert "Firmare le schede." in page.text
        assert "15/12/2026" in page.text


def test_evidence_that_came_along_stays_of_whoever_attached_it(carried, office, as_):
    one, proof, _found = carried
    owner, opener = office.user(Role.REFERENTE), office.user(Role.COMPLIANCE, "body")
    panel = proofs.of(one.id, office.person(Role.REFERENTE))
    (shown,) = panel.standing
    assert shown.evidence.id == proof.id
    assert (shown.by, shown.at) == (owner.title, evidence.standing_links(proof)[0].linked_at)
    page = as_(Role.REFERENTE).get(page_of(one))
    (row,) = [row for row in page.rows() if "verbale.txt" in row[0]]
    assert f"{owner.title} (ripresa dal 1° semestre 2026)" in " ".join(row)
    assert opener.title not in " ".join(row)
    assert "ripresa dal 1° semestre 2026" in as_(Role.REFERENTE).get(page_of(one, "/invia")).text


def test_what_is_attached_in_its_own_semester_is_of_whoever_attaches_it(carried, office):
    one, _proof, _found = carried
    office.make.evidence(one, name="nuova.txt", by=office.person(Role.DIRIGENTE))
    shown = {each.evidence.title: each for each in proofs.of(one.id, office.person(Role.REFERENTE)).standing}
    assert (shown["nuova.txt"].by, shown["nuova.txt"].whence) == (office.user(Role.DIRIGENTE).title, "")
