"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from riskreg.core import clock
from riskreg.domain.permissions import Scope
from riskreg.evidence import subjects
from riskreg.web.guards import current_person


def subject(slug: str, subject_id: int) -> Scope:
    return subjects.at(slug, subject_id).scope(clock.today(), current_person())
