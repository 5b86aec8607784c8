"""The list of reorganisations, one of them, what it would do, and its sheet."""

from flask import flash, redirect, render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.people import queries as people
from riskreg.reorganisations import queries
from riskreg.reorganisations.forms import STEP_FORMS, SheetForm
from riskreg.reorganisations.operations import drafting
from riskreg.reorganisations.operations.simulation import preview_of
from riskreg.reorganisations.views import bp
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in


@bp.get("/organizzazione/riorganizzazioni", endpoint="list")
@requires(Permission.REORGANISATION_READ)
def list_reorganisations():
    return lists.respond(queries.listing(signed_in()), "reorganisations/list.html")


@bp.route("/organizzazione/riorganizzazioni/nuova", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@commits
def new():
    form = SheetForm()
    if form.accepts(lambda: drafting.create(form.name.data, form.act.data, form.effective_on.data, by=signed_in(), at=clock.now())):
        flash("Bozza salvata. Ora aggiungi i passi.", "ok")
        return redirect(url_for("reorganisations.detail", reorganisation_id=form.result.id))
    return render_template("reorganisations/edit.html", form=form, one=None), form.status


@bp.get("/organizzazione/riorganizzazioni/<int:reorganisation_id>")
@requires(Permission.REORGANISATION_READ, queries.scope)
def detail(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    tried = not one.is_over and bool(one.rows)
    preview = preview_of(reorganisation_id, clock.now()) if tried else None
    codes = queries.codes_of(one)
    return render_template(
        "reorganisations/detail.html",
        one=one,
        preview=preview,
        steps=codes.told(one),
        kinds=STEP_FORMS,
        today=clock.today(),
        scope=queries.scope_of(one.lines(), codes, people.parents()),
    )


@bp.get("/organizzazione/riorganizzazioni/<int:reorganisation_id>/anteprima")
@requires(Permission.REORGANISATION_READ, queries.scope)
def preview(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    tried = None if one.is_over else preview_of(reorganisation_id, clock.now())
    return render_template("reorganisations/preview.html", one=one, preview=tried)


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/modifica", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def edit(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    form = SheetForm(obj=one)
    if form.accepts(
        lambda: drafting.change(
            one, form.name.data, form.act.data, form.effective_on.data, version=form.version.data, by=signed_in(), at=clock.now()
        )
    ):
        flash("Dati della riorganizzazione salvati.", "ok")
        return redirect(url_for("reorganisations.detail", reorganisation_id=reorganisation_id))
    return render_template("reorganisations/edit.html", form=form, one=one), form.status


@bp.get("/organizzazione/riorganizzazioni/<int:reorganisation_id>/cronologia")
@requires(Permission.REORGANISATION_READ, queries.scope)
def history(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    entries = reading.shown(trail([one.subject]))
    back = url_for("reorganisations.detail", reorganisation_id=reorganisation_id)
    above = [("Riorganizzazioni", url_for("reorganisations.list")), (one.name, back)]
    return render_template("audit/history.html", title=one.name, above=above, entries=entries)
