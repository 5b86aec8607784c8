"""What could answer a risk event: proposed, and accepted by hand."""

from flask import render_template

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.measures import suggesting
from riskreg.measures.views import bp, scopes
from riskreg.measures.views.shared import acting, back_to, saved
from riskreg.register import queries
from riskreg.register.operations import measures as operations
from riskreg.web.guards import requires, signed_in


@bp.get("/registro/eventi/<int:event_id>/misure/proposte")
@requires(Permission.REGISTER_EDIT, scopes.event)
def suggestions(event_id: int):
    (event,), today = queries.events([event_id]), clock.today()
    found = suggesting.of_event(signed_in(), event, today)
    return render_template("measures/suggestions.html", event=event, process=event.phase.process, found=found, today=today)


@bp.post("/registro/eventi/<int:event_id>/misure/<int:measure_id>/collega")
@requires(Permission.REGISTER_EDIT, scopes.event_and_measure)
@commits
def tie(event_id: int, measure_id: int):
    """One more event; those that it answers already stay."""
    event, measure = queries.event(event_id), queries.measure(measure_id)
    events = queries.events([*(link.event_id for link in measure.events), event_id])
    operations.link(measure, events, **acting())
    return saved(back_to(event.phase.process, f"evento-{event_id}"), f"La misura {measure.title} risponde ora anche a questo evento.")
