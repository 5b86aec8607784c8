"""Imports every models.py once, so that Alembic and the trail know every table."""

from riskreg.audit import models as audit
from riskreg.imports import models as imports
from riskreg.jobs import models as jobs
from riskreg.people import models as people

__all__ = ["audit", "imports", "jobs", "people"]
