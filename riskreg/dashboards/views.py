"""/ : what waits for me, and what I can do here; /cerca: what is found."""

from flask import Blueprint, render_template, request

from riskreg.core import clock
from riskreg.dashboards import queries, results
from riskreg.domain.permissions import ROLE_DUTIES, Permission
from riskreg.people import doorkeeper
from riskreg.web.guards import requires, signed_in

bp = Blueprint("dashboards", __name__)


@bp.get("/")
@requires(Permission.SELF)
def home():
    user, today = doorkeeper.current_user_row(), clock.today()
    held = [grant for grant in user.grants if grant.as_grant().holds_on(today)]
    return render_template(
        "dashboards/home.html",
        waiting=queries.waiting(signed_in(), today),
        held=held,
        lent=[one for one in user.deputations if one.holds_on(today)],
        duties=ROLE_DUTIES,
        user=user,
        today=today,
    )


@bp.get("/cerca")
@requires(Permission.SEARCH)
def search():
    return render_template("dashboards/search.html", found=results.found(signed_in(), request.args, clock.today()))
