"""Every night: the results of computed indicators are taken again, in every year that is open; open rounds ask about targets that were added since, no
more about those that were removed, and people are told on the day one opens."""

from datetime import time

from riskreg.core.clock import ROME
from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind
from riskreg.performance import queries
from riskreg.performance.operations import measuring, rounds
from riskreg.performance.queries import rounds as rows


@kind("performance:measure", label="Calcolo degli indicatori dal registro", daily=time(4, 30))
def measure(work: Work) -> str:
    work.begin_writing()
    closed = queries.closed_years()
    changed = sum(measuring.take(year, by=WORKER, at=work.at) for year in queries.years() if year not in closed)
    return plural(changed, "risultato ricalcolato.", "risultati ricalcolati.", "Nessun risultato è cambiato.")


@kind("performance:rounds", label="Rilevazioni dei risultati", daily=time(5, 40))
def keep(work: Work) -> str:
    work.begin_writing()
    changed = people = 0
    for one in rows.open_rounds():
        if one.opens_on <= work.at.astimezone(ROME).date():
            found = rounds.bring_up_to_date(one, by=WORKER, at=work.at)
            changed += found.added + found.dropped
            people += rounds.tell(one, by=WORKER, at=work.at)
    moved = plural(changed, "risultato entrato o uscito", "risultati entrati o usciti", "Nessun risultato è entrato o uscito")
    return f"{moved}; {plural(people, 'persona avvisata', 'persone avvisate', 'nessuno da avvisare')}."
