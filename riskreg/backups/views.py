"""/copie-di-sicurezza: when the last good copy was made, which ones there are, one more now."""

from flask import Blueprint, render_template

from riskreg.backups import nightly, operations, queries
from riskreg.core import clock, restored, settings
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.web import downloads
from riskreg.web.guards import requires, signed_in

__all__ = ["bp", "nightly"]  # imported here, so that its kinds are known wherever the application is

bp = Blueprint("backups", __name__)


@bp.get("/copie-di-sicurezza", endpoint="list")
@requires(Permission.BACKUP_MANAGE)
def list_copies():
    copies = queries.copies()
    return render_template(
        "backups/list.html",
        copies=copies,
        last=copies[0] if copies else None,
        is_late=queries.is_late(clock.now()),
        last_job=queries.last_job(),
        rotation=settings.current().rotation,
        folder=settings.current().backups,
        mark=restored.mark(),
    )


@bp.post("/copie-di-sicurezza/<string:name>/scarica")
@requires(Permission.BACKUP_MANAGE)
@commits
def download(name: str):
    """A POST, because taking a copy away is noted in the trail."""
    found = operations.hand_over(name, by=signed_in(), at=clock.now())
    return downloads.stream(found.path, found.name, downloads.ZIP)
