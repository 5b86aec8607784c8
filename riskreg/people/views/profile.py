"""My own page: who I am here, which roles I hold, my password."""

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import ROLE_DUTIES, Permission
from riskreg.people import doorkeeper, queries
from riskreg.people.forms import OwnPasswordForm
from riskreg.people.operations import sessions as sign_ins
from riskreg.people.operations import users as operations
from riskreg.people.views import bp
from riskreg.people.views.delegations import lendable
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
        sessions=queries.open_sessions_of(user.id, clock.now()),
        this_session=sign_ins.token_hash(doorkeeper.current_token() or ""),
        today=clock.today(),
        may_lend=bool(lendable(user.grants)),
    )


@bp.route("/profilo/password", methods=["GET", "POST"])
@requires(Permission.SELF)
@commits
def change_own_password():
    user = doorkeeper.current_user_row()
    form = OwnPasswordForm()
    if form.accepts(
        lambda: operations.change_own_password(
            user, current=form.current.data, new=form.new.data, keep_token=doorkeeper.current_token(), by=signed_in(), at=clock.now()
        )
    ):
        flash("Password cambiata. Le altre sessioni aperte sono state chiuse.", "ok")
        return redirect(url_for("people.my_profile"))
    return render_template("people/own_password.html", form=form), form.status
