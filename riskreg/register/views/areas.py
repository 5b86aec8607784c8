"""Areas of risk."""

from flask import render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.register import queries
from riskreg.register.forms import AreaForm, ConfirmForm
from riskreg.register.operations import areas as operations
from riskreg.register.queries import counting
from riskreg.register.views import bp
from riskreg.register.views.shared import acting, blocked, last_change, saved
from riskreg.web.guards import requires

FIRST = 20
"""Processes that are named; the others are in the list."""


@bp.get("/registro/aree")
@requires(Permission.REGISTER_READ)
def areas():
    return render_template("register/areas.html", areas=queries.areas(), counts=counting.processes_by_area(clock.today()))


@bp.route("/registro/aree/nuova", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def new_area():
    form = AreaForm()
    del form.version
    if form.accepts(lambda: operations.add(code=form.code.data, name=form.name.data, source=form.source.data or "", **acting())):
        return saved(url_for("register.areas"), f"Area aggiunta: {form.result.title}.")
    return _page(form, "Nuova area di rischio")


@bp.route("/registro/aree/<int:area_id>/modifica", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def edit_area(area_id: int):
    area = queries.area(area_id)
    form = AreaForm(obj=area)
    facts = lambda: {"code": form.code.data, "name": form.name.data, "source": form.source.data or "", "version": form.version.data}  # noqa: E731  # read when saving: what a colleague changed is merged before
    if form.accepts(lambda: operations.change(area, **facts(), **acting())):
        return saved(url_for("register.areas"), "Area salvata.")
    return _page(form, "Modifica l'area di rischio", area)


@bp.route("/registro/aree/<int:area_id>/ritira", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def retire_area(area_id: int):
    area = queries.area(area_id)
    form = ConfirmForm(obj=area)
    if form.accepts(lambda: operations.retire(area, version=form.version.data, **acting())):
        return saved(url_for("register.areas"), f"Area ritirata: {area.title}.")
    if there := queries.open_processes(area_id, clock.today()):
        return _still_used(area, there)
    what = [
        "Non si potrà più scegliere per i processi.",
        "I processi ritirati e la loro storia restano dove sono.",
        "Puoi riattivarla quando serve.",
    ]
    return render_template(
        "confirm.html",
        form=form, title="Ritira l'area di rischio", question=f"Vuoi ritirare l'area {area.title}?", consequences=what, confirm_label="Ritira l'area",
        cancel_url=url_for("register.areas"), breadcrumbs=[("Registro", None), ("Aree di rischio", url_for("register.areas")), ("Ritira", None)],
    ), form.status  # fmt: skip


@bp.post("/registro/aree/<int:area_id>/riattiva")
@requires(Permission.REGISTER_MANAGE)
@commits
def revive_area(area_id: int):
    area = operations.revive(queries.area(area_id), **acting())
    return saved(url_for("register.areas"), f"Area riattivata: {area.title}.")


@bp.get("/registro/aree/<int:area_id>/cronologia")
@requires(Permission.REGISTER_READ)
def area_history(area_id: int):
    area = queries.area(area_id)
    entries = reading.shown(trail([area.subject]))
    above = [("Aree di rischio", url_for("register.areas"))]
    return render_template("audit/history.html", title=area.title, above=above, entries=entries, section="Registro", back="Torna alle aree")


def _still_used(area, there):
    """Said before anything is asked: it would be refused."""
    pages = [("Registro", None), ("Aree di rischio", url_for("register.areas")), ("Ritira", None)]
    why = f"In {area.title} ci sono ancora processi: prima di ritirarla spostali in un'altra area, oppure ritirali."
    those = [(process.title, url_for("register.process", process_id=process.id)) for process in there[:FIRST]]
    way_out = ("Vedi i processi dell'area", url_for("register.list", area=area.id))
    return blocked("Ritira l'area di rischio", why, those=those, way_out=way_out, back=url_for("register.areas"), breadcrumbs=pages)


def _page(form, title: str, area=None):
    by = last_change(form, lambda: [area.subject])
    return render_template("register/area_form.html", form=form, title=title, overtaken_by=by), form.status
