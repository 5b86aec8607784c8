"""The list of sessions, one of them with all its checks, a new one, its days, its end."""

from flask import render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission, may
from riskreg.domain.semesters import read_semester
from riskreg.monitoring import cockpit, listings, queries, sentences
from riskreg.monitoring.forms import CloseForm, OpenForm, SheetForm
from riskreg.monitoring.operations import closing
from riskreg.monitoring.operations import opening as operations
from riskreg.monitoring.operations.opening import Sheet
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import ONE, acting, here, page, saved, session, trail_to
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in


@bp.get("/monitoraggio", endpoint="list")
@requires(Permission.MONITORING_READ)
def list_sessions():
    today = clock.today()
    shown = cockpit.of_all(signed_in(), today)
    return render_template("monitoring/list.html", shown=shown, next_one=sentences.next_to_open(today), today=today)


@bp.route("/monitoraggio/apri", methods=["GET", "POST"], endpoint="open")
@requires(Permission.MONITORING_MANAGE)
@commits
def open_session():
    offered = sentences.to_open(clock.today())
    form = OpenForm(obj=offered.proposed)
    form.offer(offered.semesters)
    if form.accepts(lambda: _open(form)):
        return saved(here(form.result), f"{form.result.title} aperto.")
    return render_template("monitoring/open.html", form=form, offered=offered), form.status


def _open(form):
    sheet = Sheet(form.calendar(), form.instructions.data or "")
    return operations.open_session(read_semester(form.semester.data), sheet, with_steady=form.with_steady.data, **acting())


@bp.get(ONE)
@requires(Permission.MONITORING_READ)
def detail(year: int, half: int):
    one, today = session(year, half), clock.today()
    day, kept = sentences.day_of(one, today), listings.kept(one)
    picks = not one.is_closed and may(signed_in(), Permission.MONITORING_MANAGE)
    return lists.respond(
        listings.checks(one, signed_in(), day, request.args.get("stato", ""), kept, picks=picks),
        "monitoring/detail.html",
        one=one,
        today=today,
        board=cockpit.board(one, signed_in(), day, kept),
        calendar=sentences.calendar(one, today),
        owner_of=lambda row: listings.owner_of(row, kept),
    )


@bp.route(f"{ONE}/modifica", methods=["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
@commits
def change(year: int, half: int):
    one = session(year, half)
    operations.must_be_open(one)
    form = SheetForm(obj=one)
    sheet = lambda: Sheet(form.calendar(), form.instructions.data or "")  # noqa: E731  # read when the form has been
    if form.accepts(lambda: operations.change(one, sheet(), version=form.version.data, **acting())):
        return saved(here(one), "Monitoraggio modificato.")
    return page(form, one, "Modifica il monitoraggio")


@bp.post(f"{ONE}/aggiorna")
@requires(Permission.MONITORING_MANAGE)
@commits
def update(year: int, half: int):
    one = session(year, half)
    found = operations.bring_up_to_date(one, **acting())
    return saved(here(one), sentences.updated(found.added, found.dropped))


@bp.route(f"{ONE}/chiudi", methods=["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
@commits
def close(year: int, half: int):
    one = session(year, half)
    operations.must_be_open(one)
    asked = sentences.to_close(one, queries.counted(one), queries.to_verify(one), clock.today())
    form = CloseForm(obj=one)
    form.ask_why(is_early=asked.is_early)
    because = lambda: form.because.data if asked.is_early else ""  # noqa: E731  # read when the form has been
    if form.accepts(lambda: closing.close(one, because(), version=form.version.data, **acting())):
        return saved(here(one), f"{one.title} chiuso: i suoi numeri restano questi.")
    return render_template(
        "confirm.html", form=form, title="Chiudi il monitoraggio", question=asked.question, tone="primary", consequences=asked.said,
        confirm_label=asked.label, cancel_url=here(one), lists=[], breadcrumbs=trail_to(one, ("Chiudi", None)),
    ), form.status  # fmt: skip


@bp.get(f"{ONE}/cronologia")
@requires(Permission.MONITORING_MANAGE)
def history(year: int, half: int):
    one = session(year, half)
    return render_template(
        "audit/history.html", title=one.title, above=[("Monitoraggio", url_for("monitoring.list")), (one.semester.label, here(one))],
        entries=reading.shown(trail([one.subject])), section="Monitoraggio", back="Torna al monitoraggio",
    )  # fmt: skip
