"""The minutes as PDF and Word: drawn when somebody asks."""

from collections.abc import Mapping

from riskreg.reports.plan.story import Told
from riskreg.reports.review import documents
from riskreg.reports.review.documents import Format

FORMATS: Mapping[str, Format] = {name: documents.FORMATS[name] for name in ("pdf", "docx")}


def drawn(told: Told, name: str) -> bytes:
    return documents.drawn(told, name)
