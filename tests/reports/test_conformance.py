"""What a document declares, PDF/UA-1 and PDF/A-2a, is true: by a validator, and by a reading of its structure that knows nothing of it.
Damaged copies show that the two have teeth."""

import io
import re
from collections.abc import Callable

import page
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf
from reportlab.pdfbase import pdfmetrics

from riskreg.reports.tagged import faces
from riskreg.reports.tagged.words import Span
from tests.reports import example
from tests.reports.structure import Reading

NOT_TRUE = {"STREAM-LENGTH-001"}
"""The validator takes a stream that ends with a carriage return for one of the wrong length."""


def broken_rules(data: bytes) -> list[str]:
    limits = page.SafetyLimits.unlimited()
    reports = [page.validate_pdf_bytes(data, profile=profile, limits=limits) for profile in ("ua1", "2a")]
    failures = [failure for report in reports for failure in report.failures]
    return [f"{each.rule_id}: {each.message}" for each in failures if not any(each.rule_id.endswith(rule) for rule in NOT_TRUE)]


def test_a_long_document_keeps_both_norms(document):
    assert broken_rules(document) == []


def test_its_structure_is_whole(reading):
    assert reading.faults == []


def test_a_short_one_too(small):
    assert broken_rules(small) == []
    assert Reading(small).faults == []


def test_it_says_both_norms_its_title_and_its_language(small):
    with pikepdf.open(io.BytesIO(small)) as pdf:
        assert str(pdf.docinfo.CreationDate) == str(pdf.docinfo.ModDate) == "D:20261121093000+00'00'"
        with pdf.open_metadata(update_docinfo=False) as said:
            assert (said["pdfuaid:part"], said["pdfaid:part"], said["pdfaid:conformance"]) == ("1", "2", "A")
            assert said["dc:title"] == str(pdf.docinfo.Title) == "Allegato A – Registro dei rischi"
            assert said["dc:creator"] == ["Camera di commercio di Valdarena"] == [str(pdf.docinfo.Author)]
            assert said["dc:description"] == str(pdf.docinfo.Subject) == "Triennio 2026–2028"
            assert said["xmp:CreateDate"] == "2026-11-21T09:30:00+00:00"
        assert (str(pdf.Root.Lang), bool(pdf.Root.ViewerPreferences.DisplayDocTitle)) == ("it-IT", True)


def test_whatever_can_be_typed_keeps_them():
    """Every sign that a face has, and those that none has; both faces have some for private use, which PDF/A-2a refuses."""
    made = example.report(rows=1)
    for face in (faces.REGULAR, faces.BOLD_ITALIC, faces.SIGNS):
        faces.characters(face)
        signs = "".join(map(chr, sorted(pdfmetrics.getFont(face).face.charToGlyph)))
        made.text([Span(signs, bold=face == faces.BOLD_ITALIC, italic=face == faces.BOLD_ITALIC)])
    made.text("\ue123 \uffff \ufffe \ud800 \U0001f389")
    assert broken_rules(made.pdf()) == []


# Damage


def first(pdf: Pdf, role: str) -> Object:
    found = [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/S") == Name(f"/{role}") and "/P" in each]
    return found[0]


def no_words_for_a_picture(pdf: Pdf) -> None:
    del first(pdf, "Figure").Alt


def a_head_of_nothing(pdf: Pdf) -> None:
    del first(pdf, "TH").A


def a_row_without_a_cell(pdf: Pdf) -> None:
    rows = first(pdf, "TBody").K
    rows[0].K = Array(list(rows[0].K)[:-1])


def marks_of_two_paragraphs_exchanged(pdf: Pdf) -> None:
    marks = pdf.Root.StructTreeRoot.ParentTree.Nums[5]
    marks[0], marks[3] = marks[3], marks[0]


def words_in_no_mark(pdf: Pdf) -> None:
    content = pdf.pages[2].Contents.read_bytes()
    pdf.pages[2].Contents = pdf.make_stream(re.sub(rb"/P <</MCID 1>> BDC(.*?)EMC", rb"\1", content, count=1, flags=re.DOTALL))


def words_that_nobody_says(pdf: Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K.K
    del kids[len(kids) - 8]


def a_level_left_out(pdf: Pdf) -> None:
    first(pdf, "H2").S = Name.H4


def a_link_without_words(pdf: Pdf) -> None:
    link = next(annotation for each in pdf.pages for annotation in each.obj.get("/Annots", []))
    del link.Contents


def a_face_left_out(pdf: Pdf) -> None:
    descriptor = next(each for each in pdf.objects if isinstance(each, Dictionary) and "/FontFile2" in each)
    del descriptor.FontFile2


def no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


def no_title_in_the_window(pdf: Pdf) -> None:
    del pdf.Root.ViewerPreferences


def no_colours_meant(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


DAMAGE = [
    no_words_for_a_picture, a_head_of_nothing, a_row_without_a_cell, marks_of_two_paragraphs_exchanged, words_in_no_mark,
    words_that_nobody_says, a_level_left_out, a_link_without_words, a_face_left_out, no_language, no_title_in_the_window, no_colours_meant,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_damage_is_seen(small, damage: Callable[[Pdf], None]):
    with pikepdf.open(io.BytesIO(small)) as pdf:
        damage(pdf)
        changed = io.BytesIO()
        pdf.save(changed)
    assert Reading(changed.getvalue()).faults or broken_rules(changed.getvalue())
