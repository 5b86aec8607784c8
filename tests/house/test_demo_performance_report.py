"""The demo's Relazione sulla performance 2025 says the figures of the year that it closes, and is kept whole."""

from decimal import Decimal

from riskreg.core import clock
from riskreg.performance import attainment, report_vouching
from riskreg.performance.queries import reports
from riskreg.reports.performance import kept


def test_the_report_of_2025_says_what_the_year_came_to(demo):
    one = reports.last_of(2025)
    contents = kept.contents_of(one, clock.now())
    whole = contents.whole
    assert (one.state, whole.whole, whole.reached, whole.partly, whole.missed, whole.to_judge) == ("published", 124, 83, 0, 21, 20)
    assert whole.share == Decimal("79.81")
    assert dict(attainment.of(2025).whole.verdicts) == {"yes": 83, "partial": 0, "no": 21, "manual": 20}
    assert len(contents.deviations()) == 21
    assert sum(len(those) for _mission, programmes in contents.pira() for _programme, those in programmes) == 42
    assert [mission for mission, _programmes in contents.pira()][:2] == [
        "011 Competitività e sviluppo delle imprese",
        "012 Regolazione dei mercati",
    ]
    assert all(contents.text(each.section) for each in one.sections), "every text is written"


def test_its_documents_are_vouched_for(demo):
    assert {row.name for row in reports.kept(reports.last_of(2025))} == {"json", "pdf", "html", "docx", "xlsx"}
    assert report_vouching.altered_report_documents() is None
    assert report_vouching.unguarded_reports() is None
