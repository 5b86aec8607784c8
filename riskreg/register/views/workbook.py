"""The register in Excel: out, and where to bring it back."""

from flask import render_template

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.register.columns import SHEETS
from riskreg.register.operations import exporting
from riskreg.register.views import bp
from riskreg.register.views.shared import acting
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
    return downloads.send(exporting.export(**acting()), f"registro-{clock.today()}.xlsx", downloads.XLSX)
