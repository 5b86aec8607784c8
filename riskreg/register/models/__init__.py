"""Rows of the register."""

from riskreg.register.models.events import EventFactor, Phase, RiskEvent
from riskreg.register.models.measure_life import MeasureActivation, MeasureDeadline, MeasureMilestone
from riskreg.register.models.measures import Measure, MeasureEvent, MeasureOwner
from riskreg.register.models.processes import Origin, Process, RiskArea, Standing

__all__ = [
    "EventFactor", "Measure", "MeasureActivation", "MeasureDeadline", "MeasureEvent", "MeasureMilestone", "MeasureOwner", "Origin", "Phase", "Process", "RiskArea", "RiskEvent", "Standing",
]  # fmt: skip
