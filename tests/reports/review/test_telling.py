"""The delta for those who decide: the right words, two pages at most, provisional until the campaign is closed."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf
import pytest

from riskreg.domain.review import Came, Moved, Review, Sheet, Suggested
from riskreg.reports.plan.story import Bullets, Facts, Heading, Table, Text
from riskreg.reports.review.documents import FORMATS, drawn
from riskreg.reports.review.telling import MOST_SHEETS, PROVISIONAL, delta
from tests.reports.review.reading import READERS
from tests.reports.structure import Reading
from tests.reports.test_conformance import broken_rules

AT = datetime(2026, 12, 20, 10, tzinfo=UTC)
LOW, MIDDLE, HIGH = Came(Decimal("2.85"), "BASSO", 1), Came(Decimal("7.13"), "MEDIO", 2), Came(Decimal("18.40"), "ALTO", 4)
BECAUSE = "Da marzo i controlli a campione riguardano anche gli affidamenti sotto soglia, e l'ufficio ha perso due addetti su cinque senza sostituzione."
NAME = "Procedure negoziate senza previa pubblicazione del bando per lavori, servizi e forniture"


def sheet(number, before=MIDDLE, now=MIDDLE, *moved, **more):
    return Sheet(number, f"B.{number:02}", NAME, "Contratti pubblici", "UO Provveditorato", before, now, moved=moved, **more)


def moved(about="Discrezionalità", because=BECAUSE):
    return Moved(about, "Poca", "Molta", because)


SMALL = Review(
    2027, 2026, same_scale=True,
    sheets=(
        sheet(1, LOW, HIGH, moved()), sheet(2, HIGH, LOW, moved("Opacità", "")), sheet(3, is_confirmed=True), sheet(4, MIDDLE, None),
        sheet(5, LOW, MIDDLE, band_because="Due segnalazioni nell'anno."),
    ),
    new_events=("B.01: Accordi fra concorrenti",),
    proposals=(Suggested("Nuova fase", "Verifica", "B.01", "Accolta"), Suggested("Nuova fase", "Altra", "B.02", "Non accolta", "C'è già.")),
)  # fmt: skip


def told(found=SMALL, is_final=True):
    return delta(found, "Camera di commercio di Valdarena", AT, is_final=is_final)


def said(found):
    """Everything in it, as one text."""
    lines = []
    for part in told(found).parts:
        if isinstance(part, (Text, Heading)):
            lines.append(part.text)
        elif isinstance(part, Bullets):
            lines += part.items
        elif isinstance(part, Facts):
            lines += [f"{name}: {value}" for name, value in part.pairs]
        elif isinstance(part, Table):
            lines += [part.caption, *(cell for row in part.rows for cell in row)]
    return "\n".join(lines)


def test_the_first_sentences_say_it_all():
    assert told().parts[0].text == (
        "Sono stati valutati 4 processi su 5. 2 processi salgono di fascia, 1 processo scende; il rischio residuo medio sale da 7,81 a 8,88."
    )


def test_what_rose_comes_with_its_reason_and_what_asks_of_the_plan():
    text = said(SMALL)
    for words in (
        "BASSO (2,85)", "ALTO (18,40)", "Discrezionalità: Da marzo i controlli a campione", "Opacità: risposta cambiata", "Due segnalazioni nell'anno.",
        "Confermati senza cambiamenti: 1 su 4", "Schede non approvate: 1", "B.01: Accordi fra concorrenti", "2 proposte: 1 accolta.",
        "Rivedere le misure dei 2 processi che salgono di fascia.", "Completare la valutazione di un processo che non è stato approvato.",
    ):  # fmt: skip
        assert words in text
    assert BECAUSE not in text, "the whole of it is in the review"
    assert text.index("ALTO (18,40)") < text.index("Due segnalazioni nell'anno."), "the furthest first"


def test_the_reason_of_a_fall_is_an_answer_that_fell_and_one_that_rose_says_that_it_did():
    rose, fell = Moved("Discrezionalità", "Poca", "Molta", "Nuova legge.", 1), Moved("Opacità", "Molta", "Poca", "Si pubblica.", -1)
    text = said(replace(SMALL, sheets=(sheet(1, HIGH, LOW, rose, fell),)))
    assert "Opacità: Si pubblica.\nDiscrezionalità (aumenta il rischio): Nuova legge." in text
    text = said(replace(SMALL, sheets=(sheet(1, LOW, HIGH, fell, rose),)))
    assert "Discrezionalità: Nuova legge.\nOpacità (riduce il rischio): Si pubblica." in text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (replace(SMALL, before=None), "È il primo anno: non c'è un anno con cui confrontare."),
        (replace(SMALL, same_scale=False), "I due anni sono misurati con metodologie diverse: le fasce e le medie non si confrontano."),
        (replace(SMALL, sheets=(sheet(3, is_confirmed=True),)), "Nessun processo sale di fascia, nessuno scende; il rischio residuo medio resta a 7,13."),
        (replace(SMALL, sheets=(sheet(1, LOW, MIDDLE),)), "1 processo sale di fascia, nessuno scende; il rischio residuo medio sale da 2,85 a 7,13."),
    ],
)  # fmt: skip
def test_each_kind_of_year_is_told_in_its_own_words(found, words):
    assert words in said(found)


def test_a_process_that_comes_in_low_does_not_make_the_risk_of_the_others_fall():
    text = said(replace(SMALL, sheets=(sheet(1, MIDDLE, HIGH), sheet(2, None, LOW), sheet(3, None, LOW))))
    assert "il rischio residuo medio del processo valutato in tutti e due gli anni sale da 7,13 a 18,40." in text
    for fact in ("Rischio residuo medio: 8,03", "Solo i processi valutati anche nel 2026: 18,40", "Gli stessi processi nel 2026: 7,13"):
        assert fact in text


def test_two_scales_are_never_compared():
    """Neither bands nor means: a rank of one is not a rank of the other."""
    text = said(replace(SMALL, same_scale=False))
    assert "Salgono di fascia" not in text
    assert "Gli stessi processi nel 2026" not in text
    assert "salgono di fascia" not in text


BIGGEST = Review(
    2027, 2026, same_scale=True,
    sheets=tuple(
        sheet(number, *((LOW, HIGH) if number % 2 else (HIGH, LOW)), moved(f"Domanda {number % 10}"), moved("Opacità dell'istruttoria"),
              band_because=BECAUSE) if number < 60 else sheet(number, MIDDLE, None)
        for number in range(1, 99)
    ),
    new_events=tuple(f"B.{number:02}: Accordi fra concorrenti per spartirsi i lotti di una stessa gara" for number in range(20)),
    retired_events=tuple(f"C.{number:02}: Omissione dei controlli sulle dichiarazioni sostitutive rese" for number in range(20)),
    proposals=tuple(Suggested("Nuova fase", "Verifica", "B.01", "Accolta") for _each in range(40)),
)  # fmt: skip


BARE = replace(BIGGEST, new_events=(), retired_events=(), proposals=())
FALLEN = replace(BIGGEST, sheets=tuple(each for each in BIGGEST.sheets if each.step <= 0 or each.process_id == 1))
"""One goes up, many go down."""


@pytest.mark.parametrize("found", [SMALL, BIGGEST, BARE, FALLEN], ids=["small", "biggest", "bare", "fallen"])
def test_the_printed_one_takes_two_pages_at_most_and_keeps_the_norms(found):
    data = drawn(told(found), "pdf")
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) <= 2
    assert broken_rules(data) == []
    assert Reading(data).faults == []


def test_what_is_told_in_few_words_is_told_of_more_processes():
    short = replace(
        BIGGEST,
        sheets=tuple(
            replace(each, name="Varianti", moved=(moved("Opacità", "Nuovo modello."),), band_because="") for each in BIGGEST.sheets
        ),
    )
    (first, second) = (part for part in told(short).parts if isinstance(part, Table))
    assert len(first.rows) == len(second.rows) == MOST_SHEETS
    with pikepdf.open(io.BytesIO(drawn(told(short), "pdf"))) as document:
        assert len(document.pages) <= 2


def test_lines_that_one_table_leaves_go_to_the_other_and_the_furthest_are_never_left_out():
    of_two, of_one = ([len(part.rows) for part in told(found).parts if isinstance(part, Table)] for found in (BIGGEST, FALLEN))
    assert of_one[0] == 1
    assert of_one[1] > of_two[1]
    far = sheet(99, HIGH, replace(LOW, residual=Decimal("1.00")))
    assert "ALTO (18,40)\nBASSO (1,00)" in said(replace(BIGGEST, sheets=(*BIGGEST.sheets, far))), "after many others by its code"


def test_how_many_more_there_are_is_said():
    text = said(BIGGEST)
    assert "E 27 altri processi: l'elenco intero è nel riesame." in text
    assert "E 16 altri: l'elenco intero è nel riesame." in text


@pytest.mark.parametrize("name", FORMATS)
def test_each_form_says_the_same_and_stamps_what_is_not_final(name):
    draft, final = (READERS[name](drawn(told(is_final=is_final), name)) for is_final in (False, True))
    for words in (
        "Riesame dei rischi 2027",
        "Camera di commercio di Valdarena",
        "BASSO (2,85)",
        "ALTO (18,40)",
        "Che cosa chiede al piano",
    ):
        assert words in draft
        assert words in final
    assert PROVISIONAL in draft
    assert PROVISIONAL not in final
