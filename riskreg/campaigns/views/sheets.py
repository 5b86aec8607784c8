"""The first page of a sheet: what it was last year, whether it may be confirmed as it was, what there is to do."""

from flask import redirect, render_template, url_for

from riskreg.assessments import queries as assessments
from riskreg.campaigns import campaign_sheet, queries, scopes
from riskreg.campaigns.forms import ConfirmForm
from riskreg.campaigns.operations import confirming
from riskreg.campaigns.queries import proposals
from riskreg.campaigns.views import bp
from riskreg.campaigns.views.processes import SHEET
from riskreg.campaigns.views.shared import acting, campaign, here, saved, trail_to
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.campaigns import Standing
from riskreg.domain.permissions import Permission
from riskreg.register import queries as register
from riskreg.waiting.crew import OF_UNITS
from riskreg.web.guards import can, requires, signed_in


@bp.get(SHEET)
@requires(Permission.CAMPAIGN_READ, scopes.row)
def sheet(year: int, process_id: int):
    return _page(year, process_id, ConfirmForm())


def _page(year: int, process_id: int, form):
    one = campaign(year)
    row = queries.row(one.id, process_id)
    today = clock.today()
    scope = register.scope_of(row.process, today)
    sheet = campaign_sheet.shown(row, today, edits=can(Permission.ASSESSMENT_EDIT, scope))
    form.version.data = sheet.assessment.version if sheet.assessment else 0
    waits = can(Permission.CAMPAIGN_MANAGE) and not one.is_closed and sheet.assessment is None
    nudged = waits and queries.has_traces(row)
    return render_template(
        "campaigns/sheet.html", one=one, row=row, today=today, form=form, scope=scope, standing_of=Standing, untouched=waits and not nudged, nudged=nudged,
        sheet=sheet, proposals=proposals.of_row(row), is_theirs=signed_in().has_role(OF_UNITS, scope.lineage), breadcrumbs=trail_to(one, (row.process.code, None)),
    ), form.status  # fmt: skip


@bp.post(f"{SHEET}/inizia")
@requires(Permission.ASSESSMENT_EDIT, scopes.row)
@commits
def begin(year: int, process_id: int):
    row = queries.row(campaign(year).id, process_id)
    one = confirming.begin(row, **acting())
    return redirect(_first_question(one))


def _first_question(one) -> str:
    """The form itself; where each event is scored, that of the first that waits."""
    event = assessments.first_to_answer(one)
    if event is None:
        return url_for("assessments.answer", assessment_id=one.id)
    return url_for("assessments.answer_event", assessment_id=one.id, event_id=event)


@bp.post(f"{SHEET}/conferma")
@requires(Permission.ASSESSMENT_EDIT, scopes.row)
@commits
def confirm(year: int, process_id: int):
    row = queries.row(campaign(year).id, process_id)
    form = ConfirmForm()
    if form.accepts(lambda: confirming.confirm(row, version=form.version.data or 0, **acting())):
        return saved(here(row.campaign), f"{row.process.title}: confermata com'era e inviata.")
    return _page(year, process_id, form)
