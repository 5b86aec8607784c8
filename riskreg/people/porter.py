"""Runs the errands that the door has left, each in a transaction of its own; called by whoever sends the post, before each round."""

import logging

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import WORKER
from riskreg.people.operations import errands
from riskreg.people.queries import accounts

log = logging.getLogger("riskreg.door")

BATCH = 100


def run_errands() -> int:
    """How many were run. One that cannot be run is taken away and said in the log: those behind it must not wait for it."""
    done = 0
    while done < BATCH and accounts.is_any_errand(clock.now()):
        taken = 0
        try:
            with writing():
                errand = accounts.next_errand(clock.now())
                if errand is None:  # another worker holds them
                    break
                taken = errand.id
                errands.run(errand, by=WORKER, at=clock.now())
        except Exception:
            log.exception("an errand of the door could not be run", extra={"kind": "errand", "count": taken})
            _drop(taken)
        done += 1
    db.session.rollback()
    return done


def _drop(errand_id: int) -> None:
    with writing():
        errand = accounts.errand(errand_id)
        if errand is not None:
            db.session.delete(errand)
