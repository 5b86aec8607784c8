"""Signing in and out."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock, settings
from riskreg.core.transactions import commits, writing
from riskreg.domain.permissions import Permission
from riskreg.people import doorkeeper
from riskreg.people.forms import SignInForm
from riskreg.people.operations import sessions
from riskreg.people.views import bp
from riskreg.web.guards import current_person, public, requires, signed_in


@bp.route("/entra", methods=["GET", "POST"])
@public
def sign_in():
    where = doorkeeper.safe_path(request.args.get("poi"))
    if current_person() is not None:
        return redirect(where)
    form = SignInForm()
    if form.accepts(lambda: _open(form)):
        return redirect(where)
    return render_template("people/sign_in.html", form=form), form.status


def _open(form):
    """The password is checked before the write lock is taken: a slow hash must not keep others waiting."""
    user = sessions.recognise(form.email.data, form.password.data)
    with writing():
        token = sessions.sign_in(user, lasts=settings.current().session_absolute, at=clock.now())
    doorkeeper.let_in(token, user)


@bp.post("/esci")
@requires(Permission.SELF)
@commits
def sign_out():
    sessions.sign_out(doorkeeper.current_token(), by=signed_in(), at=clock.now())
    doorkeeper.let_out()
    flash("Hai chiuso la sessione.", "ok")
    return redirect(url_for("people.sign_in"))
