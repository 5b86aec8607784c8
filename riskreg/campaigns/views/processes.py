"""Processes that come into a campaign or leave it, and the first page of a sheet."""

from riskreg.campaigns import offering, queries
from riskreg.campaigns.forms import AddForm, LeaveOutForm
from riskreg.campaigns.operations import opening as operations
from riskreg.campaigns.views import bp
from riskreg.campaigns.views.shared import ONE, acting, campaign, here, page, saved
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.web.guards import requires

SHEET = f"{ONE}/processi/<int:process_id>"


@bp.route(f"{ONE}/aggiungi", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def add(year: int):
    one = campaign(year)
    operations.must_be_open(one)
    form = AddForm(obj=one)
    form.offer(offering.missing(one))
    if form.accepts(lambda: operations.add_processes(one, form.processes.data or (), version=form.version.data, **acting())):
        return saved(here(one), f"{plural(form.result, 'processo aggiunto', 'processi aggiunti')} alla campagna.")
    return page(form, one, "Aggiungi processi", submit="Aggiungi", above="campaigns/_adding.html", nothing=not form.processes.choices)


@bp.route(f"{SHEET}/togli", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def leave_out(year: int, process_id: int):
    one = campaign(year)
    row = queries.row(one.id, process_id)
    operations.must_be_untouched(row)
    form = LeaveOutForm()
    if form.accepts(lambda: operations.leave_out(row, form.because.data, **acting())):
        return saved(here(one), f"{row.process.title} non è più nella campagna.")
    return page(form, one, f"Togli {row.process.title} dalla campagna", submit="Togli dalla campagna")
