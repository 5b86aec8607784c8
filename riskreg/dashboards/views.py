"""/ : what waits for me, and what I can do here."""

from flask import Blueprint, render_template

from riskreg.core import clock
from riskreg.dashboards import queries
from riskreg.domain.permissions import ROLE_DUTIES, Permission
from riskreg.people import deputies, doorkeeper
from riskreg.people.views.delegations import lendable
from riskreg.web.guards import requires, signed_in

bp = Blueprint("dashboards", __name__)


@bp.get("/")
@requires(Permission.SELF)
def home():
    user, today = doorkeeper.current_user_row(), clock.today()
    held = [grant for grant in user.grants if grant.as_grant().holds_on(today)]
    may_lend = bool(lendable(user.grants))
    mine = deputies.delegations(given_by=user.id) if may_lend else []
    return render_template(
        "dashboards/home.html",
        waiting=queries.waiting(signed_in(), today),
        held=held,
        coming=[grant for grant in user.grants if grant.from_on > today],
        lent=[one for one in user.deputations if one.holds_on(today)],
        lent_later=[one for one in user.deputations if one.from_on > today and one.holds_on(one.from_on)],
        stand_ins=[one for one in reversed(mine) if one.to_on >= today and one.holds_on(max(one.from_on, today))],
        may_lend=may_lend,
        duties=ROLE_DUTIES,
        user=user,
        today=today,
    )
