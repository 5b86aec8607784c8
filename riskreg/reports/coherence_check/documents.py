"""The check of coherence as PDF, page, Excel and data. What draws is imported where it draws."""

from collections.abc import Mapping
from typing import NamedTuple

from riskreg.performance.keeping_coherence import CONTENTS, File
from riskreg.reports.coherence_check.contents import CoherenceContents, to_json
from riskreg.reports.plan.documents import HTML, JSON, PDF, XLSX


class Format(NamedTuple):
    name: str
    label: str
    mime: str


FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", "PDF", PDF), "html": Format("html", "Pagina web", HTML), "xlsx": Format("xlsx", "Excel", XLSX),
    CONTENTS: Format(CONTENTS, "Dati", JSON),
}  # fmt: skip
"""Also what a given opinion keeps."""


def file_name(contents: CoherenceContents, name: str) -> str:
    """ "coerenza-2025-parere-2025-04-10.pdf", "coerenza-2025-oggi.pdf" """
    one = contents.opinion if contents.is_kept else None
    return f"coerenza-{contents.year}-{f'parere-{one.given_on.isoformat()}' if one else 'oggi'}.{name}"


def drawn(contents: CoherenceContents, name: str) -> bytes:
    if name == CONTENTS:
        return to_json(contents)
    if name == "xlsx":
        from riskreg.reports.coherence_check.to_xlsx import xlsx

        return xlsx(contents)
    from riskreg.reports.coherence_check.telling import check

    if name == "pdf":
        from riskreg.reports.plan.to_pdf import draw as pdf

        return pdf(check(contents))
    from riskreg.reports.plan.to_html import draw as html

    return html(check(contents))


def drawn_file(contents: CoherenceContents, name: str) -> File:
    return File(name, file_name(contents, name), FORMATS[name].mime, drawn(contents, name))
