"""What an edition says in words: written with names of figures, read with their values, and for ever those of the day of the adoption."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from riskreg.audit import queries as audit
from riskreg.audit import reading
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.narrative import Place
from riskreg.domain.roles import Role
from riskreg.plans import comparing, queries
from riskreg.plans.models import EditionSection
from riskreg.plans.operations import editions, sections
from riskreg.plans.operations.sections import SectionText
from riskreg.plans.queries import live
from riskreg.plans.queries import sections as of_edition
from riskreg.reports.plan.queries import contents_for
from tests.features.plans.test_from_file import _bring, _line
from tests.page import words
from tests.reports.plan import made


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def draft(make):
    return make.edition(2026, "MG.1", "MG.2")


def told(one):
    return [each.text for each in of_edition.told(one, clock.today())]


def test_sections_come_in_the_order_of_the_document(draft, make, compliance):
    last, first, second = (make.section(draft, heading=each, place=place) for each, place in (
        ("Monitoraggio", Place.CLOSING), ("Contesto", Place.OPENING), ("Metodo", Place.OPENING),
    ))  # fmt: skip
    assert of_edition.sections(draft) == [first, second, last]
    sections.shift(second, -1, **compliance)
    assert of_edition.sections(draft) == [second, first, last]
    sections.change(second, SectionText("Metodo", "Altro.", Place.CLOSING), **compliance)
    assert of_edition.sections(draft) == [first, last, second]


@pytest.mark.parametrize(
    ("text", "field"),
    [(SectionText(" ", "x"), "heading"), (SectionText("Titolo", " \n"), "text"), (SectionText("Titolo", "{{misure generalli}}"), "text")],
)
def test_a_section_says_something_and_names_figures_that_there_are(draft, compliance, text, field):
    with pytest.raises(RuleBroken) as refusal:
        sections.add(draft, text, **compliance)
    assert refusal.value.field == field


def test_figures_follow_the_plan_until_the_body_decides_and_then_stand(draft, make, compliance):
    make.section(draft, "{{misure generali}} misure, {{obiettivi strategici}} obiettivi; {{atto di adozione}} del {{data di adozione}}.")
    make.objective(draft)
    assert told(draft) == ["2 misure, 1 obiettivi; n.d. del n.d."]
    make.adopted(draft)
    said = ["2 misure, 1 obiettivi; Delibera n. 5 del 21/11/2026."]
    assert told(draft) == said
    make.process()
    assert [each.text for each in contents_for(draft, clock.now()).sections] == said


def test_what_was_adopted_does_not_move_with_the_register(draft, make):
    make.section(draft, "{{processi}} processi.")
    make.process()
    make.adopted(draft)
    make.process()
    assert told(draft) == ["1 processi."]


def test_the_next_edition_starts_with_the_texts_and_its_own_figures(draft, make, compliance):
    make.section(draft, "Dal {{primo anno}} al {{ultimo anno}}.")
    make.adopted(draft)
    one = editions.open_edition(2027, **compliance)
    db.session.commit()
    assert told(one) == ["Dal 2027 al 2029."]
    assert of_edition.sections(one)[0].resolved == ""


@pytest.mark.parametrize("state", ["proposed", "adopted"])
def test_what_was_proposed_or_adopted_is_not_written(draft, make, compliance, state):
    section = make.section(draft)
    make.adopted(draft) if state == "adopted" else editions.propose(draft, by=make.person(Role.RPCT), at=clock.now())
    for write in (
        lambda: sections.add(draft, SectionText("Altro", "Altro."), **compliance),
        lambda: sections.change(section, SectionText("Altro", "Altro."), **compliance),
        lambda: sections.shift(section, 1, **compliance),
        lambda: sections.drop(section, **compliance),
        lambda: sections.take_over(draft, **compliance),
    ):
        with pytest.raises(WrongState):
            write()


@pytest.mark.parametrize("statement", [update(EditionSection).values(resolved="Altro"), delete(EditionSection)])
def test_the_database_refuses_to_change_what_the_body_decided(draft, make, statement):
    make.section(draft)
    make.adopted(draft)
    with pytest.raises(DatabaseError, match="an adopted edition never changes"):
        db.session.connection().execute(statement)


def test_a_draft_is_thrown_away_with_its_texts(draft, make, compliance):
    make.section(draft)
    editions.drop(draft, **compliance)
    db.session.commit()
    assert not db.session.query(EditionSection).count()


def test_only_those_who_keep_the_plan_write_them(draft, make):
    with pytest.raises(NotAllowed):
        sections.add(draft, SectionText("Altro", "Altro."), by=make.person(Role.DIRIGENTE), at=clock.now())


def test_the_history_says_what_changed(draft, make, compliance):
    section = make.section(draft, "Uno.", heading="Il contesto")
    sections.change(section, SectionText("Il contesto", "Due."), **compliance)
    db.session.commit()
    entry = reading.shown(audit.trail([draft.subject], limit=1))[0]
    assert (entry.what, entry.changes) == ("Testo del piano modificato", [("Il contesto: testo", "Uno.", "Due.")])


def test_figures_are_those_that_the_documents_print(make):
    """Counted in two places, they cannot be two."""
    one = made.body(make)
    found, known = contents_for(one, clock.now()), live.counted(one, clock.today())
    assert (known.plan.specific, known.processes, known.areas) == (found.figures.specific, found.processes, len(found.areas))
    assert known.plan.update_index_planned == found.figures.update_index_planned
    assert known.events == sum(len(phase.events) for area in found.areas for process in area.processes for phase in process.phases)
    assert (known.risk.assessed, known.risk.mean) == (found.register.assessed, found.register.mean_residual)
    assert {band.name: band.count for band in known.risk.bands} == {
        band.name: count for band, count in zip(found.register.bands, found.register.judged, strict=True)
    }
    assert known.risk_before.why_no_mean


def test_the_page_says_which_figures_cannot_be_had_and_so_does_who_proposes(client_for, draft, make):
    make.section(draft, "Rischio medio: {{rischio medio}}.", heading="Il rischio")
    client = client_for(Role.RPCT)
    page = client.get(f"/piani/{draft.id}/testi")
    assert "Per il 2026 non c'è nessuna valutazione approvata." in page.text
    assert "Rischio medio: n.d." in page.text
    assert "1 testo nomina una cifra che non si può ancora avere" in client.get(f"/piani/{draft.id}").text
    asked = client.get(f"/piani/{draft.id}/proponi").text
    assert "Il rischio: rischio medio. Per il 2026 non c'è nessuna valutazione approvata." in asked
    assert "Senza obiettivi strategici" in asked


def test_an_unknown_figure_is_refused_at_its_field_and_what_was_typed_stays(client_for, draft):
    typed = {"heading": "Il rischio", "place": "opening", "text": "{{rischo medio}}"}
    page = client_for(Role.COMPLIANCE).post(f"/piani/{draft.id}/testi/nuovo", typed, status=422)
    assert "Forse volevi scrivere {{rischio medio}}" in page.errors["text"]
    assert page.value("text") == "{{rischo medio}}"


def test_a_look_at_a_text_says_which_figure_was_meant(client_for, draft):
    typed = {"heading": "Il rischio", "place": "opening", "text": "{{rischo medio}}", "anteprima": "1"}
    page = client_for(Role.COMPLIANCE).post(f"/piani/{draft.id}/testi/nuovo", typed, status=200)
    assert "Forse volevi scrivere {{rischio medio}}." in page.text


def test_a_look_at_a_text_says_what_only_the_act_will_bring(client_for, draft):
    typed = {"heading": "L'atto", "place": "opening", "text": "{{atto di adozione}}", "anteprima": "1"}
    page = client_for(Role.COMPLIANCE).post(f"/piani/{draft.id}/testi/nuovo", typed, status=200)
    assert "Si conosce quando si registra l'atto di adozione." in words(page.tree.css_first(".rr-card"))


def test_a_text_is_looked_at_before_it_is_saved(client_for, draft, make):
    client = client_for(Role.COMPLIANCE)
    typed = {
        "heading": "Le misure",
        "place": "opening",
        "text": "Sono {{misure generali}}.\n\n| Anno | Misure |\n| 2026 | {{misure nuove}} |",
        "anteprima": "1",
    }
    page = client.post(f"/piani/{draft.id}/testi/nuovo", typed, status=200)
    assert words(page.tree.css_first(".rr-card .rr-prose p")) == "Sono 2."
    assert page.rows() == [["2026", "2"]]
    assert not of_edition.sections(draft)


def test_who_writes_elsewhere_in_the_edition_meanwhile_is_no_obstacle(client_for, draft, make):
    section = make.section(draft, "Uno.", heading="Il contesto")
    client = client_for(Role.COMPLIANCE)
    page = client.get(f"/piani/testi/{section.id}/modifica")
    make.objective(draft)
    client.send(page, at=f"/piani/testi/{section.id}/modifica", text="Due.")
    assert queries.edition(draft.id).sections[0].text == "Due."


def test_two_who_write_the_same_text_see_both(client_for, draft, make, compliance):
    section = make.section(draft, "Uno.", heading="Il contesto")
    path = f"/piani/testi/{section.id}/modifica"
    client = client_for(Role.COMPLIANCE)
    page = client.get(path)
    sections.change(section, SectionText("Il contesto", "Il suo."), **compliance)
    db.session.commit()
    again = client.send(page, 409, at=path, text="Il mio.")
    assert ["Testo", "Il mio.", "Il suo. Tieni questo , per il campo Testo"] in again.rows()
    client.send(again, at=path)
    assert of_edition.section(section.id).text == "Il mio."


def test_a_draft_that_a_file_opened_takes_over_the_texts_once(client_for, draft, make, compliance):
    make.section(draft, "Dal {{primo anno}}.", heading="Il contesto", place=Place.CLOSING)
    make.adopted(draft)
    _bring(_line(), edition="2027-2029")
    one = queries.speaking(2027)
    path, client = f"/piani/{one.id}/testi", client_for(Role.COMPLIANCE)
    page = client.get(path)
    assert "Riprendi i testi del Piano 2026–2028" in page.text
    assert "Riprendi" not in client_for(Role.OIV).get(path).text
    client.post(f"{path}/riprendi", page.form())
    (found,) = of_edition.told(one, clock.today())
    assert (found.section.heading, found.section.place, found.section.resolved, found.text) == ("Il contesto", "closing", "", "Dal 2027.")
    assert "Riprendi" not in client.get(path).text
    assert "Testo aggiunto" in client.get(f"/piani/{one.id}/cronologia").text
    with pytest.raises(WrongState):
        sections.take_over(one, **compliance)


def test_there_are_no_texts_to_take_over_where_the_edition_before_had_none(client_for, draft, make):
    make.adopted(draft)
    _bring(_line(), edition="2027-2029")
    one = queries.speaking(2027)
    assert "Riprendi" not in client_for(Role.COMPLIANCE).get(f"/piani/{one.id}/testi").text


# Between editions


def compared(*those):
    return comparing.compared_texts(*(of_edition.told(each, clock.today()) for each in those))


def test_a_comparison_reads_what_was_decided_as_it_was_and_a_draft_as_it_is(draft, make, compliance):
    make.section(draft, "{{processi}} processi.", heading="I processi")
    make.section(draft, "Ogni anno.", heading="Il metodo")
    make.process()
    make.adopted(draft)
    one = editions.open_edition(2027, **compliance)
    assert compared(draft, one).is_empty
    make.process()
    db.session.commit()
    (found,) = compared(draft, one).changed
    assert (found.before.text, found.after.text, found.only_figures) == ("1 processi.", "2 processi.", True)


def test_the_page_tells_which_texts_came_went_and_changed(client_for, draft, make, compliance):
    old = [
        make.section(draft, text, heading=each, place=place)
        for each, text, place in (
            ("Il contesto", "Resta.\n\nLa sede è a Milano.", Place.OPENING),
            ("Il metodo", "Ogni anno.", Place.OPENING),
            ("La rotazione", "Non si può.", Place.CLOSING),
        )
    ]
    make.adopted(draft)
    one = editions.open_edition(2027, **compliance)
    context, method, rotation = of_edition.sections(one)
    sections.change(context, SectionText("Il contesto", "Resta.\n\nLa sede è a Roma."), **compliance)
    sections.change(method, SectionText("Come si misura", "Ogni anno.", Place.SHEETS), **compliance)
    sections.drop(rotation, **compliance)
    made_now = sections.add(one, SectionText("I controlli", "Ogni semestre <b>."), **compliance)
    db.session.commit()
    page = client_for(Role.COMPLIANCE).get(f"/piani/confronta?da={draft.id}&a={one.id}")
    assert page.rows()[-2:] == [
        ["I controlli", "In apertura, prima delle cifre", "Ogni semestre <b>."], ["La rotazione", "In chiusura, dopo le misure", "Non si può."],
    ]  # fmt: skip
    assert [words(each) for each in page.tree.css(".rr-passage dd")] == [
        "La sede è a [tolto: Milano ] .", "La sede è a [aggiunto: Roma ] .",
    ]  # fmt: skip
    assert {f"/piani/{one.id}/testi#testo-{made_now.id}", f"/piani/{draft.id}/testi#testo-{old[0].id}"} <= set(page.links)
    assert "Quello che dice è rimasto uguale." in page.text
