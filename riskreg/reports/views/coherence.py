"""The documents of the check of coherence: of today, drawn when somebody asks; of a given opinion, as they were kept."""

from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.performance.queries import opinions
from riskreg.reports.views import bp
from riskreg.reports.views.showing import sent
from riskreg.web.guards import requires


@bp.get("/performance/coerenza/<int(max=9999):year>/documento.<name>")
@requires(Permission.PERFORMANCE_READ)
def coherence_document(year: int, name: str):
    """As plan and performance stand today, beside the last opinion that was given."""
    from riskreg.reports.coherence_check import documents, queries

    if name not in documents.MIMES:
        raise Missing
    last = next(iter(opinions.given(year)), None)
    file = documents.drawn_file(queries.contents_for(year, clock.now(), last), name)
    return sent(file.content, file.file_name, file.mime)


@bp.get("/performance/coerenza/pareri/<int:opinion_id>/documento.<name>")
@requires(Permission.PERFORMANCE_READ)
def opinion_document(opinion_id: int, name: str):
    """Those bytes, for ever."""
    found = opinions.document(opinion_id, name)
    if found is None:
        raise Missing
    return sent(found.content, found.file_name, found.mime)
