"""The indicators of a year: what their list shows, how it sorts, filters and downloads."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import contains_eager, selectinload

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.exact import half_up
from riskreg.domain.performance.indicators import PART_LABELS, TARGET_STATE_LABELS, Flag, TargetState
from riskreg.domain.performance.results import RESULT_STATE_LABELS
from riskreg.domain.performance.verdicts import VERDICT_LABELS
from riskreg.domain.targets import Direction
from riskreg.people.queries import reach
from riskreg.performance import indexing, queries
from riskreg.performance.models import Indicator, IndicatorOwner, IndicatorYear, Objective, Reading, StrategicArea
from riskreg.register.listings import unit_choices
from riskreg.web.listing import IN_FILES, Column, Filter, Listing

NO_RESULT, TO_CONFIRM = "senza_risultato", "da_confermare"
STATES = [(NO_RESULT, "Senza risultato"), *RESULT_STATE_LABELS.items()]
STANDING = "in_corso"
TARGETS = [(STANDING, "Non eliminato"), *TARGET_STATE_LABELS.items()]
TYPELESS = "—"
SHORT, SHORT_OF = "scostamenti", ("no", "partial")
VERDICTS = [(SHORT, "Scostamenti: non raggiunto o parziale"), *VERDICT_LABELS.items()]
STANDS = func.coalesce(IndicatorYear.set_verdict, IndicatorYear.verdict)
"""The verdict that counts, in SQL as in IndicatorYear.stands."""

_WORST = case({"no": 0, "partial": 1, "manual": 2, "yes": 3}, value=STANDS)


def indicators(year: int, on: date) -> Listing:
    return Listing(
        title=f"Indicatori {year}",
        file_name=f"indicatori-{year}",
        statement=_of_year(year),
        columns=(
            Column("code", "Codice", lambda row: row.IndicatorYear.indicator.code, (Indicator.position,)),
            Column("name", "Indicatore", lambda row: row.IndicatorYear.indicator.name, (Indicator.sort_key,)),
            Column("part", "Parte del piano", lambda row: row.IndicatorYear.indicator.part_label, only=IN_FILES),
            Column("area", "Area strategica", lambda row: row.IndicatorYear.indicator.area.name, only=IN_FILES),
            Column("objective", "Obiettivo operativo", _objective, only=IN_FILES),
            Column("flags", "Sigle", lambda row: row.IndicatorYear.indicator.flags_said, only=IN_FILES),
            Column("typology", "Tipologia", lambda row: row.IndicatorYear.indicator.typology, (Indicator.typology,)),
            Column("algorithm", "Come si calcola", lambda row: row.IndicatorYear.indicator.algorithm, only=IN_FILES),
            Column("owners", "Responsabili", lambda row: row.IndicatorYear.indicator.owners_said, only=IN_FILES),
            Column("target", "Target", lambda row: row.IndicatorYear.target),
            Column("target_state", "Stato del target", lambda row: TARGET_STATE_LABELS[row.IndicatorYear.state], only=IN_FILES),
            Column("act", "Atto", lambda row: row.IndicatorYear.act, only=IN_FILES),
            Column("result", "Risultato", lambda row: row.Reading.value if row.Reading else ""),
            Column("verdict", "Esito", lambda row: row.IndicatorYear.stands_label, (_WORST,)),
            Column("attained", "Raggiungimento %", _attained, (IndicatorYear.attained,), optional=True, numeric=True),
            Column("reason", "Perché", lambda row: row.IndicatorYear.set_because or row.IndicatorYear.reason, only=IN_FILES),
            Column("state", "Stato del risultato", lambda row: row.Reading.state_label if row.Reading else "", only=IN_FILES),
            Column("note", "Nota", lambda row: row.Reading.note if row.Reading else "", only=IN_FILES),
        ),
        key=Indicator.id,
        filters=_filters(on),
        sort="code",
        whole=(selectinload(IndicatorYear.indicator, Indicator.owners).joinedload(IndicatorOwner.unit),),
    )  # fmt: skip


def _of_year(year: int) -> Select[Any]:
    statement: Select[Any] = select(IndicatorYear).add_columns(Reading)
    return (
        statement.join(Indicator, Indicator.id == IndicatorYear.indicator_id)
        .join(StrategicArea, StrategicArea.id == Indicator.area_id)
        .outerjoin(Objective, Objective.id == Indicator.objective_id)
        .outerjoin(Reading, and_(Reading.year_id == IndicatorYear.id, *queries.FINAL))
        .where(IndicatorYear.year == year)
        .options(contains_eager(IndicatorYear.indicator).options(contains_eager(Indicator.area), contains_eager(Indicator.objective)))
    )


def _objective(row: Any) -> str:
    found = row.IndicatorYear.indicator.objective
    return found.title if found is not None else ""


def _filters(on: date) -> tuple[Filter, ...]:
    typologies = [(each or TYPELESS, each or "Senza tipologia") for each in queries.typologies()]
    return (
        Filter("cerca", "Parole", indexing.with_words),
        Filter("parte", "Parte del piano", lambda text: Indicator.part == text, kind="choice", choices=list(PART_LABELS.items())),
        Filter("area", "Area strategica", lambda text: Indicator.area_id == int(text), kind="choice", choices=_areas()),
        Filter("obiettivo", "Obiettivo operativo", lambda text: Indicator.objective_id == int(text), kind="choice", choices=_objectives()),
        Filter("tipo", "Tipologia", lambda text: Indicator.typology == ("" if text == TYPELESS else text), kind="choice", choices=typologies),
        Filter("esito", "Esito", lambda text: STANDS.in_(SHORT_OF if text == SHORT else (text,)), kind="choice", choices=VERDICTS),
        Filter("target", "Target", _standing, kind="choice", choices=TARGETS),
        Filter("risultato", "Risultato", _in_state, kind="choice", choices=STATES),
        Filter("sigla", "Sigla", _flagged, kind="choice", choices=[(flag.value, flag.label) for flag in Flag]),
        Filter("direzione", "Direzione", _directed, kind="choice",
               choices=[(TO_CONFIRM, "Proposta, da confermare"), *((each.value, each.label.capitalize()) for each in Direction)]),
        Filter("responsabile", "Unità responsabile", lambda text: _answers(text, on), kind="choice", choices=unit_choices(on)),
    )  # fmt: skip


@while_nothing_changes
def _areas() -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.name) for one in queries.areas())


@while_nothing_changes
def _objectives() -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.called) for one in queries.objectives())


def _attained(row: Any) -> Decimal | None:
    """In percent, as the pages say it."""
    found = row.IndicatorYear.attained
    return half_up(found * 100) if found is not None else None


def _standing(text: str) -> ColumnElement[bool]:
    return IndicatorYear.state != TargetState.REMOVED.value if text == STANDING else IndicatorYear.state == text


def _in_state(text: str) -> ColumnElement[bool]:
    return Reading.id.is_(None) if text == NO_RESULT else Reading.state == text


def _flagged(text: str) -> ColumnElement[bool]:
    return {
        Flag.DIGITAL.value: Indicator.is_digital, Flag.SIMPLER.value: Indicator.is_simpler, Flag.PIRA.value: Indicator.is_pira,
        Flag.ANTICORRUPTION.value: Indicator.is_anticorruption,
    }[text].is_(True)  # fmt: skip


def _directed(text: str) -> ColumnElement[bool]:
    return to_confirm() if text == TO_CONFIRM else Indicator.direction == text


def to_confirm() -> ColumnElement[bool]:
    return and_(Indicator.direction.is_(None), Indicator.direction_proposed.is_not(None))


def _answers(text: str, on: date) -> ColumnElement[bool]:
    """The unit, or one that it answers for."""
    units = sorted(reach.chart(on).held_under(int(text)))
    return Indicator.id.in_(select(IndicatorOwner.indicator_id).where(IndicatorOwner.unit_id.in_(units)))


@while_nothing_changes
def how_many_to_confirm(year: int) -> int:
    statement = select(func.count()).select_from(IndicatorYear).join(Indicator, Indicator.id == IndicatorYear.indicator_id)
    return db.session.scalar(statement.where(IndicatorYear.year == year, to_confirm())) or 0
