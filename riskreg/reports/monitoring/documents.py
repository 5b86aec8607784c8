"""The monitoring report as PDF, page, Word and Excel: drawn when somebody asks. What draws is imported where it draws."""

from collections.abc import Mapping
from typing import NamedTuple

from riskreg.reports.monitoring.contents import MonitoringContents
from riskreg.reports.plan.documents import DOCX, HTML, PDF, XLSX


class Format(NamedTuple):
    name: str
    label: str
    holds: str
    mime: str


FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", "PDF", "Da conservare e da pubblicare: accessibile (PDF/UA).", PDF),
    "docx": Format("docx", "Word", "Per chi la riprende in un altro documento.", DOCX),
    "xlsx": Format("xlsx", "Excel", "Tutte le cifre e tutte le schede, un foglio per elenco.", XLSX),
    "html": Format("html", "Pagina web", "Lo stesso testo in una sola pagina, che si legge anche senza riskreg.", HTML),
}


def file_name(contents: MonitoringContents, name: str) -> str:
    """ "relazione-monitoraggio-2026-1-UO3-bozza.pdf" """
    code = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in contents.scope.code)
    unit = f"-{'area-' if contents.scope.is_area else ''}{code}" if code else ""
    draft = "" if contents.is_final else "-bozza"
    return f"relazione-monitoraggio-{contents.semester.slug}{unit}{draft}.{name}"


def drawn(contents: MonitoringContents, name: str) -> bytes:
    from riskreg.reports.monitoring.telling import report

    if name == "xlsx":
        from riskreg.reports.monitoring.to_xlsx import xlsx

        return xlsx(contents)
    if name == "pdf":
        from riskreg.reports.plan.to_pdf import draw as pdf

        return pdf(report(contents))
    if name == "docx":
        from riskreg.reports.plan.to_docx import draw as docx

        return docx(report(contents))
    from riskreg.reports.plan.to_html import draw as html

    return html(report(contents))
