"""A process with two events, a measure, and the ready methodologies: what assessments stand on."""

import json
from datetime import date
from itertools import count

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.places import SEEDS
from riskreg.domain.italian import sort_key
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.methodology.models import MethodologyVersion
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskArea, RiskEvent

numbers = count(1)


def _kept(tag, thing, make):
    by = make._by()
    db.session.add(thing)
    record(tag, thing, **by)
    db.session.commit()
    return thing


def methodology(make, name="riskreg", state="published", **changes):
    plain = json.loads((SEEDS / "methodology" / f"{name}.json").read_text(encoding="utf-8")) | changes
    plain["name"] = f"{plain['name']} {next(numbers)}"
    one = MethodologyVersion(
        name=plain["name"], sort_key=sort_key(plain["name"]), kind=plain["kind"], state=state, content=json.dumps(plain),
        published_at=None if state == "draft" else clock.now(), retired_at=clock.now() if state == "retired" else None,
    )  # fmt: skip
    return _kept(Tag.METHODOLOGY_PUBLISHED, one, make)


def process(make, unit=None, *, code=None, events=2, measures=1, retired_on=None):
    number = next(numbers)
    code = code or f"Z.{number:02}"
    area = RiskArea(code=f"Z{number}", code_sort_key=f"z{number}", code_fold=f"z{number}", name="Area", sort_key="area")
    _kept(Tag.AREA_CREATED, area, make)
    one = Process(
        code=code, code_sort_key=sort_key(code), code_fold=code.lower(), name="Affidamento di lavori", sort_key="affidamento", area_id=area.id,
        unit_id=(unit or make.unit()).id, active_from=date(2020, 1, 1), retired_on=retired_on,
    )  # fmt: skip
    _kept(Tag.PROCESS_CREATED, one, make)
    phase = _kept(Tag.PHASE_CREATED, Phase(process_id=one.id, position=1, name="Scelta del contraente"), make)
    for place in range(events):
        _kept(Tag.EVENT_CREATED, RiskEvent(phase_id=phase.id, position=place, name=f"Evento {place + 1}"), make)
    for _place in range(measures):
        measure(make, one)
    return one


def measure(make, one, *, name="Controllo a campione", in_force_from=date(2020, 1, 1), in_force_to=None):
    event = db.session.query(RiskEvent).join(Phase).where(Phase.process_id == one.id).order_by(RiskEvent.id).first()
    code = f"M{next(numbers)}"
    made = Measure(
        kind="specific", code=code, code_sort_key=code.lower(), code_fold=code.lower(), name=name, sort_key="x", family="a", timing="continuous",
        in_force_from=in_force_from, in_force_to=in_force_to,
    )  # fmt: skip
    _kept(Tag.MEASURE_CREATED, made, make)
    _link(made, event, make)
    return made


def _link(made, event, make):
    by = make._by()
    db.session.add(MeasureEvent(measure_id=made.id, event_id=event.id))
    db.session.flush()
    link = db.session.query(MeasureEvent).where(MeasureEvent.measure_id == made.id).one()
    record(Tag.MEASURE_LINKED, made, by=COMMAND_LINE, at=by["at"], along=[link])
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


def end_measures(process_id, day, make):
    by = make._by()
    links = db.session.query(MeasureEvent).join(RiskEvent).join(Phase).where(Phase.process_id == process_id)
    for link in links:
        link.measure.in_force_to = day
        record(Tag.MEASURE_ENDED, link.measure, **by)
    db.session.commit()


def retire_methodology(one, make):
    by = make._by()
    one.state, one.retired_at = "retired", clock.now()
    record(Tag.METHODOLOGY_RETIRED, one, **by)
    db.session.commit()


def changed_text(criterion, answer, text):
    """The criteria of the default methodology, one answer saying something else."""
    criteria = json.loads((SEEDS / "methodology" / "riskreg.json").read_text(encoding="utf-8"))["criteria"]
    for each in criteria:
        for one in each["answers"]:
            if (each["code"], one["code"]) == (criterion, answer):
                one["text"] = text
    return criteria
