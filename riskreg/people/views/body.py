"""Scheda ente."""

from flask import flash, redirect, render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.vocabulary import BODY_KINDS
from riskreg.people import queries
from riskreg.people.forms import BodyForm
from riskreg.people.operations import body as operations
from riskreg.people.views import bp
from riskreg.web.guards import requires, signed_in


@bp.get("/organizzazione/ente")
@requires(Permission.ORGANISATION_READ)
def body():
    body = queries.body()
    return render_template("people/body.html", body=body, kind=BODY_KINDS[body.kind] if body else None)


@bp.route("/organizzazione/ente/modifica", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
@commits
def edit_body():
    form = BodyForm(obj=queries.body())
    if form.accepts(lambda: operations.write_body(form.data, version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Scheda ente salvata.", "ok")
        return redirect(url_for("people.body"))
    return render_template("people/body_edit.html", form=form), form.status


@bp.get("/organizzazione/ente/cronologia")
@requires(Permission.HISTORY_READ)
def body_history():
    body = queries.body()
    entries = reading.shown(trail(["body:1"]))
    above = [("Scheda ente", url_for("people.body"))]
    title = f"{body.short_name}, scheda dell'ente" if body else "scheda dell'ente"
    return render_template("audit/history.html", title=title, above=above, entries=entries)
