"""Imports every models.py once, so that Alembic and the trail know every table."""

from riskreg.audit import models as audit
from riskreg.imports import models as imports
from riskreg.jobs import models as jobs
from riskreg.notifications import models as notifications
from riskreg.pages import models as pages
from riskreg.people import models as people
from riskreg.reorganisations import models as reorganisations

__all__ = ["audit", "imports", "jobs", "notifications", "pages", "people", "reorganisations"]
