"""Indicators of a large administration: three years of targets, results of two of them. What stands in the rows is what the rule would say."""

from datetime import date
from decimal import Decimal

from bench import texts
from bench.grown import Grown
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.domain.codes import code_sort_key
from riskreg.domain.italian import fold, sort_key
from riskreg.domain.performance.indicators import Part, TargetState
from riskreg.domain.performance.results import Period, ResultState
from riskreg.domain.performance.verdicts import Asked, judged
from riskreg.performance.models import Indicator, IndicatorOwner, IndicatorYear, PerformanceYear, Reading, StrategicArea

AREAS, YEARS, OPEN = 12, (2024, 2025, 2026), 2026
KEEPER = "user:20"
PARTS = tuple(Part)
TYPOLOGIES = ("efficacia", "efficienza", "risultato", "impatto")


def indicators(grown: Grown) -> None:
    at = clock.on_day(date(2023, 12, 1), hour=8)
    for place in range(1, AREAS + 1):
        name = f"Area strategica {place}"
        kept = {"position": place, "name": name, "description": ""}
        grown.add(StrategicArea, tag=Tag.STRATEGIC_AREA_ADDED, at=at, by=KEEPER, **kept, name_fold=fold(name), version=1)
    for place in range(1, grown.size.indicators + 1):
        _indicator(grown, place)
    for year in YEARS:
        grown.add(PerformanceYear, tag=Tag.TARGET_SET, at=at, by=KEEPER, year=year, closed_at=None, closed_by_id=None, edits=0, version=1)


def _indicator(grown: Grown, place: int) -> None:
    at, code, name = clock.on_day(date(2024, 1, 15), hour=9), f"{place // 10}.{place % 10}", texts.measure_name(grown.random)
    kept = {
        "part": PARTS[place % len(PARTS)].value, "area_id": 1 + place % AREAS, "objective_id": None, "position": place, "code": code, "name": name,
        "description": "", "typology": TYPOLOGIES[place % len(TYPOLOGIES)], "unit_of_measure": "%", "algorithm": texts.measure_name(grown.random), "source": "INTERNA",
        "direction": "increase", "direction_proposed": None, "baseline": "", "weight": None, "beneficiaries": "", "is_digital": False, "is_simpler": False,
        "is_pira": place % 3 == 0, "is_anticorruption": False, "mission": "", "programme": "", "computed": None,
    }  # fmt: skip
    one = grown.add(
        Indicator, tag=Tag.INDICATOR_ADDED, at=at, by=KEEPER, **kept, code_sort_key=code_sort_key(code), sort_key=sort_key(name), edits=0, version=1
    )  # fmt: skip
    for order in range(1, grown.random.choice((2, 2, 3))):
        grown.add(IndicatorOwner, indicator_id=one, position=order, unit_id=grown.random.randint(2, grown.size.units), name="")
    for year in YEARS:
        _year(grown, one, name, year)


def _year(grown: Grown, one: int, name: str, year: int) -> None:
    target, result = f">= {grown.random.randint(40, 90)}%", f"{grown.random.randint(40, 100)}%" if year != OPEN else ""
    found = judged(Asked(target, result, year, name=name))
    at = clock.on_day(date(year, 1, 31), hour=9)
    row = grown.add(
        IndicatorYear, tag=Tag.TARGET_SET, at=at, by=KEEPER, indicator_id=one, year=year, target=target, state=TargetState.SET.value, original="", act="",
        is_annotated=False, verdict=found.kind.value, reason=found.reason, attained=found.attained and found.attained.quantize(Decimal("0.0001")),
        formula=found.formula, set_verdict=None, set_because="", set_at=None, set_by_id=None, edits=0, version=1,
    )  # fmt: skip
    if result:
        entered = clock.on_day(date(year + 1, 2, 10), hour=9)
        grown.add(
            Reading, tag=Tag.RESULT_VERIFIED, at=entered, by=KEEPER, year_id=row, period=Period.YEAR.value, unit_id=None, value=result, note="",
            state=ResultState.VERIFIED.value, as_of=None, working="", entered_at=entered, entered_by_id=21, verified_at=entered, verified_by_id=20,
            returned_because="", version=1,
        )  # fmt: skip
