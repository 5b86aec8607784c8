"""/lavori."""

from flask import Blueprint

from riskreg.domain.permissions import Permission
from riskreg.web.guards import requires

bp = Blueprint("jobs", __name__)


@bp.get("/lavori")
@requires(Permission.JOB_READ_OWN)
def list() -> str:
    return ""
