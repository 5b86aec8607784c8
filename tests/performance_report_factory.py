"""Makers of Relazioni sulla performance; Factory has all the others."""

from datetime import date

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.performance.indicators import Part
from riskreg.domain.performance.report import Act, Judgment, Outcome
from riskreg.performance import queries, scopes
from riskreg.performance.models import PerformanceReport, ReportSection
from riskreg.performance.operations import closing, indicators, reports, results, targets
from riskreg.performance.operations.indicators import Holder, IndicatorText, Place
from riskreg.performance.operations.results import Given
from riskreg.performance.queries import reports as found
from tests.performance_factory import PerformanceFactory

ACT = Act("Giunta camerale", "Deliberazione n. 12", date(2026, 5, 20))
ADDRESS = "https://www.camera.example/relazione"


class PerformanceReportFactory(PerformanceFactory):
    def closed_year(self, year: int = 2025) -> None:
        """With an indicator and its verified result, where it has none yet."""
        area, by = self.strategic_area(), self._by()
        if not queries.count_of(year):
            text = IndicatorText(part=Part.PERFORMANCE, name=f"Pratiche evase nel {year}", code=f"{queries.last_position() + 1}")
            one = indicators.add(Place(area), text, [Holder(name="Segreteria")], **by)
            row = targets.add(one, year, ">= 50%", **by)
            results.verify(results.enter(row, Given("60%"), scopes.scope_of(one, clock.today()), **by), **by)
        if not queries.is_closed(year):
            closing.close(year, **by)
        db.session.commit()

    def performance_report(
        self, year: int = 2025, state: str = "draft", *, outcome: Outcome = Outcome.VALIDATED, closed: bool = False
    ) -> PerformanceReport:
        """An approved one is of a year that was closed."""
        if closed or state != "draft":
            self.closed_year(year)
        elif not queries.count_of(year):
            self.indicator(year=year, owner="Segreteria")
        by = self._by()
        one = reports.begin(year, **by)
        if state != "draft":
            reports.approve(one, ACT, **by)
        if state not in ("draft", "approved"):
            reports.judge(one, self.judgment_of_oiv(Outcome.REFUSED if state == "refused" else outcome), **by)
        if state == "published":
            reports.publish(one, on=clock.today(), address=ADDRESS, **by)
        db.session.commit()
        return one

    def judgment_of_oiv(self, outcome: Outcome = Outcome.VALIDATED) -> Judgment:
        return Judgment(outcome, date(2026, 6, 15), "Prot. 1234", "" if outcome is Outcome.VALIDATED else "Target poco chiari.")

    def report_section(self, one: PerformanceReport, section: str = "context", text: str = "Testo di prova.") -> ReportSection:
        made = reports.write(found.section_of(one, section), text, **self._by())
        db.session.commit()
        return made
