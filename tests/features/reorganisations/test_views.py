"""The pages of reorganisations: from an empty draft to what is done, and what they say when they will not."""

import io
from datetime import date

import pytest
import xlsxwriter

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.reorganisation import Line, StepKind
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries as people
from riskreg.people.operations import units
from riskreg.reorganisations.models import Reorganisation

PAGES = "/organizzazione/riorganizzazioni"
LIST = "tipo;codice;nuovo codice;nuova denominazione;sotto;erede\naccorpa;A1.1;A1.9;UO Unica;;\naccorpa;A1.2;A1.9;;;\nsposta;A2;;;A1;\n"


@pytest.fixture
def admin(client_for):
    return client_for(Role.ADMIN)


@pytest.fixture
def body(make):
    found = {}
    for code, above in (("A1", "root"), ("A2", "root"), ("A1.1", "A1"), ("A1.2", "A1"), ("A1.3", "A1")):
        kind = UnitKind.UNIT if "." in code else UnitKind.AREA
        found[code] = make.unit(code=code, name=f"Unità {code}", kind=kind, parent=found.get(above, "root"))
        make.grant(make.user(given_name="Persona", family_name=code), Role.REFERENTE, found[code])
    return found


def at(one, more: str = "") -> str:
    return f"{PAGES}/{one.id}{more}"


def one_of(name: str) -> Reorganisation:
    db.session.expire_all()
    return db.session.scalars(db.select(Reorganisation).where(Reorganisation.name == name)).one()


def test_from_an_empty_draft_to_what_is_done(admin, body):
    answer = admin.send(admin.get(f"{PAGES}/nuova"), name="Nuovo assetto", act="Determinazione n. 5", effective_on="01/11/2026")
    page = admin.get(answer.location)
    assert "Non c'è ancora nessun passo" in page.text
    here = answer.location
    form = admin.get(f"{here}/passi/accorpa")
    admin.send(form, codes=["A1.1", "A1.2"], new_code="A1.9", new_name="UO Unica")
    admin.send(admin.get(f"{here}/passi/sposta"), code="A1.9", under="A2", status=302)
    page = admin.get(here)
    assert ["1", "Accorpa A1.1 Unità A1.1 e A1.2 Unità A1.2 in A1.9 UO Unica", "Giù il passo 1 Togli il passo 1"] in page.rows()
    preview = admin.get(f"{here}/anteprima")
    assert "subentra A1.9 UO Unica" in preview.text
    assert [heading.get_text() for heading in preview.soup.select(".rr-side-by-side h2")] == ["Prima", "Dopo"]
    answer = admin.send(admin.get(f"{here}/pronta"))
    page = admin.get(answer.location)
    assert "Pronta" in page.text
    page = admin.get(admin.send(admin.get(f"{here}/applica")).location)
    assert "Riorganizzazione applicata. Abbiamo avvisato chi riceve qualcosa." in page.text
    assert people.unit_by_code("A1.1").closed_on == date(2026, 10, 31)
    assert "Riorganizzazione applicata" in admin.get(f"{here}/cronologia").text
    assert "com'è adesso" in admin.get(f"{here}/anteprima").text


def test_a_split_asks_what_becomes_of_its_roles(admin, body):
    made = admin.send(admin.get(f"{PAGES}/nuova"), name="Divisione", act="Determinazione n. 5", effective_on="01/11/2026").location
    form = admin.get(f"{made}/passi/dividi")
    admin.send(
        form,
        code="A1.3",
        **{
            "parts-0-new_code": "A1.4",
            "parts-0-new_name": "UO Quattro",
            "parts-1-new_code": "A1.5",
            "parts-1-new_name": "UO Cinque",
            "heir": "1",
        },
    )
    page = admin.get(made)
    assert "scelta da fare" in page.text
    assert f"{made}/pronta" not in page.links
    refused = admin.send(admin.get(f"{made}/pronta"), 422)
    assert refused.summary == ["1 scelta è ancora da fare: apri «Ruoli e schede»."]
    choices = admin.get(f"{made}/scelte")
    grant = people.grants_beyond([body["A1.3"].id], date(2026, 10, 31))[0]
    assert "Persona A1.3, Referente di processo" in choices.text
    admin.send(choices, **{f"role_{grant.id}": "passa:*"})
    assert f"{made}/pronta" in admin.get(made).links
    single = admin.get(f"{made}/scelte/role/{grant.id}")
    heir = people.active_users()[0]
    admin.send(single, heir_id=str(heir.id))
    assert f"A {heir.title}." in admin.get(f"{made}/scelte").text
    admin.send(admin.get(f"{made}/scelte"))
    assert one_of("Divisione").choices[0].heir_id == heir.id, "saving the others does not forget the person"


@pytest.mark.parametrize(
    ("word", "typed", "said"),
    [
        ("rinomina", {"code": "A1.1", "new_name": "UO Nuova"}, "Rinomina A1.1 Unità A1.1 in «UO Nuova»"),
        ("chiudi", {"code": "A1.1", "heir": "A1.2"}, "Chiudi A1.1 Unità A1.1; subentra A1.2 Unità A1.2"),
        ("chiudi", {"code": "A1.1"}, "Chiudi A1.1 Unità A1.1; subentra la struttura superiore"),
        (
            "istituisci",
            {"new_code": "A3", "new_name": "Area Tre", "under": "ENTE", "unit_kind": "area"},
            "Istituisci A3 Area Tre sotto ENTE Camera di prova",
        ),
        ("accorpa", {"codes": ["A1.1"], "target": "A1.2"}, "Accorpa A1.1 Unità A1.1 in A1.2 Unità A1.2"),
    ],
)
def test_each_step_is_written_from_the_chart(make, admin, body, word, typed, said):
    one = make.reorganisation()
    admin.send(admin.get(at(one, f"/passi/{word}")), **typed)
    assert [row[1] for row in admin.get(at(one)).rows()] == [said]


@pytest.mark.parametrize(
    ("word", "errors"),
    [
        ("accorpa", {"codes": "Scegli le unità da accorpare."}),
        ("dividi", {"code": "Scegli l'unità da dividere."}),
        ("sposta", {"code": "Scegli l'unità che si sposta.", "under": "Scegli sotto quale struttura va."}),
        ("rinomina", {"code": "Scegli l'unità che cambia denominazione.", "new_name": "Scrivi la nuova denominazione."}),
        ("chiudi", {"code": "Scegli l'unità che chiude."}),
    ],
)
def test_an_empty_step_says_what_is_missing(make, admin, body, word, errors):
    assert admin.send(admin.get(at(make.reorganisation(), f"/passi/{word}")), 422).errors == errors


def test_a_word_that_is_no_step_is_not_found(make, admin, body):
    admin.get(at(make.reorganisation(), "/passi/trasloca"), 404)


def test_a_new_unit_of_an_earlier_step_may_be_chosen_in_a_later_one(make, admin, body):
    one = make.reorganisation(Line(StepKind.OPEN, new_code="A3", new_name="Area Tre", under="ENTE"))
    page = admin.get(at(one, "/passi/sposta"))
    assert "Area Tre (A3), nuova" in page.text


def test_the_body_is_not_offered_to_end_nor_a_unit_that_only_changes_its_name(make, admin, body):
    one = make.reorganisation(Line(StepKind.RENAME, "A2", new_name="Area Due"))
    for word in ("accorpa", "dividi", "chiudi", "sposta"):
        page = admin.get(at(one, f"/passi/{word}"))
        offered = [tag.get("value") for tag in page.soup.select("[name=codes], #code option")]
        assert "A1" in offered
        assert "ENTE" not in offered
        assert "()" not in page.text


def test_a_pasted_list(make, admin, body):
    one = make.reorganisation()
    answer = admin.send(admin.get(at(one, "/elenco")), pasted=LIST.replace(";", "\t"))
    page = admin.get(answer.location)
    assert "3 righe aggiunte, 2 passi." in page.text
    assert [row[1] for row in page.rows()] == [
        "Accorpa A1.1 Unità A1.1 e A1.2 Unità A1.2 in A1.9 UO Unica",
        "Sposta A2 Unità A2 sotto A1 Unità A1",
    ]


@pytest.mark.parametrize("letters", ["utf-8-sig", "cp1252"])
def test_a_list_from_a_file(make, admin, body, letters):
    one = make.reorganisation()
    page = admin.get(at(one, "/elenco"))
    text = LIST.replace("UO Unica", "UO Qualità")
    answer = admin.open("POST", at(one, "/elenco"), data=page.form() | {"file": (io.BytesIO(text.encode(letters)), "elenco.csv")})
    assert answer.status == 302
    page = admin.get(at(one))
    assert "UO Qualità" in page.text
    guessed = "Il file non è in UTF-8: è stato letto come Windows-1252. Controlla che le lettere accentate siano giuste: «Qualità»."
    assert (guessed in page.text) == (letters == "cp1252"), "what was guessed is said where the steps are read"


@pytest.mark.parametrize(("more", "status"), [([], 302), (["trasloca", "Z1"], 422)])
def test_sheets_of_a_workbook_that_were_not_read_are_named_whether_the_list_is_taken_or_not(make, admin, body, more, status):
    one = make.reorganisation()
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        book.add_worksheet("Premessa").write_row(0, 0, ["Nuovo assetto"])
        sheet = book.add_worksheet("Passi")
        for number, row in enumerate([*(line.split(";") for line in LIST.splitlines()), more]):
            sheet.write_row(number, 0, row)
    page = admin.get(at(one, "/elenco"))
    answer = admin.open("POST", at(one, "/elenco"), data=page.form() | {"file": (io.BytesIO(kept.getvalue()), "elenco.xlsx")})
    assert answer.status == status
    shown = admin.get(at(one)) if status == 302 else answer
    assert "È stato letto il foglio «Passi»; il foglio «Premessa» no." in shown.text


def test_every_wrong_row_is_said_and_nothing_is_added(make, admin, body):
    one = make.reorganisation()
    page = admin.send(admin.get(at(one, "/elenco")), 422, pasted=LIST + "trasloca;Z1;;;;\nsposta;A1;;;;\nchiudi;A1.1;;;;Z2\n")
    assert page.summary == [
        "Riga 5, colonna «tipo»: Scrivi accorpa, dividi, sposta, rinomina, chiudi o istituisci.",
        "Riga 5, colonna «codice»: Nessuna unità ha il codice Z1: controllalo, oppure istituiscila con un passo.",
        "Riga 6, colonna «sotto»: Indica sotto quale struttura va.",
        "Riga 7, colonna «erede»: Nessuna unità ha il codice Z2: controllalo, oppure istituiscila con un passo.",
    ]
    assert "trasloca" in page.value("pasted")
    assert one_of("Nuovo assetto").rows == []


def test_the_code_of_a_unit_that_has_closed_is_not_given_again(make, admin, body):
    gone = make.unit(code="A1.8", name="UO Provveditorato", parent=body["A1"])
    units.close(gone, None, last_day=date(2024, 12, 31), act="Determinazione n. 9", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    one = make.reorganisation()
    page = admin.send(
        admin.get(at(one, "/elenco")),
        422,
        pasted="tipo;codice;nuovo codice;nuova denominazione\naccorpa;A1.1;A1.8;UO Unica\nrinomina;A1.8;;UO\n",
    )
    assert page.summary == [
        "Riga 2, colonna «nuovo codice»: A1.8 è il codice di UO Provveditorato, chiusa il 31/12/2024: scegline un altro.",
        "Riga 3, colonna «codice»: A1.8 UO Provveditorato ha cessato l'attività il 31/12/2024: scegli un'unità attiva.",
    ]


def test_the_examples_are_of_units_of_today_and_are_right_one_by_one(make, admin, body):
    one = make.reorganisation()
    page = admin.get(at(one, "/elenco"))
    assert "(facoltativo)" not in page.text
    heads = [head.get_text(strip=True) for head in page.soup.select(".rr-table thead th")][:-1]
    assert "tipo unità" in heads
    rows = [["" if cell == "—" else cell for cell in row[:-1]] for row in page.rows()]
    for kind in ("accorpa", "dividi", "sposta", "rinomina", "chiudi", "istituisci"):
        lines = [";".join(heads), *(";".join(row) for row in rows if row[0] == kind)]
        admin.send(admin.get(at(one, "/elenco")), pasted="\n".join(lines))
    kept = one_of("Nuovo assetto")
    assert len(kept.rows) == len(rows)


def test_the_template_of_a_list_bears_its_heads(admin):
    answer = admin.open("GET", f"{PAGES}/modello")
    assert (
        answer.response.get_data(as_text=True).strip("\ufeff\r\n") == "tipo;codice;nuovo codice;nuova denominazione;sotto;erede;tipo unità"
    )


def test_what_cannot_be_done_counts_nothing_and_what_is_only_proposed_says_so(make, admin, body):
    figures = lambda one: [tag.get_text(" ", strip=True) for tag in admin.get(at(one)).soup.select(".rr-figure")]  # noqa: E731
    wrong = make.reorganisation(Line(StepKind.CLOSE, "A1.1", heir="A1.2"), Line(StepKind.CLOSE, "A1.2", heir="A1.1"))
    assert [text[0] for text in figures(wrong)] == ["—", "—"]
    assert all("Correggi prima il passo 2." in text for text in figures(wrong))
    right = make.reorganisation(Line(StepKind.CLOSE, "A1.1", heir="A1.2"), name="Altro")
    assert figures(right)[1].startswith("1 1 scelta proposta: controllala")
    admin.send(admin.get(at(right, "/scelte")))
    assert figures(right)[1].startswith("0 0 scelte da fare")


def test_the_preview_says_that_the_roles_of_a_unit_that_only_moves_stay(make, admin, body):
    one = make.reorganisation(Line(StepKind.MOVE, "A1.1", under="A2"), Line(StepKind.CLOSE, "A1.2", heir="A1.3"))
    rows = {row[0]: row[2] for row in admin.get(at(one, "/anteprima")).rows()}
    assert (rows["A1.1 Unità A1.1"], rows["A1.2 Unità A1.2"]) == ("1, resta", "1")


@pytest.mark.parametrize("sent", [{}, {"pasted": "   "}], ids=["nothing", "blanks"])
def test_no_list_at_all_is_refused_at_its_field(make, admin, body, sent):
    page = admin.send(admin.get(at(make.reorganisation(), "/elenco")), 422, **sent)
    assert page.errors == {"pasted": "Incolla l'elenco oppure scegli un file: uno dei due."}


def test_steps_go_up_down_and_away(make, admin, body):
    one = make.reorganisation(Line(StepKind.MOVE, "A2", under="A1"), Line(StepKind.RENAME, "A2", new_name="UO Due"))
    line_id = one.rows[1].id
    admin.post(at(one, f"/passi/{line_id}/sposta"), {"dove": "su"})
    assert [row[1] for row in admin.get(at(one)).rows()] == ["Rinomina A2 Unità A2 in «UO Due»", "Sposta A2 Unità A2 sotto A1 Unità A1"]
    admin.post(at(one, f"/passi/{line_id}/sposta"), {"dove": "giu"})
    admin.post(at(one, f"/passi/{line_id}/togli"))
    assert [row[1] for row in admin.get(at(one)).rows()] == ["Sposta A2 Unità A2 sotto A1 Unità A1"]


def test_what_cannot_be_done_is_said_on_every_page_that_shows_it(make, admin, body):
    one = make.reorganisation(Line(StepKind.CLOSE, "A1.1", heir="A1.2"), Line(StepKind.CLOSE, "A1.2", heir="A1.1"))
    for page in (admin.get(at(one)), admin.get(at(one, "/anteprima"))):
        assert "Così non si può fare" in page.text
        assert "Passo 2 (Chiudi A1.2 Unità A1.2; subentra A1.1 Unità A1.1)" in page.text
    assert at(one, "/pronta") not in admin.get(at(one)).links


def test_a_day_to_come_waits_for_its_night(make, admin, body):
    one = make.reorganisation(Line(StepKind.RENAME, "A2", new_name="UO Due"), on=date(2027, 1, 1))
    admin.send(admin.get(at(one, "/pronta")))
    page = admin.get(at(one))
    assert "Si applica da sola quella notte." in page.text
    assert at(one, "/applica") not in page.links
    refused = admin.send(admin.get(at(one, "/applica")), 422)
    assert refused.summary == ["Ha effetto dal 01/01/2027: si applica da sola quel giorno."]
    admin.send(admin.get(at(one, "/bozza")))
    admin.send(admin.get(at(one, "/modifica")), name="Altro titolo")
    admin.send(admin.get(at(one, "/annulla")))
    assert "Annullata" in admin.get(PAGES).text


def test_compliance_reads_all_and_changes_nothing(make, client_for, body):
    one = make.reorganisation(Line(StepKind.MOVE, "A2", under="A1"))
    reader = client_for(Role.COMPLIANCE)
    page = reader.get(at(one))
    assert not [link for link in page.links if link.startswith(at(one)) and link not in (at(one, "/cronologia"), at(one, "/anteprima"))]
    reader.get(at(one, "/anteprima"))
    for more in ("/modifica", "/scelte", "/pronta", "/applica", "/annulla", "/elenco", "/passi/sposta"):
        reader.get(at(one, more), 403)


def test_an_administrator_of_one_area_sees_what_is_theirs(make, client_for, body):
    mine = make.reorganisation(Line(StepKind.RENAME, "A1.1", new_name="UO Mia"), name="Mia")
    theirs = make.reorganisation(Line(StepKind.RENAME, "A2", new_name="Area Loro"), name="Loro")
    client = client_for(Role.ADMIN, body["A1"])
    assert "Mia" in client.get(PAGES).text
    assert "Loro" not in client.get(PAGES).text
    client.get(at(mine))
    client.get(at(theirs), 403)


def test_a_merger_of_today_lists_each_role_and_passes_it_in_the_same_step(admin, body):
    """The direct page, without a reorganisation: what becomes of each role is asked once more, and chosen."""
    page = admin.get("/organizzazione/unita/accorpa")
    sent = {
        "units": [str(body["A1.1"].id), str(body["A1.2"].id)],
        "target": str(body["A1.3"].id),
        "on": "01/11/2026",
        "act": "Determinazione n. 5",
    }
    asked = admin.send(page, 200, sure=False, **sent)
    grants = {grant.user.family_name: grant for grant in people.grants_beyond([body["A1.1"].id, body["A1.2"].id], date(2026, 10, 31))}
    assert "Persona A1.1, Referente di processo (A1.1 Unità A1.1)" in asked.text
    kept = [(str(tag["name"]), str(tag.get("value", ""))) for tag in asked.soup.select("main form input[type=hidden]")]
    data: dict[str, list[str]] = {}
    for name, value in kept:
        data.setdefault(name, []).append(value)
    choices = {f"role_{grants['A1.1'].id}": ["0"], f"role_{grants['A1.2'].id}": ["finisce"]}
    answer = admin.open("POST", "/organizzazione/unita/accorpa", data=data | choices | {"confermato": ["1"]})
    assert answer.status == 302
    db.session.expire_all()
    assert {grant.user.family_name for grant in people.grants_of_unit(body["A1.3"].id, date(2026, 11, 21))} == {"A1.1", "A1.3"}
    assert people.grants_beyond([body["A1.1"].id, body["A1.2"].id], date(2026, 10, 31)) == []
