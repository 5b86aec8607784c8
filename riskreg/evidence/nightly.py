"""At night: contents that no row names, because the request that sent them came to nothing, go from the store."""

from datetime import time

from riskreg.core import storage
from riskreg.domain.italian import plural
from riskreg.evidence import queries
from riskreg.jobs.kinds import Work, kind


@kind("evidence:tidy", label="Rimozione dei file di prove mai allegati", daily=time(1, 45))
def tidy(work: Work) -> str:
    """In a transaction that writes: nobody is about to name one meanwhile."""
    work.begin_writing()
    dropped = storage.drop_all_but(queries.hashes())
    return plural(dropped, "file mai allegato rimosso.", "file mai allegati rimossi.", "Nessun file da rimuovere.")
