"""A process with two events, a measure, and the ready methodologies: what assessments stand on."""

import json

from riskreg.assessments import operations, turns
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.methodology.operations import lives


def approve(one, *, by, at, **more):
    """The last step, after the two that other people take: a machine takes them here."""
    return operations.approve(validated(one, at), by=by, at=at, **more)


def validated(one, at=None):
    """Sent and validated by a machine, where it is not yet."""
    machine = {"by": COMMAND_LINE, "at": at or clock.now()}
    if one.is_with_author:
        operations.send(one, **machine)
    if one.state == "sent":
        operations.validate(one, **machine)
    return one


def sent(one):
    """By a machine."""
    return operations.send(one, by=COMMAND_LINE, at=clock.now())


def may_approve(one, by):
    """Whether it is this person's turn, once it is validated."""
    return turns.of([validated(one)], clock.today())[one.id].has(by)


def methodology(make, name="riskreg", state="published", **changes):
    one, by = make.methodology(name), make._by()
    if changes:
        one.content = json.dumps(seeds.document(f"methodology/{name}.json") | changes | {"name": one.name})
        record(Tag.METHODOLOGY_CHANGED, one, **by)
        db.session.commit()
    return _come_to(one, state, make)


def _come_to(one, state, make):
    """Published also where it has faults: to see what an odd methodology would do."""
    by = make._by()
    one.published_at = None if state == "draft" else clock.now()
    one.state, one.retired_at = state, clock.now() if state == "retired" else None
    record(Tag.METHODOLOGY_PUBLISHED, one, **by)
    db.session.commit()
    return one


def process(make, unit=None, *, code="", events=2, measures=1, retired_on=None, **more):
    one = make.process(code=code, unit=unit, **more)
    phase = make.phase(one)
    for place in range(events):
        make.event(phase, name=f"Evento {place + 1}")
    for _place in range(measures):
        measure(make, one)
    if retired_on is not None:
        by = make._by()
        one.retired_on = retired_on
        record(Tag.PROCESS_RETIRED, one, **by)
        db.session.commit()
    return one


def measure(make, one, *, name="Controllo a campione", in_force_to=None):
    made = make.measure(one.phases[0].events[0], name=name)
    if in_force_to is not None:
        _end(made, in_force_to, make)
    return made


def _end(one, day, make):
    by = make._by()
    one.in_force_to = day
    record(Tag.MEASURE_ENDED, one, **by)
    db.session.commit()


def answers(**changes):
    """To the default methodology: P = 19/6, I = 9/4, inherent 57/8 (7,125)."""
    given = {
        "interesse_esterno": "4", "discrezionalita": "3", "eventi_passati": "2", "opacita": "3", "collaborazione": "3", "complessita": "4",
        "economico": "3", "organizzativo": "2", "reputazionale": "2", "servizio": "2",
    }  # fmt: skip
    return given | changes


def retire(event, make):
    by = make._by()
    event.retired_on = clock.today()
    record(Tag.EVENT_RETIRED, event, **by)
    db.session.commit()


def end_measures(one, day, make):
    for link in one.phases[0].events[0].measures:
        _end(link.measure, day, make)


def retire_methodology(one, make):
    lives.retire(one, **make._by())
    db.session.commit()


def changed_text(criterion, answer, text):
    """The criteria of the default methodology, one answer saying something else."""
    criteria = seeds.document("methodology/riskreg.json")["criteria"]
    for each in criteria:
        for one in each["answers"]:
            if (each["code"], one["code"]) == (criterion, answer):
                one["text"] = text
    return criteria
