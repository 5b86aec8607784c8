"""The documents of an edition: which there are, what each is called, how each is drawn from contents.

What draws is imported where it draws: its libraries take most of a second that only documents should pay.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from riskreg.domain.plans import revision_in_file_name
from riskreg.plans.keeping import File
from riskreg.reports.plan.contents import EditionSaid, PlanContents
from riskreg.reports.plan.telling import PARTS

Progress = Callable[[int, int], None]
"""Hears how many pages of how many are drawn."""

PDF, HTML, JSON = "application/pdf", "text/html; charset=utf-8", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Format:
    """One document. `kept`: among those that an adoption keeps for ever; the others are pieces of one of them."""

    name: str
    label: str
    holds: str
    stem: str
    ending: str
    mime: str
    draw: Callable[[PlanContents, Progress | None], bytes]
    kept: bool = True


def _pdf(contents: PlanContents, progress: Progress | None) -> bytes:
    from riskreg.reports.plan.to_pdf import pdf

    return pdf(contents, progress)


def _html(contents: PlanContents, _progress: Progress | None) -> bytes:
    from riskreg.reports.plan.to_html import html

    return html(contents)


def _xlsx(contents: PlanContents, _progress: Progress | None) -> bytes:
    from riskreg.reports.plan.to_xlsx import xlsx

    return xlsx(contents)


def _json(contents: PlanContents, _progress: Progress | None) -> bytes:
    from riskreg.reports.plan.to_json import json_bytes

    return json_bytes(contents)


def _docx(part: str) -> Callable[[PlanContents, Progress | None], bytes]:
    def draw(contents: PlanContents, _progress: Progress | None) -> bytes:
        from riskreg.reports.plan.to_docx import docx

        return docx(contents, part)

    return draw


_FORMATS = (
    Format(
        "pdf", "Allegato A, PDF", "Cifre, metodo, una scheda per ogni processo, misure generali, consultazione: da pubblicare. Accessibile (PDF/UA) e da conservare (PDF/A).",
        "allegato-a", "pdf", PDF, _pdf,
    ),
    Format("html", "Allegato A, pagina web", "Lo stesso testo in una sola pagina, che si legge anche sul telefono e con uno screen reader.", "allegato-a", "html", HTML, _html),
    Format("xlsx", "Allegato A, Excel", "Un foglio per tabella: cifre, misure, processi, punteggi, eventi, contributi.", "allegato-a", "xlsx", XLSX, _xlsx),
    Format("json", "Allegato A, dati", "Gli stessi dati per altri programmi, in JSON.", "allegato-a", "json", JSON, _json),
    Format("docx", "Sezione 2.3, Word", "Tutto il testo con titoli, tabelle e didascalie di Word: per chi compone il PIAO.", "sezione-2-3", "docx", DOCX, _docx("")),
    *(
        Format(f"docx-{part}", f"Sezione 2.3, Word: {label.lower()}", f"Solo la parte «{label}».", f"sezione-2-3-{part}", "docx", DOCX, _docx(part), kept=False)
        for part, (label, _tell) in PARTS.items()
    ),
)  # fmt: skip

FORMATS: Mapping[str, Format] = {one.name: one for one in _FORMATS}
KEPT = tuple(one.name for one in _FORMATS if one.kept)


def file_name(one: Format, edition: EditionSaid) -> str:
    """ "allegato-a-2026-2028-rev1-bozza.pdf" """
    revision = revision_in_file_name(edition.revision)
    draft = "" if edition.is_final else "-bozza"
    return f"{one.stem}-{edition.first_year}-{edition.last_year}{revision}{draft}.{one.ending}"


def drawn_file(one: Format, contents: PlanContents, progress: Progress | None = None) -> File:
    return File(one.name, file_name(one, contents.edition), one.mime, one.draw(contents, progress))
