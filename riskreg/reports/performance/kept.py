"""What an approved Relazione sulla performance keeps: its contents, and every document drawn from them. What reads and draws is imported where it does."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from riskreg.performance import report_keeping as keeping
from riskreg.performance.models import PerformanceReport
from riskreg.performance.queries import reports
from riskreg.performance.report_keeping import CONTENTS, File

if TYPE_CHECKING:
    from riskreg.reports.performance.contents import ReportContents


@keeping.draws
def files(one: PerformanceReport, at: datetime) -> Sequence[File]:
    from riskreg.reports.performance.documents import FORMATS, drawn, file_name
    from riskreg.reports.performance.queries import contents_for

    contents = contents_for(one.year, at, one)
    names = (CONTENTS, *(name for name in FORMATS if name != CONTENTS))
    return [File(name, file_name(contents, name), FORMATS[name].mime, drawn(contents, name)) for name in names]


def contents_of(one: PerformanceReport, at: datetime) -> "ReportContents":
    """Approved, as it was kept; of a draft, what there is now."""
    from riskreg.reports.performance.queries import contents_for
    from riskreg.reports.performance.to_json import from_json

    found = reports.document(one, CONTENTS) if one.is_frozen else None
    return from_json(found.content.decode()) if found is not None else contents_for(one.year, at, one)


def document(one: PerformanceReport, name: str, at: datetime) -> File:
    """Those bytes of an approved one; of a draft, drawn now."""
    from riskreg.reports.performance.documents import FORMATS, drawn, file_name

    found = reports.document(one, name) if one.is_frozen else None
    if found is not None:
        return File(name, found.file_name, found.mime, found.content)
    contents = contents_of(one, at)
    return File(name, file_name(contents, name), FORMATS[name].mime, drawn(contents, name))
