"""Where the things of a campaign stand, for the permission map."""

from typing import Any

from riskreg.campaigns import queries
from riskreg.campaigns.queries import proposals
from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Scope
from riskreg.register import queries as register


def row(year: int, process_id: int, **_rest: Any) -> Scope:
    """A sheet stands where its process stands today."""
    found = queries.of_process(process_id, year)
    if found is None:
        raise Missing
    return register.scope_of(found.process, clock.today())


def proposal(year: int, proposal_id: int, **_rest: Any) -> Scope:
    return proposals.scope(year, proposal_id, clock.today())
