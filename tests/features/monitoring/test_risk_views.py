"""The pages of the effect on risk: what they show, to whom, in which order; the sentence beside the question, and on the first page of a sheet."""

import pytest

from riskreg.assessments import queries as assessments
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from tests.features.monitoring import seen

pytestmark = pytest.mark.one_database
RISK = "/monitoraggio/rischio"


@pytest.fixture
def unit(make):
    return make.unit(name="UO Gare")


@pytest.fixture
def there(make, unit):
    """Assessed «buona», and nothing shows the measure."""
    process, event, measure = seen.process(make, unit=unit)
    session = make.session(2026, 1)
    seen.declared(make, session, measure, shown=False)
    seen.closed(make, session)
    return process, event, measure


def test_inherent_planned_and_verified_stand_side_by_side(there, client_for):
    process, _event, _measure = there
    (row,) = client_for(Role.RPCT).get(RISK).rows()
    assert row == [
        process.title,
        "9,00 MEDIO",
        "3,60 BASSO",
        "9,00 MEDIO",
        "Buona → Assente",
        "1 misura che non conta",
        "Peggiora Per il monitoraggio.",
    ]


def test_everybody_sees_what_they_read_of_assessments(make, there, client_for, unit):
    process, _event, _measure = there
    assert process.title in client_for(Role.REFERENTE, unit).get(RISK).text
    elsewhere = client_for(Role.REFERENTE, make.unit())
    assert process.title not in elsewhere.get(RISK).text
    elsewhere.get(f"{RISK}/{process.id}", 403)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [("esito=peggiora", 1), ("esito=per-il-monitoraggio", 1), ("esito=previsto-troppo-basso", 0), ("esito=come-valutato", 0), ("esito=misure-che-non-contano", 1), ("esito=cause-scoperte", 0), ("area=1", 1), ("unita=1", 1), ("anno=2026", 1)],
)  # fmt: skip
def test_the_list_is_filtered(there, client_for, asked, rows):
    page = client_for(Role.RPCT).get(f"{RISK}?{asked}")
    assert len(page.rows()) == rows


def test_what_cannot_be_read_is_refused(there, client_for):
    assert "Filtro non riconosciuto" in client_for(Role.RPCT).get(f"{RISK}?esito=boh").text


def test_a_process_is_explained(there, client_for):
    process, _event, measure = there
    page = client_for(Role.RPCT).get(f"{RISK}/{process.id}")
    assert "9,00 × 0,40 (efficacia «buona») = 3,60, fascia BASSO." in page.text
    assert "9,00 × 1,00 (efficacia «assente») = 9,00, fascia MEDIO." in page.text
    assert [measure.title, "Favori", "non conta senza prove È a voce.", "1° semestre 2026"] in page.rows()


def test_a_process_without_anything_to_compare_says_what_is_missing(make, client_for):
    process = make.process()
    assert "Non c'è ancora nulla da confrontare" in client_for(Role.RPCT).get(f"{RISK}/{process.id}").text
    assert "Non c'è ancora nulla da confrontare" in client_for(Role.RPCT).get(RISK).text


def test_it_downloads_with_its_reasons(there, client_for):
    _process, _event, measure = there
    text = client_for(Role.RPCT).ask("GET", f"{RISK}?formato=csv").text
    assert f"{measure.code} senza prove" in text
    assert client_for(Role.RPCT).ask("GET", f"{RISK}?formato=xlsx").status_code == 200


def test_whoever_answers_reads_it_beside_the_question(make, there, client_for, unit):
    process, _event, _measure = there
    draft = make.assessment(process, 2027, methodology=assessments.of(process.id, 2026).methodology)
    page = client_for(Role.REFERENTE, unit).get(f"/valutazioni/{draft.id}/risposte")
    assert "Dal monitoraggio del 1° semestre 2026: efficacia verificata «assente» (dichiarata «buona»)" in page.text
    assert f"{RISK}/{process.id}" in page.links
    assert draft.scores == [], "nothing is answered by itself"
    db.session.rollback()


def test_the_first_page_of_a_sheet_of_the_campaign_says_it(make, there, client_for, unit):
    process, _event, _measure = there
    make.campaign(2027, process, methodology=assessments.of(process.id, 2026).methodology)
    page = client_for(Role.REFERENTE, unit).get(f"/campagne/2027/processi/{process.id}")
    assert "efficacia verificata «assente» (dichiarata «buona»)" in page.text


def test_a_failed_verification_keeps_from_confirming(make, unit, client_for):
    process, _event, measure = seen.process(make, unit=unit)
    session = make.session(2026, 1)
    one = seen.declared(make, session, measure)
    make.campaign(2027, process, methodology=assessments.of(process.id, 2026).methodology)
    referente, where = client_for(Role.REFERENTE, unit), f"/campagne/2027/processi/{process.id}"
    assert "Conferma e invia" in referente.get(where).text
    seen.failed(make, one)
    page = referente.get(where)
    assert "Conferma e invia" not in page.text
    assert f"non ha confermato la misura {measure.code}" in page.text
