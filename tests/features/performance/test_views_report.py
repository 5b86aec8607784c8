"""What people see of the Relazione sulla performance and press: who prepares it, the OIV, everybody else."""

import pytest

from riskreg.domain.roles import Role
from riskreg.performance.queries import reports
from tests.page import Client
from tests.performance_report_factory import ADDRESS

pytestmark = pytest.mark.one_database

PAGE = "/performance/relazioni/2025"


@pytest.fixture
def as_(app, make):
    def signed_in(role=None):
        user = make.user()
        if role is not None:
            make.grant(user, role, make.root())
        return Client.signed_in(app, user)

    return signed_in


def test_from_the_first_word_to_the_body_s_site(make, as_):
    make.closed_year(2025)
    keeper, oiv, anybody = as_(Role.PERFORMANCE), as_(Role.OIV), as_()
    keeper.post(f"{PAGE}/comincia")
    one = reports.last_of(2025)
    keeper.post(f"{PAGE}/testi/context", {"text": "Un anno difficile.", "version": str(reports.section_of(one, "context").version)})
    assert "Un anno difficile." in keeper.get(PAGE).text
    assert "Un anno difficile." not in anybody.get(PAGE).text, "a draft is for few"
    act = {"act_body": "Giunta camerale", "act_number": "Deliberazione n. 12", "approved_on": "20/05/2026", "version": str(one.version)}
    keeper.post(f"{PAGE}/approvazione", act)
    assert "Un anno difficile." in anybody.get(PAGE).text
    judged = {
        "outcome": "with_remarks",
        "oiv_on": "15/06/2026",
        "oiv_protocol": "Prot. 7",
        "oiv_text": "Target poco chiari.",
        "version": str(one.version),
    }
    oiv.post(f"{PAGE}/validazione", judged)
    keeper.post(f"{PAGE}/pubblicazione", {"published_on": "22/06/2026", "published_at": ADDRESS, "version": str(one.version)})
    shown = anybody.get(PAGE)
    for words in ("Pubblicata", "Deliberazione n. 12 del 20/05/2026", "Validata con osservazioni", "Target poco chiari.", ADDRESS):
        assert words in shown.text.replace("\u200b", ""), words


@pytest.mark.parametrize(
    ("state", "role", "offered"),
    [
        ("draft", Role.PERFORMANCE, "approvazione"),
        ("approved", Role.OIV, "validazione"),
        ("validated", Role.PERFORMANCE, "pubblicazione"),
        ("refused", Role.PERFORMANCE, "revisione"),
    ],
)
def test_each_state_offers_its_step_to_whoever_may_take_it(make, as_, state, role, offered):
    make.performance_report(2025, state, closed=True)
    assert f"{PAGE}/{offered}" in as_(role).get(PAGE).links
    assert f"{PAGE}/{offered}" not in as_(Role.COMPLIANCE).get(PAGE).links


def test_what_is_lacking_is_said_with_the_way_to_mend_it(make, as_):
    make.performance_report(2025)
    keeper = as_(Role.PERFORMANCE)
    for page in (keeper.get(PAGE), keeper.get(f"{PAGE}/approvazione")):
        assert "/performance/2025/chiudi" in page.links


def test_an_approval_without_its_act_says_what_to_write(make, as_):
    make.performance_report(2025, closed=True)
    refused = as_(Role.PERFORMANCE).post(f"{PAGE}/approvazione", {"approved_on": ""}, status=422)
    assert refused.errors["act_number"].startswith("Scrivi il tipo e il numero dell'atto")
    assert refused.errors["approved_on"] == "Scrivi il giorno in cui l'organo ha approvato la relazione."


def test_kept_documents_are_downloaded_and_the_page_is_read_in_a_sandbox(make, as_):
    one = make.performance_report(2025, "approved")
    client = as_()
    pdf = client.ask("GET", f"{PAGE}/documenti/pdf")
    assert pdf.data == reports.document(one, "pdf").content
    html = client.ask("GET", f"{PAGE}/documenti/html?apri=1")
    assert html.headers["Content-Disposition"] == "inline"
    assert "sandbox" in html.headers["Content-Security-Policy"]


def test_a_draft_s_documents_are_for_those_who_read_drafts(make, as_):
    make.performance_report(2025)
    assert as_().ask("GET", f"{PAGE}/documenti/html").status_code == 404
    assert "BOZZA" in as_(Role.OIV).ask("GET", f"{PAGE}/documenti/html").get_data(as_text=True)


def test_a_revision_leaves_the_approved_one_where_everybody_reads_it(make, as_):
    make.performance_report(2025, "refused")
    keeper, anybody = as_(Role.PERFORMANCE), as_()
    keeper.post(f"{PAGE}/revisione", {"because": "L'OIV chiede di riscrivere le conclusioni."})
    assert "revisione 1" in keeper.get(PAGE).h1
    assert "revisione" not in anybody.get(PAGE).h1
    anybody.get(f"{PAGE}?revisione=1", status=404)
    assert "Va pubblicata entro il" in keeper.get(PAGE).text


def test_a_revision_of_what_was_published_has_no_day_that_is_past(make, as_):
    make.performance_report(2025, "published")
    keeper = as_(Role.PERFORMANCE)
    keeper.post(f"{PAGE}/revisione", {"because": "Un errore nei testi."})
    assert "Va pubblicata entro il" not in keeper.get(PAGE).text
    assert "Scaduto" not in keeper.get("/performance/relazioni").text


def test_an_approved_one_is_found_by_searching(make, as_):
    make.performance_report(2025, "approved")
    assert PAGE in as_().get("/cerca?testo=relazione+performance+2025").links


def test_a_year_that_has_no_indicators_has_no_page(as_):
    as_().get("/performance/relazioni/2019", status=404)


def test_the_list_says_how_far_each_year_has_come_and_keeps_drafts_for_few(make, as_):
    make.performance_report(2024, "published")
    make.performance_report(2025)
    anybody, oiv = as_().get("/performance/relazioni"), as_(Role.OIV).get("/performance/relazioni")
    assert [row[1] for row in anybody.rows()] == ["in preparazione", "Pubblicata"]
    assert [row[1] for row in oiv.rows()] == ["Bozza", "Pubblicata"]
    assert "30/06/2026 Scaduto" in " ".join(oiv.rows()[0])
