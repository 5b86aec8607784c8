"""Rows of the monitoring."""

from riskreg.monitoring.models.checks import Check, CheckContribution, CheckPeriod
from riskreg.monitoring.models.nudges import CheckNudge
from riskreg.monitoring.models.sessions import Session
from riskreg.monitoring.models.suitability import Suitability
from riskreg.monitoring.models.verification import Draw, Verification

__all__ = ["Check", "CheckContribution", "CheckNudge", "CheckPeriod", "Draw", "Session", "Suitability", "Verification"]
