"""Every night: measures that came or ended since enter or leave the open sessions, and people are told on the day one opens."""

from datetime import time

from riskreg.core.clock import ROME
from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind
from riskreg.monitoring import queries
from riskreg.monitoring.operations import opening


@kind("monitoring:keep", label="Misure da monitorare", daily=time(5, 30))
def keep(work: Work) -> str:
    work.begin_writing()
    changed = people = 0
    for one in queries.at_work(work.at.astimezone(ROME).date()):
        found = opening.bring_up_to_date(one, by=WORKER, at=work.at)
        changed += found.added + found.dropped
        people += opening.tell(one, by=WORKER, at=work.at)
    moved = plural(changed, "misura entrata o uscita", "misure entrate o uscite", "Nessuna misura è entrata o uscita")
    return f"{moved}; {plural(people, 'persona avvisata', 'persone avvisate', 'nessuno da avvisare')}."
