"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from riskreg.core import clock
from riskreg.domain.permissions import Scope
from riskreg.evidence import queries, subjects
from riskreg.web.guards import signed_in


def subject(slug: str, subject_id: int) -> Scope:
    return subjects.at(slug, subject_id).scope(clock.today())


def link(link_id: int) -> Scope:
    """Of one that whoever asks may read: of the others nothing is told, not even that they are there."""
    return queries.about(queries.link(link_id, signed_in(), clock.today())).scope(clock.today())
