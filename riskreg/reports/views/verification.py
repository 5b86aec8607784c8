"""The minutes of the second level: `/monitoraggio/verifiche/N/verbale`, of one verification or of a whole sample."""

from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.domain.semesters import Semester
from riskreg.monitoring import queries as sessions
from riskreg.monitoring import scopes as monitoring
from riskreg.people import queries as people
from riskreg.reports.views import bp
from riskreg.web import downloads
from riskreg.web.guards import requires


@bp.get("/monitoraggio/verifiche/<int:verification_id>/verbale/<name>")
@requires(Permission.CHECK_READ, monitoring.verification)
def verification_minutes(verification_id: int, name: str):
    """Of one verification that was made."""
    from riskreg.reports.verification import documents, queries, telling

    one = monitoring.verification_seen(verification_id)
    if one.finding is None or name not in documents.FORMATS:
        raise Missing
    told = telling.minutes(queries.minutes(one), _body_name(), clock.now())
    return downloads.send(documents.drawn(told, name), f"verbale-{one.id}.{name}", documents.FORMATS[name].mime)


@bp.get("/monitoraggio/<int(max=9999):year>-<int(max=9):half>/verifiche/verbale/<name>")
@requires(Permission.MONITORING_READ, monitoring.whole)
def sample_minutes(year: int, half: int, name: str):
    """Of the whole second level of a semester; provisional while it goes on."""
    from riskreg.reports.verification import documents, queries, telling

    one = sessions.of_semester(Semester(year, half)) if half in (1, 2) else None
    if one is None or name not in documents.FORMATS:
        raise Missing
    told = telling.sample(queries.sample(one), _body_name(), clock.now())
    return downloads.send(documents.drawn(told, name), f"verifiche-{one.semester.slug}.{name}", documents.FORMATS[name].mime)


def _body_name() -> str:
    found = people.body()
    return found.name if found else ""
