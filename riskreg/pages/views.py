"""/accessibilita, /privacy, /contatti: read by everybody, written by the body."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.vocabulary import PublicPage
from riskreg.pages import operations, queries
from riskreg.pages.forms import PageForm
from riskreg.web.guards import public, requires, signed_in

bp = Blueprint("pages", __name__)

LOOK = "anteprima"
PAGE = f"/<any({', '.join(PublicPage)}):which>"


@bp.get(PAGE)
@public
def show(which: str):
    return render_template("pages/show.html", page=queries.page(which))


@bp.route(f"{PAGE}/modifica", methods=["GET", "POST"])
@requires(Permission.BODY_EDIT)
@commits
def edit(which: str):
    page = queries.page(which)
    form = PageForm(obj=page.row, text=page.text)
    looks = LOOK in request.form
    if not looks and form.accepts(
        lambda: operations.write_page(which, form.text.data, version=form.version.data, by=signed_in(), at=clock.now())
    ):
        flash(f"La pagina «{page.title}» è stata salvata.", "ok")
        return redirect(url_for("pages.show", which=which))
    text = form.text.data or ""
    return render_template(
        "pages/edit.html", page=page, form=form, missing=queries.missing(text), look=text if looks else None
    ), form.status


@bp.get(f"{PAGE}/cronologia")
@requires(Permission.BODY_EDIT)
def history(which: str):
    page = queries.page(which)
    entries = reading.shown(trail([page.row.subject])) if page.row else []
    return render_template(
        "audit/history.html", title=page.title, above=[(page.title, url_for("pages.show", which=which))], entries=entries
    )
