"""Rows of the register."""

from riskreg.register.models.events import EventFactor, Phase, RiskEvent
from riskreg.register.models.measures import Measure, MeasureEvent, MeasureOwner
from riskreg.register.models.processes import Origin, Process, RiskArea, Standing

__all__ = [
    "EventFactor", "Measure", "MeasureEvent", "MeasureOwner", "Origin", "Phase", "Process", "RiskArea", "RiskEvent", "Standing",
]  # fmt: skip
