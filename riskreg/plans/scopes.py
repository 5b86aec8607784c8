"""Who reads an edition: asked again after the guard, which knows only that the plan is for everybody who works here."""

from riskreg.domain.permissions import Person, insist, may
from riskreg.plans import queries
from riskreg.plans.models import Edition


def must_read(person: Person | None, one: Edition) -> None:
    """Before the body has decided, those who prepare it and those whom it will concern."""
    insist(person, queries.reading(one))


def may_read(person: Person | None, one: Edition) -> bool:
    return may(person, queries.reading(one))
