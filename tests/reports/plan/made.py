"""A small body with one of everything that a plan says, and its draft edition."""

from datetime import date
from typing import Any

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.consultation import Outcome, Source
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.narrative import Place
from riskreg.domain.plans import Choice
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.plans.models import Edition
from riskreg.plans.operations import editions, lines, objectives, sections
from riskreg.plans.operations.objectives import ObjectiveText
from riskreg.plans.operations.sections import SectionText
from riskreg.register.models import Measure
from riskreg.register.operations import measure_life, measures, processes
from riskreg.register.operations.measures import MeasureText
from tests.factories import Factory

FAR = "=CMD Più di così & «niente» <b>ℹ"
"""What people type, and no document may take for an order."""

NEVER_PRINTED = "Ugo Terzi"


def body(make: Factory) -> Edition:
    make.body(name="Camera di prova", city="Valdarena", province="VA")
    area = make.unit(code="A1", name="Area Acquisti", kind=UnitKind.AREA)
    unit = make.unit(code="A1.1", name="UO Gare", parent=area)
    make.grant(make.user(given_name="Tommaso", family_name="Olmoreto"), Role.DIRIGENTE, area)
    bought = make.process(
        code="B.01",
        name="Affidamenti",
        area=make.area(),
        unit=unit,
        description="## In breve\nSi compra.\n- con gara\n- senza",
        input="Bisogno",
    )
    ask, choose = make.phase(bought, name="Richiesta"), make.phase(bought, name="Scelta")
    make.phase(bought, name="Stipula")
    inflated = make.event(ask, name="Bisogno gonfiato", a="", d="Due soli addetti")
    pilot = make.event(choose, name=FAR, description="Un solo fornitore può rispondere.", b="")
    make.process(code="H.01", name="Incarichi", area=make.area(code="H", name="Incarichi e nomine"), unit=make.root())
    gone = make.process(code="B.02", name="Processo che non c'è più", unit=unit)
    processes.retire(gone, on=date(2026, 2, 1), because="Non serve più", **make._by())
    db.session.commit()
    checks = make.measure(inflated, pilot, name="Controllo a campione", owner=unit, indicator="Controlli", target="2")
    make.measure(pilot, name="Consultazione di mercato", owner=unit, timetable=Timetable(Timing.PERIODIC, None, "half_yearly", ""))
    dropped = make.measure(kind=MeasureKind.GENERAL, name="Misura tolta dal piano", code="MG.99", owner=unit)
    ended = make.measure(inflated, name="Misura finita", owner=unit)
    measures.end(ended, last_day=date(2026, 1, 31), because="Fatta", **make._by())
    db.session.commit()
    make.assessment(bought, 2026, approved=True)
    one = _edition(make, checks, dropped)
    _consultation(make, one)
    return one


def _edition(make: Factory, checks: Measure, dropped: Measure) -> Edition:
    by = make._by()
    one = editions.open_edition(2026, note="Il piano **parte** da https://www.camera.example", **by)
    owners = [Owner(OwnerKind.UNIT, unit_id=make.root().id), Owner(OwnerKind.GROUP, name="Dirigenti")]
    lines.list_new(one, _general("Codice di comportamento", "codice"), owners, is_new=False, **by)
    new = lines.list_new(one, _general("Nuovo regolamento", "trasparenza", date(2026, 12, 31)), owners[:1], **by)
    lines.list_new(one, _general("Questionario", "ulteriori", date(2027, 6, 30), is_mandatory=False), owners[:1], **by)
    measure_life.activate(new.measure, on=date(2026, 3, 1), because="Delibera n. 2", **by)
    said = MeasureText.of(checks)
    again = _again(one, checks, MeasureText(**{**vars(said), "name": "Controllo su tutte le gare", "code": "S.1"}))
    leaving = _again(one, dropped, MeasureText.of(dropped))
    record(Tag.EDITION_MEASURE_LISTED, one, along=[again, *again.owners, leaving, *leaving.owners], **by)
    lines.choose(leaving, Choice.REMOVED, is_new=False, because="Non ha funzionato", **by)
    _words(one, checks, by)
    db.session.commit()
    return one


def _words(one: Edition, checks: Measure, by: dict[str, Any]) -> None:
    text = ObjectiveText(
        "Più trasparenza nei contratti", description="Si parte da:\n- gare\n- incarichi", source="Deliberazione n. 12 del 28/11/2025"
    )
    first = objectives.add(one, text, **by)
    objectives.add(one, ObjectiveText(FAR), **by)
    objectives.link(first, [line.measure_id for line in one.lines if line.code == "MG.02" or line.choice == Choice.REMOVED], **by)
    objectives.link_specific(first, [checks.id], **by)
    for place, heading, text in SECTIONS:
        sections.add(one, SectionText(heading, text, place), **by)


SECTIONS = (
    (Place.OPENING, "Il contesto", "{{ente}} lavora in un territorio piccolo.\n\n### Chi ha rapporti con l'ente\nTabella: Da chi si comincia\n| Chi | Quanti |\n|---|---|\n| Fornitori | 120 |\n| <b>Altri</b> | n.d. |\n\n## Le cifre\n- misure generali: {{misure generali}}, di cui {{misure nuove}} nuove\n- rischio medio: {{rischio medio}}; l'anno prima: {{rischio medio anno precedente}}"),
    (Place.SHEETS, "Come si leggono le schede", "| Colonna | Che cosa dice |\n| Fase | Il passo del processo, e perché conta |"),
    (Place.MEASURES, FAR, FAR),
    (Place.CLOSING, "Come si controlla", "Ogni sei mesi, dal {{primo anno}} al {{ultimo anno}}. Atto: {{atto di adozione}}."),
)  # fmt: skip


def _consultation(make: Factory, one: Edition) -> None:
    """With an answer of each kind, one that came late, one without an answer, and names of people that no document says."""
    more = {"text": "Che cosa manca?\n- misure\n- **processi**", "address": "https://www.camera.example/c", "channels": "PEC"}
    found = make.consultation(one, date(2026, 1, 7), date(2026, 1, 20), **more)
    other = {"source": Source.ASSOCIATION, "organisation": "Consumatori & C.", "person_name": NEVER_PRINTED, "outcome": Outcome.PARTLY}
    make.contribution(found, about="Trasparenza", text=FAR, **other)
    make.contribution(found, person_name=NEVER_PRINTED, outcome=Outcome.ACCEPTED)
    late = {"received_on": date(2026, 1, 22), "late_because": "PEC ferma"}
    make.contribution(found, source=Source.OTHER, organisation="Comitato di quartiere", outcome=Outcome.REJECTED, **late)
    make.contribution(found, source=Source.EMPLOYEE)


def _general(name: str, measure_class: str, due: date | None = None, **more: object) -> MeasureText:
    timetable = Timetable(Timing.BY_DATE, due) if due else Timetable(Timing.CONTINUOUS)
    facts = {"measure_class": measure_class, "indicator": "Applicazione", "target": "100%"} | more
    return MeasureText(name, MeasureKind.GENERAL, timetable, date(2026, 1, 1), **facts)


def _again(one: Edition, measure: Measure, text: MeasureText) -> object:
    return lines.listed_again(one, measure, text, measures.owners_of(measure), is_new=False, book=lines._Stored(one))
