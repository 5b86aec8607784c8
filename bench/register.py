"""The register of a large administration, as nouns.py makes the rest: processes with all that stands on their sheets, and five
years of assessments that say what their answers come to.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from bench import texts
from bench.grown import Grown
from bench.lives import lives
from riskreg.assessments.models import Assessment, Score, ScoreAnswer
from riskreg.assessments.operations import standing_of
from riskreg.audit.tags import Tag
from riskreg.core import clock, seeds
from riskreg.domain.assessments import State
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.exact import write_fraction
from riskreg.domain.italian import sort_key
from riskreg.domain.register import FACTOR_LABELS, FAMILY_LABELS, GENERAL_CLASSES, PERIOD_LABELS, MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.domain.scoring.calculation import NumericScore, score
from riskreg.domain.scoring.methodology import Methodology
from riskreg.domain.scoring.text import from_plain, to_plain
from riskreg.domain.scoring.versions import State as Life
from riskreg.domain.trail import canonical
from riskreg.methodology.models import MethodologyVersion
from riskreg.people.models import Figure, OrgUnit, RoleGrant
from riskreg.register.models import EventFactor, Measure, MeasureEvent, MeasureOwner, Phase, Process, RiskArea, RiskEvent, Standing

MAPPED = date(2021, 1, 11)
YEARS = (2022, 2023, 2024, 2025, 2026)
NEXT = 2027
"""Begun for some, and not approved."""

READY = ("pna_2013", "pna_2019", "riskreg")
USED = len(READY)
MILD_TO_GRAVE = (25, 45, 25, 5)
"""Of a hundred processes, how many tend to low answers, and so on up: all four bands come of it."""


def areas(grown: Grown) -> None:
    for row in seeds.rows("reference/risk_areas.csv"):
        code, name = row["code"], row["name"]
        grown.add(RiskArea, tag=Tag.AREA_CREATED, at=clock.on_day(MAPPED), code=code, code_sort_key=code_sort_key(code), code_fold=fold_code(code),
                  name=name, sort_key=sort_key(name), source=row["source"], retired_on=None, version=1)  # fmt: skip


def methodologies(grown: Grown) -> None:
    for file in READY:
        content = from_plain(seeds.document(f"methodology/{file}.json"))
        at = clock.on_day(MAPPED)
        grown.add(MethodologyVersion, tag=Tag.METHODOLOGY_PUBLISHED, at=at, name=content.name, sort_key=sort_key(content.name),
                  kind=to_plain(content)["kind"], state=Life.PUBLISHED.value, source="", note="", content=canonical(to_plain(content)),
                  based_on_id=None, published_at=at, retired_at=None, version=2)  # fmt: skip


def processes(grown: Grown) -> None:
    """A code of its area, a unit that is open or was when it was written down; one in forty is done no longer."""
    many = len(grown.of(RiskArea))
    for number in range(1, grown.size.processes + 1):
        area = number % many + 1
        code = f"{grown.row(RiskArea, area)['code']}.{number // many + 1:02d}"
        born, name = grown.day(MAPPED, date(2021, 12, 20)), texts.process_name(grown.random)
        retired = date(2026, 3, 31) if number % 40 == 0 else None
        grown.add(
            Process, tag=Tag.PROCESS_CREATED, at=clock.on_day(born), by=_a_keeper(grown), code=code, code_sort_key=code_sort_key(code),
            code_fold=fold_code(code), name=name, sort_key=sort_key(name), area_id=area, unit_id=2 + number * 7 % (grown.size.units - 1),
            description=texts.prose(grown.random, 0.2), input="Domanda dell'interessato", output="Provvedimento e comunicazione dell'esito",
            active_from=born, retired_on=retired, retired_because="Funzione passata ad altro ente" if retired else "", edits=number % 5, version=1 + number % 5,
        )  # fmt: skip


def phases(grown: Grown) -> None:
    """Three to five on each process."""
    for process in grown.of(Process):
        for place in range(1, grown.random.choice((3, 4, 4, 5)) + 1):
            name = texts.STEPS[min(len(texts.STEPS) - 1, place * 2 - grown.random.randrange(2))]
            grown.add(Phase, tag=Tag.PHASE_CREATED, at=clock.on_day(process["active_from"], hour=10), by=_a_keeper(grown), process_id=process["id"],
                      position=place, name=name, description=texts.prose(grown.random, 0.8), retired_on=None)  # fmt: skip


def events(grown: Grown) -> None:
    """Spread evenly over the processes, so that a sheet is as long in the small administration as in the large one."""
    here = _phases_of(grown)
    places: dict[int, int] = defaultdict(int)
    for number in range(grown.size.events):
        process = grown.row(Process, number % grown.size.processes + 1)
        phase = grown.random.choice(here[process["id"]])
        places[phase] += 1
        factors = sorted(grown.random.sample(list(FACTOR_LABELS), grown.random.choice((1, 1, 2, 2, 3))))
        event = grown.add(
            RiskEvent, tag=Tag.EVENT_CREATED, at=clock.on_day(process["active_from"], hour=11), by=_a_keeper(grown), phase_id=phase,
            position=places[phase], name=texts.event_name(grown.random), description=texts.prose(grown.random),
            retired_on=date(2025, 9, 30) if number % 60 == 7 else None,
        )  # fmt: skip
        for factor in factors:
            note = grown.random.choice(texts.SENTENCES) if grown.random.random() < 0.3 else ""
            grown.add(EventFactor, event_id=event, factor=factor, note=note)


def _phases_of(grown: Grown) -> dict[int, list[int]]:
    here: dict[int, list[int]] = defaultdict(list)
    for phase in grown.of(Phase):
        here[phase["process_id"]].append(phase["id"])
    return here


def general_measures(grown: Grown) -> None:
    for number, measure_class in enumerate(list(GENERAL_CLASSES) * 2, start=1):
        measure = _measure(grown, f"MG.{number:02d}", GENERAL_CLASSES[measure_class], date(2022, 1, 1), kind=MeasureKind.GENERAL.value,
                           family=None, measure_class=measure_class)  # fmt: skip
        _owners(grown, measure, 1)


def measures(grown: Grown) -> None:
    """Each answers an event, some two of the same process; one in twelve is over."""
    phase_process = [phase["process_id"] for phase in grown.of(Phase)]
    events_of: dict[int, list[int]] = defaultdict(list)
    for event in grown.of(RiskEvent):
        events_of[phase_process[event["phase_id"] - 1]].append(event["id"])
    for number in range(grown.size.measures):
        process = grown.row(Process, number % grown.size.processes + 1)
        there = events_of[process["id"]]
        start = max(process["active_from"], grown.day(MAPPED, date(2026, 1, 1)))
        measure = _measure(grown, f"{process['code']}.M{number // grown.size.processes + 1}", texts.measure_name(grown.random), start,
                           kind=MeasureKind.SPECIFIC.value, family=grown.random.choice(list(FAMILY_LABELS)), measure_class=None)  # fmt: skip
        round_ = number // grown.size.processes
        answered = {there[round_ % len(there)], *([grown.random.choice(there)] if grown.random.random() < 0.12 else [])}
        for event in sorted(answered):
            grown.add(MeasureEvent, measure_id=measure, event_id=event)
        _owners(grown, measure, process["unit_id"])
        if number % 12 == 5:
            _end(grown, measure)


def _measure(grown: Grown, code: str, name: str, start: date, **kind: Any) -> int:
    timing = grown.random.choice(list(Timing))
    return grown.add(
        Measure, tag=Tag.MEASURE_CREATED, at=clock.on_day(start), by=_a_keeper(grown), **kind, code=code, code_sort_key=code_sort_key(code),
        code_fold=fold_code(code), name=name, sort_key=sort_key(name), description=texts.prose(grown.random, 0.7),
        indicator=grown.random.choice(texts.INDICATORS), target=grown.random.choice(texts.TARGETS), timing=timing.value,
        due_on=start + timedelta(days=grown.random.randrange(90, 900)) if timing is Timing.BY_DATE else None,
        period=grown.random.choice(list(PERIOD_LABELS)) if timing is Timing.PERIODIC else None,
        occasion=grown.random.choice(texts.OCCASIONS) if timing is Timing.ON_EVENT else "",
        in_force_from=start, in_force_to=None, ended_because="", edits=0, version=1,
    )  # fmt: skip


def _owners(grown: Grown, measure: int, unit: int) -> None:
    """The unit that answers for the process comes first, mostly; a third are shared."""
    fate, figures = grown.random.random(), len(grown.of(Figure))
    first: dict[str, Any] = {"kind": OwnerKind.UNIT.value, "unit_id": unit, "figure_id": None, "name": ""}
    if fate > 0.98:
        first = {"kind": OwnerKind.UNLINKED.value, "unit_id": None, "figure_id": None, "name": "Ufficio competente"}
    elif fate > 0.88:
        first = {"kind": OwnerKind.FIGURE.value, "unit_id": None, "figure_id": grown.random.randint(1, figures), "name": ""}
    grown.add(MeasureOwner, measure_id=measure, position=1, **first)
    if grown.random.random() < 0.35:
        other = grown.random.randint(2, grown.size.units)
        if other != first["unit_id"]:  # nobody answers twice
            grown.add(MeasureOwner, measure_id=measure, position=2, kind=OwnerKind.UNIT.value, unit_id=other, figure_id=None, name="")


def _end(grown: Grown, measure: int) -> None:
    row = grown.row(Measure, measure)
    last = row["in_force_from"] + timedelta(days=grown.random.randrange(30, 200))
    after = {"in_force_to": last, "ended_because": "Sostituita da una misura più efficace"}
    row |= after | {"version": 2}
    before = {"in_force_to": None, "ended_because": ""}
    grown.tell(Measure, measure, Tag.MEASURE_ENDED, at=clock.on_day(last, hour=15), by=_a_keeper(grown), before=before, after=after)


def assessments(grown: Grown) -> None:
    """Every process in every year, approved; the first tenth is begun for the year to come. Scores are what the answers come to."""
    methodology = from_plain(seeds.document(f"methodology/{READY[USED - 1]}.json"))
    measures = _MeasuresOf(grown)
    for process in grown.of(Process):
        tends_to = grown.random.choices((0, 1, 2, 3), MILD_TO_GRAVE)[0]
        for year in YEARS:
            _assess(grown, methodology, process, year, tends_to, measures, is_approved=True)
        if process["id"] <= max(50, grown.size.processes // 10):
            _assess(grown, methodology, process, NEXT, tends_to, measures, is_approved=False)


class _MeasuresOf:
    """The codes and names of those in force on a day, process by process, as an assessment keeps them."""

    def __init__(self, grown: Grown) -> None:
        self.starts: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
        for row in grown.of(Measure):
            line = f"{row['code']} {row['name']}"
            self.starts[row["code"].rpartition(".M")[0]].append((row["in_force_from"], row["in_force_to"] or date.max, line))
        for those in self.starts.values():
            those.sort()

    def lines(self, process: str, on: date) -> str:
        begun = self.starts[process][: bisect_right(self.starts[process], (on, date.max, ""))]
        return "\n".join(line for _start, end, line in begun if end >= on)


def _assess(
    grown: Grown, methodology: Methodology, process: dict[str, Any], year: int, tends_to: int, measures: _MeasuresOf, *, is_approved: bool
) -> None:  # fmt: skip
    done = date(year - 1, 10, 1) + timedelta(days=grown.random.randrange(45))
    approver = _rpct(grown)
    author = grown.random.choice([each for each in range(1, 13) if each != approver])  # nobody approves their own work
    answers = {
        each.code: each.answers[min(len(each.answers) - 1, tends_to + grown.random.choice((0, 0, 1, 2)))].code
        for each in methodology.criteria
    }
    effectiveness = grown.random.choice(methodology.effectiveness).code
    result = score(methodology, answers, effectiveness)
    if not isinstance(result, NumericScore):
        raise TypeError("the answers are complete, and give a number")
    kept: dict[str, Any] = {
        "process_id": process["id"], "year": year, "methodology_id": USED, "unit_id": process["unit_id"], "state": State.DRAFT.value, "judged_band": None, "judged_from": None,
        "process_title": "", "unit_name": "",
        "band_motivation": "", "judged_by_id": None, "judged_at": None, "judgment": texts.prose(grown.random, 0.5),
        "measures": measures.lines(process["code"], done), "assessed_on": done, "author_id": author, "approved_by_id": None, "approved_at": None,
    }  # fmt: skip
    at = clock.on_day(done, hour=9)
    one = grown.add(Assessment, tag=Tag.ASSESSMENT_CHANGED, at=at, by=f"user:{author}", **kept, edits=1, version=2)
    scored = grown.add(
        Score, assessment_id=one, event_id=None, effectiveness=effectiveness, probability=write_fraction(result.probability),
        impact=write_fraction(result.impact), inherent=write_fraction(result.inherent), residual=result.residual,
        inherent_band=result.inherent_band.code, band=result.band.code, event_name=None,
    )  # fmt: skip
    for criterion, answer in answers.items():
        grown.add(ScoreAnswer, score_id=scored, criterion=criterion, answer=answer)
    if is_approved:
        _approve(grown, methodology, process, one, result, approver, done + timedelta(days=30))


def _approve(grown: Grown, methodology: Methodology, process: Any, one: int, result: NumericScore, approver: int, on: date) -> None:
    """One in twenty is judged a band worse than it was computed, and says why."""
    row, at, judged = grown.row(Assessment, one), clock.on_day(on, hour=15), result.band
    after: dict[str, Any] = {"state": State.APPROVED.value, "approved_by_id": approver, "approved_at": at}
    after |= {"process_title": f"{process['code']} {process['name']}", "unit_name": grown.row(OrgUnit, process["unit_id"])["name"]}
    higher = [band for band in methodology.bands if band.rank == result.band.rank + 1]
    if one % 20 == 0 and higher:
        judged = higher[0]
        after |= {
            "judged_band": judged.code,
            "judged_from": result.band.code,
            "band_motivation": "Il punteggio non tiene conto di un contenzioso ancora aperto.",
        }
        after |= {"judged_by_id": approver, "judged_at": at}
    before = {key: row[key] for key in after}
    row |= after | {"version": 3}
    grown.tell(Assessment, one, Tag.ASSESSMENT_APPROVED, at=at, by=f"user:{approver}", before=before, after=after)
    kept = standing_of(result, judged, max(band.rank for band in methodology.bands))
    grown.add(
        Standing, process_id=row["process_id"], area_id=process["area_id"], year=row["year"], inherent=kept.inherent, residual=kept.residual, inherent_band=kept.inherent_band,
        computed_band=kept.computed_band, band=kept.band, band_rank=kept.rank, computed_rank=kept.computed_rank, inherent_rank=kept.inherent_rank,
        top_rank=kept.top, needs_treatment=kept.needs_treatment,
    )  # fmt: skip


def _a_keeper(grown: Grown) -> str:
    return f"user:{grown.random.randint(13, 18)}"


def _rpct(grown: Grown) -> int:
    return next(row["user_id"] for row in grown.of(RoleGrant) if row["role"] == Role.RPCT)


REGISTER = (areas, methodologies, processes, phases, events, general_measures, measures, lives, assessments)
