"""Imports every models.py once, so that Alembic and the trail know every table."""

from riskreg.assessments import models as assessments
from riskreg.audit import models as audit
from riskreg.campaigns import models as campaigns
from riskreg.coherence import models as coherence
from riskreg.comments import models as comments
from riskreg.evidence import models as evidence
from riskreg.imports import models as imports
from riskreg.jobs import models as jobs
from riskreg.methodology import models as methodology
from riskreg.monitoring import models as monitoring
from riskreg.notifications import models as notifications
from riskreg.pages import models as pages
from riskreg.people import models as people
from riskreg.performance import models as performance
from riskreg.plans import models as plans
from riskreg.register import models as register
from riskreg.reorganisations import models as reorganisations
from riskreg.search import models as search
from riskreg.waiting import models as waiting
from riskreg.workflow import models as workflow

__all__ = [
    "assessments", "audit", "campaigns", "coherence", "comments", "evidence", "imports", "jobs", "methodology", "monitoring", "notifications", "pages", "people", "performance", "plans", "register", "reorganisations", "search",
    "waiting", "workflow",
]  # fmt: skip
