"""My own page: who I am here, which roles I hold, how I get in, where I am signed in."""

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits, writing
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import ROLE_DUTIES
from riskreg.people import doorkeeper, halfway, queries
from riskreg.people.forms import ConfirmForm
from riskreg.people.forms.accounts import OwnPasswordForm
from riskreg.people.operations import door
from riskreg.people.operations import sessions as sign_ins
from riskreg.people.operations import users as operations
from riskreg.people.queries import accounts
from riskreg.people.views import bp, scopes
from riskreg.people.views.delegations import lendable
from riskreg.people.views.second_factor import is_required
from riskreg.web.guards import requires, signed_in


@bp.get("/profilo")
@requires(Permission.SELF)
def my_profile():
    user = doorkeeper.current_user_row()
    return render_template(
        "people/profile.html",
        user=user,
        grants=queries.grants_of_user(user.id),
        duties=ROLE_DUTIES,
        factor=accounts.second_factor(user.id),
        codes_in_sight=bool(halfway.codes_to_show()),
        factor_required=is_required(),
        sessions=queries.open_sessions_of(user.id, clock.now()),
        this_session=sign_ins.token_hash(doorkeeper.current_token() or ""),
        today=clock.today(),
        may_lend=bool(lendable(user.grants)),
    )


@bp.route("/profilo/password", methods=["GET", "POST"])
@requires(Permission.SELF)
def change_own_password():
    form = OwnPasswordForm()
    if form.accepts(lambda: _change(form)):
        flash("Password cambiata. Le altre sessioni aperte sono state chiuse.", "ok")
        return redirect(url_for("people.my_profile"))
    return render_template("people/own_password.html", form=form), form.status, form.headers


def _change(form) -> None:
    """Counted like at the door, or a browser left open would be a place to guess at leisure."""
    by, user, token = signed_in(), doorkeeper.current_user_row(), doorkeeper.current_token()
    with doorkeeper.trying_password(user.email) as attempt:
        kept = operations.own_password(user, current=form.current.data, new=form.new.data, attempt=attempt)
        with writing():
            door.recognised(attempt, at=clock.now())
            operations.change_own_password(user, kept, keep_token=token, by=by, at=clock.now())


@bp.post("/profilo/accessi/<int:session_id>/chiudi")
@requires(Permission.SESSION_END, scopes.session)
@commits
def end_session(session_id: int):
    session = accounts.session(session_id)
    is_here = session.token_hash == sign_ins.token_hash(doorkeeper.current_token() or "")
    sign_ins.end_one(session, by=signed_in(), at=clock.now())
    if is_here:
        doorkeeper.let_out()
    flash("L'accesso è stato chiuso.", "ok")
    return redirect(url_for("people.sign_in" if is_here else "people.my_profile"))


@bp.route("/profilo/accessi/chiudi-tutti", methods=["GET", "POST"])
@requires(Permission.SELF)
@commits
def sign_out_everywhere():
    """This browser too: whoever copied its cookie holds nothing any more."""
    form, title = ConfirmForm(), "Esci da tutti i dispositivi"
    if form.accepts(lambda: sign_ins.end_all(doorkeeper.current_user_row(), by=signed_in(), at=clock.now())):
        doorkeeper.let_out()
        flash("Tutti i tuoi accessi sono stati chiusi, su ogni dispositivo.", "ok")
        return redirect(url_for("people.sign_in"))
    asked = {
        "question": "Vuoi chiudere tutti i tuoi accessi?",
        "consequences": ["Si chiude anche questo: dovrai entrare di nuovo.", "Quello che non hai salvato, qui o altrove, va perso."],
    }
    pages, back = [("Il mio profilo", url_for("people.my_profile")), (title, None)], url_for("people.my_profile")
    page = render_template("confirm.html", form=form, title=title, confirm_label=title, cancel_url=back, breadcrumbs=pages, **asked)
    return page, form.status
