"""The list of measures."""

from flask import request

from riskreg.core import clock
from riskreg.domain.permissions import Permission
from riskreg.measures import listings
from riskreg.measures.forms import together
from riskreg.measures.views import bp
from riskreg.register.queries import reaching
from riskreg.web import lists
from riskreg.web.guards import can, requires, signed_in


# The name of the route is what people call the page.
@bp.get("/misure", endpoint="list")
@requires(Permission.REGISTER_READ)
def list_measures():
    today = clock.today()
    listing = listings.measures(signed_in(), today, request.args.get("stato", ""), picks=can(Permission.REGISTER_EDIT))
    return lists.respond(
        listing, "measures/list.html", today=today, shortcuts=listings.shortcuts(signed_in(), today, request.args), acts=together.ACTS,
        changeable=lambda rows: reaching.changeable(signed_in(), [row.id for row in rows], today) if can(Permission.REGISTER_EDIT) else set(),
    )  # fmt: skip
