"""Every morning: each person is told once of what waits for them."""

from datetime import time

from riskreg.core.clock import ROME
from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind
from riskreg.waiting import operations, queries

NAME = "notices:remind"


@kind(NAME, label="Promemoria del lavoro", daily=time(6, 30))
def remind_people(work: Work) -> str:
    """The lock is taken only where somebody is to be told."""
    if not queries.digests(work.at.astimezone(ROME).date()):
        return "Nessuno ha qualcosa di nuovo da sapere."
    work.begin_writing()
    written = operations.remind(by=WORKER, at=work.at)
    return f"{plural(written, 'promemoria scritto.', 'promemoria scritti.', 'Nessun promemoria scritto.')}"
