"""The lists: processes, events."""

from flask import request

from riskreg.core import clock
from riskreg.domain.permissions import Permission
from riskreg.register import listings
from riskreg.register.views import bp
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in


def _state() -> str:
    return request.args.get("stato", "")


# The name of the route is what people call the page.
@bp.get("/registro", endpoint="list")
@requires(Permission.REGISTER_READ)
def processes():
    return lists.respond(listings.processes(signed_in(), clock.today(), _state(), request.args.get("anno", "")), "register/list.html")


@bp.get("/registro/eventi")
@requires(Permission.REGISTER_READ)
def events():
    return lists.respond(listings.events(signed_in(), clock.today(), _state()), "register/events.html")
