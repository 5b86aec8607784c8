"""The Relazione sulla performance as PDF, page, Word, Excel and JSON. What draws is imported where it draws."""

from collections.abc import Mapping
from dataclasses import dataclass

from riskreg.reports.performance.contents import ReportContents
from riskreg.reports.plan.documents import DOCX, HTML, JSON, PDF, XLSX


@dataclass(frozen=True)
class Format:
    name: str
    label: str
    holds: str
    mime: str


FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", "PDF", "Da approvare, da conservare e da pubblicare: accessibile (PDF/UA).", PDF),
    "html": Format("html", "Pagina web", "Lo stesso testo in una sola pagina accessibile, da pubblicare accanto al PDF.", HTML),
    "docx": Format("docx", "Word", "Per chi la riprende in un altro documento.", DOCX),
    "xlsx": Format("xlsx", "Excel", "Le cifre, gli indicatori, il PIRA e gli scostamenti, con i numeri come numeri.", XLSX),
    "json": Format("json", "JSON", "Tutto il contenuto, per un altro programma.", JSON),
}


def file_name(contents: ReportContents, name: str) -> str:
    """ "relazione-performance-2025-rev1-bozza.pdf" """
    revision = f"-rev{contents.revision}" if contents.revision else ""
    return f"relazione-performance-{contents.year}{revision}{'' if contents.is_final else '-bozza'}.{name}"


def drawn(contents: ReportContents, name: str) -> bytes:
    from riskreg.reports.performance.telling import report

    if name == "json":
        from riskreg.reports.performance.to_json import json_bytes

        return json_bytes(contents)
    if name == "xlsx":
        from riskreg.reports.performance.to_xlsx import xlsx

        return xlsx(contents)
    if name == "pdf":
        from riskreg.reports.plan.to_pdf import draw as pdf

        return pdf(report(contents))
    if name == "docx":
        from riskreg.reports.plan.to_docx import draw as docx

        return docx(report(contents))
    from riskreg.reports.plan.to_html import draw as html

    return html(report(contents))
