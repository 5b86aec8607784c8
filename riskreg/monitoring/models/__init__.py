"""Rows of the monitoring."""

from riskreg.monitoring.models.checks import Check, CheckPeriod, Contribution
from riskreg.monitoring.models.sessions import Session
from riskreg.monitoring.models.suitability import Suitability
from riskreg.monitoring.models.verification import Draw, Verification

__all__ = ["Check", "CheckPeriod", "Contribution", "Draw", "Session", "Suitability", "Verification"]
