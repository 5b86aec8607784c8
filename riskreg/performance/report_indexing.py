"""The approved Relazioni sulla performance, found by searching: a draft is for few, and what is found is for everybody."""

from collections.abc import Iterable

from riskreg.domain.permissions import Permission
from riskreg.performance.models import PerformanceReport
from riskreg.performance.queries import reports as queries
from riskreg.search import kinds, operations
from riskreg.search.kinds import Kind
from riskreg.search.operations import Entry

REPORT = "performance_report"
"""What is found leads to its year, where every revision is."""


def report(one: PerformanceReport) -> None:
    operations.index_many([_entry(one)])


def _entry(one: PerformanceReport) -> Entry:
    text = "\n".join(part for part in (one.act_body, one.act_number, *(each.text for each in queries.in_order(one))) if part)
    return Entry(
        one.subject, REPORT, str(one.year), one.title, text, None, one.year, also="relazione performance OIV validazione risultati"
    )


def _all() -> Iterable[Entry]:
    return [_entry(one) for one in queries.every() if one.is_frozen]


kinds.register(
    Kind(
        REPORT, label="Relazioni sulla performance", endpoint="reports.performance_report", argument="year",
        permission=Permission.PERFORMANCE_READ, entries=_all, place=61,
    )
)  # fmt: skip
