"""Which way indicators should go: proposals confirmed by a person, one or many."""

from flask import flash, redirect, render_template, url_for

from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.performance.indicators import DIRECTION_LABELS
from riskreg.domain.permissions import Permission
from riskreg.domain.targets import Direction
from riskreg.performance import queries
from riskreg.performance.forms import DirectionForm, DirectionsForm
from riskreg.performance.operations import indicators as operations
from riskreg.performance.views import bp
from riskreg.performance.views.shared import ONE, acting, here, page, saved, trail_to, year_asked
from riskreg.web.guards import requires

AT_ONCE = 200


@bp.route(f"{ONE}/direzione", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def direct(indicator_id: int):
    one = queries.indicator(indicator_id)
    form = DirectionForm(data={"version": one.version, "direction": one.direction or one.direction_proposed})
    if form.accepts(lambda: operations.direct(one, Direction(form.direction.data), version=form.version.data, **acting())):
        return saved(here(one), "Direzione confermata: gli esiti sono stati ricalcolati.")
    title = "Da che parte è meglio"
    lead = "Riskreg la propone dalle parole dell'indicatore; la conferma una persona. Senza, un target senza segno resta da valutare."
    return page(form, title, breadcrumbs=trail_to(one, (title, None)), back=here(one), eyebrow=one.title, lead=lead, submit="Conferma")


@bp.route("/performance/direzioni", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def directions():
    year = year_asked()
    rows = queries.to_direct(year)[:AT_ONCE]
    form = DirectionsForm()
    form.offer([(str(row.indicator_id), _said(row)) for row in rows])
    if form.accepts(lambda: _confirm(form, rows)):
        return redirect(url_for("performance.list", anno=year))
    crumbs = [("Performance", url_for("performance.list", anno=year)), ("Direzioni da confermare", None)]
    return render_template("performance/directions.html", form=form, rows=rows, year=year, breadcrumbs=crumbs), form.status


def _said(row) -> str:
    one = row.indicator
    way = DIRECTION_LABELS[one.direction_proposed].partition(":")[0].lower()
    return f"{way} — {one.title} (target: {row.target})"


def _confirm(form, rows) -> None:
    chosen = set(form.numbers())
    for row in rows:
        if row.indicator_id in chosen:
            operations.direct(row.indicator, Direction(row.indicator.direction_proposed), **acting())
    flash(f"{plural(len(chosen), 'direzione confermata', 'direzioni confermate')}: gli esiti sono stati ricalcolati.", "ok")
