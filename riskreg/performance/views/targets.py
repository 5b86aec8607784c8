"""The target of an indicator, year by year."""

from types import SimpleNamespace

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.performance import queries
from riskreg.performance.forms import NewYearForm, TargetForm
from riskreg.performance.operations import targets as operations
from riskreg.performance.views import bp
from riskreg.performance.views.shared import ONE, YEAR, about, acting, here, page, saved, trail_to
from riskreg.web.guards import requires


@bp.route(f"{ONE}/target", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def new_year(indicator_id: int):
    one = queries.indicator(indicator_id)
    next_year = max((row.year for row in one.years), default=clock.today().year - 1) + 1
    form = NewYearForm(data={"year": next_year})
    if form.accepts(lambda: operations.add(one, form.year.data, form.target.data, **acting())):
        return saved(here(one, form.year.data), "Target aggiunto.")
    title = "Aggiungi il target di un anno"
    return page(form, title, breadcrumbs=trail_to(one, (title, None)), back=here(one), eyebrow=one.title)


@bp.route(f"{YEAR}/target", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def edit_target(indicator_id: int, year: int):
    one = queries.indicator(indicator_id)
    row = queries.year_of(one, year)
    operations.insist_open(year)
    form = TargetForm(obj=SimpleNamespace(version=row.version, way=None, target=row.target, act=row.act))
    if form.accepts(lambda: _save(row, form)):
        return saved(here(one, year), "Target salvato: l'esito è stato ricalcolato.")
    return about(form, one, year, "Cambia il target", lead=_lead(row))


def _save(row, form):
    given = {"version": form.version.data, **acting()}
    if form.way.data == "remove":
        return operations.remove(row, form.act.data or "", **given)
    if form.way.data == "change":
        return operations.change(row, form.target.data or "", form.act.data or "", **given)
    return operations.correct(row, form.target.data or "", **given)


def _lead(row) -> str | None:
    return f"Approvato: «{row.original}». Oggi: «{row.target}», {row.state_label.lower()} con {row.act}." if row.original else None
