"""Every night: what was read from files goes after a few days, whether it was brought in or not."""

from datetime import time

from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.imports import operations, queries
from riskreg.jobs.kinds import Work, kind


@kind("imports:tidy", label="Rimozione dei file importati", daily=time(1, 40))
def tidy(work: Work) -> str:
    work.begin_writing()
    old = queries.with_old_content(work.at)
    for batch in old:
        operations.expire(batch, by=WORKER, at=work.at)
    return plural(len(old), "file rimosso.", "file rimossi.", "Nessun file da rimuovere.")
