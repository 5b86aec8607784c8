"""Imports every models.py once, so that Alembic and the trail know every table."""

from riskreg.audit import models as audit
from riskreg.jobs import models as jobs
from riskreg.notifications import models as notifications
from riskreg.people import models as people

__all__ = ["audit", "jobs", "notifications", "people"]
