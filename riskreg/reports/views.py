"""The pages of documents: `/piani/N/documenti`."""

from flask import Blueprint, render_template, url_for

from riskreg.core import clock
from riskreg.domain.permissions import Permission
from riskreg.plans import queries as plans
from riskreg.reports.plan import work
from riskreg.web.guards import requires

__all__ = ["bp", "work"]  # imported here, so that its kinds are known wherever the application is

bp = Blueprint("reports", __name__)


@bp.get("/piani/<int:edition_id>/documenti")
@requires(Permission.PLAN_DOCUMENT)
def plan_documents(edition_id: int):
    from riskreg.reports.plan import documents, queries

    edition = plans.edition(edition_id)
    return render_template(
        "reports/plan_documents.html",
        edition=edition,
        breadcrumbs=_trail(edition),
        kind=work.DOCUMENT,
        formats=documents.FORMATS.values(),
        processes=queries.processes_of_today(clock.today()),
    )


def _trail(edition):
    """The pages of editions stand above this one."""
    here = url_for("plans.detail", edition_id=edition.id)
    return [("Piano", None), ("Edizioni", url_for("plans.list")), (edition.name, here), ("Documenti", None)]
