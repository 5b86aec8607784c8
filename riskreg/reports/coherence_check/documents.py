"""The check of coherence as PDF, page, Excel and data. What draws is imported where it draws."""

from collections.abc import Mapping

from riskreg.performance.keeping_coherence import CONTENTS, File
from riskreg.reports.coherence_check.contents import CoherenceContents, to_json
from riskreg.reports.plan.documents import HTML, JSON, PDF, XLSX

MIMES: Mapping[str, str] = {"pdf": PDF, "html": HTML, "xlsx": XLSX, CONTENTS: JSON}
"""By the name of the document; a given opinion keeps each of them."""


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
    return File(name, file_name(contents, name), MIMES[name], drawn(contents, name))
