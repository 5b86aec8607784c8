"""What editions of the plan wait for: to be proposed, adopted, published; contributions to be answered; to be read by everybody."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.plans import State
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task
from riskreg.plans.models import Consultation, Contribution, Edition
from riskreg.plans.queries import consultation, readings
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

PLAN, READING = "plan", "reading"
STEPS = {
    State.DRAFT: (("proponi", "Completa il piano e proponilo all'organo", (Role.RPCT,)), ("", "Completa la bozza del piano", (Role.COMPLIANCE,))),
    State.PROPOSED: (("adozione", "Registra l'atto, quando l'organo adotta il piano", (Role.COMPLIANCE, Role.RPCT)),),
    State.ADOPTED: (("pubblicazione", "Registra quando e dove il piano è pubblicato", (Role.COMPLIANCE, Role.RPCT)),),
}  # fmt: skip
"""Of each state: the form, what is to be done there, by whom."""


def of_editions(asked: Asked) -> tuple[Item, ...]:
    return _of_the_body(asked.on)


@while_nothing_changes
def _of_the_body(on: date) -> tuple[Item, ...]:
    """The same for whoever asks."""
    return (*_of_editions(), *_of_contributions(on))


def _of_editions() -> Iterator[Item]:
    open_ones = select(Edition).where(Edition.state.in_(sorted(state.value for state in STEPS)))
    for one in db.session.scalars(open_ones.order_by(Edition.first_year, Edition.revision)):
        for form, action, roles in STEPS[State(one.state)]:
            path = f"/piani/{one.id}/{form}" if form else f"/piani/{one.id}"
            told = one.state == State.PROPOSED  # those who record the act had a letter when it was proposed
            yield Item(Task(PLAN, f"edition:{one.id}:{form or 'bozza'}", action, one.title, path, told=told), roles=roles)


def _of_contributions(on: date) -> Iterator[Item]:
    """The day by which they should have been answered is not written anywhere: the plan cannot be adopted before."""
    statement = select(Contribution).where(consultation.waits_for_outcome(on))
    whose = joinedload(Contribution.consultation).joinedload(Consultation.edition)
    for one in db.session.scalars(statement.options(whose).order_by(Contribution.consultation_id, Contribution.number)):
        title = f"Contributo n. {one.number} alla consultazione sul {one.consultation.edition.title}"
        path = f"/piani/contributi/{one.id}/esito"
        task = Task(PLAN, f"contribution:{one.id}", "Rispondi: il piano non si adotta prima", title, path, since=one.received_on)
        yield Item(task, roles=(Role.COMPLIANCE, Role.RPCT))


def to_read(person: Person, _on: date) -> Iterator[Task]:
    """What everybody who works here reads, until they say that they have."""
    found = readings.to_read(person.user_id) if person.user_id is not None else None
    if found is not None:
        note = "Basta una volta, con il pulsante in fondo."
        yield Task(
            READING, f"reading:{found.id}", "Leggi il piano e conferma di averlo letto", found.title, f"/piani/{found.id}", note=note
        )


sources.register(Source(PLAN, "Piano", items=of_editions, permission=Permission.PLAN_EDIT))
sources.register(Source(READING, "Presa visione", of_person=to_read, permission=Permission.PLAN_ACKNOWLEDGE))
