"""The pages of methodologies: read, drafted without a script, tried, published; and ANAC's names by year."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from riskreg.assessments.models import Assessment
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.codes import fold_code
from riskreg.domain.italian import sort_key
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.scoring.publishing import faults
from riskreg.domain.scoring.versions import Kind, MappingKind
from riskreg.methodology import queries, seeding
from riskreg.methodology.operations import drafting, lives
from riskreg.register.models import Process, RiskArea

PAGES = "/metodologia"


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


def at(one, more: str = "") -> str:
    return f"{PAGES}/{one.id}{more}"


def content(one):
    db.session.expire_all()
    return queries.as_domain(one)


def by():
    return {"by": COMMAND_LINE, "at": clock.now()}


def pressed(client, page, button: str, status: int = 200, **typed):
    """A button of the rows, as a browser sends it."""
    where = page.response.request.path
    answer = client.open("POST", where, data=page.form() | typed | {"riga": button})
    assert answer.status == status
    return answer


def test_of_several_published_it_is_clear_which_new_assessments_propose(compliance, make):
    old = make.methodology(name="Nostra 2026", published=True)
    new = make.methodology(name="Nostra 2027", published=True)
    assert [row[2] for row in compliance.get(PAGES).rows()] == ["Pubblicata", "Pubblicata In vigore"]
    assert "le nuove valutazioni la propongono per prima" in compliance.get(at(new)).text
    page = compliance.get(at(old))
    assert "le nuove valutazioni propongono Nostra 2027" in page.text
    assert at(new) in page.links


def test_the_list_says_what_each_is_and_where_it_was_used(compliance, make):
    make.methodology(name="Nostra 2026", published=True)
    make.methodology("pna_2019", name="Nostra 2027")
    rows = compliance.get(PAGES).rows()
    assert [row[:3] for row in rows] == [["Nostra 2026", "Numerica", "Pubblicata In vigore"], ["Nostra 2027", "Ordinale", "Bozza"]]
    assert [row[4] for row in rows] == ["nessuna valutazione"] * 2
    assert len(compliance.get(f"{PAGES}?stato=draft").rows()) == 1


def test_a_methodology_reads_from_top_to_bottom(client_for, make):
    one = make.methodology(name="Nostra", published=True)
    page = client_for(Role.REFERENTE).get(at(one))
    for criterion in content(one).criteria:
        assert criterion.question in page.text
        assert all(answer.text in page.text for answer in criterion.answers)
    assert ["3", "MEDIO-ALTO", "9,01", "14,00", "Richiesto"] in page.rows()
    assert ["Ottima", "0,20", content(one).effectiveness[-1].text] in page.rows()
    assert "media delle risposte" in page.text
    assert not {"Modifica", "Fai una copia", "Pubblica"} & {link.get_text(" ", strip=True) for link in page.soup.select("main a")}


def test_the_tables_of_an_ordinal_one_are_read_cell_by_cell(compliance, make):
    rows = compliance.get(at(make.methodology("pna_2019"))).rows()
    assert ["Alto", "MEDIO", "ALTO", "ALTISSIMO"] in rows
    assert ["ALTO", "ALTO", "ALTO", "MEDIO", "BASSO"] in rows


def test_from_an_empty_sheet_to_a_published_methodology(compliance, make):
    answer = compliance.send(compliance.get(f"{PAGES}/nuova"), name="Nostra", start="numeric")
    here = answer.location
    page = compliance.get(here)
    assert "Probabilità: aggiungi almeno un criterio." in page.text
    assert "Si può provare quando non manca più niente." in page.text
    for axis in ("probability", "impact"):
        form = compliance.get(f"{here}/criteri/nuovo?asse={axis}")
        assert form.form()["axis"] == axis
        form = pressed(compliance, form, "togli-2")
        compliance.send(form, at=f"{here}/criteri/nuovo", name=f"Criterio {axis}", question="Quanto?",
                        **{"rows-0-worth": "0", "rows-0-text": "Per niente", "rows-1-worth": "2,5", "rows-1-text": "Molto"})  # fmt: skip
    form = compliance.get(f"{here}/efficacia")
    form = pressed(compliance, pressed(compliance, form, "togli-0"), "togli-0")
    compliance.send(form, at=f"{here}/efficacia", **{"rows-0-name": "Assente", "rows-0-coefficient": "1"})
    form = pressed(compliance, compliance.get(f"{here}/fasce"), "togli-0")
    typed = {
        "rows-0-name": "BASSO",
        "rows-0-least": "0",
        "rows-0-most": "3",
        "rows-1-name": "ALTO",
        "rows-1-least": "3,01",
        "rows-1-most": "6,24",
        "rows-1-needs_treatment": "y",
    }
    compliance.send(form, at=f"{here}/fasce", **typed)
    page = compliance.get(here)
    last = "La fascia più grave (ALTO) deve arrivare a 6,25, il punteggio più alto possibile."
    assert page.soup.find("a", string=last)["href"] == f"{here}/fasce"
    refused = compliance.send(compliance.get(f"{here}/pubblica"), 422)
    assert refused.summary == [last]
    compliance.send(compliance.get(f"{here}/fasce"), **{"rows-1-most": "6,25"})
    page = compliance.get(here)
    assert "Non manca niente" in page.text
    page = compliance.get(compliance.send(compliance.get(f"{here}/pubblica")).location)
    assert "Metodologia pubblicata" in page.text
    assert not page.soup.select("main .rr-part-heading a")
    compliance.send(compliance.get(f"{here}/ritira"))
    assert queries.in_force() == []


def test_everything_that_is_missing_is_said_at_once(compliance, make):
    one = drafting.draft(Kind.ORDINAL, "Vuota", **by())
    answer = compliance.send(compliance.get(at(one, "/pubblica")), 422)
    assert sorted(answer.summary) == sorted(faults(content(one)))
    assert len(answer.summary) == 5


def test_rows_are_added_moved_and_taken_away_before_anything_is_saved(compliance, make):
    one = make.methodology("pna_2013")
    path, before = at(one, "/criteri/complessita"), content(one)
    page = compliance.get(path)
    page = pressed(compliance, page, "giu-0", **{"rows-0-text": "Scritto adesso.", "rows-1-worth": "boh"})
    assert [page.value(f"rows-{n}-worth") for n in range(3)] == ["boh", "1", "5"], "nothing typed is lost, not even what is wrong"
    assert page.value("rows-1-text").strip() == "Scritto adesso."
    page = pressed(compliance, page, "aggiungi")
    assert page.value("rows-3-worth") == ""
    page = pressed(compliance, pressed(compliance, page, "togli-0"), "su-2")
    assert [page.value(f"rows-{n}-worth") for n in range(3)] == ["1", "", "5"]
    assert content(one) == before, "nothing was saved yet"
    compliance.send(page, at=path, **{"rows-1-worth": "2", "rows-1-text": "Due."})
    kept = next(each for each in content(one).criteria if each.code == "complessita")
    assert [(answer.code, answer.worth, answer.text) for answer in kept.answers] == [
        ("1", Decimal(1), "Scritto adesso."), ("2", Decimal(2), "Due."), ("5", Decimal(5), before.criteria[2].answers[2].text),
    ]  # fmt: skip


@pytest.mark.parametrize("button", ["su-0", "giu-9", "togli-99", "togli-x", "niente", "su--1", "aggiungi-7"])
def test_a_button_made_by_hand_breaks_nothing(compliance, make, button):
    page = compliance.get(at(make.methodology("pna_2019"), "/livelli"))
    page = pressed(compliance, page, button)
    assert [page.value(f"rows-{n}-name") for n in range(3)] == ["Basso", "Medio", "Alto"]


def test_what_cannot_be_read_is_told_at_its_field(compliance, make):
    one = make.methodology()
    answer = compliance.send(
        compliance.get(at(one, "/fasce")), 422, **{"rows-0-name": "", "rows-1-least": "4,013", "rows-2-least": "-1", "rows-3-most": "molto"}
    )
    assert answer.errors["rows-0-name"] == "Scrivi la denominazione della fascia."
    assert answer.errors["rows-1-least"] == "Usa al massimo 2 decimali."
    assert answer.errors["rows-2-least"] == "Scrivi un numero da 0 a 10.000."
    assert "non è un numero" in answer.errors["rows-3-most"]
    answer = compliance.send(compliance.get(at(one, "/efficacia")), 422, **{"rows-1-coefficient": "1,2"})
    assert answer.errors["rows-1-coefficient"] == "Scrivi un numero da 0 a 1."


def test_levels_and_tables_of_an_ordinal_draft(compliance, make):
    one = make.methodology("pna_2019")
    page = pressed(compliance, compliance.get(at(one, "/livelli")), "aggiungi")
    compliance.send(page, at=at(one, "/livelli"), **{"rows-3-name": "Altissimo"})
    assert [each.code for each in content(one).levels] == ["basso", "medio", "alto", "altissimo"]
    page = compliance.get(at(one, "/tabella-rischio"))
    assert [row[0] for row in page.rows()] == ["Altissimo", "Alto", "Medio", "Basso"]
    label = page.soup.find("label", string="Probabilità Altissimo, impatto Basso")
    compliance.send(page, **{str(label["for"]): "altissimo"})
    assert content(one).crossing["altissimo", "basso"] == "altissimo"
    assert len(content(one).crossing) == 10
    page = compliance.get(at(one, "/tabella-residuo"))
    label = page.soup.find("label", string="ALTO con efficacia Piena")
    compliance.send(page, **{str(label["for"]): "minimo"})
    assert content(one).treating["alto", "piena"] == "minimo"
    answers = compliance.get(at(one, "/criteri/opacita"))
    compliance.send(answers, **{"rows-2-worth": "altissimo"})
    assert next(each for each in content(one).criteria if each.code == "opacita").answers[2].worth == "altissimo"


def test_a_numeric_one_has_no_page_of_levels(compliance, make):
    one = make.methodology()
    for more in ("/livelli", "/tabella-rischio", "/tabella-residuo", "/criteri/mai", "/criteri/mai/togli"):
        compliance.get(at(one, more), status=404)


def test_criteria_are_moved_and_taken_away(compliance, make):
    one = make.methodology()
    compliance.post(at(one, "/criteri/discrezionalita/sposta"), {"dove": "su"})
    assert [each.code for each in content(one).criteria][:2] == ["discrezionalita", "interesse_esterno"]
    compliance.post(at(one, "/criteri/discrezionalita/sposta"), {"dove": "su"}, status=422)
    answer = compliance.send(compliance.get(at(one, "/criteri/discrezionalita/togli")))
    assert "Criterio «Discrezionalità» tolto." in compliance.get(answer.location).text
    assert "discrezionalita" not in {each.code for each in content(one).criteria}


def test_the_general_facts_of_a_draft(compliance, make):
    one = make.methodology(name="Nostra")
    make.methodology(name="Altra")
    page = compliance.get(at(one, "/dati"))
    assert (page.form()["grain"], page.form()["probability"]) == ("process", "mean")
    compliance.send(page, name="Nostra 2027", probability="maximum", grain="event", source="Delibera n. 3")
    page = compliance.get(at(one))
    assert page.h1 == "Nostra 2027"
    assert "Probabilità : risposta più alta." in page.text
    refused = compliance.send(compliance.get(at(one, "/dati")), 422, name="Altra")
    assert refused.errors["name"].startswith("C'è già una metodologia")


def test_a_copy_is_offered_from_the_page_itself(compliance, make):
    one = make.methodology(name="Nostra", published=True)
    page = compliance.get(next(link for link in compliance.get(at(one)).links if "da=copia" in link))
    assert page.value("start") == f"copia-{one.id}"
    here = compliance.send(page, name="Nostra 2027").location
    page = compliance.get(here)
    assert "Nasce da Nostra" in page.text
    compliance.send(compliance.get(f"{here}/elimina"))
    assert [one.name for one in queries.every()] == ["Nostra"]


def test_two_people_on_one_draft_lose_nothing(compliance, make):
    one = make.methodology(name="Nostra")
    mine = compliance.get(at(one, "/efficacia"))
    steps = content(one).effectiveness
    drafting.write_effectiveness(one, steps[:4], **by())
    answer = compliance.send(mine, 409, **{"rows-4-name": "Eccellente"})
    assert "Qualcuno ha salvato mentre scrivevi" in answer.text
    assert answer.value("rows-4-name") == "Eccellente"
    compared = answer.soup.select_one(".rr-compare tbody tr").get_text("\n", strip=True)
    assert "Eccellente, 0,20" in compared
    assert "Ottima" not in compared
    compliance.send(answer, at=at(one, "/efficacia"))
    assert content(one).effectiveness[-1].name == "Eccellente"


# --- Prova -----------------------------------------------------------------------------------------------------------


def test_the_trial_gives_the_example_of_the_pna_2013(client_for, make):
    one = make.methodology("pna_2013", published=True)
    answers = {f"r-{each.code}": points for each, points in zip(content(one).criteria, "2515524104", strict=True)}
    page = client_for(Role.OIV).get(at(one), query_string=answers | {"efficacia": "nei_criteri"})
    assert "Rischio residuo: 7,50, MEDIO" in page.text
    assert ["Probabilità", "(2 + 5 + 1 + 5 + 5 + 2) ÷ 6", "10/3, circa 3,33"] in page.rows()
    assert page.value("r-discrezionalita") == "2"


def test_an_unfinished_trial_says_what_is_missing(compliance, make):
    one = make.methodology("pna_2013", published=True)
    answers = {f"r-{each.code}": "5" for each in content(one).criteria[1:]}
    page = compliance.get(at(one), query_string=answers)
    assert "Non c'è ancora un punteggio" in page.text
    missing = [item.get_text() for item in page.soup.select("#prova .rr-alert li")]
    assert missing == ["Discrezionalità", "Efficacia delle misure in atto"]


def test_an_ordinal_trial_shows_its_levels(compliance, make):
    one = make.methodology("pna_2019", published=True)
    answers = {f"r-{each.code}": "alto" for each in content(one).criteria}
    page = compliance.get(at(one), query_string=answers | {"efficacia": "adeguata"})
    assert "Rischio residuo: ALTO" in page.text
    assert ["Rischio inerente", "tabella: probabilità «Alto», impatto «Alto»", "ALTISSIMO"] in page.rows()


def test_answers_that_are_no_answers_are_not_shown_as_a_fault_of_ours(compliance, make):
    one = make.methodology(published=True)
    page = compliance.get(at(one), query_string={"r-opacita": "99", "efficacia": "x"})
    assert "Non c'è ancora un punteggio" in page.text


# --- History -----------------------------------------------------------------------------------------------------------


def test_the_history_is_in_words_and_holds_no_json(compliance, make):
    one = make.methodology(name="Nostra")
    drafting.drop_criterion(one, "opacita", **by())
    db.session.commit()
    text = compliance.get(at(one, "/cronologia")).text
    assert "Opacità (6 risposte)" in text
    assert "10 criteri, 5 livelli di efficacia, 4 fasce" in text
    assert '"code"' not in text


def test_a_history_that_was_tampered_with_says_so():
    from riskreg.methodology.models import content_changes

    for wrong in ('{"kind": "numeric"}', "[]", "niente", '{"criteria": [], "effectiveness": [], "bands": [], "combine": 3, "grain": "x"}'):
        with pytest.raises((ValueError, TypeError, AttributeError)):
            content_changes(wrong, '{"criteria": [], "effectiveness": [], "bands": [], "combine": {}, "grain": "process"}')


# --- ANAC's names --------------------------------------------------------------------------------------------------------


def area(code: str, name: str) -> None:
    new = RiskArea(code=code, code_sort_key=sort_key(code), code_fold=fold_code(code), name=name, sort_key=sort_key(name), source="")
    db.session.add(new)
    record(Tag.AREA_CREATED, new, **by())
    db.session.commit()


def test_the_correspondences_of_a_year(client_for, compliance, make):
    seeding.load_reference(clock.now())
    for code, name in (("A", "Personale"), ("Z", "Area nostra")):
        area(code, name)
    rows = compliance.get(f"{PAGES}/anac/2026").rows()
    assert ["A Personale", "A", "Acquisizione e gestione del personale", "2.B.1", "—", "Modifica : area A Personale"] in rows
    assert rows[0] == ["Z Area nostra", "—", "da completare", "—", "—", "Completa : area Z Area nostra"]
    assert rows[1][0] == "A Personale", "ours first, then what is ours no longer"
    reader = client_for(Role.REFERENTE).get(f"{PAGES}/anac/2026")
    assert not [link for link in reader.links if "/area/" in link]


def test_a_correspondence_is_completed_and_changed(compliance, make):
    area("Z", "Area nostra")
    path = f"{PAGES}/anac/2026/area/Z"
    compliance.send(compliance.get(path), theirs="H", label="Aree ulteriori", row="2.B.8")
    assert ["Z Area nostra", "H", "Aree ulteriori", "2.B.8"] in [row[:4] for row in compliance.get(f"{PAGES}/anac/2026").rows()]
    page = compliance.get(path)
    compliance.send(page, label="Aree di rischio ulteriori")
    late = compliance.send(page, 409, label="Ulteriori")
    assert "Aree di rischio ulteriori" in late.text
    text = compliance.get(f"{PAGES}/anac/2026/cronologia").text
    assert "2.026" not in text
    assert "Corrispondenza con ANAC modificata" in text
    assert "Aree di rischio ulteriori" in text


def test_what_waits_to_be_checked_is_counted_and_marked_until_the_note_says_otherwise(compliance, make):
    make.mapping("a", 2026)
    path = f"{PAGES}/anac/2026/family/a"
    page = compliance.get(path)
    assert "«da controllare»" in page.text, "the form says how"
    compliance.send(page, note="Tipologia da controllare sul modulo")
    page = compliance.get(f"{PAGES}/anac/2026")
    assert "1 voce da controllare" in page.text
    assert [badge.text for badge in page.soup.find_all(class_="rr-badge")].count("da controllare") == 1
    compliance.send(compliance.get(path), note="Controllata il 12/01/2026")
    assert "da controllare" not in compliance.get(f"{PAGES}/anac/2026").text


def test_a_new_year_starts_from_the_one_before(compliance, make):
    make.mapping("a", 2026)
    page = compliance.get(f"{PAGES}/anac/2027")
    assert "Copia quello che manca dal 2026" in page.text
    page = compliance.get(compliance.post(f"{PAGES}/anac/2027/copia").location)
    assert "1 voce copiata dal 2026" in page.text
    assert "Copia quello che manca" not in page.text
    assert [row.ours for row in queries.rows_of_year(2027)] == ["a"]


@pytest.mark.parametrize(
    "path",
    ["/anac/1861", "/anac/2050", "/anac/2050/family/a", "/anac/99999", "/anac/2026/niente/a", "/anac/2026/family/z", "/999", "/999/dati"],
)
def test_what_is_not_there_is_not_found(compliance, path):
    compliance.get(f"{PAGES}{path}", status=404)


def test_a_retired_one_says_since_when(compliance, make):
    one = make.methodology(published=True)
    lives.retire(one, **by())
    page = compliance.get(at(one))
    assert "Ritirata il 21/11/2026" in page.text
    assert queries.mappings(2026, date(2026, 11, 21))[MappingKind.CLASS]


def test_the_list_and_the_page_say_what_was_measured_with_it(compliance, make):
    one = make.methodology(name="Nostra", published=True)
    area("B", "Contratti pubblici")
    known = {"code": "B.01", "code_sort_key": "b01", "code_fold": "b.01", "name": "Gare", "sort_key": "gare", "unit_id": make.root().id}
    process = Process(area_id=db.session.scalars(select(RiskArea.id)).one(), active_from=date(2024, 1, 1), **known)
    db.session.add(process)
    record(Tag.PROCESS_CREATED, process, **by())
    for year in (2025, 2026):
        new = Assessment(process_id=process.id, year=year, methodology_id=one.id, unit_id=process.unit_id, state="draft")
        db.session.add(new)
        record(Tag.ASSESSMENT_OPENED, new, **by())
    db.session.commit()
    said = "1 valutazione del 2025; 1 valutazione del 2026"
    assert compliance.get(PAGES).rows()[0][4] == said
    assert said in compliance.get(at(one)).text
