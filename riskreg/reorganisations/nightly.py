"""Just after midnight: what was ready for today is applied, whole or not at all."""

from datetime import time

from riskreg.core.clock import ROME
from riskreg.domain.italian import plural
from riskreg.domain.permissions import WORKER
from riskreg.jobs.kinds import Work, kind
from riskreg.reorganisations import queries
from riskreg.reorganisations.operations import applying


@kind("reorganisations:apply", label="Applicazione delle riorganizzazioni pronte", daily=time(0, 5))
def apply_those_due(work: Work) -> str:
    """Also those whose night was missed. Each on its own: one that cannot be done stops no other."""
    today = work.at.astimezone(ROME).date()
    if not queries.due(today):
        return "Nessuna riorganizzazione da applicare."
    work.begin_writing()
    applied, blocked = applying.apply_due(today, by=WORKER, at=work.at)
    done = plural(applied, "riorganizzazione applicata", "riorganizzazioni applicate", "nessuna riorganizzazione applicata")
    stopped = f", {plural(blocked, 'tornata', 'tornate')} in bozza" if blocked else ""
    return f"{done[0].upper()}{done[1:]}{stopped}."
