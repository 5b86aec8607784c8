"""The *riesame* of a campaign, gathered from what was approved, and kept when it is closed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.assessments import comparing
from riskreg.assessments import queries as assessments
from riskreg.assessments.models import Assessment, Score
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, Proposal
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.campaigns import ProposalKind, ProposalState
from riskreg.domain.review import Came, Moved, Review, Sheet, Suggested
from riskreg.domain.scoring.calculation import EFFECTIVENESS
from riskreg.domain.scoring.methodology import Methodology, NumericMethodology
from riskreg.people.queries import reach
from riskreg.register.models import Phase, Process, RiskEvent, Standing

SCHEMA = 1
A_YEAR = timedelta(days=365)


def review(one: Campaign, on: date) -> Review:
    """As it was kept, where the campaign is closed; else as it would be today."""
    return read(one.outcome) if one.is_closed else gathered(one, on)


def gathered(one: Campaign, on: date) -> Review:
    """A constant number of queries, whatever the number of processes."""
    rows = db.session.execute(queries.rows(one, reach.chart(on)).order_by(Process.code_sort_key, Process.id)).all()
    ids = [row.Process.id for row in rows]
    before = _year_before(one.year)
    then, now = _came(before), _came(one.year)
    old, new = _approved(before, ids), _approved(one.year, ids)
    return Review(
        year=one.year,
        before=before,
        same_scale=len({each.methodology_id for each in (*old.values(), *new.values())}) < 2,
        sheets=tuple(_sheet(row, then, now, old.get(row.Process.id), new.get(row.Process.id)) for row in rows),
        new_events=tuple(_events(RiskEvent.added_on, one, on)),
        retired_events=tuple(_events(RiskEvent.retired_on, one, on)),
        proposals=tuple(_suggested(one)),
    )


def _year_before(year: int) -> int | None:
    """The last with something approved. A process that was not assessed in that very year has nothing beside it, whatever came before."""
    statement = select(Standing.year).where(Standing.year < year).order_by(Standing.year.desc()).limit(1)
    return db.session.scalars(statement).first()


def _came(year: int | None) -> Mapping[int, Came]:
    rows = db.session.scalars(select(Standing).where(Standing.year == year)) if year is not None else ()
    return {row.process_id: Came(row.residual, row.band, row.band_rank) for row in rows}


def _approved(year: int | None, process_ids: Iterable[int]) -> Mapping[int, Assessment]:
    """With all that is compared."""
    scores = selectinload(Assessment.scores)
    statement = (
        select(Assessment)
        .where(Assessment.year == year, Assessment.state == State.APPROVED.value)
        .options(joinedload(Assessment.methodology), scores.selectinload(Score.answers), scores.joinedload(Score.event))
    )
    wanted = set(process_ids)
    return {each.process_id: each for each in db.session.scalars(statement) if each.process_id in wanted} if year is not None else {}


def _sheet(row: Any, then: Mapping[int, Came], now: Mapping[int, Came], old: Assessment | None, new: Assessment | None) -> Sheet:
    process = row.Process
    return Sheet(
        process_id=process.id,
        code=process.code,
        name=process.name,
        area=row.RiskArea.title,
        unit=row.OrgUnit.name,
        before=then.get(process.id),
        now=now.get(process.id) if new is not None else None,
        is_confirmed=row.confirmed_id is not None,
        moved=tuple(_moved(new, old)) if old and new else (),
        band_because=new.band_motivation if new is not None and new.judged_band else "",
    )


def _moved(new: Assessment, old: Assessment) -> Iterator[Moved]:
    risks = _risks(assessments.methodology_of(new))
    for each in comparing.changes(new, old):
        yield Moved(each.about, each.before, each.now, each.because, _step(risks, each))


def _risks(methodology: Methodology) -> Mapping[str, Mapping[str, Decimal]]:
    """By the name of a question, how much risk each of its answers says, in the words of the form: only to be set one beside the other."""
    effectiveness = {f"{each.name}. {each.text}": Decimal(-place) for place, each in enumerate(methodology.effectiveness)}
    if isinstance(methodology, NumericMethodology):
        said = {each.name: {answer.text: answer.worth for answer in each.answers} for each in methodology.criteria}
    else:
        said = {
            each.name: {answer.text: Decimal(methodology.level(answer.worth).rank) for answer in each.answers}
            for each in methodology.criteria
        }
    return said | {EFFECTIVENESS: effectiveness}


def _step(risks: Mapping[str, Mapping[str, Decimal]], change: comparing.Change) -> int:
    """Which way the answer moved; none where one of the two is not there, or meant something else."""
    said = next((each for name, each in risks.items() if change.about == name or change.about.endswith(f": {name}")), {})
    was, now = said.get(change.before), said.get(change.now)
    return 0 if was is None or now is None else (now > was) - (now < was)


def _events(column: Any, one: Campaign, on: date) -> Iterator[str]:
    """Of its processes, those whose day falls after the campaign before was closed."""
    since = _since(one)
    statement = (
        select(RiskEvent)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .where(Phase.process_id.in_(queries.process_ids(one)), column > since, column <= on)
        .options(joinedload(RiskEvent.phase).joinedload(Phase.process))
        .order_by(RiskEvent.id)
    )
    for event in db.session.scalars(statement):
        yield f"{event.phase.process.code}: {event.name}"


def _since(one: Campaign) -> date:
    """The end of the campaign before; where there was none, a year before this one opened."""
    earlier = [each for each in queries.campaigns() if each.year < one.year and each.closed_at is not None]
    return earlier[0].closed_at.astimezone(ROME).date() if earlier and earlier[0].closed_at else one.opens_on - A_YEAR


def _suggested(one: Campaign) -> Iterator[Suggested]:
    statement = select(Proposal).where(Proposal.campaign_id == one.id).options(joinedload(Proposal.process), joinedload(Proposal.unit))
    for each in db.session.scalars(statement.order_by(Proposal.id)):
        where = each.process.title if each.process else each.unit.name
        yield Suggested(ProposalKind(each.kind).label, each.name, where, ProposalState(each.state).label, each.decided_because)


# Kept


def written(found: Review) -> str:
    return json.dumps({"schema": SCHEMA, **asdict(found)}, ensure_ascii=False, default=str, sort_keys=True)


def read(text: str) -> Review:
    plain = json.loads(text)
    sheets = [
        Sheet(**{**each, "before": _read_came(each["before"]), "now": _read_came(each["now"]), "moved": tuple(Moved(**one) for one in each["moved"])})
        for each in plain["sheets"]
    ]  # fmt: skip
    return Review(
        year=plain["year"], before=plain["before"], same_scale=plain["same_scale"], sheets=tuple(sheets), new_events=tuple(plain["new_events"]),
        retired_events=tuple(plain["retired_events"]), proposals=tuple(Suggested(**each) for each in plain["proposals"]),
    )  # fmt: skip


def _read_came(plain: Mapping[str, Any] | None) -> Came | None:
    if plain is None:
        return None
    return Came(None if plain["residual"] is None else Decimal(plain["residual"]), plain["band"], plain["rank"])
