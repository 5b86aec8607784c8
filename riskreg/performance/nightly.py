"""Every night: the results of computed indicators are taken again, in every year that is open."""

from datetime import time

from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind
from riskreg.performance import queries
from riskreg.performance.operations import measuring


@kind("performance:measure", label="Calcolo degli indicatori dal registro", daily=time(4, 30))
def measure(work: Work) -> str:
    work.begin_writing()
    closed = queries.closed_years()
    changed = sum(measuring.take(year, by=WORKER, at=work.at) for year in queries.years() if year not in closed)
    return plural(changed, "risultato ricalcolato.", "risultati ricalcolati.", "Nessun risultato è cambiato.")
