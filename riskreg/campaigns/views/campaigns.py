"""The list of campaigns, one of them with all its sheets, a new one, its days, its end."""

from flask import render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.campaigns import hands, listings, offering, queries, sentences
from riskreg.campaigns.forms import CloseForm, OpenForm, SheetForm
from riskreg.campaigns.operations import closing
from riskreg.campaigns.operations import opening as operations
from riskreg.campaigns.operations.opening import Sheet
from riskreg.campaigns.views import bp
from riskreg.campaigns.views.shared import ONE, acting, campaign, here, page, saved, trail_to
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.campaigns import Standing
from riskreg.domain.permissions import Permission
from riskreg.methodology import queries as methodologies
from riskreg.people.queries.reach import units_within
from riskreg.web import lists
from riskreg.web.guards import can, requires, signed_in


@bp.get("/campagne", endpoint="list")
@requires(Permission.CAMPAIGN_READ)
def list_campaigns():
    today = clock.today()
    units = units_within(signed_in(), Permission.CAMPAIGN_READ, today)
    days = {one: sentences.day_of(one, today) for one in queries.campaigns()}
    progress = queries.progress_of(days, units)
    shown = [(one, progress[one.id]) for one in days]
    return render_template("campaigns/list.html", shown=shown, next_year=offering.next_year(today), today=today)


@bp.route("/campagne/nuova", methods=["GET", "POST"], endpoint="open")
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def open_campaign():
    offered = offering.for_year(offering.next_year(clock.today()), clock.today())
    form = OpenForm(obj=offered.proposed)
    form.offer(offered.years, offered.methodologies, offered.processes)
    if form.accepts(lambda: _open(form)):
        return saved(here(form.result), f"Campagna {form.result.year} aperta.")
    return render_template("campaigns/open.html", form=form, offered=offered), form.status


def _open(form):
    chosen = methodologies.methodology(int(form.methodology_id.data))
    sheet = Sheet(form.calendar(), form.instructions.data or "")
    return operations.open_campaign(int(form.year.data), chosen, sheet, form.processes.data, **acting())


@bp.get(ONE)
@requires(Permission.CAMPAIGN_READ)
def detail(year: int):
    one, today = campaign(year), clock.today()
    day = sentences.day_of(one, today)
    units = units_within(signed_in(), Permission.CAMPAIGN_READ, today)
    return lists.respond(
        listings.rows(one, signed_in(), day, picks=can(Permission.CAMPAIGN_MANAGE) and not one.is_closed),
        "campaigns/detail.html",
        one=one,
        today=today,
        progress=queries.progress(one, day, units),
        whole=units is None,
        gone=queries.gone(one) if units is None and not one.is_closed else [],
        standing_of=Standing,
        whose=lambda rows: {sheet.row.id: sheet for sheet in hands.of_rows(one, rows, day)},
        calendar=sentences.calendar(one, today),
    )


@bp.route(f"{ONE}/modifica", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def change(year: int):
    one = campaign(year)
    operations.must_be_open(one)
    form = SheetForm(obj=one)
    sheet = lambda: Sheet(form.calendar(), form.instructions.data or "")  # noqa: E731  # read when the form has been
    if form.accepts(lambda: operations.change(one, sheet(), version=form.version.data, **acting())):
        return saved(here(one), "Campagna modificata.")
    return page(form, one, "Modifica la campagna")


@bp.route(f"{ONE}/chiudi", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def close(year: int):
    one = campaign(year)
    operations.must_be_open(one)
    form, waiting = CloseForm(obj=one), queries.proposals_to_decide(one)
    if form.accepts(lambda: closing.close(one, version=form.version.data, **acting())):
        return saved(url_for("campaigns.review", year=year), f"Campagna {year} chiusa: questo è il riesame.")
    return render_template(
        "campaigns/close.html", one=one, form=form, title="Chiudi la campagna", question=sentences.asked_to_close(one, waiting), tone="primary", waiting=waiting,
        consequences=sentences.before_closing(queries.progress(one, clock.today()), waiting), confirm_label="Chiudi la campagna", cancel_url=here(one), lists=[],
        breadcrumbs=trail_to(one, ("Chiudi", None)),
    ), form.status  # fmt: skip


@bp.get(f"{ONE}/cronologia")
@requires(Permission.CAMPAIGN_MANAGE)
def history(year: int):
    one = campaign(year)
    return render_template(
        "audit/history.html", title=one.title, above=[("Campagne", url_for("campaigns.list")), (str(year), here(one))],
        entries=reading.shown(trail([one.subject])), section="Campagne", back="Torna alla campagna",
    )  # fmt: skip
