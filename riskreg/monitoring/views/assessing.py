"""What the RPCT writes about a session before it is closed."""

from flask import url_for

from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.monitoring.forms.assessing import AssessForm
from riskreg.monitoring.operations import assessing
from riskreg.monitoring.operations import opening as operations
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import ONE, acting, page, saved, session
from riskreg.web.guards import requires

LEAD = (
    "Che cosa il monitoraggio dice del piano, e che cosa proponi. Si legge nella relazione, prima della firma; chiuso il monitoraggio, resta come l'hai "
    "scritta."
)


@bp.route(f"{ONE}/valutazione", methods=["GET", "POST"])
@requires(Permission.SUITABILITY_JUDGE)
@commits
def assess(year: int, half: int):
    one = session(year, half)
    operations.must_be_open(one)
    form, back = AssessForm(obj=one), url_for("reports.monitoring_report", year=year, half=half, _anchor="valutazione-dell-rpct")
    if form.accepts(lambda: assessing.assess(one, form.assessment.data or "", version=form.version.data, **acting())):
        return saved(back, "Valutazione salvata: si legge nella relazione.")
    return page(form, one, "Valutazione dell'RPCT", lead=LEAD, back=back, note=False)
