"""The demo's campaigns, replayed through the operations that people use: three closed, and one under way with sheets in every state."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from riskreg.assessments import asking, operations, turns
from riskreg.assessments import queries as assessments
from riskreg.assessments.models import Assessment
from riskreg.assessments.seeding import COMPLIANCE, METHODOLOGY
from riskreg.campaigns import queries, unchanged
from riskreg.campaigns.models import Campaign, CampaignProcess
from riskreg.campaigns.operations import closing, confirming, extending, nudging, opening, proposing
from riskreg.campaigns.operations.proposing import Place
from riskreg.comments import operations as comments
from riskreg.comments import subjects
from riskreg.comments.subjects import About
from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.domain.campaigns import Calendar, ProposalKind
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.domain.roles import Role
from riskreg.domain.scoring.methodology import Axis
from riskreg.methodology import queries as methodologies
from riskreg.people import queries as people
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent, Phase, RiskEvent
from riskreg.register.queries.measure_states import not_over

FILLED_IN = date(2026, 11, 3)
"""When the sheets of the open campaign were answered; each later step a week after."""

WEEK = timedelta(days=7)
NUDGED_ON = date(2026, 11, 17)
MORE_TIME = ("B.11", date(2026, 11, 30), date(2026, 11, 16), "La responsabile dell'ufficio è in ferie fino al 24 novembre.")
RETURNED_WITH = "Manca un esempio di quest'anno a sostegno della risposta: aggiungilo nel giudizio sintetico."

STILL = "La misura in ritardo riguarda un passaggio che pesa poco: intanto firma sempre una seconda persona."
"""Where a sheet could not be confirmed, and the answers are those of the year before."""

QUESTIONS = (
    ("B.02", asking.EFFECTIVENESS, "Le misure in atto hanno un indicatore con un valore di quest'anno? Se sì, quale?", ""),
    (
        "B.01", Axis.IMPACT.value, "Il danno d'immagine tiene conto degli articoli usciti a settembre?",
        "Sì: sono due, e riguardano un altro ufficio. La risposta resta quella.",
    ),
)  # fmt: skip
"""Process, section, question, and the answer that resolved it."""

ASKS = "rpct@camera.example"

Row = dict[str, str]


def load_demo() -> None:
    """After the demo's assessments are there."""
    with undisturbed():
        for row in seeds.rows("demo/campaigns.csv"):
            one = _opened(row)
            if row["closed_on"]:
                closing.close(one, by=COMMAND_LINE, at=clock.on_day(date.fromisoformat(row["closed_on"]), hour=16))
            else:
                _under_way(one)


def _opened(row: Row) -> Campaign:
    version = methodologies.by_name(METHODOLOGY)
    if version is None:
        raise LookupError(f"the demo is assessed with a methodology that is not there: {METHODOLOGY}")
    days = [date.fromisoformat(row[name]) for name in ("opens_on", "send_by", "validate_by", "approve_by")]
    sheet = opening.Sheet(Calendar(*days), row["instructions"])
    return opening.open_campaign(int(row["year"]), version, sheet, by=COMMAND_LINE, at=clock.on_day(days[0], hour=8))


def _under_way(one: Campaign) -> None:
    for row in seeds.rows("demo/proposals.csv"):
        _proposed(one, row)
    for row in seeds.rows("demo/campaign_sheets.csv"):
        _sheet(one, row)
    _asked(one)
    code, send_by, on, because = MORE_TIME
    late = register.process_by_code(code)
    if late is not None:
        extending.extend(one, [late.id], send_by, because, by=COMMAND_LINE, at=clock.on_day(on, hour=9))
    compliance = _person(COMPLIANCE, NUDGED_ON)
    waiting = [row.process_id for row in queries.unsent(one) if row.send_by is None]
    nudging.nudge(one, waiting, quietly=True, by=compliance, at=clock.on_day(NUDGED_ON, hour=9))


def _asked(one: Campaign) -> None:
    """One question waits, another was answered."""
    asker = _person(ASKS, FILLED_IN)
    for code, section, text, reply in QUESTIONS:
        process = register.process_by_code(code)
        made = assessments.of(process.id, one.year) if process is not None else None
        if process is None or made is None:
            raise LookupError(f"the demo asks about a sheet that is not there: {code}")
        about = About(subjects.named(asking.ASSESSMENT), made.id)
        question = comments.ask(about, section, text, quietly=True, by=asker, at=_at(15, WEEK))
        if reply:
            comments.answer(question, reply, resolves=True, quietly=True, by=_author(process.unit_id), at=_at(16, WEEK))


def _sheet(one: Campaign, row: Row) -> None:
    """As far as it has come."""
    process = register.process_by_code(row["process"])
    if process is None:
        raise LookupError(f"the demo's campaign asks about a process that is not there: {row['process']}")
    found = queries.row(one.id, process.id)
    author = _author(process.unit_id)
    made = _filled_in(found, row, author)
    found.seconds = (6 + len(process.name) % 9) * 60 if row["how"] == "answer" else 95
    if row["state"] == "draft":
        return
    if made.is_with_author:
        operations.send(made, quietly=True, by=author, at=_at(15))
    if row["state"] == "returned":
        operations.send_back(made, RETURNED_WITH, quietly=True, by=_turn(made), at=_at(10, WEEK))
    if row["state"] in ("validated", "approved"):
        operations.validate(made, quietly=True, by=_turn(made), at=_at(10, WEEK))
    if row["state"] == "approved":
        operations.approve(made, quietly=True, by=_turn(made), at=_at(12, 2 * WEEK))


def _filled_in(found: CampaignProcess, row: Row, author: Person) -> Assessment:
    """Confirmed where the rule lets it; else answered as the year before, but for what changed."""
    last = unchanged.last_approved(found)
    if last is None:
        raise LookupError(f"the demo has no assessment to start from: {row['process']}")
    if row["how"] == "confirm" and not unchanged.why_not(found, last, FILLED_IN):
        return confirming.confirm(found, quietly=True, by=author, at=_at(14))
    made = confirming.begin(found, by=author, at=_at(9))
    given = dict(assessments.answers_of(last.scores[0]))
    reasons = {}
    if row["criterion"]:
        code = list(given)[int(row["criterion"]) - 1]
        reasons = {code: row["because"]} if given[code] != row["answer"] else {}
        given[code] = row["answer"]
    if row["state"] == "draft" and not row["criterion"]:
        given = dict(list(given.items())[:6])
    operations.answer(
        made, given, last.scores[0].effectiveness if row["state"] != "draft" else None, reasons=reasons, by=author, at=_at(11)
    )
    if row["state"] != "draft":
        words = last.judgment if reasons else f"{last.judgment} {STILL}"
        operations.judge(made, None, "", words, by=author, at=_at(12))
    return made


def _proposed(one: Campaign, row: Row) -> None:
    process = register.process_by_code(row["process"])
    if process is None:
        raise LookupError(f"the demo proposes about a process that is not there: {row['process']}")
    kind = ProposalKind(row["kind"])
    phase = next((each for each in process.phases if each.retired_on is None), None) if kind is ProposalKind.EVENT else None
    place = Place(process, phase=phase, measure=_measure(process.id) if kind is ProposalKind.MEASURE else None)
    made = proposing.propose(one, kind, place, row["name"], row["because"], by=_author(process.unit_id), at=_at(8))
    db.session.flush()
    if row["outcome"] == "accepted":
        proposing.accept(made, quietly=True, by=_person(COMPLIANCE, FILLED_IN), at=_at(9))
    elif row["outcome"] == "declined":
        proposing.decline(made, row["answer"], quietly=True, by=_person(COMPLIANCE, FILLED_IN), at=_at(9))


def _measure(process_id: int) -> Measure | None:
    answers = select(MeasureEvent.measure_id).join(RiskEvent).join(Phase).where(Phase.process_id == process_id)
    return db.session.scalars(select(Measure).where(Measure.id.in_(answers), not_over(FILLED_IN)).order_by(Measure.id).limit(1)).first()


def _author(unit_id: int) -> Person:
    held = people.holders((Role.REFERENTE,), people.present_owner(unit_id, FILLED_IN).id, FILLED_IN)
    return people.person(held[0], FILLED_IN) if held else _person(COMPLIANCE, FILLED_IN)


def _turn(one: Assessment) -> Person:
    """Whoever judges it next."""
    return people.person(people.user(turns.of([one], FILLED_IN)[one.id].user_ids[0]), FILLED_IN)


def _person(email: str, on: date) -> Person:
    user = people.user_by_email(email)
    if user is None:
        raise LookupError(f"the demo's campaigns name somebody who is not there: {email}")
    return people.person(user, on)


def _at(hour: int, later: timedelta = timedelta(0)) -> datetime:
    return clock.on_day(FILLED_IN + later, hour=hour)
