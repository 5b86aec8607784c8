"""The pages of documents: `/piani/N/documenti`."""

from flask import Blueprint, current_app, render_template, url_for

from riskreg.core import clock
from riskreg.domain.permissions import Permission
from riskreg.reports.plan import documents, queries, work
from riskreg.web.guards import requires, signed_in

__all__ = ["bp", "work"]  # imported here, so that its kinds are known wherever the application is

bp = Blueprint("reports", __name__)


@bp.get("/piani/<int:edition_id>/documenti")
@requires(Permission.PLAN_READ)
def plan_documents(edition_id: int):
    """A draft is for fewer people than what was adopted: `queries.offered` asks again."""
    edition = queries.offered(edition_id, by=signed_in())
    return render_template(
        "reports/plan_documents.html",
        edition=edition,
        breadcrumbs=_trail(edition),
        kind=work.kind_for(edition),
        formats=documents.FORMATS.values(),
        processes=queries.processes_of_today(clock.today()),
    )


def _trail(edition):
    """The pages of editions stand above this one; the only place that knows their addresses."""
    above = [("Piani", "plans.list", {}), (edition.name, "plans.detail", {"edition_id": edition.id})]
    known = current_app.view_functions
    return [
        ("Piano e misure", None),
        *((label, url_for(end, **named) if end in known else None) for label, end, named in above),
        ("Documenti", None),
    ]
