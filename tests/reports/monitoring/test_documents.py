"""The monitoring report of a small made-up session: the same words in every format, provisional until it is closed, no person's name."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pikepdf
import pytest

from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import Facet, Fact, counted
from riskreg.domain.semesters import Semester
from riskreg.reports.monitoring.contents import CheckSaid, DrawSaid, DroppedSaid, MonitoringContents, Scope, VerificationSaid
from riskreg.reports.monitoring.documents import FORMATS, drawn, file_name
from riskreg.reports.monitoring.telling import report
from riskreg.reports.plan.story import Table, Text
from tests.reports.review.reading import READERS
from tests.reports.structure import Reading
from tests.reports.test_conformance import broken_rules

CLOSED = datetime(2026, 9, 18, 14, tzinfo=UTC)


def check(code, counts, signer="UO Gare", **more):
    given = {"declared": counts if counts != "unmonitored" else "", "state": "validated" if counts != "unmonitored" else "draft"} | more
    return CheckSaid(
        code,
        f"Misura {code}",
        "Specifica",
        "Controllo",
        "B.07 Affidamenti diretti",
        "B Contratti",
        signer,
        counts,
        timing="continua",
        **given,
    )


CHECKS = (
    check("B.07.M1", "done", value="12 controlli", shown=2),
    check("B.07.M2", "late", reason="Ritardo di un fornitore. Manca il collaudo.", proposed_due_on=date(2026, 12, 31)),
    check("B.07.M3", "not_done", "UO Ragioneria", reason="Mancano persone o competenze", criticality="Un addetto in meno da marzo."),
    check("B.07.M4", "unmonitored", "UO Ragioneria"),
    check("B.07.M5", "not_applicable"),
)


def facts(checks):
    for one in checks:
        where = {
            Facet.KIND: ("specific", "Specifica"),
            Facet.FAMILY: ("a", one.group),
            Facet.AREA: ("B", one.area),
            Facet.UNIT: (one.signer, one.signer),
        }
        yield Fact(where, Outcome(one.counted) if one.is_monitored else None, bool(one.shown))


SMALL = MonitoringContents(
    body="Camera di commercio di Prova", semester=Semester(2026, 1), scope=Scope(), opens_on=date(2026, 7, 1), answer_by=date(2026, 7, 17),
    validate_by=date(2026, 7, 31), verify_by=date(2026, 9, 11), at=CLOSED, on=date(2026, 9, 18), is_final=True, figures=counted(facts(CHECKS)),
    before=counted(facts(CHECKS[:1])), checks=CHECKS, dropped=(DroppedSaid("B.01.M9", "Misura chiusa", "La misura è cessata."),),
    verifications=(
        VerificationSaid(
            "B.07.M1", "Misura B.07.M1", "UO Gare", "", "Non confermata", "Due controlli su dodici non hanno verbale.", "Rifare i verbali.",
            date(2026, 10, 31), None, "",
        ),
        VerificationSaid("B.07.M2", "Misura B.07.M2", "UO Gare", "Segnalata dall'OIV.", "", "", "", None, None, ""),
    ),
    draws=(DrawSaid("estate 2026", date(2026, 8, 3), "ab" * 32),),
)  # fmt: skip
OPEN = replace(SMALL, is_final=False)
SAID = (
    "Su 5 schede chieste, 4 sono state validate (80,00 %): 1 risulta non monitorata.",
    "Delle 4 che si applicano, 1 è attuata (25,00 %), 1 in ritardo e 1 non attuata.",
    "Nel 2° semestre 2025 la quota delle attuate era del 100,00 %. Hanno almeno una prova allegata 1 scheda.",
    "1 scheda dice che la misura è in ritardo e 1 scheda dice che la misura non è attuata; per una è proposta una nuova data.",
    "Ritardo di un fornitore. Manca il collaudo.",
    "Un addetto in meno da marzo.",
    "Di 1 scheda nessuno ha validato la dichiarazione: non si può dire a che punto era la misura al 30/06/2026.",
    "seme «estate 2026»",
    "1 è stata esaminata: 1 «non confermata».",
    "Rifare i verbali. Entro il 31/10/2026.",
    "Segnalata dall'OIV.",
    "La misura è cessata.",
)


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("form", READERS)
def test_every_format_says_it_all(form):
    read = plain(READERS[form](drawn(SMALL, form)))
    told = plain(" ".join(part.text for part in report(SMALL).parts if isinstance(part, Text)))
    for sentence in SAID:
        if form != "pdf" or sentence in told:  # in a narrow cell of a page words are parted line by line
            assert sentence in read, sentence
    assert "BOZZA" not in read


def test_the_figures_stand_in_their_tables():
    tables = {part.caption: part for part in report(SMALL).parts if isinstance(part, Table)}
    assert [column.head for column in tables["Le schede e i loro esiti"].columns] == [
        "Schede", "Chieste", "Attuate", "In ritardo", "Non attuate", "Non applic.", "Non monit.", "Quota",
    ]  # fmt: skip
    assert [plain(cell) for cell in tables["Le schede e i loro esiti"].rows[0]] == [
        "Di misure specifiche",
        "5",
        "1",
        "1",
        "1",
        "1",
        "1",
        "25,00 %",
    ]
    assert [row[0] for row in tables["Unità per unità: le schede"].rows] == ["UO Gare", "UO Ragioneria"]
    assert [row[0] for row in tables["Schede in ritardo o non attuate, con i motivi"].rows] == ["B.07.M2", "B.07.M3"]
    assert [row[-1] for row in tables["Schede non monitorate"].rows] == ["mai inviata"]


@pytest.mark.parametrize("form", READERS)
def test_while_it_is_open_it_says_that_it_is_provisional(form):
    read = READERS[form](drawn(OPEN, form))
    assert "BOZZA · provvisorio al 18/09/2026" in read
    assert "Il monitoraggio è ancora aperto" in read
    assert file_name(OPEN, form) == f"relazione-monitoraggio-2026-1-bozza.{form}"


def test_of_a_unit_with_a_long_name_every_page_says_that_it_is_provisional():
    checks = tuple(replace(each, code=f"B.07.M{number}{each.code[-1]}") for number in range(40) for each in CHECKS)
    long = replace(OPEN, scope=Scope("A1", "Area Personale, innovazione, sportelli, sedi decentrate e servizi alle imprese"), checks=checks)
    data = drawn(long, "pdf")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    assert pages > 3
    assert READERS["pdf"](data).count("BOZZA · provvisorio al 18/09/2026") >= pages


def test_the_pdf_is_tagged_as_the_law_asks():
    data = drawn(SMALL, "pdf")
    assert broken_rules(data) == []
    assert not Reading(data).faults


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_contents_are_the_same_bytes(form):
    assert drawn(SMALL, form) == drawn(replace(SMALL), form)


def test_the_workbook_has_numbers_and_days():
    book = openpyxl.load_workbook(io.BytesIO(drawn(SMALL, "xlsx")))
    assert book.sheetnames == ["Cifre", "Schede", "Ritardi", "Non monitorate", "Verifiche", "Idoneità", "Rischio", "Uscite"]
    late = next(row for row in book["Ritardi"].iter_rows(values_only=True) if row[0] == "B.07.M2")
    assert date(2026, 12, 31) in [each.date() for each in late if isinstance(each, datetime)]
    assert "Ritardo di un fornitore. Manca il collaudo." in late
    whole = next(row for row in book["Cifre"].iter_rows(values_only=True) if row[0] == "Tutte le schede")
    assert whole[1:9] == (5, 1, 0, 1, 1, 1, 1, 1)
    assert float(whole[9]) == 25
    assert [row[0] for row in book["Non monitorate"].iter_rows(values_only=True) if row[0] and row[0].startswith("B.07")] == ["B.07.M4"]


def test_of_nothing_it_says_that_nothing_was_asked():
    empty = replace(SMALL, checks=(), figures=counted(()), before=None, dropped=(), verifications=(), draws=())
    for form in FORMATS:
        assert drawn(empty, form)
    assert any("non è stata chiesta nessuna scheda" in part.text for part in report(empty).parts if isinstance(part, Text))


@pytest.mark.parametrize("form", READERS)
def test_closed_before_its_days_had_passed_it_says_why(form):
    early = replace(SMALL, on=date(2026, 7, 20), closed_because="Il Consiglio si riunisce il 22 luglio.")
    said = "Il monitoraggio è stato chiuso il 20/07/2026, prima del 31/07/2026, ultimo giorno per validare: «Il Consiglio si riunisce il 22 luglio»."
    assert said in plain(READERS[form](drawn(early, form)))
