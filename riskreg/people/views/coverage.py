"""Ruoli scoperti: where nobody holds a role that somebody should, to whom the work falls meanwhile, and what is about to end."""

from flask import render_template

from riskreg.core import clock
from riskreg.domain.permissions import Permission
from riskreg.people import responsibility
from riskreg.people.views import bp, scopes
from riskreg.web.guards import can, requires


@bp.get("/organizzazione/ruoli-scoperti")
@requires(Permission.USER_READ)
def uncovered_roles():
    today = clock.today()
    gaps, ending = responsibility.uncovered(today), responsibility.ending(today)
    where = scopes.of_units([*(gap.unit.id for gap in gaps), *(one.grant.unit_id for one in ending)])
    may_grant = {unit_id for unit_id, scope in where.items() if can(Permission.ROLE_GRANT, scope)}
    return render_template("people/uncovered.html", gaps=gaps, ending=ending, may_grant=may_grant, days=responsibility.ENDING_SOON.days)
