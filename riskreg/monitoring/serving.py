"""The judgments on a measure for its own sheet (measures/judged.py)."""

from collections.abc import Sequence
from datetime import date

from riskreg.domain.monitoring.suitability import Follow, Judgment
from riskreg.domain.permissions import Permission, Person, may
from riskreg.measures import judged
from riskreg.measures.judged import Judged
from riskreg.monitoring.models import Suitability
from riskreg.monitoring.queries import suitability as queries


def judgments(measure_id: int, person: Person, on: date) -> Sequence[Judged]:
    """For whoever reads the monitoring."""
    if not may(person, Permission.MONITORING_READ):
        return ()
    return [_shown(one, on) for one in queries.last_of(measure_id)]


def _shown(one: Suitability, on: date) -> Judged:
    judgment, follow = Judgment(one.judgment), Follow(one.follow).label
    if one.merges_with is not None:
        follow = f"{follow}: {one.merges_with.title}"
    by = one.judged_by.title if one.judged_by else ""
    where = {"anno": one.year} if one.year != on.year else {}
    return Judged(one.year, judgment.label, judgment.tone, one.motivation, follow, by, "monitoring.suitability", where)


judged.register(judgments)
