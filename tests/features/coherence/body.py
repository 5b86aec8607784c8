"""A small body whose register holds together, and what breaks one rule at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Executable, delete, insert, update

from riskreg.core.extensions import db
from riskreg.domain.coherence.facts import MANDATORY_AREAS, NOT_DUE
from riskreg.domain.register import GENERAL_CLASSES, MeasureKind
from riskreg.domain.scoring.versions import MappingKind
from riskreg.methodology.models import AnacMapping
from riskreg.people.models import OrgUnit, RoleGrant, User
from riskreg.register.models import Measure, MeasureEvent, MeasureOwner, Phase, Process, RiskEvent, Standing
from tests.factories import Factory

SAID = {"indicator": "% di atti controllati", "target": "100%"}
LONG = "Il responsabile sceglie sempre lo stesso operatore e non scrive nell'atto per quale motivo lo ha preferito agli altri."
TOP = {"band_rank": 4, "computed_rank": 4, "band": "ALTO", "computed_band": "ALTO", "needs_treatment": True, "top_rank": 4}


@dataclass(frozen=True)
class Body:
    unit: OrgUnit
    processes: list[Process]
    events: list[RiskEvent]
    specific: list[Measure]
    general: list[Measure]
    other: OrgUnit
    person: User


def coherent(make: Factory) -> Body:
    unit = make.unit(name="UO Gare")
    processes = [make.process(code=f"{code}.01", area=make.area(code=code, name=f"Area {code}"), unit=unit) for code in MANDATORY_AREAS]
    events = [make.event(make.phase(process)) for process in processes]
    for process in processes:
        make.standing(process, 2026, residual="4.80", band="MEDIO", rank=2)
    specific = [make.measure(event, owner=unit, **SAID) for event in events]
    classes = [code for code in GENERAL_CLASSES if code not in NOT_DUE]
    general = [make.measure(kind=MeasureKind.GENERAL, owner=unit, measure_class=code, **SAID) for code in classes]
    named = [
        *((MappingKind.AREA, code) for code in MANDATORY_AREAS),
        *((MappingKind.CLASS, code) for code in classes),
        (MappingKind.FAMILY, "a"),
    ]
    for kind, code in named:
        make.mapping(code, kind=kind, code="X", row="2.B.1")
    return Body(unit, processes, events, specific, general, make.unit(name="UO Vecchia"), make.user())


def _run(statement: Executable) -> None:
    """Past the trail, and past what operations refuse: as an older copy may hold it."""
    db.session.connection().execute(statement)


def _set(row: object, **values: object) -> None:
    table = type(row).__table__
    _run(update(table).where(table.c.id == row.id).values(**values))


def _standing(process: Process, **values: object) -> None:
    _run(update(Standing.__table__).where(Standing.process_id == process.id).values(**values))


def _owner(measure: Measure, **values: object) -> None:
    _run(update(MeasureOwner.__table__).where(MeasureOwner.measure_id == measure.id).values(**values))


def _without_measure(body: Body) -> None:
    _run(delete(MeasureEvent.__table__).where(MeasureEvent.measure_id == body.specific[0].id))


def _untreated(body: Body) -> None:
    _without_measure(body)
    _standing(body.processes[0], **TOP, residual=Decimal(12))


def _alone(body: Body) -> None:
    """One and the same person signs for the unit and verifies."""
    _run(delete(RoleGrant.__table__))
    for role, unit in (("referente", body.unit.id), ("rpct", body.unit.parent_id)):
        _run(insert(RoleGrant.__table__).values(user_id=body.person.id, role=role, unit_id=unit, from_on=date(2026, 1, 1), act=""))


def _closed(body: Body) -> int:
    _set(body.other, closed_on=date(2025, 12, 31))
    return body.other.id


def _retire_event(body: Body) -> None:
    _set(body.events[0], retired_on=date(2026, 1, 1))
    _standing(body.processes[0], residual=Decimal(12))


def _retire_phase(body: Body) -> None:
    _retire_event(body)
    _run(update(Phase.__table__).where(Phase.id == body.events[0].phase_id).values(retired_on=date(2026, 1, 1)))


def _empty_area(body: Body) -> None:
    _set(body.processes[0], area_id=body.processes[1].area_id)


BREAKS: dict[str, Callable[[Body], object]] = {
    "processo_senza_responsabile": lambda body: _set(body.processes[0], unit_id=_closed(body)),
    "processo_senza_fasi": _retire_phase,
    "processo_senza_eventi": _retire_event,
    "evento_senza_misure": lambda body: (_without_measure(body), _standing(body.processes[0], residual=Decimal(12))),
    "trattamento_senza_misure": _untreated,
    "fascia_alta_senza_rotazione": lambda body: _standing(body.processes[0], **TOP),
    "testo_ripetuto": lambda body: [_set(event, description=LONG) for event in body.events[:2]],
    "mai_valutato": lambda body: _run(delete(Standing.__table__).where(Standing.process_id == body.processes[0].id)),
    "valutazione_vecchia": lambda body: _standing(body.processes[0], year=2025),
    "residuo_senza_misure": lambda body: _set(body.specific[0], in_force_from=date(2027, 1, 1)),
    "fascia_abbassata": lambda body: _standing(body.processes[0], band="BASSO", band_rank=1),
    "misura_senza_indicatore": lambda body: _set(body.general[0], indicator=""),
    "misura_senza_target": lambda body: _set(body.specific[0], target=""),
    "misura_senza_responsabile": lambda body: _run(delete(MeasureOwner.__table__).where(MeasureOwner.measure_id == body.specific[0].id)),
    "misura_senza_tempi": lambda body: _set(body.specific[0], timing="on_event"),
    "misura_in_ritardo": lambda body: _set(body.specific[0], timing="by_date", due_on=date(2026, 1, 1)),
    "scadenza_fuori_piano": lambda body: _set(body.specific[0], timing="by_date", due_on=date(2029, 1, 1)),
    "responsabile_cessato": lambda body: _owner(body.specific[0], unit_id=_closed(body)),
    "responsabile_da_collegare": lambda body: _owner(body.specific[0], kind="unlinked", unit_id=None, name="Ufficio contratti"),
    "verifica_di_se": _alone,
    "area_obbligatoria_vuota": _empty_area,
    "classe_vuota": lambda body: _set(body.general[0], in_force_to=date(2026, 1, 1)),
    "categoria_anac": lambda body: _run(delete(AnacMapping.__table__).where(AnacMapping.ours == "B")),
}
