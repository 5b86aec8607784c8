"""Every night: whoever fills in the sheets of a campaign is told on the day it opens."""

from datetime import time

from riskreg.campaigns import queries
from riskreg.campaigns.operations import opening
from riskreg.core.clock import ROME
from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind


@kind("campaigns:tell", label="Apertura delle campagne", daily=time(6, 0))
def tell(work: Work) -> str:
    work.begin_writing()
    due = [one for one in queries.at_work(work.at.astimezone(ROME).date()) if one.told_at is None]
    people = sum(opening.tell(one, by=WORKER, at=work.at) for one in due)
    return plural(people, "persona avvisata.", "persone avvisate.", "Nessuna campagna si apre oggi.")
