"""The register in Excel: out, and where to bring it back."""

from flask import render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.jobs import operations as jobs
from riskreg.register.columns import SHEETS
from riskreg.register.operations import exporting
from riskreg.register.queries import counting
from riskreg.register.views import bp
from riskreg.register.views.shared import acting, saved
from riskreg.register.work import EXPORT
from riskreg.web import downloads
from riskreg.web.guards import requires


@bp.get("/registro/excel")
@requires(Permission.REGISTER_READ)
def workbook():
    return render_template("register/workbook.html", sheets=SHEETS)


@bp.post("/registro/excel/scarica")
@requires(Permission.REGISTER_READ)
@commits
def export():
    """A small register at once; a large one in the background, where nobody waits for it."""
    if counting.rows() > exporting.AT_ONCE:
        job, _is_new = jobs.ask(EXPORT, {}, **acting())
        return saved(
            url_for("jobs.detail", job_id=job.id),
            "Il registro è grande: il file si prepara in questa pagina, che puoi lasciare. Lo ritrovi in «Lavori in corso».",
        )
    return downloads.send(exporting.export(**acting()), f"registro-{clock.today()}.xlsx", downloads.XLSX)
