"""The delta as PDF, page and Word: drawn when somebody asks, for it is two pages. What draws is imported where it draws."""

from collections.abc import Mapping
from typing import NamedTuple

from riskreg.reports.plan.documents import DOCX, HTML, PDF
from riskreg.reports.plan.story import Told


class Format(NamedTuple):
    name: str
    label: str
    mime: str


FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", "PDF", PDF), "html": Format("html", "Pagina web", HTML), "docx": Format("docx", "Word", DOCX),
}  # fmt: skip


def drawn(told: Told, name: str) -> bytes:
    if name == "pdf":
        from riskreg.reports.plan.to_pdf import draw as pdf

        return pdf(told)
    if name == "docx":
        from riskreg.reports.plan.to_docx import draw as docx

        return docx(told)
    from riskreg.reports.plan.to_html import draw as html

    return html(told)
