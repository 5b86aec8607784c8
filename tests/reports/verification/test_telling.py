"""The minutes: every word that matters, the same in PDF and Word, tagged as the house's other documents; what is not there is not promised."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from riskreg.reports.verification.contents import Drawn, Looked, Part, Sample, Step
from riskreg.reports.verification.documents import FORMATS, drawn
from riskreg.reports.verification.telling import NOT_MADE, PROVISIONAL, minutes, sample
from tests.reports.review.reading import READERS
from tests.reports.test_conformance import broken_rules

AT = datetime(2026, 12, 20, 10, tzinfo=UTC)
BODY = "Camera di commercio di Valdarena"
SENT, VALIDATED, VERIFIED = Step("Irene Pietravalle", AT), Step("Tommaso Olmoreto", AT), Step("Giulia Selvapiana", AT)
BAD = Looked(
    7, "B.08.M4", "Attestazione della fornitura", "Regolamentazione", "B.08 Affidamenti diretti", "UO Provveditorato", "2° semestre 2026", date(2026, 12, 31),
    "Estratta il 20/12/2026 con il seme «seme di prova».", (("A che punto è", "Attuata"), ("Nota", "Applicata in tutti i casi ≥ soglia.")),
    ("registro.pdf",), SENT, VALIDATED, "Non confermata", "Tre pratiche.", "In due manca la scheda.", VERIFIED, True, "Completare le schede.",
    date(2027, 1, 15),
)  # fmt: skip
FINE = replace(
    BAD,
    number=8,
    code="MG01",
    finding="Confermata",
    found="Tutto in ordine.",
    is_negative=False,
    follow_up="",
    follow_up_by=None,
    process="",
)
UNMADE = replace(FINE, number=9, finding="", found="", looked_at="", verified=None)
DRAW = Drawn(
    "lotto 14/07/2026: 7 21 33 48 90", "f635ccaececd2a194b0c712cf6cb7b3076af201383165f0b647d83efdc3372e2", VERIFIED, VERIFIED, "",
    (Part("Specifiche in fascia ALTO", 2, 100, 2), Part("Generali: Ulteriori", 5, 20, 1)), "",
)  # fmt: skip
WHOLE = Sample(
    "2° semestre 2026", date(2026, 12, 31), True, (DRAW,), (BAD, FINE, UNMADE),
    {"Da verificare": 1, "Confermata": 1, "Confermata con osservazioni": 0, "Non confermata": 1},
)  # fmt: skip


def words(told, name):
    return READERS[name](drawn(told, name))


@pytest.mark.parametrize("name", FORMATS)
def test_one_that_went_badly_says_all_of_it(name):
    text = words(minutes(BAD, BODY, AT), name)
    for each in (
        BODY, "Verbale di verifica n. 7", "B.08.M4 Attestazione della fornitura", "UO Provveditorato", "seme di prova", "Attuata", "≥ soglia", "registro.pdf",
        "Irene Pietravalle", "Tommaso Olmoreto", "Giulia Selvapiana", "Tre pratiche.", "Non confermata", "In due manca la scheda.", "è stata ritirata",
        "Completare le schede.", "15/01/2027", "Non ancora registrato.", "non ha dichiarato né validato",
    ):  # fmt: skip
        assert each in text


def test_what_was_done_about_it_stands_there_once_it_was():
    text = words(minutes(replace(BAD, followed_on=date(2027, 1, 10), followed_how="Firmate tutte."), BODY, AT), "pdf")
    assert "Il 10/01/2027: Firmate tutte." in text


def test_minutes_never_say_that_the_verifier_had_no_part_where_they_had():
    assert "né validato" not in words(minutes(replace(BAD, verified=VALIDATED), BODY, AT), "pdf")


def test_what_is_in_order_asks_for_nothing():
    text = words(minutes(FINE, BODY, AT), "pdf")
    assert "Tutto in ordine." in text
    assert "Che cosa va fatto" not in text
    assert "ritirata" not in text


def test_one_that_nobody_made_is_no_minutes():
    assert minutes(UNMADE, BODY, AT).state == NOT_MADE


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_says_how_it_was_drawn_and_what_came_of_each(name):
    text = words(sample(WHOLE, BODY, AT), name)
    for each in (
        "3 schede estratte su 7 validate; 2 verificate.", DRAW.seed, DRAW.fingerprint[:16], "Specifiche in fascia ALTO", "100 %", "dà le stesse schede",
        "In due manca la scheda.", "Non verificata", "Completare le schede.", "15/01/2027",
    ):  # fmt: skip
        assert each in text
    assert PROVISIONAL not in text


def test_it_is_provisional_until_the_session_is_closed_and_says_where_a_draw_does_not_agree():
    text = words(sample(replace(WHOLE, is_closed=False, draws=(replace(DRAW, differs="L'elenco non è più quello."),)), BODY, AT), "pdf")
    assert PROVISIONAL in text
    assert "L'elenco non è più quello." in text
    assert "dà le stesse schede" not in text


def test_a_semester_without_any_says_so():
    text = words(sample(replace(WHOLE, draws=(), looked=(), counts={}), BODY, AT), "pdf")
    assert "Nessuna scheda estratta" in text


@pytest.mark.parametrize("told", [minutes(BAD, BODY, AT), sample(WHOLE, BODY, AT)], ids=["one", "sample"])
def test_what_is_printed_keeps_the_norms(told):
    assert broken_rules(drawn(told, "pdf")) == []
