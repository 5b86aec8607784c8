"""Rows of performance."""

from riskreg.performance.models.indicators import Indicator, IndicatorOwner
from riskreg.performance.models.links import IndicatorMeasure
from riskreg.performance.models.objectives import Objective, StrategicArea
from riskreg.performance.models.opinions import CoherenceDocument, CoherenceOpinion
from riskreg.performance.models.reports import PerformanceReport, ReportDocument, ReportSection
from riskreg.performance.models.rounds import Request, RequestNudge, Round
from riskreg.performance.models.sampling import Inspection, RoundDraw
from riskreg.performance.models.years import IndicatorYear, PerformanceYear, Reading

__all__ = [
    "CoherenceDocument",
    "CoherenceOpinion",
    "Indicator",
    "IndicatorMeasure",
    "IndicatorOwner",
    "IndicatorYear",
    "Inspection",
    "Objective",
    "PerformanceReport",
    "PerformanceYear",
    "Reading",
    "ReportDocument",
    "ReportSection",
    "Request",
    "RequestNudge",
    "Round",
    "RoundDraw",
    "StrategicArea",
]
