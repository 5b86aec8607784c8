"""Makers of Relazioni sulla performance; Factory has all the others."""

from datetime import date

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.performance.report import Act, Judgment, Outcome
from riskreg.performance import queries
from riskreg.performance.models import PerformanceReport, ReportSection
from riskreg.performance.operations import closing, reports
from riskreg.performance.queries import reports as found
from tests.performance_factory import PerformanceFactory

ACT = Act("Giunta camerale", "Deliberazione n. 12", date(2026, 5, 20))
ADDRESS = "https://www.camera.example/relazione"


class PerformanceReportFactory(PerformanceFactory):
    def closed_year(self, year: int = 2025) -> None:
        """With an indicator and its verified result, where it has none yet."""
        if not queries.count_of(year):
            self.result(self.indicator(f"Pratiche evase nel {year}", year=year, owner="Segreteria"), "60%", year, verified=True)
        if not queries.is_closed(year):
            closing.close(year, **self._by())
        db.session.commit()

    def performance_report(
        self, year: int = 2025, state: str = "draft", *, outcome: Outcome = Outcome.VALIDATED, closed: bool = False
    ) -> PerformanceReport:
        """An approved one is of a year that was closed."""
        if closed or state != "draft":
            self.closed_year(year)
        elif not queries.count_of(year):
            self.indicator(year=year, owner="Segreteria")
        one = reports.begin(year, **self._by())
        if state != "draft":
            reports.approve(one, ACT, **self._by())
        if state not in ("draft", "approved"):
            reports.judge(one, self.judgment_of_oiv(Outcome.REFUSED if state == "refused" else outcome), **self._by())
        if state == "published":
            reports.publish(one, on=clock.today(), address=ADDRESS, **self._by())
        db.session.commit()
        return one

    def judgment_of_oiv(self, outcome: Outcome = Outcome.VALIDATED) -> Judgment:
        return Judgment(outcome, date(2026, 6, 15), "Prot. 1234", "" if outcome is Outcome.VALIDATED else "Target poco chiari.")

    def report_section(self, one: PerformanceReport, section: str = "context", text: str = "Testo di prova.") -> ReportSection:
        made = reports.write(found.section_of(one, section), text, **self._by())
        db.session.commit()
        return made
