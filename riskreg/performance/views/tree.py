"""Strategic areas and operational objectives."""

from flask import render_template, url_for

from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.performance import queries
from riskreg.performance.forms import AreaForm, ObjectiveForm
from riskreg.performance.operations import tree as operations
from riskreg.performance.operations.tree import Words
from riskreg.performance.views import bp
from riskreg.performance.views.shared import acting, page, saved, year_asked
from riskreg.web.guards import requires

TITLE = "Aree e obiettivi"


def _here(anchor: str | None = None) -> str:
    return url_for("performance.tree", _anchor=anchor)


def _crumbs(title: str):
    return [("Performance", url_for("performance.list")), (TITLE, _here()), (title, None)]


def _words(form) -> Words:
    return Words(form.name.data, form.code.data or "" if "code" in form else "", form.description.data)


@bp.get("/performance/aree")
@requires(Permission.PERFORMANCE_READ)
def tree():
    year = year_asked()
    return render_template("performance/tree.html", found=queries.tree(year), year=year)


@bp.route("/performance/aree/nuova", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def new_area():
    form = AreaForm()
    del form.version
    if form.accepts(lambda: operations.add_area(_words(form), **acting())):
        return saved(_here(f"area-{form.result.id}"), "Area strategica aggiunta.")
    title = "Nuova area strategica"
    return page(form, title, breadcrumbs=_crumbs(title), back=_here())


@bp.route("/performance/aree/<int:strategic_area_id>/modifica", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def edit_area(strategic_area_id: int):
    one = queries.area(strategic_area_id)
    form = AreaForm(obj=one)
    if form.accepts(lambda: operations.change_area(one, _words(form), version=form.version.data, **acting())):
        return saved(_here(f"area-{one.id}"), "Area strategica salvata.")
    title = "Modifica l'area strategica"
    return page(form, title, breadcrumbs=_crumbs(title), back=_here(), eyebrow=one.name)


@bp.route("/performance/aree/<int:strategic_area_id>/obiettivi/nuovo", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def new_objective(strategic_area_id: int):
    area = queries.area(strategic_area_id)
    form = ObjectiveForm()
    del form.version
    if form.accepts(lambda: operations.add_objective(area, _words(form), **acting())):
        return saved(_here(f"area-{area.id}"), "Obiettivo operativo aggiunto.")
    title = "Nuovo obiettivo operativo"
    return page(form, title, breadcrumbs=_crumbs(title), back=_here(), eyebrow=area.name)


@bp.route("/performance/obiettivi/<int:goal_id>/modifica", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def edit_objective(goal_id: int):
    one = queries.objective(goal_id)
    form = ObjectiveForm(obj=one)
    if form.accepts(lambda: operations.change_objective(one, _words(form), version=form.version.data, **acting())):
        return saved(_here(f"area-{one.area_id}"), "Obiettivo operativo salvato.")
    title = "Modifica l'obiettivo operativo"
    return page(form, title, breadcrumbs=_crumbs(title), back=_here(), eyebrow=one.area.name)
